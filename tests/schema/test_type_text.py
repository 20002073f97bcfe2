"""Types as text, read back."""

import pytest

from migralint.objects import EnumType, Type
from migralint.schema.type_text import read_type

TYPES = {
    "INTEGER": Type("INTEGER"),
    "DOUBLE PRECISION": Type("DOUBLE PRECISION"),
    "VARCHAR(50)": Type("VARCHAR", ("50",)),
    "NUMERIC(10, 2)": Type("NUMERIC", ("10", "2")),
    "TIMESTAMP WITHOUT TIME ZONE": Type("TIMESTAMP", suffix="WITHOUT TIME ZONE"),
    "TIMESTAMP(3) WITH TIME ZONE": Type("TIMESTAMP", ("3",), "WITH TIME ZONE"),
    "INTEGER[]": Type("INTEGER", dimensions=1),
    "VARCHAR(5)[][]": Type("VARCHAR", ("5",), dimensions=2),
    "INTEGER(11) UNSIGNED": Type("INTEGER", ("11",), "UNSIGNED"),
    "INTEGER UNSIGNED": Type("INTEGER", suffix="UNSIGNED"),
    "TEXT COLLATE utf8mb4_bin": Type("TEXT", suffix="COLLATE utf8mb4_bin"),
    "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin": Type(
        "LONGTEXT", suffix="CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
    ),
    "ENUM('a','it''s (b)')": Type("ENUM", ("'a','it''s (b)'",), values=("a", "it's (b)")),
    "INTERVAL DAY TO SECOND": Type("INTERVAL", suffix="DAY TO SECOND"),
    "?": Type("?"),
}


@pytest.mark.parametrize(("text", "type"), TYPES.items(), ids=list(TYPES))
def test_a_type_is_read_as_it_prints(text: str, type: Type) -> None:
    assert read_type(text) == type
    assert str(type) == text


def test_a_named_enum_has_its_labels() -> None:
    mood = EnumType("mood", ("sad", "ok"))
    assert read_type("mood", {"mood": mood}) == Type("mood", enum="mood", values=("sad", "ok"))
    assert read_type("mood") == Type("mood")


@pytest.mark.parametrize("text", ["(", "VARCHAR(", "a) b (c", "[]", " "])
def test_text_that_is_no_type_is_kept(text: str) -> None:
    assert str(read_type(text)).strip() in (text.strip(), "?")
