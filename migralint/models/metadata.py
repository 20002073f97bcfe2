"""Which MetaData a table belongs to: several bases, and Flask-SQLAlchemy's bind keys, keep theirs apart."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from migralint.interpreter.declarative.lineage import BASE_MAKERS, is_flask_database, lineage, option
from migralint.interpreter.declarative.mapping import root_of
from migralint.interpreter.machine import Machine
from migralint.interpreter.values import Class, Instance, Member, Symbol, Term, Value
from migralint.partly_compared import PartlyCompared


class Metadata(PartlyCompared, frozen=True):
    """`key` tells one from the other; `made` is the call of `MetaData(...)`, where there is one."""

    key: Hashable
    made: Term | None = None
    of_flask: bool = False  # Flask-SQLAlchemy's, without a bind key

    uncompared = frozenset({"made", "of_flask"})

    @property
    def of_library(self) -> bool:
        """Whether code that is not read made it, so that it may hold more tables."""
        return isinstance(self.key, str) and self.key != "sqlmodel.SQLModel"

    @property
    def convention(self) -> Mapping[str, str] | None:
        given = option(self.made, "naming_convention")
        return {k: v for k, v in given.items() if isinstance(v, str)} if isinstance(given, dict) else None

    @property
    def schema(self) -> str:
        given = option(self.made, "schema") or (self.made.args[0] if self.made is not None and self.made.args else "")
        return given if isinstance(given, str) else ""


def metadata_of(machine: Machine, value: Value) -> Metadata | None:
    """The MetaData that a value stands for: `Base.metadata`, `db.metadata`, `MetaData()`."""
    if isinstance(value, Term) and value.name == "MetaData":
        return Metadata(id(value), value)
    if isinstance(value, Member) and value.name == "metadata":
        return _of_owner(machine, value.owner)
    if isinstance(value, Symbol) and value.path.startswith("flask.current_app."):
        return None  # the application's own, which env.py does not name
    if isinstance(value, Symbol) and value.name == "metadata":
        return Metadata(_library(value.path.rpartition(".")[0]))
    if isinstance(value, Term) and value.name == "getitem" and isinstance(value.args[0], Member):
        return _bound(_of_owner(machine, value.args[0].owner), value.args[1])
    if isinstance(value, Instance) and value.cls.descends_from("MetaData"):
        return Metadata(id(value))
    return None


def metadata_of_class(machine: Machine, cls: Class) -> Metadata | None:
    """That of a declarative class."""
    for owner in lineage(cls):
        if (found := metadata_of(machine, owner.namespace.get("metadata"))) is not None:
            return found
        registry = owner.namespace.get("registry")
        if isinstance(registry, Term) and registry.name == "registry":  # and no column of that name
            return _of_owner(machine, registry)
    root = root_of(machine, cls)
    if root is None or root.lost:
        return None
    if isinstance(root.value, Class):
        return Metadata(id(root.value))
    found = _of_owner(machine, root.value)
    key = next((owner.namespace["__bind_key__"] for owner in lineage(cls) if "__bind_key__" in owner.namespace), None)
    return _bound(found, key) if is_flask_base(root.value) else found


def metadata_of_table(machine: Machine, table: Term) -> Metadata | None:
    """That which `Table("t", metadata, ...)` is given, or that of the `db` whose `db.Table` it is."""
    given = table.kwargs.get("metadata", table.args[1] if len(table.args) > 1 else None)
    found = metadata_of(machine, given)
    if found is None and isinstance(table.function, Member) and is_flask_database(table.function.owner):
        return _bound(_of_owner(machine, table.function.owner), table.kwargs.get("bind_key"))
    return found


def is_flask_base(value: Value) -> bool:
    return isinstance(value, Member) and value.name == "Model" and is_flask_database(value.owner)


def _of_owner(machine: Machine, owner: Value) -> Metadata | None:
    """The MetaData of a base, a registry, a table or `db`."""
    if isinstance(owner, Class):
        return metadata_of_class(machine, owner)
    if isinstance(owner, Symbol):
        return Metadata(_library(owner.path))
    if isinstance(owner, Member):
        return _of_owner(machine, owner.owner) if owner.name in ("Model", "registry") else None
    if is_flask_database(owner):
        return _of_flask(machine, owner)
    if not isinstance(owner, Term):
        return None
    if owner.name == "Table":
        return metadata_of_table(machine, owner)
    if (found := metadata_of(machine, option(owner, "metadata"))) is not None:
        return found
    if owner.name == "generate_base" and isinstance(owner.function, Member):
        return _of_owner(machine, owner.function.owner)
    known = owner.name in BASE_MAKERS or owner.name == "registry"
    cls = option(owner, "cls")
    inherited = metadata_of(machine, machine.attribute(cls, "metadata")) if isinstance(cls, Class) else None
    return inherited or (Metadata(id(owner)) if known else None)


def _of_flask(machine: Machine, database: Value) -> Metadata:
    found = metadata_of(machine, option(database, "metadata"))
    model = option(database, "model_class")
    if found is None and isinstance(model, Class):
        found = metadata_of_class(machine, model)
    return Metadata(found.key, found.made, True) if found is not None else Metadata(id(database), None, True)


def _bound(found: Metadata | None, key: Value) -> Metadata | None:
    if found is None or not isinstance(key, str) or not key:
        return found
    return Metadata((found.key, key))


def _library(path: str) -> str:
    """One name for a library's base, whichever of its modules it is taken from."""
    top, _, name = path.rpartition(".")[0].partition(".")[0], "", path.rpartition(".")[2]
    return f"{top}.Model" if top == "flask_appbuilder" else f"{top}.{name}" if top == "sqlmodel" else path
