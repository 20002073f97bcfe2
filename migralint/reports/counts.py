"""Counting what a report holds, and saying it in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from migralint.findings import Finding, Report, Severity

SHOWN_SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def live(report: Report) -> tuple[Finding, ...]:
    """The findings that no comment suppresses."""
    return tuple(finding for finding in report.findings if finding.suppressed is None)


def by_severity(report: Report) -> dict[Severity, int]:
    counted = Counter(finding.severity for finding in live(report))
    return {severity: counted[severity] for severity in SHOWN_SEVERITIES}


def by_rule(report: Report) -> dict[str, int]:
    """The most frequent first."""
    counted = Counter(finding.rule for finding in live(report))
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def summary(report: Report) -> str:
    """`2 errors, 1 warning (1 suppressed) in 3 of 40 revisions`."""
    counts = [plural(number, str(severity)) for severity, number in by_severity(report).items() if number]
    suppressed = len(report.findings) - len(live(report))
    hidden = f" ({suppressed} suppressed)" if suppressed else ""
    checked, total = report.revisions_checked, report.revisions_total
    revisions = plural(total, "revision") if checked == total else f"{checked} of {plural(total, 'revision')}"
    return f"{', '.join(counts) or 'no problems found'}{hidden} in {revisions}"


def unread_line(report: Report) -> str:
    return f"{plural(len(report.unread), 'operation')} could not be read"


def statistics(report: Report) -> Iterator[str]:
    """One line a rule: how often, how severe, its id."""
    worst: dict[str, Severity] = {}
    for finding in live(report):
        worst[finding.rule] = max(finding.severity, worst.get(finding.rule, Severity.OFF))
    counts = by_rule(report)
    digits = len(str(max(counts.values(), default=0)))
    for rule, number in counts.items():
        yield f"{number:>{digits}}  {worst[rule]!s:<7}  {rule}"
