"""Evidence: reasons for taking a drop and an addition for a rename, with their weight."""

from __future__ import annotations

from dataclasses import dataclass

from migralint.findings import Confidence

MOST_PAIRS = 2_500  # nobody renames among so many, and weighing them all takes its time
HIGH = 5
MEDIUM = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """`score` grows with every reason that speaks for a rename; a reason that rules it out makes no evidence at all."""

    score: int = 0
    reasons: tuple[str, ...] = ()

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence(self.score + other.score, (*self.reasons, *other.reasons))

    @property
    def confidence(self) -> Confidence:
        if self.score >= HIGH:
            return Confidence.HIGH
        return Confidence.MEDIUM if self.score >= MEDIUM else Confidence.LOW


NOTHING = Evidence()


def reason(score: int, words: str) -> Evidence:
    return Evidence(score, (words,))


def weight(score: int) -> Evidence:
    """What counts but is not worth a word."""
    return Evidence(score)
