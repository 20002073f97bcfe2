"""What a comparison of models and revisions leaves open, told so that silence proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migralint.analysis.statements import listed

if TYPE_CHECKING:
    from migralint.drift.drift import Drift


def unknown(drift: Drift) -> Iterator[str]:
    """Nothing where the project has no models to compare. What was so before the work began is not told again."""
    if not drift.is_told:
        return
    if drift.trail.schema.tables:
        if not (drift.models.schema.tables or drift.models.unread):
            yield "no models found to compare with the revisions: `models` in [tool.migralint] says where they are"
        yield from _unread(drift)
    if drift.before is None:
        yield from _older(drift)
        yield from _lost(drift)
    yield from _explained(drift)


def _unread(drift: Drift) -> Iterator[str]:
    if unread := drift.models.unread:
        more = f", and {len(unread) - 1} more" if len(unread) > 1 else ""
        place = unread[0].place.shown_from(drift.project.root)
        told = "not fully read, so not fully compared" if drift.models.schema.tables else "not read, so not compared"
        yield f"models {told}: {place}: {unread[0].why}{more}"


def _older(drift: Drift) -> Iterator[str]:
    older = [str(one.table) for one in drift.found if one.revised is None and not one.sure]
    if older:
        yield f"tables of models that may be older than the first revision, for none makes them: {listed(older)}"


def _lost(drift: Drift) -> Iterator[str]:
    lost = [str(one.table) for one in drift.found if one.is_orphan and one.sure]
    if lost and drift.mentions.declared:
        yield f"not compared: tables whose models are not reached from env.py: {listed(lost)}"


def _explained(drift: Drift) -> Iterator[str]:
    explained = [one.words for one in drift.found if one.sure and drift.is_explained(one)]
    if explained:
        yield f"not compared: what revisions of another history may have made or dropped: {listed(explained)}"
