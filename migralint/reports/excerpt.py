"""The source lines under a finding's message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migralint.reports.look import Look
from migralint.reports.visible import visible, width
from migralint.revisions.source import Span

MOST_LINES = 5
WIDEST = 140
TAB = 4


def excerpt(source: str, span: Span, look: Look) -> Iterator[str]:
    """The span's lines with their numbers: carets under a part of one line, a bar beside several lines."""
    lines = source.split("\n")
    if not 1 <= span.line <= len(lines) or not source:
        return
    shown = lines[span.line - 1 : span.end_line]
    if len(shown) > MOST_LINES:
        shown = [*shown[: MOST_LINES - 2], "...", shown[-1]]
    gutter = len(str(span.end_line))
    yield look.paint(f"{'':{gutter}} |", "cyan")
    if len(shown) > 1:
        yield from _several(shown, span, gutter, look)
    else:
        yield from _one(lines[span.line - 1], span, gutter, look)


def _one(line: str, span: Span, gutter: int, look: Look) -> Iterator[str]:
    start = span.column - 1
    end = max(span.end_column - 1, start + 1)
    before, marked, after = (_plain(part) for part in _parts(line, start, end))
    if not (before + marked).strip():
        return
    before, marked, after = _fitted(before, marked, after)
    yield f"{look.paint(f'{span.line:>{gutter}} |', 'cyan')} {(before + marked + after).rstrip()}"
    carets = "^" * max(width(marked), 1)
    yield f"{look.paint(f'{chr(32):>{gutter}} |', 'cyan')} {' ' * width(before)}{look.paint(carets, 'red', 'bold')}"


def _several(shown: Sequence[str], span: Span, gutter: int, look: Look) -> Iterator[str]:
    for offset, line in enumerate(shown):
        cut = len(shown) == MOST_LINES and line == "..." and offset == MOST_LINES - 2
        number = "" if cut else str(span.end_line if offset == len(shown) - 1 else span.line + offset)
        text = _fitted("", _plain(line.expandtabs(TAB)), "")[1]
        bar = look.paint("|", "red", "bold")
        yield f"{look.paint(f'{number:>{gutter}} |', 'cyan')} {bar} {text}".rstrip()


def _parts(line: str, start: int, end: int) -> tuple[str, str, str]:
    """The line before, in and after the span, tabs expanded by their place in the whole line."""
    places = (len(line[:start].expandtabs(TAB)), len(line[:end].expandtabs(TAB)))
    expanded = line.expandtabs(TAB)
    return expanded[: places[0]], expanded[places[0] : places[1]], expanded[places[1] :]


def _plain(text: str) -> str:
    return visible(text.replace("\r", ""))


def _fitted(before: str, marked: str, after: str) -> tuple[str, str, str]:
    """A very long line is cut to what stands around the mark."""
    if len(before) > WIDEST // 2:
        before = "..." + before[-WIDEST // 4 :]
    if len(marked) > WIDEST:
        return before, marked[:WIDEST] + "...", ""
    room = max(WIDEST - len(before) - len(marked), 0)
    return before, marked, after if len(after) <= room else after[:room] + "..."
