"""How the drift between models and revisions, read without a database, compares with what Alembic's autogenerate finds.

`tests/truth/<project>.<dialect>.drift.txt` is what `compare_metadata` said between the upgraded database and the
imported models, one entry a line: what it would do, and to what. Each difference that is told becomes such entries too;
those that only one side has are explained in `tests/truth/drift.toml`.

    python -m benchmarks.drift [-v] [PROJECT[.DIALECT] …]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import chain

from msgspec.structs import replace

from benchmarks.schema_score import aligned
from migralint.dialects.target import Target
from migralint.drift import Drift, Drifted
from migralint.loading import Where, load
from migralint.objects import Column, ForeignKey, Index, Unique
from migralint.project.sqlalchemy_version import newest_minor
from migralint.project.sqlmodel_version import zoned_times
from migralint.schema import Table
from tests.truth import ModelsTruth, Truth, all_truths

UNCOMPARED = ("_default", "_check", "_primarykey", "_enumtype")


@dataclass(frozen=True)
class Comparison:
    """What is told of one project on one dialect, and what Alembic says: `told` and `real` are entries."""

    truth: Truth
    told: frozenset[str]
    real: frozenset[str]

    @property
    def both(self) -> frozenset[str]:
        return self.told & self.real

    @property
    def extra(self) -> list[str]:
        return sorted(self.told - self.real)

    @property
    def missed(self) -> list[str]:
        return sorted(self.real - self.told)

    @cached_property
    def unexplained(self) -> list[str]:
        return [entry for entry, reason in self.reasons if reason is None]

    @cached_property
    def reasons(self) -> list[tuple[str, str | None]]:
        """What only one side has, each with why."""
        found = (*(f"told {entry}" for entry in self.extra), *(f"missed {entry}" for entry in self.missed))
        return [(entry, self._reason(entry)) for entry in found]

    def _reason(self, entry: str) -> str | None:
        verb, name = entry.split(" ", 2)[1:]
        if entry.startswith("told") and verb.endswith(UNCOMPARED):
            return "Alembic does not look at it, unless it is told to"
        kind = verb.partition("_")[2]
        if kind in ("index", "unique") and {f"remove_{kind} {name}", f"add_{kind} {name}"} <= self.real - self.told:
            return "a unique index and a unique constraint do the same"
        return next((why for pattern, why in self.truth.drift_explained.items() if fnmatchcase(entry, pattern)), None)


def comparison(truth: Truth) -> Comparison:
    """Compares as `migralint check` does."""
    versions = truth.versions()
    found = load(Where(paths=(versions,), dialects=(truth.dialect,), base_schema=truth.base))
    loaded = next(one for one in found if versions in one.project.version_locations).with_roots(
        ModelsTruth(truth.project, truth.dialect).packages()
    )
    versions_of = {"sqlalchemy": newest_minor([truth.sqlalchemy]), "sqlmodel_zoned": zoned_times([truth.sqlmodel])}
    loaded = replace(loaded, project=replace(loaded.project, **versions_of))
    [drift] = loaded.drifts(Target(truth.dialect, truth.version), {}, loaded.declared())
    told = frozenset(chain.from_iterable(entries(one) for one in drift.differences))
    return Comparison(truth, told, frozenset(_real(truth, drift)))


def entries(one: Drifted) -> Iterator[str]:
    """What Alembic would do about it."""
    match one.item:
        case Table(name=name):
            yield f"{_verb(one)}_table {name}"
        case Column(name=column):
            verb = f"{_verb(one)}_column" if one.aspect == "whole" else f"modify_{one.aspect}"
            yield f"{verb} {one.table}.{column}"
        case _:
            for verb, item in (("remove", one.revised), ("add", one.modelled)):
                if item is not None:
                    yield f"{verb}_{_key(one, item)}"


def _verb(one: Drifted) -> str:
    return "add" if one.revised is None else "remove"


def _key(one: Drifted, item: object) -> str:
    match item:
        case ForeignKey():
            referred = ", ".join(f"{item.referred_table}.{column}" for column in item.referred_columns)
            return f"fk {one.table}({', '.join(item.columns)}) -> {referred}"
        case Unique() | Index(unique=True):
            return f"unique {one.table}({', '.join(item.columns)})"
        case Index(columns=columns):
            return f"index {one.table}({', '.join(columns)})"
    return f"{type(item).__name__.lower()} {one.table}"


def _real(truth: Truth, drift: Drift) -> Iterator[str]:
    """Without what goes along with a table or column: its indexes."""
    lines = truth.drift
    gone = [line.split()[1] for line in lines if line.startswith("remove_table")]
    for line in lines:
        verb, name = line.split(" ", 1)
        table = name.partition("(")[0]
        columns = name.partition("(")[2].rstrip(")").split(", ")
        of_column = any(f"remove_column {table}.{column}" in lines for column in columns)
        if not (verb in ("remove_index", "remove_unique") and (table in gone or of_column)):
            yield line


def table(comparisons: Sequence[Comparison]) -> Iterator[str]:
    yield "project | Alembic finds | found too | not found | more than Alembic | unexplained"
    for one in comparisons:
        counts = (len(one.real), len(one.both), len(one.missed), len(one.extra), len(one.unexplained))
        yield " | ".join((one.truth.name, *map(str, counts)))


def main(arguments: Sequence[str]) -> None:
    names = [argument for argument in arguments if not argument.startswith("-")]
    chosen = [t for t in all_truths() if not names or t.name in names or t.project in names or t.dialect in names]
    compared = [comparison(truth) for truth in chosen if truth.has_drift]
    print("\n".join(aligned(list(table(compared)))))
    for one in compared:
        for entry, reason in one.reasons:
            if "-v" in arguments or reason is None:
                print(f"{one.truth.name} {entry}{f' ({reason})' if reason else ''}")


if __name__ == "__main__":
    main(sys.argv[1:])
