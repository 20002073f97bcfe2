"""How a history is drawn."""

import json
from pathlib import Path

from migralint.reports.graph import to_json, to_mermaid, to_text
from migralint.revisions.history import History
from migralint.revisions.revision import Docstring, Revision
from migralint.revisions.script import Script


def revision(id: str, *parents: str, labels: tuple[str, ...] = (), depends_on: tuple[str, ...] = ()) -> Revision:
    script = Script(Path(f"{id}.py"), "")
    return Revision(id, script, parents, depends_on, labels, Docstring(f"make {id}"))


def test_a_line_of_revisions_runs_from_head_to_base() -> None:
    assert to_text(History((revision("a"), revision("b", "a")))) == "*  b (head) make b\n*  a make a\n"


def test_branches_meet_at_their_parent() -> None:
    history = History((revision("a"), revision("b", "a"), revision("c", "a", labels=("shop",))))
    assert (
        to_text(history)
        == """\
*  c (head, shop) make c
| *  b (head) make b
|-'
*  a make a
"""
    )


def test_a_merge_divides_its_lane() -> None:
    history = History((revision("a"), revision("b", "a"), revision("c", "a"), revision("d", "b", "c")))
    assert (
        to_text(history)
        == """\
*  d (head) make d
|-.
| *  c make c
* |  b make b
|-'
*  a make a
"""
    )


def test_lanes_between_are_crossed() -> None:
    branches = (revision("x", "a"), revision("y", "a"), revision("z", "a"))
    history = History((revision("a"), *branches, revision("m", "x", "y", "z"), revision("k", "y")))
    assert (
        to_text(history)
        == """\
*  m (head) make m
|-+-.
| | *  z make z
| | | *  k (head) make k
| |-+-'
| * |  y make y
* | |  x make x
|-+-'
*  a make a
"""
    )


def test_a_missing_parent_is_told() -> None:
    assert to_text(History((revision("b", "gone"),))) == "*  b (head) make b [follows gone, which is missing]\n"


def test_an_empty_history_draws_nothing() -> None:
    assert to_text(History(())) == ""


def test_names_cannot_drive_the_terminal() -> None:
    assert to_text(History((revision("a\x1b[2J"),))) == "*  a\\x1b[2J (head) make a\\x1b[2J\n"


def test_json_lists_the_revisions_in_order() -> None:
    document = json.loads(to_json(History((revision("b", "a"), revision("a", labels=("shop",))))))
    assert document == {
        "version": 1,
        "heads": ["b"],
        "bases": ["a"],
        "revisions": [
            {
                "id": "a",
                "down_revisions": [],
                "depends_on": [],
                "branch_labels": ["shop"],
                "message": "make a",
                "path": "a.py",
            },
            {
                "id": "b",
                "down_revisions": ["a"],
                "depends_on": [],
                "branch_labels": [],
                "message": "make b",
                "path": "b.py",
            },
        ],
    }


def test_mermaid_dots_dependencies() -> None:
    history = History((revision("a"), revision("b", "a"), revision("c", "a", depends_on=("b",))))
    assert (
        to_mermaid(history)
        == """\
flowchart BT
    r0["a make a"]
    r1["b make b"]
    r2["c make c"]
    r0 --> r1
    r0 --> r2
    r1 -.-> r2
"""
    )
