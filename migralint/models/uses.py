"""Who uses a table or a column: every class and `Table` that maps it, where several map the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from migralint.interpreter.constructs import is_column
from migralint.interpreter.values import Term
from migralint.models.drafts import Draft
from migralint.models.places import Place
from migralint.objects import TableName


class Use(Struct, frozen=True):
    """`owner` is the class (`Post`), or `Table posts`."""

    owner: str
    place: Place
    is_class: bool = True


class Uses(Struct, frozen=True):
    """The first use of each table (None) and column."""

    found: Mapping[tuple[TableName, str | None], Use] = field(default_factory=dict)

    def table(self, table: TableName) -> Use | None:
        return self.found.get((table, None))

    def column(self, table: TableName, name: str) -> Use | None:
        return self.found.get((table, name))


def uses_of(drafts: Iterable[Draft]) -> Uses:
    found: dict[tuple[TableName, str | None], Use] = {}
    for draft in drafts:
        found.setdefault((draft.name, None), Use(draft.owner, draft.place, bool(draft.owners)))
        for item in draft.items:
            name = item.args[0] if isinstance(item, Term) and is_column(item) and item.args else None
            if isinstance(name, str):
                owner, place = draft.owners.get(name, draft.owner), draft.places.get(name, draft.place)
                found.setdefault((draft.name, name), Use(owner, place, bool(draft.owners)))
    return Uses(found)
