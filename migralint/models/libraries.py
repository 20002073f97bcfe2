"""The columns that mixins of well-known libraries bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from migralint.interpreter.values import Symbol, Term, Value


def _column(name: str, kind: str, *items: Value, **options: Value) -> Term:
    return Term(Symbol("sqlalchemy.Column"), (name, Symbol(f"sqlalchemy.{kind}"), *items), options)


def _key(target: str) -> Term:
    return Term(Symbol("sqlalchemy.ForeignKey"), (target,))


_AUDIT: Final = (
    _column("created_on", "DateTime", nullable=False),
    _column("changed_on", "DateTime", nullable=False),
    _column("created_by_fk", "Integer", _key("ab_user.id"), nullable=False),
    _column("changed_by_fk", "Integer", _key("ab_user.id"), nullable=False),
)
_TIMES: Final = (_column("created", "DateTime", nullable=False), _column("updated", "DateTime", nullable=False))
_STAMPS: Final = (_column("created_at", "DateTime"), _column("updated_at", "DateTime"))
_SOFT: Final = (_column("deleted_at", "DateTime"), _column("deleted", "Integer"))
LIBRARIES: Final[Mapping[tuple[str, str], Sequence[Term]]] = {
    ("flask_appbuilder", "AuditMixin"): _AUDIT,
    ("oslo_db", "SoftDeleteMixin"): _SOFT,
    ("oslo_db", "TimestampMixin"): _STAMPS,
    ("sqlalchemy_utils", "Timestamp"): _TIMES,
}


def columns_of_library(path: str) -> Sequence[Term] | None:
    """The columns of a library's mixin; None where they are not known."""
    return LIBRARIES.get((path.partition(".")[0], path.rpartition(".")[2]))
