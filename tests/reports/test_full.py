"""The full text report."""

from pathlib import Path

from msgspec.structs import replace

from migralint.findings import Finding, Report
from migralint.reports.full import render
from migralint.reports.look import Look
from migralint.revisions.source import Span
from tests.reports.given import DROP, FILE, INDEX, UNREAD, report, saying, suppressed


def test_a_report_word_by_word() -> None:
    text = render(report(DROP, INDEX, suppressed(INDEX), unread=(UNREAD,), notes=("postgresql is assumed",)))
    assert (
        text
        == """\
migrations/versions/b.py:5:5: error[drop-column] column posts.body is dropped with its data
  |
5 |     op.drop_column("posts", "body")
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  help: rename it:
        op.alter_column("posts", "body", new_column_name="content")
  note: the models still have it (app/models.py:3)
  = migralint explain drop-column

migrations/versions/b.py:6:5: warning[index-lock] writes to posts wait while the index is built
   |
 6 | |     op.create_index(
 7 | |         "ix_posts_title",
 8 | |         "posts",
 9 | |         ["title"],
10 | |     )
  = migralint explain index-lock

1 error, 1 warning (1 suppressed) in 1 of 3 revisions
1 operation could not be read (-v shows them)
note: postgresql is assumed
"""
    )


def test_a_clean_report() -> None:
    assert render(Report(revisions_checked=3, revisions_total=3)) == "no problems found in 3 revisions\n"


def test_a_quiet_report_holds_only_findings() -> None:
    assert render(report(unread=(UNREAD,)), Look(verbosity=-1)) == ""
    assert "explain" not in render(report(DROP), Look(verbosity=-1))
    assert render(report(INDEX), Look(verbosity=-1)).endswith("10 | |     )\n")


def test_a_verbose_report_shows_what_was_suppressed_and_not_read() -> None:
    text = render(report(suppressed(INDEX), unread=(UNREAD,)), Look(verbosity=1))
    assert (
        text
        == """\
migrations/versions/b.py:6:5: warning[index-lock] writes to posts wait while the index is built
  = suppressed on line 4: nobody reads it

migrations/versions/b.py:9:5: not read: op.execute: the statement is not a constant

no problems found (1 suppressed) in 1 of 3 revisions
1 operation could not be read
"""
    )


def test_statistics_count_each_rule() -> None:
    text = render(report(DROP, INDEX, INDEX), Look(verbosity=-1, statistics=True))
    assert text.endswith("\n\n2  warning  index-lock\n1  error    drop-column\n")


def test_a_rule_is_explained_once() -> None:
    assert render(report(DROP, DROP)).count("migralint explain drop-column") == 1


def test_color_only_where_it_is_wanted() -> None:
    assert "\x1b[" not in render(report(DROP))
    assert "\x1b[31;1merror\x1b[0m[drop-column]" in render(report(DROP), Look(color=True))


def test_nothing_from_a_file_can_drive_the_terminal() -> None:
    text = render(report(saying("column \x1b[2Jx\u202ey is dropped", path="a\x07.py", help="write \x1b]0;x\x07")))
    assert text.startswith("a\\x07.py:1:1: error[drop-column] column \\x1b[2Jx\\u202ey is dropped\n")
    assert "  help: write \\x1b]0;x\\x07\n" in text
    assert "\x1b" not in text


def test_a_message_stays_on_its_line() -> None:
    assert render(report(saying("column a\nb")), Look(verbosity=-1)) == "b.py:1:1: error[drop-column] column a\\nb\n"


def marked(line: str, column: int, end_column: int) -> list[str]:
    finding: Finding = replace(INDEX, problem=replace(INDEX.problem, span=Span(1, column, 1, end_column)))
    shown = replace(report(finding), sources={FILE: line + "\n"})
    return render(shown, Look(verbosity=-1)).splitlines()[2:]


def test_carets_stand_under_the_span() -> None:
    assert marked('a = drop("b")', 5, 14) == ['1 | a = drop("b")', "  |     ^^^^^^^^^"]


def test_carets_stand_right_after_tabs() -> None:
    assert marked("\tdrop()", 2, 8) == ["1 |     drop()", "  |     ^^^^^^"]


def test_carets_stand_right_after_wide_characters() -> None:
    assert marked('x("表") + y', 8, 9) == ['1 | x("表") + y', "  |         ^"]


def test_carets_stand_right_after_escapes() -> None:
    assert marked('x("\x1b") + y', 8, 9) == ['1 | x("\\x1b") + y', "  |           ^"]


def test_an_empty_span_gets_one_caret() -> None:
    assert marked("revision = 1", 1, 1) == ["1 | revision = 1", "  | ^"]


def test_a_very_long_line_is_cut_around_the_span() -> None:
    source, carets = marked("x" * 500 + "drop()" + "y" * 5000, 501, 507)
    assert len(source) < 160
    assert source.index("drop()") == carets.index("^^^^^^")


def test_a_long_span_shows_its_first_lines_and_its_last() -> None:
    finding = replace(INDEX, problem=replace(INDEX.problem, span=Span(1, 1, 9, 2)))
    shown = replace(report(finding), sources={FILE: "".join(f"line {number}\n" for number in range(1, 10))})
    assert render(shown, Look(verbosity=-1)).splitlines()[1:] == [
        "  |",
        "1 | | line 1",
        "2 | | line 2",
        "3 | | line 3",
        "  | | ...",
        "9 | | line 9",
    ]


def test_a_finding_outside_the_text_has_no_excerpt() -> None:
    finding = replace(INDEX, problem=replace(INDEX.problem, span=Span(99, 1, 99, 2)))
    assert len(render(report(finding), Look(verbosity=-1)).splitlines()) == 1
    assert len(render(report(replace(INDEX, path=Path("gone.py"))), Look(verbosity=-1)).splitlines()) == 1
