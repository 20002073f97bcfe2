"""Writing text to the terminal or to files."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from migralint.project.errors import ProjectError

color_option = click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the text; default: auto."
)


def wants_color(choice: str) -> bool:
    """`auto` colours a terminal that understands it, unless NO_COLOR is set (no-color.org)."""
    if choice != "auto":
        return choice == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write(text: str, *, color: bool = False) -> None:
    """Print the text; characters that the stream cannot carry become escapes."""
    encoding = sys.stdout.encoding or "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False, color=color)


def write_file(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise ProjectError(f"{path}: the report cannot be written: {error.strerror}") from None
