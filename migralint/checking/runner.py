"""Running rules: every problem gets its rule's stamp, and a rule that fails costs only itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

from msgspec.structs import replace

from migralint.checking.selection import ActiveRule
from migralint.findings import Finding, Problem, Severity

Keep: TypeAlias = Callable[[Path, Problem], bool]


class RuleRunner:
    """Collects findings; equal ones of several dialects become one that names them all.

    `failed` holds the rules that raised.
    """

    def __init__(self, rules: Iterable[ActiveRule]) -> None:
        self.errors: dict[str, None] = {}
        self.failed: set[str] = set()
        self._rules: dict[type[object], list[ActiveRule]] = {}
        self._looking: dict[tuple[type[object], tuple[str, ...]], list[ActiveRule]] = {}
        self._found: dict[Finding, list[str]] = {}
        self._judged: dict[str, dict[str, None]] = {}  # for which engines a rule has looked
        for active in rules:
            self._rules.setdefault(active.rule.subject, []).append(active)

    def run(
        self,
        subject: object,
        path: Path,
        revision: str | None = None,
        *,
        dialects: Iterable[str] = (),
        keep: Keep | None = None,
    ) -> None:
        """Run the rules for subjects of this class. `path` is where a problem stands that names no path itself."""
        names = tuple(dialects)
        for active in self._looking_at(type(subject), names):
            try:
                for problem in active.rule.check(subject):
                    place = problem.path or path
                    if keep is None or keep(place, problem):
                        self._add(active, problem, place, revision, names)
            # A rule is code that can meet anything: its mistake must not cost the findings of all the others.
            except Exception as error:
                self.failed.add(active.rule.id)
                self.errors[_failure(active.rule.id, revision, error)] = None

    def _looking_at(self, subject: type[object], dialects: tuple[str, ...]) -> list[ActiveRule]:
        """The rules for such subjects that are about one of the dialects, where any is named."""
        known = self._looking.get((subject, dialects))
        if known is None:
            rules = self._rules.get(subject, ())
            known = [rule for rule in rules if not dialects or not set(dialects).isdisjoint(rule.rule.dialects)]
            self._looking[subject, dialects] = known
            for active in known:
                self._judged.setdefault(active.rule.id, {}).update(dict.fromkeys(dialects))
        return known

    def take(self) -> list[Finding]:
        """The findings since the last call."""
        findings = [self._on(finding, dialects) for finding, dialects in self._found.items()]
        self._found.clear()
        return findings

    def _on(self, finding: Finding, dialects: list[str]) -> Finding:
        apart = len(dialects) < len(self._judged[finding.rule])
        return replace(finding, dialects=tuple(dialects), only_on=tuple(dialects) if apart else ())

    def _add(
        self, active: ActiveRule, problem: Problem, path: Path, revision: str | None, dialects: tuple[str, ...]
    ) -> None:
        severity = active.severity_of(problem)
        if severity is not Severity.OFF:
            finding = Finding(active.rule.id, active.rule.group, severity, path, revision, problem, fingerprint="")
            known = self._found.setdefault(finding, [])
            known.extend(dialect for dialect in dialects if dialect not in known)


def _failure(rule: str, revision: str | None, error: Exception) -> str:
    where = f" on revision {revision}" if revision else ""
    return f"internal error: rule {rule} failed{where}: {type(error).__name__}: {error}"
