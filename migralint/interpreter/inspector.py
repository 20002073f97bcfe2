"""Inspector questions, answered from the replayed schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from migralint.interpreter.tables import known_table
from migralint.interpreter.type_values import ReflectedType
from migralint.interpreter.values import EnumMember, Native, Raised, Term, Unknown, Value
from migralint.objects import Column, Constraint, ForeignKey, Index, PrimaryKey, TableName, Type
from migralint.schema import Schema, Table

if TYPE_CHECKING:
    from migralint.interpreter.machine import Machine


class Inspector(Native, frozen=True, eq=False):
    """`sa.inspect(bind)`. `connection`: what it asks."""

    machine: Machine
    connection: Value = None

    def attribute(self, name: str) -> Value:
        if name in ("dialect", "bind", "engine"):
            from migralint.interpreter.connection import Bind

            bind = Bind(self.machine)
            return bind.attribute("dialect") if name == "dialect" else bind
        if name == "default_schema_name":
            return "public" if self.machine.dialect == "postgresql" else None
        return Question(self.machine, name, connection=self.connection)


class Question(Native, frozen=True, eq=False):
    """A bound method of the inspector. `skip` arguments come first that are not part of the question."""

    machine: Machine
    name: str
    skip: int = 0
    connection: Value = None

    def call(self, machine: Machine, args: list[Value], kwargs: dict[str, Value]) -> Value:
        args = args[self.skip :]
        whole = WHOLE.get(self.name)
        if whole is not None:
            return whole(
                machine.ask(self.connection),
                _schema_argument(kwargs.get("schema", args[0] if args else None)),
            )
        about_table = ABOUT_TABLE.get(self.name)
        if about_table is None:
            return (
                None
                if self.name in ("clear_cache", "reflect_table")
                else Unknown(f"the inspector's {self.name} is not followed")
            )
        name = kwargs.get("table_name", args[0] if args else None)
        if isinstance(name, EnumMember):
            name = name.value
        if not isinstance(name, str):
            return Unknown("the table's name is not known")
        schema = _schema_argument(
            kwargs.get("schema", args[1] if len(args) > 1 and self.name != "has_column" else None)
        )
        seen = machine.ask(self.connection, TableName(name, schema))
        table = seen.table(TableName(name, schema))
        if self.name == "has_table":
            return table is not None or name == "alembic_version"
        if self.name in ("has_index", "has_column"):
            return _has(table, self.name, args, kwargs)
        if table is None and name == "alembic_version":
            table = VERSION_TABLE
        if table is None:
            if seen.lacks_table(TableName(name, schema)) and self.name == "get_columns":
                raise no_such_table(machine, name)
            return NOTHING.get(self.name, [])
        return about_table(machine, table)


def check_reflected(machine: Machine, table: Term) -> None:
    """Raise what `sa.Table("t", metadata, autoload_with=bind)` does where the table surely is not there."""
    name = known_table(machine, table)
    if name is not None and name != VERSION_TABLE.name:
        seen = machine.ask(table.kwargs["autoload_with"], name)
        if seen.lacks_table(name) and ("view", str(name)) not in seen.objects:
            raise no_such_table(machine, name.name)


def no_such_table(machine: Machine, name: str) -> Raised:
    return Raised("NoSuchTableError", machine.recorder.node, NO_SUCH_TABLE, mistake=f"there is no table {name}")


NO_SUCH_TABLE = frozenset({"InvalidRequestError", "SQLAlchemyError", "Exception"})

# Alembic makes it before the first revision runs.
VERSION_TABLE = Table(
    TableName("alembic_version"),
    columns=(Column("version_num", Type("VARCHAR", ("32",)), nullable=False),),
    constraints=(PrimaryKey(("version_num",), "alembic_version_pkc"),),
)
NOTHING: dict[str, Value] = {
    "get_pk_constraint": {"constrained_columns": [], "name": None},
    "get_table_comment": {"text": None},
}


def _has(table: Table | None, question: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
    name = kwargs.get("index_name" if question == "has_index" else "column_name", args[1] if len(args) > 1 else None)
    if not isinstance(name, str):
        return Unknown("the name asked for is not known")
    if table is None:
        return False
    return (table.index(name) if question == "has_index" else table.column(name)) is not None


def _schema_argument(value: Value) -> str:
    return value if isinstance(value, str) and value != "public" else ""


def _columns(machine: Machine, table: Table) -> Value:
    return [
        {
            "name": column.name,
            "type": ReflectedType(column.type),
            "nullable": column.nullable,
            "default": None if column.default is None else column.default.sql,
            "autoincrement": column.autoincrement,
            "comment": column.comment,
            "primary_key": int(table.primary_key is not None and column.name in table.primary_key.columns),
        }
        for column in table.columns
    ]


def _primary_key(machine: Machine, table: Table) -> Value:
    key = table.primary_key
    return {"constrained_columns": list(key.columns) if key else [], "name": key.name if key else None}


def _foreign_keys(machine: Machine, table: Table) -> Value:
    """PostgreSQL and InnoDB tell them by name, SQLite as they were made."""
    keys = table.foreign_keys
    return [_foreign_key(key) for key in (keys if machine.dialect == "sqlite" else sorted(keys, key=_name))]


def _name(constraint: Constraint | Index) -> str:
    return constraint.name or ""


def _foreign_key(key: ForeignKey) -> dict[str, Value]:
    options = {"ondelete": key.on_delete, "onupdate": key.on_update}
    return {
        "name": key.name,
        "constrained_columns": list(key.columns),
        "referred_table": key.referred_table.name,
        "referred_schema": key.referred_table.schema or None,
        "referred_columns": list(key.referred_columns),
        "options": {option: value for option, value in options.items() if value is not None},
    }


def _uniques(machine: Machine, table: Table) -> Value:
    uniques = sorted(table.uniques, key=_name) if machine.dialect == "postgresql" else table.uniques
    found = [{"name": unique.name, "column_names": list(unique.columns)} for unique in uniques]
    if machine.dialect in ("mysql", "mariadb"):
        found += [{"name": i.name, "column_names": list(i.columns)} for i in table.indexes if i.unique]
    return found


def _indexes(machine: Machine, table: Table) -> Value:
    found = list(table.indexes)
    if machine.dialect != "sqlite":  # there, a unique constraint has an index of the same name
        found += [Index(unique.name, unique.columns, unique=True) for unique in table.uniques]
    return [_index(index) for index in (sorted(found, key=_name) if machine.dialect == "postgresql" else found)]


def _index(index: Index) -> dict[str, Value]:
    return {"name": index.name, "column_names": list(index.columns), "unique": index.unique}


def _checks(machine: Machine, table: Table) -> Value:
    checks = sorted(table.checks, key=_name) if machine.dialect == "postgresql" else table.checks
    return [{"name": check.name, "sqltext": check.sql} for check in checks]


def _table_names(seen: Schema, schema: str) -> Value:
    return [table.name.name for table in seen.sorted_tables() if table.name.schema == schema]


def _view_names(seen: Schema, schema: str) -> Value:
    return sorted(name for kind, name in seen.objects if kind == "view")


def _enums(seen: Schema, schema: str) -> Value:
    enums = sorted(seen.enums.values(), key=lambda enum: enum.name)
    return [{"name": enum.name, "schema": enum.schema or "public", "labels": list(enum.values)} for enum in enums]


WHOLE: dict[str, Callable[[Schema, str], Value]] = {
    "get_table_names": _table_names,
    "get_view_names": _view_names,
    "get_enums": _enums,
    "get_schema_names": lambda seen, schema: Unknown("the schemas are the server's"),
}

ABOUT_TABLE: dict[str, Callable[[Machine, Table], Value]] = {
    "has_table": lambda machine, table: True,
    "has_index": lambda machine, table: True,
    "has_column": lambda machine, table: True,
    "get_columns": _columns,
    "get_pk_constraint": _primary_key,
    "get_primary_keys": lambda machine, table: list(table.primary_key.columns) if table.primary_key else [],
    "get_foreign_keys": _foreign_keys,
    "get_unique_constraints": _uniques,
    "get_indexes": _indexes,
    "get_check_constraints": _checks,
    "get_table_comment": lambda machine, table: {"text": None},
    "get_table_options": lambda machine, table: {},
}
