"""What a reflected table tells: `sa.Table("t", metadata, autoload_with=bind).foreign_key_constraints`."""

from __future__ import annotations

from migralint.interpreter.type_values import ReflectedType
from migralint.interpreter.values import Native, Unknown, Value
from migralint.objects import Column, Constraint, Exclude, ForeignKey, Index, TableName
from migralint.schema import Schema


class ReflectedColumn(Native, frozen=True, eq=False):
    column: Column

    def attribute(self, name: str) -> Value:
        match name:
            case "name" | "key":
                return self.column.name
            case "type":
                return ReflectedType(self.column.type)
            case "nullable" | "primary_key" | "comment":
                return getattr(self.column, name)
        return Unknown(f"the reflected column's {name} is not followed")


class ReflectedTable(Native, frozen=True, eq=False):
    name: TableName

    def attribute(self, name: str) -> Value:
        match name:
            case "name":
                return self.name.name
            case "schema":
                return self.name.schema or None
        return Unknown(f"the reflected table's {name} is not followed")


class ReflectedConstraint(Native, frozen=True, eq=False):
    constraint: Constraint | Index

    def attribute(self, name: str) -> Value:
        constraint = self.constraint
        if name == "name":
            return constraint.name
        if name in ("columns", "column_keys") and not isinstance(constraint, Exclude):
            return (
                list(constraint.columns)
                if name == "column_keys"
                else [ReflectedColumn(Column(c)) for c in constraint.columns]
            )
        if name == "referred_table" and isinstance(constraint, ForeignKey):
            return ReflectedTable(constraint.referred_table)
        return Unknown(f"the reflected constraint's {name} is not followed")

    def is_instance(self, class_name: str) -> bool | None:
        """`isinstance(constraint, sa.UniqueConstraint)`."""
        return class_name.removesuffix("Constraint") == type(self.constraint).__name__


def reflected_attribute(seen: Schema, table: TableName, name: str) -> list[Value] | None:
    """The items of a reflected table's collection; None where the table or the collection is not known."""
    found = seen.table(table)
    if found is None:
        return None
    match name:
        case "foreign_key_constraints":
            return [ReflectedConstraint(key) for key in found.foreign_keys]
        case "constraints":
            return [ReflectedConstraint(constraint) for constraint in found.constraints]
        case "indexes":
            return [ReflectedConstraint(index) for index in found.indexes]
    return None
