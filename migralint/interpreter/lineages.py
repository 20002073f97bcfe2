"""Lineages: the schemas of histories that have no revision in common."""

from __future__ import annotations

from collections.abc import Mapping

from migralint.interpreter.step import Run
from migralint.operations import CreateTable
from migralint.revisions.history import History
from migralint.revisions.revision import Revision
from migralint.schema import Schema


class Lineages:
    """Histories side by side share one database, unless one makes the tables of another: then it takes its place."""

    def __init__(self, history: History, start: Schema) -> None:
        self._line = _lines(history) if len(history.bases) > 1 else {}
        self._start = self._shared = start
        self._apart: dict[str, Schema] = {}

    def resume(self, schema: Schema) -> None:
        """Go on from this schema, or once more from the beginning."""
        self._shared, self._apart = schema, {}

    @property
    def are_several(self) -> bool:
        return len(set(self._line.values())) > 1

    def before(self, revision: Revision) -> Schema:
        return self._apart.get(self._line.get(revision.id, ""), self._shared)

    def after(self, revision: Revision, schema: Schema) -> None:
        line = self._line.get(revision.id, "")
        if line in self._apart:
            self._apart[line] = schema
        else:
            self._shared = schema

    def takes_place(self, revision: Revision, upgrade: Run) -> bool:
        """Whether the revision begins such a history, which from now on has a schema of its own."""
        if not (self.are_several and revision.is_base) or self._line[revision.id] in self._apart:
            return False
        made = [step for step in upgrade.steps if isinstance(step.operation, CreateTable)]
        again = [step for step in made if step.conflict is not None and step.conflict.kind == "exists"]
        if len(again) < 2 or 2 * len(again) < len(made):
            return False
        self._apart[self._line[revision.id]] = self._start
        return True


def _lines(history: History) -> Mapping[str, str]:
    """For each revision one that stands for all that are joined with it."""
    line = {name: name for name in history.by_id}

    def root(name: str) -> str:
        while line[name] != name:
            line[name] = name = line[line[name]]
        return name

    for revision in history.by_id.values():
        for parent in history.parents(revision):
            line[root(revision.id)] = root(parent)
    return {name: root(name) for name in line}
