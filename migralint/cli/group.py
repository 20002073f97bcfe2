"""The group of commands: each is imported when it is called, and every failure becomes exit code 2."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any, NoReturn

import click

from migralint.cli import commands
from migralint.project.errors import ProjectError

COULD_NOT_DO_IT = 2


class CommandGroup(click.Group):
    """The commands are the modules of `migralint.cli.commands`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(module.name for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"{commands.__name__}.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            from difflib import get_close_matches

            meant = get_close_matches(args[0], known, n=1)
            ctx.fail(f'no command "{args[0]}"' + (f': did you mean "{meant[0]}"?' if meant else ""))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except ProjectError as error:
            fail(error.message)
        # Whatever else happens is our mistake; exit code 1 would tell a pipeline that the migrations are at fault.
        except Exception as error:
            import traceback  # a crash has time

            click.echo(traceback.format_exc(), err=True, nl=False)
            fail(f"internal error: {type(error).__name__}: {error}")


def fail(message: str) -> NoReturn:
    click.echo(f"migralint: error: {message}", err=True)
    raise click.exceptions.Exit(COULD_NOT_DO_IT)
