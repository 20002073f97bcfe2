"""The history as a graph: drawn with lanes, as JSON, or as a Mermaid chart."""

from __future__ import annotations

import json

from migralint.reports.visible import visible
from migralint.revisions.history import History
from migralint.revisions.revision import Revision


def to_text(history: History) -> str:
    """From the heads to the bases, one revision a line, a lane for every branch."""
    lines: list[str] = []
    lanes: list[str] = []
    for revision in reversed(history.order):
        if revision.id not in lanes:
            lanes.append(revision.id)
        place = lanes.index(revision.id)
        if lanes.count(revision.id) > 1:
            lines.append(_joint(lanes, revision.id))
            lanes = [name for number, name in enumerate(lanes) if name != revision.id or number == place]
        lines.append(f"{_row(lanes, place)}  {_label(history, revision)}")
        parents = history.parents(revision)
        lanes[place : place + 1] = parents
        if len(parents) > 1:
            lines.append(_fork(lanes, place, len(parents)))
    return "\n".join(lines) + "\n" if lines else ""


def to_json(history: History) -> str:
    document = {
        "version": 1,
        "heads": [revision.id for revision in history.heads],
        "bases": [revision.id for revision in history.bases],
        "revisions": [_revision(revision) for revision in history.order],
    }
    return json.dumps(document, indent=2) + "\n"


def to_mermaid(history: History) -> str:
    numbers = {revision.id: f"r{number}" for number, revision in enumerate(history.order)}
    lines = ["flowchart BT"]
    lines += [f'    {numbers[r.id]}["{_quoted(r)}"]' for r in history.order]
    for revision in history.order:
        needed = {history.resolve(name) for name in revision.depends_on} - set(revision.down_revisions)
        for parent in history.parents(revision):
            lines.append(f"    {numbers[parent]} {'-.->' if parent in needed else '-->'} {numbers[revision.id]}")
    return "\n".join(lines) + "\n"


def _row(lanes: list[str], place: int) -> str:
    return " ".join("*" if number == place else "|" for number in range(len(lanes)))


def _joint(lanes: list[str], name: str) -> str:
    """Lanes that wait for the same revision meet at the first of them: `|-+-'`."""
    ends = [number for number, waiting in enumerate(lanes) if waiting == name]
    return _across(lanes, ends, "'")


def _fork(lanes: list[str], place: int, count: int) -> str:
    """A merge revision's lane divides: `|-.`."""
    return _across(lanes, list(range(place, place + count)), ".")


def _across(lanes: list[str], ends: list[int], corner: str) -> str:
    first, last = ends[0], ends[-1]
    marks = []
    for number in range(len(lanes)):
        inner = "+" if number in ends or first < number < last else "|"
        mark = "|" if number == first else corner if number == last else inner
        marks.append(mark + ("-" if first <= number < last else " "))
    return "".join(marks).rstrip()


def _label(history: History, revision: Revision) -> str:
    marks = [*(["head"] if revision in history.heads else []), *revision.branch_labels]
    missing = [name for name in revision.down_revisions if name not in history.by_id]
    shown = f" ({', '.join(marks)})" if marks else ""
    lost = f" [follows {', '.join(missing)}, which is missing]" if missing else ""
    return visible(f"{revision.id}{shown} {revision.message}{lost}".rstrip())


def _revision(revision: Revision) -> dict[str, object]:
    return {
        "id": revision.id,
        "down_revisions": list(revision.down_revisions),
        "depends_on": list(revision.depends_on),
        "branch_labels": list(revision.branch_labels),
        "message": revision.message,
        "path": revision.script.path.as_posix(),
    }


def _quoted(revision: Revision) -> str:
    text = visible(f"{revision.id} {revision.message}".strip())
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
