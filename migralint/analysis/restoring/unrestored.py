"""What a downgrade does not restore: the schema before the upgrade against the one after the downgrade."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from migralint.interpreter.step import Run, Step
from migralint.migration import Migration
from migralint.operations import Guard, Operation, RawSql, Unread
from migralint.schema.apply import Conflict
from migralint.schema.compare import Difference, compare
from migralint.schema.compare.equality import widens

_RESTRICT = re.compile(r" ON (DELETE|UPDATE) (RESTRICT|NO ACTION)\b")  # they differ within a transaction alone
_ORDER = re.compile(r" COLLATE \w+| DESC\b")


class Unrestored(Struct, frozen=True):
    """One difference. `made` is the step of the upgrade that brought it, `undone` that of the downgrade which should
    have taken it back, or brought it itself; None where no step says a word about the object."""

    difference: Difference
    made: Step[Operation] | None
    undone: Step[Operation] | None

    @property
    def is_minor(self) -> bool:
        """Whether the release before can live with it: another name or order, a looser column, one more enum label."""
        difference = self.difference
        match difference.aspect:
            case "name" | "default":
                return True
            case "nullable":
                return difference.after == "NULL"
            case "enum":
                return difference.kind == "changed"
            case "type":
                return widens(difference.before, difference.after)
            case "foreign key":
                return _RESTRICT.sub("", difference.before) == _RESTRICT.sub("", difference.after)
            case "index" if not difference.before.startswith("UNIQUE"):
                return _ORDER.sub("", difference.before) == _ORDER.sub("", difference.after)
        return False


@lru_cache(maxsize=1)
def unrestored(migration: Migration) -> tuple[Unrestored, ...]:
    """Empty where a direction cannot run or could not all be read: nothing is known then. The last answer is kept."""
    upgrade, downgrade = migration.upgrade, migration.downgrade
    if not (runs_to_its_end(upgrade) and runs_to_its_end(downgrade)) or not _all_read(downgrade):
        return ()
    differences = compare(upgrade.start, downgrade.end, derived=True)
    if not differences:
        return ()
    made, undone = _by_object(upgrade), _by_object(downgrade)
    found = (_attributed(difference, made, undone) for difference in differences)
    rowids = migration.target.dialect == "sqlite"  # any INTEGER key counts there, however it came
    return tuple(each for each in found if _sure(each) and not (rowids and each.difference.aspect == "autoincrement"))


def runs_to_its_end(run: Run) -> bool:
    """Whether nothing is known that stops the run."""
    whole = run.raised is None and run.stops_early is None and run.crashed is None
    return whole and not any(step.conflict is not None and _stops(step.conflict) for step in run.steps)


def _stops(conflict: Conflict) -> bool:
    """A type that is there already stops one run and not another: Alembic knows those that it has made itself."""
    return not (conflict.about == "type" and conflict.kind == "exists")


def _all_read(run: Run) -> bool:
    return not any(_hides(step.operation) for step in run.steps)


def _hides(operation: Operation) -> bool:
    match operation:
        case Unread(is_ddl=hides) | RawSql(opaque=hides):
            return hides
    return False


Touching = dict[str, list[Step[Operation]]]


def _by_object(run: Run) -> Touching:
    """The steps that change each object, by its words."""
    touching: Touching = {}
    for step in run.steps:
        if step.before is not step.after:
            for difference in compare(step.before, step.after, derived=True):
                for words in names_of(difference):
                    touching.setdefault(words, []).append(step)
    return touching


def _attributed(difference: Difference, made: Touching, undone: Touching) -> Unrestored:
    return Unrestored(difference, _of(difference, made, first=True), _of(difference, undone, first=False))


def _of(difference: Difference, touching: Touching, *, first: bool) -> Step[Operation] | None:
    """The step about the object itself, else about its whole table."""
    for words in (*names_of(difference), f"table {difference.table}"):
        steps: Sequence[Step[Operation]] = touching.get(words, ())
        if steps:
            return steps[0] if first else steps[-1]
    return None


def names_of(difference: Difference) -> Iterator[str]:
    """The object in words, and under its other name where that is the difference."""
    yield difference.object
    if difference.aspect == "name":
        yield difference.object.replace(difference.before, difference.after, 1)


def _sure(each: Unrestored) -> bool:
    """What may not run may not have made the difference either."""
    return all(step is None or step.operation.guard is Guard.ALWAYS for step in (each.made, each.undone))
