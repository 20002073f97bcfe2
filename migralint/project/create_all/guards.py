"""What a condition says about when its branch runs: always, when configured so, or in development and tests only."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from enum import IntEnum

_DEVELOPMENT = re.compile(
    r"(?i)memory|sqlite|(?<![a-z])((py|unit|in|is)?tests?(ing)?|debug|dev|devel|development|local|localhost|demo|ci)(?![a-z])"
)
_PRODUCTION = re.compile(r"(?i)(?<![a-z])(prod|production|live|staging)(?![a-z])")
_OPTION = re.compile(
    r"(?<![A-Za-z])(?i:config|settings|conf|cfg|environ|getenv|env|options|flags)(?![A-Za-z])|^[A-Z][A-Z_]+$"
)
_MIGRATIONS = re.compile(r"(?i)migrat|alembic")
_ALWAYS_SET = re.compile(r"(?i)ur[il]|dsn|database$")
_UNEQUAL = (ast.NotEq, ast.NotIn, ast.IsNot)


class Guard(IntEnum):
    ALWAYS = 0
    CONFIGURED = 1
    DEVELOPMENT = 2


def guard_of(test: ast.expr, switches: Collection[str] = (), *, negated: bool = False) -> Guard:
    """When the branch runs that the condition opens (`negated`: its `else`); `switches` are names that are off."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return guard_of(operand, switches, negated=not negated)
        case ast.BoolOp(op=op, values=values):
            guards = [guard_of(value, switches, negated=negated) for value in values]
            return max(guards) if isinstance(op, ast.And) is not negated else min(guards)
        case ast.Compare(ops=[op], comparators=[ast.Constant(value=bool(value))]):
            return guard_of(test.left, switches, negated=negated ^ (not value) ^ isinstance(op, _UNEQUAL))
        case ast.Compare(ops=[op]):
            return _named(ast.unparse(test), switches, negated=negated ^ isinstance(op, _UNEQUAL))
    return _named(ast.unparse(test), switches, negated=negated)


def _named(text: str, switches: Collection[str], *, negated: bool) -> Guard:
    if _PRODUCTION.search(text):
        return Guard.DEVELOPMENT if negated else Guard.ALWAYS
    if negated:  # what is off unless it is set runs by default; instead of the migrations is a choice
        return Guard.CONFIGURED if _MIGRATIONS.search(text) else Guard.ALWAYS
    if _DEVELOPMENT.search(text):
        return Guard.DEVELOPMENT
    configured = text in switches or (_OPTION.search(text) and not _ALWAYS_SET.search(text.rstrip("])'\"")))
    return Guard.CONFIGURED if configured else Guard.ALWAYS
