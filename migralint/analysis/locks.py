"""The steps of an upgrade that lock tables which a running release may use."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Generic, TypeVar

from msgspec import Struct

from migralint.dialects.effect import Effect
from migralint.findings import Confidence
from migralint.interpreter.step import Step
from migralint.migration import Migration
from migralint.objects import Constraint, Index, TableName
from migralint.operations import Guard, Operation
from migralint.schema import Table

Op = TypeVar("Op", bound=Operation)


class LockingStep(Struct, Generic[Op], frozen=True, dict=True):
    """A step whose lock on `table` others wait for."""

    step: Step[Op]
    effect: Effect
    migration: Migration

    @property
    def operation(self) -> Op:
        return self.step.operation

    @property
    def table(self) -> TableName:
        return self.effect.locks[0].table

    @property
    def mode(self) -> str:
        return self.effect.locks[0].mode

    @property
    def confidence(self) -> Confidence:
        """Less than sure where a condition that could not be decided stands before the step."""
        return Confidence.MEDIUM if self.operation.guard is Guard.CONDITIONAL else Confidence.HIGH

    @cached_property
    def before(self) -> Table | None:
        return self.step.before.table(self.table)

    @property
    def is_partitioned(self) -> bool:
        return self.before is not None and self.before.partitioned

    @property
    def waiting(self) -> str:
        """Who waits for which lock: `writes to posts and users wait (SHARE ROW EXCLUSIVE)`."""
        who = "reads and writes of" if self.effect.blocks_reads else "writes to"
        return f"{who} {' and '.join(map(str, self._locked))} wait ({self.mode})"

    @property
    def _locked(self) -> Iterator[TableName]:
        """The tables in use under the same lock, without the partitions of the table."""
        for lock in self.effect.locks:
            table = self.step.before.table(lock.table)
            is_partition = table is not None and table.partition_of is not None and lock.table != self.table
            if lock.mode == self.mode and not is_partition and not self.migration.is_new(lock.table):
                yield lock.table

    def name_of(self, thing: Constraint | Index) -> str:
        """Its name, or the one that it gets where the script gives none."""
        if thing.name is not None:
            return thing.name
        known = set(_named(self.before))
        new = [each for name, each in _named(self.step.after.table(self.table)).items() if name not in known]
        same = [each for each in new if type(each) is type(thing)]
        # The columns of a check are read from its SQL only where the table is known.
        same.sort(key=lambda each: each.columns != thing.columns)
        return next((each.name for each in same if each.name), "_".join((self.table.name, *thing.columns)))


def _named(table: Table | None) -> dict[str, Constraint | Index]:
    return {each.name: each for each in (*table.constraints, *table.indexes) if each.name} if table else {}


def locking_steps(migration: Migration, *operations: type[Op]) -> Iterator[LockingStep[Op]]:
    """The upgrade's steps of these types that can run and that lock a table in use."""
    for step in migration.steps(*operations):
        effect = migration.effect(step)
        if step.conflict is None and effect.locks and not migration.is_new(effect.locks[0].table):
            yield LockingStep(step, effect, migration)
