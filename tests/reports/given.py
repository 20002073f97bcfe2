"""A report written by hand."""

from pathlib import Path

from msgspec.structs import replace

from migralint.findings import Finding, Group, Note, Problem, Report, Severity, Suppression, UnreadNote
from migralint.revisions.source import Span

FILE = Path("migrations/versions/b.py")
SOURCE = """\
revision = "b"


def upgrade():
    op.drop_column("posts", "body")
    op.create_index(
        "ix_posts_title",
        "posts",
        ["title"],
    )
"""

DROP = Finding(
    rule="drop-column",
    group="data-loss",
    severity=Severity.ERROR,
    path=FILE,
    revision="b",
    problem=Problem(
        Span(5, 5, 5, 36),
        "column posts.body is dropped with its data",
        help='rename it:\nop.alter_column("posts", "body", new_column_name="content")',
        notes=(Note("the models still have it", Span(3, 1, 3, 9), Path("app/models.py")),),
        operation="op.drop_column",
        subject="posts.body",
    ),
    fingerprint="f1",
    dialects=("postgresql",),
)
INDEX = Finding(
    rule="index-lock",
    group="lock",
    severity=Severity.WARNING,
    path=FILE,
    revision="b",
    problem=Problem(Span(6, 5, 10, 6), "writes to posts wait while the index is built"),
    fingerprint="f2",
    dialects=("postgresql",),
)
UNREAD = UnreadNote(FILE, Span(9, 5, 9, 20), "op.execute", "the statement is not a constant", "b")


def report(*findings: Finding, unread: tuple[UnreadNote, ...] = (), notes: tuple[str, ...] = ()) -> Report:
    return Report(findings, unread, notes, revisions_checked=1, revisions_total=3, rules_run=2, sources={FILE: SOURCE})


def suppressed(finding: Finding) -> Finding:
    return replace(finding, suppressed=Suppression(4, "nobody reads it"))


def saying(message: str, *, path: str = "b.py", help: str = "", group: Group = "data-loss") -> Finding:
    problem = Problem(Span(1, 1, 1, 2), message, help)
    return Finding("drop-column", group, Severity.ERROR, Path(path), "b", problem, "f")
