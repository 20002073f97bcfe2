"""Which rules run, and how severe they are."""

from collections.abc import Iterator

import pytest

from migralint.checking.selection import Choice, active_rules
from migralint.findings import Group, Problem, Rule, Severity
from migralint.project.errors import ProjectError
from migralint.project.settings import Settings
from migralint.revisions.history import History
from migralint.revisions.source import START


def nothing(history: History) -> Iterator[Problem]:
    yield from ()


def rule(id: str, group: Group, severity: Severity) -> Rule[History]:
    return Rule(id, group, severity, "", History, nothing)


RULES = {
    "drop-column": rule("drop-column", "data-loss", Severity.WARNING),
    "drop-table": rule("drop-table", "data-loss", Severity.ERROR),
    "several-heads": rule("several-heads", "graph", Severity.ERROR),
    "drop-index": rule("drop-index", "style", Severity.OFF),
}


def ids(settings: Settings | None = None, choice: Choice | None = None) -> list[str]:
    return [active.rule.id for active in active_rules(RULES, settings or Settings(), choice or Choice())]


def test_all_rules_run_but_those_that_are_off() -> None:
    assert ids() == ["drop-column", "drop-table", "several-heads"]


def test_a_group_selects_its_rules() -> None:
    assert ids(choice=Choice(select=["data-loss"])) == ["drop-column", "drop-table"]


def test_a_rule_of_a_selected_group_can_be_ignored() -> None:
    assert ids(choice=Choice(select=["data-loss"], ignore=["drop-table"])) == ["drop-column"]


def test_a_selected_rule_of_an_ignored_group_runs() -> None:
    assert ids(choice=Choice(select=["drop-table"], ignore=["data-loss"])) == ["drop-table"]


def test_select_on_the_command_line_replaces_the_settings() -> None:
    assert ids(Settings(select=("graph",), ignore=("drop-table",)), Choice(select=["data-loss"])) == [
        "drop-column",
        "drop-table",
    ]


def test_ignore_on_the_command_line_adds_to_the_settings() -> None:
    assert ids(Settings(ignore=("graph",)), Choice(ignore=["drop-table"])) == ["drop-column"]


def test_a_rule_that_is_off_runs_as_a_warning_where_it_is_selected() -> None:
    [active] = active_rules(RULES, Settings(), Choice(select=["drop-index"]))
    assert active.severity_of(Problem(START, "")) is Severity.WARNING


def test_a_rule_can_be_turned_off() -> None:
    assert ids(Settings(severity={"drop-column": "off"})) == ["drop-table", "several-heads"]


def test_the_users_severity_is_above_the_rules_and_the_problems() -> None:
    [active] = active_rules(RULES, Settings(severity={"drop-column": "info"}), Choice(select=["drop-column"]))
    assert active.severity_of(Problem(START, "", severity=Severity.ERROR)) is Severity.INFO


def test_a_problems_severity_is_above_the_rules() -> None:
    [active] = active_rules(RULES, Settings(), Choice(select=["drop-column"]))
    assert active.severity_of(Problem(START, "", severity=Severity.ERROR)) is Severity.ERROR


def test_all_unknown_names_are_told_at_once_with_what_was_meant() -> None:
    choice = Choice(select=["drop_colum"], ignore=["data-los"], severity={"xyz": "loud"})
    with pytest.raises(ProjectError) as error:
        active_rules(RULES, Settings(), choice)
    assert error.value.message == (
        'unknown rule "drop_colum": did you mean "drop-column"?; '
        'unknown rule "data-los": did you mean "data-loss"?; '
        'unknown rule "xyz"; '
        'unknown severity "loud" of "xyz": it is one of off, info, warning, error'
    )
