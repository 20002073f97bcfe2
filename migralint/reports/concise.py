"""The concise text report: one line a finding."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings import Report
from migralint.reports.counts import live, statistics, summary, unread_line
from migralint.reports.look import PLAIN, Look
from migralint.reports.visible import visible


def render(report: Report, look: Look = PLAIN) -> str:
    return "".join(f"{line}\n" for line in _lines(report, look))


def _lines(report: Report, look: Look) -> Iterator[str]:
    for finding in live(report):
        span = finding.problem.span
        stamp = f"{look.paint_severity(str(finding.severity), finding.severity)}[{finding.rule}]"
        yield f"{visible(str(finding.path))}:{span.line}:{span.column}: {stamp} {visible(finding.said)}"
    if look.statistics:
        yield from statistics(report)
    if look.verbosity >= 0:
        yield summary(report) + (f", {unread_line(report)}" if report.unread else "")
