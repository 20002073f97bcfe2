"""Evidence: what witnesses say for and against a drop and an addition being a rename."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias, TypeVar

from msgspec import Struct

from migralint.analysis.renames.weights import EXCLUDED, HIGH, MEDIUM
from migralint.findings import Confidence
from migralint.migration import Migration

MOST_PAIRS = 2_500  # nobody renames among so many, and weighing them all takes its time


class Piece(Struct, frozen=True):
    """One thing that a witness saw; without words it counts and is not worth telling.

    What `fits` any two columns that come and go together makes a rename likely, and nothing but that.
    """

    weight: int
    words: str = ""
    fits: bool = False


class Evidence(Struct, frozen=True):
    """All the pieces about one pair."""

    pieces: tuple[Piece, ...] = ()

    @property
    def score(self) -> int:
        return sum(piece.weight for piece in self.pieces)

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(piece.words for piece in self.pieces if piece.words)

    @property
    def possible(self) -> bool:
        return all(piece.weight != EXCLUDED for piece in self.pieces)

    @property
    def confidence(self) -> Confidence:
        if self.score >= HIGH and any(piece.weight > 0 and not piece.fits for piece in self.pieces):
            return Confidence.HIGH
        return Confidence.MEDIUM if self.score >= MEDIUM else Confidence.LOW

    def with_piece(self, piece: Piece) -> Evidence:
        return Evidence((*self.pieces, piece))


Pair = TypeVar("Pair")
# What can be seen at a pair: `yield` nothing where there is nothing to see.
Witness: TypeAlias = Callable[[Pair, Migration], Iterator[Piece]]


def gather(pair: Pair, migration: Migration, witnesses: tuple[Witness[Pair], ...]) -> Evidence:
    """What all witnesses say; after one that excludes the pair nobody else is asked."""
    pieces: list[Piece] = []
    for witness in witnesses:
        pieces += witness(pair, migration)
        if any(piece.weight == EXCLUDED for piece in pieces):
            break
    return Evidence(tuple(pieces))
