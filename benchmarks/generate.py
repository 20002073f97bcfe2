"""Writes an Alembic project with any number of revisions: tables that are made, grown, indexed, filled and trimmed.

python benchmarks/generate.py 1000 /tmp/generated
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

REVISION = '''"""{message}

Revision ID: {revision}
Revises: {parent}
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa


revision = {revision!r}
down_revision = {parent!r}
branch_labels = None
depends_on = None


def upgrade():
    {upgrade}


def downgrade():
    {downgrade}
'''
CREATE_TABLE = """op.create_table(
        'account_{n}',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('notes', sa.Text(), nullable=True),
        sa.Column('balance', sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column('created_at', sa.DateTime(), server_default=sa.text('now()'), nullable=False),
        {parent}sa.PrimaryKeyConstraint('id'),
    )"""
PARENT = """sa.Column('parent_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['parent_id'], ['account_{parent}.id']),
        """


class Change(NamedTuple):
    """What one revision does; `{n}` is the number of the table."""

    message: str
    upgrade: str
    downgrade: str


LIFE_OF_A_TABLE = (
    Change(
        "add email to account {n}",
        "op.add_column('account_{n}', sa.Column('email', sa.String(length=120), nullable=True))",
        "op.drop_column('account_{n}', 'email')",
    ),
    Change(
        "index account {n} by name",
        "op.create_index('ix_account_{n}_name', 'account_{n}', ['name'])",
        "op.drop_index('ix_account_{n}_name', table_name='account_{n}')",
    ),
    Change(
        "add active to account {n}",
        "op.add_column('account_{n}', sa.Column('active', sa.Boolean(), server_default='true', nullable=False))",
        "op.drop_column('account_{n}', 'active')",
    ),
    Change(
        "widen name of account {n}",
        "op.alter_column('account_{n}', 'name', existing_type=sa.String(length=80), type_=sa.String(length=160))",
        "op.alter_column('account_{n}', 'name', existing_type=sa.String(length=160), type_=sa.String(length=80))",
    ),
    Change(
        "make email of account {n} unique",
        "op.create_unique_constraint('uq_account_{n}_email', 'account_{n}', ['email'])",
        "op.drop_constraint('uq_account_{n}_email', 'account_{n}', type_='unique')",
    ),
    Change(
        "fill balance of account {n}", 'op.execute("UPDATE account_{n} SET balance = 0 WHERE balance IS NULL")', "pass"
    ),
    Change(
        "rename notes of account {n}",
        "op.alter_column('account_{n}', 'notes', new_column_name='remarks')",
        "op.alter_column('account_{n}', 'remarks', new_column_name='notes')",
    ),
    Change(
        "drop index of account {n}",
        "op.drop_index('ix_account_{n}_name', table_name='account_{n}')",
        "op.create_index('ix_account_{n}_name', 'account_{n}', ['name'])",
    ),
    Change(
        "drop remarks of account {n}",
        "op.drop_column('account_{n}', 'remarks')",
        "op.add_column('account_{n}', sa.Column('remarks', sa.Text(), nullable=True))",
    ),
)


def changes() -> Iterator[Change]:
    """Without end: a table is made, lives through nine more revisions, and the next one follows."""
    for n in count(1):
        parent = PARENT.format(parent=n - 1) if n > 1 else ""
        yield Change(f"create account {n}", CREATE_TABLE.format(n=n, parent=parent), f"op.drop_table('account_{n}')")
        for change in LIFE_OF_A_TABLE:
            yield Change(*(text.format(n=n) for text in change))


def write(folder: Path, revisions: int) -> Path:
    """Writes the project and returns the path of its last revision script."""
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = migrations\nsqlalchemy.url = postgresql:///app\n")
    (folder / "migrations" / "env.py").write_text("from alembic import context\n\ncontext.run_migrations()\n")
    parent, script = None, versions
    for number, change in enumerate(islice(changes(), revisions), start=1):
        revision = f"{number:012x}"
        script = versions / f"{revision}_{change.message.replace(' ', '_')}.py"
        script.write_text(REVISION.format(revision=revision, parent=parent, **change._asdict()), encoding="utf-8")
        parent = revision
    return script


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("revisions", type=int)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    write(arguments.folder, arguments.revisions)


if __name__ == "__main__":
    main()
