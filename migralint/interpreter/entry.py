"""The function of a script that a direction calls, in a multidb environment for one of its databases."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from msgspec import Struct

from migralint.revisions.script import Script


class Entry(Struct, frozen=True):
    """The function's name, and what it is called with."""

    name: str
    arguments: tuple[str, ...] = ()


def entry(script: Script, direction: str, database: str | None, databases: Sequence[str]) -> Entry:
    """`upgrade_<database>` where the script has such functions, else its `upgrade`.

    A script from the time of a single database has an `upgrade` without a parameter: it is for the default database.
    """
    if database is None:
        return Entry(direction)
    own = Entry(f"{direction}_{database}")
    plain = definition(script, direction)
    if plain is None or any(definition(script, f"{direction}_{name}") for name in databases):
        return own
    if plain.args.posonlyargs or plain.args.args:
        return Entry(direction, (database,))
    default = "" if "" in databases else databases[0]
    return Entry(direction) if database == default else own


def definition(script: Script, name: str) -> ast.FunctionDef | None:
    return next((n for n in script.tree.body if isinstance(n, ast.FunctionDef) and n.name == name), None)


def takes_op(defined: ast.FunctionDef | None) -> bool:
    """Whether the environment hands `op` to the function: `context.run_migrations(op=op)`."""
    arguments = defined.args if defined is not None else None
    return arguments is not None and any(a.arg == "op" for a in (*arguments.args, *arguments.kwonlyargs))
