"""`migralint check`: exit codes, what is chosen, where the report goes.

The findings are those of `unused-suppression`, whatever other rules there are.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run, write

ONLY = ("--select", "unused-suppression")
BAD = "pass  # migralint: ignore"


@pytest.fixture
def bad(project: Path) -> Path:
    """A third revision, with a suppression that names no rule."""
    return write(project, "3c", BAD, parent="2b")


def test_a_clean_project_exits_with_0(project: Path, run: Run) -> None:
    result = run("check", *ONLY)
    assert (result.exit_code, result.output) == (0, "no problems found in 2 revisions\n")


def test_a_finding_exits_with_1(bad: Path, run: Run) -> None:
    result = run("check", *ONLY)
    assert result.exit_code == 1
    assert result.output == (
        "migrations/versions/3c.py:9:11: warning[unused-suppression] "
        "`# migralint: ignore` names no rule and suppresses nothing\n"
        "  |\n"
        "9 |     pass  # migralint: ignore\n"
        "  |           ^^^^^^^^^^^^^^^^^^^\n"
        "  help: write `# migralint: ignore[rule-id] -- reason`\n"
        "  = migralint explain unused-suppression\n"
        "\n"
        "1 warning in 3 revisions\n"
    )


def test_findings_below_fail_on_exit_with_0(bad: Path, run: Run) -> None:
    assert run("check", *ONLY, "--fail-on", "error").exit_code == 0
    assert run("check", *ONLY, "--severity", "unused-suppression=error", "--fail-on", "error").exit_code == 1


def test_fail_on_comes_from_the_settings_too(bad: Path, project: Path, run: Run) -> None:
    (project / "migralint.toml").write_text('fail-on = "error"\n')
    assert run("check", *ONLY).exit_code == 0
    assert run("check", *ONLY, "--fail-on", "warning").exit_code == 1


def test_exit_zero_exits_with_0(bad: Path, run: Run) -> None:
    assert run("check", *ONLY, "--exit-zero").exit_code == 0


def test_a_path_may_stand_anywhere_among_the_options(bad: Path, run: Run) -> None:
    assert run("check", "--exit-zero", bad, *ONLY).exit_code == 0
    assert run("check", bad, *ONLY, "-q").exit_code == 1


def test_only_the_chosen_revision_is_reported(bad: Path, project: Path, run: Run) -> None:
    assert run("check", *ONLY, project / "migrations/versions/2b.py").exit_code == 0
    assert run("check", *ONLY, "migrations/versions/3c.py").exit_code == 1


@pytest.mark.parametrize("path", [".", "migrations", "migrations/versions", "alembic.ini"])
def test_folders_and_configuration_files_choose_what_they_hold(bad: Path, run: Run, path: str) -> None:
    assert run("check", *ONLY, path).exit_code == 1


def test_the_working_directory_may_lie_inside_the_project(
    bad: Path, project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "migrations")
    assert run("check", *ONLY).exit_code == 1
    assert run("check", *ONLY, ".").exit_code == 1


def test_a_path_that_does_not_exist_exits_with_2(project: Path, run: Run) -> None:
    result = run("check", "nope.py")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("migralint: error: nope.py")
    assert result.stderr.count("\n") == 1


def test_a_folder_that_holds_nothing_to_check_exits_with_2(project: Path, run: Run) -> None:
    (project / "docs").mkdir()
    result = run("check", "docs")
    assert (result.exit_code, result.stderr) == (2, "migralint: error: docs: not part of any migration history\n")


def test_a_file_that_is_no_revision_is_noted_for_hooks_pass_what_has_changed(project: Path, run: Run) -> None:
    (project / "setup.py").write_text("")
    result = run("check", "setup.py")
    assert result.exit_code == 0
    assert "note: setup.py holds no revision, and no model that was found: it was not checked\n" in result.stdout
    assert run("check", "-q", "setup.py").stdout == ""


def test_a_file_that_is_no_revision_beside_one_is_noted(bad: Path, project: Path, run: Run) -> None:
    (project / "setup.py").write_text("")
    result = run("check", *ONLY, "setup.py", bad)
    assert result.exit_code == 1
    assert "note: setup.py holds no revision, and no model that was found: it was not checked\n" in result.stdout


def test_a_folder_without_migrations_exits_with_2(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("check")
    assert result.exit_code == 2
    assert result.stderr.startswith("migralint: error: ")


def test_an_unknown_rule_exits_with_2_and_says_what_was_meant(project: Path, run: Run) -> None:
    result = run("check", "--select", "unused-supression")
    assert (result.exit_code, result.stderr) == (
        2,
        'migralint: error: unknown rule "unused-supression": did you mean "unused-suppression"?\n',
    )


def test_a_severity_without_a_level_exits_with_2(project: Path, run: Run) -> None:
    assert run("check", "--severity", "unused-suppression").exit_code == 2


def test_several_projects_are_one_report(project: Path, run: Run) -> None:
    for name in ("first", "second"):
        (project / name / "migrations/versions").mkdir(parents=True)
        (project / name / "alembic.ini").write_bytes((project / "alembic.ini").read_bytes())
        write(project / name, "3c", BAD)
    document = json.loads(run("check", "first", "second", *ONLY, "--output-format", "json").stdout)
    assert [finding["path"] for finding in document["findings"]] == [
        "first/migrations/versions/3c.py",
        "second/migrations/versions/3c.py",
    ]
    assert len({finding["fingerprint"] for finding in document["findings"]}) == 2
    assert document["summary"]["revisions_total"] == 2


def test_a_report_goes_to_files_and_to_the_terminal(bad: Path, project: Path, run: Run) -> None:
    result = run("check", *ONLY, "--output-file", "json:out.json", "--output-file", "github:out.txt")
    assert result.stdout.endswith("1 warning in 3 revisions\n")
    assert json.loads((project / "out.json").read_text())["summary"]["warning"] == 1
    assert (project / "out.txt").read_text().startswith("::warning file=migrations/versions/3c.py,line=9")


def test_a_path_without_a_format_takes_the_report_from_the_terminal(bad: Path, project: Path, run: Run) -> None:
    result = run("check", *ONLY, "--output-format", "concise", "--output-file", "out.txt")
    assert result.stdout == ""
    assert (project / "out.txt").read_text().endswith("1 warning in 3 revisions\n")


@pytest.mark.parametrize("destination", ["jsn:out.json", "json:no/such/folder.json"])
def test_a_destination_that_cannot_be_written_exits_with_2(project: Path, run: Run, destination: str) -> None:
    result = run("check", *ONLY, "--output-file", destination)
    assert result.exit_code == 2
    assert result.stderr.startswith("migralint: error: ")


def test_github_paths_start_at_the_workspace(
    bad: Path, project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(project.parent))
    result = run("check", *ONLY, "--output-format", "github")
    assert result.stdout.startswith(f"::warning file={project.name}/migrations/versions/3c.py,")


def test_color_is_for_terminals_and_who_asks(bad: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in run("check", *ONLY).stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("check", *ONLY).stdout
    assert "\x1b[33;1mwarning\x1b[0m" in run("check", *ONLY, "--color", "always").stdout


def test_a_dialect_on_the_command_line_replaces_the_found_one(project: Path, run: Run) -> None:
    result = run("check", "--dialect", "sqlite", "--dialect", "postgresql", *ONLY)
    assert result.exit_code == 0
    assert run("check", "--dialect", "postgres").exit_code == 2


def test_a_base_schema_that_is_no_json_exits_with_2(project: Path, run: Run) -> None:
    (project / "base.json").write_text("{")
    result = run("check", "--base-schema", "base.json")
    assert result.exit_code == 2
    assert result.stderr.startswith("migralint: error: base.json: the base schema is not JSON: ")
    assert "Traceback" not in result.stderr


def test_check_imports_no_heavy_library(project: Path) -> None:
    code = (
        "import sys\nfrom migralint.cli import main\nmain(['check', '--exit-zero'], standalone_mode=False)\n"
        "print([name for name in ('alembic', 'sqlalchemy', 'libcst', 'rich') if name in sys.modules], file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "[]\n")
