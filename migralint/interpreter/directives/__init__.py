"""Alembic's directives: the arguments of `op.add_column(...)` and its siblings → operations."""

from __future__ import annotations

from collections.abc import Callable

from migralint.interpreter.directives.call import Call, Operations
from migralint.interpreter.directives.columns import add_column, alter_column, drop_column
from migralint.interpreter.directives.constraints import (
    create_check_constraint,
    create_exclude_constraint,
    create_foreign_key,
    create_index,
    create_primary_key,
    create_unique_constraint,
    drop_constraint,
    drop_index,
)
from migralint.interpreter.directives.extensions import (
    add_geospatial_column,
    create_entity,
    create_geospatial_index,
    create_geospatial_table,
    drop_entity,
    sync_enum_values,
)
from migralint.interpreter.directives.tables import bulk_insert, create_table, drop_table, rename_table, table_comment

__all__ = ["DIRECTIVES", "TABLE_PARAMETERS", "Call"]

DIRECTIVES: dict[str, Callable[..., Operations]] = {
    "create_table": create_table,
    "drop_table": drop_table,
    "rename_table": rename_table,
    "add_column": add_column,
    "drop_column": drop_column,
    "alter_column": alter_column,
    "create_index": create_index,
    "drop_index": drop_index,
    "create_foreign_key": create_foreign_key,
    "create_unique_constraint": create_unique_constraint,
    "create_check_constraint": create_check_constraint,
    "create_primary_key": create_primary_key,
    "create_exclude_constraint": create_exclude_constraint,
    "drop_constraint": drop_constraint,
    "create_table_comment": table_comment,
    "drop_table_comment": table_comment,
    "bulk_insert": bulk_insert,
    "sync_enum_values": sync_enum_values,
    "create_entity": create_entity,
    "replace_entity": create_entity,
    "drop_entity": drop_entity,
    "create_geospatial_table": create_geospatial_table,
    "drop_geospatial_table": drop_table,
    "add_geospatial_column": add_geospatial_column,
    "drop_geospatial_column": drop_column,
    "create_geospatial_index": create_geospatial_index,
    "drop_geospatial_index": drop_index,
}

# Where each directive of `op` takes the table that a batch leaves out: position, parameter, schema parameter.
TABLE_PARAMETERS: dict[str, tuple[int, str, str]] = dict.fromkeys(DIRECTIVES, (1, "table_name", "schema")) | {
    "add_column": (0, "table_name", "schema"),
    "drop_column": (0, "table_name", "schema"),
    "alter_column": (0, "table_name", "schema"),
    "create_table_comment": (0, "table_name", "schema"),
    "drop_table_comment": (0, "table_name", "schema"),
    "add_geospatial_column": (0, "table_name", "schema"),
    "drop_geospatial_column": (0, "table_name", "schema"),
    "create_foreign_key": (1, "source_table", "source_schema"),
}  # fmt: skip
