"""What a class inherits from, in Python's own order."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from migralint.interpreter.values import Alias, Class, Instance, Member, Symbol, Term, Value, is_opaque

# Calls that make a declarative base; those of projects' own are recognised by their bases.
BASE_MAKERS = frozenset({"declarative_base", "automap_base", "generate_base"})
# Bases of libraries that bring no columns.
_BARE = frozenset(
    "object ABC Generic Protocol DeclarativeBase DeclarativeBaseNoMeta MappedAsDataclass AsyncAttrs UserMixin RoleMixin"
    " ModelBase ModelIterator AnonymousUserMixin SerializerMixin BaseModel SQLModel Enum str int NamedTuple TypedDict"
    " dict BaseUser SimpleUser SQLQuery CommonTableAttributes AdvancedDeclarativeBase".split()
)
_WITHOUT_COLUMNS = ("flask_sqlalchemy.", "builtins.", "typing.", "typing_extensions.", "abc.", "collections.", "enum.")


@lru_cache(maxsize=256)
def lineage(cls: Class) -> tuple[Class, ...]:
    """The class and those it inherits from, as its `__mro__` lists them, those of libraries left out."""
    return tuple(_linear(cls, {}))


def library_bases(cls: Class) -> Iterator[tuple[Class, Value]]:
    """The bases that are no classes of the project, each with the class that names it."""
    for owner in lineage(cls):
        for base in owner.bases:
            if not isinstance(base, Class):
                yield owner, base.origin if isinstance(base, Alias) else base


def may_bring_more(base: Value) -> bool:
    """Whether a base that is no class of the project may bring columns, for all that its name tells."""
    name = base.path if isinstance(base, Symbol) else ""
    return is_opaque(base) and name.rpartition(".")[2] not in _BARE and not name.startswith(_WITHOUT_COLUMNS)


def keyword(cls: Class, name: str) -> ast.expr | None:
    """`class Hero(SQLModel, table=True)`: the expression of `table`."""
    given = cls.node.keywords if cls.node is not None else ()
    return next((item.value for item in given if item.arg == name), None)


def is_flask_database(value: Value) -> bool:
    """`db = SQLAlchemy()`, a subclass of it included."""
    if type(value) is Instance:
        return value.cls.descends_from("SQLAlchemy", "SQLA")
    function = value.function if type(value) is Term else None
    return type(function) is Symbol and function.name in ("SQLAlchemy", "SQLA")


def option(value: Value, name: str) -> Value:
    """A keyword argument that the object was made with, or None."""
    if isinstance(value, Instance):
        return value.attributes.get(name)
    return value.kwargs.get(name) if isinstance(value, Term) else None


def _linear(cls: Class, known: dict[int, list[Class]]) -> list[Class]:
    if id(cls) not in known:
        known[id(cls)] = [cls]
        parents = [parent for base in cls.bases for parent in _classes(base)]
        known[id(cls)] = [cls, *_merged([*(list(_linear(parent, known)) for parent in parents), parents])]
    return known[id(cls)]


def _classes(base: Value) -> Iterator[Class]:
    """The classes of the project that a base stands for: `db.Model` for its `model_class`."""
    given: tuple[Value, ...] = (base,)
    if isinstance(base, Term) and base.name in BASE_MAKERS:
        given = (base.kwargs.get("cls"),)
    elif isinstance(base, Term) and base.name == "with_metaclass":
        given = base.args[1:]
    elif isinstance(base, Member) and base.name == "Model" and is_flask_database(base.owner):
        given = (option(base.owner, "model_class"),)
    yield from (value for value in given if isinstance(value, Class))


def _merged(sequences: list[list[Class]]) -> Iterator[Class]:
    """Python's C3 order; where there is none, the first that is left."""
    while sequences := [sequence for sequence in sequences if sequence]:
        heads = [sequence[0] for sequence in sequences]
        behind = {id(cls) for sequence in sequences for cls in sequence[1:]}
        head = next((cls for cls in heads if id(cls) not in behind), heads[0])
        yield head
        sequences = [[cls for cls in sequence if cls is not head] for sequence in sequences]
