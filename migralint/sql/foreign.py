"""What only other databases than PostgreSQL say: a statement that holds it was written for one of them."""

from __future__ import annotations

from typing import Final

from migralint.sql.statement import Statement

# Of MySQL but for the last three, which are SQLite's and SQL Server's. No version of PostgreSQL knows them.
WORDS: Final = (
    "CONVERT TO CHARACTER SET", "DEFAULT CHARACTER SET", "CHARACTER SET UTF8MB4", "DEFAULT CHARSET", "AUTO_INCREMENT",
    "MODIFY COLUMN", "CHANGE COLUMN", "DROP FOREIGN KEY", "DROP PRIMARY KEY", "ON DUPLICATE KEY UPDATE",
    "INSERT IGNORE INTO", "REPLACE INTO", "RENAME TABLE", "OPTIMIZE TABLE", "FOREIGN_KEY_CHECKS", "SHOW TABLES",
    "AUTOINCREMENT", "PRAGMA", "SP_RENAME",
)  # fmt: skip
_SEQUENCES: Final = tuple(tuple(words.split()) for words in WORDS)


def is_foreign(statement: Statement) -> bool:
    """Whether the statement, which PostgreSQL's grammar refuses, says such words or quotes names as MySQL does."""
    words = tuple(token.upper for token in statement.tokens)
    if any(token.kind == "name" and statement.source[token.start] == "`" for token in statement.tokens):
        return True
    return any(words[at : at + len(each)] == each for each in _SEQUENCES for at in range(len(words)))
