"""Make the record of imports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from veralot_server.migrations.steps import audited, grant

revision = "0005"
down_revision = "0004"

RIGHTS = {
    "exchange:import:run": ["administrator", "planner"],
    "exchange:import:read": ["administrator", "planner", "auditor", "quality_head"],
}


def upgrade() -> None:
    op.create_table(
        "exchange_import",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("files", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["identity_user.id"], name=op.f("fk_exchange_import_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_import")),
    )
    audited("exchange_import")
    grant(RIGHTS)


def downgrade() -> None:
    op.drop_table("exchange_import")
