"""Ways around other linters, each of which must be seen here."""

from pathlib import Path
from textwrap import dedent, indent

import pytest
from click.testing import CliRunner, Result

from migralint.cli import main

BASE = '''"""users

Revision ID: 1a
Revises:
"""
from alembic import op
import sqlalchemy as sa

revision = "1a"
down_revision = None


def upgrade():
    op.create_table("user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(50)),
        sa.PrimaryKeyConstraint("id"))


def downgrade():
    op.drop_table("user")
'''

NEXT = """
from alembic import op
import sqlalchemy as sa

revision = "2b"
down_revision = "1a"

{helpers}
def upgrade():
{body}

def downgrade():
    op.drop_index("ix_user_name", "user")
"""


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ALEMBIC_CONFIG", raising=False)
    (tmp_path / "alembic.ini").write_text(
        "[alembic]\nscript_location = migrations\nsqlalchemy.url = postgresql://h/d\n"
    )
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (versions / "1a_users.py").write_text(BASE)
    return versions


def check(*words: str) -> Result:
    return CliRunner().invoke(main, ["check", "--output-format", "concise", *words], prog_name="migralint")


def write(versions: Path, body: str, helpers: str = "") -> Path:
    path = versions / "2b_next.py"
    path.write_text(NEXT.format(helpers=dedent(helpers), body=indent(dedent(body).strip("\n"), "    ")))
    return path


INDEX_WRITERS = {
    "a helper function": ("def index(table):\n    op.create_index('ix_user_name', table, ['name'])\n", "index('user')"),
    "op.get_bind().execute": ("", "op.get_bind().execute(sa.text('CREATE INDEX ix_user_name ON \"user\" (name)'))"),
    "session.execute": (
        "from sqlalchemy.orm import Session\n",
        "session = Session(bind=op.get_bind())\nsession.execute('CREATE INDEX ix_user_name ON \"user\" (name)')",
    ),
    "conn.execute(text)": (
        "",
        "conn = op.get_bind()\nconn.execute(sa.text('CREATE INDEX ix_user_name ON \"user\" (name)'))",
    ),
    "exec_driver_sql": ("", "op.get_bind().exec_driver_sql('CREATE INDEX ix_user_name ON \"user\" (name)')"),
    "an alias of op": ("from alembic import op as aop\n", "aop.create_index('ix_user_name', 'user', ['name'])"),
    "import alembic": ("import alembic\n", "alembic.op.create_index('ix_user_name', 'user', ['name'])"),
    "raw SQL": ("", "op.execute('CREATE INDEX ix_user_name ON \"user\" (name)')"),
    "a batch": (
        "",
        "with op.batch_alter_table('user', schema=None) as b:\n    b.create_index(b.f('ix_user_name'), ['name'])",
    ),
    "a loop": ("", "for column in ['name']:\n    op.create_index(f'ix_user_{column}', 'user', [column])"),
    "a class": (
        (
            "class Tool:\n    def __init__(self, o):\n        self.o = o\n"
            "    def index(self):\n        self.o.create_index('ix_user_name', 'user', ['name'])\n"
        ),
        "Tool(op).index()",
    ),
    "several statements": ("", "op.execute('SET x = 1; CREATE INDEX ix_user_name ON \"user\" (name)')"),
}


@pytest.mark.parametrize("way", INDEX_WRITERS)
def test_an_index_made_by_any_way_is_seen(versions: Path, way: str) -> None:
    helpers, body = INDEX_WRITERS[way]
    write(versions, body, helpers)
    result = check("--select", "index-without-concurrently")
    assert result.exit_code == 1, result.output
    assert result.output.count("[index-without-concurrently]") == 1


def test_a_batch_with_shifted_positions_names_the_right_column(versions: Path) -> None:
    write(versions, 'with op.batch_alter_table("user") as batch_op:\n    batch_op.drop_column("name")')
    assert "user.name" in check("--select", "drop-column").output


@pytest.mark.parametrize(
    "words",
    [
        '"""# migralint: ignore[index-without-concurrently]"""',
        'x = "# migralint: ignore-file[index-without-concurrently] -- no"',
    ],
)
def test_ignore_words_inside_a_string_suppress_nothing(versions: Path, words: str) -> None:
    write(versions, f'{words}\nop.create_index("ix_user_name", "user", ["name"])')
    assert "[index-without-concurrently]" in check().output


def test_a_path_that_does_not_exist_is_an_error(versions: Path) -> None:
    result = check("migrations/versions/nothing.py")
    assert result.exit_code == 2
    assert "nothing.py" in result.output and result.output.count("\n") == 1


def test_a_folder_without_revisions_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    for words in ((), ("empty",)):
        result = check(*words)
        assert result.exit_code == 2
        assert result.output.count("\n") == 1


@pytest.mark.parametrize(
    "header",
    [
        'revision: str = "2b"\ndown_revision: str | None = "1a"\n',
        'revision = "2b"\ndown_revision = ("1a",)\n',
        'revision = "2b"\ndown_revision = ["1a"]\n',
        'ID, PARENT = "2b", "1a"\nrevision = "2b"\nBEFORE = "1a"\ndown_revision = BEFORE\n',
        'import typing as t\nrevision: t.Final = "2b"\ndown_revision: "t.Union[str, None]" = "1a"\n',
    ],
)
def test_a_header_of_any_shape_is_read(versions: Path, header: str) -> None:
    text = f'from alembic import op\n{header}\ndef upgrade():\n    op.create_index("i", "user", ["name"])\n'
    (versions / "2b_next.py").write_text(f'{text}\ndef downgrade():\n    op.drop_index("i", "user")\n')
    result = check("--output-format", "json")
    assert '"revision": "2b"' in result.output
    assert "multiple-" not in result.output


BROKEN = {
    "a syntax error": b"def upgrade(:\n",
    "latin-1 without saying so": b'revision = "3c"\nname = "\xe9t\xe9"\n',
    "NUL bytes": b'revision = "3c"\n\0\n',
    "an unknown encoding": b"# -*- coding: klingon -*-\nrevision = '3c'\n",
    "ten megabytes": b"revision = '3c'\n" + b"x = 1\n" * 1_700_000,
    "brackets without end": b"x = " + b"(" * 5_000,
    "a number without end": b"x = " + b"1+" * 50_000 + b"1\n",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_an_unreadable_file_costs_no_other(versions: Path, kind: str) -> None:
    write(versions, 'op.create_index("ix_user_name", "user", ["name"])')
    (versions / "3c_broken.py").write_bytes(BROKEN[kind])
    result = check()
    assert result.exit_code == 1
    assert "2b_next.py" in result.output and "[index-without-concurrently]" in result.output
    assert "3c_broken.py" in result.output


def test_a_latin_1_file_that_says_so_is_read(versions: Path) -> None:
    text = NEXT.format(helpers='NAME = "\xe9t\xe9"', body='    op.create_index("ix_user_name", "user", ["name"])')
    (versions / "2b_next.py").write_bytes(f"# -*- coding: latin-1 -*-\n{text}".encode("latin-1"))
    assert "2b_next.py:11:5: warning[index-without-concurrently]" in check().output


@pytest.mark.parametrize("content", [b"", b"\n\n", b"# nothing\n"])
def test_an_empty_file_is_said_to_be_no_revision(versions: Path, content: bytes) -> None:
    (versions / "empty.py").write_bytes(content)
    assert "empty.py:1:1: error[missing-revision-id]" in check().output


def test_a_revision_that_a_deleted_file_leaves_without_parent_is_seen(versions: Path) -> None:
    write(versions, "pass")
    (versions / "1a_users.py").unlink()
    result = check("--select", "graph")
    assert result.exit_code == 1
    assert "[unknown-parent]" in result.output


def test_sql_of_another_dialects_branch_is_not_reported(versions: Path) -> None:
    write(
        versions,
        """
        if op.get_bind().dialect.name == "mysql":
            op.execute("CREATE INDEX ix_user_name ON user (name)")
            op.execute("ALTER TABLE user ENGINE=InnoDB")
        """,
    )
    result = check("--select", "lock,data-loss,deploy,general")
    assert (result.exit_code, result.output) == (0, "no problems found in 2 revisions\n")


def test_a_whole_history_still_reports_what_is_done_to_its_old_tables(versions: Path) -> None:
    write(versions, 'op.create_index("ix_user_name", "user", ["name"])')
    assert "2b_next.py" in check("--select", "lock").output


def test_a_first_revision_that_only_creates_tables_is_clean(versions: Path) -> None:
    result = check()
    assert (result.exit_code, result.output) == (0, "no problems found in 1 revision\n")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("self-parented", 'revision = "3c"\ndown_revision = "3c"\ndef upgrade(): pass\ndef downgrade(): pass\n'),
        (
            "endless",
            'revision = "3c"\ndown_revision = "1a"\ndef upgrade():\n    while True: pass\ndef downgrade(): pass\n',
        ),
        ("recursive", 'revision = "3c"\ndown_revision = "1a"\ndef upgrade():\n    upgrade()\ndef downgrade(): pass\n'),
        (
            "exiting",
            'import sys; sys.exit(7)\nrevision = "3c"\ndown_revision = "1a"\ndef upgrade(): pass\n',
        ),
    ],
)
def test_a_hostile_script_costs_no_other(versions: Path, name: str, text: str) -> None:
    (versions / "3c_hostile.py").write_text(text)
    write(versions, 'op.create_index("ix_user_name", "user", ["name"])')
    result = check()
    assert result.exit_code == 1
    assert "2b_next.py" in result.output and "[index-without-concurrently]" in result.output


def test_a_script_is_never_run(versions: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    (tmp_path / "migrations" / "env.py").write_text(f"open({str(mark)!r}, 'w')\nraise SystemExit(5)\n")
    (versions / "__init__.py").write_text(f"open({str(mark)!r}, 'w')\n")
    write(
        versions,
        f"open({str(mark)!r}, 'w').write('ran')\nop.create_index('ix_user_name', 'user', ['name'])",
        helpers=f"""
        import os, socket, sys
        open({str(mark)!r}, "w").write("ran")
        socket.create_connection(("127.0.0.1", 9))
        os.kill(os.getpid(), 9)
        sys.exit(3)
        """,
    )
    result = check()
    assert "[index-without-concurrently]" in result.output
    assert not mark.exists()
