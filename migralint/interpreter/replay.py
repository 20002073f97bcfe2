"""Replay: every revision of a history evaluated in order, each on the schema that the ones before it left."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from migralint.interpreter.machine import Machine
from migralint.interpreter.modules import Module
from migralint.interpreter.recorder import Recorder
from migralint.interpreter.step import Body, Run
from migralint.interpreter.values import Exhausted, Function, Method, Raised, Value
from migralint.project.project import Project
from migralint.revisions.history import History
from migralint.revisions.revision import Revision
from migralint.revisions.script import Script, UnreadableScript
from migralint.revisions.source import START
from migralint.schema import Schema
from migralint.schema.naming import Naming

# Each interpreted call takes about twenty frames of the interpreter, and 64 may be nested.
PYTHON_FRAMES = 8_000


@dataclass(frozen=True, slots=True)
class Replayed:
    """One revision with what its two directions do."""

    revision: Revision
    upgrade: Run
    downgrade: Run


class Replay:
    """Evaluates a history for one dialect, and for one database of a multidb environment."""

    def __init__(
        self,
        project: Project,
        history: History,
        dialect: str,
        *,
        database: str | None = None,
        base_schema: Schema | None = None,
    ) -> None:
        self.history = history
        self.database = database
        self.start = base_schema or Schema()
        naming = Naming(dialect, project.environment.naming_convention)
        self.machine = Machine(Recorder(naming), project.python_roots)

    def migrations(self, downgrades: Callable[[Revision], bool]) -> Iterator[Replayed]:
        """Every revision in order; `downgrade` is evaluated only where `downgrades(revision)` says so."""
        schema = self.start
        sys.setrecursionlimit(max(sys.getrecursionlimit(), PYTHON_FRAMES))
        for revision in self.history.order:
            module = self.machine.begin_script(revision.script)
            try:
                upgrade = self._direction(module, "upgrade", schema)
                if downgrades(revision):
                    downgrade = self._direction(module, "downgrade", upgrade.end)
                else:
                    downgrade = Run("downgrade", upgrade.end, upgrade.end)
                yield Replayed(revision, upgrade, downgrade)
            except UnreadableScript as error:
                broken = Run("upgrade", schema, schema, body=Body.MISSING, stops_early=error.why)
                upgrade = broken
            finally:
                revision.script.forget()
            schema = upgrade.end

    def _direction(self, module: Module, name: str, schema: Schema) -> Run:
        function_name = f"{name}_{self.database}" if self.database is not None else name
        definition = _definition(module.script, function_name)
        self.machine.recorder.begin(module.script, schema)
        self.machine.renew()
        function, raised, stopped, crashed = None, None, None, None
        try:
            function = module.get(function_name)
            if isinstance(function, (Function, Method)):
                self.machine.call(function, [], {})
        except Raised as error:
            raised = error
        except (Exhausted, RecursionError) as error:
            stopped = str(error) if isinstance(error, Exhausted) else "it is nested too deeply"
        except Exception as error:  # a mistake of ours must not cost the findings of the other revisions
            crashed = f"{type(error).__name__}: {error}"
            stopped = "migralint failed to read it"
        recorder = self.machine.recorder
        node = raised.node if raised is not None and isinstance(raised.node, (ast.expr, ast.stmt)) else None
        return Run(
            function_name,
            schema,
            recorder.schema,
            tuple(recorder.steps),
            body=_body(definition, function),
            span=module.script.span(definition) if definition is not None else START,
            raised=raised.name if raised is not None else None,
            raised_span=module.script.span(node) if node is not None else None,
            stops_early=stopped,
            crashed=crashed,
        )


def _definition(script: Script, name: str) -> ast.FunctionDef | None:
    return next((n for n in script.tree.body if isinstance(n, ast.FunctionDef) and n.name == name), None)


def _body(definition: ast.FunctionDef | None, function: Value) -> Body:
    if definition is None:
        return Body.CODE if isinstance(function, (Function, Method)) else Body.MISSING
    statements = [statement for statement in definition.body if not _is_empty(statement)]
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
