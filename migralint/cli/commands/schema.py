"""`migralint schema`: the schema that the migrations make, or that the models declare."""

from __future__ import annotations

import json

import click

from migralint import app
from migralint.cli.options import metadata_options, where_options
from migralint.cli.output import write
from migralint.loading import Where
from migralint.reports.schema import to_text
from migralint.reports.visible import visible
from migralint.schema.json import to_json


@click.command("schema")
@click.argument("revision", default="heads")
@where_options
@metadata_options
@click.option("--from", "source", type=click.Choice(["migrations", "models"]), default="migrations", show_default=True)
@click.option("--format", "--output-format", "output_format", type=click.Choice(["text", "json"]), default="text")
@click.option(
    "--in-one-run",
    is_flag=True,
    help="Of a new database that one command upgrades: code that asks a second connection sees nothing of it yet.",
)
def command(revision: str, where: Where, source: str, output_format: str, in_one_run: bool) -> None:
    """Print the schema after upgrading to REVISION (default: heads), read from the scripts without a database.

    With `--from models` it is the schema that the models declare, read from their files without importing them, and
    with `--metadata` the one that SQLAlchemy makes of them.
    """
    source = "models" if where.metadata is not None else source
    if source == "models" and (revision != "heads" or in_one_run):
        raise click.UsageError("models have no revisions and no runs: leave them out, or --from models")
    models = source == "models"
    found = app.schema_of_models(where) if models else app.schema_at(where, revision, in_one_run=in_one_run)
    if output_format == "json":
        document = to_json(found.schema, revisions=found.revisions, dialect=found.dialect, server=found.server)
        write(json.dumps(document, indent=2) + "\n")
    else:
        write(to_text(found.schema, made_by="model" if models else "revision"))
    for note in found.notes:
        click.echo(f"not read: {visible(note)}", err=True)
