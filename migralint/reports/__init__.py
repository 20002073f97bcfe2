"""Reports: pure functions from what was found to text, one module a format."""

from __future__ import annotations

from importlib import import_module

from migralint.findings import Report
from migralint.reports.look import PLAIN, Look

FORMATS = ("full", "concise", "json", "github")


def render(report: Report, output_format: str, look: Look = PLAIN) -> str:
    """The report in one of FORMATS, with a line end at its end unless it is empty."""
    text: str = import_module(f"migralint.reports.{output_format}").render(report, look)
    return text
