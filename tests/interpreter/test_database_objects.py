"""Alembic's and SQLAlchemy's objects as migration scripts use them."""

import pytest

from migralint.objects import Check, Column, EnumType, ForeignKey, Identity, Index, PrimaryKey, TableName, Type, Unique
from migralint.operations import (
    AddColumn,
    AlterColumn,
    ChangeData,
    CreateAll,
    CreateEnum,
    CreateIndex,
    CreateObject,
    CreateTable,
    DropEnum,
    RawSql,
    ReplaceEnum,
)
from migralint.schema import Schema, Table
from migralint.schema.apply import Conflict
from migralint.schema.compare import compare
from tests.interpreter.reading import replayed, upgrade, words

USER = Table(
    TableName("user"),
    columns=(
        Column("id", Type("INTEGER"), nullable=False),
        Column("name", Type("VARCHAR", ("50",))),
        Column("role_id", Type("INTEGER")),
    ),
    constraints=(
        PrimaryKey(("id",), "user_pkey"),
        ForeignKey(("role_id",), TableName("role"), ("id",), "user_role_id_fkey"),
        Unique(("name",), "user_name_key"),
        Check("id > 0", "user_id_check"),
    ),
    indexes=(Index("ix_user_name", ("name",)),),
)
START = Schema.of([USER])


class TestSql:
    @pytest.mark.parametrize(
        "call",
        [
            "op.execute({})",
            "op.execute(sa.text({}))",
            "op.execute(sa.text({}).bindparams(a=1))",
            "op.get_bind().execute(sa.text({}))",
            "op.get_bind().exec_driver_sql({})",
            "op.get_context().execute({})",
            "op.get_context().bind.execute({})",
            "sa.orm.Session(bind=op.get_bind()).execute(sa.text({}))",
            "sa.orm.sessionmaker(bind=op.get_bind())().execute({})",
            "op.get_bind().engine.connect().execute({})",
            "op.get_bind().connection.cursor().execute({})",
            "op.execute(sqltext={})",
            "op.execute(sa.DDL({}))",
        ],
    )
    def test_is_read_wherever_it_is_executed(self, call: str) -> None:
        assert words(call.format('"DROP TABLE a"')) == ["DropTable a"]

    def test_is_read_in_with_blocks(self) -> None:
        body = """
            with op.get_bind().begin() as connection, sa.orm.Session(connection) as session:
                connection.execute("DROP TABLE a")
                session.execute(sa.text("DROP TABLE b"))
        """
        assert words(body) == ["DropTable a", "DropTable b"]

    def test_with_unknown_values_is_still_read(self) -> None:
        body = """
            value = op.get_bind().execute(sa.text("SELECT 1")).scalar()
            op.execute(f"UPDATE user_ SET name = '{value}' WHERE id = {value}")
        """
        assert words(body) == ["Query ", "ChangeData user_"]

    def test_that_add_an_unknown_value_are_still_read(self) -> None:
        body = """
            for row in op.get_bind().execute(sa.text("SELECT id FROM a")):
                op.execute("UPDATE user_ SET name = 'x' WHERE id = " + str(row[0]))
        """
        assert words(body) == ["Query ", "ChangeData user_ *"]

    def test_with_an_unknown_table_is_said_to_be_unread(self) -> None:
        body = """
            import os
            op.execute(f"DROP TABLE {os.environ['TABLE']}")
        """
        assert words(body) == ["Unread SQL DROP TABLE: part of the statement is not known"]

    def test_runs_outside_the_transaction_in_an_autocommit_block(self) -> None:
        body = """
            with op.get_context().autocommit_block():
                op.create_index("ix_a", "a", ["x"], postgresql_concurrently=True, if_not_exists=True)
            op.execute("CREATE INDEX CONCURRENTLY ix_b ON a (y)")
        """
        first, second = upgrade(body)
        assert isinstance(first, CreateIndex) and isinstance(second, CreateIndex)
        assert (first.in_transaction, first.concurrently, first.if_not_exists) == (False, True, True)
        assert (second.in_transaction, second.concurrently) == (True, True)

    def test_committed_by_hand_is_seen(self) -> None:
        assert [type(operation) for operation in upgrade('op.execute("COMMIT")')] == [RawSql]


class TestCoreStatements:
    @pytest.mark.parametrize(
        ("statement", "expected"),
        [
            ("sa.update(t).values(name='x')", ("update", ("name",), False)),
            ("sa.update(t).where(t.c.id == 1).values({t.c.name: 'x'})", ("update", ("name",), True)),
            ("t.update().where(t.c.id == 1).values({'name': 'x'})", ("update", ("name",), True)),
            ("t.delete()", ("delete", (), False)),
            ("sa.delete(t).where(sa.and_(t.c.id > 1, t.c.id < 5))", ("delete", (), True)),
            ("t.insert().values([{'id': 1}, {'name': 'x'}])", ("insert", ("id", "name"), False)),
            ("sa.insert(t).from_select(['id'], sa.select(o.c.id))", ("insert", ("id",), False)),
        ],
    )
    def test_tell_table_columns_and_condition(
        self, statement: str, expected: tuple[str, tuple[str, ...], bool]
    ) -> None:
        body = f"""
            t = sa.table("user", sa.column("id"), sa.column("name"))
            o = sa.Table("other", sa.MetaData(), sa.Column("id", sa.Integer))
            op.execute({statement})
        """
        (operation,) = upgrade(body)
        assert isinstance(operation, ChangeData)
        assert (operation.kind, operation.columns, operation.has_where) == expected
        assert operation.table == TableName("user")

    def test_of_the_orm_tell_the_table(self) -> None:
        source = """
from sqlalchemy.orm import declarative_base, Session
Base = declarative_base()
class User(Base):
    __tablename__ = "user"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(50))
def upgrade():
    session = Session(bind=op.get_bind())
    session.query(User).filter(User.name == None).update({"name": ""})
    session.add(User(name="x"))
    session.commit()
"""
        assert words(source) == ["Query ", "ChangeData user", "ChangeData user"]

    def test_that_insert_rows_in_bulk_tell_the_columns(self) -> None:
        body = """
            roles = op.create_table("role", sa.Column("id", sa.Integer), sa.Column("name", sa.Text))
            op.bulk_insert(roles, [{"id": 1, "name": "admin"}])
        """
        operation = upgrade(body)[1]
        assert isinstance(operation, ChangeData) and operation.columns == ("id", "name")


class TestTables:
    def test_have_columns_constraints_and_indexes(self) -> None:
        body = """
            op.create_table("post",
                sa.Column("id", sa.Integer(), nullable=False),
                sa.Column("author_id", sa.Integer(), sa.ForeignKey("app.user.id", ondelete="CASCADE"), index=True),
                sa.Column("slug", sa.String(length=80), unique=True),
                sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
                sa.ForeignKeyConstraint(["author_id"], ["user.id"], name="fk", use_alter=True),
                sa.UniqueConstraint("slug", "author_id", name="uq"),
                sa.CheckConstraint("id > 0", name="ck"),
                sa.Index("ix", "slug", unique=True))
        """
        (table,) = upgrade(body)
        assert isinstance(table, CreateTable)
        assert [column.name for column in table.columns] == ["id", "author_id", "slug"]
        assert table.constraints == (
            PrimaryKey(("id",), "pk_post"),
            Unique(("slug", "author_id"), "uq"),
            Check("id > 0", "ck"),
            ForeignKey(("author_id",), TableName("user", "app"), ("id",), on_delete="CASCADE"),
            Unique(("slug",)),
        )
        assert [index.name for index in table.indexes] == ["ix_post_author_id", "ix"]

    def test_name_constraints_by_place_too(self) -> None:
        body = """
            op.create_table("post",
                sa.Column("id", sa.Integer()),
                sa.ForeignKeyConstraint(["id"], ["user.id"], "fk", "CASCADE", "SET NULL"),
                sa.CheckConstraint("id > 0", "ck"))
        """
        (table,) = upgrade(body)
        assert isinstance(table, CreateTable)
        assert table.constraints == (
            ForeignKey(("id",), TableName("user"), ("id",), "fk", on_delete="SET NULL", on_update="CASCADE"),
            Check("id > 0", "ck"),
        )

    def test_are_made_from_objects_and_classes(self) -> None:
        source = """
from sqlalchemy.orm import declarative_base, Mapped, mapped_column
Base = declarative_base()
class Stamped:
    made = sa.Column(sa.DateTime)
class User(Stamped, Base):
    __tablename__ = "user"
    id = mapped_column(sa.Integer, primary_key=True)
    role_id = sa.Column(sa.Integer, sa.ForeignKey("role.id"))
class Role(Base):
    __tablename__ = "role"
    id = sa.Column(sa.Integer, primary_key=True)
def upgrade():
    sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer)).create(op.get_bind())
    Base.metadata.create_all(op.get_bind())
def downgrade():
    Base.metadata.drop_all(op.get_bind(), tables=[Role.__table__, User.__table__])
"""
        assert words(source) == ["CreateTable a", "CreateTable role", "CreateTable user"]

    def test_of_the_application_are_one_operation(self) -> None:
        source = """
from app.models import Base
def upgrade():
    Base.metadata.create_all(bind=op.get_bind())
"""
        assert [type(operation) for operation in upgrade(source)] == [CreateAll]


class TestColumns:
    def test_changes_say_what_stays(self) -> None:
        body = """
            op.alter_column("user", "name", existing_type=sa.VARCHAR(50), type_=sa.String(80), nullable=False,
                            server_default=None, existing_nullable=True)
        """
        (change,) = upgrade(body)
        assert isinstance(change, AlterColumn)
        assert (str(change.type), change.nullable, change.default) == ("VARCHAR(80)", False, None)
        assert (str(change.existing_type), change.existing_nullable) == ("VARCHAR(50)", True)

    def test_take_their_types_by_dialect(self) -> None:
        body = """
            op.add_column("t", sa.Column("a", sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")))
        """
        types = [str(upgrade(body, dialect=dialect)[0].column.type) for dialect in ("postgresql", "sqlite")]  # type: ignore[attr-defined]
        assert types == ["JSONB", "JSON"]

    def test_see_through_the_applications_types(self) -> None:
        source = """
from sqlalchemy.types import TypeDecorator, CHAR
from sqlalchemy.dialects.postgresql import UUID
class GUID(TypeDecorator):
    impl = CHAR
    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            return dialect.type_descriptor(UUID())
        return dialect.type_descriptor(CHAR(36))
def upgrade():
    op.add_column("t", sa.Column("a", GUID(), nullable=True))
"""
        types = [str(upgrade(source, dialect=dialect)[0].column.type) for dialect in ("postgresql", "sqlite")]  # type: ignore[attr-defined]
        assert types == ["UUID", "CHAR(36)"]


class TestEnums:
    def test_are_created_and_dropped_on_postgresql_only(self) -> None:
        body = """
            mood = sa.Enum("sad", "ok", name="mood")
            mood.create(op.get_bind(), checkfirst=True)
            sa.Enum(name="old").drop(op.get_bind(), checkfirst=False)
        """
        created, dropped = upgrade(body)
        assert isinstance(created, CreateEnum) and isinstance(dropped, DropEnum)
        assert (created.enum, created.check_first) == (EnumType("mood", ("sad", "ok")), True)
        assert (dropped.name, dropped.if_exists) == ("old", False)
        assert upgrade(body, dialect="sqlite") == []

    def test_check_first_by_themselves_only_as_postgresqls_own_type(self) -> None:
        created = upgrade("""
            from sqlalchemy.dialects import postgresql
            sa.Enum("a", name="one").create(op.get_bind())
            postgresql.ENUM("a", name="two").create(op.get_bind())
            postgresql.ENUM("a", name="three").create(op.get_bind(), False)
        """)
        assert [getattr(operation, "check_first", None) for operation in created] == [False, True, False]

    @pytest.mark.parametrize(
        ("mood", "made"),
        [
            ('sa.Enum("sad", name="mood")', [False]),
            ('sa.ARRAY(sa.Enum("sad", name="mood"))', [False]),
            ('postgresql.ENUM("sad", name="mood")', [False]),
            ('postgresql.ENUM("sad", name="mood", create_type=False)', []),
            ('sa.Enum("sad", name="mood", create_type=False)', [True]),  # SQLAlchemy 2.0 creates it, 2.1 does not
            ('sa.Enum("sad", name="mood", metadata=sa.MetaData())', [True]),  # the reverse
            ('sa.Enum("sad", name="mood", native_enum=False)', []),
            ('sa.String().with_variant(postgresql.ENUM("sad", name="mood"), "postgresql")', [False]),
        ],
    )
    def test_are_made_along_with_a_table(self, mood: str, made: list[bool]) -> None:
        body = f"""
            from sqlalchemy.dialects import postgresql
            op.create_table("a", sa.Column("m", {mood}))
            op.create_table("b", sa.Column("m", {mood}))
        """
        types = [operation for operation in upgrade(body) if isinstance(operation, CreateEnum)]
        assert [operation.check_first for operation in types] == made
        assert not any(isinstance(operation, CreateEnum) for operation in upgrade(body, dialect="sqlite"))

    def test_are_dropped_along_with_a_table_object_unless_others_have_them(self) -> None:
        body = """
            mood = sa.Enum("sad", name="mood")
            one = sa.Table("one", sa.MetaData(), sa.Column("m", mood))
            two = sa.Table("two", sa.MetaData(), sa.Column("m", mood))
            op.create_table("one", sa.Column("m", mood))
            op.create_table("two", sa.Column("m", mood))
            one.drop(op.get_bind())
            two.drop(op.get_bind())
        """
        assert [type(operation).__name__ for operation in upgrade(body)][3:] == ["DropTable", "DropTable", "DropEnum"]

    def test_are_not_made_again_in_the_same_revision(self) -> None:
        run = replayed("""
            def upgrade():
                op.create_table("a", sa.Column("m", sa.Enum("sad", name="mood")))
                op.drop_table("a")
                sa.Enum(name="mood").drop(op.get_bind())
                op.create_table("a", sa.Column("m", sa.Enum("sad", name="mood")))
        """).upgrade
        assert [step.conflict for step in run.steps if step.conflict] == [Conflict("missing", 'type "mood"', "type")]

    def test_take_labels_from_python_enums(self) -> None:
        source = """
import enum
class Mood(enum.Enum):
    SAD = "sad"
    OK = "ok"
def upgrade():
    op.add_column("t", sa.Column("a", sa.Enum(Mood)))
    op.add_column("t", sa.Column("b", sa.Enum(Mood, values_callable=lambda e: [m.value for m in e], name="m")))
"""
        types = [operation.column.type for operation in upgrade(source)]  # type: ignore[attr-defined]
        assert [(t.enum, t.values) for t in types] == [("mood", ("SAD", "OK")), ("m", ("sad", "ok"))]


class TestInspector:
    @pytest.mark.parametrize(
        ("question", "answer"),
        [
            ('inspector.has_table("user")', True),
            ('inspector.has_table("nobody")', False),
            ('bind.dialect.has_table(bind, "user")', True),
            ('"user" in inspector.get_table_names()', True),
            ('"name" in [c["name"] for c in inspector.get_columns("user")]', True),
            ('"age" in {c["name"] for c in inspector.get_columns("user")}', False),
            ('any(c["name"] == "age" for c in inspector.get_columns("user"))', False),
            ('next(c for c in inspector.get_columns("user") if c["name"] == "name")["type"].length == 50', True),
            ('isinstance(inspector.get_columns("user")[1]["type"], sa.String)', True),
            ('inspector.get_pk_constraint("user")["name"] == "user_pkey"', True),
            ('inspector.get_foreign_keys("user")[0]["referred_table"] == "role"', True),
            ('{k["name"] for k in inspector.get_unique_constraints("user")} == {"user_name_key"}', True),
            ('"ix_user_name" in [i["name"] for i in inspector.get_indexes("user")]', True),
            ('inspector.get_check_constraints("user") == []', False),
            ('[k.name for k in sa.Table("user", sa.MetaData(), autoload_with=bind).foreign_key_constraints]', True),
        ],
    )
    def test_answers_from_the_replayed_schema(self, question: str, answer: bool) -> None:
        body = f"""
            bind = op.get_bind()
            inspector = sa.inspect(bind)
            if {question}:
                op.drop_table("yes")
            else:
                op.drop_table("no")
        """
        assert words(body, start=START) == [f"DropTable {'yes' if answer else 'no'}"]

    @pytest.mark.parametrize(("dialect", "first"), [("postgresql", "fk_a"), ("mysql", "fk_a"), ("sqlite", "fk_b")])
    def test_tells_foreign_keys_by_name_but_on_sqlite(self, dialect: str, first: str) -> None:
        body = """
            op.create_table("new", sa.Column("b", sa.Integer), sa.Column("a", sa.Integer),
                sa.ForeignKeyConstraint(["b"], ["user.id"], "fk_b"),
                sa.ForeignKeyConstraint(["a"], ["user.id"], "fk_a"))
            op.drop_table(sa.inspect(op.get_bind()).get_foreign_keys("new")[0]["name"])
        """
        assert words(body, dialect=dialect)[-1] == f"DropTable {first}"

    def test_sees_what_the_same_upgrade_made(self) -> None:
        body = """
            op.create_table("new", sa.Column("id", sa.Integer))
            if "new" in sa.inspect(op.get_bind()).get_table_names():
                op.drop_table("new")
        """
        assert words(body) == ["CreateTable new", "DropTable new"]


def test_the_schema_public_is_the_default_one_on_postgresql() -> None:
    body = """
        op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True), schema="public")
        op.add_column("user", sa.Column("boss", sa.Integer(), sa.ForeignKey("public.user.id")))
        op.execute("ALTER TABLE public.user RENAME TO person")
    """
    assert words(body) == ["CreateTable user", "AddColumn user.boss", "RenameTable user"]
    assert words(body, dialect="mysql")[:1] == ["CreateTable public.user"]


def test_an_entity_of_alembic_utils_is_the_object_that_sql_names() -> None:
    source = """
from alembic_utils.pg_function import PGFunction
def upgrade():
    op.create_entity(PGFunction(schema="public", signature="total(integer)", definition="RETURNS int AS ''"))
    op.create_entity(PGFunction("shop", "total()", "RETURNS int AS ''"))
    op.execute("CREATE OR REPLACE FUNCTION public.total(integer) RETURNS int AS '' LANGUAGE sql")
"""
    made = [operation.name for operation in upgrade(source) if isinstance(operation, CreateObject)]
    assert made == ["total", "shop.total", "total"]


@pytest.mark.parametrize(("dialect", "found"), [("mysql", True), ("mssql", True), ("postgresql", False)])
def test_capitals_of_a_constraints_name_count_on_postgresql_only(dialect: str, found: bool) -> None:
    source = "op.drop_constraint('USER_ID_CHECK', 'user', type_='check')"
    [step] = replayed(f"def upgrade():\n    {source}\n", dialect=dialect, start=START).upgrade.steps
    assert (step.conflict is None) is found


def test_the_primary_key_of_a_table_that_no_revision_made_comes_back_on_mysql() -> None:
    source = """
def upgrade():
    op.drop_constraint("TOKENS_PK", "tokens", type_="primary")
    op.create_primary_key("TOKENS_PK", "tokens", ["token"])
def downgrade():
    op.drop_constraint("TOKENS_PK", "tokens", type_="primary")
    op.create_primary_key("TOKENS_PK", "tokens", ["account", "token"])
"""
    climbed = replayed(source, dialect="mysql")
    assert compare(climbed.upgrade.start, climbed.downgrade.end, derived=True) == ()


GEOMETRY = "from geoalchemy2 import Geometry\ndef upgrade():\n    "


@pytest.mark.parametrize(
    ("call", "indexes"),
    [
        (
            "create_table('t', sa.Column('at', Geometry('POINT', srid=4326)))",
            [Index("idx_t_at", ("at",), method="gist")],
        ),
        ("add_column('t', sa.Column('at', Geometry))", [Index("idx_t_at", ("at",), method="gist")]),
        ("create_table('t', sa.Column('at', Geometry(spatial_index=False)))", []),
        ("create_geospatial_table('t', sa.Column('at', Geometry('POINT')))", []),
        ("add_geospatial_column('t', sa.Column('at', Geometry('POINT')))", []),
    ],
)
def test_geoalchemy2_makes_an_index_with_a_column(call: str, indexes: list[Index]) -> None:
    [made] = upgrade(f"{GEOMETRY}op.{call}")
    assert isinstance(made, (AddColumn, CreateTable))
    assert list(made.indexes) == indexes


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("sa.desc('a')", "a DESC"),
        ("sa.column('a').desc()", "a DESC"),
        ("sa.column('a').desc().nulls_last()", "a DESC NULLS LAST"),
        ("sa.nullsfirst(sa.desc('a'))", "a DESC"),
        ("sa.nulls_first(sa.column('a'))", "a ASC NULLS FIRST"),
    ],
)
def test_an_index_may_be_ordered(item: str, text: str) -> None:
    [made] = upgrade(f"op.create_index('ix', 'user', [{item}])")
    assert isinstance(made, CreateIndex)
    assert made.index.columns == (text,)


@pytest.mark.parametrize(("pragma", "referred"), [("ON", "users"), ("OFF", "users_tmp"), ("1", "users")])
def test_a_pragma_of_sqlite_keeps_references_to_a_renamed_table(pragma: str, referred: str) -> None:
    source = f"""
def upgrade():
    op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("posts", sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id")))
    op.execute("PRAGMA legacy_alter_table={pragma}")
    op.rename_table("users", "users_tmp")
"""
    posts = replayed(source, dialect="sqlite").upgrade.end.table(TableName("posts"))
    assert posts is not None
    assert posts.foreign_keys[0].referred_table.name == referred


def test_a_primary_key_is_dropped_by_a_name_that_reflection_tells() -> None:
    source = """
def upgrade():
    meta = sa.MetaData()
    meta.reflect(bind=op.get_bind(), only=["user"])
    op.drop_constraint(sa.Table("user", meta).primary_key.name, "user", type_="primary")
    op.create_primary_key("user_pkey", "user", ["name"])
"""
    assert [step.conflict for step in replayed(source, start=START).upgrade.steps] == [None, None]


def test_an_identity_is_changed_where_the_existing_one_is_told() -> None:
    [added, changed, dropped] = upgrade("""
        op.alter_column("t", "a", server_default=sa.Identity(always=True))
        op.alter_column("t", "a", server_default=sa.Identity(always=True), existing_server_default=sa.Identity())
        op.alter_column("t", "a", server_default=None, existing_server_default=sa.Identity())
    """)
    assert (added.identity, added.adds_identity) == (Identity(always=True), True)
    assert (changed.identity, changed.adds_identity) == (Identity(always=True), False)
    assert dropped.identity is None


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ('"public", "mood", ["ok"], ["ok", "sad", "so"]', ["AddEnumValue sad", "AddEnumValue so"]),
        ('"public", "mood", ["ok", "sad"], ["ok"]', []),
        ('"public", "mood", ["ok", "sad"], ["ok"], [("t", "a")], False', []),
        ('"public", "mood", ["sad", "ok"], ["ok"], [("t", "a")], True', ["ReplaceEnum ('ok',)"]),
        ('"public", "mood", ["sad", "ok"], [("t", "a")]', ["ReplaceEnum ('sad', 'ok')"]),
    ],
)
def test_alembic_autogenerate_enums_names_the_old_labels_too(arguments: str, expected: list[str]) -> None:
    found = upgrade(f"op.sync_enum_values({arguments})")
    labels = [getattr(each, "value", None) or each.enum.values for each in found]  # type: ignore[attr-defined]
    assert [f"{type(each).__name__} {label}" for each, label in zip(found, labels, strict=True)] == expected


def test_alembic_postgresql_enum_makes_a_type_anew() -> None:
    [replaced] = upgrade("""
        op.sync_enum_values(
            enum_schema="public",
            enum_name="mood",
            new_values=["ok", "sad"],
            affected_columns=[TableReference(table_schema="public", table_name="t", column_name="a")],
            enum_values_to_rename=[],
        )
    """)
    assert replaced == ReplaceEnum(
        enum=EnumType("mood", ("ok", "sad")), source="op.sync_enum_values", span=replaced.span
    )


def test_an_index_on_the_columns_of_a_table_object_is_no_index_on_expressions() -> None:
    run = replayed("""
        users = sa.Table("users", sa.MetaData(), sa.Column("a", sa.Integer()), sa.Column("b", sa.Integer()))


        def upgrade():
            users.create(op.get_bind())
            sa.Index("ix_ab", users.c.a, users.c.b).create(op.get_bind())
            sa.Index("ix_lower", sa.func.lower(users.c.b), users.c.a).create(op.get_bind())
    """).upgrade
    found = {index.name: index for index in run.end.sorted_tables()[0].indexes}
    assert (found["ix_ab"].columns, found["ix_ab"].expressions) == (("a", "b"), ())
    assert (found["ix_lower"].columns, found["ix_lower"].expressions) == (("lower(b)", "a"), (0,))
