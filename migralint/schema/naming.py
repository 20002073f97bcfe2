"""The names that constraints and indexes get when the script gives none: by naming convention or by the database."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from typing import Final, Literal, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.objects import (
    Check,
    Column,
    Constraint,
    ForeignKey,
    Index,
    PrimaryKey,
    TableName,
    Unique,
)
from migralint.schema.generated_names import database_constraint_name, database_index_name, numbered

ConventionKey: TypeAlias = Literal["ix", "uq", "ck", "fk", "pk"]

SQLALCHEMY_CONVENTION: Final[Mapping[str, str]] = {"ix": "ix_%(column_0_label)s"}
# Where "UQ_users" and "uq_users" are one constraint, or one index. SQLite's batches look for exactly the name.
IGNORE_CASE: Final = ("mysql", "mariadb", "mssql", "oracle")
MAX_LENGTHS: Final[Mapping[str, int]] = {"postgresql": 63, "mysql": 64, "mariadb": 64, "mssql": 128, "oracle": 128}
KEYS: Final[Mapping[type, ConventionKey]] = {
    Index: "ix",
    Unique: "uq",
    Check: "ck",
    ForeignKey: "fk",
    PrimaryKey: "pk",
}


class Naming(Struct, frozen=True):
    """How unnamed things get their names. `convention` is the project's MetaData `naming_convention`, if it has one.

    `as_sql`: the statement was written as SQL, so no convention applies. `assumed`: nothing says the dialect.
    """

    dialect: str = "postgresql"
    convention: Mapping[str, str] = field(default_factory=dict)
    as_sql: bool = False
    assumed: bool = False

    def template(self, key: ConventionKey | None) -> str | None:
        if key is None or self.as_sql:
            return None
        return (self.convention or SQLALCHEMY_CONVENTION).get(key)


def convention_key(constraint: Constraint | Index) -> ConventionKey | None:
    """The key in `naming_convention`; None for EXCLUDE, which has none."""
    return KEYS.get(type(constraint))


def conventional_name(
    kind: ConventionKey, table: TableName, constraint: Constraint | Index, convention: Mapping[str, str]
) -> str | None:
    """The name that SQLAlchemy gives by the convention to a constraint whose name was not passed through `op.f`.

    An explicit name is changed only where the template has `%(constraint_name)s`; None where no name follows.
    """
    template = (convention or SQLALCHEMY_CONVENTION).get(kind)
    try:
        return _by_template(template, table, constraint) if template else constraint.name
    except KeyError:
        return constraint.name


def shortened(name: str, dialect: str) -> str:
    """A conventional or `op.f` name as SQLAlchemy truncates it for the dialect."""
    limit = MAX_LENGTHS.get(dialect)
    if limit is None or len(name) <= limit:
        return name
    return f"{name[: limit - 8]}_{hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[-4:]}"


def folded(name: str | None, dialect: str) -> str | None:
    """What the names of constraints and indexes are compared by."""
    return name.lower() if name is not None and dialect in IGNORE_CASE else name


def kept_name(name: str, naming: Naming) -> str:
    """A given name as the database keeps it: SQLAlchemy shortens a long one, PostgreSQL cuts what SQL says."""
    if naming.as_sql:
        return name.encode()[:63].decode(errors="ignore") if naming.dialect == "postgresql" else name
    return shortened(name, naming.dialect)


def with_name(constraint: Constraint, table: TableName, naming: Naming, taken: Collection[str]) -> Constraint:
    """The constraint with the name that it has in the database; `taken` are the names it must not get.

    It stays unnamed where the convention has a token that is not understood.
    """
    if isinstance(constraint, PrimaryKey) and naming.dialect in ("mysql", "mariadb"):
        return replace(constraint, name="PRIMARY")
    if constraint.name is not None:
        kept = kept_name(constraint.name, naming)
        return constraint if kept == constraint.name else replace(constraint, name=kept)
    template = naming.template(convention_key(constraint))
    try:
        name = _by_template(template, table, constraint) if template else None
    except KeyError:
        return constraint
    if name is not None:
        return replace(constraint, name=shortened(name, naming.dialect))
    return replace(constraint, name=database_constraint_name(constraint, table, naming.dialect, taken))


def with_index_name(index: Index, table: TableName, naming: Naming, taken: Collection[str]) -> Index:
    if index.name is not None:
        kept = kept_name(index.name, naming)
        return index if kept == index.name else replace(index, name=kept)
    template = naming.template("ix")
    try:
        name = _by_template(template, table, index) if template else None
    except KeyError:
        return index
    if name is not None:
        return replace(index, name=shortened(name, naming.dialect))
    return replace(index, name=database_index_name(index, table, naming.dialect, taken))


def sequence_name(table: TableName, column: Column, taken: Collection[str]) -> str:
    """PostgreSQL's name for the sequence of a serial or identity column."""
    return numbered(table.name, column.name, "seq", taken)


def _by_template(template: str, table: TableName, constraint: Constraint | Index) -> str | None:
    """Raises KeyError for a token of the project's own that is not understood."""
    if constraint.name is not None and "constraint_name" not in template:
        return constraint.name
    if constraint.name is None and "constraint_name" in template:
        return None
    return template % _Tokens(table, constraint)


class _Tokens(dict[str, str]):
    """SQLAlchemy's tokens, computed when a template asks for them."""

    def __init__(self, table: TableName, constraint: Constraint | Index) -> None:
        super().__init__(table_name=table.name, constraint_name=constraint.name or "")
        self.table = table
        self.columns = _columns(constraint)
        self.unique = isinstance(constraint, Index) and constraint.unique
        self.referred_columns: tuple[str, ...] = ()
        if isinstance(constraint, ForeignKey):
            self["referred_table_name"] = constraint.referred_table.name
            self.referred_columns = constraint.referred_columns

    def __missing__(self, token: str) -> str:
        if token.startswith("unique?"):  # as `convention_tokens` spells it
            return token.removeprefix("unique?").split(":")[0 if self.unique else 1]
        found = re.fullmatch(r"(referred_)?column_(\d+)(_?N)?_(name|key|label)", token)
        if found is None:
            raise KeyError(token)
        referred, place, several, attribute = found.groups()
        columns = self.referred_columns if referred else self.columns
        texts = [self._label(name) if attribute == "label" else name for name in columns]
        if several:
            return ("_" if several == "_N" else "").join(texts)
        return texts[int(place)] if int(place) < len(texts) else ""

    def _label(self, column: str) -> str:
        schema = f"{self.table.schema.replace('.', '_')}_" if self.table.schema else ""
        return f"{schema}{self.table.name}_{column}"


def _columns(constraint: Constraint | Index) -> tuple[str, ...]:
    if isinstance(constraint, Index):
        return tuple(name for place, name in enumerate(constraint.columns) if place not in constraint.expressions)
    return constraint.columns
