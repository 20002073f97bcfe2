"""The command line: arguments in, exit code out. One module of `commands` is one command."""

from __future__ import annotations

import atexit
import gc

import click

from migralint.cli.group import CommandGroup

# Modules and syntax trees are many small objects that stay. To look through them for cycles as often as Python does,
# and once more when the process ends, takes a quarter of the time.
gc.set_threshold(500_000)
atexit.register(gc.freeze)


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="migralint", message="%(prog)s %(version)s")
def main() -> None:
    """Find what will go wrong in Alembic and Flask-Migrate migrations before they run."""
