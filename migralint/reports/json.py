"""The JSON report, version 1."""

from __future__ import annotations

import json

from migralint.findings import Finding, Note, Report, UnreadNote
from migralint.reports.counts import by_rule, by_severity, live
from migralint.reports.look import PLAIN, Look
from migralint.revisions.source import Span

VERSION = 1


def render(report: Report, look: Look = PLAIN) -> str:
    """Plain ASCII, so that any pipe can carry it."""
    document = {
        "version": VERSION,
        "findings": [_finding(finding) for finding in report.findings],
        "unread": [_unread(note) for note in report.unread],
        "errors": list(report.errors),
        "notes": list(report.notes),
        "summary": _summary(report),
    }
    return json.dumps(document, indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, object]:
    problem = finding.problem
    return {
        "rule": finding.rule,
        "group": finding.group,
        "severity": str(finding.severity),
        "confidence": problem.confidence.value,
        "message": problem.message,
        "help": problem.help,
        "path": finding.path.as_posix(),
        **_place(problem.span),
        "revision": finding.revision,
        "operation": problem.operation,
        "notes": [_note(note, finding) for note in problem.notes],
        "dialects": list(finding.dialects),
        "fixable": False,
        "url": None,
        "suppressed": finding.suppressed is not None,
        "suppression": _suppression(finding),
        "fingerprint": finding.fingerprint,
    }


def _note(note: Note, finding: Finding) -> dict[str, object]:
    return {
        "message": f"{note.mark} {note.message}" if note.mark else note.message,
        "path": (note.path or finding.path).as_posix(),
        "line": note.span.line if note.span else None,
    }


def _suppression(finding: Finding) -> dict[str, object] | None:
    if finding.suppressed is None:
        return None
    return {"line": finding.suppressed.line, "reason": finding.suppressed.reason}


def _place(span: Span) -> dict[str, object]:
    return {"line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}


def _unread(note: UnreadNote) -> dict[str, object]:
    return {
        "path": note.path.as_posix(),
        **_place(note.span),
        "revision": note.revision,
        "directive": note.directive,
        "why": note.why,
    }


def _summary(report: Report) -> dict[str, object]:
    return {
        **{str(severity): number for severity, number in by_severity(report).items()},
        "suppressed": len(report.findings) - len(live(report)),
        "unread": len(report.unread),
        "revisions_checked": report.revisions_checked,
        "revisions_total": report.revisions_total,
        "rules_run": report.rules_run,
        "by_rule": by_rule(report),
    }
