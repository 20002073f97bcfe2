"""Reading the base branch's history out of git, though its files may lie in other folders now."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.project.folders import upwards
from migralint.project.git import BaseBranch, BaseTree, Repository, find_base_branch
from migralint.project.project import Project
from migralint.project.revision_files import is_revision_file
from migralint.revisions.base_history import compared
from migralint.revisions.history import History
from migralint.revisions.reading import read_history


class BaseReader(Struct):
    """Reads what the branch of this name has of every project; those of one repository share what is read of it."""

    name: str
    _found: dict[Path, BaseBranch] = field(default_factory=dict)

    def branch(self, project: Project) -> BaseBranch:
        """Raises ProjectError: no repository, no such branch, a clone that does not reach back far enough."""
        folder = project.version_locations[0]
        *_, root = upwards(folder)
        if root not in self._found:
            self._found[root] = find_base_branch(Repository.holding(folder), self.name)
        return self._found[root]

    def with_base(self, history: History, project: Project) -> History:
        """The history with what the branch has of it. Raises ProjectError."""
        branch = self.branch(project)
        repository = branch.fork.repository
        fork = _history_at(branch.fork, history, history, project)
        tip = fork if branch.tip is branch.fork else _history_at(branch.tip, fork, history, project)
        outside = {file for file in history.files if not file.is_relative_to(repository.root)}
        left_out = repository.ignored(project.version_locations) | outside
        return replace(history, base=compared(branch.name, repository.root, fork, tip, history, left_out))


def _history_at(tree: BaseTree, known: History, working: History, project: Project) -> History:
    """The revisions in the project's folders, and those in folders that they have been moved from."""
    own = [path for path in tree.python_files() if _belongs(path, project)]
    history = _read(own, tree, known)
    moved = {revision.id for revision in working.revisions} - history.by_id.keys()
    if moved and (more := _moved(tree, moved, frozenset(own))):
        history = _read([*own, *more], tree, known)
    return replace(
        history,
        version_locations=working.version_locations,
        version_number_length=working.version_number_length,
        expected_heads=working.expected_heads,
    )


def _moved(tree: BaseTree, names: set[str], own: frozenset[Path]) -> list[Path]:
    """The revisions of the folders that these have been moved from."""
    files = (path for path in tree.python_files() if path not in own and is_revision_file(path.name))
    revisions = _read([path for path in files if not path.exists()], tree, History(())).revisions
    folders = {revision.script.path.parent for revision in revisions if revision.id in names}
    return [revision.script.path for revision in revisions if revision.script.path.parent in folders]


def _read(files: list[Path], tree: BaseTree, known: History) -> History:
    same = {revision.script.path: revision for revision in known.revisions}
    return read_history(files, source=tree, known=same)


def _belongs(path: Path, project: Project) -> bool:
    """Whether Alembic would load the file from the project's folders as they are now."""
    if not is_revision_file(path.name) or path == (project.script_location or project.root) / "env.py":
        return False
    inside = path.parents if project.recursive else (path.parent,)
    return any(location in inside for location in project.version_locations)
