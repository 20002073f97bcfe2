"""What the bases of a model may bring that is not read."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.interpreter.declarative.lineage import library_bases
from migralint.interpreter.declarative.mapping import is_mapped, root_of
from migralint.interpreter.values import Alias, Class, Member, Symbol, Term, Unknown, why
from migralint.models.reader import Reader

# Bases of libraries that bring no columns.
_BARE = frozenset(
    "object ABC Generic Protocol DeclarativeBase DeclarativeBaseNoMeta MappedAsDataclass AsyncAttrs UserMixin RoleMixin"
    " ModelBase ModelIterator AnonymousUserMixin SerializerMixin BaseModel SQLModel Enum str int NamedTuple TypedDict"
    " dict".split()
)


def unknown_bases(reader: Reader, cls: Class) -> Iterator[str]:
    """The bases of libraries that may bring columns; those of a mapped superclass are the superclass's."""
    root = root_of(reader, cls)
    for owner, base in library_bases(cls):
        if owner is not cls and is_mapped(reader, owner):
            continue
        if root is not None and root.known and (base is root.value or base == root.value):
            continue
        name = base.path if isinstance(base, Symbol) else ""
        known = isinstance(base, (Term, Member, Alias)) or name.rpartition(".")[2] in _BARE or _is_standard(name)
        if not known:
            yield name or why(base, f"a base of {owner.name}")


def _is_standard(path: str) -> bool:
    return path.startswith(("builtins.", "typing.", "typing_extensions.", "abc.", "collections.", "enum."))


def has_lost_base(reader: Reader, cls: Class) -> bool:
    """Whether it is a model as far as its body tells, though nothing is known of what it is derived from."""
    lost = any(isinstance(base, Unknown) for _, base in library_bases(cls))
    return lost and isinstance(cls.namespace.get("__tablename__"), str) and root_of(reader, cls) is None


def mapping_hooks(cls: Class) -> Iterator[str]:
    """The methods by which the project itself takes part in the mapping: history tables are made that way."""
    yield from (hook for hook in ("__mapper_cls__", "__table_cls__") if cls.lookup(hook) is not None)
