"""Which comments suppress what."""

import pytest

from migralint.suppression import read_comments


def silenced(text: str, line: int, rule: str = "drop-column") -> bool:
    file = read_comments(text)
    return file is not None and file.silencing(rule, line) is not None


def test_a_comment_on_the_operations_line_suppresses() -> None:
    assert silenced("op.drop_column('a', 'b')  # migralint: ignore[drop-column] -- unused since 2.0\n", 1)


def test_a_comment_on_the_line_above_suppresses() -> None:
    assert silenced("# migralint: ignore[drop-column]\nop.drop_column('a', 'b')\n", 2)


def test_a_comment_block_above_suppresses() -> None:
    text = "# migralint: ignore[drop-column] -- nobody reads it\n# since the release of May\nop.drop_column('a', 'b')\n"
    assert silenced(text, 3)


def test_a_comment_on_the_last_line_of_a_long_operation_suppresses() -> None:
    assert silenced("op.drop_column(\n    'a',\n    'b',\n)  # migralint: ignore[drop-column]\n", 1)


def test_a_comment_on_the_batch_suppresses_all_in_it() -> None:
    text = (
        "with op.batch_alter_table('a') as batch:  # migralint: ignore[drop-column]\n"
        "    batch.drop_column('b')\n"
        "    batch.drop_column('c')\n"
    )
    assert silenced(text, 2)
    assert silenced(text, 3)


def test_a_comment_above_the_batch_suppresses_all_in_it() -> None:
    text = (
        "# migralint: ignore[drop-column]\n"
        "with op.batch_alter_table(\n    'a',\n) as batch:\n"
        "    batch.add_column(c)\n"
        "    batch.drop_column('b')\n"
    )
    assert silenced(text, 6)


def test_a_comment_inside_the_batch_speaks_only_of_the_next_operation() -> None:
    text = (
        "with op.batch_alter_table('a') as batch:\n"
        "    # migralint: ignore[drop-column]\n"
        "    batch.drop_column('b')\n"
        "    batch.drop_column('c')\n"
    )
    assert silenced(text, 3)
    assert not silenced(text, 4)


def test_a_comment_on_another_block_does_not_reach_into_it() -> None:
    assert not silenced("if offline:  # migralint: ignore[drop-column]\n    op.drop_column('a', 'b')\n", 2)


def test_a_comment_at_the_head_of_the_body_does_not_speak_of_the_function() -> None:
    assert not silenced("def upgrade():\n    # migralint: ignore[drop-column]\n    op.drop_column('a', 'b')\n", 1)


def test_a_comment_behind_the_operation_before_does_not_suppress() -> None:
    assert not silenced("op.a()  # migralint: ignore[drop-column]\nop.drop_column('a', 'b')\n", 2)


def test_a_comment_with_an_empty_line_below_does_not_suppress() -> None:
    assert not silenced("# migralint: ignore[drop-column]\n\nop.drop_column('a', 'b')\n", 3)


def test_a_comment_that_names_another_rule_does_not_suppress() -> None:
    assert not silenced("op.drop_column('a', 'b')  # migralint: ignore[drop-table]\n", 1)


def test_a_comment_may_name_several_rules() -> None:
    text = "op.drop_column('a', 'b')  # migralint: ignore[drop-table, drop-column] -- reason\n"
    assert silenced(text, 1)
    assert silenced(text, 1, "drop-table")


def test_a_file_comment_suppresses_everywhere() -> None:
    assert silenced("op.drop_column('a', 'b')\n\n\n# migralint: ignore-file[drop-column] -- fixtures\n", 1)


@pytest.mark.parametrize(
    "text",
    [
        '"""# migralint: ignore-file[drop-column]"""\nop.drop_column("a", "b")\n',
        'op.drop_column("a", "# migralint: ignore[drop-column]")\n',
        "op.drop_column('a', 'b')  # see migralint: ignore[drop-column]\n",
        "op.drop_column('a', 'b')  # migralint: ignore\n",
        "op.drop_column('a', 'b')  # migralint: ignore[]\n",
        "op.drop_column('a', 'b')  # migralint: ignored[drop-column]\n",
        "op.drop_column('a', 'b')  # migralint: ignore[drop-column] because it is empty\n",
    ],
    ids=["docstring", "string", "prose", "no rule", "empty brackets", "misspelled", "no dashes"],
)
def test_words_that_are_no_suppression_suppress_nothing(text: str) -> None:
    assert not silenced(text, 1)
    assert not silenced(text, 2)


def test_a_comment_may_stand_beside_another_tools() -> None:
    assert silenced("op.drop_column('a', 'b')  # noqa: E501  # migralint: ignore[drop-column] -- empty\n", 1)
    assert silenced("op.drop_column('a', 'b')  # migralint: ignore[drop-column]  # noqa: E501\n", 1)


def test_the_reason_is_kept_whole() -> None:
    file = read_comments("op.a()  # migralint: ignore[drop-column] -- see #12 -- twice\n")
    assert file is not None
    [comment] = file.comments
    assert comment.reason == "see #12 -- twice"
    assert (comment.span.line, comment.span.column) == (1, 9)


def test_a_comment_that_is_not_understood_is_told_apart() -> None:
    file = read_comments("op.a()  # migralint: disable=drop-column\n")
    assert file is not None
    assert [comment.understood for comment in file.comments] == [False]


def test_comments_before_a_broken_place_are_still_read() -> None:
    file = read_comments("a = 1  # migralint: ignore-file[drop-column]\nb = (\n")
    assert file is not None
    assert len(file.comments) == 1


def test_a_file_without_comments_is_not_looked_at() -> None:
    assert read_comments("op.drop_column('a', 'b')\n") is None
