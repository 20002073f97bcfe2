"""ALTER TABLE as MySQL, MariaDB, SQLite, SQL Server and Oracle spell it."""

import pytest
from msgspec.structs import replace

from migralint.objects import Column, Default, ForeignKey, Index, PrimaryKey, TableName, Type, Unique
from migralint.operations import (
    UNCHANGED,
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterTable,
    CreateIndex,
    DropColumn,
    DropConstraint,
    DropIndex,
    RenameColumn,
    RenameIndex,
    RenameTable,
)
from tests.sql.reading import read, read_one

POST = TableName("post")
INTEGER = Type("INTEGER")


def test_mysql_modify_restates_the_whole_column() -> None:
    assert read_one(
        "ALTER TABLE post MODIFY COLUMN a int NOT NULL DEFAULT 5 COMMENT 'x' AFTER b", "mysql"
    ) == AlterColumn(
        table=POST,
        name="a",
        type=INTEGER,
        nullable=False,
        default=Default("5"),
        comment="x",
        restates=True,
    )


def test_mysql_modify_leaves_unsaid_what_it_does_not_state() -> None:
    assert read_one("ALTER TABLE post MODIFY a int", "mysql") == AlterColumn(
        table=POST, name="a", type=INTEGER, restates=True
    )
    assert read_one("ALTER TABLE post MODIFY a int NULL DEFAULT NULL", "mysql") == AlterColumn(
        table=POST, name="a", type=INTEGER, nullable=True, default=Default("NULL"), restates=True
    )


def test_mysql_change_renames_and_restates() -> None:
    restated = AlterColumn(table=POST, name="a", type=Type("TEXT"), restates=True)
    assert read("ALTER TABLE post CHANGE `a` b text", "mysql") == [
        replace(restated, new_name="b"),
        RenameColumn(table=POST, name="a", new_name="b"),
    ]
    assert read("ALTER TABLE post CHANGE a a text", "mysql") == [restated]


def test_mysql_adds_indexes_and_constraints() -> None:
    sql = """ALTER TABLE post ADD INDEX ix (a, b), ADD UNIQUE KEY uq (a), ADD PRIMARY KEY (id), ALGORITHM=INPLACE,
             ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id) ON DELETE SET NULL ON UPDATE NO ACTION, LOCK=NONE"""
    assert read(sql, "mysql") == [
        CreateIndex(table=POST, index=Index("ix", ("a", "b"))),
        AddConstraint(table=POST, constraint=Unique(("a",), "uq")),
        AddConstraint(table=POST, constraint=PrimaryKey(("id",))),
        AddConstraint(table=POST, constraint=ForeignKey(("a",), TableName("p"), ("id",), "fk", "SET NULL")),
    ]


def test_mysql_drops_by_kind() -> None:
    sql = (
        "ALTER TABLE post DROP PRIMARY KEY, DROP FOREIGN KEY fk, DROP INDEX ix, DROP CHECK c, DROP a, DROP CONSTRAINT d"
    )
    assert read(sql, "mysql") == [
        DropConstraint(table=POST, name="PRIMARY", kind="primary"),
        DropConstraint(table=POST, name="fk", kind="foreignkey"),
        DropIndex(name="ix", table=POST),
        DropConstraint(table=POST, name="c", kind="check"),
        DropColumn(table=POST, name="a"),
        DropConstraint(table=POST, name="d"),
    ]


def test_mysql_renames_the_table_last() -> None:
    sql = "ALTER TABLE post RENAME TO entry, RENAME INDEX ix TO iy, RENAME COLUMN a TO b"
    assert read(sql, "mysql") == [
        RenameIndex(name="ix", new_name="iy", table=POST),
        RenameColumn(table=POST, name="a", new_name="b"),
        RenameTable(table=POST, new_table=TableName("entry")),
    ]
    assert read("RENAME TABLE a TO b, s.c TO s.d", "mysql") == [
        RenameTable(table=TableName("a"), new_table=TableName("b")),
        RenameTable(table=TableName("c", "s"), new_table=TableName("d", "s")),
    ]


@pytest.mark.parametrize(
    ("written", "action"),
    [
        ("CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", "CONVERT TO CHARACTER SET"),
        ("DEFAULT CHARACTER SET utf8mb4", "CHARACTER SET"),
        ("ENGINE=InnoDB", "ENGINE"),
        ("AUTO_INCREMENT=1000", "AUTO_INCREMENT"),
        ("DISABLE KEYS", "DISABLE KEYS"),
        ("DROP PARTITION p0", "DROP PARTITION"),
    ],
)
def test_mysql_options_are_named(written: str, action: str) -> None:
    assert read_one(f"ALTER TABLE post {written}", "mysql") == AlterTable(table=POST, action=action)


def test_sqlite_renames_a_column_without_the_word() -> None:
    assert read("ALTER TABLE post RENAME a TO b; ALTER TABLE post RENAME TO entry", "sqlite") == [
        RenameColumn(table=POST, name="a", new_name="b"),
        RenameTable(table=POST, new_table=TableName("entry")),
    ]


def test_sql_server_has_one_verb_for_several_columns() -> None:
    assert read("ALTER TABLE dbo.post ADD a int NOT NULL CONSTRAINT df DEFAULT 0, b bit", "mssql") == [
        AddColumn(table=TableName("post", "dbo"), column=Column("a", INTEGER, nullable=False, default=Default("0"))),
        AddColumn(table=TableName("post", "dbo"), column=Column("b", Type("BIT"))),
    ]
    assert read("ALTER TABLE post DROP COLUMN a, b", "mssql") == [
        DropColumn(table=POST, name="a"),
        DropColumn(table=POST, name="b"),
    ]


def test_sql_server_makes_a_column_nullable_unless_told() -> None:
    assert read("ALTER TABLE post ALTER COLUMN a bigint; ALTER TABLE post ALTER COLUMN a bigint NOT NULL", "mssql") == [
        AlterColumn(table=POST, name="a", type=Type("BIGINT"), nullable=True),
        AlterColumn(table=POST, name="a", type=Type("BIGINT"), nullable=False),
    ]


def test_sp_rename_renames() -> None:
    assert read(
        "EXEC sp_rename 'post.a', 'b', 'COLUMN'; EXEC sp_rename 'dbo.post', N'entry';"
        "EXEC sp_rename 'post.ix', 'iy', 'INDEX'",
        "mssql",
    ) == [
        RenameColumn(table=POST, name="a", new_name="b"),
        RenameTable(table=TableName("post", "dbo"), new_table=TableName("entry", "dbo")),
        RenameIndex(table=POST, name="ix", new_name="iy"),
    ]


def test_oracle_adds_modifies_and_drops_in_parentheses() -> None:
    assert read(
        "ALTER TABLE post ADD (a NUMBER(10), b DATE); ALTER TABLE post MODIFY (a NOT NULL, b VARCHAR2(9));"
        "ALTER TABLE post DROP (a, b)",
        "oracle",
    ) == [
        AddColumn(table=POST, column=Column("a", Type("NUMBER", ("10",)))),
        AddColumn(table=POST, column=Column("b", Type("DATE"))),
        AlterColumn(table=POST, name="a", type=UNCHANGED, nullable=False),
        AlterColumn(table=POST, name="b", type=Type("VARCHAR2", ("9",))),
        DropColumn(table=POST, name="a"),
        DropColumn(table=POST, name="b"),
    ]
