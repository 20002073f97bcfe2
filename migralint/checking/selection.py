"""Which rules run, and how severe their findings are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from migralint.findings import GROUPS, Problem, Severity
from migralint.project.errors import ProjectError
from migralint.project.settings import Settings
from migralint.rulebook import AnyRule, nearest

LEVELS: Mapping[str, Severity] = {str(severity): severity for severity in Severity}


class Choice(Struct, frozen=True):
    """What the command line asks for. `select` replaces the settings' `select` and `ignore`; the others add."""

    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    severity: Mapping[str, str] | None = None


class ActiveRule(Struct, frozen=True):
    """A rule that runs. `override` is the severity that the user gave it, above the rule's and its problems' own."""

    rule: AnyRule
    override: Severity | None = None
    selected: bool = False  # asked for by its id or its group

    def severity_of(self, problem: Problem) -> Severity:
        if self.override is not None:
            return self.override
        return self.rule.severity if problem.severity is None else problem.severity


def active_rules(rules: Mapping[str, AnyRule], settings: Settings, choice: Choice) -> tuple[ActiveRule, ...]:
    """The rules that run. Raises ProjectError that names every unknown rule, group and level at once.

    A rule that is off by itself runs, as a warning, where its id is selected.
    """
    select = tuple(choice.select) or settings.select
    ignore = (*choice.ignore, *(() if choice.select else settings.ignore))
    severity = {**settings.severity, **(choice.severity or {})}
    mistakes = [*_unknown(rules, (*select, *ignore, *severity)), *_unknown_levels(severity)]
    if mistakes:
        raise ProjectError("; ".join(mistakes))
    return tuple(_active(rules.values(), select, ignore, severity))


def _active(
    rules: Iterable[AnyRule], select: Sequence[str], ignore: Sequence[str], severity: Mapping[str, str]
) -> Iterator[ActiveRule]:
    for rule in rules:
        names = (rule.id, rule.group)
        if any(name in ignore for name in names) and not (rule.id in select and rule.id not in ignore):
            continue
        if select and not any(name in select for name in names):
            continue
        level = next((LEVELS[severity[name]] for name in names if name in severity), None)
        if level is None and rule.severity is Severity.OFF and rule.id in select:
            level = Severity.WARNING
        if (rule.severity if level is None else level) is not Severity.OFF:
            yield ActiveRule(rule, level, any(name in select for name in names))


def _unknown(rules: Mapping[str, AnyRule], names: Iterable[str]) -> Iterator[str]:
    known = (*rules, *GROUPS)
    for name in dict.fromkeys(names):
        if name not in known:
            meant = nearest(name, known)
            yield f'unknown rule "{name}"' + (f': did you mean "{meant}"?' if meant else "")


def _unknown_levels(severity: Mapping[str, str]) -> Iterator[str]:
    for name, level in severity.items():
        if level not in LEVELS:
            yield f'unknown severity "{level}" of "{name}": it is one of {", ".join(LEVELS)}'
