"""Calls of `op`, their names, types and texts: what the other suggestions are made of."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from migralint.objects import Column, Default, Index, TableName, Type
from migralint.operations import AlterColumn
from migralint.sql.identifiers import identifier, table_identifier

INDENT = "    "
QUOTE = "'"
TYPE_CLASSES: Final[Mapping[str, str]] = {
    "VARCHAR": "String",
    "BIGINT": "BigInteger",
    "SMALLINT": "SmallInteger",
    "BOOL": "Boolean",
    "BIT": "Boolean",
    "DATETIME": "DateTime",
    "TIMESTAMP": "DateTime",
    "DOUBLE PRECISION": "Double",
    "BLOB": "LargeBinary",
    "BYTEA": "LargeBinary",
    **{name.upper(): name for name in ("Boolean", "Integer", "Text", "Date", "Time", "Float", "Double", "Numeric")},
    **{name: name for name in ("JSON", "UUID", "CHAR", "BINARY", "VARBINARY", "REAL")},
}
POSTGRESQL_CLASSES: Final = frozenset({"CIDR", "INET", "INTERVAL", "JSONB", "MACADDR", "TSVECTOR"})


def quoted(text: str) -> str:
    """A Python string literal, in double quotes where they need no escaping."""
    return repr(text) if '"' in text or "\\" in text or "\n" in text else f'"{text}"'


def call(directive: str, *arguments: str) -> str:
    return f"op.{directive}({', '.join(arguments)})"


def alter_column(operation: AlterColumn, **missing: str) -> str:
    """The call as the author wrote it with the missing arguments, which take the place of wrong ones."""
    batch = operation.in_batch
    names = (operation.name,) if batch else (operation.table.name, operation.name)
    kept = (each for each in operation.arguments if each.partition("=")[0] not in missing)
    added = (f"{name}={value}" for name, value in missing.items())
    return f"{operation.source}({', '.join((*map(quoted, names), *kept, *added))})"


def server_default(default: Default) -> str:
    """A literal as the plain string that SQLAlchemy quotes, everything else as `sa.text`."""
    plain = default.sql[1:-1].replace("''", "'")
    return quoted(plain) if default.sql == f"'{plain.replace(QUOTE, QUOTE * 2)}'" else f"sa.text({quoted(default.sql)})"


def sqlalchemy_type(kind: Type) -> str:
    """The type as a script writes it; `...` for one that has no name in SQLAlchemy."""
    if kind.enum is not None:
        return f"postgresql.ENUM(name={quoted(kind.enum)}, create_type=False)"
    name, suffix = kind.name.upper(), kind.suffix.upper()
    if kind.dimensions or suffix not in ("", "WITH TIME ZONE", "WITHOUT TIME ZONE"):
        return "..."
    zone = ("timezone=True",) if suffix == "WITH TIME ZONE" else ()
    if kind.arguments and name in ("DATETIME", "TIME", "TIMESTAMP"):  # digits of a second: of PostgreSQL, else MySQL's
        digits = f"postgresql.{name}(precision=" if suffix else f"mysql.{name}(fsp="
        return f"{digits}{', '.join((kind.arguments[0], *zone))})"
    found = f"sa.{TYPE_CLASSES[name]}" if name in TYPE_CLASSES else f"postgresql.{name}"
    known = name in TYPE_CLASSES or name in POSTGRESQL_CLASSES
    return f"{found}({', '.join((*kind.arguments, *zone))})" if known else "..."


def column_code(column: Column) -> str:
    arguments = [quoted(column.name), sqlalchemy_type(column.type)]
    if column.default is not None and column.default.known:
        arguments.append(f"server_default={server_default(column.default)}")
    if not column.nullable:
        arguments.append("nullable=False")
    return f"sa.Column({', '.join(arguments)})"


def check_name(name: str, convention: Mapping[str, str]) -> str:
    """The name of a check in `op.f(…)`, where the project's naming convention would lengthen it once more."""
    return f"op.f({quoted(name)})" if "%(constraint_name)s" in convention.get("ck", "") else quoted(name)


def execute(sql: str) -> str:
    return call("execute", quoted(" ".join(sql.split())))


def autocommit_block(*statements: str) -> str:
    body = textwrap.indent("\n".join(statements), INDENT)
    return f"with op.get_context().autocommit_block():\n{body}"


def strings(values: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, values))}]"


def in_schema(table: TableName) -> tuple[str, ...]:
    return (f"schema={quoted(table.schema)}",) if table.schema else ()


def index_columns(index: Index) -> str:
    """The column list; what is more than a name is text."""
    texts = zip(index.columns, index.ordered_columns, strict=True)
    codes = (
        f"sa.text({quoted(text)})" if place in index.expressions or text != name else quoted(name)
        for place, (name, text) in enumerate(texts)
    )
    return f"[{', '.join(codes)}]"


def create_index_concurrently(index: Index, name: str, table: TableName) -> str:
    return call(
        "create_index", quoted(name), quoted(table.name), index_columns(index), *in_schema(table),
        *index_options(index), "postgresql_concurrently=True", "if_not_exists=True",
    )  # fmt: skip


def index_options(index: Index, dialect: str = "postgresql") -> Iterator[str]:
    if index.unique:
        yield "unique=True"
    if index.method:
        yield f"postgresql_using={quoted(index.method)}"
    if index.include:
        yield f"postgresql_include={strings(index.include)}"
    if index.where:
        yield f"{dialect}_where=sa.text({quoted(index.where)})"
    if dialect == "postgresql":
        yield from index.options


def drop_index_concurrently(name: str, table: TableName) -> str:
    return call(
        "drop_index", quoted(name), quoted(table.name), *in_schema(table), "postgresql_concurrently=True",
        "if_exists=True",
    )  # fmt: skip


def validate_constraint(name: str, table: TableName) -> str:
    return execute(f"ALTER TABLE {table_identifier(table)} VALIDATE CONSTRAINT {identifier(name)}")


def in_next_revision(*statements: str) -> str:
    return "\n".join(("# in the next revision:", *statements))
