"""Downgrades of real projects: those that really fail or leave something are found, sound ones are left alone."""

from pathlib import Path

import pytest

from benchmarks.stairway import STAIRWAY, Climb, climbed
from migralint.findings import Finding, Note, Problem, Severity
from migralint.revisions.source import Span

NAMES = [path.stem for path in sorted(STAIRWAY.glob("*.jsonl"))]
# The revisions at fault that are not found.
NOT_NAMED = {
    "apache-superset.postgresql": ["07071313dd52"],  # its query reads the columns that the model has today
    "apache-superset.sqlite": ["3e1b21cd94a4"],
}


@pytest.mark.corpus
@pytest.mark.parametrize("name", NAMES)
def test_what_is_at_fault_is_found_and_what_is_sound_left_alone(name: str) -> None:
    stairway = climbed(name)
    assert [climb.revision for climb in stairway.wrongly] == []
    assert [climb.revision for climb in (*stairway.missed, *stairway.misnamed)] == NOT_NAMED.get(name, [])


@pytest.mark.parametrize(
    ("entry", "note", "named"),
    [
        ("+fk:posts.fk_posts_user", 'foreign key "fk_posts_user" of table posts', True),
        ("+fk:posts.fk_posts_user", 'foreign key "fk_posts_tag" of table posts', False),
        ("-unique:tags.None(name)", "unique constraint of table tags: UNIQUE (name)", True),
        ("~column:tags.name: text -> text NOT NULL", "column tags.name: NULL -> NOT NULL", True),
        ("+enum:mood", 'type "mood"', True),
        (
            "~pk:tags.tags_pkey: (id) -> (name)",
            "primary key of table tags: PRIMARY KEY (name)",
            True,
        ),
    ],
)
def test_an_object_is_named_where_the_finding_says_its_name(entry: str, note: str, named: bool) -> None:
    problem = Problem(Span(1, 1, 1, 2), "downgrade() does not restore the schema", notes=(Note(note),))
    finding = Finding("incomplete-downgrade", "reversibility", Severity.WARNING, Path("0001.py"), "1", problem, "")
    assert Climb("1", {}, (entry,), None, (finding,)).named is named
