"""Whether a server surely refuses what PostgreSQL's grammar of version 18 does."""

from __future__ import annotations

from typing import Final

from migralint.sql.statement import Statement

# Of MySQL but for the last three, which are SQLite's and SQL Server's. No version of PostgreSQL knows them.
OF_OTHERS: Final = (
    "CONVERT TO CHARACTER SET", "DEFAULT CHARACTER SET", "CHARACTER SET UTF8MB4", "DEFAULT CHARSET", "AUTO_INCREMENT",
    "MODIFY COLUMN", "CHANGE COLUMN", "DROP FOREIGN KEY", "DROP PRIMARY KEY", "ON DUPLICATE KEY UPDATE",
    "INSERT IGNORE INTO", "REPLACE INTO", "RENAME TABLE", "OPTIMIZE TABLE", "FOREIGN_KEY_CHECKS", "SHOW TABLES",
    "AUTOINCREMENT", "PRAGMA", "SP_RENAME",
)  # fmt: skip
# What a version behind 18 may know: said of them in proposals, and no mistake that a script is likely to make.
OF_NEWER: Final = (
    "REPACK", "PROPERTY GRAPH", "GRAPH_TABLE", "FOR PORTION OF", "SPLIT PARTITION", "MERGE PARTITIONS", "DO SELECT",
    "GROUP BY ALL", "IGNORE NULLS", "RESPECT NULLS", "WAIT FOR",
)  # fmt: skip


def is_refused(statement: Statement) -> bool:
    """A driver may write more than a constant in place of a parameter, unless the words are of another database."""
    if _quotes_as_mysql(statement) or _says(statement, OF_OTHERS):
        return True
    return not (_has_parameters(statement) or _says(statement, OF_NEWER))


def _quotes_as_mysql(statement: Statement) -> bool:
    return any(token.kind == "name" and statement.source[token.start] == "`" for token in statement.tokens)


def _has_parameters(statement: Statement) -> bool:
    return any(token.kind == "parameter" or token.upper in ("?", "%") for token in statement.tokens)


def _says(statement: Statement, phrases: tuple[str, ...]) -> bool:
    words = tuple(token.upper for token in statement.tokens)
    sequences = (tuple(phrase.split()) for phrase in phrases)
    return any(words[at : at + len(each)] == each for each in sequences for at in range(len(words)))
