"""What env.py's `include_object` and `include_name` leave out, evaluated without running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Final, Literal, TypeAlias

from migralint.drift.difference import Drifted, as_in
from migralint.drift.env_values import EnvMachine, model_item, reflected_item
from migralint.interpreter.modules import Module
from migralint.interpreter.values import Exhausted, Raised, Symbol, Unknown, Value
from migralint.models import Models
from migralint.objects import Column, ForeignKey, Index, TableName, Unique
from migralint.project.configure_call import configure_arguments
from migralint.project.project import Project
from migralint.revisions.script import UnreadableScript
from migralint.revisions.sources import Sources
from migralint.schema import Schema

ObjectKind: TypeAlias = Literal["table", "index", "unique_constraint", "foreign_key_constraint", "column"]
_KINDS: Final[Mapping[type, ObjectKind]] = {
    Column: "column",
    Index: "index",
    Unique: "unique_constraint",
    ForeignKey: "foreign_key_constraint",
}
_GEOALCHEMY: Final = "geoalchemy2.alembic_helpers.include_object"


class Filters:
    """`include_object(object, name, type_, reflected, compare_to)` and `include_name(name, type_, parent_names)`."""

    def __init__(self, project: Project, dialect: str, models: Models, revised: Schema) -> None:
        self._models, self._revised = models, revised
        self._machine = EnvMachine(project, dialect, models)
        self._functions: dict[str, Value] = dict(self._given(project))

    def leaves_out(self, one: Drifted) -> bool | None:
        """Whether autogenerate surely does not look at it; None where that cannot be known."""
        if one.table is None:
            return False
        table = as_in(self._models.schema, one.table)
        in_models = table in self._models.schema.tables
        in_revisions = as_in(self._revised, one.table) in self._revised.tables
        whole = self._asked("table", table.name, table, in_models, in_revisions)
        kind, name = _KINDS.get(type(one.item)), getattr(one.item, "name", None)
        if whole is not False or kind is None or not isinstance(name, str):
            return whole
        return self._asked(kind, name, table, one.modelled is not None, one.revised is not None)

    def _asked(self, kind: ObjectKind, name: str, table: TableName, in_models: bool, in_revisions: bool) -> bool | None:
        """Names are asked of the database alone, objects of both sides."""
        answers = [*(self._names(kind, name, table) if in_revisions else ())]
        if "include_object" in self._functions:
            found = reflected_item(kind, name, table) if in_revisions else None
            one = model_item(kind, name, table, self._models) if in_models else found
            answers.append(self._call("include_object", one, name, kind, not in_models, found if in_models else None))
        if any(answer is False for answer in answers):
            return True
        return None if None in answers else False

    def _names(self, kind: ObjectKind, name: str, table: TableName) -> Iterator[bool | None]:
        if "include_name" not in self._functions:
            return
        schema = table.schema or None
        parents: dict[str, Value] = {"schema_name": schema, "schema_qualified_table_name": str(table)}
        if kind == "table" and schema is not None:
            yield self._call("include_name", schema, "schema", {})
        yield self._call("include_name", name, kind, {**parents, "table_name": table.name})

    def _given(self, project: Project) -> Iterator[tuple[str, Value]]:
        environment = project.environment
        flags = {"include_object": environment.has_include_object, "include_name": environment.has_include_name}
        script = Sources().script(environment.path) if environment.path is not None else None
        try:
            arguments = configure_arguments(script.tree) if script is not None else {}
        except UnreadableScript:
            arguments = {}
        for name in (name for name, is_given in flags.items() if is_given):
            if script is None or name not in arguments:
                yield name, Unknown("it is not given in env.py")
            else:
                module = Module(self._machine.loader.name_of(script.path), script, self._machine)
                yield name, self._evaluated(arguments[name], module)

    def _evaluated(self, node: ast.expr, module: Module) -> Value:
        try:
            return self._machine.evaluate(node, module.scope)
        except (Raised, Exhausted, RecursionError) as error:
            return Unknown(str(error))

    def _call(self, name: str, *arguments: Value) -> bool | None:
        function = self._functions[name]
        if isinstance(function, Symbol) and function.path == _GEOALCHEMY:
            return arguments[1:3] != ("spatial_ref_sys", "table")
        self._machine.renew()
        try:
            return self._machine.truth(self._machine.call(function, list(arguments), {}))
        except (Raised, Exhausted, RecursionError):
            return None
