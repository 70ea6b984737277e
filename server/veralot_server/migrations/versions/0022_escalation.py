"""Keep levels of escalation in a table that the plant edits; until it does, those in the code hold."""

import sqlalchemy as sa
from alembic import op

from veralot_server.migrations.steps import audited, grant

revision = "0022"
down_revision = "0021"

TABLE = "quality_escalation"
RIGHTS = {"quality:escalation:manage": ["quality_head"]}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("after_days", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint("after_days > 0", name=op.f("ck_quality_escalation_after_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_escalation")),
        sa.UniqueConstraint("issue", "level", name=op.f("uq_quality_escalation_issue_level")),
    )
    audited(TABLE)
    grant(RIGHTS)


def downgrade() -> None:
    op.drop_table(TABLE)
    op.execute("DELETE FROM identity_role_permission WHERE permission = 'quality:escalation:manage'")
