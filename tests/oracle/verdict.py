"""Where the replay of a project and its real run tell different things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import ndiff
from pathlib import Path
from typing import TypeAlias

from migralint.app import check
from migralint.dialects.target import Target
from migralint.findings import Severity
from migralint.interpreter.replay import Replayed
from migralint.interpreter.step import Run, Step
from migralint.loading import Where, load_one
from migralint.operations import Operation, RecreateTable
from migralint.revisions.lookup import find_revisions
from migralint.revisions.source import Span
from migralint.schema import Schema
from tests.oracle.describe import described
from tests.oracle.walk import ONE_RUN, Walked

Steps: TypeAlias = dict[tuple[str, str], Walked]


def failures(walked: Sequence[Walked]) -> dict[str, str]:
    """What the commands that failed said, by step."""
    return {f"{step.direction} {step.revision}": step.failure.error for step in walked if step.failure is not None}


def verdicts(folder: Path, dialect: str, walked: Sequence[Walked]) -> dict[str, list[str]]:
    """What is wrong, by step: lines that only the replay has begin with `-`, those of the database with `+`."""
    where = Where(project=folder, dialects=(dialect,))
    loaded, told = load_one(where), _errors(where)
    steps = {(step.direction, step.revision): step for step in walked}
    names = loaded.project.databases or ("",)
    target = Target(dialect)
    replays = list(loaded.replays(target, lambda _: True))
    found: dict[str, list[str]] = {}
    for place, name in enumerate(names):
        count = len(replays) // len(names)
        own = replays[place * count : (place + 1) * count]
        for step, run in _runs(steps, own):
            wrong = list(_wrong(step, run, name, dialect, told[step.revision]))
            found[f"{step.direction} {step.revision} {name}".strip()] = wrong
        whole = loaded.schema_at(find_revisions(loaded.history, "heads"), target, name or None, in_one_run=True)
        found[f"{ONE_RUN} {name}".strip()] = list(_wrong_in_one_run(steps, own, whole, name, dialect))
    return {step: wrong for step, wrong in found.items() if wrong}


def _runs(steps: Steps, replays: Sequence[Replayed]) -> Iterator[tuple[Walked, Run]]:
    for replayed in replays:
        for direction, run in (("upgrade", replayed.upgrade), ("downgrade", replayed.downgrade)):
            if (direction, replayed.revision.id) in steps:
                yield steps[direction, replayed.revision.id], run


def _wrong(step: Walked, run: Run, name: str, dialect: str, told: Sequence[Span]) -> Iterator[str]:
    conflicts = [each for each in run.steps if each.conflict is not None]
    if step.failure is None:
        yield from (f"line {each.span.line} runs: {each.conflict}" for each in conflicts)
        yield from _differences(described(run.end, dialect), step.lines[name])
    else:
        line = step.failure.line or 0
        spans = (
            *(each.span for each in conflicts),
            *_batches(run, conflicts),
            *told,
            *([run.raised_span] if run.raised_span else []),
        )
        if not any(span.line <= line <= span.end_line for span in spans):
            yield f"line {line} fails untold: {step.failure.error}"


def _batches(run: Run, conflicts: Sequence[Step[Operation]]) -> list[Span]:
    """The `with` lines of batches that conflict: Python tells the end of the block by its head."""
    tables = [
        each.operation.table for each in conflicts if each.operation.recreates and hasattr(each.operation, "table")
    ]
    recreations = (each for each in run.steps if isinstance(each.operation, RecreateTable))
    return [each.span for each in recreations if each.operation.table in tables]


def _wrong_in_one_run(steps: Steps, replays: Sequence[Replayed], end: Schema, name: str, dialect: str) -> Iterator[str]:
    """One command for all revisions makes the schema `end`, and where all downgrades undo, so does theirs."""
    up, down = steps["upgrade", ONE_RUN], steps["downgrade", ONE_RUN]
    if up.failure is not None:
        return
    yield from _differences(described(end, dialect), up.lines[name])
    undone = all(described(each.downgrade.end, dialect) == described(each.upgrade.start, dialect) for each in replays)
    if down.failure is None and undone:
        yield from _differences([], down.lines[name])


def _differences(replayed: list[str], real: list[str]) -> Iterator[str]:
    return (line for line in ndiff(replayed, real) if line[0] in "+-")


def _errors(where: Where) -> dict[str, list[Span]]:
    """Where findings say that a revision cannot run."""
    found: dict[str, list[Span]] = defaultdict(list)
    for finding in check(where).findings:
        if finding.revision is not None and finding.severity is Severity.ERROR:
            found[finding.revision].append(finding.problem.span)
    return found
