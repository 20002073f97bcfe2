"""How much of the schema that real upgrades made the replay tells: every fact of every project, counted.

A fact is one compared item: that a table or a column exists, one column's type, nullability or server default, the
order of one table's columns, one primary key with its name, one foreign key with its name and ON DELETE, one unique
constraint, one index (columns, uniqueness, expressions, WHERE, method), one check (name and expression), one enum with
its labels. A fact that only one side has counts as a difference; a default counts where either side has one.
Expressions are compared as their meaning (casts and parentheses aside), names and types as they are written.

    python -m benchmarks.schema_score [-v] [PROJECT[.DIALECT] …]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from msgspec.structs import replace

from benchmarks.schema_facts import KINDS, Facts, Key, facts_of
from migralint.dialects.target import Target
from migralint.loading import Where, load
from migralint.project.sqlalchemy_version import newest_minor
from migralint.revisions.lookup import find_revisions
from migralint.schema.json import to_json
from tests.truth import Truth, all_truths


@dataclass(frozen=True)
class Difference:
    """A fact on which the replay and the database differ; None: that side does not have it. `why` explains it."""

    key: Key
    replayed: object
    real: object
    why: str | None

    def __str__(self) -> str:
        kind, name = self.key
        reason = f" (explained: {self.why})" if self.why else ""
        return f"{kind} {name}: {self.replayed!r}, really {self.real!r}{reason}"


@dataclass(frozen=True)
class Score:
    """The facts of one project on one dialect, as replayed and as they really are."""

    truth: Truth
    replayed: Facts
    real: Facts

    @cached_property
    def keys(self) -> list[Key]:
        return sorted(self.replayed.keys() | self.real.keys(), key=lambda key: (KINDS.index(key[0]), key[1]))

    @cached_property
    def differences(self) -> list[Difference]:
        explained = self.truth.explained
        return [
            Difference(key, self.replayed.get(key), self.real.get(key), explained.get(" ".join(key)))
            for key in self.keys
            if self.replayed.get(key) != self.real.get(key)
        ]

    def counts(self, kinds: Sequence[str] = KINDS) -> tuple[int, int]:
        """How many facts of these kinds match, of how many. An explained difference is a difference."""
        total = sum(key[0] in kinds for key in self.keys)
        return total - sum(difference.key[0] in kinds for difference in self.differences), total


def score(truth: Truth) -> Score:
    """Replays the project's history as `migralint schema --format json` does."""
    versions = truth.versions()
    target = Target(truth.dialect, truth.version)
    found = load(Where(paths=(versions,), dialects=(truth.dialect,), base_schema=truth.base))
    loaded = next(one for one in found if versions in one.project.version_locations).with_roots(truth.packages())
    loaded = replace(loaded, project=replace(loaded.project, sqlalchemy=newest_minor([truth.sqlalchemy])))
    schema = loaded.schema_at(find_revisions(loaded.history, "heads"), target, in_one_run=True)
    document = to_json(schema, dialect=target.dialect, server=target.server)
    return Score(truth, facts_of(document, truth.dialect), real(truth))


def real(truth: Truth) -> Facts:
    return facts_of(truth.document, truth.dialect)


def table(scores: Sequence[Score]) -> Iterator[str]:
    """One row for each project, one column for each kind of fact: matched/total, or a dash where there are none."""
    yield " | ".join(("project", *KINDS, "all", "%"))
    for one in scores:
        cells = ["-" if not total else f"{matched}/{total}" for matched, total in (one.counts([k]) for k in KINDS)]
        matched, total = one.counts()
        yield " | ".join((one.truth.name, *cells, f"{matched}/{total}", f"{matched / total:.2%}"))


def aligned(rows: Sequence[str]) -> Iterator[str]:
    cells = [row.split(" | ") for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))])


def main(arguments: Sequence[str]) -> None:
    names = [argument for argument in arguments if not argument.startswith("-")]
    chosen = [t for t in all_truths() if not names or t.name in names or t.project in names or t.dialect in names]
    scores = [score(truth) for truth in chosen]
    print("\n".join(aligned(list(table(scores)))))
    for one in scores:
        shown = [d for d in one.differences if d.why or "-v" in arguments]
        print("".join(f"\n{one.truth.name} {difference}" for difference in shown), end="")
    print()


if __name__ == "__main__":
    main(sys.argv[1:])
