"""What a rule sees: one revision with its steps in both directions and the schema before and after each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeVar, cast

from msgspec import Struct, field

from migralint.dialects.effect import Effect, effect_of
from migralint.dialects.target import Target
from migralint.interpreter.step import Run, Step
from migralint.objects import TableName
from migralint.operations import CreateObject, CreateTable, Operation, RenameTable
from migralint.project.project import Environment
from migralint.revisions.history import History
from migralint.revisions.revision import Revision

if TYPE_CHECKING:
    from migralint.models import Models

Op = TypeVar("Op", bound=Operation)
Direction = Literal["upgrade", "downgrade"]
DIRECTIONS: Final[tuple[Direction, ...]] = ("upgrade", "downgrade")


class ModelReader(Protocol):
    """Reads what the application's models declare, each only once. `database` is one of a multidb environment."""

    def models(self, target: Target, database: str | None) -> Models: ...

    def base_models(self, target: Target, database: str | None) -> Models | None: ...


class Migration(Struct, frozen=True, eq=False, dict=True):
    """One revision on one target.

    `again` is the upgrade evaluated where the downgrade ended, if that is not where it started.
    `new_tables` are those that earlier revisions of the reported set created: no release uses them yet. It is empty
    when a whole history is reported, for then each revision counts alone.
    `database` is one of a multidb environment.
    """

    revision: Revision
    history: History
    target: Target
    upgrade: Run
    downgrade: Run
    environment: Environment = Environment()
    new_tables: frozenset[TableName] = field(default_factory=frozenset)
    again: Run | None = None
    database: str | None = None
    reader: ModelReader | None = None
    _effects: dict[int, Effect] = field(default_factory=dict)  # several rules ask for the same step

    def steps(self, *operations: type[Op], direction: Direction = "upgrade") -> Iterator[Step[Op]]:
        """The steps of one direction whose operation is of these types, in order."""
        run = self.upgrade if direction == "upgrade" else self.downgrade
        for step in run.steps:
            if isinstance(step.operation, operations):
                yield cast("Step[Op]", step)

    def effect(self, step: Step[Operation]) -> Effect:
        """Which locks the step takes, what it rewrites and scans, on this target."""
        if id(step) not in self._effects:
            self._effects[id(step)] = effect_of(step, self.target)
        return self._effects[id(step)]

    @property
    def models(self) -> Models | None:
        """What the models of the working tree declare, read when it is asked for. None where nobody reads them."""
        return self.reader.models(self.target, self.database) if self.reader is not None else None

    @property
    def base_models(self) -> Models | None:
        """What the models of the release declared that runs while this revision is deployed. None without `--base`.

        None for a revision that the base has, too: that release has run it already.
        """
        base = self.history.base
        if self.reader is None or base is None or self.revision.id not in base.new:
            return None
        return self.reader.base_models(self.target, self.database)

    def is_new(self, table: TableName) -> bool:
        """Whether this upgrade, or an earlier revision of the reported set, created the table: nothing uses it yet."""
        return table in self._created or table in self.new_tables

    def names_relation(self, table: TableName) -> bool:
        """Whether a table of this name is there after the upgrade, or a view that the upgrade creates in its place."""
        if self.upgrade.end.table(table) is not None:
            return True
        made = (step.operation for step in self.steps(CreateObject))
        return any("view" in each.kind and each.name in (table.name, str(table)) for each in made)

    @cached_property
    def _created(self) -> frozenset[TableName]:
        created: set[TableName] = set()
        for step in self.upgrade.steps:
            match step.operation:
                case CreateTable(table=table) if step.before.table(table) is None:
                    created.add(table)
                case RenameTable(table=table, new_table=new) if table in created:
                    created.add(new)
        return frozenset(created)
