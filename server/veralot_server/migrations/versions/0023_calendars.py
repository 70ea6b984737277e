"""Calendars of working days: the plant's own, China's and the United States'. They are empty until somebody fills them."""

import sqlalchemy as sa
from alembic import op

from veralot_server.migrations.steps import audited, grant

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "tasks_period",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("first <= last", name=op.f("ck_tasks_period_order")),
        sa.CheckConstraint("calendar IN ('plant', 'china', 'usa')", name=op.f("ck_tasks_period_calendar")),
        sa.CheckConstraint("kind IN ('day_off', 'working_day')", name=op.f("ck_tasks_period_kind")),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name=op.f("ck_tasks_period_withdrawn")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["identity_user.id"], name=op.f("fk_tasks_period_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks_period")),
    )
    op.create_index(op.f("ix_tasks_period_calendar_first"), "tasks_period", ["calendar", "first"])
    audited("tasks_period")
    grant({"tasks:calendar:manage": ["quality_head", "manager", "planner"]})


def downgrade() -> None:
    op.drop_table("tasks_period")
    op.execute("DELETE FROM identity_role_permission WHERE permission = 'tasks:calendar:manage'")
