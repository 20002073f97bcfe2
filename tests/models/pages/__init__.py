"""Pages of models with the schema that they declare: `python -m tests.models.pages` writes what is read into them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
_FENCE = re.compile(r"^```(python|text)([^\n]*)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """One or more modules and the schema that is expected of them."""

    page: Path
    number: int
    files: dict[str, str]
    expected: str
    dialect: str

    @property
    def name(self) -> str:
        return f"{self.page.stem}-{self.number}"


def examples() -> Iterator[Example]:
    for page in sorted(HERE.glob("*.md")):
        yield from _examples(page)


def _examples(page: Path) -> Iterator[Example]:
    files: dict[str, str] = {}
    number = 0
    for found in _FENCE.finditer(page.read_text(encoding="utf-8")):
        kind, told, body = found[1], found[2].strip(), found[3]
        if kind == "python":
            files[told or "models.py"] = body
        else:
            number += 1
            yield Example(page, number, files, body, told or "sqlite")
            files = {}
