"""Drafts → Schema: what `create_all` would make of them on an empty database."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from migralint.interpreter.constructs import is_column
from migralint.interpreter.creating import create_table
from migralint.interpreter.values import Exhausted, Raised, Term, Value
from migralint.models.compiled import Compiled
from migralint.models.drafts import Draft
from migralint.models.places import Place, Places
from migralint.models.reader import Reader
from migralint.objects import UNKNOWN_TYPE, Column, Constraint, ForeignKey, TableName, Type
from migralint.operations import AddConstraint, CreateTable, Operation, Unread
from migralint.schema import Schema
from migralint.schema.apply import apply
from migralint.schema.naming import Naming

_DEEPEST = 32


class Built(Struct, frozen=True):
    """`unread` says what of the tables is not known; `open_keys`: these may have more constraints or indexes."""

    schema: Schema
    places: Places
    unread: tuple[tuple[Place, str], ...]
    infos: Mapping[tuple[TableName, str | None], Value]
    causes: Mapping[tuple[TableName, str], str]
    open_keys: frozenset[TableName] = frozenset()


def build(reader: Reader, drafts: Sequence[Draft], naming: Naming) -> Built:
    schema = Schema()
    places: dict[tuple[TableName, Hashable], Place] = {}
    unread: list[tuple[Place, str]] = []
    compiled = Compiled(reader)
    infos = {(draft.name, name): info for draft in drafts for name, info in draft.infos()}
    causes = {(draft.name, name): why for draft in reversed(drafts) for name, why in draft.causes()}
    for draft in drafts:
        draft.items = compiled.columns(draft.items)
    made = {draft.name: _Made(draft, list(_operations(reader, draft, naming))) for draft in reversed(drafts)}
    for name in dict.fromkeys(draft.name for draft in drafts):
        one = made[name]
        for operation in _with_referred_types(one, made):
            schema, _ = apply(schema, operation, _naming(one.draft, naming))
        unread += [(one.draft.place, f"{name}: {reason}") for reason in one.unread]
        places[name, None] = one.draft.place
        places.update({(name, key): place for key, place in one.draft.places.items()})
    open_keys = frozenset(name for name, one in made.items() if one.table and not one.table.keys_complete)
    return Built(schema.settled(), Places(places), tuple(unread), infos, causes, open_keys)


class _Made(Struct, frozen=True):
    """A draft with the operations that make its table."""

    draft: Draft
    operations: list[Operation]

    @property
    def table(self) -> CreateTable | None:
        return next((o for o in self.operations if isinstance(o, CreateTable)), None)

    @property
    def unread(self) -> Iterator[str]:
        yield from dict.fromkeys(
            (*self.draft.unread, *self.draft.unread_keys, *(o.why for o in self.operations if isinstance(o, Unread)))
        )


def _operations(reader: Reader, draft: Draft, naming: Naming) -> Iterator[Operation]:
    """CREATE TYPE, CREATE TABLE and what follows it, with the metadata's own naming convention and schema."""
    own = _naming(draft, naming)
    reader.recorder.naming, reader.convention = own, own.convention
    reader.renew()
    schema = draft.metadata.schema if draft.metadata is not None else ""
    own_schema = draft.name.schema if reader.sqlalchemy >= (2, 1) else ""
    items = [_with_enum_schema(item, own_schema) for item in draft.items] if own_schema else draft.items
    try:
        for operation in create_table(reader, draft.name, items, "table.create", if_not_exists=False):
            yield _completed(operation, draft, schema)
    except (Raised, Exhausted, RecursionError) as error:
        yield CreateTable(table=draft.name, complete=False)
        yield Unread(directive="table.create", why=str(error), table=draft.name)


def _completed(operation: Operation, draft: Draft, schema: str) -> Operation:
    """Foreign keys refer to the metadata's own schema; a table is complete if nothing of its draft is unread."""
    if isinstance(operation, AddConstraint):
        return replace(operation, constraint=_in_schema(operation.constraint, schema))
    if not isinstance(operation, CreateTable):
        return operation
    keys = tuple(_in_schema(each, schema) for each in operation.constraints)
    complete = operation.complete and not draft.unread
    keys_complete = operation.keys_complete and not draft.unread_keys
    return replace(operation, constraints=keys, complete=complete, keys_complete=keys_complete)


def _with_enum_schema(column: Value, schema: str) -> Value:
    """Since SQLAlchemy 2.1 an Enum that a column is given, not one of its annotation, is made in the table's schema."""
    if not isinstance(column, Term) or not is_column(column):
        return column
    return Term(column.function, tuple(_in_enum_schema(arg, schema) for arg in column.args), column.kwargs)


def _in_enum_schema(value: Value, schema: str) -> Value:
    if not isinstance(value, Term) or value.name not in ("Enum", "ENUM") or value.kwargs.get("inherit_schema") is False:
        return value
    return Term(value.function, value.args, {"schema": schema, **value.kwargs})


def _naming(draft: Draft, naming: Naming) -> Naming:
    own = draft.metadata.convention if draft.metadata is not None else None
    return naming if own is None else replace(naming, convention=own)


def _in_schema(constraint: Constraint, schema: str) -> Constraint:
    """A foreign key that names no schema refers to the metadata's own."""
    if not isinstance(constraint, ForeignKey) or constraint.referred_table.schema or not schema:
        return constraint
    return replace(constraint, referred_table=TableName(constraint.referred_table.name, schema))


def _with_referred_types(made: _Made, others: Mapping[TableName, _Made]) -> Iterator[Operation]:
    """The operations with `Column(ForeignKey(...))` given the type of the column that it refers to."""
    typeless = made.draft.typeless()
    for operation in made.operations:
        if isinstance(operation, CreateTable):
            columns = tuple(
                replace(column, type=_referred_type(operation, column.name, others))
                if column.name in typeless
                else column
                for column in operation.columns
            )
            operation = replace(operation, columns=columns, keys_complete=True)
        yield operation


def _referred_type(table: CreateTable, name: str, others: Mapping[TableName, _Made]) -> Type:
    for _ in range(_DEEPEST):
        column = _column(table, name)
        if column is None or column.type.known:
            break
        key = _key_of(table, name, others)
        referred = others.get(key.referred_table) if key is not None else None
        if key is None or referred is None or referred.table is None or not key.referred_columns:
            return UNKNOWN_TYPE
        table, name = referred.table, key.referred_columns[key.columns.index(name)]
    return UNKNOWN_TYPE if column is None else replace(column.type, creates_enum=False)


def _key_of(table: CreateTable, column: str, others: Mapping[TableName, _Made]) -> ForeignKey | None:
    """The foreign key of a column, those that a statement of their own adds included."""
    later = [o.constraint for o in others[table.table].operations if isinstance(o, AddConstraint)]
    keys = (key for key in (*table.constraints, *later) if isinstance(key, ForeignKey))
    return next((key for key in keys if column in key.columns and len(key.columns) == len(key.referred_columns)), None)


def _column(table: CreateTable, name: str) -> Column | None:
    return next((column for column in table.columns if column.name == name), None)
