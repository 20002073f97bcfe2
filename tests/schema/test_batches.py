"""What a SQLite batch keeps of a table and what it loses, compared with what Alembic and SQLite really do."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from migralint.interpreter.step import Run
from migralint.objects import Index, TableName
from migralint.schema import Table
from tests.interpreter.reading import replayed

PARENT = "CREATE TABLE p (id INTEGER NOT NULL PRIMARY KEY)"
PLAIN = "CREATE TABLE t (id INTEGER NOT NULL, a INTEGER, b INTEGER, PRIMARY KEY (id))"
EVERYTHING = """CREATE TABLE t (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    a VARCHAR(5) COLLATE NOCASE,
    b INTEGER UNIQUE,
    c INTEGER REFERENCES p (id) ON DELETE CASCADE,
    d INTEGER CHECK (d > 0),
    e INTEGER CONSTRAINT ck_e CHECK (e > 0),
    f BINARY(16), g UUID, h DOUBLE PRECISION, i BIGINT, j BOOL,
    k INTEGER CONSTRAINT fk_k REFERENCES p,
    UNIQUE (c) ON CONFLICT IGNORE,
    CONSTRAINT uq UNIQUE (d, e),
    FOREIGN KEY (d) REFERENCES p (id) ON DELETE SET NULL
)"""
INDEXES = (
    "CREATE INDEX i1 ON t (lower(a))",
    "CREATE INDEX i2 ON t (b DESC)",
    "CREATE INDEX i3 ON t (b, e COLLATE NOCASE, d COLLATE RTRIM DESC)",
    "CREATE UNIQUE INDEX i4 ON t (b) WHERE c IS NOT NULL",
    "CREATE TRIGGER trg AFTER INSERT ON t BEGIN SELECT 1; END",
)
CHECKED = "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, CONSTRAINT ck CHECK (a > 0))"
GENERATED = "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, g INTEGER GENERATED ALWAYS AS (a * 2) VIRTUAL)"
KEYED = "CREATE TABLE t (id INTEGER NOT NULL, a INTEGER, b INTEGER, CONSTRAINT pk PRIMARY KEY (id, a))"
PAIRED = "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, CONSTRAINT u UNIQUE (a, b))"
REFERRING = "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, FOREIGN KEY (a) REFERENCES p (id))"
NAMING = {"uq": "uq_%(table_name)s_%(column_0_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s", "pk": "pk_t"}

RECREATED = {
    "nothing is asked for": ((PARENT, EVERYTHING, *INDEXES), "recreate='always'", "pass"),
    "only columns and indexes come": ((PARENT, EVERYTHING, *INDEXES), "", "b.add_column(sa.Column('z', sa.Text()))"),
    "a column with an expression comes": (
        (PARENT, EVERYTHING, *INDEXES),
        "",
        "b.add_column(sa.Column('z', sa.Boolean(), server_default=sa.true()))",
    ),
    "the script gives back what is lost": (
        ("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a VARCHAR(3) COLLATE NOCASE, CHECK (a > 0))",),
        ("recreate='always', table_kwargs={'sqlite_autoincrement': True}, "
        "reflect_args=[sa.Column('a', sa.String(3, collation='NOCASE'))], table_args=[sa.CheckConstraint('a > 0')]"),
        "pass",
    ),
    "the script describes the table": (
        (PLAIN, "CREATE INDEX ia ON t (a)"),
        ("copy_from=sa.Table('t', sa.MetaData(), sa.Column('id', sa.Integer(), primary_key=True), "
        "sa.Column('a', sa.Integer(), index=True), sa.Column('b', sa.Integer()), sa.Index('ib', 'b'))"),
        "b.alter_column('a', nullable=False)",
    ),
    "a convention names what has no name": (
        (PARENT, "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, UNIQUE (a), FOREIGN KEY (a) REFERENCES p (id))"),
        f"naming_convention={NAMING!r}",
        "b.drop_constraint('fk_t_a', type_='foreignkey')",
    ),
    "a column of the primary key goes": ((KEYED,), "", "b.drop_column('a')"),
    "a column of a key goes": ((PAIRED,), "", "b.drop_column('a')"),
    "a column goes and comes": (
        (PAIRED, "CREATE INDEX ia ON t (a)"),
        "",
        "b.drop_column('a'); b.add_column(sa.Column('a', sa.Text()))",
    ),
    "the orders of an index are written as expressions": (
        (PLAIN,),
        "",
        ("op.create_index('i1', 't', [sa.text('a DESC'), 'b']); "
        "op.create_index('i2', 't', [sa.column('a').collate('NOCASE').desc(), sa.text('b COLLATE NOCASE ASC')]); "
        "op.create_index('i3', 't', [sa.desc(sa.column('a')), sa.collate(sa.column('b'), 'RTRIM')], unique=True)"),
    ),
    "a column with orders gets another name": (
        (PLAIN, "CREATE INDEX i1 ON t (a DESC, b)", "CREATE INDEX i2 ON t (b COLLATE NOCASE)"),
        "recreate='never'",
        "b.alter_column('a', new_column_name='z')",
    ),
    "an index on expressions comes with the new table": (
        (PLAIN,),
        "recreate='always'",
        ("b.create_index('i1', [sa.column('a').desc(), sa.text('b')]); "
        "b.create_index('i2', [sa.func.abs(sa.column('a')), 'b'])"),
    ),
    "an index goes before its column, though written behind it": (
        (PLAIN, "CREATE INDEX ia ON t (a)"),
        "",
        "b.drop_column('a'); b.drop_index('ia')",
    ),
    "a named foreign key comes beside an unnamed one": (
        (PARENT, REFERRING),
        "",
        "b.create_foreign_key('fk', 'p', ['a'], ['id'], ondelete='CASCADE')",
    ),
    "a second name for a foreign key": (
        (PARENT, REFERRING.replace("FOREIGN", "CONSTRAINT old FOREIGN")),
        "",
        "b.create_foreign_key('fk', 'p', ['a'], ['id'], ondelete='CASCADE')",
    ),
    "a name is taken": ((PAIRED,), "", "b.create_unique_constraint('u', ['b'])"),
    "a constraint of another kind is dropped": ((PAIRED,), "", "b.drop_constraint('u', type_='foreignkey')"),
    "another primary key comes": ((PLAIN,), "", "b.create_primary_key('pk2', ['a', 'b'])"),
    "the primary key goes": ((KEYED,), "", "b.drop_constraint('pk', type_='primary')"),
    "a renamed column keeps its old name in the batch": (
        (PAIRED, "CREATE INDEX ia ON t (a)"),
        "",
        "b.alter_column('a', new_column_name='z'); b.alter_column('a', nullable=False); b.create_index('iz', ['a'])",
    ),
    "a constraint on a column's new name is forgotten": (
        (PLAIN,),
        "",
        "b.alter_column('a', new_column_name='z'); b.create_unique_constraint('u', ['z'])",
    ),
    "columns come to their places": (
        (PLAIN,),
        "recreate='always'",
        ("b.add_column(sa.Column('x', sa.Integer()), insert_after='id'); b.add_column(sa.Column('y', sa.Integer()), "
        "insert_before='id'); b.add_column(sa.Column('z', sa.Integer()))"),
    ),
    "a foreign key is written inline": (
        (PARENT, PLAIN),
        "",
        "b.add_column(sa.Column('x', sa.Integer(), sa.ForeignKey('p.id', name='fk')), inline_references=True)",
    ),
    "a generated column goes": ((GENERATED,), "", "b.drop_column('g')"),
    "the table refers to itself": (
        ("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, FOREIGN KEY (a) REFERENCES t (id) ON DELETE CASCADE)",),
        "recreate='always'",
        "pass",
    ),
    "no batch at all": ((PLAIN,), "recreate='never'", "b.drop_column('a'); b.alter_column('b', new_column_name='c')"),
}  # fmt: skip

REFUSED = {
    "a column with an index": ((PLAIN, "CREATE INDEX ia ON t (a)"), "b.drop_column('a')"),
    "a column in an index's predicate": ((PLAIN, "CREATE INDEX ib ON t (b) WHERE a > 0"), "b.drop_column('a')"),
    "a column in a named check": ((CHECKED,), "b.drop_column('a')"),
    "a new name for a column in a named check": ((CHECKED,), "b.alter_column('a', new_column_name='z')"),
    "a column by its new name": (
        (PLAIN,),
        "b.alter_column('a', new_column_name='z'); b.alter_column('z', nullable=False)",
    ),
    "an index on a new name": ((PLAIN,), "b.alter_column('a', new_column_name='z'); b.create_index('iz', ['z'])"),
    "a unique index as a constraint": (
        (PLAIN, "CREATE UNIQUE INDEX u ON t (a)"),
        "b.drop_constraint('u', type_='unique')",
    ),
    "an index of an expression": (
        (PLAIN, "CREATE INDEX i ON t (abs(a))"),
        "b.drop_index('i'); b.alter_column('b', nullable=False)",
    ),
    "an index on a text that is no name": (
        (PLAIN,),
        "b.alter_column('b', nullable=False); b.create_index('i', [sa.text('a DESC')])",
    ),
    "a generated column beside others": ((GENERATED,), "b.alter_column('a', nullable=False)"),
}  # fmt: skip


@pytest.mark.parametrize("case", RECREATED)
def test_a_batch_leaves(case: str) -> None:
    setup, options, body = RECREATED[case]
    really = upgraded(setup, options, body)
    run = read(setup, options, body)
    assert [step.conflict for step in run.steps if step.conflict] == []
    table = run.end.table(TableName("t"))
    assert table is not None
    assert told(table) == really


@pytest.mark.parametrize("case", REFUSED)
def test_a_batch_cannot_take(case: str) -> None:
    setup, body = REFUSED[case]
    with pytest.raises(Exception, match=r"no such|No such|^'(z|a DESC)'$|generated"):
        upgraded(setup, "", body)
    assert any(step.conflict for step in read(setup, "", body).steps)


def test_the_operations_of_a_batch_run_at_its_end() -> None:
    run = replayed(
        "def upgrade():\n"
        "    with op.batch_alter_table('t') as b:\n"
        "        b.drop_column('a')\n"
        "        op.execute('UPDATE t SET b = a')\n"
    ).upgrade
    assert [type(step.operation).__name__ for step in run.steps] == ["ChangeData", "DropColumn"]


def test_other_databases_make_no_new_table() -> None:
    body = "def upgrade():\n    with op.batch_alter_table('t', recreate='always') as b:\n        b.drop_column('a')\n"
    steps = replayed(body, dialect="mysql").upgrade.steps
    assert [type(step.operation).__name__ for step in steps] == ["DropColumn"]


def source(setup: tuple[str, ...], options: str, body: str) -> str:
    lines = [f"op.execute({statement!r})" for statement in setup]
    lines.append(f"with op.batch_alter_table('t', {options}) as b:")
    return "".join(f"    {line}\n" for line in (*lines, f"    {body}"))


def read(setup: tuple[str, ...], options: str, body: str) -> Run:
    return replayed(f"def upgrade():\n{source(setup, options, body)}", dialect="sqlite").upgrade


def upgraded(setup: tuple[str, ...], options: str, body: str) -> dict[str, object]:
    """What the database holds afterwards, as SQLAlchemy reflects it."""
    with sa.create_engine("sqlite://").connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names: dict[str, Any] = {"op": Operations(MigrationContext.configure(connection)), "sa": sa}
        exec(f"def upgrade():\n{source(setup, options, body)}", names)
        names["upgrade"]()
        return reflected(sa.inspect(connection), connection)


def reflected(inspector: Any, connection: sa.Connection) -> dict[str, object]:
    found = connection.exec_driver_sql("SELECT type, sql, name FROM sqlite_master WHERE tbl_name = 't'").all()
    keys = inspector.get_foreign_keys("t")
    return {
        "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns("t")],
        "primary key": inspector.get_pk_constraint("t"),
        "foreign keys": {(k["name"], *k["constrained_columns"], k["options"].get("ondelete")) for k in keys},
        "unique": {(u["name"], *u["column_names"]) for u in inspector.get_unique_constraints("t")},
        "checks": {check["name"] for check in inspector.get_check_constraints("t")},
        "indexes": {name: orders(connection, name) for kind, sql, name in found if kind == "index" and sql},
        "collated": any("COLLATE" in sql for kind, sql, _ in found if kind == "table"),
        "triggers": {name for kind, _, name in found if kind == "trigger"},
        "autoincrement": any("AUTOINCREMENT" in sql for kind, sql, _ in found if kind == "table"),
    }


def orders(connection: sa.Connection, index: str) -> list[str]:
    """The columns of the index, as SQLite knows them."""
    found = connection.exec_driver_sql(f"SELECT name, coll, desc FROM pragma_index_xinfo('{index}') WHERE key").all()
    return [
        f"{name or 'expression'}{f' COLLATE {collation}' if collation != 'BINARY' else ''}{' DESC' if desc else ''}"
        for name, collation, desc in found
    ]


def told(table: Table) -> dict[str, object]:
    """The same of a replayed table; of what lies in the database under a made name, SQLAlchemy sees the affinity."""
    key = table.primary_key
    return {
        "columns": [(c.name, plain(str(c.type)), c.nullable) for c in table.columns],
        "primary key": {"constrained_columns": list(key.columns) if key else [], "name": key.name if key else None},
        "foreign keys": {seen(k) for k in table.foreign_keys},
        "unique": {(u.name, *u.columns) for u in table.uniques},
        "checks": {check.name for check in table.checks},
        "indexes": {index.name: ordered(index) for index in table.indexes},
        "collated": any(c.collation or "COLLATE" in c.type.suffix for c in table.columns),
        "triggers": set(table.triggers),
        "autoincrement": table.autoincrement,
    }


def ordered(index: Index) -> list[str]:
    return ["expression" if place in index.expressions else text for place, text in enumerate(index.ordered_columns)]


def seen(key: Any) -> tuple[str | None, ...]:
    return (None, *key.columns, None) if key.inline else (key.name, *key.columns, key.on_delete)


def plain(kind: str) -> str:
    kind = kind.removesuffix(' COLLATE "NOCASE"')
    made = {"BINARY(16)": "NUMERIC(16)", "UUID": "NUMERIC", "DOUBLE PRECISION": "REAL", "BOOL": "BOOLEAN"}
    return made.get(kind, kind)
