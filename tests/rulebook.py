"""Reading the rule book's pages: every Python fence is a project of its own, and its markers say what must be found.

`python -m tests.rulebook` writes the book's index.
"""

from __future__ import annotations

import ast
import re
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from migralint.findings import GROUPS, Finding
from migralint.rulebook import all_rules, pages_folder
from tests.repositories import Repository

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SECTIONS = ["What it finds", "Why it matters", "Example", "Use instead", "When it is quiet"]
HEADER = ("revision", "down_revision")
IMPORTS = {"op": "from alembic import op", "sa": "import sqlalchemy as sa"}

_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{2,3} .*$", re.MULTILINE)
_FILE = re.compile(r"# (file|base|deleted|tip): (\S+)\n")
_MARKERS = re.compile(r"\s*#\s*error(?=\s*(?:$|:|#))(?P<all>.*)$")
_MARKER = re.compile(r"^(?::\s*)?(?:\[(?P<rule>[\w-]+)\]\s*)?(?:\"(?P<words>[^\"]*)\")?\s*$")


@dataclass(frozen=True, slots=True)
class Marker:
    """`# error: [rule] "words"`: the line must carry a finding of the rule whose message has the words."""

    file: str
    line: int
    rule: str
    words: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule} {self.words}".rstrip()


@dataclass(frozen=True, slots=True)
class File:
    """A fence as it is written to the disk. `lines` maps its lines to the fence's own; 0: not from the fence.

    `place`: `file` is in the working tree, `base` in the base branch too unless a `file` of that name takes its place,
    `deleted` only in the base branch, `tip` has come to it since.
    """

    name: str
    text: str
    markers: tuple[Marker, ...]
    lines: tuple[int, ...]
    only_upgrade: bool = False
    place: str = "file"


@dataclass(frozen=True, slots=True)
class Example:
    """One project of a page. `line` is where its first fence starts there."""

    rule: str
    line: int
    files: tuple[File, ...]
    settings: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.rule}:{self.line}"

    def marked(self, finding: Finding) -> Marker:
        """What the finding would be as a marker."""
        file = self._file(finding)
        if file is None:
            return Marker(finding.path.as_posix(), finding.problem.span.line, finding.rule, finding.problem.message)
        line = file.lines[finding.problem.span.line - 1]
        return Marker(file.name, line, finding.rule, finding.problem.message)

    def unaccounted(self, finding: Finding) -> bool:
        """Whether no marker speaks of the finding, though one should: an automatic downgrade is not judged."""
        file = self._file(finding)
        if file is not None and file.only_upgrade and finding.group == "reversibility":
            return False
        found = self.marked(finding)
        return not any(covers(marker, found) for marker in self.markers)

    def _file(self, finding: Finding) -> File | None:
        found = [file for file in self.files if _path(file.name) == finding.path]
        return next((file for file in found if file.place == "file"), found[0] if found else None)

    @property
    def base(self) -> str | None:
        """The branch that the example is compared with."""
        return None if all(file.place == "file" for file in self.files) else "main"

    @property
    def markers(self) -> tuple[Marker, ...]:
        return tuple(marker for file in self.files for marker in file.markers)


def covers(marker: Marker, found: Marker) -> bool:
    same = (marker.file, marker.line, marker.rule) == (found.file, found.line, found.rule)
    return same and marker.words in found.words


def pages() -> list[Path]:
    found = (path for path in pages_folder().glob("*.md") if path.name != "README.md")
    return sorted(found, key=lambda path: path.stem)


def headings(page: str) -> list[str]:
    return [match[0][3:] for match in re.finditer(r"^## .*$", _FENCE.sub("", page), re.MULTILINE)]


def examples(path: Path) -> Iterator[Example]:
    """The projects that a page's fences make."""
    text = path.read_text(encoding="utf-8")
    for start, section in _sections(text):
        settings: dict[str, Any] = {}
        fences = list(_FENCE.finditer(section))
        for _, group in groupby(enumerate(fences), key=lambda item: _project_of(*item)):
            project = [fence for _, fence in group]
            if project[0][1] == "toml":
                settings = {**settings, **tomllib.loads(project[0][2])}
            elif project[0][1] == "python":
                line = start + section[: project[0].start()].count("\n")
                yield Example(path.stem, line, tuple(_files([fence[2] for fence in project], path.stem)), settings)


def _sections(text: str) -> Iterator[tuple[int, str]]:
    """The text under each heading with the number of its first line. A `##` inside a fence is no heading."""
    hidden = _FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    starts = [0, *(match.start() for match in _HEADING.finditer(hidden)), len(text)]
    for start, end in pairwise(starts):
        yield text[:start].count("\n") + 1, text[start:end]


def _project_of(place: int, fence: re.Match[str]) -> object:
    """Neighbouring fences headed with a file's name belong together; any other fence stands for itself."""
    return "files" if fence[1] == "python" and _FILE.match(fence[2]) else place


def _files(fences: Sequence[str], rule: str) -> Iterator[File]:
    previous = None
    for fence in fences:
        named = _FILE.match(fence)
        place, name, first = (named[1], named[2], 2) if named else ("file", "example.py", 1)
        text, markers = _without_markers(fence[named.end() if named else 0 :], first, name, rule)
        if "/" in name or (tree := _parsed(text)) is None:
            yield File(name, text, markers, tuple(range(first, first + text.count("\n") + 1)), place=place)
            continue
        script = _Script(text, tree, Path(name).stem, first)
        yield replace(script.file(name, markers, previous), place=place)
        previous = script.revision


def _without_markers(fence: str, first: int, name: str, rule: str) -> tuple[str, tuple[Marker, ...]]:
    markers: list[Marker] = []
    lines = fence.split("\n")
    for number, line in enumerate(lines, first):
        if found := _MARKERS.search(line):
            lines[number - first] = line[: found.start()]
            for part in re.split(r"#\s*error", found["all"]):
                marker = _MARKER.match(part.strip())
                assert marker, f"{rule}.md: no marker: {line.strip()}"
                markers.append(Marker(name, number, marker["rule"] or rule, marker["words"] or ""))
    return "\n".join(lines), tuple(markers)


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except SyntaxError:  # some rule is about such files
        return None


@dataclass(slots=True)
class _Script:
    """A fence on its way to a revision script: what it leaves out is added."""

    text: str
    tree: ast.Module
    stem: str
    first: int

    @property
    def revision(self) -> str:
        value = self._assigned.get("revision")
        return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else self.stem

    def file(self, name: str, markers: tuple[Marker, ...], previous: str | None) -> File:
        own = self.text.rstrip("\n").split("\n")
        lines = list(range(self.first, self.first + len(own)))
        after: list[str] = []
        place = self._docstring_end
        header = self._header(previous)
        if not self._has_function and not self._assigned:
            own = textwrap.indent("\n".join(own), "    ").split("\n")
            header += ["", "def upgrade():"]
            place = 0
            after = ["", "", "def downgrade():", "    pass"]
        elif not self._has_function:
            after = ["", "", *_own_table(self.revision)]
        body = [*own[:place], *header, *own[place:], *after]
        numbers = [*lines[:place], *([0] * len(header)), *lines[place:], *([0] * len(after))]
        return File(name, "\n".join(body) + "\n", markers, (*numbers, 0), only_upgrade=not self._has_function)

    def _header(self, previous: str | None) -> list[str]:
        values = {"revision": self.stem, "down_revision": previous}
        assigned = [f"{name} = {values[name]!r}" for name in HEADER if name not in self._assigned]
        return [*(line for name, line in IMPORTS.items() if name not in self._imported), *assigned]

    @property
    def _assigned(self) -> dict[str, ast.expr | None]:
        found: dict[str, ast.expr | None] = {}
        for statement in self.tree.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in HEADER:
                    found[name] = value
                case ast.AnnAssign(target=ast.Name(id=name), value=value) if name in HEADER:
                    found[name] = value
        return found

    @property
    def _imported(self) -> set[str]:
        imports = [node for node in self.tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
        return {alias.asname or alias.name for node in imports for alias in node.names}

    @property
    def _has_function(self) -> bool:
        return any(isinstance(node, ast.FunctionDef) for node in self.tree.body)

    @property
    def _docstring_end(self) -> int:
        if ast.get_docstring(self.tree) is None:
            return 0
        return self.tree.body[0].end_lineno or 0


def _own_table(revision: str) -> list[str]:
    """A revision that shows only its header does something harmless."""
    return [
        "def upgrade():",
        f"    op.create_table({revision!r}, sa.Column('id', sa.BigInteger(), primary_key=True))",
        "",
        "",
        "def downgrade():",
        f"    op.drop_table({revision!r})",
    ]


# --- the project on the disk

_SETTINGS = ("dialect", "server-version", "heads", "python-roots", "start-after", "severity")


def write_project(example: Example, folder: Path) -> None:
    """The example as an Alembic project. Settings that are not migralint's own go to env.py's `context.configure`."""
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    environment = {key: value for key, value in example.settings.items() if key not in _SETTINGS}
    locations = environment.pop("version-locations", ["migrations/versions"])
    (folder / "alembic.ini").write_text(
        f"[alembic]\nscript_location = migrations\nprepend_sys_path = .\nversion_locations = {' '.join(locations)}\n",
        encoding="utf-8",
    )
    (folder / "migrations" / "env.py").write_text(_env_py(environment, _models(example)), encoding="utf-8")
    settings = {"dialect": "postgresql"} | {k: v for k, v in example.settings.items() if k in _SETTINGS}
    (folder / "migralint.toml").write_text("".join(f"{k} = {_toml(v)}\n" for k, v in settings.items()))
    if example.base:
        _write_branches(example, Repository.init(folder))
    _write_files(example, folder, "file")


def _write_branches(example: Example, repository: Repository) -> None:
    _write_files(example, repository.folder, "base", "deleted")
    repository.commit()
    repository.git("switch", "--quiet", "--create", "work")
    repository.git("switch", "--quiet", "main")
    _write_files(example, repository.folder, "tip")
    repository.commit()
    repository.git("switch", "--quiet", "work")
    for file in example.files:
        if file.place == "deleted":
            (repository.folder / _path(file.name)).unlink()


def _write_files(example: Example, folder: Path, *places: str) -> None:
    for file in example.files:
        if file.place in places:
            path = folder / _path(file.name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text, encoding="utf-8")


def _path(name: str) -> Path:
    return Path(name) if "/" in name else Path("migrations", "versions", name)


def _models(example: Example) -> str | None:
    """The module whose `Base` declares the example's models."""
    return next((file.name[:-3].replace("/", ".") for file in example.files if file.name.endswith("/models.py")), None)


def _env_py(environment: dict[str, Any], models: str | None) -> str:
    convention = environment.pop("naming-convention", None)
    imported = f"from {models} import Base\n" if models else ""
    metadata = f"MetaData(naming_convention={convention!r})" if convention else "MetaData()"
    metadata = "Base.metadata" if models else metadata
    arguments = "".join(f", {key.replace('-', '_')}={value!r}" for key, value in environment.items())
    return (
        f"from alembic import context\nfrom sqlalchemy import MetaData\n{imported}\n"
        f"target_metadata = {metadata}\n\ncontext.configure(target_metadata=target_metadata{arguments})\n"
    )


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {_toml(item)}' for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return str(value).lower() if isinstance(value, bool) else repr(value)


# --- the index


def index() -> str:
    """The text of `rules/README.md`."""
    parts = ["# The rule book\n\nOne page per rule; `python -m tests.rulebook` writes this index.\n"]
    for group in GROUPS:
        rules = [rule for rule in all_rules().values() if rule.group == group]
        if rules:
            rows = "".join(f"| [{rule.id}]({rule.id}.md) | {rule.severity} | {rule.summary} |\n" for rule in rules)
            parts.append(f"## {group}\n\n| rule | severity | what it finds |\n|---|---|---|\n{rows}")
    return "\n".join(parts)


if __name__ == "__main__":
    (pages_folder() / "README.md").write_text(index(), encoding="utf-8")
