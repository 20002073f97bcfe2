"""What code appends to tables once they are made: `table.append_constraint(CheckConstraint(...))`."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from migralint.interpreter.constructs import Unreadable, is_column, qualified_name
from migralint.interpreter.values import Member, Term, Value

if TYPE_CHECKING:
    from migralint.interpreter.modules import Module
    from migralint.models.drafts import Draft

_APPENDING = re.compile(r"\.append_(?:constraint|column)\(")
_CALLS = ("append_constraint", "append_column")


class Appended(Struct, frozen=True):
    """One call that surely runs. `table` is what it is called on."""

    node: ast.Call
    table: Value
    item: Value


def appends(module: Module) -> bool:
    return _APPENDING.search(module.script.text) is not None


def appended(node: ast.Call, made: Value) -> Iterator[Appended]:
    """The call, if it is one."""
    if isinstance(made, Term) and made.name in _CALLS and isinstance(made.function, Member) and made.args:
        yield Appended(node, made.function.owner, made.args[0])


def calls_own_function(module: Module, statement: ast.stmt) -> bool:
    """Whether the module calls one of its functions while it is imported."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
            return module.defines(name)
    return False


def append_to(draft: Draft, one: Appended) -> bool:
    """Whether what is appended is known for a constraint, or for a column with a name, which replaces one."""
    item = one.item
    if not isinstance(item, Term) or not (item.name.endswith("Constraint") or _column_name(item)):
        return False
    if name := _column_name(item):
        draft.items = [other for other in draft.items if not (isinstance(other, Term) and _column_name(other) == name)]
    draft.items.append(item)
    return True


def _column_name(item: Term) -> str | None:
    return item.args[0] if is_column(item) and item.args and isinstance(item.args[0], str) else None


def named_draft(table: Value, drafts: Iterable[Draft]) -> Draft | None:
    """The table that a value stands for, by its name."""
    if not isinstance(table, Term):
        return None
    try:
        name = qualified_name(table)
    except Unreadable:
        return None
    return next((draft for draft in drafts if draft.name == name), None)


def note_unread(drafts: Iterable[Draft], module: Module, read: Container[int]) -> None:
    """A call that was not evaluated, or not understood, may have appended to any table of its module."""
    calls = [node for node in ast.walk(module.script.tree) if isinstance(node, ast.Call) and id(node) not in read]
    names = {node.func.attr for node in calls if isinstance(node.func, ast.Attribute)}
    for draft in drafts:
        if "append_constraint" in names:
            draft.unread_keys.append("its module appends constraints to tables")
        if "append_column" in names:
            draft.unread.append("its module appends columns to tables")
