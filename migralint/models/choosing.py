"""Which of the tables that the project's modules declare are those that env.py compares with the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migralint.models.drafts import Draft, Drafts, qualified
from migralint.models.metadata import Metadata


def chosen_tables(drafts: Drafts, wanted: Sequence[Metadata], database: str | None) -> list[Draft]:
    """The tables of the wanted MetaData; without any, those of Flask-SQLAlchemy's `db`, else all."""
    if wanted:
        keys = {metadata.key for metadata in wanted}
        return [draft for draft in drafts.tables if draft.metadata is not None and draft.metadata.key in keys]
    if database:
        return [draft for draft in drafts.tables if _bind(draft) == database]
    of_flask = [draft for draft in drafts.tables if draft.metadata is not None and draft.metadata.of_flask]
    return of_flask or [draft for draft in drafts.tables if not draft.lost]


def lost_tables(drafts: Drafts, chosen: Sequence[Draft]) -> Iterator[Draft]:
    """The tables of classes whose base is not read, as if they were of the same MetaData as the others."""
    names = {draft.name for draft in chosen}
    found = {draft.metadata for draft in chosen}
    for draft in drafts.tables:
        if draft.lost:
            draft.metadata = next(iter(found)) if len(found) == 1 else None
            draft.name = qualified(draft.name, draft.metadata)
            if draft.name not in names:
                yield draft


def _bind(draft: Draft) -> str | None:
    key = draft.metadata.key if draft.metadata is not None else None
    return key[1] if isinstance(key, tuple) else None
