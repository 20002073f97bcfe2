"""Names as SQL writes them."""

import pytest

from migralint.objects import TableName
from migralint.sql.identifiers import identifier, table_identifier


@pytest.mark.parametrize(
    ("name", "dialect", "written"),
    [
        ("posts", "postgresql", "posts"),
        ("user", "postgresql", '"user"'),
        ("Posts", "postgresql", '"Posts"'),
        ("2fa", "postgresql", '"2fa"'),
        ('a"; drop', "postgresql", '"a""; drop"'),
        ("order", "mysql", "`order`"),
    ],
)
def test_a_name_is_quoted_where_it_must_be(name: str, dialect: str, written: str) -> None:
    assert identifier(name, dialect) == written


def test_a_table_keeps_its_schema() -> None:
    assert table_identifier(TableName("user", "app")) == 'app."user"'
