"""Replay: every revision of a history evaluated in order, each on the schema that the ones before it left."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from migralint.interpreter.checkpoints import Checkpoints
from migralint.interpreter.entry import definition, entry, takes_op
from migralint.interpreter.lineages import Lineages
from migralint.interpreter.machine import Machine
from migralint.interpreter.modules import Module
from migralint.interpreter.recorder import Recorder
from migralint.interpreter.step import Body, Mistake, Run
from migralint.interpreter.values import Exhausted, Function, Method, Raised, Value
from migralint.project.project import Project
from migralint.revisions.history import History
from migralint.revisions.revision import Revision
from migralint.revisions.script import UnreadableScript
from migralint.revisions.source import START, Span
from migralint.revisions.sources import Sources
from migralint.schema import Schema
from migralint.schema.codec import encode
from migralint.schema.compare import compare
from migralint.schema.naming import Naming

# Each interpreted call takes about twenty frames of the interpreter, and 64 may be nested.
PYTHON_FRAMES = 8_000


class Replayed(Struct, frozen=True):
    """One revision with what its two directions do.

    `again` is the upgrade on the schema that the downgrade left, where that is not the one it started from.
    `database` is one of a multidb environment.
    """

    revision: Revision
    upgrade: Run
    downgrade: Run
    again: Run | None = None
    database: str | None = None


class Replay:
    """Evaluates a history for one dialect, and for one database of a multidb environment.

    `server` is the database that answers, where that is not the dialect's own: MariaDB behind `mysql`.
    `cache` is a folder for checkpoints; None: none are kept.
    `in_one_run`: every revision in the one transaction of `alembic upgrade heads` on a new database, of which other
    connections see nothing; else each in a run of its own, as databases get them that follow the releases.
    `sources` are where modules are read, and those that were read already.
    """

    def __init__(
        self,
        project: Project,
        history: History,
        dialect: str,
        *,
        server: str = "",
        database: str | None = None,
        base_schema: Schema | None = None,
        cache: Path | None = None,
        in_one_run: bool = False,
        sources: Sources | None = None,
    ) -> None:
        self.order = history.order
        self.only_upgrades = False
        self.database, self.databases = database, project.databases
        self.start = self.schema = base_schema or Schema()
        self.lineages = Lineages(history, self.start)
        apart = project.environment.transaction_per_migration is True
        self.committed = replace(self.start, complete=True) if in_one_run and not apart else None
        assumed = not project.dialect_source
        naming = Naming(server or dialect, project.environment.naming_convention, assumed=assumed)
        roots, minor = project.python_roots, project.sqlalchemy
        self.machine = Machine(Recorder(naming), roots, dialect, minor, sources)
        self.machine.refuses_strings = (project.oldest_sqlalchemy or (1, 3)) >= (2, 0)
        self.machine.version_table_schema = project.environment.version_table_schema
        self.checkpoints: Checkpoints | None = None
        if cache is not None and not in_one_run and not self.lineages.are_several:
            self.checkpoints = Checkpoints(cache, _context(project, naming, dialect, database, self.start), self.order)

    def upgrades(self) -> Iterator[Replayed]:
        """Every revision in order, its upgrade alone."""
        self.only_upgrades = True
        yield from self.migrations(lambda _: True)

    def migrations(self, wanted: Callable[[Revision], bool]) -> Iterator[Replayed]:
        """The wanted revisions in order, in both directions; the others only as far as their schema is needed."""
        places = [place for place, revision in enumerate(self.order) if wanted(revision)]
        if places:
            yield from self._walk(frozenset(places), places[0], places[-1] + 1)

    def end(self) -> Schema:
        """The schema after every revision."""
        for _ in self._walk(frozenset(), len(self.order), len(self.order)):
            pass
        return self.schema

    def _walk(self, chosen: frozenset[int], first: int, stop: int) -> Iterator[Replayed]:
        """Evaluate the revisions before `stop` and give the chosen ones, of which `first` is the first."""
        sys.setrecursionlimit(max(sys.getrecursionlimit(), PYTHON_FRAMES))
        resumed, self.schema = self._resumed(first)
        self.lineages.resume(self.schema)
        for place in range(resumed, stop):
            if place == first != resumed:
                self._keep(place)
            replayed = self._in_its_place(self.order[place], downgrade=place in chosen and not self.only_upgrades)
            if place in chosen:
                yield replayed
            self.order[place].script.forget()
            self.schema = replayed.upgrade.end
            self.lineages.after(self.order[place], self.schema)
            if self.committed is not None:
                self.committed = self.machine.recorder.committed
        if stop == len(self.order) != resumed:  # the next run may ask for a revision that does not exist yet
            self._keep(stop)

    def _in_its_place(self, revision: Revision, *, downgrade: bool) -> Replayed:
        self.schema = self.lineages.before(revision)
        replayed = self._replayed(revision, downgrade=downgrade)
        if self.lineages.takes_place(revision, replayed.upgrade):
            self.schema = self.lineages.before(revision)
            replayed = self._replayed(revision, downgrade=downgrade)
        return replayed

    def _replayed(self, revision: Revision, *, downgrade: bool) -> Replayed:
        module = self.machine.begin_script(revision.script)
        start = self.schema.settled()
        try:
            upgrade = self._direction(module, "upgrade", start)
            undone = self._direction(module, "downgrade", upgrade.end) if downgrade else NOT_READ
            again = self._direction(module, "upgrade", undone.end) if downgrade and _differs(upgrade, undone) else None
        except UnreadableScript as error:
            upgrade = Run("upgrade", start, start, body=Body.MISSING, stops_early=error.why)
            undone, again = Run("downgrade", start, start, body=Body.MISSING), None
        return Replayed(revision, upgrade, undone, again, self.database)

    def _resumed(self, place: int) -> tuple[int, Schema]:
        found = self.checkpoints.latest(place, self.machine.loader.state_of) if self.checkpoints is not None else None
        return found or (0, self.start)

    def _keep(self, place: int) -> None:
        if self.checkpoints is not None:
            self.checkpoints.save(place, self.schema, self.machine.loader.states())

    def _direction(self, module: Module, name: str, schema: Schema) -> Run:
        called = entry(module.script, name, self.database, self.databases)
        defined = definition(module.script, called.name)
        self.machine.recorder.begin(module.script, schema, self.committed)
        self.machine.renew()
        function, raised, stopped, crashed = None, None, None, None
        try:
            function = module.get(called.name)
            if isinstance(function, (Function, Method)):
                self.machine.call(function, called.arguments, {"op": self.machine.op} if takes_op(defined) else {})
        except Raised as error:
            raised = error
        except (Exhausted, RecursionError) as error:
            stopped = str(error) if isinstance(error, Exhausted) else "it is nested too deeply"
        except Exception as error:  # a mistake of ours must not cost the findings of the other revisions
            crashed = f"{type(error).__name__}: {error}"
            stopped = "migralint failed to read it"
        recorder = self.machine.recorder
        node = raised.node if raised is not None and isinstance(raised.node, (ast.expr, ast.stmt)) else None
        span = module.script.span(node) if node is not None else None
        return Run(
            called.name,
            schema,
            recorder.schema,
            (*recorder.steps, *([raised.step] if raised is not None and raised.step is not None else ())),
            body=_body(defined, function),
            span=module.script.span(defined) if defined is not None else START,
            raised=raised.name if raised is not None else None,
            raised_span=span,
            mistakes=(*recorder.mistakes, *_mistake(raised, span)),
            stops_early=stopped,
            crashed=crashed,
        )


def _mistake(raised: Raised | None, span: Span | None) -> Iterator[Mistake]:
    if raised is not None and raised.mistake and span is not None:
        yield Mistake(span, raised.name, raised.mistake)


def _differs(upgrade: Run, downgrade: Run) -> bool:
    """Whether the downgrade runs to its end, and leaves another schema than the upgrade started from."""
    if (
        downgrade.raised is not None
        or downgrade.mistakes
        or any(step.conflict for step in (*upgrade.steps, *downgrade.steps))
    ):
        return False
    return bool(compare(upgrade.start, downgrade.end, derived=True))


NOT_READ = Run("downgrade", Schema(), Schema())


def _context(project: Project, naming: Naming, dialect: str, database: str | None, start: Schema) -> list[str]:
    """Everything beside the revisions and the project's modules that a schema depends on."""
    convention = sorted(naming.convention.items())
    roots = [str(root) for root in project.python_roots]
    own = [sys.version, *_own_files()]
    environment = (convention, roots, project.sqlalchemy, database, project.environment.version_table_schema)
    return [*own, dialect, naming.dialect, repr(naming.assumed), *map(repr, environment), repr(encode(start))]


def _own_files() -> Iterator[str]:
    """What tells one version of migralint from another, edited checkouts included."""
    package = Path(__file__).parent.parent
    for part in ("interpreter", "schema", "sql"):
        for path in sorted((package / part).rglob("*.py")):
            state = path.stat()
            yield f"{path} {state.st_mtime_ns} {state.st_size}"


def _body(defined: ast.FunctionDef | None, function: Value) -> Body:
    if defined is None:
        return Body.CODE if isinstance(function, (Function, Method)) else Body.MISSING
    statements = [statement for statement in defined.body if not _is_empty(statement)]
    if not statements:
        return Body.EMPTY
    return Body.RAISES if isinstance(statements[0], ast.Raise) else Body.CODE


def _is_empty(statement: ast.stmt) -> bool:
    """`pass`, `...`, a docstring, a bare `return`."""
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.Return(value=None):
            return True
        case ast.Return(value=ast.Constant(value=None)):
            return True
    return False
