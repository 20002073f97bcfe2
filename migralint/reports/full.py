"""The full text report: every finding with its source lines, its help and its notes."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings import Finding, Note, Report
from migralint.reports.counts import live, statistics, summary, unread_line
from migralint.reports.excerpt import excerpt
from migralint.reports.look import PLAIN, Look
from migralint.reports.visible import visible, visible_lines

MARK_COLOURS = {"-": "red", "+": "green", "~": "yellow"}


def render(report: Report, look: Look = PLAIN) -> str:
    blocks = [*_findings(report, look)]
    if look.verbosity > 0:
        blocks += [*_suppressed(report, look), *_unread(report, look)]
    if look.statistics and live(report):
        blocks.append("\n".join(statistics(report)))
    if look.verbosity >= 0:
        blocks.append("\n".join(_closing(report, look)))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _findings(report: Report, look: Look) -> Iterator[str]:
    explained: set[str] = set()
    for finding in live(report):
        lines = _block(report, finding, look)
        if finding.rule not in explained and look.verbosity >= 0:
            explained.add(finding.rule)
            lines = [*lines, look.paint(f"  = migralint explain {finding.rule}", "dim")]
        yield "\n".join(lines)


def _block(report: Report, finding: Finding, look: Look) -> list[str]:
    problem = finding.problem
    return [
        _head(finding, look),
        *excerpt(report.sources.get(finding.path, ""), problem.span, look),
        *_difference(finding, look),
        *(_help(problem.help, look) if problem.help else ()),
        *(_note(note, finding, look) for note in problem.notes if note.mark is None),
    ]


def _head(finding: Finding, look: Look) -> str:
    span = finding.problem.span
    place = look.paint(f"{visible(str(finding.path))}:{span.line}:{span.column}:", "bold")
    stamp = f"{look.paint_severity(str(finding.severity), finding.severity)}[{finding.rule}]"
    return f"{place} {stamp} {visible(finding.said)}"


def _help(text: str, look: Look) -> Iterator[str]:
    """The first line after the word, code below it in its own column."""
    first, *others = visible_lines(text)
    yield f"  {look.paint('help:', 'cyan', 'bold')} {first}"
    yield from (f"        {line}".rstrip() for line in others)


def _note(note: Note, finding: Finding, look: Look) -> str:
    return f"  {look.paint('note:', 'cyan', 'bold')} {visible(note.message)}{_place(note, finding)}"


def _place(note: Note, finding: Finding) -> str:
    if note.path is None and note.span is None:
        return ""
    line = f":{note.span.line}" if note.span else ""
    return f" ({visible(str(note.path or finding.path))}{line})"


def _difference(finding: Finding, look: Look) -> Iterator[str]:
    """What two schemas do not share, a line each, with the line of the script that it comes from."""
    marked = [note for note in finding.problem.notes if note.mark is not None]
    if marked:
        yield f"  {look.paint('schema before the upgrade, and after the downgrade:', 'bold')}"
    for note in marked:
        line = f"  (line {note.span.line})" if note.span else ""
        yield look.paint(f"    {note.mark} {visible(note.message)}{line}", MARK_COLOURS.get(note.mark or "", "bold"))


def _suppressed(report: Report, look: Look) -> Iterator[str]:
    for finding in report.findings:
        if finding.suppressed:
            reason = f": {visible(finding.suppressed.reason)}" if finding.suppressed.reason else ""
            yield f"{_head(finding, look)}\n  = suppressed on line {finding.suppressed.line}{reason}"


def _unread(report: Report, look: Look) -> Iterator[str]:
    for note in report.unread:
        place = look.paint(f"{visible(str(note.path))}:{note.span.line}:{note.span.column}:", "bold")
        yield f"{place} not read: {visible(note.directive)}: {visible(note.why)}"


def _closing(report: Report, look: Look) -> Iterator[str]:
    yield look.paint(summary(report), "bold")
    if report.unread:
        yield unread_line(report) + (" (-v shows them)" if look.verbosity <= 0 else "")
    for note in report.notes:
        yield f"note: {visible(note)}"
