"""Writes what is read now into the pages, for a person to look at."""

from __future__ import annotations

import tempfile
from pathlib import Path

from migralint.reports.schema import to_text
from tests.models.pages import HERE, examples
from tests.models.reading import models

for page in sorted(HERE.glob("*.md")):
    text = page.read_text(encoding="utf-8")
    parts = text.split("```text")
    for example in [one for one in examples() if one.page == page]:
        with tempfile.TemporaryDirectory() as folder:
            found = to_text(models(Path(folder), example.files, example.dialect).schema)
        head, _, rest = parts[example.number].partition("\n")
        parts[example.number] = f"{head}\n{found}```{rest.partition('```')[2]}"
    page.write_text("```text".join(parts), encoding="utf-8")
