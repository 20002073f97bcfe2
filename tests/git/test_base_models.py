"""The models of the running release: read out of git, as they were where HEAD left the base branch."""

from pathlib import Path

from migralint.dialects.target import Target
from migralint.loading import Loaded, Where, load_one
from migralint.models import Models
from migralint.objects import TableName
from tests.git.conftest import Work

ENV = "from app.models import Base\n\ntarget_metadata = Base.metadata\n"
POST = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Post(Base):
    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str | None]
"""
POSTS = TableName("posts")


def write(work: Work, name: str, text: str) -> Path:
    path = work.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def with_models(work: Work) -> None:
    write(work, "migrations/env.py", ENV)
    write(work, "app/__init__.py", "")
    write(work, "app/models.py", POST)


def loaded(work: Work) -> Loaded:
    return load_one(Where(project=work.folder, base="main"))


def at_base(work: Work) -> Models:
    found = loaded(work).declared().base_models(Target(), None)
    assert found is not None
    return found


def columns(models: Models) -> list[str]:
    table = models.schema.table(POSTS)
    return [column.name for column in table.columns] if table else []


def test_what_the_work_changes_is_not_in_the_models_at_the_base(work: Work) -> None:
    work.on_main(lambda: with_models(work))
    work.git("merge", "--quiet", "main")
    write(work, "app/models.py", POST.replace("body", "text"))
    now = loaded(work).models(Target())
    assert (columns(now), columns(at_base(work))) == (["id", "text"], ["id", "body"])


def test_what_came_to_the_branch_since_counts_once_it_is_merged(work: Work) -> None:
    work.on_main(lambda: with_models(work))
    assert columns(at_base(work)) == []
    work.git("merge", "--quiet", "main")
    assert columns(at_base(work)) == ["id", "body"]


def test_models_that_moved_to_another_module_are_read_where_they_were(work: Work) -> None:
    work.on_main(lambda: with_models(work))
    work.git("merge", "--quiet", "main")
    write(work, "blog/models.py", POST)
    (work.folder / "app/models.py").unlink()
    write(work, "migrations/env.py", ENV.replace("app", "blog"))
    used = at_base(work).uses.column(POSTS, "body")
    assert used is not None
    assert (used.owner, used.place.shown_from(work.folder)) == ("Post", "app/models.py:12")


def test_without_a_base_there_are_none(work: Work) -> None:
    assert load_one(Where(project=work.folder)).declared().base_models(Target(), None) is None


def test_every_class_that_maps_a_table_uses_it(work: Work) -> None:
    again = 'class Draft(Base):\n    __tablename__ = "posts"\n    __table_args__ = {"extend_existing": True}\n'
    column = "    id: Mapped[int] = mapped_column(primary_key=True)\n    note: Mapped[str]\n"
    work.on_main(lambda: (with_models(work), write(work, "app/models.py", f"{POST}\n\n{again}{column}")))
    work.git("merge", "--quiet", "main")
    uses = at_base(work).uses
    owners = {name: use.owner for name in ("id", "body", "note") if (use := uses.column(POSTS, name))}
    assert owners == {"id": "Post", "body": "Post", "note": "Draft"}


def test_a_subclass_that_shares_the_table_uses_its_own_columns(work: Work) -> None:
    subclass = "\n\nclass Review(Post):\n    stars: Mapped[int | None]\n"
    work.on_main(lambda: (with_models(work), write(work, "app/models.py", POST + subclass)))
    work.git("merge", "--quiet", "main")
    used = at_base(work).uses.column(POSTS, "stars")
    assert used is not None
    assert used.owner == "Review"


def test_a_core_table_uses_its_columns(work: Work) -> None:
    text = (
        'import sqlalchemy as sa\n\nmeta = sa.MetaData()\nposts = sa.Table("posts", meta, sa.Column("body", sa.Text))\n'
    )
    env = "from app.models import meta\n\ntarget_metadata = meta\n"
    work.on_main(lambda: (with_models(work), write(work, "app/models.py", text), write(work, "migrations/env.py", env)))
    work.git("merge", "--quiet", "main")
    used = at_base(work).uses.column(POSTS, "body")
    assert used is not None
    assert (used.owner, used.place.span.line) == ("Table posts", 4)
