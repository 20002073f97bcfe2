"""What the engine makes of what rules say."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from migralint.checking import engine
from migralint.checking.scope import scope_of
from migralint.checking.selection import Choice, active_rules
from migralint.findings import DIALECTS, Dialect, Note, Problem, Report, Rule, Severity
from migralint.loading import Loaded
from migralint.migration import Migration
from migralint.operations import CreateIndex, DropColumn
from migralint.project.errors import ProjectError
from migralint.project.project import Project
from migralint.revisions.history import History
from migralint.revisions.source import START, Span
from migralint.rulebook import AnyRule, all_rules

Write = Callable[..., Path]
Load = Callable[[], Loaded]

CREATE = "op.create_table('posts', sa.Column('id', sa.Integer()), sa.Column('body', sa.Text()))"


def drops(migration: Migration) -> Iterator[Problem]:
    for step in migration.steps(DropColumn):
        name = f"{step.operation.table}.{step.operation.name}"
        yield Problem(step.span, f"column {name} is dropped", operation="op.drop_column", subject=name)


def new_indexes(migration: Migration) -> Iterator[Problem]:
    for step in migration.steps(CreateIndex):
        if not migration.is_new(step.operation.table):
            yield Problem(step.span, f"index on {step.operation.table} in use")


def says_its_dialect(migration: Migration) -> Iterator[Problem]:
    yield Problem(START, f"on {migration.target.dialect}")


def fails(migration: Migration) -> Iterator[Problem]:
    yield Problem(START, "before the failure")
    raise KeyError("body")


def several_heads(history: History) -> Iterator[Problem]:
    first, *others = history.heads
    for head in others:
        note = Note("the other head", path=first.script.path)
        yield Problem(head.span_of("revision"), "two heads", path=head.script.path, notes=(note,))


def no_timeout(project: Project) -> Iterator[Problem]:
    yield Problem(START, "no lock_timeout", path=project.environment.path or project.config_file)


def rule(check: Callable[..., Iterator[Problem]], subject: type[object] = Migration, *dialects: Dialect) -> AnyRule:
    id = check.__name__.replace("_", "-")
    return Rule(id, "general", Severity.WARNING, "", subject, check, dialects or DIALECTS)


DROPS = rule(drops)


def checked(loaded: Loaded, *rules: AnyRule, paths: Sequence[Path] = (), dialects: tuple[str, ...] = ()) -> Report:
    project = replace(loaded.project, dialects=dialects) if dialects else loaded.project
    scope = scope_of(project, loaded.history, paths or None)
    known = {rule.id: rule for rule in (*rules, all_rules()["unused-suppression"])}
    active = active_rules(known, project.settings, Choice())
    return engine.check(
        project, loaded.history, lambda target: loaded.replays(target, scope.includes), active, scope, known_rules=known
    )


def said(report: Report) -> list[tuple[str, str]]:
    return [(finding.path.stem, finding.problem.message) for finding in report.findings if not finding.suppressed]


def test_a_finding_carries_the_rules_stamp_and_its_place(write: Write, loaded: Load) -> None:
    write("a", CREATE)
    write("b", "op.drop_column('posts', 'body')", after="a")
    [finding] = checked(loaded(), DROPS).findings
    assert (finding.rule, finding.severity, finding.revision) == ("drops", Severity.WARNING, "b")
    assert finding.path == Path("migrations/versions/b.py")
    assert finding.problem.span == Span(9, 5, 9, 36)
    assert finding.dialects == ("postgresql",)


def test_findings_stand_in_the_order_of_the_history(write: Write, loaded: Load) -> None:
    write("z", CREATE)
    write("m", "op.drop_column('posts', 'body')", after="z")
    write("a", "op.drop_column('posts', 'id')", after="m")
    assert [finding.revision for finding in checked(loaded(), DROPS).findings] == ["m", "a"]


def test_equal_findings_of_two_dialects_are_one_that_names_both(write: Write, loaded: Load) -> None:
    write("a", CREATE + "\nop.drop_column('posts', 'body')")
    [finding] = checked(loaded(), DROPS, dialects=("postgresql", "mysql")).findings
    assert finding.dialects == ("postgresql", "mysql")


def test_different_findings_of_two_dialects_stay_two(write: Write, loaded: Load) -> None:
    write("a")
    report = checked(loaded(), rule(says_its_dialect), dialects=("postgresql", "mysql"))
    assert {finding.problem.message: finding.dialects for finding in report.findings} == {
        "on postgresql": ("postgresql",),
        "on mysql": ("mysql",),
    }


def test_a_rule_runs_only_for_its_dialects(write: Write, loaded: Load) -> None:
    write("a")
    report = checked(loaded(), rule(says_its_dialect, Migration, "mysql"), dialects=("postgresql", "mysql"))
    assert said(report) == [("a", "on mysql")]


def test_a_failing_rule_is_an_error_and_costs_no_other_finding(write: Write, loaded: Load) -> None:
    write("a", CREATE + "\nop.drop_column('posts', 'body')")
    report = checked(loaded(), DROPS, rule(fails))
    assert report.errors == ("internal error: rule fails failed on revision a: KeyError: 'body'",)
    assert said(report) == [("a", "before the failure"), ("a", "column posts.body is dropped")]


def test_only_the_chosen_file_is_reported(write: Write, loaded: Load) -> None:
    write("a", CREATE + "\nop.drop_column('posts', 'body')")
    chosen = write("b", "op.drop_column('posts', 'id')", after="a")
    report = checked(loaded(), DROPS, paths=[chosen])
    assert said(report) == [("b", "column posts.id is dropped")]
    assert (report.revisions_checked, report.revisions_total) == (1, 2)


def test_a_chosen_folder_is_all_that_lies_below_it(write: Write, loaded: Load) -> None:
    file = write("a", CREATE + "\nop.drop_column('posts', 'body')")
    assert len(checked(loaded(), DROPS, paths=[file.parent]).findings) == 1


def test_tables_of_earlier_chosen_revisions_are_new(write: Write, loaded: Load) -> None:
    write("a")
    paths = [
        write("b", CREATE, after="a"),
        write("c", "op.create_index('ix', 'posts', ['body'])", after="b"),
    ]
    assert said(checked(loaded(), rule(new_indexes), paths=paths)) == []


def test_in_a_whole_history_each_revision_counts_alone(write: Write, loaded: Load) -> None:
    write("a", CREATE)
    write("b", "op.create_index('ix', 'posts', ['body'])", after="a")
    assert said(checked(loaded(), rule(new_indexes))) == [("b", "index on posts in use")]


def test_a_finding_of_the_history_is_reported_where_it_concerns_a_chosen_file(write: Write, loaded: Load) -> None:
    base = write("a")
    first, second = write("b", after="a"), write("c", after="a")
    heads = rule(several_heads, History)
    assert said(checked(loaded(), heads)) == [("c", "two heads")]
    assert said(checked(loaded(), heads, paths=[second])) == [("c", "two heads")]
    assert said(checked(loaded(), heads, paths=[first])) == [("c", "two heads")]
    assert said(checked(loaded(), heads, paths=[base])) == []


def test_a_finding_of_the_history_names_the_revision_of_its_file(write: Write, loaded: Load) -> None:
    write("a")
    write("b", after="a")
    write("c", after="a")
    [finding] = checked(loaded(), rule(several_heads, History)).findings
    assert finding.revision == "c"
    assert finding.problem.notes[0].path == Path("migrations/versions/b.py")


def test_a_finding_of_the_project_is_reported_with_the_whole_project(write: Write, loaded: Load) -> None:
    file = write("a")
    write("b", after="a")
    timeout = rule(no_timeout, Project)
    assert said(checked(loaded(), timeout)) == [("alembic", "no lock_timeout")]
    assert said(checked(loaded(), timeout, paths=[file])) == []


def test_revisions_up_to_start_after_are_not_reported(write: Write, loaded: Load, tmp_path: Path) -> None:
    (tmp_path / "migralint.toml").write_text('start-after = "b"\n')
    write("a", CREATE)
    write("b", "op.drop_column('posts', 'body')", after="a")
    write("c", "op.drop_column('posts', 'id')", after="b")
    report = checked(loaded(), DROPS)
    assert said(report) == [("c", "column posts.id is dropped")]
    assert report.revisions_checked == 1


def test_an_unknown_start_after_is_an_error_with_a_suggestion(write: Write, loaded: Load, tmp_path: Path) -> None:
    (tmp_path / "migralint.toml").write_text('start-after = "1975ea83b721"\n')
    write("1975ea83b712")
    with pytest.raises(ProjectError, match='unknown revision "1975ea83b721": did you mean "1975ea83b712"'):
        checked(loaded(), DROPS)


@pytest.mark.parametrize("pattern", ["b.py", "migrations/versions/b*", "b.*"])
def test_excluded_files_are_not_reported(write: Write, loaded: Load, tmp_path: Path, pattern: str) -> None:
    (tmp_path / "migralint.toml").write_text(f'exclude = ["{pattern}"]\n')
    write("a", CREATE)
    write("b", "op.drop_column('posts', 'body')", after="a")
    assert said(checked(loaded(), DROPS)) == []


def test_a_suppressed_finding_is_kept_with_its_reason(write: Write, loaded: Load) -> None:
    write("a", CREATE + "\n# migralint: ignore[drops] -- never used\nop.drop_column('posts', 'body')")
    [finding] = checked(loaded(), DROPS).findings
    assert finding.suppressed is not None
    assert (finding.suppressed.line, finding.suppressed.reason) == (10, "never used")


def test_an_unused_suppression_is_found(write: Write, loaded: Load) -> None:
    write("a", CREATE + "  # migralint: ignore[drops]")
    [finding] = checked(loaded(), DROPS).findings
    assert (finding.rule, finding.revision) == ("unused-suppression", "a")
    assert finding.problem.message == "the suppression of drops is unused: nothing to suppress here"


def test_an_unknown_rule_in_a_suppression_is_found(write: Write, loaded: Load) -> None:
    write("a", CREATE + "  # migralint: ignore[dropps] -- reason")
    [finding] = checked(loaded(), DROPS).findings
    assert finding.problem.message == 'the suppression names the unknown rule "dropps"'
    assert finding.problem.help == "did you mean `drops`?"


def test_a_suppression_of_a_rule_that_did_not_run_is_not_judged(write: Write, loaded: Load, tmp_path: Path) -> None:
    (tmp_path / "migralint.toml").write_text('ignore = ["drops"]\n')
    write("a", CREATE + "  # migralint: ignore[drops]")
    assert said(checked(loaded(), DROPS)) == []


def test_a_suppression_of_a_rule_that_failed_is_not_judged(write: Write, loaded: Load) -> None:
    write("a", CREATE + "  # migralint: ignore[fails]")
    assert said(checked(loaded(), rule(fails))) == [("a", "before the failure")]


def test_the_audit_itself_can_be_suppressed(write: Write, loaded: Load) -> None:
    text = "# migralint: ignore-file[unused-suppression] -- generated\n" + CREATE + "  # migralint: ignore[drops]"
    write("a", text)
    assert said(checked(loaded(), DROPS)) == []


def test_what_could_not_be_read_is_told_once_for_all_dialects(write: Write, loaded: Load) -> None:
    write("a", "op.add_column(unknown_table(), sa.Column('c', sa.Integer()))\nop.execute(statement())")
    report = checked(loaded(), DROPS, dialects=("postgresql", "mysql"))
    assert [(note.path.name, note.span.line) for note in report.unread] == [("a.py", 9), ("a.py", 10)]


def test_an_assumed_dialect_is_noted(write: Write, loaded: Load, tmp_path: Path) -> None:
    write("a")
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    [note] = checked(loaded(), DROPS).notes
    assert note.startswith("no dialect found: postgresql is assumed")


def test_the_report_holds_the_text_of_files_with_findings(write: Write, loaded: Load) -> None:
    write("a", CREATE)
    file = write("b", "op.drop_column('posts', 'body')", after="a")
    assert checked(loaded(), DROPS).sources == {Path("migrations/versions/b.py"): file.read_text()}


def test_a_file_that_python_cannot_parse_costs_no_other(write: Write, loaded: Load) -> None:
    write("a", CREATE + "\nop.drop_column('posts', 'body')")
    write("b", "op.drop_column(", after="a")
    assert said(checked(loaded(), DROPS)) == [("a", "column posts.body is dropped")]
