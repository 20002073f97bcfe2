"""`migralint rules`: all rules."""

from __future__ import annotations

import json

import click

from migralint.cli.output import color_option, wants_color, write
from migralint.findings import GROUPS
from migralint.reports.look import Look
from migralint.rulebook import AnyRule, all_rules


@click.command("rules")
@click.option("--output-format", "--format", type=click.Choice(["text", "json"]), default="text")
@color_option
def command(output_format: str, color: str) -> None:
    """List the rules with their severity, group and what they find."""
    rules = sorted(all_rules().values(), key=lambda rule: (GROUPS.index(rule.group), rule.id))
    look = Look(wants_color(color))
    write(_json(rules) if output_format == "json" else _text(rules, look), color=look.color)


def _text(rules: list[AnyRule], look: Look) -> str:
    longest = max((len(rule.id) for rule in rules), default=0)
    group = max((len(rule.group) for rule in rules), default=0)
    return "".join(
        f"{rule.id:<{longest}}  {look.paint_severity(f'{rule.severity!s:<7}', rule.severity)}"
        f"  {rule.group:<{group}}  {rule.summary}\n"
        for rule in rules
    )


def _json(rules: list[AnyRule]) -> str:
    listed = [
        {
            "id": rule.id,
            "severity": str(rule.severity),
            "group": rule.group,
            "summary": rule.summary,
            "dialects": list(rule.dialects),
        }
        for rule in rules
    ]
    return json.dumps({"version": 1, "rules": listed}, indent=2) + "\n"
