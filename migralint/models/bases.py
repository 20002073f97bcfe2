"""What the bases of a model may bring that is not read."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.interpreter.declarative.lineage import library_bases, may_bring_more
from migralint.interpreter.declarative.mapping import is_mapped_above, root_of
from migralint.interpreter.loader import KNOWN
from migralint.interpreter.values import Class, Member, Symbol, Term, Unknown, path_of, why
from migralint.models.libraries import columns_of_library
from migralint.models.reader import Reader


def unknown_bases(reader: Reader, cls: Class) -> Iterator[str]:
    """The bases of libraries that may bring columns; those of a mapped superclass are the superclass's."""
    root = root_of(reader, cls)
    for owner, base in library_bases(cls):
        if is_mapped_above(reader, cls, owner):
            continue
        if root is not None and root.known and (base is root.value or base == root.value):
            continue
        lost = root is not None and root.lost and base is root.value
        if may_bring_more(base) and (lost or not isinstance(base, (Term, Member))):
            yield path_of(base) or why(base, f"a base of {owner.name}")


def unread_packages(reader: Reader) -> Iterator[str]:
    """Those that a model, or what looks like one, takes a base from that is not read."""
    for cls in reader.classes:
        root = root_of(reader, cls)
        if root is None and "__tablename__" not in cls.namespace:
            continue
        for _, base in library_bases(cls):
            known = root is not None and root.known and base == root.value
            if isinstance(base, Symbol) and not known and _is_unread(base):
                yield base.path.partition(".")[0]


def _is_unread(base: Symbol) -> bool:
    top = base.path.partition(".")[0]
    return may_bring_more(base) and top not in {base.path, *KNOWN} and columns_of_library(base.path) is None


def has_lost_base(reader: Reader, cls: Class) -> bool:
    """Whether it is a model as far as its body tells, though nothing is known of what it is derived from."""
    lost = any(isinstance(base, Unknown) for _, base in library_bases(cls))
    return lost and isinstance(cls.namespace.get("__tablename__"), str) and root_of(reader, cls) is None


def is_lost(reader: Reader, cls: Class) -> bool:
    """Whether nothing but its own body tells that it is a model."""
    root = root_of(reader, cls)
    return root is not None and root.lost


def mapping_hooks(cls: Class) -> Iterator[str]:
    """The methods by which the project itself takes part in the mapping: history tables are made that way."""
    yield from (hook for hook in ("__mapper_cls__", "__table_cls__") if cls.lookup(hook) is not None)
