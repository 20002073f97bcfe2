"""How many of the downgrades that really fail, or do not restore the schema, are found, and how many sound ones are.

Every revision of real projects was upgraded, downgraded and upgraded again on a real database, each step by a run of
its own (`tests/truth/stairway`). A revision is at fault where a step failed or the downgrade left another schema. It
counts as found where a rule about running or restoring says so, and as named where the findings name every object that
differs or stand at the line that failed. A revision that has no way back on purpose is counted by itself.

    python -m benchmarks.stairway [-v] [PROJECT[.DIALECT] …]
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migralint import app
from migralint.checking.selection import Choice
from migralint.findings import Finding
from migralint.loading import Where
from migralint.rulebook import all_rules
from tests import truth
from tests.truth import Truth

STAIRWAY = Path(truth.__file__).parent / "stairway"
# The rules that say that a direction cannot run, or that the way back does not lead back.
RULES = (
    "alter-column-without-existing-type", "alter-outside-batch", "batch-loses-definition",
    "drop-constraint-without-type", "drop-index-without-table", "enum-column-without-type", "enum-created-twice",
    "enum-left-behind", "failing-downgrade", "failing-upgrade", "incomplete-downgrade", "missing-downgrade",
    "modify-loses-attributes", "type-change-without-using", "unnamed-constraint",
)  # fmt: skip
NOT_RECORDED = "anew without AUTOINCREMENT"  # what the climbs do not look at
NO_WAY_BACK = "has no attribute 'downgrade'"
STEPS = ("upgrade", "downgrade", "reupgrade")


@dataclass(frozen=True, slots=True)
class Climb:
    """What really happened to one revision, and what is said of it."""

    revision: str
    errors: dict[str, str]
    difference: tuple[str, ...]
    line: int | None
    findings: tuple[Finding, ...]
    on_purpose: bool = False

    @property
    def at_fault(self) -> bool:
        return bool(self.errors or self.difference)

    @property
    def named(self) -> bool:
        """Whether the findings name each object, or as many as they show, or stand where the step failed."""
        if not self.findings:
            return False
        if self.difference:
            told = [any(_tells(text, entry) for text in self._texts) for entry in self.difference]
            return all(told) or ("more differences" in " ".join(self._texts) and sum(told) >= 10)
        places = {finding.problem.span.line for finding in self.findings}
        quoted = re.findall(r'"([\w.]+)"', " ".join(self.errors.values()))
        return self.line in places or any(name in text for name in quoted for text in self._texts) or not quoted

    @property
    def _texts(self) -> list[str]:
        problems = [finding.problem for finding in self.findings]
        return [" ".join((p.message, p.help, *(note.message for note in p.notes))) for p in problems]


def _tells(text: str, entry: str) -> bool:
    """Whether the text names what an entry is about: `+fk:posts.fk_user`, `-unique:tags.None(name)`, `~column:a.b`."""
    kind, _, rest = entry[1:].partition(":")
    owner, _, name = rest.split(": ", 1)[0].partition(".")
    if not name:
        return owner.split("(")[0] in text
    name, _, columns = name.partition("(")
    if name == "None":
        return owner in text and all(column in text for column in re.findall(r"\w+", columns))
    if kind == "check" and not re.fullmatch(r"\w+", name):
        return owner in text and "check" in text
    return name in text or (kind == "pk" and f"primary key of table {owner}" in text)


@dataclass
class Stairway:
    """All revisions of one project on one dialect."""

    name: str
    climbs: list[Climb] = field(default_factory=list)

    def __post_init__(self) -> None:
        at_fault = [climb for climb in self.climbs if climb.at_fault]
        self.recognised = [climb for climb in at_fault if climb.on_purpose]
        self.at_fault = [climb for climb in at_fault if not climb.on_purpose]
        self.missed = [climb for climb in self.at_fault if not climb.findings]
        self.misnamed = [climb for climb in self.at_fault if climb.findings and not climb.named]
        self.sound = [climb for climb in self.climbs if not climb.at_fault]
        self.wrongly = [climb for climb in self.sound if climb.findings]

    def row(self) -> str:
        found, named = len(self.at_fault) - len(self.missed), len(self.at_fault) - len(self.missed) - len(self.misnamed)
        return (
            f"| {self.name} | {len(self.climbs)} | {len(self.recognised)} | {len(self.at_fault)} | {found} "
            f"| {named} ({_percent(named, self.at_fault)}) | {len(self.sound)} "
            f"| {len(self.wrongly)} ({_percent(len(self.wrongly), self.sound)}) |"
        )


def _percent(part: int, whole: Sequence[object]) -> str:
    return f"{100 * part / len(whole):.1f} %" if whole else "-"


def climbed(name: str) -> Stairway:
    """One project on one dialect, as `migralint check` sees it."""
    truth = Truth(*name.rsplit(".", 1))
    version = ".".join(map(str, truth.version)) or None
    where = Where(paths=(truth.versions(),), dialects=(truth.dialect,), base_schema=truth.base, server_version=version)
    report = app.check(where, Choice(select=tuple(rule for rule in RULES if rule in all_rules())))
    by_revision: dict[str | None, list[Finding]] = {}
    for finding in report.findings:
        if not finding.problem.message.endswith(NOT_RECORDED):
            by_revision.setdefault(finding.revision, []).append(finding)
    rows = [json.loads(line) for line in (STAIRWAY / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    policy = all("upgrade" in row or NO_WAY_BACK in row.get("downgrade", "") for row in rows)
    return Stairway(name, [_climb(row, by_revision.get(row["revision"], ()), policy) for row in rows])


def _climb(row: dict[str, Any], findings: Iterable[Finding], policy: bool) -> Climb:
    errors = {step: row[step] for step in STEPS if step in row}
    on_purpose = (policy and "upgrade" not in errors) or errors.get("downgrade", "").startswith(
        "NotImplementedError: ir"
    )
    difference = tuple(entry for entry in row.get("difference", ()) if not _is_only_spelled(entry))
    return Climb(row["revision"], errors, difference, row.get("line"), tuple(findings), on_purpose)


def _is_only_spelled(entry: str) -> bool:
    """An index on `(a ASC)` that is now one on `(a)` is what it was."""
    return entry.startswith("~index:") and " ASC)" in entry


def main(arguments: Sequence[str]) -> None:
    wanted = [argument for argument in arguments if not argument.startswith("-")]
    names = [path.stem for path in sorted(STAIRWAY.glob("*.jsonl"))]
    chosen = [name for name in names if not wanted or any(name == w or name.startswith(f"{w}.") for w in wanted)]
    print("| project | revisions | no way back on purpose | at fault | found | named | sound | reported |")
    print("|---|---|---|---|---|---|---|---|")
    stairways = [climbed(name) for name in chosen]
    for stairway in stairways:
        print(stairway.row())
    print(Stairway("all", [climb for stairway in stairways for climb in stairway.climbs]).row())
    if "-v" in arguments:
        for stairway in stairways:
            print("\n".join(_told(stairway)))


def _told(stairway: Stairway) -> Iterator[str]:
    for word, climbs in (("missed", stairway.missed), ("misnamed", stairway.misnamed), ("wrongly", stairway.wrongly)):
        for climb in climbs:
            yield f"{stairway.name} {word} {climb.revision} {climb.errors} {list(climb.difference)}"
            yield from (f"    {finding.rule}: {finding.problem.message}" for finding in climb.findings)


if __name__ == "__main__":
    main(sys.argv[1:])
