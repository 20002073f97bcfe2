"""Effect: what a step does to a database that is in use."""

from __future__ import annotations

from msgspec import Struct

from migralint.dialects.target import Target
from migralint.interpreter.step import Step
from migralint.objects import TableName
from migralint.operations import Operation


class TableLock(Struct, frozen=True):
    """`mode` is PostgreSQL's name of it (`ACCESS EXCLUSIVE`)."""

    table: TableName
    mode: str


class Effect(Struct, frozen=True):
    """`rewrites` and `scans` are the tables copied or read whole while the locks are held; `rebuilds` index names.

    `unless` is a circumstance that no file tells and under which nothing is rewritten or scanned, in words.
    """

    locks: tuple[TableLock, ...] = ()
    rewrites: tuple[TableName, ...] = ()
    scans: tuple[TableName, ...] = ()
    rebuilds: tuple[str, ...] = ()
    blocks_reads: bool = False
    blocks_writes: bool = False
    loses_data: bool = False
    allowed_in_transaction: bool = True
    unless: str = ""


def effect_of(step: Step[Operation], target: Target) -> Effect:
    """The effect by the target's dialect; a dialect without measured facts gives no locks."""
    if target.dialect == "postgresql":
        from migralint.dialects import postgresql

        return postgresql.effect_of(step, target.version)
    return Effect()
