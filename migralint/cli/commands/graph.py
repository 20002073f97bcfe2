"""`migralint graph`: how the revisions follow each other."""

from __future__ import annotations

import click

from migralint import app
from migralint.cli.options import paths_argument, where_options
from migralint.cli.output import write
from migralint.loading import Where
from migralint.project.errors import ProjectError
from migralint.reports import graph


@click.command("graph")
@paths_argument
@where_options
@click.option(
    "--format", "--output-format", "output_format", type=click.Choice(["text", "json", "mermaid"]), default="text"
)
def command(where: Where, output_format: str) -> None:
    """Print the history from its heads to its base, with merges and branch labels."""
    found = app.histories(where)
    if output_format == "text":
        names = [f"{project.name}:\n" if len(found) > 1 else "" for project, _ in found]
        write("\n".join(name + graph.to_text(history) for name, (_, history) in zip(names, found, strict=True)))
        return
    if len(found) > 1:
        raise ProjectError(f"several projects found, choose one with --project: {', '.join(p.name for p, _ in found)}")
    write(graph.to_json(found[0][1]) if output_format == "json" else graph.to_mermaid(found[0][1]))
