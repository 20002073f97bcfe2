"""Which calls of Alembic's directives Python refuses, before anything of the database is asked.

The parameters are those of `alembic/operations/base.py` in Alembic 1.20; what they were in older versions is taken too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from migralint.interpreter.values import Value

# What a directive of a batch needs, in order. That of `op` takes the table too.
OF_BATCH: Final[Mapping[str, tuple[str, ...]]] = {
    "add_column": ("column",),
    "alter_column": ("column_name",),
    "drop_column": ("column_name",),
    "create_index": ("index_name", "columns"),
    "drop_index": ("index_name",),
    "create_foreign_key": ("constraint_name", "referent_table", "local_cols", "remote_cols"),
    "create_unique_constraint": ("constraint_name", "columns"),
    "create_check_constraint": ("constraint_name", "condition"),
    "create_primary_key": ("constraint_name", "columns"),
    "create_exclude_constraint": ("constraint_name",),
    "drop_constraint": ("constraint_name",),
}
OF_OP: Final[Mapping[str, tuple[str, ...]]] = {
    "add_column": ("table_name", "column"),
    "alter_column": ("table_name", "column_name"),
    "drop_column": ("table_name", "column_name"),
    "create_index": ("index_name", "table_name", "columns"),
    "drop_index": ("index_name",),
    "create_foreign_key": ("constraint_name", "source_table", "referent_table", "local_cols", "remote_cols"),
    "create_unique_constraint": ("constraint_name", "table_name", "columns"),
    "create_check_constraint": ("constraint_name", "table_name", "condition"),
    "create_primary_key": ("constraint_name", "table_name", "columns"),
    "create_exclude_constraint": ("constraint_name", "table_name"),
    "drop_constraint": ("constraint_name", "table_name"),
    "create_table": ("table_name",),
    "drop_table": ("table_name",),
    "rename_table": ("old_table_name", "new_table_name"),
    "create_table_comment": ("table_name", "comment"),
    "drop_table_comment": ("table_name",),
    "bulk_insert": ("table", "rows"),
}
# The directives of a batch that take no more than those without a name.
_NO_MORE: Final = frozenset(OF_BATCH) - {"alter_column", "create_exclude_constraint", "drop_constraint"}
# What follows the needed ones without a name.
_MORE: Final = {"drop_constraint": ("type_",), "drop_index": ("table_name",)}
_TABLES: Final = ("table_name", "source_table")
# The options of the directives that take no others.
OPTIONS: Final[Mapping[str, frozenset[str]]] = {
    "drop_constraint": frozenset({"type_", "schema", "if_exists"}),
    "create_primary_key": frozenset({"schema"}),
    "rename_table": frozenset({"schema"}),
    "bulk_insert": frozenset({"multiinsert"}),
    "create_table_comment": frozenset({"existing_comment", "schema"}),
    "drop_table_comment": frozenset({"existing_comment", "schema"}),
}


def refused(name: str, source: str, node: ast.AST | None, args: Sequence[Value], kwargs: Mapping[str, Value]) -> str:
    """What is wrong with the call; "" where it is one that Alembic takes, or where not all of it is written out.

    `source` is how the call is written: `batch_op.drop_index`.
    """
    mistake = _mistake(name, source, args, kwargs)
    return mistake if mistake and isinstance(node, ast.Call) and not any(_is_unpacked(node)) else ""


def _mistake(name: str, source: str, args: Sequence[Value], kwargs: Mapping[str, Value]) -> str:
    in_batch = not source.startswith("op.")
    required = (OF_BATCH if in_batch else OF_OP).get(name)
    if required is None:
        return ""
    told = next((table for table in _TABLES if table in kwargs), None) if in_batch else None
    if told is not None or (in_batch and name in _NO_MORE and len(args) > len(required)):
        return f"{source}() takes no {told or 'table'}: the batch names it"
    twice = next((each for each in (*required, *_MORE.get(name, ()))[: len(args)] if each in kwargs), None)
    if twice is not None:
        return f"{source}() gets {twice} twice"
    missing = next((each for place, each in enumerate(required) if place >= len(args) and each not in kwargs), None)
    if missing is not None:
        return f"{source}() lacks {missing}"
    unknown = next((each for each in kwargs if each not in {*required, *OPTIONS.get(name, kwargs)}), None)
    return f"{source}() takes no {unknown}" if unknown is not None else ""


def _is_unpacked(call: ast.Call) -> Iterator[bool]:
    yield from (isinstance(argument, ast.Starred) for argument in call.args)
    yield from (keyword.arg is None for keyword in call.keywords)


def refused_default(value: Value) -> str:
    """SQLAlchemy takes texts and SQL expressions for server defaults, and no other constants."""
    if isinstance(value, bool):
        return f"server_default={value} is no SQL, which sa.{str(value).lower()}() is"
    if isinstance(value, (int, float)):
        return f'server_default={value} is no SQL, which "{value}" is'
    if isinstance(value, (list, tuple, dict, set)):
        return f"server_default={type(value).__name__} is no SQL, which a text would be"
    return ""
