"""`migralint config`: what was found, and where it came from."""

from __future__ import annotations

import click

from migralint import app
from migralint.cli.options import paths_argument, where_options
from migralint.cli.output import write
from migralint.loading import Where
from migralint.reports.config import to_text


@click.command("config")
@paths_argument
@where_options
def command(where: Where) -> None:
    """Print the projects that are found, with every fact and setting and where it comes from."""
    write("\n".join(to_text(project, history) for project, history in app.histories(where)))
