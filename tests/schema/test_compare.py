"""What two schemas do not have in common."""

import pytest
from msgspec.structs import replace
from rpds import HashTrieSet

from migralint.objects import (
    Check,
    Column,
    Constraint,
    Default,
    EnumType,
    ForeignKey,
    Index,
    PrimaryKey,
    Type,
    Unique,
)
from migralint.operations import (
    AddColumn,
    AddConstraint,
    AddEnumValue,
    AlterColumn,
    CreateEnum,
    CreateIndex,
    CreateObject,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropEnum,
    DropIndex,
    DropObject,
    DropTable,
    RenameColumn,
)
from migralint.schema import Schema, Table
from migralint.schema.compare import Difference, compare
from migralint.schema.compare.equality import same_type
from tests.schema.given import INTEGER, TEXT, after, integer, key, name, open_world, schema, table

POSTS = table("posts", key(), Column("body", TEXT), PrimaryKey(("id",), "posts_pkey"))


def differences(a: Schema, b: Schema, *, derived: bool = False) -> list[tuple[str, str, str, str]]:
    return [(each.kind, each.object, each.before, each.after) for each in compare(a, b, derived=derived)]


def test_a_schema_equals_itself() -> None:
    assert compare(schema(POSTS), schema(POSTS)) == ()


def test_a_table_of_one_side_only() -> None:
    assert compare(schema(POSTS), schema()) == (
        Difference("missing", "table posts", name("posts"), "posts", "table posts", "", "table"),
    )
    assert differences(schema(), schema(POSTS)) == [("added", "table posts", "", "table posts")]


def test_a_schema_that_is_not_wholly_known_lacks_nothing() -> None:
    assert compare(schema(POSTS), open_world()) == ()
    assert compare(open_world(), schema(POSTS)) == ()
    gone = after(open_world(POSTS), DropTable(table=name("posts")))
    assert differences(open_world(POSTS), gone) == [("missing", "table posts", "table posts", "")]


def test_columns_whatever_their_order() -> None:
    a = schema(table("t", integer("a"), Column("b", TEXT, nullable=False, default=Default("'x'"))))
    b = schema(table("t", integer("c"), integer("a")))
    assert differences(a, b) == [
        ("missing", "column t.b", "TEXT DEFAULT 'x' NOT NULL", ""),
        ("added", "column t.c", "", "INTEGER"),
    ]
    assert compare(schema(table("t", integer("a"), integer("b"))), schema(table("t", integer("b"), integer("a")))) == ()


def test_each_aspect_of_a_changed_column() -> None:
    a = schema(table("t", Column("a", Type("VARCHAR", ("50",)), nullable=False)))
    b = schema(table("t", Column("a", TEXT, default=Default("'x'"))))
    assert differences(a, b) == [
        ("changed", "column t.a", "VARCHAR(50)", "TEXT"),
        ("changed", "column t.a", "NOT NULL", "NULL"),
        ("changed", "column t.a", "no default", "DEFAULT 'x'"),
    ]
    assert [each.aspect for each in compare(a, b)] == ["type", "nullable", "default"]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Type("?"), TEXT),
        (Type("INT"), INTEGER),
        (Type("DECIMAL", ("10", " 2")), Type("NUMERIC", ("10", "2"))),
        (Type("TIMESTAMP", suffix="WITHOUT TIME ZONE"), Type("TIMESTAMP")),
        (Type("TIMESTAMPTZ"), Type("TIMESTAMP", suffix="WITH TIME ZONE")),
        (Type("mood", enum="mood", values=("sad",)), Type("mood", enum="mood", creates_enum=True)),
        (Type("INTEGER", ("11",)), Type("INTEGER")),
        (Type("TINYINT", ("1",)), Type("BOOL")),
        (Type("FLOAT"), Type("DOUBLE PRECISION")),
        (Type("FLOAT", ("25",)), Type("FLOAT8")),
        (Type("FLOAT", dimensions=1), Type("DOUBLE PRECISION", ("53",), dimensions=1)),
        (Type("FLOAT4"), Type("REAL")),
        (Type("DECIMAL", ("10",)), Type("NUMERIC", ("10", "0"))),
        (Type("CHAR"), Type("CHARACTER", ("1",))),
        (Type("BIT"), Type("BIT", ("1",))),
    ],
)
def test_types_that_are_one(a: Type, b: Type) -> None:
    assert compare(schema(table("t", Column("a", a))), schema(table("t", Column("a", b)))) == ()


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Type("VARCHAR", ("50",)), Type("VARCHAR", ("100",))),
        (INTEGER, Type("BIGINT")),
        (Type("TIMESTAMP"), Type("TIMESTAMP", suffix="WITH TIME ZONE")),
        (INTEGER, Type("INTEGER", dimensions=1)),
        (Type("mood", enum="mood"), Type("state", enum="state")),
        (Type("ENUM", values=("a",)), Type("ENUM", values=("a", "b"))),
        (Type("TINYINT", ("4",)), Type("BOOL")),
        (Type("FLOAT", ("24",)), Type("DOUBLE PRECISION")),
        (Type("FLOAT"), Type("DOUBLE")),  # MySQL
        (Type("FLOAT", dimensions=1), Type("DOUBLE PRECISION")),
        (Type("NUMERIC"), Type("NUMERIC", ("10", "0"))),
        (Type("NUMERIC", ("10",)), Type("NUMERIC", ("10", "2"))),
        (Type("VARCHAR"), Type("VARCHAR", ("1",))),
    ],
)
def test_types_that_are_two(a: Type, b: Type) -> None:
    [difference] = compare(schema(table("t", Column("a", a))), schema(table("t", Column("a", b))))
    assert difference.aspect == "type"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("?", "'x'"),
        ("'0'", "0"),
        ("'false'", "false"),
        ("now()", "CURRENT_TIMESTAMP"),
        ("'x'::character varying", "'x'"),
        ("('x')", "'x'"),
        ("NULL", None),
        ("nextval('t_id_seq'::regclass)", None),
    ],
)
def test_defaults_that_are_one(a: str, b: str | None) -> None:
    other = Column("a", TEXT, default=Default(b) if b else None)
    assert compare(schema(table("t", Column("a", TEXT, default=Default(a)))), schema(table("t", other))) == ()


@pytest.mark.parametrize(("a", "b"), [("'x'", "'X'"), ("'x'", None), ("0", "1"), ("'now()'", "now()")])
def test_defaults_that_are_two(a: str, b: str | None) -> None:
    other = Column("a", TEXT, default=Default(b) if b else None)
    [difference] = compare(schema(table("t", Column("a", TEXT, default=Default(a)))), schema(table("t", other)))
    assert difference.aspect == "default"


USERS = name("users")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Unique(("a",), "uq"), Unique(("a",))),
        (Unique(("a",), "uq"), Index("uq", ("a",), unique=True)),
        (Check("a > 0", "ck"), Check("(a > 0)", "ck")),
        (Check("a > 0"), Check("A>0")),
        (Check("a != 1 AND b IN (1, 2)", "ck"), Check("a <> 1 AND (b = ANY (ARRAY[2, 1]))", "ck")),
        (Check("a NOT IN ('x', 'y')", "ck"), Check("a NOT IN ('y','x')", "ck")),
        (ForeignKey(("a",), USERS, ("id",), "fk"), ForeignKey(("a",), USERS, (), None, on_delete="NO ACTION")),
        (ForeignKey(("a",), USERS, ("id",), "fk", valid=False), ForeignKey(("a",), USERS, ("id",), "fk")),
        (Index("ix", ("a",), where="a IS NULL"), Index("ix", ("a",), method="btree", where="(a is null)")),
        (Index("ix", ("a",), where="old IS FALSE"), Index("ix", ("a",), where="(old = false)")),
        (Index("ix", ("a",), where="b AND NOT old"), Index("ix", ("a",), where="((b IS TRUE) AND (NOT old))")),
        (Index("ix", ("a",), orders=("DESC",)), Index("ix", ("a",), orders=("DESC",))),
        (PrimaryKey(("a",), "pk"), PrimaryKey(("a",))),
    ],
)
def test_constraints_and_indexes_that_are_one(a: Constraint | Index, b: Constraint | Index) -> None:
    assert compare(schema(table("t", integer("a"), a)), schema(table("t", integer("a"), b))) == ()


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (
            Index("ix", ("a",), unique=True),
            Index("ix", ("a",)),
            ("changed", 'index "ix" of table t', "UNIQUE INDEX (a)", "INDEX (a)"),
        ),
        (
            Index("ix", ("a", "b"), orders=("DESC", "")),
            Index("ix", ("a", "b")),
            ("changed", 'index "ix" of table t', "INDEX (a DESC, b)", "INDEX (a, b)"),
        ),
        (
            Index("ix", ("a",), orders=("COLLATE NOCASE",)),
            Index("ix", ("a",), orders=("COLLATE RTRIM",)),
            ("changed", 'index "ix" of table t', "INDEX (a COLLATE NOCASE)", "INDEX (a COLLATE RTRIM)"),
        ),
        (
            Index("ix", ("a",), method="gin", include=("b",), where="b > 0"),
            Index("ix", ("a",), orders=("DESC",)),
            ("changed", 'index "ix" of table t', "INDEX USING gin (a) INCLUDE (b) WHERE b > 0", "INDEX (a DESC)"),
        ),
        (
            Index("ix", ("a",), where="old IS NOT TRUE"),
            Index("ix", ("a",), where="old = false"),
            ("changed", 'index "ix" of table t', "INDEX (a) WHERE old IS NOT TRUE", "INDEX (a) WHERE old = false"),
        ),
        (
            Check("old IS TRUE", "ck"),
            Check("old = true", "ck"),
            ("changed", 'check constraint "ck" of table t', "CHECK (old IS TRUE)", "CHECK (old = true)"),
        ),
        (Index("ix", ("a",)), Index("iy", ("a",)), ("changed", 'index "ix" of table t', '"ix"', '"iy"')),
        (
            Unique(("a",), "uq"),
            Unique(("a", "b"), "uq"),
            ("changed", 'unique constraint "uq" of table t', "UNIQUE (a)", "UNIQUE (a, b)"),
        ),
        (
            ForeignKey(("a",), USERS, ("id",), "fk", on_delete="CASCADE"),
            ForeignKey(("a",), USERS, ("id",), "fk"),
            (
                "changed",
                'foreign key "fk" of table t',
                "FOREIGN KEY (a) REFERENCES users (id) ON DELETE CASCADE",
                "FOREIGN KEY (a) REFERENCES users (id)",
            ),
        ),
        (
            PrimaryKey(("a", "b"), "pk"),
            PrimaryKey(("b", "a"), "pk"),
            ("changed", "primary key of table t", "PRIMARY KEY (a, b)", "PRIMARY KEY (b, a)"),
        ),
        (
            Check("a IN (1, 2)", "ck"),
            Check("a IN (1, 3)", "ck"),
            ("changed", 'check constraint "ck" of table t', "CHECK (a IN (1, 2))", "CHECK (a IN (1, 3))"),
        ),
        (
            Check("a > 0", "ck"),
            Check("a > 1", "ck"),
            ("changed", 'check constraint "ck" of table t', "CHECK (a > 0)", "CHECK (a > 1)"),
        ),
    ],
)
def test_constraints_and_indexes_that_changed(
    a: Constraint | Index, b: Constraint | Index, expected: tuple[str, str, str, str]
) -> None:
    columns = (integer("a"), integer("b"))
    assert differences(schema(table("t", *columns, a)), schema(table("t", *columns, b))) == [expected]


def test_a_foreign_key_that_is_there_twice_counts_once() -> None:
    reference = ForeignKey(("a",), USERS, ("id",))
    once, twice = table("t", integer("a"), reference), table("t", integer("a"), reference, reference)
    assert compare(schema(twice), schema(once), derived=True) == compare(schema(once), schema(twice)) == ()


def test_constraints_and_indexes_of_one_side_only() -> None:
    bare = table("t", integer("a"))
    unique = table("t", integer("a"), Unique(("a",)), Index("ix", ("a",)))
    assert differences(schema(bare), schema(unique)) == [
        ("added", "unique constraint of table t", "", "UNIQUE (a)"),
        ("added", 'index "ix" of table t', "", "INDEX (a)"),
    ]
    assert differences(schema(unique), schema(bare)) == [
        ("missing", "unique constraint of table t", "UNIQUE (a)", ""),
        ("missing", 'index "ix" of table t', "INDEX (a)", ""),
    ]


def test_the_index_that_innodb_makes_for_a_foreign_key_is_no_difference() -> None:
    reference = ForeignKey(("a",), USERS, ("id",), "fk")
    a, b = table("t", integer("a"), reference, Index("fk", ("a",))), table("t", integer("a"), reference)
    assert compare(schema(a), schema(b)) == compare(schema(b), schema(a)) == ()


def test_enum_types_whatever_the_order_of_labels() -> None:
    a, b = EnumType("mood", ("sad", "ok")), EnumType("mood", ("ok", "sad"))
    assert compare(schema(enums=(a,)), schema(enums=(b,))) == ()
    assert compare(schema(enums=(a,)), schema(enums=(EnumType("mood"),))) == ()
    assert differences(schema(enums=(a,)), schema(enums=(EnumType("mood", ("sad",)),))) == [
        ("changed", 'type "mood"', "ENUM ('sad', 'ok')", "ENUM ('sad')")
    ]
    assert differences(schema(enums=(a,)), schema()) == [("missing", 'type "mood"', "ENUM ('sad', 'ok')", "")]
    assert differences(schema(), schema(enums=(b,))) == [("added", 'type "mood"', "", "ENUM ('ok', 'sad')")]


def test_a_table_that_is_not_wholly_known_lacks_nothing() -> None:
    found = Table(name("posts"), complete=False)
    assert compare(schema(POSTS), schema(found)) == compare(schema(found), schema(POSTS)) == ()
    dropped = replace(found, dropped_columns=HashTrieSet({"body"}))
    assert differences(schema(POSTS), schema(dropped)) == [("missing", "column posts.body", "TEXT", "")]


ADD = AddColumn(table=name("posts"), column=integer("views"))
DROP = DropColumn(table=name("posts"), name="views")
CREATE = CreateTable(table=name("tags"), columns=(integer("id"),))
INDEX = CreateIndex(table=name("posts"), index=Index("ix", ("views",)))


def test_what_an_upgrade_made_in_an_open_world_and_its_downgrade_forgot() -> None:
    start = open_world()
    left = after(start, ADD, INDEX, CREATE)
    assert compare(start, left) == ()
    assert differences(start, left, derived=True) == [
        ("added", "column posts.views", "", "INTEGER"),
        ("added", 'index "ix" of table posts', "", "INDEX (views)"),
        ("added", "table tags", "", "table tags"),
    ]
    undone = after(left, DropTable(table=name("tags")), DropIndex(name="ix", table=name("posts")), DROP)
    assert compare(start, undone, derived=True) == ()


def test_what_an_upgrade_dropped_in_an_open_world_and_its_downgrade_made_again() -> None:
    constraint = Unique(("views",), "uq")
    start = open_world()
    restored = after(
        start,
        DropConstraint(table=name("posts"), name="uq"),
        DropIndex(name="ix", table=name("posts")),
        DROP,
        DropTable(table=name("tags")),
        CREATE,
        ADD,
        INDEX,
        AddConstraint(table=name("posts"), constraint=constraint),
    )
    assert compare(start, restored, derived=True) == ()


def test_what_comes_back_with_a_column_or_table_that_is_not_wholly_known_is_not_left_behind() -> None:
    column = integer("user_id")
    reference = ForeignKey(("user_id",), name("users"), ("id",), "fk")
    index = CreateIndex(table=name("posts"), index=Index("ix_user_id", ("user_id",)))
    keys = (AddConstraint(table=name("posts"), constraint=reference), index)
    start = open_world()
    drop, add = DropColumn(table=name("posts"), name="user_id"), AddColumn(table=name("posts"), column=column)
    assert compare(start, after(start, drop, add, *keys), derived=True) == ()
    assert [each.name for each in compare(start, after(start, *keys), derived=True)] == ["fk", "ix_user_id"]

    known = after(start, *keys)
    create = CreateTable(table=name("posts"), columns=(key(), column), constraints=(reference,))
    remade = after(known, DropTable(table=name("posts")), create, index)
    assert compare(known, remade, derived=True) == ()
    assert differences(known, after(remade, DropIndex(name="ix_user_id", table=name("posts"))), derived=True) == [
        ("missing", 'index "ix_user_id" of table posts', "INDEX (user_id)", "")
    ]


SCHEMA_TYPE = Type("SMALLINT", wrapper="PyIntEnum", is_schema_type=True)


def test_a_check_that_a_type_of_the_application_adds() -> None:
    """The script drops it by the name that no script gave."""
    posts = table("posts", Column("state", SCHEMA_TYPE))
    check = Check("state IN (1, 2)", "ck_state")
    add = AddConstraint(table=name("posts"), constraint=check)
    drop = DropConstraint(table=name("posts"), name="ck_state", kind="check")
    assert compare(schema(posts), after(schema(posts), drop, add), derived=True) == ()
    known = schema(replace(posts, constraints=(check,)))
    assert compare(known, after(known, drop), derived=True) == ()
    plain = schema(table("posts", integer("state")))
    assert differences(plain, after(plain, add), derived=True) == [
        ("added", 'check constraint "ck_state" of table posts', "", "CHECK (state IN (1, 2))")
    ]


def test_enum_types_in_an_open_world() -> None:
    create, drop = CreateEnum(enum=EnumType("mood", ("sad",))), DropEnum(name="mood")
    start = open_world()
    assert differences(start, after(start, create), derived=True) == [("added", 'type "mood"', "", "ENUM ('sad')")]
    assert compare(start, after(start, create, drop), derived=True) == ()
    assert compare(start, after(start, drop, create), derived=True) == ()
    assert compare(start, after(start, AddEnumValue(enum="mood", value="ok")), derived=True) == ()


def test_what_was_altered_as_found_is_not_added() -> None:
    start = open_world()
    altered = after(
        start,
        AlterColumn(table=name("posts"), name="body", nullable=False, existing_type=TEXT),
        RenameColumn(table=name("posts"), name="title", new_name="name"),
        RenameColumn(table=name("posts"), name="name", new_name="title"),
    )
    assert compare(start, altered, derived=True) == ()


def test_what_was_there_before_and_is_made_again_is_not_left_behind() -> None:
    drop, create = DropObject(kind="sequence", name="s"), CreateObject(kind="sequence", name="s")
    assert differences(open_world(), after(open_world(), drop, create), derived=True) == []
    assert differences(open_world(), after(open_world(), replace(drop, if_exists=True), create), derived=True) == [
        ("added", 'sequence "s"', "", 'sequence "s"')
    ]


def test_what_both_directions_look_for_and_make_was_there_before() -> None:
    drop, create = DropObject(kind="view", name="v", if_exists=True), CreateObject(kind="view", name="v")
    assert differences(open_world(), after(open_world(), drop, create, drop, create), derived=True) == []
    assert differences(open_world(), after(open_world(), drop, create), derived=True) == [
        ("added", 'view "v"', "", 'view "v"')
    ]


def test_a_temporary_function_goes_with_its_session() -> None:
    create = CreateObject(kind="function", name="pg_temp.f", or_replace=True)
    assert differences(schema(), after(schema(), create), derived=True) == []


def test_a_function_that_the_downgrade_replaces_again_is_put_back() -> None:
    create = CreateObject(kind="function", name="f", or_replace=True)
    upgraded = after(schema(), create)
    assert differences(schema(), upgraded, derived=True) == [("added", 'function "f"', "", 'function "f"')]
    assert compare(schema(), after(upgraded, create), derived=True) == ()
    assert differences(upgraded, after(upgraded, create, DropObject(kind="function", name="f")), derived=True) == [
        ("missing", 'function "f"', 'function "f"', "")
    ]


def test_the_sequence_of_an_id_comes_back_with_it() -> None:
    votes = replace(table("votes", key()), id_sequence="votes_id_seq")
    create = CreateObject(kind="sequence", name="votes_id_seq")
    assert compare(schema(votes), after(schema(votes), create), derived=True) == ()
    assert [each.name for each in compare(schema(), after(schema(), create), derived=True)] == ["votes_id_seq"]


def test_an_id_that_no_longer_counts_has_changed() -> None:
    counting = schema(table("t", replace(integer("id"), autoincrement=True)))
    plain = schema(table("t", integer("id")))
    [difference] = compare(counting, plain)
    assert (difference.aspect, difference.before, difference.after) == (
        "autoincrement",
        "counts by itself",
        "does not count by itself",
    )
    text = replace(integer("id"), autoincrement=True, type=TEXT)
    assert compare(schema(table("t", text)), schema(table("t", replace(text, autoincrement=False)))) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", "COLLATE utf8mb4_bin", True),
        ("CHARACTER SET latin1 COLLATE utf8mb4_bin", "COLLATE utf8mb4_bin", False),
        ("CHARACTER SET utf8mb4", "", False),
        ("COLLATE utf8mb4_bin", "COLLATE utf8mb4_general_ci", False),
        ('COLLATE "?"', "COLLATE utf8mb4_general_ci", True),
    ],
)
def test_a_collation_names_its_character_set(one: str, other: str, same: bool) -> None:
    assert same_type(Type("VARCHAR", ("9",), one), Type("VARCHAR", ("9",), other)) is same
