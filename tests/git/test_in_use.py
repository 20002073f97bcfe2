"""What the running release still uses: its models at the base against the new revisions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.git.conftest import Check, Checked, Work

INI = "[alembic]\nscript_location = migrations\nprepend_sys_path = .\nsqlalchemy.url = postgresql://localhost/blog\n"
ENV = "from app.models import Base\n\ntarget_metadata = Base.metadata\n"
CREATE = (
    "op.create_table('posts', sa.Column('id', sa.Integer(), primary_key=True), sa.Column('title', sa.String(200)),"
    " sa.Column('body', sa.Text()), sa.Column('score', sa.Integer()))"
)
BASE = """\
from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


"""
POST = """\
class Post(Base):
    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str | None] = mapped_column(String(200))
    body: Mapped[str | None] = mapped_column(Text)
    score: Mapped[int | None]
"""
DECLARATIVE = BASE + POST
FLASK = """\
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Post(db.Model):
    __tablename__ = "posts"

    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(200))
    body = db.Column(db.Text)
    score = db.Column(db.Integer)
"""
SQLMODEL = """\
from sqlmodel import Field, SQLModel


class Post(SQLModel, table=True):
    __tablename__ = "posts"

    id: int | None = Field(default=None, primary_key=True)
    title: str | None = Field(max_length=200)
    body: str | None
    score: int | None
"""
CORE = """\
import sqlalchemy as sa

metadata = sa.MetaData()
posts = sa.Table(
    "posts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.String(200)),
    sa.Column("body", sa.Text),
    sa.Column("score", sa.Integer),
)
"""
ENVS = {
    "declarative": ENV,
    "flask": "from flask import current_app\n\ntarget_metadata = current_app.extensions['migrate'].db.metadata\n",
    "sqlmodel": "from sqlmodel import SQLModel\n\nimport app.models\n\ntarget_metadata = SQLModel.metadata\n",
    "core": "from app.models import metadata\n\ntarget_metadata = metadata\n",
}
MODELS = {"declarative": DECLARATIVE, "flask": FLASK, "sqlmodel": SQLMODEL, "core": CORE}
BODY_LINES = {"declarative": 14, "flask": 11, "sqlmodel": 9, "core": 9}
DROPPED = "column posts.body is dropped: the running release fails in {}"
DROP_BODY = "op.drop_column('posts', 'body')"
ADD_BODY = "op.add_column('posts', sa.Column('body', sa.Text()))"


@pytest.fixture
def write(work: Work) -> Callable[[str, str], None]:
    def written(name: str, text: str) -> None:
        path = work.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return written


Write = Callable[[str, str], None]


@pytest.fixture
def blog(work: Work, write: Write) -> Work:
    """On `main`: a table `posts` that the class `Post` maps."""

    def begin() -> None:
        (work.folder / "alembic.ini").write_text(INI)
        write("migrations/env.py", ENV)
        write("app/__init__.py", "")
        write("app/models.py", DECLARATIVE)
        work.write("3c", after="2b", upgrade=CREATE, downgrade="op.drop_table('posts')")

    work.on_main(begin)
    work.git("merge", "--quiet", "main")
    return work


def change_main(work: Work, change: Callable[[], object]) -> None:
    work.on_main(change)
    work.git("merge", "--quiet", "main")


def in_use(done: Checked) -> list[tuple[str, str]]:
    """The findings about the running release."""
    return [(rule, message) for rule, _, message in done.found if "running release" in message]


@pytest.mark.parametrize("kind", MODELS)
def test_a_mapped_column_may_not_be_dropped(blog: Work, write: Write, check: Check, kind: str) -> None:
    change_main(blog, lambda: (write("app/models.py", MODELS[kind]), write("migrations/env.py", ENVS[kind])))
    blog.write("4d", after="3c", upgrade=DROP_BODY, downgrade=ADD_BODY)
    owner = "Table posts" if kind == "core" else "Post"
    done = check()
    assert in_use(done) == [("drop-column-in-use", DROPPED.format(owner))]
    assert done.notes == (f"app/models.py:{BODY_LINES[kind]} at main: {owner}",)
    assert "drop-column" in done.rules


@pytest.mark.parametrize("kind", MODELS)
def test_a_column_goes_in_two_releases(blog: Work, write: Write, check: Check, kind: str) -> None:
    change_main(blog, lambda: (write("app/models.py", MODELS[kind]), write("migrations/env.py", ENVS[kind])))
    without = "\n".join(line for line in MODELS[kind].splitlines() if "body" not in line)
    write("app/models.py", without)
    blog.commit()
    first = [(rule, message) for rule, _, message in check().found]
    assert first == [("revision-without-model", "column posts.body is in no model: left for the release that runs now")]
    change_main(blog, lambda: write("app/models.py", without))
    blog.write("4d", after="3c", upgrade=DROP_BODY, downgrade=ADD_BODY)
    done = check()
    assert (done.rules, in_use(done)) == (["drop-column"], [])


def test_the_mapping_may_not_go_in_the_same_change(blog: Work, write: Write, check: Check) -> None:
    write("app/models.py", DECLARATIVE.replace("    body: Mapped[str | None] = mapped_column(Text)\n", ""))
    blog.write("4d", after="3c", upgrade=DROP_BODY, downgrade=ADD_BODY)
    assert [rule for rule, _ in in_use(check())] == ["drop-column-in-use"]


def test_values_that_move_to_another_table_leave_the_release_behind(blog: Work, write: Write, check: Check) -> None:
    copied = """\
op.create_table('texts', sa.Column('post_id', sa.Integer(), primary_key=True), sa.Column('body', sa.Text()))
    op.execute("INSERT INTO texts (post_id, body) SELECT id, body FROM posts")
    op.drop_column('posts', 'body')"""
    write("app/models.py", DECLARATIVE.replace("    body: Mapped[str | None] = mapped_column(Text)\n", ""))
    blog.write("4d", after="3c", upgrade=copied, downgrade=f"{ADD_BODY}\n    op.drop_table('texts')")
    found = [rule for rule, _ in in_use(check())]
    assert found == ["drop-column-in-use"]


def test_moved_values_that_nothing_mapped_are_no_finding(blog: Work, write: Write, check: Check) -> None:
    without = DECLARATIVE.replace("    body: Mapped[str | None] = mapped_column(Text)\n", "")
    change_main(blog, lambda: write("app/models.py", without))
    copied = f"op.execute('UPDATE posts SET title = body WHERE title IS NULL')\n    {DROP_BODY}"
    blog.write("4d", after="3c", upgrade=copied, downgrade=ADD_BODY)
    assert "drop-column" not in check().rules
    assert "drop-column" in check(base=None).rules


def test_a_rename_with_its_attribute_fails_in_the_old_release(blog: Work, write: Write, check: Check) -> None:
    write("app/models.py", DECLARATIVE.replace("body", "content"))
    rename = "op.alter_column('posts', '{}', new_column_name='{}')"
    blog.write("4d", after="3c", upgrade=rename.format("body", "content"), downgrade=rename.format("content", "body"))
    done = check()
    assert in_use(done) == [("rename-column", "posts.body renamed to content: the running release fails in Post")]
    assert done.code == 1


def test_a_column_that_nothing_maps_may_be_renamed(blog: Work, write: Write, check: Check) -> None:
    change_main(blog, lambda: write("app/models.py", DECLARATIVE.replace("    score: Mapped[int | None]\n", "")))
    rename = "op.alter_column('posts', '{}', new_column_name='{}')"
    blog.write("4d", after="3c", upgrade=rename.format("score", "points"), downgrade=rename.format("points", "score"))
    assert in_use(check()) == []


def test_a_mapped_table_may_not_be_renamed(blog: Work, check: Check) -> None:
    rename = "op.rename_table('{}', '{}')"
    blog.write("4d", after="3c", upgrade=rename.format("posts", "items"), downgrade=rename.format("items", "posts"))
    assert in_use(check()) == [("rename-table", "table posts renamed to items: the running release fails in Post")]


def test_a_table_that_nothing_maps_may_be_renamed(blog: Work, check: Check) -> None:
    rename = "op.rename_table('{}', '{}')"
    blog.write("4d", after="3c", upgrade=rename.format("t1a", "items"), downgrade=rename.format("items", "t1a"))
    assert in_use(check()) == []


def test_a_mapped_table_may_not_be_dropped(blog: Work, write: Write, check: Check) -> None:
    write("app/models.py", BASE)
    blog.write("4d", after="3c", upgrade="op.drop_table('posts')", downgrade=CREATE)
    assert ("drop-table-in-use", "table posts is dropped: the running release fails in Post") in in_use(check())


def test_a_class_that_is_renamed_maps_the_same_table(blog: Work, write: Write, check: Check) -> None:
    write("app/models.py", DECLARATIVE.replace("class Post(", "class Article("))
    blog.write("4d", after="3c", upgrade=DROP_BODY, downgrade=ADD_BODY)
    assert [message for _, message in in_use(check())] == [DROPPED.format("Post")]


def test_models_that_moved_are_named_where_they_were(blog: Work, write: Write, check: Check) -> None:
    write("blog/models.py", DECLARATIVE)
    write("migrations/env.py", ENV.replace("app", "blog"))
    (blog.folder / "app/models.py").unlink()
    blog.write("4d", after="3c", upgrade=DROP_BODY, downgrade=ADD_BODY)
    assert check().notes == ("app/models.py:14 at main: Post",)


def test_a_column_of_a_subclass_is_in_use(blog: Work, write: Write, check: Check) -> None:
    review = "\n\nclass Review(Post):\n    body: Mapped[str | None] = mapped_column(Text)\n"
    parent = DECLARATIVE.replace("    body: Mapped[str | None] = mapped_column(Text)\n", "")
    change_main(blog, lambda: write("app/models.py", parent + review))
    blog.write("4d", after="3c", upgrade=DROP_BODY, downgrade=ADD_BODY)
    assert [message for _, message in in_use(check())] == [DROPPED.format("Review")]


def test_a_column_that_only_the_second_class_maps_is_in_use(blog: Work, write: Write, check: Check) -> None:
    parent = DECLARATIVE.replace("    body: Mapped[str | None] = mapped_column(Text)\n", "")
    again = POST.replace("class Post", "class Draft").replace(
        '"posts"\n', '"posts"\n    __table_args__ = {"extend_existing": True}\n'
    )
    change_main(blog, lambda: write("app/models.py", f"{parent}\n\n{again}"))
    blog.write("4d", after="3c", upgrade=DROP_BODY, downgrade=ADD_BODY)
    assert [message for _, message in in_use(check())] == [DROPPED.format("Draft")]


def test_models_that_cannot_be_read_are_no_witness(blog: Work, write: Write, check: Check) -> None:
    change_main(blog, lambda: write("app/models.py", DECLARATIVE + "\nclass (\n"))
    write("app/models.py", DECLARATIVE)
    rename = "op.alter_column('posts', '{}', new_column_name='{}')"
    blog.write("4d", after="3c", upgrade=rename.format("body", "content"), downgrade=rename.format("content", "body"))
    done = check()
    assert in_use(done) == [("rename-column", "posts.body renamed to content: the running release fails")]
    assert [note for note in done.notes if note.startswith("models at main not fully read: app/models.py:17: Python")]


def test_a_project_without_models_is_as_before(work: Work, check: Check) -> None:
    work.write("3c", after="2b", upgrade="op.drop_column('t1a', 'id')", downgrade="pass")
    assert "drop-column" in check().rules


def test_a_new_column_that_rows_need_is_unknown_to_the_release(blog: Work, check: Check) -> None:
    steps = """\
op.add_column('posts', sa.Column('slug', sa.Text()))
    op.execute("UPDATE posts SET slug = 'post-' || id")
    op.alter_column('posts', 'slug', nullable=False)"""
    blog.write("4d", after="3c", upgrade=steps, downgrade="op.drop_column('posts', 'slug')")
    assert in_use(check()) == [
        ("new-required-column", "posts.slug becomes required: the running release fails to insert Post")
    ]


def test_the_default_of_a_new_column_has_to_stay(blog: Work, check: Check) -> None:
    steps = """\
op.add_column('posts', sa.Column('stars', sa.Integer(), server_default='0', nullable=False))
    op.alter_column('posts', 'stars', server_default=None)"""
    blog.write("4d", after="3c", upgrade=steps, downgrade="op.drop_column('posts', 'stars')")
    assert [rule for rule, _ in in_use(check())] == ["new-required-column"]


@pytest.mark.parametrize(
    "column",
    ["sa.Integer(), server_default='0', nullable=False", "sa.Integer()", "sa.Integer(), sa.Identity(), nullable=False"],
)
def test_a_new_column_that_fills_itself_is_no_matter(blog: Work, check: Check, column: str) -> None:
    add = f"op.add_column('posts', sa.Column('stars', {column}))"
    blog.write("4d", after="3c", upgrade=add, downgrade="op.drop_column('posts', 'stars')")
    assert in_use(check()) == []


def test_a_column_of_a_table_that_the_change_makes_is_nobodys_yet(blog: Work, check: Check) -> None:
    blog.write("4d", after="3c")
    add = "op.add_column('t4d', sa.Column('stars', sa.Integer(), nullable=False))"
    blog.write("5e", after="4d", upgrade=add, downgrade="op.drop_column('t4d', 'stars')")
    assert in_use(check()) == []


def test_null_may_still_be_written(blog: Work, check: Check) -> None:
    steps = "op.alter_column('posts', 'title', nullable=False)"
    blog.write("4d", after="3c", upgrade=steps, downgrade="op.alter_column('posts', 'title', nullable=True)")
    assert in_use(check()) == [
        ("not-null-in-use", "posts.title becomes NOT NULL: the running release may write NULL in Post")
    ]


@pytest.mark.parametrize("column", ["Mapped[str] = mapped_column(", 'Mapped[str | None] = mapped_column(default="", '])
def test_a_release_that_always_writes_a_value_is_no_matter(blog: Work, write: Write, check: Check, column: str) -> None:
    text = DECLARATIVE.replace("title: Mapped[str | None] = mapped_column(", f"title: {column}")
    change_main(blog, lambda: write("app/models.py", text))
    steps = "op.alter_column('posts', 'title', nullable=False)"
    blog.write("4d", after="3c", upgrade=steps, downgrade="op.alter_column('posts', 'title', nullable=True)")
    assert in_use(check()) == []


@pytest.mark.parametrize(
    ("column", "new", "words"),
    [
        ("title", "sa.String(80)", "becomes VARCHAR(80): the running release writes VARCHAR(200) in Post"),
        ("body", "sa.String(80)", "becomes VARCHAR(80): the running release writes TEXT in Post"),
        ("score", "sa.SmallInteger()", "becomes SMALLINT: the running release writes INTEGER in Post"),
        ("score", "sa.Text()", "becomes TEXT: the running release uses whole numbers in Post"),
        ("score", "sa.Boolean(), postgresql_using='score > 0'", "the running release uses whole numbers in Post"),
    ],
)
def test_a_narrower_type_does_not_take_what_is_written(
    blog: Work, check: Check, column: str, new: str, words: str
) -> None:
    steps = f"op.alter_column('posts', '{column}', type_={new})"
    blog.write("4d", after="3c", upgrade=steps, downgrade="pass")
    found = [message for rule, message in in_use(check()) if rule == "type-change-in-use"]
    assert len(found) == 1
    assert words in found[0]


@pytest.mark.parametrize(
    ("column", "new"),
    [("title", "sa.Text()"), ("title", "sa.String(300)"), ("score", "sa.BigInteger()"), ("score", "sa.Numeric()")],
)
def test_a_wider_type_takes_it(blog: Work, check: Check, column: str, new: str) -> None:
    steps = f"op.alter_column('posts', '{column}', type_={new})"
    blog.write("4d", after="3c", upgrade=steps, downgrade="pass")
    assert in_use(check()) == []


def test_what_is_merged_is_what_the_release_has_run(blog: Work, check: Check) -> None:
    change_main(blog, lambda: blog.write("4d", after="3c", upgrade=DROP_BODY, downgrade=ADD_BODY))
    blog.replace("4d", DROP_BODY, f"{DROP_BODY}\n    op.execute('SELECT 1')")
    assert [rule for rule, _ in in_use(check())] == []


def test_without_a_base_nothing_is_known_of_the_release(blog: Work, check: Check) -> None:
    blog.write("4d", after="3c", upgrade=DROP_BODY, downgrade=ADD_BODY)
    assert in_use(check(base=None)) == []


def test_models_are_not_read_where_no_rule_asks(blog: Work, write: Write, check: Check) -> None:
    change_main(blog, lambda: write("app/models.py", DECLARATIVE + "\nclass (\n"))
    blog.write("4d", after="3c")
    assert check("--ignore=drift").notes == ()


def test_models_that_env_py_does_not_import_are_in_use_too(blog: Work, write: Write, check: Check) -> None:
    user = "class User(Base):\n    __tablename__ = 't1a'\n\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
    only_base = "from sqlalchemy.orm import Mapped, mapped_column\n\nfrom app.models import Base\n\n\n"
    change_main(blog, lambda: (write("app/models.py", BASE + user), write("app/blog.py", only_base + POST)))
    blog.write("4d", after="3c", upgrade=DROP_BODY, downgrade=ADD_BODY)
    assert in_use(check()) == [("drop-column-in-use", DROPPED.format("Post"))]


def test_a_few_models_are_not_all(blog: Work, check: Check) -> None:
    change_main(blog, lambda: [blog.write(f"{n + 1}x", after=f"{n}x" if n > 3 else "3c") for n in range(3, 9)])
    rename = "op.rename_table('{}', '{}')"
    blog.write("4d", after="9x", upgrade=rename.format("t1a", "items"), downgrade=rename.format("items", "t1a"))
    assert in_use(check()) == [("rename-table", "table t1a renamed to items: the running release fails")]
