"""Code that makes and drops constraints and indexes of one table, with `op` or in a batch."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from migralint.alembic_code.calls import (
    INDENT,
    call,
    check_name,
    in_schema,
    index_columns,
    index_options,
    quoted,
    strings,
)
from migralint.objects import Check, Constraint, ForeignKey, Index, PrimaryKey, TableName, Unique, constraint_kind

OWN_TABLE = "\0"  # stands where `op` takes the table's name and `batch_op` does not


class TableCode(Struct, frozen=True):
    """Writes calls on one table. `convention` is the project's for names."""

    table: TableName
    batch: bool = False
    dialect: str = "postgresql"
    convention: Mapping[str, str] = field(default_factory=dict)

    def call(self, directive: str, *arguments: str) -> str:
        if self.batch:
            return f"batch_op.{directive}({', '.join(each for each in arguments if each is not OWN_TABLE)})"
        own = quoted(self.table.name)
        return call(directive, *(own if each is OWN_TABLE else each for each in arguments), *in_schema(self.table))

    def block(self, lines: Iterable[str]) -> str:
        """The lines, in a `with` block of their own in a batch."""
        body = "\n".join(lines)
        if not self.batch or not body:
            return body
        names = ", ".join([quoted(self.table.name), *in_schema(self.table)])
        return f"with op.batch_alter_table({names}) as batch_op:\n{textwrap.indent(body, INDENT)}"

    def dropping(self, key: Constraint | Index) -> str:
        if isinstance(key, Index):
            return self.call("drop_index", self._name(key), OWN_TABLE)
        return self.call("drop_constraint", self._name(key), OWN_TABLE, f"type_={quoted(constraint_kind(key))}")

    def making(self, key: Constraint | Index) -> str:
        name = self._name(key)
        match key:
            case Index():
                return self.call("create_index", name, OWN_TABLE, index_columns(key), *index_options(key, self.dialect))
            case ForeignKey():
                return self._foreign_key(key, name)
            case Unique(columns=columns):
                return self.call("create_unique_constraint", name, OWN_TABLE, strings(columns))
            case PrimaryKey(columns=columns):
                return self.call("create_primary_key", name, OWN_TABLE, strings(columns))
            case Check(sql=sql):
                return self.call("create_check_constraint", name, OWN_TABLE, quoted(sql))
        return self.call("execute", "...")

    def _name(self, key: Constraint | Index) -> str:
        if key.name is None:
            return "..."
        return check_name(key.name, self.convention) if isinstance(key, Check) else quoted(key.name)

    def _foreign_key(self, key: ForeignKey, name: str) -> str:
        """Here `op` says `source_schema=` where every other directive says `schema=`."""
        columns = (strings(key.columns), strings(key.referred_columns))
        actions = (("ondelete", key.on_delete), ("onupdate", key.on_update))
        told = (f"{word}={quoted(action)}" for word, action in actions if action)
        arguments = (quoted(key.referred_table.name), *columns, *told)
        if self.batch or not self.table.schema:
            return self.call("create_foreign_key", name, OWN_TABLE, *arguments)
        own, other = quoted(self.table.schema), quoted(key.referred_table.schema)
        schemas = (f"source_schema={own}", f"referent_schema={other}")
        return call("create_foreign_key", name, quoted(self.table.name), *arguments, *schemas)
