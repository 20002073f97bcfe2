"""SQL that PostgreSQL's own grammar refuses, and that every server surely does."""

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
        "INSERT IGNORE INTO tags (id) VALUES (:id)",
        "PRAGMA foreign_keys=OFF",
        "ALTER TABEL posts ADD COLUMN n INTEGER",
        "ALTER TABLE posts DROP COLUMN n INTEGER",
        "DELETE FROM posts WHERE n IN (1, )",
        "DELETE FROM posts WHERE kind = 'new')",
        "REMOVE FROM posts",
    ],
)
def test_mistakes_and_words_of_other_databases(sql: str) -> None:
    [operation] = read_sql(sql, "postgresql")
    assert isinstance(operation, Unread) and operation.refused


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE posts SET n = 1 LIMIT :most OFFSET",
        "SELECT * FROM posts WHERE made > now() - INTERVAL :days AND",
        "UPDATE posts SET n = %s WHERE",
        "REPACK posts",
        "DELETE FROM posts FOR PORTION OF valid FROM 1 TO 2",
        f"ALTER TABLE {UNKNOWN_PLACEHOLDER} CONVERT TO CHARACTER SET utf8mb4",
    ],
)
def test_what_a_driver_or_a_newer_server_may_read_or_is_not_the_whole_text(sql: str) -> None:
    assert not any(isinstance(operation, Unread) and operation.refused for operation in read_sql(sql, "postgresql"))


def test_what_the_grammar_reads() -> None:
    sql = "COMMENT ON TABLE posts IS 'was ENGINE=InnoDB with AUTO_INCREMENT'"
    assert not any(isinstance(operation, Unread) for operation in read_sql(sql, "postgresql"))
