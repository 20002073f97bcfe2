"""Types are spelled as SQLAlchemy's own DDL compilers spell them."""

import inspect
from collections.abc import Iterator
from itertools import product

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite
from sqlalchemy.dialects.mysql.mariadb import MariaDBDialect
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import TypeEngine

from migralint.interpreter.types import is_type_path, spell
from migralint.objects import UNKNOWN_TYPE, Type


def _modern_mssql() -> Dialect:
    dialect = mssql.dialect()
    dialect.server_version_info = (16,)
    dialect.deprecate_large_types = True
    return dialect


DIALECTS = {
    "postgresql": postgresql.dialect(),
    "mysql": mysql.dialect(),
    "mariadb": MariaDBDialect(),
    "sqlite": sqlite.dialect(),
    "mssql": _modern_mssql(),
    "oracle": oracle.dialect(),
}
LABELS = ("draft", "it's", "published")
NUMBERS = (sa.Numeric, sa.Float, sa.Integer, mysql.BIT, mysql.YEAR, mssql.DATETIME2, mssql.DATETIMEOFFSET, mssql.TIME)
ARGUMENTS: dict[tuple[type, ...], list[tuple[tuple[object, ...], dict[str, object]]]] = {
    (sa.types.TypeEngine,): [((), {}), ((), {"none_as_null": True}), ((), {"astext_type": sa.Text()})],
    (sa.String, sa.LargeBinary, sa.types.BINARY, sa.types.VARBINARY): [
        ((50,), {}),
        ((50, "de_DE"), {}),
        ((), {"length": 50}),
        ((), {"length": 0}),
        ((), {"length": 50, "collation": "nocase"}),
        ((), {"length": 50, "collation": "de_DE"}),
        ((), {"length": 20, "charset": "utf8mb4", "collation": "utf8mb4_bin"}),
        ((), {"length": 20, "binary": True}),
    ],
    (postgresql.BIT,): [((8,), {}), ((8, True), {}), ((), {"length": 8, "varying": True}), ((), {"varying": True})],
    NUMBERS: [
        ((6,), {}),
        ((10, 2), {}),
        ((10, 0), {}),
        ((), {"precision": 8}),
        ((), {"precision": 8, "scale": 3}),
        ((), {"precision": 8, "asdecimal": True}),
        ((), {"binary_precision": 40}),
        ((), {"unsigned": True}),
        ((), {"unsigned": True, "zerofill": True, "display_width": 11}),
    ],
    (sa.DateTime, sa.Time): [
        ((True,), {}),
        ((False,), {}),
        ((True, 3), {}),
        ((), {"timezone": True}),
        ((), {"timezone": True, "precision": 3}),
        ((), {"timezone": False, "precision": 0}),
        ((), {"timezone": False, "fsp": 6}),
        ((), {"local_timezone": True}),
    ],
    (sa.Interval, postgresql.INTERVAL, oracle.INTERVAL): [
        ((), {"native": False}),
        ((), {"second_precision": 4}),
        ((), {"second_precision": 4, "day_precision": 2}),
        ((), {"fields": "DAY TO SECOND"}),
        ((), {"fields": "DAY TO SECOND", "precision": 2}),
        ((3,), {}),
    ],
    (sa.Boolean,): [((True,), {}), ((), {"create_constraint": True, "name": "ck"})],
    (sa.Uuid,): [((), {"as_uuid": True}), ((), {"as_uuid": False, "native_uuid": False})],
    (sa.Enum, mysql.SET): [
        (LABELS, {}),
        (LABELS, {"name": "post_status"}),
        (LABELS, {"name": "post_status", "length": 40}),
        (LABELS, {"name": "post_status", "create_type": False}),
        (LABELS, {"name": "post_status", "native_enum": False}),
        (LABELS, {"name": "post_status", "native_enum": False, "length": 40, "create_constraint": True}),
        (LABELS, {"charset": "utf8mb4", "collation": "utf8mb4_bin"}),
    ],
}
ABSTRACT_OR_APART = {
    "ARRAY", "ABCType", "AbstractMultiRange", "AbstractRange", "AbstractSingleRange", "Concatenable", "DOMAIN",
    "ExternalType", "Indexable", "MatchType", "NamedType", "NullType", "NumericCommon", "SchemaType", "TupleType",
    "TypeDecorator", "TypeEngine", "UserDefinedType", "VECTOR", "Variant",
}  # fmt: skip


def _classes() -> list[tuple[str, type[TypeEngine[object]]]]:
    return [
        (f"{module.__name__}.{name}", kind)
        for module in (sa.types, postgresql, mysql, mssql, oracle, sqlite)
        for name, kind in vars(module).items()
        if inspect.isclass(kind) and issubclass(kind, TypeEngine)
        if not name.startswith("_") and name not in ABSTRACT_OR_APART
    ]


def _arguments(kind: type) -> Iterator[tuple[tuple[object, ...], dict[str, object]]]:
    for kinds, arguments in ARGUMENTS.items():
        if issubclass(kind, kinds):
            yield from arguments


def _dialects(path: str) -> tuple[str, ...]:
    """PostgreSQL's and MySQL's own types are also compiled for the dialects that scripts meet them on most."""
    match path.split(".")[2:-1]:
        case ["mysql"]:
            return ("mysql", "mariadb", "postgresql", "sqlite")
        case ["postgresql"]:
            return ("postgresql", "sqlite")
        case [own]:
            return (own,)
    return tuple(DIALECTS)


def _cases() -> list[tuple[str, tuple[object, ...], dict[str, object], str, str]]:
    cases = []
    for path, kind in _classes():
        for (args, kwargs), dialect in product(_arguments(kind), _dialects(path)):
            try:
                compiled = kind(*args, **kwargs).compile(dialect=DIALECTS[dialect])
            except (SQLAlchemyError, TypeError, ValueError, AttributeError):
                continue  # SQLAlchemy refuses this combination
            cases.append((path, args, kwargs, dialect, compiled))
    return cases


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
@pytest.mark.skipif(sa.__version__ < "2.1", reason="2.0 spells some types in other words")
def test_every_standard_type_is_spelled_as_sqlalchemy_compiles_it() -> None:
    cases = _cases()
    wrong = [
        f"{path}{args}{kwargs} on {dialect}: {spelled} instead of {compiled}"
        for path, args, kwargs, dialect, compiled in cases
        if (spelled := str(spell(path, args, kwargs, dialect))) != compiled
    ]
    assert len(cases) > 1500
    assert wrong == []


@pytest.mark.parametrize("path", [path for path, _ in _classes()])
def test_every_standard_type_is_known(path: str) -> None:
    assert is_type_path(path)


def test_a_string_keeps_its_length() -> None:
    assert spell("sqlalchemy.String", (), {"length": 50}, "postgresql") == Type("VARCHAR", ("50",))
    assert spell("sqlmodel.sql.sqltypes.AutoString", (), {}, "postgresql") == Type("VARCHAR")


def test_a_timestamp_says_whether_it_has_a_zone() -> None:
    assert spell("sqlalchemy.DateTime", (), {}, "postgresql") == Type("TIMESTAMP", suffix="WITHOUT TIME ZONE")
    assert spell("sqlalchemy.DateTime", (), {"timezone": True}, "postgresql") == Type(
        "TIMESTAMP", suffix="WITH TIME ZONE"
    )
    assert spell("sqlalchemy.DateTime", (), {"timezone": True}, "sqlite") == Type("DATETIME")


def test_an_enum_is_a_named_type_on_postgresql() -> None:
    enum = spell("sqlalchemy.Enum", ("a", "bcd"), {"name": "status", "schema": "app"}, "postgresql")
    assert enum == Type("status", enum="status", enum_schema="app", values=("a", "bcd"), creates_enum=True)


def test_an_enum_with_create_type_false_is_not_created() -> None:
    path = "sqlalchemy.dialects.postgresql.ENUM"
    enum = spell(path, ("a", "b"), {"name": "status", "create_type": False}, "postgresql")
    assert enum == Type("status", enum="status", values=("a", "b"))


def test_an_enum_without_a_name_has_no_type_on_postgresql() -> None:
    assert not spell("sqlalchemy.Enum", ("a", "b"), {}, "postgresql").known


def test_an_enum_is_a_string_on_sqlite_and_an_inline_list_on_mysql() -> None:
    assert spell("sqlalchemy.Enum", ("a", "bcd"), {"name": "status"}, "sqlite") == Type(
        "VARCHAR", ("3",), values=("a", "bcd")
    )
    assert spell("sqlalchemy.Enum", ("a", "bcd"), {"name": "status"}, "mysql") == Type(
        "ENUM", ("'a','bcd'",), values=("a", "bcd")
    )


def test_a_check_constraint_comes_only_when_asked_for() -> None:
    asked = {"native_enum": False, "create_constraint": True}
    assert spell("sqlalchemy.Enum", ("a",), asked, "postgresql").check
    assert not spell("sqlalchemy.Enum", ("a",), {"native_enum": False}, "postgresql").check
    assert spell("sqlalchemy.Boolean", (), {"create_constraint": True}, "sqlite").check
    assert not spell("sqlalchemy.Boolean", (), {"create_constraint": True}, "postgresql").check


def test_an_array_wraps_a_spelled_type() -> None:
    text, path = Type("TEXT"), "sqlalchemy.dialects.postgresql.ARRAY"
    assert str(spell(path, (text,), {}, "postgresql")) == "TEXT[]"
    assert str(spell(path, (text,), {"dimensions": 2}, "postgresql")) == "TEXT[][]"
    assert not spell(path, (object(),), {}, "postgresql").known


@pytest.mark.parametrize(
    ("path", "args", "on_postgresql", "on_sqlite"),
    [
        ("sqlalchemy_utils.types.uuid.UUIDType", (), "UUID", "BINARY(16)"),
        ("sqlalchemy_utils.UUIDType", (False,), "UUID", "CHAR(32)"),
        ("sqlalchemy_utils.EmailType", (), "VARCHAR(255)", "VARCHAR(255)"),
        ("sqlalchemy_utils.EmailType", (100,), "VARCHAR(100)", "VARCHAR(100)"),
        ("sqlalchemy_utils.PhoneNumberType", ("DE", 30), "VARCHAR(30)", "VARCHAR(30)"),
        ("sqlalchemy_utils.ChoiceType", ([("a", "A")],), "VARCHAR(255)", "VARCHAR(255)"),
        ("sqlalchemy_utils.types.ts_vector.TSVectorType", (), "TSVECTOR", "TEXT"),
        ("fastapi_users_db_sqlalchemy.generics.GUID", (), "UUID", "CHAR(36)"),
        ("pgvector.sqlalchemy.Vector", (3,), "VECTOR(3)", "VECTOR(3)"),
        ("geoalchemy2.types.Geometry", ("POINT", 4326), "geometry(POINT,4326)", "GEOMETRY(POINT,4326)"),
    ],
)
def test_a_type_of_another_package_is_spelled_by_what_it_wraps(
    path: str, args: tuple[object, ...], on_postgresql: str, on_sqlite: str
) -> None:
    assert str(spell(path, args, {}, "postgresql")) == on_postgresql
    assert str(spell(path, args, {}, "sqlite")) == on_sqlite


def test_an_unknown_class_gives_an_unknown_type_with_its_name() -> None:
    unknown = spell("app.types.Money", (), {}, "postgresql")
    assert unknown == UNKNOWN_TYPE
    assert unknown.wrapper == "Money"
    assert not is_type_path("app.types.Money")


def test_an_argument_that_could_not_be_read_shows_as_a_question_mark() -> None:
    assert str(spell("sqlalchemy.String", (object(),), {}, "postgresql")) == "VARCHAR(?)"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_arguments_of_any_kind_never_fail(dialect: str) -> None:
    odd: list[object] = [None, -1, 2.5, "", "x", b"x", object(), [], {}, Type("TEXT"), [1, "a"], ("a", "b")]
    names = {path for path, _ in _classes()} | {"sa.ARRAY", "sa.DOMAIN", "x.ChoiceType", "x.Geometry", "x.WeekDaysType"}
    options = (
        "length",
        "precision",
        "collation",
        "dimensions",
        "fields",
        "name",
        "schema",
        "max_length",
        "impl",
        "charset",
    )
    for path, value in product(names, odd):
        assert isinstance(spell(path, (value, value), {}, dialect), Type)
        assert isinstance(spell(path, (), dict.fromkeys(options, value), dialect), Type)
