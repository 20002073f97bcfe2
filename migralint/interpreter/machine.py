"""Machine: evaluates project code over values, with every bound that keeps hostile scripts harmless."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from migralint.interpreter import blocks, containers, equality, library, operators
from migralint.interpreter.attributes import attribute_of
from migralint.interpreter.bounds import STEPS_PER_SCRIPT
from migralint.interpreter.builtins import BUILTINS, call_builtin
from migralint.interpreter.calls import call_function
from migralint.interpreter.connection import is_elsewhere
from migralint.interpreter.expressions import EXPRESSIONS
from migralint.interpreter.loader import Loader
from migralint.interpreter.metaclasses import forget_what_is_set
from migralint.interpreter.modules import Module
from migralint.interpreter.proxies import Op
from migralint.interpreter.scope import MISSING, Scope
from migralint.interpreter.statements import Return, Signal, bind, run_block
from migralint.interpreter.values import (
    Class,
    Exhausted,
    Function,
    Generator,
    Instance,
    Method,
    Native,
    Raised,
    Unknown,
    Value,
)
from migralint.operations import Query
from migralint.revisions.script import Script
from migralint.revisions.sources import Sources

if TYPE_CHECKING:
    from migralint.interpreter.recorder import Recorder
    from migralint.objects import TableName
    from migralint.schema import Schema


class Machine:
    """One machine serves a whole replay: project modules are read once, budgets are renewed for each direction."""

    def __init__(
        self,
        recorder: Recorder,
        roots: Sequence[Path],
        dialect: str,
        sqlalchemy: tuple[int, int] | None = None,
        sources: Sources | None = None,
    ) -> None:
        self.recorder = recorder
        self.sqlalchemy = sqlalchemy or (2, 1)
        self.refuses_strings = False  # SQLAlchemy 2.0: connections and sessions execute `text("...")` alone
        self.sqlmodel_zoned: bool | None = None
        self.version_table_schema: str | None = None  # also where env.py asks its configuration for one
        self.old_pydantic = False
        self.dialect = dialect
        self.convention = recorder.naming.convention
        self.loader = Loader(self, roots, sources or Sources())
        self.op = Op(self)
        self._libraries: dict[str, Value] = {}
        self.script_module: Module | None = None
        self.steps_left = STEPS_PER_SCRIPT
        self.depth = 0
        self.watchers = 0  # enclosing `try` blocks that have handlers
        self.current_module: Module | None = None
        self.early_returns: list[Value] = []  # what the running function may have returned already
        self.uncertain: dict[int, Value] = {}  # containers that may lack items: changed under an undecided condition
        self.made_at: dict[int, tuple[Value, int]] = {}  # containers made under conditions, and how many held then
        self.sessions: dict[int, Value] = {}  # those that have used their connection since they began, or committed
        self.mapped: dict[int, tuple[Class, bool]] = {}  # whether a class is mapped to a table, by its identity
        self.running: dict[int, int] = {}  # how often each function is on the stack

    # --- budgets

    def tick(self) -> None:
        self.steps_left -= 1
        if self.steps_left < 0:
            raise Exhausted(f"it takes more than {STEPS_PER_SCRIPT:,} evaluation steps")

    def renew(self) -> None:
        self.steps_left = STEPS_PER_SCRIPT
        self.depth = 0
        self.watchers = 0
        self.uncertain.clear()
        self.made_at.clear()
        self.sessions.clear()

    def begin_script(self, script: Script) -> Module:
        """The module of a revision script, fresh: nothing that an earlier revision's code set remains."""
        module = Module(self.loader.name_of(script.path), script, self)
        self.script_module = self.current_module = module
        self.mapped.clear()
        return module

    # --- connections

    def seen_by(self, connection: Value) -> Schema:
        """The schema as a connection sees it: others than the migration's own see what is committed."""
        return self.recorder.committed if is_elsewhere(connection) else self.recorder.schema

    def ask(self, connection: Value, table: TableName | None = None) -> Schema:
        """The same, where a call asks about a table, or about all."""
        if is_elsewhere(connection):
            reads = (table,) if table is not None else ()
            self.recorder.record_once(Query(reads=reads, elsewhere=True, source="a second connection"))
        return self.seen_by(connection)

    # --- libraries

    def library(self, path: str) -> Value:
        """What a library's dotted path means."""
        if path not in self._libraries:
            self._libraries[path] = library.resolve(self, path)
        return self._libraries[path]

    def call_library(self, function: Value, args: list[Value], kwargs: dict[str, Value]) -> Value:
        """The result of a library call that reaches the database; MISSING where the call stays symbolic."""
        return library.call_library(self, function, args, kwargs)

    def refuse(self, error: str, what: str) -> None:
        """Note a call that Python or SQLAlchemy refuse; inside a `try` it raises what they do."""
        self.recorder.refuse(error, what, raises=self.watchers > 0)

    # --- running

    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        self.steps_left -= 1
        if self.steps_left < 0:
            self.tick()
        evaluate = EXPRESSIONS.get(type(node))
        if evaluate is None:
            return Unknown("it is written in a way that is not followed")
        return evaluate(self, node, scope)

    def execute_top_level(self, statement: ast.stmt, module: Module) -> None:
        """Run a module's statement without the conditions of the code that asked for its name."""
        conditions = self.recorder.leave_conditions()
        try:
            run_block(self, [statement], module.scope)
        finally:
            self.recorder.return_to(conditions)

    def bind(self, target: ast.expr, value: Value, scope: Scope) -> None:
        bind(self, target, value, scope)

    def builtin(self, name: str) -> Value:
        return BUILTINS.get(name, MISSING)

    # --- undecided conditions

    def conditional(self) -> AbstractContextManager[None]:
        return self.recorder.guarded(conditional=True)

    def repeated(self) -> AbstractContextManager[None]:
        return self.recorder.guarded(repeated=True)

    @contextmanager
    def watching(self, watched: bool) -> Iterator[None]:
        """Inside a `try` with handlers, an operation that surely fails raises."""
        self.watchers += watched
        try:
            yield
        finally:
            self.watchers -= watched

    def made(self, container: Value) -> Value:
        """A new container, noted where it is made under a condition: changes under the same one are certain."""
        if self.recorder.conditions:
            self.made_at[id(container)] = (container, self.recorder.conditions)
        return container

    def changed(self, container: Value) -> None:
        """A container is changed; what it then holds is uncertain if the change may not happen."""
        conditions = self.recorder.conditions
        if conditions and conditions > self.made_at.get(id(container), (None, 0))[1]:
            self.may_lack_items(container)

    def may_lack_items(self, container: Value) -> None:
        self.uncertain[id(container)] = container

    def is_uncertain(self, value: Value) -> bool:
        return bool(self.uncertain) and id(value) in self.uncertain

    def maybe(self, body: list[ast.stmt], scope: Scope) -> Signal | None:
        """Run a block that may not run."""
        return self.either([(body, scope), ([], scope)])

    def either(self, branches: list[tuple[list[ast.stmt], Scope]]) -> Signal | None:
        """Read every branch of an undecided condition; variables that come out different become Unknown."""
        outcomes: list[tuple[dict[str, Value], Signal | None]] = []
        raised: list[Raised] = []
        for body, scope in branches:
            before = dict(scope.variables)
            self.recorder.enter_condition()
            try:
                signal = run_block(self, body, scope)
                outcomes.append((scope.variables, signal))
            except Raised as error:
                raised.append(error)
            finally:
                self.recorder.leave_condition()
            scope.variables = before
        if not outcomes:
            raise raised[0]
        going_on = [variables for variables, signal in outcomes if signal is None]
        self._merge(branches[0][1], going_on or [variables for variables, _ in outcomes])
        if going_on:
            ended = [signal for _, signal in outcomes if signal is not None]
            if ended:
                self.early_returns += [signal.value for signal in ended if isinstance(signal, Return)]
                self.recorder.rest_is_conditional(of_loop=not any(isinstance(signal, Return) for signal in ended))
            return None
        signals = [signal for _, signal in outcomes]
        returned = [signal.value for signal in signals if isinstance(signal, Return)]
        if (
            len(returned) == len(signals)
            and len(returned) > 1
            and not all(self.equal(returned[0], v) for v in returned)
        ):
            return Return(Unknown("it depends on an undecided condition"))
        return signals[0]

    def _merge(self, scope: Scope, states: list[dict[str, Value]]) -> None:
        first = states[0]
        merged = dict(first)
        for other in states[1:]:
            for name in other.keys() | merged.keys():
                mine, theirs = merged.get(name, MISSING), other.get(name, MISSING)
                if mine is theirs:
                    continue
                if mine is MISSING or theirs is MISSING:
                    merged[name] = theirs if mine is MISSING else mine
                elif self.equal(mine, theirs) is not True:
                    merged[name] = Unknown("it depends on an undecided condition")
        scope.variables = merged

    # --- what values mean

    def truth(self, value: Value) -> bool | None:
        """Whether the value counts as true; None where that is undecided."""
        return equality.truth(self, value)

    def equal(self, left: Value, right: Value) -> bool | None:
        """Whether two values are equal; None where that is undecided."""
        return equality.equal(self, left, right)

    def compare(self, op: ast.cmpop, left: Value, right: Value) -> Value:
        return operators.compare(self, op, left, right)

    def binary(self, op: ast.operator, left: Value, right: Value) -> Value:
        return operators.binary(op, left, right)

    def items(self, value: Value) -> Sequence[Value] | None:
        """The items that iterating gives; None where they are unknown."""
        return containers.items(self, value)

    def as_set(self, values: Sequence[Value]) -> Value:
        try:
            return set(values)
        except TypeError:
            return Unknown("it holds a value that cannot be in a set")

    # --- attributes and items

    def attribute(self, owner: Value, name: str, node: ast.AST | None = None) -> Value:
        return attribute_of(self, owner, name, node)

    def item(self, owner: Value, index: Value, node: ast.AST | None = None) -> Value:
        return containers.item(self, owner, index, node)

    def set_item(self, owner: Value, index: Value, value: Value) -> None:
        containers.set_item(self, owner, index, value)

    def delete_item(self, owner: Value, index: Value) -> None:
        containers.delete_item(self, owner, index)

    # --- functions and classes

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: Scope) -> Function:
        arguments = node.args
        return Function(
            node,
            scope,
            scope.module,
            defaults=tuple(self.evaluate(default, scope) for default in arguments.defaults),
            keyword_defaults={
                argument.arg: self.evaluate(default, scope)
                for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
                if default is not None
            },
        )

    def define_class(self, node: ast.ClassDef, scope: Scope) -> Class:
        body = Scope(scope.module, scope, is_class=True)
        bases = tuple(_elements_of(self, node.bases, scope))
        annotations = {
            statement.target.id: statement.annotation
            for statement in node.body
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
        }
        cls = Class(node.name, bases, body.variables, annotations, scope.module, scope, node=node)
        body.function_class = cls
        run_block(self, node.body, body)
        forget_what_is_set(self, cls)
        return cls

    def decorated(self, value: Value, decorators: list[ast.expr], scope: Scope) -> Value:
        from migralint.interpreter.calls import decorate

        for decorator in reversed(decorators):
            value = decorate(self, self.evaluate(decorator, scope), value)
        return value

    # --- calls

    def call_at(
        self, node: ast.Call, scope: Scope, function: Value, args: list[Value], kwargs: dict[str, Value]
    ) -> Value:
        """A call that stands in code: operations that it makes are reported at this place."""
        outer, module = self.recorder.enter(node, scope.module), self.current_module
        self.current_module = scope.module
        try:
            return self.call(function, args, kwargs, scope)
        finally:
            self.current_module = module
            self.recorder.leave(outer)

    def call(
        self, function: Value, args: Sequence[Value], kwargs: Mapping[str, Value], scope: Scope | None = None
    ) -> Value:
        if isinstance(function, (Function, Method, Class)):
            return call_function(self, function, list(args), dict(kwargs))
        if isinstance(function, Native):
            call = getattr(function, "call", None)
            return call(self, list(args), dict(kwargs)) if call is not None else Unknown("it cannot be called")
        if isinstance(function, Instance):
            result = self.call_own(function, "__call__", *args, **kwargs)
            return Unknown("it cannot be called") if result is MISSING else result
        return call_builtin(self, function, list(args), dict(kwargs), scope)

    def call_own(self, owner: Instance, name: str, /, *args: Value, **kwargs: Value) -> Value:
        """Call a method of the object's class; MISSING where the class has none of this name."""
        found = owner.cls.lookup(name)
        if found is None or not isinstance(found[1], Function):
            return MISSING
        return self.call(Method(owner, found[1]), list(args), kwargs)

    def loop_over_generator(self, generator: Generator, node: ast.For, scope: Scope) -> Signal | None:
        """Run a loop's body where the generator yields, so that its own steps come in the right order."""
        return blocks.loop_over_generator(self, generator, node, scope)

    def enter(self, context: Value, inside: Callable[[Value], Signal | None]) -> Signal | None:
        """Run a `with` block: the body of `inside` runs where the context manager yields."""
        return blocks.enter(self, context, inside)


def _elements_of(machine: Machine, nodes: list[ast.expr], scope: Scope) -> list[Value]:
    return [machine.evaluate(node, scope) for node in nodes]
