"""How many renames written as a drop and an addition are told from pairs that have nothing to do with each other.

`tests/truth/renames.jsonl` holds pairs of real projects with what each one is. A pair that the script drops and adds
is judged in the script as it stands. A rename that its author wrote as one is turned into the drop and the addition
that autogenerate writes for it, in a copy of its history. A reported pair counts as right where it is a rename; a
replacement whose values the upgrade moves, and a pair that has nothing in common, must stay silent. `--mute` takes away
what the author says of the revision (its message, comments and file name), which not every author says.

    python -m benchmarks.renames [-v] [--mute] [PROJECT …]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import rename_histories as histories
from migralint.analysis.renames import column_renames, table_renames
from migralint.migration import Migration
from tests import truth
from tests.truth import Truth

ROWS = Path(truth.__file__).parent / "renames.jsonl"
Row = dict[str, Any]
Pair = tuple[str, str, str]  # table ("" for a pair of tables), dropped, added


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair with what it really is, whether it is reported, and the reasons given."""

    project: str
    file: str
    pair: Pair
    label: str
    reported: bool
    reasons: str

    def __str__(self) -> str:
        table, dropped, added = self.pair
        name = f"{table}.{dropped}" if table else f"table {dropped}"
        return f"{self.project} {self.file}: {name} -> {added} ({self.label}): {self.reasons}"


@dataclass
class Score:
    """`helpers` are renames of what the same upgrade made, which no autogenerate ever compares."""

    name: str
    judged: list[Judged] = field(default_factory=list)
    helpers: int = 0

    def __post_init__(self) -> None:
        clear = [each for each in self.judged if each.label != "unsure"]
        self.right = [each for each in clear if each.label == "rename" and each.reported]
        self.missed = [each for each in clear if each.label == "rename" and not each.reported]
        self.false = [each for each in clear if each.label != "rename" and each.reported]
        self.silent = [each for each in clear if each.label != "rename" and not each.reported]

    @property
    def precision(self) -> float:
        return len(self.right) / (len(self.right) + len(self.false) or 1)

    @property
    def recall(self) -> float:
        return len(self.right) / (len(self.right) + len(self.missed) or 1)

    def row(self) -> str:
        found, others = len(self.right) + len(self.missed), len(self.false) + len(self.silent)
        shares = f"{self.precision:.3f} | {self.recall:.3f}" if found else "- | -"
        return (
            f"| {self.name} | {found} | {len(self.right)} | {others} | {len(self.false)} | {shares} | {self.helpers} |"
        )


def scored(name: str, *, mute: bool = False) -> Score:
    """All rows of one project on one dialect."""
    real = Truth(*name.rsplit(".", 1))
    rows = [row for row in all_rows() if row["project"] == name]
    loaded, target = histories.loaded_for(real, real.versions())
    as_written = histories.migrations(loaded, target, {row["file"] for row in rows})
    by_hand = [row for row in rows if row["source"] == "explicit"]
    helpers = [row for row in by_hand if histories.is_helper(row, as_written[row["file"]])]
    cases = [([row for row in rows if row["source"] == "drop+add"], as_written)]
    for kind in ("column", "table"):
        wanted = [row for row in by_hand if row["kind"] == kind and row not in helpers]
        known = {row["file"]: as_written[row["file"]] for row in wanted}
        cases.append((wanted, histories.generated(real, kind, known)))
    told = histories.without_words if mute else dict
    judged = [each for wanted, migrations in cases for each in _judge(wanted, told(migrations), rows)]
    return Score(name, list(dict.fromkeys(judged)), len(helpers))


def _judge(wanted: Sequence[Row], migrations: Mapping[str, Migration], rows: Sequence[Row]) -> Iterator[Judged]:
    """Every wanted row, and every pair that is reported beside them though no row tells of it."""
    for file in dict.fromkeys(row["file"] for row in wanted):
        reported = {**_columns(migrations[file]), **_tables(migrations[file])}
        for row in wanted:
            if row["file"] == file:
                pair = _pair(row)
                yield Judged(row["project"], file, pair, row["label"], pair in reported, reported.get(pair, ""))
        known = {_pair(row) for row in rows if row["file"] == file}
        for pair in reported.keys() - known:
            yield Judged(wanted[0]["project"], file, pair, "in no row", True, reported[pair])


def _pair(row: Row) -> Pair:
    return row.get("table", ""), row["dropped"], row["added"]


def _columns(migration: Migration) -> dict[Pair, str]:
    found = column_renames(migration)
    return {(each.table.name, each.old.name, each.new.name): ", ".join(each.evidence.reasons) for each in found}


def _tables(migration: Migration) -> dict[Pair, str]:
    found = table_renames(migration)
    return {("", each.old.name.name, each.new.name.name): ", ".join(each.evidence.reasons) for each in found}


def all_rows() -> list[Row]:
    return list(map(json.loads, ROWS.read_text(encoding="utf-8").splitlines()))


def names() -> list[str]:
    return list(dict.fromkeys(row["project"] for row in all_rows()))


def main(arguments: Sequence[str]) -> None:
    wanted = [argument for argument in arguments if not argument.startswith("-")]
    chosen = [name for name in names() if not wanted or any(name.startswith(each) for each in wanted)]
    print("| project | renames | found | other pairs | reported | precision | recall | helpers |")
    print("|---|---|---|---|---|---|---|---|")
    scores = [scored(name, mute="--mute" in arguments) for name in chosen]
    for score in scores:
        print(score.row())
    every = Score("all", [each for one in scores for each in one.judged], sum(one.helpers for one in scores))
    print(every.row())
    if "-v" in arguments:
        for word, listed in (("missed", every.missed), ("false", every.false), ("right", every.right)):
            for each in listed:
                print(word, each)


if __name__ == "__main__":
    main(sys.argv[1:])
