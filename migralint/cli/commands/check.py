"""`migralint check`: what will go wrong, read from files alone."""

from __future__ import annotations

import os
from pathlib import Path

import click
from msgspec.structs import replace

from migralint import app
from migralint.checking.selection import Choice
from migralint.cli.options import choice_options, metadata_options, paths_argument, where_options
from migralint.cli.output import color_option, wants_color, write, write_file
from migralint.findings import Report, Severity
from migralint.loading import Where
from migralint.project.errors import ProjectError
from migralint.reports import FORMATS, render
from migralint.reports.look import Look
from migralint.rulebook import nearest

LEVELS = [str(severity) for severity in reversed(Severity) if severity is not Severity.OFF]


@click.command("check")
@paths_argument
@where_options
@metadata_options
@choice_options
@click.option(
    "--base",
    metavar="REF",
    help="Report what is new or edited since the work left this branch; `auto` finds the default branch.",
)
@click.option("--fail-on", type=click.Choice(LEVELS), help="Exit with 1 from this severity on; default: warning.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--output-format", type=click.Choice(FORMATS), default="full", help="Default: full.")
@click.option(
    "--output-file",
    "output_files",
    metavar="[FORMAT:]PATH",
    multiple=True,
    help="Write the report to a file; with FORMAT: beside the one on the terminal. Repeatable.",
)
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
@click.option("-q", "--quiet", is_flag=True, help="Print the findings and nothing else.")
@click.option("-v", "--verbose", is_flag=True, help="Show also what is suppressed and what could not be read.")
@color_option
@click.pass_context
def command(
    ctx: click.Context,
    *,
    where: Where,
    choice: Choice,
    base: str | None,
    fail_on: str | None,
    exit_zero: bool,
    output_format: str,
    output_files: tuple[str, ...],
    statistics: bool,
    quiet: bool,
    verbose: bool,
    color: str,
) -> None:
    """Check revision scripts. PATHS are revisions, models, folders or configuration files; default: the whole project.

    Exit code 0: clean, 1: findings, 2: it could not be done.
    """
    files = [_destination(text) for text in output_files]
    report = app.check(replace(where, base=base), choice)
    look = Look(wants_color(color), int(verbose) - int(quiet), statistics)
    for named_format, path in files:
        write_file(path, _rendered(report, named_format or output_format, replace(look, color=False)))
    if all(named_format for named_format, _ in files):
        write(_rendered(report, output_format, look), color=look.color)
    for error in report.errors:
        click.echo(f"migralint: {error}", err=True)
    code = app.exit_code(report, Severity[fail_on.upper()] if fail_on else None)
    ctx.exit(0 if exit_zero and code == 1 else code)


def _destination(text: str) -> tuple[str | None, Path]:
    """`json:report.json`, or a path alone, which takes the report instead of the terminal."""
    word, separator, path = text.partition(":")
    if separator and word in FORMATS:
        return word, Path(path)
    if separator and (meant := nearest(word, FORMATS)):
        raise ProjectError(f'--output-file {text}: unknown format "{word}": did you mean "{meant}"?')
    return None, Path(text)


def _rendered(report: Report, output_format: str, look: Look) -> str:
    return render(_from_workspace(report) if output_format == "github" else report, output_format, look)


def _from_workspace(report: Report) -> Report:
    """GitHub wants paths from the repository's root, also where a step works in a folder of it."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if not workspace or not report.root.is_relative_to(workspace):
        return report
    folder = report.root.relative_to(workspace)
    return replace(report, findings=tuple(replace(found, path=folder / found.path) for found in report.findings))
