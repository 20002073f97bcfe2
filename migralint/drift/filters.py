"""What env.py's `include_object` and `include_name` leave out, evaluated without running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Literal, TypeAlias

from migralint.interpreter.machine import Machine
from migralint.interpreter.modules import Module
from migralint.interpreter.recorder import Recorder
from migralint.interpreter.values import Exhausted, Raised, Unknown, Value
from migralint.objects import TableName
from migralint.project.configure_call import configure_arguments
from migralint.project.project import Project
from migralint.revisions.script import UnreadableScript
from migralint.revisions.sources import Sources
from migralint.schema.naming import Naming

ObjectKind: TypeAlias = Literal["table", "index", "unique_constraint", "foreign_key_constraint", "column"]


class Filters:
    """`include_object(object, name, type_, reflected, compare_to)` and `include_name(name, type_, parent_names)`."""

    def __init__(self, project: Project, dialect: str) -> None:
        self._machine = Machine(Recorder(Naming(dialect)), project.python_roots, dialect, project.sqlalchemy)
        self._functions: dict[str, Value] = dict(self._given(project))

    def leaves_out(self, kind: ObjectKind, name: str, table: TableName) -> bool | None:
        """Whether a thing of the database is surely left out; None where that cannot be known."""
        parents: Value = {"schema_name": table.schema or None, "table_name": table.name}
        calls: dict[str, list[Value]] = {
            "include_object": [Unknown("the object"), name, kind, True, None],
            "include_name": [name, kind, parents],
        }
        answers = [self._call(function, calls[given]) for given, function in self._functions.items()]
        if any(answer is False for answer in answers):
            return True
        return None if any(answer is not True for answer in answers) else False

    def _given(self, project: Project) -> Iterator[tuple[str, Value]]:
        path = project.environment.path
        script = Sources().script(path) if path is not None else None
        if script is None:
            return
        module = Module(self._machine.loader.name_of(script.path), script, self._machine)
        try:
            arguments = configure_arguments(script.tree)
        except UnreadableScript:
            return
        for name in ("include_object", "include_name"):
            node = arguments.get(name)
            if node is not None and not (isinstance(node, ast.Constant) and node.value is None):
                yield name, self._evaluated(node, module)

    def _evaluated(self, node: ast.expr, module: Module) -> Value:
        try:
            return self._machine.evaluate(node, module.scope)
        except (Raised, Exhausted, RecursionError) as error:
            return Unknown(str(error))

    def _call(self, function: Value, arguments: list[Value]) -> Value:
        self._machine.renew()
        try:
            return self._machine.call(function, arguments, {})
        except (Raised, Exhausted, RecursionError) as error:
            return Unknown(str(error))
