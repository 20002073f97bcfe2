"""Look: how much a text report shows, and whether in colour."""

from __future__ import annotations

from msgspec import Struct

from migralint.findings import Severity

_RESET = "\x1b[0m"
_CODES = {"red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36", "bold": "1", "dim": "2"}
_SEVERITIES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}


class Look(Struct, frozen=True):
    """`verbosity` -1: findings only; 1: also what was suppressed and what could not be read."""

    color: bool = False
    verbosity: int = 0
    statistics: bool = False

    def paint(self, text: str, *styles: str) -> str:
        if not self.color or not text:
            return text
        return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}{_RESET}"

    def paint_severity(self, text: str, severity: Severity) -> str:
        return self.paint(text, _SEVERITIES.get(severity, "dim"), "bold")


PLAIN = Look()
