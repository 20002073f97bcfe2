"""The names of what the script leaves unnamed."""

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import AddConstraint as AddConstraintDDL

from migralint.objects import Check, Constraint, Exclude, ForeignKey, Index, PrimaryKey, Unique
from migralint.operations import AddConstraint, CreateIndex, CreateTable, DropConstraint, DropIndex, Operation
from migralint.schema.apply import apply
from migralint.schema.naming import Naming, conventional_name, shortened
from tests.schema.given import integer, key, name, schema, table

REFERENCE = ForeignKey(("a", "b"), name("users"), ("id", "org"))
BARE = schema(table("t", integer("a"), integer("b")), table("users", key("id"), key("org")))
LONG = "organization_membership_invitation_reminders_of_today"


def named(operation: Operation, naming: Naming) -> list[str | None]:
    made = apply(BARE, operation, naming)[0].tables[name("t")]
    return [each.name for each in (*made.constraints, *made.indexes)]


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (PrimaryKey(("a",)), "t_pkey"),
        (Unique(("a", "b")), "t_a_b_key"),
        (REFERENCE, "t_a_b_fkey"),
        (Exclude(columns=("a",)), "t_a_excl"),
        (Check("a > 0", columns=("a",)), "t_a_check"),
        (Check("a > b", columns=("a", "b")), "t_check"),
        (Check("true"), "t_check"),
        (Unique(("a",), "mine"), "mine"),
    ],
)
def test_postgresql_names_constraints_after_table_and_columns(constraint: Constraint, expected: str) -> None:
    assert named(AddConstraint(table=name("t"), constraint=constraint), Naming()) == [expected]


def test_postgresql_numbers_names_that_are_taken() -> None:
    checks = tuple(Check(f"a > {n}", columns=("a",)) for n in range(3))
    made = apply(schema(), CreateTable(table=name("t"), columns=(integer("a"),), constraints=checks), Naming())[0]
    assert [c.name for c in made.tables[name("t")].constraints] == ["t_a_check", "t_a_check1", "t_a_check2"]


@pytest.mark.parametrize(
    ("owner", "columns", "expected"),
    [
        (LONG, ("id",), "organization_membership_invitation_reminders_of_today_id_key"),
        (LONG, ("organization_id",), "organization_membership_invitation_reminder_organization_id_key"),
        (
            "l2",
            ("x_organization_id_of_the_invitation", "y_organization_id_of_the_membership_of_reminder"),
            "l2_x_organization_id_of_the_invitation_y_organization_id_of_key",
        ),
    ],
)
def test_postgresql_cuts_the_longer_part(owner: str, columns: tuple[str, ...], expected: str) -> None:
    before = schema(table(owner, *(integer(column) for column in columns)))
    made = apply(before, AddConstraint(table=name(owner), constraint=Unique(columns)), Naming())[0]
    assert [unique.name for unique in made.tables[name(owner)].uniques] == [expected]


def test_postgresql_does_not_cut_two_tables_to_one_name() -> None:
    """Names of constraints are looked for in the whole schema."""
    versions = "production_schedule_version"
    references = [
        (f"{versions}_task_link", f"{versions}_id", f"{versions}_t_{versions}__fkey"),
        (f"{versions}_task_link_person_link", f"{versions}_task_link_id", f"{versions}__{versions}__fkey1"),
    ]
    state = schema(table("users", key()))
    for owner, column, expected in references:
        reference = ForeignKey((column,), name("users"), ("id",))
        state, _ = apply(
            state, CreateTable(table=name(owner), columns=(integer(column),), constraints=(reference,)), Naming()
        )
        assert [each.name for each in state.tables[name(owner)].foreign_keys] == [expected]
    for owner, _, expected in references:
        state, _ = apply(state, DropConstraint(table=name(owner), name=expected), Naming())
    for owner, column, expected in references:
        reference = ForeignKey((column,), name("users"), ("id",))
        state, _ = apply(state, AddConstraint(table=name(owner), constraint=reference), Naming())
        assert [each.name for each in state.tables[name(owner)].foreign_keys] == [expected]


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (Index(None, ("a", "b")), "t_a_b_idx"),
        (Index(None, ("lower(a)",), expressions=(0,)), "t_lower_idx"),
        (Index(None, ("(a + b)", "(a - b)"), expressions=(0, 1)), "t_expr_expr1_idx"),
    ],
)
def test_postgresql_names_an_index_that_sql_leaves_unnamed(index: Index, expected: str) -> None:
    assert named(CreateIndex(table=name("t"), index=index, sql="CREATE INDEX ON t"), Naming()) == [expected]


def test_sqlalchemy_names_an_index_that_python_leaves_unnamed() -> None:
    create = CreateIndex(table=name("t"), index=Index(None, ("a", "b")))
    assert named(create, Naming()) == ["ix_t_a"]
    assert named(create, Naming("sqlite")) == ["ix_t_a"]


@pytest.mark.parametrize(
    ("dialect", "constraint", "expected"),
    [
        ("mysql", PrimaryKey(("a",), "pk_t"), ["PRIMARY"]),
        ("mysql", Unique(("a", "b")), ["a"]),
        ("mysql", REFERENCE, ["t_ibfk_1", "a"]),
        ("mysql", Check("a > 0"), ["t_chk_1"]),
        ("mariadb", Check("a > 0"), ["CONSTRAINT_1"]),
        ("sqlite", Unique(("a",)), [None]),
        ("sqlite", REFERENCE, [None]),
        ("mssql", PrimaryKey(("a",)), [None]),
        ("oracle", Check("a > 0"), [None]),
    ],
)
def test_other_databases_have_names_of_their_own(
    dialect: str, constraint: Constraint, expected: list[str | None]
) -> None:
    assert named(AddConstraint(table=name("t"), constraint=constraint), Naming(dialect)) == expected


def test_mysql_counts_on_from_the_highest_foreign_key_and_the_second_unique() -> None:
    first = ForeignKey(("a",), name("users"), ("id",), "t_ibfk_4")
    create = CreateTable(
        table=name("t"),
        columns=(integer("a"),),
        constraints=(first, ForeignKey(("a",), name("users"), ("id",)), Unique(("a",)), Unique(("a",))),
    )
    made = apply(schema(), create, Naming("mysql"))[0].tables[name("t")]
    assert [c.name for c in made.constraints] == ["t_ibfk_4", "t_ibfk_5", "a", "a_2"]


CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0N_name)s_%(referred_table_name)s_%(referred_column_0_name)s",
    "pk": "pk_%(table_name)s",
}


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (PrimaryKey(("a",)), ["pk_t"]),
        (Unique(("a", "b")), ["uq_t_a_b"]),
        (REFERENCE, ["fk_t_ab_users_id"]),
        (Unique(("a",), "mine"), ["mine"]),
        (Check("a > 0", columns=("a",)), ["t_a_check"]),
    ],
)
def test_a_convention_comes_before_the_database(constraint: Constraint, expected: list[str | None]) -> None:
    assert named(AddConstraint(table=name("t"), constraint=constraint), Naming(convention=CONVENTION)) == expected


def test_a_convention_does_not_reach_sql() -> None:
    add = AddConstraint(table=name("t"), constraint=Unique(("a",)), sql="ALTER TABLE t ADD UNIQUE (a)")
    assert named(add, Naming(convention=CONVENTION)) == ["t_a_key"]


def test_an_explicit_name_is_changed_only_where_the_convention_asks_for_it() -> None:
    assert conventional_name("ck", name("t"), Check("a > 0", "positive"), CONVENTION) == "ck_t_positive"
    assert conventional_name("uq", name("t"), Unique(("a",), "uq_mine"), CONVENTION) == "uq_mine"
    assert conventional_name("ck", name("t"), Check("a > 0"), CONVENTION) is None
    assert conventional_name("fk", name("t"), REFERENCE, {"pk": "pk"}) is None


@pytest.mark.parametrize(
    "template",
    [
        "uq_%(table_name)s_%(column_0_name)s",
        "uq_%(column_0_label)s",
        "uq_%(column_0N_label)s",
        "uq_%(column_0_N_label)s",
        "uq_%(column_0_N_name)s_%(column_1_name)s",
        "uq_%(column_0_key)s_%(column_5_name)s",
    ],
)
@pytest.mark.parametrize("owner", [None, "app"])
def test_a_template_gives_what_sqlalchemy_gives(template: str, owner: str | None) -> None:
    metadata = sa.MetaData(naming_convention={"uq": template})
    columns = [sa.Column(each, sa.Integer) for each in ("a", LONG)]
    constraint = sa.UniqueConstraint("a", LONG)
    sa.Table("t", metadata, *columns, constraint, schema=owner)
    rendered = str(AddConstraintDDL(constraint).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    ours = conventional_name("uq", name(f"{owner}.t" if owner else "t"), Unique(("a", LONG)), {"uq": template})
    assert ours is not None
    assert shortened(ours, "postgresql") == rendered.split(" CONSTRAINT ")[1].split(" UNIQUE")[0].strip('"')


def test_an_unknown_token_leaves_the_name_unknown_and_a_drop_finds_it_by_its_columns() -> None:
    naming = Naming(convention={"uq": "uq_%(my_token)s", "ix": "ix_%(my_token)s"})
    made = schema(table("t", integer("a"), integer("b")))
    for operation in (
        AddConstraint(table=name("t"), constraint=Unique(("a",))),
        AddConstraint(table=name("t"), constraint=Unique(("b",))),
        CreateIndex(table=name("t"), index=Index(None, ("a",))),
    ):
        made, _ = apply(made, operation, naming)
    left, conflict = apply(made, DropConstraint(table=name("t"), name="uq_t_b_x", kind="unique"), naming)
    assert (left.tables[name("t")].constraints, conflict) == ((Unique(("a",)),), None)
    assert apply(made, DropIndex(name="ix_t_a_x", table=name("t")), naming) == (made, None)
    assert apply(made, DropConstraint(table=name("t"), name="fk_t_a", kind="foreignkey"), naming)[1] is not None


def test_an_index_that_is_unique_has_a_token_of_its_own() -> None:
    naming = Naming(convention={"ix": "ix_%(unique?uq_:)s%(table_name)s"})
    assert named(CreateIndex(table=name("t"), index=Index(None, ("a",), unique=True)), naming) == ["ix_uq_t"]
    assert named(CreateIndex(table=name("t"), index=Index(None, ("a",))), naming) == ["ix_t"]


def test_a_table_gets_all_its_names_at_once() -> None:
    create = CreateTable(
        table=name("posts"), columns=(key(), integer("slug")), constraints=(Unique(("slug",)), Check("id > 0", "ck"))
    )
    made = apply(schema(), create, Naming(convention=CONVENTION))[0].tables[name("posts")]
    assert [c.name for c in made.constraints] == ["pk_posts", "uq_posts_slug", "ck"]


@pytest.mark.parametrize(
    ("sql", "dialect", "kept"),
    [
        (None, "postgresql", "organization_membership_invitation_reminders_of_today_z_8f8e"),
        ("ALTER TABLE …", "postgresql", "organization_membership_invitation_reminders_of_today_zzzzzzzzz"),
        (None, "sqlite", f"{LONG}_{'z' * 40}"),
    ],
)
def test_a_name_that_is_too_long_is_kept_shorter_and_found_by_the_long_one(
    sql: str | None, dialect: str, kept: str
) -> None:
    given = f"{LONG}_{'z' * 40}"
    made, _ = apply(BARE, AddConstraint(table=name("t"), constraint=Unique(("a",), given), sql=sql), Naming(dialect))
    assert [unique.name for unique in made.tables[name("t")].uniques] == [kept]
    indexed, _ = apply(BARE, CreateIndex(table=name("t"), index=Index(given, ("a",)), sql=sql), Naming(dialect))
    assert [index.name for index in indexed.tables[name("t")].indexes] == [kept]
    drop = DropConstraint(table=name("t"), name=given, sql=sql, in_batch=True)
    assert apply(made, drop, Naming(dialect))[1] is None
    assert apply(indexed, DropIndex(name=given, sql=sql), Naming(dialect))[1] is None
