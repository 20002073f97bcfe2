"""What each command does, as a function: the public Python API."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from migralint.checking import engine
from migralint.checking.chosen import Chosen, chosen
from migralint.checking.comparing import compares_models
from migralint.checking.fingerprint import with_fingerprints
from migralint.checking.scope import scope_of
from migralint.checking.selection import Choice, active_rules
from migralint.declared import Declared
from migralint.findings import Finding, Report, Severity
from migralint.loading import Loaded, Trails, Where, load, load_one
from migralint.migration import Migration
from migralint.project.errors import ProjectError
from migralint.project.project import Project
from migralint.revisions.history import History
from migralint.revisions.lookup import find_revisions
from migralint.revisions.revision import Revision
from migralint.rulebook import all_rules
from migralint.schema import Schema

NOWHERE = Where()
EVERYTHING = Choice()


class SchemaAt(Struct, frozen=True):
    """A schema on one dialect, and which server that means: what upgrading to these revisions makes, or the models.

    `notes` say what of it is not known, and where that stands.
    """

    schema: Schema
    revisions: tuple[str, ...]
    dialect: str
    server: str
    notes: tuple[str, ...] = ()


def check(where: Where = NOWHERE, choice: Choice = EVERYTHING) -> Report:
    """Check the revisions that the paths choose (default: all) and report what the rules find.

    Raises ProjectError where nothing can be checked: no project, a bad path, bad settings, an unknown rule.
    """
    paths = () if any(path.resolve() == Path.cwd().resolve() for path in where.paths) else tuple(where.paths)
    asked = [_asked(loaded, paths) for loaded in load(where)]
    strays = [path for path in paths if not any(path in one.chosen.paths for one in asked)]
    if any(path.suffix != ".py" for path in strays) and len(strays) == len(paths):
        raise ProjectError(f"{', '.join(map(str, strays))}: not part of any migration history")
    root = Path(os.path.commonpath([one.loaded.project.root for one in asked]))
    meant = [one for one in asked if one.chosen.paths] or asked
    reports = [_report(one, choice, root, everything=not paths) for one in meant]
    notes = [f"{path} holds no revision, and no model that was found: it was not checked" for path in strays]
    return _merged(reports, notes, root)


class _Asked(Struct, frozen=True):
    """A project with what was asked about it."""

    loaded: Loaded
    declared: Declared
    chosen: Chosen


def _asked(loaded: Loaded, paths: Sequence[Path]) -> _Asked:
    declared = loaded.declared()
    return _Asked(loaded, declared, chosen(loaded, paths, next(engine.targets(loaded.project)), declared))


def schema_at(where: Where = NOWHERE, revision: str = "heads", *, in_one_run: bool = False) -> SchemaAt:
    """The schema after upgrading to the revision: an id, its beginning, a branch label, `head`, `heads` or `base`.

    `in_one_run`: of a new database upgraded by one command; else of one that has run each revision for itself.
    """
    loaded = load_one(where)
    revisions = find_revisions(loaded.history, revision)
    target = next(engine.targets(loaded.project))
    state = loaded.schema_at(revisions, target, where.database, in_one_run=in_one_run)
    return SchemaAt(state, tuple(found.id for found in revisions), target.dialect, target.server)


def schema_of_models(where: Where = NOWHERE) -> SchemaAt:
    """The schema that the models declare: what `create_all` would make of them."""
    loaded = load_one(where)
    target = next(engine.targets(loaded.project))
    from migralint.models.notes import notes  # only here they are told one by one

    models = loaded.models(target, where.database)
    unknown = tuple(notes(models, loaded.project.root))
    return SchemaAt(models.schema, (), target.dialect, target.server, unknown)


def migration_of(where: Where = NOWHERE, revision: str = "head") -> Migration:
    """One revision as the rules see it: its operations in both directions, with the schema before and after each.

    `revision` may be the path of its file too.
    """
    file = Path(revision)
    if file.is_file() and not where.paths:
        where = replace(where, paths=(file,))
    loaded = load_one(where)
    return loaded.migration(_revision(loaded.history, revision), next(engine.targets(loaded.project)), where.database)


def histories(where: Where = NOWHERE) -> list[tuple[Project, History]]:
    """Every project with its revisions and how they follow each other."""
    return [(loaded.project, loaded.history) for loaded in load(where)]


def exit_code(report: Report, fail_on: Severity | None = None) -> int:
    """0: nothing at or above the level, 1: something, 2: something could not be done. Suppressed findings never count.

    The level is `fail_on`, else the settings' own.
    """
    if report.errors:
        return 2
    level = report.fail_on if fail_on is None else fail_on
    failing = level is not Severity.OFF and any(f.severity >= level and not f.suppressed for f in report.findings)
    return 1 if failing else 0


def _report(asked: _Asked, choice: Choice, root: Path, *, everything: bool) -> Report:
    loaded, declared = asked.loaded, asked.declared
    project, history = loaded.project, loaded.history
    rules = active_rules(all_rules(), project.settings, choice)
    scope = scope_of(project, history, None if everything else asked.chosen.revisions)
    scope = scope.with_models(asked.chosen.models)
    if history.base:
        scope = scope.since(history.base, engine.messages(history.base.fork, rules))
    trails: Trails = {}
    followed = trails if compares_models(rules, scope) else None
    replays = partial(loaded.replays, wanted=scope.includes, trails=followed)
    drifts = partial(loaded.drifts, trails=trails, reader=declared, chosen=scope.chooses if scope.models else None)
    report = engine.check(
        project, history, replays, rules, scope, known_rules=all_rules(), root=root, reader=declared, drifts=drifts
    )
    return replace(report, notes=(*report.notes, *declared.notes()))


def _merged(reports: Sequence[Report], notes: Sequence[str], root: Path) -> Report:
    if len(reports) == 1:
        return replace(reports[0], notes=(*reports[0].notes, *notes))
    return Report(
        findings=tuple(with_fingerprints(_once(finding for report in reports for finding in report.findings))),
        unread=tuple(note for report in reports for note in report.unread),
        notes=tuple(dict.fromkeys((*(note for report in reports for note in report.notes), *notes))),
        errors=tuple(error for report in reports for error in report.errors),
        root=root,
        revisions_checked=sum(report.revisions_checked for report in reports),
        revisions_total=sum(report.revisions_total for report in reports),
        rules_run=max(report.rules_run for report in reports),
        sources=_all_sources(reports),
        fail_on=min(report.fail_on for report in reports),
    )


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Projects of one repository share the application: what is found in it is said once."""
    seen: set[object] = set()
    for finding in findings:
        key = (finding.rule, finding.path, finding.revision, finding.problem)
        if key not in seen:
            seen.add(key)
            yield finding


def _all_sources(reports: Sequence[Report]) -> dict[Path, str]:
    return {path: text for report in reports for path, text in report.sources.items()}


def _revision(history: History, name: str) -> Revision:
    file = Path(name)
    if file.is_file():
        found = [revision for revision in history.revisions if revision.script.path.resolve() == file.resolve()]
        if not found:
            raise ProjectError(f"{name}: not a revision of the history")
    else:
        found = list(find_revisions(history, name))
        if not found:
            raise ProjectError('"base" stands before the first revision and has no operations')
    if len(found) > 1:
        raise ProjectError(f'"{name}" means several revisions: {", ".join(revision.id for revision in found)}')
    return found[0]
