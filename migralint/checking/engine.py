"""The engine: runs the rules over a project's migrations, its history and the project itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from msgspec.structs import replace

from migralint.checking.audit import SuppressionAudit
from migralint.checking.comparing import Compared, Drifts, compare, compares_models
from migralint.checking.fingerprint import with_fingerprints
from migralint.checking.runner import RuleRunner
from migralint.checking.scope import Scope
from migralint.checking.selection import ActiveRule
from migralint.dialects.target import Target
from migralint.findings import Finding, Report, Severity, UnreadNote
from migralint.interpreter.replay import Replayed
from migralint.migration import Migration, ModelReader
from migralint.objects import TableName
from migralint.operations import CreateTable, RenameTable, Unread
from migralint.project.project import Project
from migralint.revisions.history import History
from migralint.rulebook import AnyRule

Replays: TypeAlias = Callable[[Target], Iterator[Replayed]]


def check(
    project: Project,
    history: History,
    replays: Replays,
    rules: Sequence[ActiveRule],
    scope: Scope,
    *,
    known_rules: Mapping[str, AnyRule] | None = None,
    root: Path | None = None,
    reader: ModelReader | None = None,
    drifts: Drifts | None = None,
) -> Report:
    """What the rules say of one project. `replays` evaluates the history on a target, one revision after the other.

    `known_rules` are the names that a suppression may use (default: those that run); paths are shown from `root`.
    `reader` reads models for the rules that ask for them, `drifts` compares them with what the revisions leave.
    """
    runner = RuleRunner(rules)
    texts = Texts(history)
    unread = _run_rules(project, history, replays, runner, scope, reader)
    found, compared = runner.take(), Compared()
    if drifts is not None and compares_models(rules, scope):
        compared = compare(runner, list(targets(project)), drifts, scope, project.config_file or project.root)
    known = known_rules or {active.rule.id: active.rule for active in rules}
    audit = SuppressionAudit(known, texts.of)
    findings = _suppressed((*found, *compared.findings), project, history, rules, scope, runner, audit)
    ordered = sorted(findings, key=_order_in(history))
    root = root or project.root
    return Report(
        findings=tuple(with_fingerprints(_shown(finding, root) for finding in ordered)),
        unread=tuple(replace(note, path=shown_from(root, note.path)) for note in unread),
        notes=(*_notes(project), *compared.notes),
        errors=tuple(runner.errors),
        root=root,
        revisions_checked=sum(1 for revision in history.by_id.values() if scope.includes(revision)),
        revisions_total=len(history.by_id),
        rules_run=len(rules),
        sources={shown_from(root, path): texts.of(path) for path in dict.fromkeys(f.path for f in ordered)},
        fail_on=Severity[project.settings.fail_on.upper()],
    )


def messages(history: History, rules: Sequence[ActiveRule]) -> Iterator[str]:
    """What the rules say of a history as a whole."""
    runner = RuleRunner(rules)
    runner.run(history, Path())
    return (finding.problem.message for finding in runner.take())


class Texts:
    """The text of every file that a finding can stand in."""

    def __init__(self, history: History) -> None:
        scripts = (*(revision.script for revision in history.revisions), *history.without_header)
        self._known = {script.path: script.text for script in scripts}

    def of(self, path: Path) -> str:
        """The file's text, with what cannot be decoded replaced; empty where there is no such file."""
        if path not in self._known:
            self._known[path] = path.read_bytes().decode(errors="replace") if path.is_file() else ""
        return self._known[path]


def targets(project: Project) -> Iterator[Target]:
    """The engines that the project is judged for. The version is that of its one dialect, else PostgreSQL's."""
    version = tuple(int(part) for part in (project.settings.version or "").split(".") if part.isdigit())
    for dialect in project.dialects:
        meant = len(project.dialects) == 1 or dialect == "postgresql"
        yield Target(dialect, version if meant else ())


def _run_rules(
    project: Project,
    history: History,
    replays: Replays,
    runner: RuleRunner,
    scope: Scope,
    reader: ModelReader | None,
) -> Iterable[UnreadNote]:
    unread: dict[UnreadNote, None] = {}
    for target in targets(project):
        for migration in _migrations(project, history, replays(target), target, scope, reader):
            revision = migration.revision
            runner.run(migration, revision.script.path, revision.id, dialects=(target.dialect,))
            for run in (migration.upgrade, migration.downgrade):
                if run.crashed:
                    runner.errors[f"internal error in {run.name}() of revision {revision.id}: {run.crashed}"] = None
            unread.update(dict.fromkeys(_unread(migration)))
    place = project.config_file or project.script_location or project.root
    for subject in (history, project) if scope.is_everything else (history,):  # application files are no one's choice
        runner.run(subject, place, dialects=project.dialects, keep=scope.concerns)
    return unread


def _migrations(
    project: Project,
    history: History,
    replayed: Iterator[Replayed],
    target: Target,
    scope: Scope,
    reader: ModelReader | None,
) -> Iterator[Migration]:
    """The reported migrations, none of which is kept: a long history does not fit in memory."""
    new_tables: frozenset[TableName] = frozenset()
    for item in replayed:
        if scope.includes(item.revision):
            migration = Migration(
                item.revision,
                history,
                target,
                item.upgrade,
                item.downgrade,
                project.environment,
                new_tables,
                item.again,
                item.database,
                reader,
            )
            yield migration
            if not scope.is_everything and item.revision.script.path not in scope.merged:
                new_tables |= _created_by(migration)


def _created_by(migration: Migration) -> frozenset[TableName]:
    created = {step.operation.table for step in migration.steps(CreateTable)}
    renamed = {step.operation.new_table for step in migration.steps(RenameTable)}
    return frozenset(table for table in created | renamed if migration.is_new(table))


def _unread(migration: Migration) -> Iterator[UnreadNote]:
    path, revision = migration.revision.script.path, migration.revision.id
    for run in (migration.upgrade, migration.downgrade):
        for step in run.steps:
            if isinstance(step.operation, Unread):
                yield UnreadNote(path, step.span, step.operation.directive, step.operation.why, revision)
        if run.stops_early:
            yield UnreadNote(path, run.span, run.name, run.stops_early, revision)


def _suppressed(
    found: Sequence[Finding],
    project: Project,
    history: History,
    rules: Sequence[ActiveRule],
    scope: Scope,
    runner: RuleRunner,
    audit: SuppressionAudit,
) -> list[Finding]:
    """The findings with their suppressions, and what the audit of the comments finds."""
    revisions = {revision.script.path: revision.id for revision in history.by_id.values()}
    findings = [_named(audit.applied(finding), revisions) for finding in found]
    ran = {
        is_revision: frozenset(active.rule.id for active in rules if _looks_at(active, is_revision, project))
        for is_revision in (True, False)
    }
    for path in (file for file in history.files if file in scope.files):
        for use in audit.uses(path, ran[path in revisions] - runner.failed):
            runner.run(use, path, revisions.get(path))
    return [*findings, *(audit.applied(finding) for finding in runner.take())]


def _looks_at(active: ActiveRule, is_revision: bool, project: Project) -> bool:
    if active.rule.subject is Migration and not is_revision:
        return False
    return any(dialect in active.rule.dialects for dialect in project.dialects)


def _named(finding: Finding, revisions: Mapping[Path, str]) -> Finding:
    """A finding of the history or the project belongs to the revision whose file it stands in."""
    return finding if finding.revision else replace(finding, revision=revisions.get(finding.path))


def _order_in(history: History) -> Callable[[Finding], tuple[object, ...]]:
    """History order; files that are no revisions come first, for they concern the whole."""
    place = {revision.script.path: number for number, revision in enumerate(history.order)}
    return lambda finding: (
        place.get(finding.path, -1), finding.path, finding.problem.span, -finding.severity, finding.rule,
        finding.problem.message,
    )  # fmt: skip


def _notes(project: Project) -> tuple[str, ...]:
    if project.dialect_source:
        return project.notes
    assumed = f"no dialect found: {', '.join(project.dialects)} is assumed, `dialect` in [tool.migralint] sets it"
    return (*project.notes, assumed)


def shown_from(root: Path, path: Path) -> Path:
    return path.relative_to(root) if path.is_relative_to(root) else path


def _shown(finding: Finding, root: Path) -> Finding:
    """The finding with all its paths as they are shown."""
    problem = finding.problem
    notes = tuple(replace(note, path=note.path and shown_from(root, note.path)) for note in problem.notes)
    return replace(finding, path=shown_from(root, finding.path), problem=replace(problem, notes=notes))
