"""`migralint explain`: the page of a rule."""

from __future__ import annotations

import click

from migralint.cli.output import color_option, wants_color, write
from migralint.project.errors import ProjectError
from migralint.reports.look import Look
from migralint.rulebook import all_rules, nearest, page


@click.command("explain")
@click.argument("rule")
@color_option
def command(rule: str, color: str) -> None:
    """Print the page of a rule: what it finds, why it matters, what to write instead."""
    rules = all_rules()
    if rule not in rules:
        meant = nearest(rule, rules)
        raise ProjectError(f'unknown rule "{rule}"' + (f': did you mean "{meant}"?' if meant else ""))
    look = Look(wants_color(color))
    lines = page(rule).splitlines()
    write("".join(f"{_styled(line, look)}\n" for line in lines), color=look.color)


def _styled(line: str, look: Look) -> str:
    return look.paint(line, "bold") if line.startswith("#") else line
