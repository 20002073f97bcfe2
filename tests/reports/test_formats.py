"""The formats that programs read, and the one line a finding."""

import json

from msgspec.structs import replace

from migralint.findings import Severity
from migralint.reports import FORMATS, concise, github, render
from migralint.reports.look import Look
from tests.reports.given import DROP, INDEX, UNREAD, report, saying, suppressed


def test_every_format_renders_an_empty_report() -> None:
    assert [bool(render(report(), name)) for name in FORMATS] == [True] * len(FORMATS)


def test_concise_has_one_line_a_finding() -> None:
    assert concise.render(report(DROP, INDEX, suppressed(INDEX), unread=(UNREAD,))) == (
        "migrations/versions/b.py:5:5: error[drop-column] column posts.body is dropped with its data\n"
        "migrations/versions/b.py:6:5: warning[index-lock] writes to posts wait while the index is built\n"
        "1 error, 1 warning (1 suppressed) in 1 of 3 revisions, 1 operation could not be read\n"
    )


def test_concise_and_quiet_is_empty_where_nothing_is_found() -> None:
    assert concise.render(report(), Look(verbosity=-1)) == ""


def test_json_of_a_finding() -> None:
    document = json.loads(render(report(DROP), "json"))
    assert document["version"] == 1
    assert document["findings"] == [
        {
            "rule": "drop-column",
            "group": "data-loss",
            "severity": "error",
            "confidence": "high",
            "message": "column posts.body is dropped with its data",
            "help": 'rename it:\nop.alter_column("posts", "body", new_column_name="content")',
            "path": "migrations/versions/b.py",
            "line": 5,
            "column": 5,
            "end_line": 5,
            "end_column": 36,
            "revision": "b",
            "operation": "op.drop_column",
            "notes": [{"message": "the models still have it", "path": "app/models.py", "line": 3}],
            "dialects": ["postgresql"],
            "fixable": False,
            "url": None,
            "suppressed": False,
            "suppression": None,
            "fingerprint": "f1",
        }
    ]


def test_json_keeps_what_is_suppressed_and_counts_it_apart() -> None:
    document = json.loads(render(report(DROP, suppressed(INDEX), unread=(UNREAD,)), "json"))
    assert [finding["suppressed"] for finding in document["findings"]] == [False, True]
    assert document["findings"][1]["suppression"] == {"line": 4, "reason": "nobody reads it"}
    assert document["summary"] == {
        "error": 1,
        "warning": 0,
        "info": 0,
        "suppressed": 1,
        "unread": 1,
        "revisions_checked": 1,
        "revisions_total": 3,
        "rules_run": 2,
        "by_rule": {"drop-column": 1},
    }
    assert document["unread"] == [
        {
            "path": "migrations/versions/b.py",
            "line": 9,
            "column": 5,
            "end_line": 9,
            "end_column": 20,
            "revision": "b",
            "directive": "op.execute",
            "why": "the statement is not a constant",
        }
    ]


def test_json_is_ascii_whatever_the_names_are() -> None:
    text = render(report(saying("column \x1b表\u202e is dropped", path="a\udc80.py")), "json")
    assert text.isascii()
    assert "\x1b" not in text


def test_github_gives_the_worst_first_and_no_columns_for_several_lines() -> None:
    assert github.render(report(INDEX, replace(INDEX, severity=Severity.INFO), DROP), Look(verbosity=-1)) == (
        "::error file=migrations/versions/b.py,line=5,endLine=5,col=5,endColumn=36,title=migralint%3A drop-column"
        "::column posts.body is dropped with its data%0Arename it:"
        '%0Aop.alter_column("posts", "body", new_column_name="content")\n'
        "::warning file=migrations/versions/b.py,line=6,endLine=10,title=migralint%3A index-lock"
        "::writes to posts wait while the index is built\n"
        "::notice file=migrations/versions/b.py,line=6,endLine=10,title=migralint%3A index-lock"
        "::writes to posts wait while the index is built\n"
    )


def test_github_escapes_what_would_end_a_command() -> None:
    finding = saying("100% of\r\nrows\n::error::forged", path="a,b:c%.py")
    assert github.render(report(finding), Look(verbosity=-1)) == (
        "::error file=a%2Cb%3Ac%25.py,line=1,endLine=1,col=1,endColumn=2,title=migralint%3A drop-column"
        "::100%25 of\\r%0Arows%0A::error::forged\n"
    )


def test_github_says_nothing_of_what_is_suppressed() -> None:
    assert github.render(report(suppressed(DROP)), Look(verbosity=-1)) == ""
