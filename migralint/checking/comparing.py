"""Comparing models with revisions: the rules about drift on each target, and what all of them say, told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from migralint.checking.runner import RuleRunner
from migralint.checking.scope import Scope
from migralint.checking.selection import ActiveRule
from migralint.dialects.target import Target
from migralint.drift import Drift
from migralint.findings import Finding, Note

Drifts: TypeAlias = Callable[[Target], Iterator[Drift]]


class Compared(Struct, frozen=True):
    """`notes` say what of the models is not known, so that silence about it proves nothing."""

    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


def compares_models(rules: Sequence[ActiveRule], scope: Scope) -> bool:
    """Models take time to read: a check of revisions alone does so where a rule about them is asked for by name."""
    about = [active for active in rules if active.rule.subject is Drift]
    return any(scope.has_models or active.selected for active in about)


def compare(runner: RuleRunner, targets: Sequence[Target], drifts: Drifts, scope: Scope, place: Path) -> Compared:
    """`place` is where a problem stands that names no path itself."""
    found: list[Finding] = []
    notes: dict[str, None] = {}
    for target in targets:
        for drift in drifts(target):
            runner.run(drift, place, dialects=(target.dialect,), keep=lambda path, _: path not in scope.hidden)
            notes.update(dict.fromkeys(drift.notes))
        found += runner.take()
    return Compared(tuple(_told_once(found, len(targets))), tuple(notes))


def _told_once(findings: Sequence[Finding], targets: int) -> Iterator[Finding]:
    """What several dialects find of one thing, in the words of the first; a note says so where not all do."""
    merged: dict[object, Finding] = {}
    seen: Counter[object] = Counter()
    for finding in findings:
        thing = (finding.rule, finding.path, finding.problem.subject)
        key = (thing, seen[thing, finding.dialects])
        seen[thing, finding.dialects] += 1
        known = merged.setdefault(key, replace(finding, dialects=()))
        merged[key] = replace(known, dialects=(*known.dialects, *finding.dialects))
    for finding in merged.values():
        yield finding if len(finding.dialects) == targets else _with_dialects(finding)


def _with_dialects(finding: Finding) -> Finding:
    note = Note(f"only on {', '.join(finding.dialects)}")
    return replace(finding, problem=replace(finding.problem, notes=(*finding.problem.notes, note)))
