"""What keeps a finding's fingerprint, and what changes it."""

from pathlib import Path

from msgspec.structs import replace

from migralint.checking.fingerprint import with_fingerprints
from migralint.findings import Finding, Problem, Severity
from migralint.revisions.source import Span

PROBLEM = Problem(Span(12, 5, 12, 30), "column posts.body is dropped", operation="op.drop_column", subject="posts.body")
FINDING = Finding("drop-column", "data-loss", Severity.ERROR, Path("versions/a.py"), "abc", PROBLEM, "")


def fingerprint(finding: Finding) -> str:
    return next(with_fingerprints([finding])).fingerprint


def test_moved_lines_keep_it() -> None:
    moved = replace(FINDING, problem=replace(PROBLEM, span=Span(40, 1, 41, 2)))
    assert fingerprint(moved) == fingerprint(FINDING)


def test_another_wording_or_severity_keeps_it() -> None:
    reworded = replace(FINDING, severity=Severity.INFO, problem=replace(PROBLEM, message="posts.body goes"))
    assert fingerprint(reworded) == fingerprint(FINDING)


def test_a_renamed_file_keeps_it() -> None:
    assert fingerprint(replace(FINDING, path=Path("versions/b.py"))) == fingerprint(FINDING)


def test_another_file_changes_it_where_there_is_no_revision() -> None:
    first = replace(FINDING, revision=None)
    assert fingerprint(first) != fingerprint(replace(first, path=Path("env.py")))


def test_another_object_rule_or_revision_changes_it() -> None:
    others = [
        replace(FINDING, problem=replace(PROBLEM, subject="posts.title")),
        replace(FINDING, rule="drop-table"),
        replace(FINDING, revision="abd"),
    ]
    assert len({fingerprint(finding) for finding in (FINDING, *others)}) == 4


def test_equal_findings_are_told_apart_by_their_order() -> None:
    first, second = with_fingerprints([FINDING, FINDING])
    assert first.fingerprint == fingerprint(FINDING)
    assert second.fingerprint != first.fingerprint
