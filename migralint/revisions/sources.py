"""Sources: the project's modules, each read once, from the disk or from a commit."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct, field

from migralint.project.files import DISK, Files
from migralint.revisions.script import Script, UnreadableScript, decode


class Sources(Struct, frozen=True):
    """Whoever evaluates modules in the same run shares what was read, and parsed, already."""

    files: Files = DISK
    scripts: dict[Path, Script] = field(default_factory=dict)

    def script(self, path: Path) -> Script | None:
        """The file's text; None where it cannot be read."""
        if path not in self.scripts:
            try:
                self.scripts[path] = Script(path, decode(self.files.read_bytes(path)))
            except (OSError, UnreadableScript):
                return None
        return self.scripts[path]
