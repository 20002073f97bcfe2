"""The histories that renames are judged in: as they stand, and with their renames as autogenerate would write them."""

from __future__ import annotations

import ast
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from benchmarks.rename_rewriting import is_own, rewritten
from migralint.dialects.target import Target
from migralint.loading import Loaded, Where, load
from migralint.migration import Migration
from migralint.operations import RenameColumn, RenameTable
from migralint.revisions.revision import Docstring, Revision
from migralint.revisions.script import Script
from tests.corpus import PROJECTS
from tests.truth import Truth


def loaded_for(real: Truth, versions: Path) -> tuple[Loaded, Target]:
    found = load(Where(paths=(versions,), dialects=(real.dialect,), base_schema=real.base))
    loaded = next(one for one in found if versions.resolve() in one.project.version_locations)
    return loaded.with_roots(real.packages()), Target(real.dialect, real.version)


def migrations(loaded: Loaded, target: Target, files: Iterable[str]) -> dict[str, Migration]:
    """Those of these files, by file."""
    wanted = set(files)
    replays = loaded.replays(target, lambda revision: revision.script.path.name in wanted)
    migrations = (
        Migration(each.revision, loaded.history, target, each.upgrade, each.downgrade, again=each.again)
        for each in replays
    )
    return {migration.revision.script.path.name: migration for migration in migrations}


def without_words(migrations: dict[str, Migration]) -> dict[str, Migration]:
    """The same where the author says nothing."""
    return {file: replace(each, revision=_without_words(each.revision)) for file, each in migrations.items()}


def _without_words(revision: Revision) -> Revision:
    tree = ast.parse(revision.script.text)
    body = [node for node in tree.body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]
    text = ast.unparse(ast.Module(body, []))
    return replace(revision, script=Script(Path(f"{revision.id}.py"), text), docstring=Docstring())


def is_helper(row: dict[str, Any], migration: Migration) -> bool:
    """Whether the upgrade itself made what it renames (on this dialect, where it renames it at all)."""
    upgrade = migration.upgrade
    for step in migration.steps(RenameColumn, RenameTable):
        match step.operation:
            case RenameColumn(name=name, new_name=new) if (name, new) == (row["dropped"], row["added"]):
                return is_own(step.operation, upgrade)
            case RenameTable(table=table, new_table=new) if (table.name, new.name) == (row["dropped"], row["added"]):
                return is_own(step.operation, upgrade)
    return True


def generated(real: Truth, kind: str, as_written: dict[str, Migration]) -> dict[str, Migration]:
    """The same revisions in a copy of the history, with their renames as autogenerate would write them."""
    versions = real.versions()
    root = next(p.path().resolve() for p in PROJECTS.values() if versions.is_relative_to(p.path().resolve()))
    operation = RenameColumn if kind == "column" else RenameTable
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch, "project").resolve()
        shutil.copytree(root, copy, copy_function=os.symlink)
        for migration in as_written.values():
            script = migration.revision.script
            runs = (migration.upgrade, migration.downgrade)
            file = copy / script.path.resolve().relative_to(root)
            file.unlink()
            file.write_text(rewritten(script.text, runs, operation), encoding="utf-8")
        loaded, target = loaded_for(real, copy / versions.relative_to(root))
        return migrations(loaded, target, as_written)
