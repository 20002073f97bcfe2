"""What interpreted code may use: nothing that a script asks for takes more memory or time than this."""

from __future__ import annotations

from typing import Final

STEPS_PER_SCRIPT: Final = 1_000_000
STEPS_PER_FOREIGN_CALL: Final = 8_000  # of code that cannot touch the schema
DEEPEST_CALL: Final = 64
LONGEST_RUN: Final = 10_000  # operations
LONGEST_RANGE: Final = 1_000_000
LARGEST_CONTAINER: Final = 100_000  # values, those inside its items included
LARGEST_TEXT: Final = 1_000_000  # characters
LARGEST_EXPRESSION: Final = 10_000  # parts of a SQLAlchemy expression
LARGEST_NUMBER: Final = 1 << 128


def fits(value: object) -> bool:
    """Whether the value is small enough to be written out, compared and hashed.

    A tuple of itself twice, sixty times over, takes no memory and has more items than can be counted.
    """
    if isinstance(value, (str, bytes)):
        return len(value) <= LARGEST_TEXT
    left = LARGEST_CONTAINER
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        left -= 1
        if isinstance(inner, dict):
            waiting += [*inner, *inner.values()]
        elif isinstance(inner, (list, tuple, set, frozenset)):
            waiting += inner
        if len(waiting) > left:
            return False
    return True
