"""How much of the metadata that real models make when they are imported is read from their files: fact by fact.

The facts are those of `schema_score`, but a name counts only where the models give it, and defaults are compared as
they are written. A fact that is not read counts as unknown where the reader says that it does not know, and as wrong
everywhere else; so does a fact that the models do not have.

    python -m benchmarks.models_score [-v] [PROJECT[.DIALECT] …]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from msgspec.structs import replace

from benchmarks.schema_facts import KINDS, Facts, Key, facts_of
from benchmarks.schema_score import aligned
from migralint.dialects.target import Target
from migralint.loading import Where, load
from migralint.models import Models
from migralint.objects import Column, Default, Index
from migralint.project.sqlalchemy_version import newest_minor
from migralint.project.sqlmodel_version import zoned_times
from migralint.schema import Table
from migralint.schema.naming import shortened
from migralint.schema.shown import shown_type
from migralint.schema.type_text import read_type
from tests.truth import ModelsTruth, all_models_truths

UNKNOWN = ("?", "placeholder", "placeholder(true)")  # the last two are what sqlglot takes it for
SHOWN = (("tables", ("table",)), ("columns", ("column",)), ("types", ("type",)), ("all", KINDS))


@dataclass(frozen=True)
class Difference:
    """A fact on which the reading and the metadata differ; None: that side does not have it."""

    key: Key
    read: object
    real: object
    unknown: bool

    def __str__(self) -> str:
        said = "unknown" if self.unknown else "wrong"
        return f"{said}: {' '.join(self.key)}: {self.read!r}, really {self.real!r}"


@dataclass(frozen=True)
class Score:
    """The facts of one project's models, as read and as they are. `partial` are tables that are said to have more."""

    truth: ModelsTruth
    read: Facts
    real: Facts
    partial: frozenset[str]
    models: Models

    @cached_property
    def differences(self) -> list[Difference]:
        keys = sorted(self.read.keys() | self.real.keys(), key=lambda key: (KINDS.index(key[0]), key[1]))
        return [
            Difference(key, self.read.get(key), self.real.get(key), self._is_unknown(key))
            for key in keys
            if self.read.get(key) != self.real.get(key)
        ]

    def _is_unknown(self, key: Key) -> bool:
        partial = any(key[1] == name or key[1].startswith((f"{name}.", f"{name}(")) for name in self.partial)
        said = self.read.get(key)
        return said in UNKNOWN or (key not in self.read and (partial or not self.models.schema.complete))

    def counts(self, kinds: Sequence[str] = KINDS) -> tuple[int, int, int]:
        """How many facts of these kinds are known, how many are not, and how many are known wrongly."""
        total = sum(key[0] in kinds for key in self.read.keys() | self.real.keys())
        unknown = sum(d.unknown for d in self.differences if d.key[0] in kinds)
        wrong = sum(not d.unknown for d in self.differences if d.key[0] in kinds)
        return total - unknown - wrong, unknown, wrong


def score(truth: ModelsTruth) -> Score:
    """Reads the models as `migralint schema --from models` does."""
    versions = truth.versions()
    found = load(Where(paths=(versions,), dialects=(truth.dialect,)))
    loaded = next(one for one in found if versions in one.project.version_locations).with_roots(truth.packages())
    versions_of = {"sqlalchemy": newest_minor([truth.sqlalchemy]), "sqlmodel_zoned": zoned_times([truth.sqlmodel])}
    loaded = replace(loaded, project=replace(loaded.project, **versions_of))
    models = loaded.models(Target(truth.dialect, truth.version))
    real = _as_shown(truth.document, truth.dialect)
    read = {str(table.name): _table(table, truth.dialect) for table in models.schema.sorted_tables()}
    document = {"tables": _without_given_names(read, real["tables"]), "enums": _enums(models)}
    partial = frozenset(str(table.name) for table in models.schema.tables.values() if not table.complete)
    really = facts_of(real, truth.dialect)
    return Score(truth, _with_lost_checks(facts_of(document, truth.dialect), really), really, partial, models)


def _with_lost_checks(read: Facts, real: Facts) -> Facts:
    """A check without a name of which the text is not known is the one that is missing."""
    found = dict(read)
    for key, sql in read.items():
        if key[0] == "check" and sql in UNKNOWN and key not in real:
            table = key[1].partition(".")[0]
            missing = (other for other in real if other[0] == "check" and other[1].startswith(f"{table}."))
            other = next((other for other in missing if other not in found), None)
            if other is not None:
                found[other] = found.pop(key)
    return found


def _enums(models: Models) -> Mapping[str, Any]:
    return {name: list(enum.values) for name, enum in models.schema.enums.items()}


def _table(table: Table, dialect: str) -> dict[str, Any]:
    """The table in the form of the documents, with types as the database shows them and defaults as written."""
    key = table.primary_key
    return {
        "columns": [_column(column, dialect) for column in table.columns],
        "primary_key": {"name": key.name, "columns": list(key.columns)} if key else None,
        "foreign_keys": [
            {
                "name": foreign_key.name,
                "columns": list(foreign_key.columns),
                "referred_table": str(foreign_key.referred_table),
                "referred_columns": list(foreign_key.referred_columns),
                "ondelete": foreign_key.on_delete,
            }
            for foreign_key in table.foreign_keys
        ],
        "unique": [{"name": unique.name, "columns": list(unique.columns)} for unique in table.uniques],
        "indexes": [
            {"name": index.name, "columns": _ordered(index), "unique": index.unique}
            for index in table.indexes
            if not index.generated
        ],
        "checks": [{"name": check.name, "sqltext": check.sql} for check in table.checks],
    }


def _ordered(index: Index) -> list[str]:
    orders = index.orders or ("",) * len(index.columns)
    return [
        f"{column} {order}".strip().removesuffix(" ASC") for column, order in zip(index.columns, orders, strict=True)
    ]


def _column(column: Column, dialect: str) -> dict[str, Any]:
    default = _written(column.default) if column.default else None
    nullable = column.nullable and not column.primary_key
    return {"name": column.name, "type": shown_type(column.type, dialect), "nullable": nullable, "default": default}


def _written(default: Default) -> str:
    return default.sql[1:-1].replace("''", "'") if default.quoted else default.sql


def _as_shown(document: Mapping[str, Any], dialect: str) -> dict[str, Any]:
    """The real document with types and names as the database shows them."""
    tables = {name: _shown(name, table, dialect) for name, table in document["tables"].items()}
    return {**document, "tables": tables}


def _shown(name: str, table: Mapping[str, Any], dialect: str) -> dict[str, Any]:
    def short(item: Mapping[str, Any]) -> dict[str, Any]:
        given = item.get("name")
        return {**item, "name": shortened(given, dialect) if given else None}

    def indexed(index: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **index,
            "columns": [text.replace(f"{name}.", "").removesuffix(" ASC") for text in index.get("columns", ())],
        }

    return {
        **table,
        "columns": [{**_plain(c), "type": shown_type(read_type(c["type"]), dialect)} for c in table["columns"]],
        "indexes": [indexed(index) for index in table.get("indexes", ())],
        "foreign_keys": [
            {**short(key), "ondelete": (key.get("ondelete") or "").upper() or None}
            for key in table.get("foreign_keys", ())
        ],
        "unique": [short(key) for key in table.get("unique", ())],
        "checks": [short(check) for check in table.get("checks", ())],
    }


def _plain(column: Mapping[str, Any]) -> dict[str, Any]:
    """What the truth calls the default of a generated column is its Python object."""
    generated = str(column.get("default")).startswith(("Computed(", "Identity("))
    return {**column, "default": None} if generated else {**column}


def _without_given_names(read: Mapping[str, Any], real: Mapping[str, Any]) -> dict[str, Any]:
    """What was read without the names that a database gives, where the models name nothing."""
    return {name: _with_names_of(table, real.get(name, {})) for name, table in read.items()}


def _with_names_of(table: Mapping[str, Any], real: Mapping[str, Any]) -> dict[str, Any]:
    named = dict(table)
    key, real_key = table["primary_key"], real.get("primary_key")
    if key and not (real_key or {}).get("name"):
        named["primary_key"] = {**key, "name": None}
    for kind, what in (("foreign_keys", "columns"), ("unique", "columns"), ("checks", "sqltext")):
        others = real.get(kind, ())
        names = {item.get("name") for item in others}
        nameless = [str(item[what]) for item in others if not item.get("name")]
        named[kind] = [
            item if item["name"] in names or not _is_among(item[what], nameless, kind) else {**item, "name": None}
            for item in table[kind]
        ]
    return named


def _is_among(item: object, nameless: Sequence[str], kind: str) -> bool:
    """Whether one without a name says the same; the text of a check may be spelled in another way."""
    return str(item) in nameless or (kind == "checks" and bool(nameless))


def table(scores: Sequence[Score]) -> Iterator[str]:
    """One row for each project: known/all of each kind, then what is unknown and wrong."""
    yield " | ".join(("project", *(name for name, _ in SHOWN), "unknown", "wrong", "%"))
    for one in scores:
        counts = [one.counts(kinds) for _, kinds in SHOWN]
        known, unknown, wrong = counts[-1]
        cells = [f"{count[0]}/{sum(count)}" for count in counts]
        yield " | ".join((one.truth.name, *cells, str(unknown), str(wrong), f"{known / (known + unknown + wrong):.2%}"))


def main(arguments: Sequence[str]) -> None:
    names = [argument for argument in arguments if not argument.startswith("-")]
    chosen = [t for t in all_models_truths() if not names or {t.name, t.project, t.dialect} & {*names}]
    scores = [score(truth) for truth in chosen]
    print("\n".join(aligned(list(table(scores)))))
    for one in scores:
        shown = [d for d in one.differences if not d.unknown or "-v" in arguments]
        print("".join(f"\n{one.truth.name} {difference}" for difference in shown), end="")
    print()


if __name__ == "__main__":
    main(sys.argv[1:])
