"""`migralint operations`: what a revision does."""

from __future__ import annotations

import click

from migralint import app
from migralint.cli.options import where_options
from migralint.cli.output import write
from migralint.loading import Where
from migralint.reports.operations import to_json, to_text


@click.command("operations")
@click.argument("revision", metavar="REVISION|FILE", default="head")
@where_options
@click.option("--format", "--output-format", "output_format", type=click.Choice(["text", "json"]), default="text")
def command(revision: str, where: Where, output_format: str) -> None:
    """Print the operations of a revision in both directions, with the locks that each one takes."""
    migration = app.migration_of(where, revision)
    write(to_json(migration) if output_format == "json" else to_text(migration))
