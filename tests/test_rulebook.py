"""The rule book: every page has its rule and its form, and every example on it is found as it says."""

import re
from pathlib import Path

import pytest

from migralint import app
from migralint.findings import Report
from migralint.loading import Where
from migralint.rulebook import AnyRule, all_rules, page, pages_folder
from tests.rulebook import SECTIONS, Example, covers, examples, headings, index, pages, write_project

EXAMPLES = [example for path in pages() for example in examples(path)]
RULES = list(all_rules().values())


@pytest.fixture(scope="module", params=EXAMPLES, ids=str)
def checked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Example, Report]:
    folder = tmp_path_factory.mktemp("example")
    write_project(request.param, folder)
    return request.param, app.check(Where(paths=(folder,), project=folder, base=request.param.base))


def test_example_is_reported_as_marked(checked: tuple[Example, Report]) -> None:
    example, report = checked
    findings = [finding for finding in report.findings if not finding.suppressed]
    found = [example.marked(finding) for finding in findings]
    assert report.errors == ()
    assert [str(example.marked(finding)) for finding in findings if example.unaccounted(finding)] == []
    assert [str(marker) for marker in example.markers if not any(covers(marker, one) for one in found)] == []


def test_messages_of_example_are_short_lines_without_a_final_stop(checked: tuple[Example, Report]) -> None:
    messages = [finding.problem.message for finding in checked[1].findings]
    assert [text for text in messages if "\n" in text or text.endswith(".") or len(text) > 100] == []


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert [path.stem for path in pages()] == sorted(all_rules())


def test_every_rule_stands_in_the_module_of_its_name() -> None:
    modules = {path.stem for path in Path(app.__file__).parent.joinpath("rules").glob("[!_]*.py")}
    assert modules == {rule.id.replace("-", "_") for rule in RULES}


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.stem)
def test_page_has_its_sections_in_order(path: Path) -> None:
    assert headings(path.read_text(encoding="utf-8")) == SECTIONS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_page_begins_with_the_rules_name_and_summary(rule: AnyRule) -> None:
    summary = rule.summary[:1].upper() + rule.summary[1:]
    assert page(rule.id).startswith(f"# {rule.id}\n\n{summary}.\n\n")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_page_shows_the_rule_at_work(rule: AnyRule) -> None:
    shown = {marker.rule for example in EXAMPLES if example.rule == rule.id for marker in example.markers}
    assert rule.id in shown


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_id_names_the_pattern_and_not_an_order(rule: AnyRule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id)
    assert not re.match(r"(ban|no|prefer|require)-", rule.id)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_summary_is_one_line_without_a_final_stop(rule: AnyRule) -> None:
    assert rule.summary
    assert "\n" not in rule.summary
    assert not rule.summary.endswith(".")
    assert rule.summary[:1] == rule.summary[:1].lower() or rule.summary[:2].isupper()


def test_index_is_current() -> None:
    """`python -m tests.rulebook` writes it."""
    assert (pages_folder() / "README.md").read_text(encoding="utf-8") == index()
