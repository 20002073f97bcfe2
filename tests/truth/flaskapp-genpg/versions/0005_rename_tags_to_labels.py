"""rename_tags_to_labels

Revision ID: 0005
Revises: 0004
"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

naming = {"fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s"}


def upgrade():
    op.create_table('labels',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=50), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name')
    )
    with op.batch_alter_table('post_tags', schema=None) as batch_op:
        batch_op.drop_constraint('post_tags_tag_id_fkey', type_='foreignkey')
        batch_op.create_foreign_key('fk_post_tags_tag_id_labels', 'labels', ['tag_id'], ['id'])
    op.drop_table('tags')


def downgrade():
    op.create_table('tags',
    sa.Column('id', sa.INTEGER(), nullable=False),
    sa.Column('name', sa.VARCHAR(length=50), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name')
    )
    with op.batch_alter_table('post_tags', schema=None) as batch_op:
        batch_op.drop_constraint('fk_post_tags_tag_id_labels', type_='foreignkey')
        batch_op.create_foreign_key('post_tags_tag_id_fkey', 'tags', ['tag_id'], ['id'])
    op.drop_table('labels')
