"""The databases of a multidb environment, which runs `upgrade_<name>()` once for each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from migralint.project.alembic_config import AlembicConfig

_LOOKS_UP = re.compile(r"""["']upgrade_(?:%s|\{)|["']upgrade_["']\s*\+""")
_UPGRADE = re.compile(r"^def upgrade_(\w*)[ \t]*\(", re.MULTILINE)


def databases(config: AlembicConfig | None, scripts: Path | None, revisions: Iterable[Path]) -> tuple[str, ...]:
    """The names in `databases`, else those that the revisions define where they look functions up by name.

    Flask-Migrate's default database is literally `""`: its functions are `upgrade_()` and `downgrade_()`.
    """
    if config is not None and config.databases:
        return config.databases
    template = scripts / "script.py.mako" if scripts else None
    files = list(revisions)
    if template is not None and template.is_file():
        looks_up = _LOOKS_UP.search(_text(template)) is not None
    else:
        looks_up = any(_LOOKS_UP.search(_text(file)) for file in files[:1])
    if not looks_up:
        return ()
    texts = [text for file in files if _LOOKS_UP.search(text := _text(file))]
    return tuple(dict.fromkeys(name for text in texts for name in _UPGRADE.findall(text)))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
