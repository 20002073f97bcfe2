"""SQL that is written for another database, where PostgreSQL's own grammar refuses it."""

import pytest

from migralint.operations import Unread
from migralint.sql import UNKNOWN_PLACEHOLDER, read_sql


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE tags CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
        "ALTER TABLE posts MODIFY COLUMN n BIGINT",
        "ALTER TABLE `posts` ADD COLUMN n INTEGER",
        "INSERT IGNORE INTO tags (id) VALUES (1)",
        "PRAGMA foreign_keys=OFF",
    ],
)
def test_words_of_others_that_the_grammar_refuses(sql: str) -> None:
    [operation] = read_sql(sql, "postgresql")
    assert isinstance(operation, Unread) and operation.foreign


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABEL posts ADD COLUMN n INTEGER",  # a mistake, or a grammar that is newer than ours
        "ALTER TABLE posts ADD COLUMN n INTEGER GENERATED ALWAYS AS (m) SOMEHOW",
        "ALTER TABLE posts ADD COLUMN n TEXT DEFAULT 'CONVERT TO CHARACTER SET' SOMEHOW",
        f"ALTER TABLE {UNKNOWN_PLACEHOLDER} CONVERT TO CHARACTER SET utf8mb4",
    ],
)
def test_what_may_be_another_mistake_or_not_the_whole_text(sql: str) -> None:
    assert not any(isinstance(operation, Unread) and operation.foreign for operation in read_sql(sql, "postgresql"))


def test_what_the_grammar_reads() -> None:
    sql = "COMMENT ON TABLE posts IS 'was ENGINE=InnoDB with AUTO_INCREMENT'"
    assert not any(isinstance(operation, Unread) for operation in read_sql(sql, "postgresql"))
