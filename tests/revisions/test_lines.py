"""Which revisions stand on one line of development."""

from pathlib import Path

from migralint.revisions.history import History
from migralint.revisions.revision import Revision
from migralint.revisions.script import Script


def revision(name: str, *parents: str, labels: tuple[str, ...] = (), folder: str = "versions") -> Revision:
    return Revision(name, Script(Path(folder, f"{name}.py"), ""), parents, branch_labels=labels)


def labels(*revisions: Revision) -> dict[str, list[str]]:
    return {name: sorted(found) for name, (found, _) in History(revisions).lines.items()}


def test_descendants_inherit_a_label() -> None:
    assert labels(revision("a", labels=("x",)), revision("b", "a"), revision("c", "b")) == {
        "a": ["x"],
        "b": ["x"],
        "c": ["x"],
    }


def test_ancestors_have_it_up_to_the_branch_point() -> None:
    found = labels(revision("a"), revision("b", "a"), revision("c", "a"), revision("d", "c", labels=("x",)))
    assert found == {"a": [], "b": [], "c": ["x"], "d": ["x"]}


def test_a_merge_has_the_labels_of_both() -> None:
    found = labels(revision("a", labels=("x",)), revision("b", labels=("y",)), revision("c", "a", "b"))
    assert found["c"] == ["x", "y"]


def test_a_revision_whose_labels_cannot_be_read_is_a_line_of_its_own() -> None:
    unread = Revision("b", Script(Path("b.py"), ""), ("a",), unread=("branch_labels",))
    assert labels(revision("a"), unread, revision("c", "a")) == {"a": [], "b": ["b"], "c": []}


def test_a_circle_ends() -> None:
    assert labels(revision("a", "b", labels=("x",)), revision("b", "a")) == {"a": ["x"], "b": ["x"]}


def test_the_innermost_version_location_counts() -> None:
    history = History((revision("a", folder="v/billing"),), version_locations=(Path("v"), Path("v/billing")))
    assert history.lines["a"] == (frozenset(), Path("v/billing"))
