"""What rules say and what the engine makes of it: Problem, Severity, Rule, Finding, Report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum, IntEnum
from pathlib import Path
from typing import Generic, Literal, TypeAlias, TypeVar

from msgspec import Struct, field

from migralint.revisions.source import Span

Group: TypeAlias = Literal[
    "data-loss", "deploy", "lock", "reversibility", "graph", "drift", "portability", "data", "style", "general"
]  # fmt: skip
GROUPS: tuple[Group, ...] = (
    "data-loss", "deploy", "lock", "reversibility", "graph", "drift", "portability", "data", "style", "general",
)  # fmt: skip

Dialect: TypeAlias = Literal["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"]
DIALECTS: tuple[Dialect, ...] = ("postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle")


Mark: TypeAlias = Literal["-", "+", "~"]


class Severity(IntEnum):
    """How bad: ERROR will fail, lose data or stop a site; WARNING may; INFO is worth knowing; OFF is not reported."""

    OFF = 0
    INFO = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


class Confidence(Enum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Note(Struct, frozen=True):
    """A second place that belongs to the problem; `path` None: the same file.

    `mark` makes it a line of a difference between two schemas: gone, come, or changed.
    """

    message: str
    span: Span | None = None
    path: Path | None = None
    mark: Mark | None = None


class Problem(Struct, frozen=True):
    """What a rule says. `message`: one line, lower case, no full stop. `help`: what to write instead.

    `path` None: the script of the migration under review. `severity` None: the rule's own.
    `operation` is what the author wrote (`op.drop_column`); `subject` the object's name, which keeps the
    fingerprint stable when lines move.
    """

    span: Span
    message: str
    help: str = ""
    notes: tuple[Note, ...] = ()
    confidence: Confidence = Confidence.HIGH
    severity: Severity | None = None
    path: Path | None = None
    operation: str = ""
    subject: str = ""


Subject = TypeVar("Subject")


class Rule(Struct, Generic[Subject], frozen=True):
    """`subject` is what `check` looks at: a Migration, the History or the Project (their classes)."""

    id: str
    group: Group
    severity: Severity
    summary: str
    subject: type[Subject]
    check: Callable[[Subject], Iterator[Problem]]
    dialects: tuple[Dialect, ...] = DIALECTS


class Suppression(Struct, frozen=True):
    """The comment that silenced a finding."""

    line: int
    reason: str = ""


class Finding(Struct, frozen=True):
    """A problem with the rule's stamp. `path` is relative to the project's root where it lies below it.

    `only_on` names the engines where the rule looked at several and does not say the same of all.
    """

    rule: str
    group: Group
    severity: Severity
    path: Path
    revision: str | None
    problem: Problem
    fingerprint: str
    dialects: tuple[str, ...] = ()
    suppressed: Suppression | None = None
    only_on: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The message, with the engines that it is about where not all are."""
        return f"{self.problem.message} (on {', '.join(self.only_on)})" if self.only_on else self.problem.message


class UnreadNote(Struct, frozen=True):
    """Something that could not be read, so nothing is said about it."""

    path: Path
    span: Span
    directive: str
    why: str
    revision: str | None = None


class Report(Struct, frozen=True):
    """Everything that one run found. `notes` are facts about the run, such as an assumed dialect.

    `errors` are things that could not be done (an internal error in a rule): exit code 2, the rest stands.
    """

    findings: tuple[Finding, ...] = ()
    unread: tuple[UnreadNote, ...] = ()
    notes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    root: Path = Path()
    revisions_checked: int = 0
    revisions_total: int = 0
    rules_run: int = 0
    sources: dict[Path, str] = field(default_factory=dict)  # text of files with findings, for excerpts
    fail_on: Severity = Severity.WARNING  # what the settings say; the command line may say otherwise
