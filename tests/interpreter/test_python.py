"""Python as migration scripts use it: what is computed, what is decided, what is followed."""

from pathlib import Path

import pytest

from migralint.operations import AddColumn, CreateIndex, Guard, Unread
from tests.interpreter.reading import replayed, upgrade, words


class TestNames:
    @pytest.mark.parametrize(
        "expression",
        [
            '"user"',
            'f"{prefix}er"',
            '"us" + "er"',
            '"%ser" % prefix',
            '"{}er".format(prefix)',
            '"{p}er".format(p=prefix)',
            '"".join(["us", "er"])',
            '"USER".lower()',
            "NAMES[1]",
            'TABLES["user"]',
            "Tables.USER",
            "Kind.USER.value",
            'getattr(Tables, "USER")',
            'next(n for n in NAMES if n.startswith("u"))',
            '"user" if op.get_bind().dialect.name == "postgresql" else "users"',
            'dict(name="user")["name"]',
            "max(NAMES)",
        ],
    )
    def test_are_computed_from_constants(self, expression: str) -> None:
        source = f"""
import enum
prefix = "us"
NAMES = ("role", "user")
TABLES = {{name: name for name in NAMES}}
class Tables:
    USER = prefix + "er"
class Kind(enum.Enum):
    USER = "user"
def upgrade():
    op.drop_column({expression}, "age")
"""
        assert words(source) == ["DropColumn user.age"]

    def test_that_depend_on_the_environment_are_said_to_be_unread(self) -> None:
        body = """
            import os
            op.drop_table(os.environ["TABLE"])
        """
        assert words(body) == ["Unread op.drop_table: the table name is not a constant"]

    def test_imported_under_other_names_are_followed(self) -> None:
        source = """
import alembic
from alembic import op as aop
from alembic.op import drop_table
import sqlalchemy.types as types
from sqlalchemy import Column as C
def upgrade():
    aop.add_column("a", C("x", types.Integer))
    alembic.op.drop_column("a", "x")
    drop_table("a")
"""
        assert words(source) == ["AddColumn a.x", "DropColumn a.x", "DropTable a"]


class TestLoops:
    @pytest.mark.parametrize(
        "iterable",
        [
            '["a", "b"]',
            '("a", "b")',
            '[name for name in "ab"]',
            'sorted({"b", "a"})',
            '{"a": 1, "b": 2}',
            '[pair[1] for pair in enumerate(["a", "b"])]',
            '[name for name, _ in zip(["a", "b"], range(9))]',
            '["ab"[i] for i in range(2)]',
            'reversed(["b", "a"])',
            'map(str, ["a", "b"])',
            'filter(None, ["a", "", "b"])',
        ],
    )
    def test_over_known_items_are_unrolled(self, iterable: str) -> None:
        assert words(f"for name in {iterable}:\n    op.drop_table(name)") == ["DropTable a", "DropTable b"]

    def test_over_rows_are_entered_once(self) -> None:
        body = """
            for row in op.get_bind().execute(sa.text("SELECT 1")):
                op.drop_column("user", "age")
        """
        assert words(body) == ["Query ", "DropColumn user.age *"]

    def test_end_at_break_and_skip_at_continue(self) -> None:
        body = """
            for name in "abcd":
                if name == "b":
                    continue
                if name == "d":
                    break
                op.drop_table(name)
        """
        assert words(body) == ["DropTable a", "DropTable c"]

    def test_that_the_database_ends_run_one_round(self) -> None:
        body = """
            while True:
                done = op.get_bind().execute(sa.text("UPDATE t SET a = 1")).rowcount
                if not done:
                    break
            op.drop_table("t")
        """
        assert words(body) == ["ChangeData t", "DropTable t"]


class TestConditions:
    def test_on_the_dialect_are_decided(self) -> None:
        body = """
            bind = op.get_bind()
            if bind.dialect.name == "postgresql":
                op.drop_table("a")
            elif bind.engine.name == "mysql":
                op.drop_table("b")
            else:
                op.drop_table("c")
            match op.get_context().dialect.name:
                case "sqlite" | "mysql":
                    op.drop_table("d")
        """
        assert words(body) == ["DropTable a"]
        assert words(body, dialect="mysql") == ["DropTable b", "DropTable d"]
        assert words(body, dialect="sqlite") == ["DropTable c", "DropTable d"]

    def test_that_cannot_be_decided_are_read_both_ways(self) -> None:
        body = """
            if op.get_bind().execute(sa.text("SELECT 1")).scalar():
                op.drop_table("a")
            else:
                op.drop_table("b")
            op.drop_table("c")
        """
        assert words(body) == ["Query ", "DropTable a ?", "DropTable b ?", "DropTable c"]

    def test_that_may_return_make_the_rest_conditional(self) -> None:
        body = """
            if op.get_bind().execute(sa.text("SELECT 1")).scalar():
                return
            op.drop_table("a")
        """
        assert words(body) == ["Query ", "DropTable a ?"]

    def test_that_may_raise_leave_the_rest_certain(self) -> None:
        body = """
            if op.get_bind().execute(sa.text("SELECT 1")).scalar():
                raise RuntimeError("rows are in the way")
            op.drop_table("a")
        """
        assert words(body) == ["Query ", "DropTable a"]

    def test_leave_variables_unknown_where_the_branches_differ(self) -> None:
        body = """
            name = "a"
            if op.get_bind().execute(sa.text("SELECT 1")).scalar():
                name = "b"
            op.drop_table(name)
        """
        assert words(body)[1:] == [
            "Unread op.drop_table: the table name is not a constant: it depends on an undecided condition"
        ]

    def test_on_offline_mode_are_decided(self) -> None:
        source = """
from alembic import context, op
def upgrade():
    if context.is_offline_mode() or op.get_context().as_sql:
        op.drop_table("a")
    else:
        op.drop_table("b")
"""
        assert words(source) == ["DropTable b"]

    def test_on_lists_that_rows_may_fill_are_undecided(self) -> None:
        body = """
            found = []
            for row in op.get_bind().execute(sa.text("SELECT 1")):
                found.append(row)
            if found:
                op.drop_table("a")
        """
        assert words(body) == ["Query ", "DropTable a ?"]


class TestFunctions:
    def test_take_defaults_keywords_and_stars(self) -> None:
        source = """
def drop(table, *columns, prefix="", **options):
    for column in columns:
        op.drop_column(table, prefix + column, **options)
def upgrade():
    drop("a", "x", "y")
    drop("b", *["z"], prefix="old_", schema="app")
"""
        assert words(source) == ["DropColumn a.x", "DropColumn a.y", "DropColumn app.b.old_z"]

    def test_close_over_the_variables_around_them(self) -> None:
        source = """
def upgrade():
    table = "a"
    def drop(column):
        op.drop_column(table, column)
    drop("x")
    (lambda name: op.drop_table(name))(table)
"""
        assert words(source) == ["DropColumn a.x", "DropTable a"]

    def test_may_take_op_as_an_argument(self) -> None:
        source = """
def work(operations, table):
    operations.drop_table(table)
def upgrade(op=op):
    work(op, "a")
"""
        assert words(source) == ["DropTable a"]

    def test_may_get_op_from_env_py(self) -> None:
        source = """
def upgrade(op, tables, tester):
    op.drop_table("a")
    op.bulk_insert(tables.kinds, [{"name": "x"}])
"""
        assert words(source) == ["DropTable a", "Unread op.bulk_insert: the table is not a constant"]

    def test_may_ask_for_the_schema_of_the_version_table(self) -> None:
        source = """
from alembic import context
def upgrade():
    own = context.get_context().version_table_schema
    op.drop_column("a", "x", schema=own if own else "")
    op.execute("DROP TABLE " + (own + "." if own else "") + "b")
"""
        assert words(source) == ["DropColumn a.x", "DropTable b"]

    def test_may_come_from_a_namespace_package_that_holds_the_root(self, tmp_path: Path) -> None:
        root = tmp_path / "shop"
        root.mkdir()
        (root / "names.py").write_text("TABLE = 'a'\n")
        source = "from shop.names import TABLE\ndef upgrade():\n    op.drop_table(TABLE)\n"
        assert words(source, root=root) == ["DropTable a"]

    def test_may_loop_until_a_library_raises(self) -> None:
        source = """
from app.models import Token
def upgrade():
    while True:
        try:
            Token.get(migrated=False).save()
        except Token.DoesNotExist:
            break
    op.drop_table("a")
"""
        assert words(source) == ["DropTable a"]

    def test_may_be_decorated(self) -> None:
        source = """
import functools
def twice(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        function(*args, **kwargs)
        op.drop_table("z")
    return wrapper
@twice
def upgrade():
    op.drop_table("a")
"""
        assert words(source) == ["DropTable a", "DropTable z"]

    def test_may_be_generators(self) -> None:
        source = """
def names():
    yield "a"
    yield from ["b", "c"]
def upgrade():
    for name in names():
        op.drop_table(name)
"""
        assert words(source) == ["DropTable a", "DropTable b", "DropTable c"]

    def test_may_be_context_managers(self) -> None:
        source = """
from contextlib import contextmanager
@contextmanager
def without_key(table):
    op.drop_constraint("fk", table, type_="foreignkey")
    yield op
    op.create_foreign_key("fk", table, "p", ["p_id"], ["id"])
def upgrade():
    with without_key("a") as o:
        o.drop_column("a", "x")
"""
        assert words(source) == ["DropConstraint a.fk", "DropColumn a.x", "AddConstraint a.fk"]
        assert [operation.span.line for operation in upgrade(source)] == [10, 15, 12]

    def test_that_are_context_managers_or_generators_end_with_their_block_what_is_around_it(self) -> None:
        source = """
from contextlib import contextmanager
@contextmanager
def quiet():
    yield
def each():
    yield "a"
    yield "b"
def rows():
    return op.get_bind().execute(sa.text("SELECT 1")).scalar()
def in_batches():
    while True:
        with quiet():
            if not rows():
                break
            op.drop_table("c")
def upgrade():
    in_batches()
    op.drop_table("d")
    for name in each():
        if rows():
            continue
        op.drop_table(name)
    op.drop_table("e")
    with quiet():
        if rows():
            return
    op.drop_table("f")
"""
        drops = [word for word in words(source) if word.startswith("DropTable")]
        assert drops == [
            "DropTable c ?",
            "DropTable d",
            "DropTable a ?",
            "DropTable b ?",
            "DropTable e",
            "DropTable f ?",
        ]
        assert replayed(source).upgrade.stops_early is None

    def test_that_are_context_managers_of_a_module_stand_at_the_with_line(self, tmp_path: Path) -> None:
        (tmp_path / "tools.py").write_text(
            "import contextlib\nfrom alembic import op\n@contextlib.contextmanager\n"
            "def around():\n    op.drop_table('a')\n    yield\n    op.drop_table('c')\n"
        )
        source = """
from tools import around
def upgrade():
    with around():
        op.drop_table("b")
"""
        assert [operation.span.line for operation in upgrade(source, root=tmp_path)] == [9, 10, 9]

    def test_that_return_early_by_what_the_database_says_have_no_known_value(self) -> None:
        source = """
def name():
    for row in op.get_bind().execute(sa.text("SELECT 1")):
        return "a"
    return "b"
def upgrade():
    op.drop_table(name())
"""
        assert words(source)[1].startswith("Unread op.drop_table")

    def test_that_call_themselves_over_unknown_data_come_to_an_end(self) -> None:
        source = """
def walk(node):
    for child in node["children"]:
        walk(child)
        walk(child)
def upgrade():
    walk(op.get_bind().execute(sa.text("SELECT 1")).scalar())
    op.drop_table("a")
"""
        assert words(source) == ["Query ", "DropTable a"]


class TestClasses:
    def test_may_wrap_op(self) -> None:
        source = """
class Schema:
    def __init__(self, op, table):
        self.op, self.table = op, table
    @property
    def inspector(self):
        return sa.inspect(self.op.get_bind())
    def drop(self, column):
        self.op.drop_column(self.table, column)
class Users(Schema):
    def __init__(self):
        super().__init__(op, "user")
def upgrade():
    Users().drop("age")
"""
        assert words(source) == ["DropColumn user.age"]

    def test_may_be_dataclasses(self) -> None:
        source = """
from dataclasses import dataclass
@dataclass(frozen=True)
class Key:
    table: str
    column: str = "id"
    @property
    def name(self):
        return f"{self.table}_{self.column}"
def upgrade():
    op.drop_constraint(Key("a").name, Key(table="a").table)
"""
        assert words(source) == ["DropConstraint a.a_id"]


class TestExceptions:
    def test_that_an_operation_surely_raises_are_handled(self) -> None:
        body = """
            op.create_table("a", sa.Column("id", sa.Integer, primary_key=True))
            try:
                op.drop_column("a", "missing")
                op.drop_table("never")
            except Exception:
                op.drop_table("a")
        """
        assert words(body) == ["CreateTable a", "DropTable a"]

    def test_of_the_database_that_no_handler_takes_end_the_upgrade_with_their_operation(self) -> None:
        source = """
def upgrade():
    op.create_table("a", sa.Column("id", sa.Integer, primary_key=True))
    try:
        op.drop_column("a", "missing")
    except ValueError:
        op.drop_table("a")
"""
        run = replayed(source).upgrade
        assert run.raised == "ProgrammingError"
        assert str(run.steps[-1].conflict) == "column a.missing does not exist"

    def test_that_end_the_upgrade_are_known(self) -> None:
        run = replayed('def upgrade():\n    op.drop_table("a")\n    raise NotImplementedError("never")\n').upgrade
        assert (run.raised, run.raised_span.line if run.raised_span else None) == ("NotImplementedError", 8)

    def test_that_are_raised_again_keep_their_name(self) -> None:
        source = """
def upgrade():
    try:
        raise ValueError("no")
    except ValueError:
        op.drop_table("a")
        raise
    finally:
        op.drop_table("b")
"""
        run = replayed(source).upgrade
        assert (run.raised, len(run.steps)) == ("ValueError", 2)

    def test_of_a_body_that_may_fail_do_not_run_its_handler(self) -> None:
        body = """
            try:
                op.drop_table("a")
            except Exception:
                op.drop_table("b")
            finally:
                op.drop_table("c")
        """
        assert words(body) == ["DropTable a", "DropTable c"]


class TestModules:
    def test_of_the_project_are_read(self, tmp_path: Path) -> None:
        (tmp_path / "app").mkdir()
        (tmp_path / "app" / "__init__.py").touch()
        (tmp_path / "app" / "names.py").write_text('PREFIX = "app_"\n')
        (tmp_path / "app" / "tools.py").write_text(
            "from alembic import op\nfrom .names import PREFIX\ndef drop(table):\n    op.drop_table(PREFIX + table)\n"
        )
        source = """
from app.tools import drop
import app.names as names
def upgrade():
    drop("a")
    op.drop_table(names.PREFIX + "b")
"""
        operations = upgrade(source, root=tmp_path)
        assert words(source, root=tmp_path) == ["DropTable app_a", "DropTable app_b"]
        assert [operation.via for operation in operations] == ["tools.py:4", None]
        assert [operation.span.line for operation in operations] == [10, 11]

    def test_are_never_run(self, tmp_path: Path) -> None:
        mark = tmp_path / "mark"
        (tmp_path / "helper.py").write_text(f"open({str(mark)!r}, 'w').write('x')\nNAME = 'a'\nraise SystemExit(3)\n")
        source = f"""
import helper, socket, os
open({str(mark)!r}, "w").write("x")
socket.create_connection(("127.0.0.1", 1))
def upgrade():
    os.system("touch {mark}")
    op.drop_table(helper.NAME)
    __import__("os").system("touch {mark}")
"""
        assert words(source, root=tmp_path) == ["DropTable a"]
        assert not mark.exists()

    def test_may_be_other_revisions(self, tmp_path: Path) -> None:
        versions = tmp_path / "migrations" / "versions"
        versions.mkdir(parents=True)
        (versions / "abc_first.py").write_text('from alembic import op\ndef upgrade():\n    op.drop_table("a")\n')
        source = """
from importlib import import_module
def upgrade():
    import_module("migrations.versions.abc_first").upgrade()
"""
        assert words(source, root=tmp_path) == ["DropTable a"]

    def test_called_alembic_do_not_hide_the_library(self, tmp_path: Path) -> None:
        (tmp_path / "alembic" / "versions").mkdir(parents=True)
        assert words('def upgrade():\n    op.drop_table("a")\n', root=tmp_path) == ["DropTable a"]

    def test_that_are_not_found_leave_names_unknown(self) -> None:
        source = """
from somewhere.else_ import TABLE, drop
def upgrade():
    op.drop_table(TABLE)
    drop("b")
"""
        assert words(source) == ["Unread op.drop_table: the table name is not a constant"]


class TestTexts:
    @pytest.mark.parametrize("written", ["'%s' % ({0},)", "f'{{ {0} }}'", "'{{}}'.format({0})", "''.join([str({0})])"])
    @pytest.mark.parametrize("value", ["Box()", "Box", "Box().open", "open_box", "[Box()]", "{1: Box}"])
    def test_of_objects_are_not_known(self, value: str, written: str) -> None:
        source = f"""
class Box:
    def open(self):
        pass
def open_box():
    pass
def upgrade():
    op.drop_table({written.format(value)})
"""
        assert words(source)[0].startswith("Unread op.drop_table")

    @pytest.mark.parametrize("written", ["'%s' % Kind.USER", "f'{Kind.USER}'", "'{}'.format(Kind.USER)"])
    @pytest.mark.parametrize(("base", "text"), [("Enum", "Kind.USER"), ("StrEnum", "user")])
    def test_of_enum_members_are_their_names_or_values(self, base: str, text: str, written: str) -> None:
        source = f"""
import enum
class Kind(enum.{base}):
    USER = "user"
def upgrade():
    op.drop_column("t", {written})
"""
        assert words(source) == [f"DropColumn t.{text}"]


class TestContainers:
    @pytest.mark.parametrize(
        "change",
        ["tables |= known()", "tables.update(known())", "tables.update(name for name in known())"],
    )
    def test_hold_more_than_is_known_once_they_take_what_is_not(self, change: str) -> None:
        source = f"""
import os
def known():
    return os.environ["TABLES"].split()
def upgrade():
    tables = {{"a"}}
    {change}
    for table in tables:
        op.drop_table(table)
"""
        assert any(word.startswith("Unread") for word in words(source))

    def test_may_hold_less_than_is_known_once_unknown_items_are_removed(self) -> None:
        body = """
            import os
            tables = {"a"}
            tables.difference_update(os.environ["TABLES"].split())
            for table in tables:
                op.drop_table(table)
        """
        (operation,) = upgrade(body)
        assert operation.guard is Guard.CONDITIONAL

    @pytest.mark.parametrize("given", ["{'b': 1}", "[('b', 1)]", "zip(['b'], [1])", "b=1"])
    def test_are_updated_from_dicts_pairs_and_keywords(self, given: str) -> None:
        body = f"""
            columns = {{"a": 1}}
            columns.update({given})
            for column in columns:
                op.drop_column("t", column)
        """
        assert words(body) == ["DropColumn t.a", "DropColumn t.b"]


class TestWhatMakesClasses:
    @pytest.mark.parametrize(
        ("made", "by"),
        [
            ("(metaclass=Meta)", "class Meta(type):\n    def __init__(cls, *args):\n        cls.tables = [cls]\n"),
            ("(metaclass=Meta)", "class Meta(type):\n    def __new__(m, n, b, space):\n        space['tables'] = 1\n"),
            ("(Base)", "class Base:\n    def __init_subclass__(cls):\n        cls.tables = [cls.__name__]\n"),
        ],
        ids=["__init__", "__new__", "__init_subclass__"],
    )
    def test_sets_attributes_that_are_not_known(self, made: str, by: str) -> None:
        source = f"""
{by}
class Tables{made}:
    tables = []
    column = "age"
def upgrade():
    op.drop_column("user", Tables.column)
    for table in Tables.tables:
        op.drop_table(table)
"""
        first, second = words(source)
        assert first == "DropColumn user.age"
        assert second.startswith("Unread")


class TestBounds:
    def test_end_loops_that_never_end(self) -> None:
        run = replayed("def upgrade():\n    op.drop_table('a')\n    while True:\n        pass\n").upgrade
        assert len(run.steps) == 1
        assert run.stops_early == "it takes more than 1,000,000 evaluation steps"

    def test_end_recursion(self) -> None:
        run = replayed("def again():\n    again()\ndef upgrade():\n    again()\n").upgrade
        assert run.stops_early == "its calls are nested more than 64 deep"

    def test_end_scripts_with_too_many_operations(self) -> None:
        body = "def upgrade():\n    for n in range(20_000):\n        op.drop_column('a', f'c{n}')\n"
        run = replayed(body).upgrade
        assert (len(run.steps), run.stops_early) == (10_000, "it makes more than 10,000 operations")

    @pytest.mark.parametrize(
        "doubled",
        ["s + s", "f'{s}{s}'", "'%s%s' % (s, s)", "'{0}{0}'.format(s)", "[s] + [s]", "(s, s)", "{1: s, 2: s}",
         "''.join([s, s])", "s.replace('a', 'aa')", "tuple([s, s])", "[s, s, {1: s}]"],
    )  # fmt: skip
    def test_end_values_that_double(self, doubled: str) -> None:
        body = f"s = 'a'\nfor _ in range(64):\n    s = {doubled}\nop.drop_table(f'{{s}}')\nx = {{s: s == (s, s)}}\n"
        (operation,) = upgrade(body)
        assert isinstance(operation, Unread)

    def test_end_expressions_that_double(self) -> None:
        body = """
            x = sa.column("a")
            for _ in range(64):
                x = x + x
            op.create_index("i", "t", [x])
            op.execute(sa.update(sa.table("t")).where(x).values(a=x))
        """
        assert words(body) == ["Unread op.create_index: a column of the index is not a constant", "ChangeData t"]

    @pytest.mark.parametrize(
        "expression",
        ["'a' * 10**12", "[0] * 10**12", "2 ** 10**9", "'%1000000000d' % 1", "f'{1:>1000000000}'", "10**10**10",
         "'{:>1000000000}'.format(1)", "1 << 10**10", "list(range(10**12))"],
    )  # fmt: skip
    def test_refuse_values_that_do_not_fit_in_memory(self, expression: str) -> None:
        run = replayed(f"def upgrade():\n    x = {expression}\n    op.drop_table(x)\n").upgrade
        assert run.crashed is None
        assert run.stops_early or "Unread" in type(run.steps[0].operation).__name__


def test_positions_count_characters_and_not_bytes() -> None:
    (operation,) = upgrade('x = "äöü"; op.drop_table("a")')
    assert (operation.span.column, operation.span.end_column) == (16, 34)


def test_a_column_carries_what_its_arguments_say() -> None:
    body = """
        op.add_column("user", sa.Column("age", sa.Integer(), nullable=False, server_default="0", index=True))
    """
    (operation,) = upgrade(body)
    assert isinstance(operation, AddColumn)
    assert (str(operation.column.type), operation.column.nullable) == ("INTEGER", False)
    assert operation.column.default is not None and operation.column.default.sql == "'0'"
    assert [index.name for index in operation.indexes] == ["ix_user_age"]


@pytest.mark.parametrize(
    ("ddl", "expected"),
    [
        ("sa.DDL('ALTER TABLE %(t)s DROP COLUMN %(c)s', context={'t': 'users', 'c': 'age'})", "DropColumn users.age"),
        ("sa.DDL('ALTER TABLE %(t)s DROP COLUMN age', None, {'t': 'user'})", "Unread SQL: part of the statement"),
        ("sa.DDL('ALTER TABLE %(table)s DROP COLUMN age')", "Unread SQL: part of the statement"),
        ("sa.DDL('ALTER TABLE users DROP COLUMN age')", "DropColumn users.age"),
    ],
)
def test_ddl_is_filled_in_from_its_context(ddl: str, expected: str) -> None:
    (told,) = words(f"op.execute({ddl})")
    assert told.startswith(expected)


def test_the_text_of_a_setting_is_not_its_name() -> None:
    body = """
        from app import config
        op.add_column("user", sa.Column("age", sa.Integer(), server_default=str(config.LIMIT)))
    """
    (operation,) = upgrade(body)
    assert isinstance(operation, AddColumn)
    assert operation.column.default is not None and not operation.column.default.known


def test_the_choices_of_a_type_need_not_be_known() -> None:
    body = """
        from app import CHOICES
        import sqlalchemy_utils as u
        op.add_column("user", sa.Column("a", u.ChoiceType(CHOICES)))
        op.add_column("user", sa.Column("b", u.ChoiceType(CHOICES, impl=sa.Integer())))
    """
    types = [str(operation.column.type) for operation in upgrade(body) if isinstance(operation, AddColumn)]
    assert types == ["VARCHAR(255)", "INTEGER"]


def test_batches_shift_the_arguments() -> None:
    body = """
        with op.batch_alter_table("user", schema="app") as batch_op:
            batch_op.add_column(sa.Column("a", sa.Text()))
            batch_op.create_index(batch_op.f("ix_a"), ["a"], unique=True)
            batch_op.create_foreign_key("fk_a", "other", ["a"], ["id"])
            batch_op.drop_constraint("uq_b", type_="unique")
            batch_op.alter_column("c", new_column_name="d")
            batch_op.drop_column("e")
    """
    assert words(body) == [
        "AddColumn app.user.a",
        "CreateIndex app.user.ix_a",
        "AddConstraint app.user.fk_a",
        "DropConstraint app.user.uq_b",
        "RenameColumn app.user.c",
        "DropColumn app.user.e",
    ]
    index = upgrade(body)[1]
    assert isinstance(index, CreateIndex) and index.index.unique and index.in_batch
