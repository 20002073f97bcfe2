"""SQLAlchemy constructs → database objects: `Term(sqlalchemy.Column, …)` becomes a Column with its constraints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from migralint.interpreter.autoincrement import counted_column
from migralint.interpreter.declarative.mapping import table_name
from migralint.interpreter.index_options import index_options
from migralint.interpreter.spatial import has_spatial_index, spatial_index
from migralint.interpreter.sqltext import expression, literal, mapped_name, text_clause
from migralint.interpreter.type_checks import type_check
from migralint.interpreter.type_values import type_of
from migralint.interpreter.values import Class, EnumMember, Member, PartialText, Symbol, Term, Value, is_opaque, why
from migralint.objects import (
    Check,
    Column,
    Computed,
    Constraint,
    Default,
    Exclude,
    ForeignKey,
    Identity,
    Index,
    PrimaryKey,
    TableName,
    Unique,
)
from migralint.schema.naming import ConventionKey, conventional_name
from migralint.sql.index_order import index_order

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine

KNOWS_IDENTITY = frozenset({"postgresql", "mssql", "oracle"})  # elsewhere SQLAlchemy leaves it out
# What stands among a column's arguments without being its type.
SCHEMA_ITEMS = frozenset(
    {"ForeignKey", "Computed", "Identity", "Sequence", "CheckConstraint", "DefaultClause", "FetchedValue"}
)
COLUMN_NAMES = frozenset({"Column", "column", "mapped_column", "MappedColumn", "Field"})


def is_true(value: Value) -> bool:
    """Whether a flag is surely set: older scripts write `unique=1`."""
    return isinstance(value, int) and bool(value)


class Unreadable(Exception):
    """Part of an operation is not known; the message says which and why."""


class ColumnParts(Struct, frozen=True):
    """A column with what `Column(...)` declares beside it."""

    column: Column
    constraints: tuple[Constraint, ...] = ()
    indexes: tuple[Index, ...] = ()
    deferred: tuple[ForeignKey, ...] = ()  # `use_alter=True`: made by an ALTER TABLE of its own, or never
    autoincrement: Value = "auto"  # what the script says of it
    says_nullable: bool = False
    unread: tuple[str, ...] = ()  # why a foreign key or a check of it is not known


class FormattedName(str):
    """A name that went through `op.f()`: naming conventions leave it alone."""

    __slots__ = ()


def name_of(value: Value, what: str) -> str:
    """A constant name. Raises Unreadable."""
    if isinstance(value, EnumMember):
        value = value.value
    if isinstance(value, str):
        return value
    raise Unreadable(why(value, what))


def optional_name(value: Value, what: str) -> str | None:
    return None if value is None else name_of(value, what)


def qualified_name(name: Value, schema: Value = None) -> TableName:
    """Raises Unreadable where the name, or the schema, is not known."""
    if isinstance(name, Term) and name.name in ("Table", "table"):
        return qualified_name(name.args[0] if name.args else name.kwargs.get("name"), name.kwargs.get("schema", schema))
    text = name_of(name, "the table name")
    known_schema = optional_name(schema, "the schema name") or ""
    if "." in text and not known_schema and not isinstance(name, FormattedName):
        return TableName(text)
    return TableName(text, known_schema)


def names_of(machine: Machine, values: Value, what: str) -> tuple[str, ...]:
    """Constant column names; columns given as objects count by their names. Raises Unreadable."""
    if isinstance(values, str):
        return (values,)
    items = machine.items(values) if values is not None else ()
    if items is None:
        raise Unreadable(why(values, what))
    return tuple(_column_name(item, what) for item in items)


def _column_name(value: Value, what: str) -> str:
    if isinstance(value, Term) and value.name in COLUMN_NAMES:
        return name_of(value.args[0] if value.args else value.kwargs.get("name"), what)
    if isinstance(value, Member) and isinstance(value.owner, Class):
        return mapped_name(value.owner, value.name)
    if isinstance(value, Member) and not isinstance(value.owner, Symbol):
        return value.name
    return name_of(value, what)


def is_column(value: Value) -> bool:
    return isinstance(value, Term) and value.name in ("Column", "mapped_column", "MappedColumn")


def column_parts(machine: Machine, value: Value, table: TableName, given_name: str | None = None) -> ColumnParts:
    """A `Column(...)` term for this table. Raises Unreadable."""
    if not is_column(value):
        raise Unreadable(why(value, "the column"))
    args = list(value.args)
    kwargs = value.kwargs
    name = kwargs.get("name", given_name)
    if args and (
        isinstance(args[0], (str, EnumMember, PartialText))
        or (
            is_opaque(args[0])
            and not _is_schema_item(machine, args[0])
            and "name" not in kwargs
            and given_name is None
            and len(args) > 1
        )
    ):
        name = args.pop(0)
    text = name_of(name, "the column name")
    items = [kwargs["type_"]] if "type_" in kwargs else []
    items += args
    return _assembled(machine, text, items, kwargs, table)


def _is_schema_item(machine: Machine, value: Value) -> bool:
    return (isinstance(value, Term) and value.name in SCHEMA_ITEMS) or type_of(machine, value).known


def _assembled(
    machine: Machine, name: str, items: list[Value], kwargs: Mapping[str, Value], table: TableName
) -> ColumnParts:
    dialect = machine.dialect
    constraints: list[Constraint] = []
    deferred: list[ForeignKey] = []
    unread: list[str] = []
    identity: Identity | None = None
    computed: Computed | None = None
    type_value: Value = None
    counted_by_identity = any(isinstance(item, Term) and item.name == "Identity" for item in items)
    for item in items:
        kind = item.name if isinstance(item, Term) else ""
        if kind in ("ForeignKey", "CheckConstraint"):
            try:
                key = _column_key(machine, item, name, table)
                if isinstance(key, ForeignKey) and item.kwargs.get("use_alter") is True:
                    deferred.append(key)
                else:
                    constraints.append(key)
            except Unreadable as error:
                unread.append(str(error))
        elif kind == "Identity":
            identity = Identity(always=item.kwargs.get("always") is True) if dialect in KNOWS_IDENTITY else None
        elif kind == "Computed":
            computed = _computed(item, dialect)
        elif kind not in ("Sequence", "FetchedValue") and type_value is None:
            type_value = item
    primary_key = kwargs.get("primary_key") is True
    nullable = kwargs.get("nullable", not (primary_key or counted_by_identity))
    if is_true(kwargs.get("unique")) and not is_true(kwargs.get("index")):
        constraints.insert(0, Unique((name,)))
    indexes: tuple[Index, ...] = ()
    if is_true(kwargs.get("index")):
        index = Index(None, (name,), unique=is_true(kwargs.get("unique")))
        convention = {"ix": "ix_%(column_0_label)s", **machine.convention}
        indexes = (Index(conventional_name("ix", table, index, convention), (name,), unique=index.unique),)
    if has_spatial_index(type_value, dialect):
        indexes = (*indexes, spatial_index(table, name))
    column_type = type_of(machine, type_value)
    if column_type.check:
        constraints.append(type_check(machine, column_type, name, table))
    comment = kwargs.get("comment")
    column = Column(
        name,
        column_type,
        nullable=nullable if isinstance(nullable, bool) else True,
        default=server_default(kwargs.get("server_default"), dialect),
        identity=identity,
        computed=computed,
        primary_key=primary_key,
        comment=comment if isinstance(comment, str) else None,
        python_default=kwargs.get("default") is not None or "default_factory" in kwargs or "insert_default" in kwargs,
    )
    asked = kwargs.get("autoincrement", "auto")
    counted = counted_column((column,), (*constraints, *deferred), {name: asked}) == name
    column = replace(column, autoincrement=counted)
    return ColumnParts(column, tuple(constraints), indexes, tuple(deferred), asked, "nullable" in kwargs, tuple(unread))


def _computed(term: Term, dialect: str) -> Computed:
    persisted = term.kwargs.get("persisted")
    sql = term.args[0] if term.args else term.kwargs.get("sqltext")
    text = sql if isinstance(sql, str) else expression(sql, dialect) or "?"
    return Computed(text, persisted if isinstance(persisted, bool) else None)


def server_default(value: Value, dialect: str) -> Default | None:
    """The server default of a `server_default=` argument; None where there is none."""
    if value is None or (isinstance(value, Term) and value.name in ("FetchedValue", "Identity", "Computed")):
        return None
    if isinstance(value, EnumMember):
        value = value.value
    if isinstance(value, str):
        return Default(literal(value), quoted=True)
    if isinstance(value, Term) and value.name == "DefaultClause" and value.args:
        return server_default(value.args[0], dialect)
    text = None if isinstance(value, Member) else expression(value, dialect)  # a setting, or an enum not read
    return Default(text if text is not None else "?")


def _column_key(machine: Machine, term: Term, column: str, table: TableName) -> ForeignKey | Check:
    """A `ForeignKey` or `CheckConstraint` that stands in a column. Raises Unreadable."""
    if term.name == "CheckConstraint":
        return replace(check_constraint(machine, term, table), column=column)
    target = term.args[0] if term.args else term.kwargs.get("column")
    referred, columns = _target(machine, target, table)
    return ForeignKey((column,), referred, columns, **_foreign_key_options(term.kwargs))


def _foreign_key_options(kwargs: Mapping[str, Value]) -> dict[str, Any]:
    def word(key: str) -> str | None:
        value = kwargs.get(key)
        return value.upper() if isinstance(value, str) else None

    return {
        "name": optional_name(kwargs.get("name"), "the constraint name"),
        "on_delete": word("ondelete"),
        "on_update": word("onupdate"),
        "deferrable": kwargs.get("deferrable") is True,
        "valid": kwargs.get("postgresql_not_valid") is not True,
    }


def _target(machine: Machine, value: Value, table: TableName) -> tuple[TableName, tuple[str, ...]]:
    """What `ForeignKey("schema.table.column")` points to."""
    if isinstance(value, Member):
        owner = (
            value.owner.owner
            if isinstance(value.owner, Member) and value.owner.name in ("c", "columns")
            else value.owner
        )
        if isinstance(owner, Term):
            return qualified_name(owner), (value.name,)
        if isinstance(owner, Class) and isinstance(name := table_name(machine, owner), str):
            return TableName(name), (mapped_name(owner, value.name),)
    text = name_of(value, "the foreign key's target")
    parts = text.split(".")
    if len(parts) == 1:
        return TableName(parts[0]), ()
    return TableName(parts[-2], ".".join(parts[:-2])), (parts[-1],)


def constraint_of(machine: Machine, term: Term, table: TableName) -> tuple[Constraint, bool] | None:
    """A table-level constraint term, and whether it is `use_alter`; None for something else. Raises Unreadable."""
    kwargs = term.kwargs
    name = optional_name(kwargs.get("name"), "the constraint name")
    match term.name:
        case "PrimaryKeyConstraint":
            return PrimaryKey(names_of(machine, term.args, "a column of the primary key"), name), False
        case "UniqueConstraint":
            distinct = kwargs.get("postgresql_nulls_not_distinct") is True
            columns = names_of(machine, term.args, "a column of the unique constraint")
            return Unique(columns, name, kwargs.get("deferrable") is True, distinct), False
        case "ForeignKeyConstraint":
            return _table_foreign_key(machine, term, table), kwargs.get("use_alter") is True
        case "CheckConstraint":
            return check_constraint(machine, term, table), False
        case "ExcludeConstraint":
            return Exclude(name), False
        case "Constraint":  # what stands in `__table_args__` and is not known
            raise Unreadable(why(term.args[0], "an item of the table"))
    return None


def _table_foreign_key(machine: Machine, term: Term, table: TableName) -> ForeignKey:
    arguments = {**dict(zip(_FOREIGN_KEY_ARGUMENTS, term.args, strict=False)), **term.kwargs}
    columns = names_of(machine, arguments.get("columns"), "a column of the foreign key")
    targets = machine.items(arguments.get("refcolumns"))
    if not targets:
        raise Unreadable(why(arguments.get("refcolumns"), "the foreign key's target"))
    resolved = [_target(machine, target, table) for target in targets]
    options = _foreign_key_options(arguments)
    return ForeignKey(columns, resolved[0][0], tuple(column for _, names in resolved for column in names), **options)


_FOREIGN_KEY_ARGUMENTS = ("columns", "refcolumns", "name", "onupdate", "ondelete", "deferrable")


def check_constraint(machine: Machine, term: Term, table: TableName) -> Check:
    condition = term.args[0] if term.args else term.kwargs.get("sqltext")
    sql = condition if isinstance(condition, str) else expression(condition, machine.dialect) or "?"
    name = optional_name(term.args[1] if len(term.args) > 1 else term.kwargs.get("name"), "the constraint name")
    check = Check(sql, name, valid=term.kwargs.get("postgresql_not_valid") is not True)
    return Check(sql, named(machine, "ck", table, check), valid=check.valid)


def named(machine: Machine, kind: ConventionKey, table: TableName, constraint: Constraint) -> str | None:
    """The name after the naming convention, which also changes explicit names that hold `%(constraint_name)s`."""
    name = constraint.name
    template = machine.convention.get(kind, "")
    if name is None or isinstance(name, FormattedName) or "%(constraint_name)s" not in template:
        return name
    return conventional_name(kind, table, constraint, machine.convention)


def index_of_term(machine: Machine, term: Term, table: TableName) -> Index:
    """`Index("name", *columns)`. Raises Unreadable."""
    name = term.args[0] if term.args else term.kwargs.get("name")
    return index_of(machine, name, list(term.args[1:]), dict(term.kwargs), table)


def index_of(machine: Machine, name: Value, columns: Value, kwargs: Mapping[str, Value], table: TableName) -> Index:
    """An index from its column list, whose items may be names, columns or expressions. Raises Unreadable."""
    items = [columns] if isinstance(columns, str) else machine.items(columns)
    if items is None:
        raise Unreadable(why(columns, "the index's column list"))
    names: list[str] = []
    expressions: list[int] = []
    orders: list[str] = []
    for item in items:
        name_, order, is_expression = _index_item(machine, item)
        expressions += [len(names)] * is_expression
        names.append(name_)
        orders.append(order)
    where = kwargs.get(f"{machine.dialect}_where")
    method = kwargs.get(f"{machine.dialect}_using")
    include = kwargs.get("postgresql_include") or ()
    index = Index(
        optional_name(name, "the index name"),
        tuple(names),
        unique=is_true(kwargs.get("unique")),
        where=None if where is None else where if isinstance(where, str) else expression(where, machine.dialect) or "?",
        method=method if isinstance(method, str) and method.lower() != "btree" else None,
        include=names_of(machine, include, "an included column") if machine.dialect == "postgresql" else (),
        expressions=tuple(expressions),
        orders=tuple(orders) if any(orders) else (),
        options=tuple(index_options(kwargs)) if machine.dialect == "postgresql" else (),
    )
    if index.name is None and "ix" in machine.convention:
        return replace(index, name=conventional_name("ix", table, index, machine.convention))
    return index


def index_texts(machine: Machine, columns: Value) -> tuple[str, ...]:
    """What of a column list is `sa.text`."""
    texts = map(text_clause, machine.items(columns) or ()) if not isinstance(columns, str) else ()
    return tuple(text for text in texts if isinstance(text, str))


def _index_item(machine: Machine, item: Value) -> tuple[str, str, bool]:
    """A column's name and what stands behind it, or the text of an expression; and whether it is one."""
    if isinstance(item, str):
        return item, "", False
    text = expression(item, machine.dialect)
    if text is None:
        raise Unreadable(why(item, "a column of the index"))
    if text_clause(item) is None and (isinstance(item, Member) or _is_column_term(item)):
        return text, "", False
    if machine.dialect == "sqlite" and (plain := _ORDERED.fullmatch(text)):
        return plain["name"], index_order(plain["order"]), False
    return text, "", True


def _is_column_term(item: Value) -> bool:
    return isinstance(item, Term) and item.name in COLUMN_NAMES


# To SQLite a column with a collation or an order is still a column, even as text.
_ORDERED = re.compile(
    r'"?(?P<name>[^\W\d]\w*)"?(?P<order>(?:\s+COLLATE\s+"?\w+"?)?(?:\s+(?:ASC|DESC))?)', re.IGNORECASE
)
