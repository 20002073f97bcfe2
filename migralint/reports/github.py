"""GitHub's workflow commands, which annotate the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings import Finding, Report, Severity
from migralint.reports.counts import live, summary
from migralint.reports.look import PLAIN, Look
from migralint.reports.visible import visible, visible_lines

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, look: Look = PLAIN) -> str:
    """The worst first: GitHub shows only ten errors and ten warnings of a step."""
    worst_first = sorted(live(report), key=lambda finding: -finding.severity)
    lines = [_command(finding) for finding in worst_first]
    if look.verbosity >= 0:
        lines.append(summary(report))
    return "".join(f"{line}\n" for line in lines)


def _command(finding: Finding) -> str:
    properties = ",".join(f"{name}={_property(value)}" for name, value in _properties(finding))
    problem = finding.problem
    message = "\n".join(line for text in (finding.said, problem.help) if text for line in visible_lines(text))
    return f"::{COMMANDS[finding.severity]} {properties}::{_data(message)}"


def _properties(finding: Finding) -> Iterator[tuple[str, str]]:
    """Columns only where the span has one line: GitHub refuses the annotation otherwise."""
    span = finding.problem.span
    yield "file", visible(finding.path.as_posix())
    yield "line", str(span.line)
    yield "endLine", str(span.end_line)
    if span.line == span.end_line:
        yield "col", str(span.column)
        yield "endColumn", str(span.end_column)
    yield "title", f"migralint: {finding.rule}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
