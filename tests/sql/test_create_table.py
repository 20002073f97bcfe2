"""CREATE TABLE, DROP TABLE."""

from migralint.objects import (
    Check,
    Column,
    Computed,
    Default,
    ForeignKey,
    Index,
    PrimaryKey,
    TableName,
    Type,
    Unique,
)
from migralint.operations import CreateTable, DropTable
from tests.sql.reading import read, read_one

INTEGER = Type("INTEGER")


def test_columns_and_constraints_are_read() -> None:
    sql = """CREATE TABLE IF NOT EXISTS blog.post (
        id serial PRIMARY KEY, status mood NOT NULL, likes int DEFAULT 0, user_id int REFERENCES person (id),
        UNIQUE (status, likes), CONSTRAINT positive CHECK (likes >= 0))"""
    assert read_one(sql) == CreateTable(
        table=TableName("post", "blog"),
        columns=(
            Column("id", INTEGER, nullable=False, autoincrement=True, primary_key=True),
            Column("status", Type("mood", enum="mood"), nullable=False),
            Column("likes", INTEGER, default=Default("0")),
            Column("user_id", INTEGER),
        ),
        constraints=(
            PrimaryKey(("id",)),
            ForeignKey(("user_id",), TableName("person"), ("id",)),
            Unique(("status", "likes")),
            Check("likes >= 0", "positive", ("likes",)),
        ),
        if_not_exists=True,
    )


def test_columns_of_a_primary_key_are_not_null() -> None:
    assert read_one("CREATE TABLE t (a int, b int, PRIMARY KEY (a))") == CreateTable(
        table=TableName("t"),
        columns=(Column("a", INTEGER, nullable=False, primary_key=True), Column("b", INTEGER)),
        constraints=(PrimaryKey(("a",)),),
    )


def test_a_primary_key_of_sqlite_may_be_null() -> None:
    assert read_one("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, [order] TEXT)", "sqlite") == CreateTable(
        table=TableName("t"),
        columns=(Column("id", INTEGER, autoincrement=True, primary_key=True), Column("order", Type("TEXT"))),
        constraints=(PrimaryKey(("id",)),),
        autoincrement=True,
    )


def test_indexes_and_options_of_mysql_are_read() -> None:
    sql = """CREATE TABLE `t` (
        id int unsigned AUTO_INCREMENT PRIMARY KEY COMMENT 'the key',
        at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
        b varchar(10) CHARACTER SET utf8mb4,
        n int GENERATED ALWAYS AS (id + 1) STORED,
        KEY ix (b(5)), UNIQUE KEY uq (n), FULLTEXT KEY ft (b)
    ) ENGINE=InnoDB"""
    assert read_one(sql, "mysql") == CreateTable(
        table=TableName("t"),
        columns=(
            Column(
                "id",
                Type("INTEGER", suffix="UNSIGNED"),
                nullable=False,
                autoincrement=True,
                primary_key=True,
                comment="the key",
            ),
            Column(
                "at",
                Type("TIMESTAMP"),
                nullable=False,
                default=Default("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP"),
            ),
            Column("b", Type("VARCHAR", ("10",))),
            Column("n", INTEGER, computed=Computed("id + 1", stored=True)),
        ),
        constraints=(PrimaryKey(("id",)), Unique(("n",), "uq")),
        indexes=(Index("ix", ("b",)), Index("ft", ("b",), method="fulltext")),
    )


def test_mysql_forgets_references_within_a_column_and_mariadb_does_not() -> None:
    sql = "CREATE TABLE t (a int REFERENCES p (id))"
    columns = (Column("a", INTEGER),)
    assert read_one(sql, "mysql") == CreateTable(table=TableName("t"), columns=columns)
    assert read_one(sql, "mariadb") == CreateTable(
        table=TableName("t"), columns=columns, constraints=(ForeignKey(("a",), TableName("p"), ("id",)),)
    )


def test_a_table_that_takes_its_columns_from_elsewhere_is_incomplete() -> None:
    statements = "CREATE TABLE t AS SELECT 1 AS a; CREATE TABLE t (LIKE other); SELECT 1 AS a INTO t FROM x"
    assert read(statements) == [CreateTable(table=TableName("t"), complete=False)] * 3
    assert read_one("CREATE TABLE t AS SELECT 1", "sqlite") == CreateTable(table=TableName("t"), complete=False)
    assert read_one("CREATE TABLE t LIKE other", "mysql") == CreateTable(table=TableName("t"), complete=False)


def test_partitions_and_temporary_tables_say_so() -> None:
    assert read(
        "CREATE TABLE t (a int) PARTITION BY RANGE (a); CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1) TO (2);"
        "CREATE TEMP TABLE x (a int)"
    ) == [
        CreateTable(table=TableName("t"), columns=(Column("a", INTEGER),), partitioned=True),
        CreateTable(table=TableName("t1"), partition_of=TableName("t"), complete=False),
        CreateTable(table=TableName("x"), columns=(Column("a", INTEGER),), temporary=True),
    ]


def test_tables_are_dropped_one_by_one() -> None:
    dropped = [
        DropTable(table=TableName("a"), if_exists=True, cascade=True),
        DropTable(table=TableName("b", "s"), if_exists=True, cascade=True),
    ]
    assert read("DROP TABLE IF EXISTS a, s.b CASCADE") == dropped
    assert read("DROP TABLE IF EXISTS a, s.b CASCADE", "mysql") == dropped
