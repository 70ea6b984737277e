"""Keep when timed samples were missed, let studies name their gauges, keep what subgroups were."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from veralot_server.migrations.steps import audited

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    missed()
    studied()
    revised()


def missed() -> None:
    op.create_table(
        "spc_missed",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("control_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.Column("subgroup_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("explained_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("missed > 0", name=op.f("ck_spc_missed_missed")),
        sa.ForeignKeyConstraint(["control_id"], ["spc_control.id"], name=op.f("fk_spc_missed_control_id")),
        sa.ForeignKeyConstraint(["subgroup_id"], ["spc_subgroup.id"], name=op.f("fk_spc_missed_subgroup_id")),
        sa.ForeignKeyConstraint(["explained_by"], ["identity_user.id"], name=op.f("fk_spc_missed_explained_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spc_missed")),
        sa.UniqueConstraint("control_id", "since", name=op.f("uq_spc_missed_control_id_since")),
    )
    op.create_index(
        "uq_spc_missed_open", "spc_missed", ["control_id"], unique=True, postgresql_where=sa.text("ended_at IS NULL")
    )
    audited("spc_missed")


def studied() -> None:
    """The text that old studies name their gauges by stays as it was signed; no gauge is guessed from it."""
    op.add_column("spc_study", sa.Column("gauge_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_spc_study_gauge_id"), "spc_study", "gauges_gauge", ["gauge_id"], ["id"])
    op.create_index("ix_spc_study_gauge_id", "spc_study", ["gauge_id"])


def revised() -> None:
    op.add_column("spc_subgroup", sa.Column("void", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column(
        "spc_subgroup", sa.Column("aside", ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column("spc_exception", sa.Column("stands", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.create_table(
        "spc_revision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("subgroup_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("readings", ARRAY(sa.Numeric(24, 6)), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("looked_at", sa.Numeric(24, 6), nullable=True),
        sa.Column("before", JSONB(), nullable=False),
        sa.Column("after", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["subgroup_id"], ["spc_subgroup.id"], name=op.f("fk_spc_revision_subgroup_id")),
        sa.ForeignKeyConstraint(["by_id"], ["identity_user.id"], name=op.f("fk_spc_revision_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spc_revision")),
    )
    op.create_index(op.f("ix_spc_revision_subgroup_id"), "spc_revision", ["subgroup_id"])
    audited("spc_revision")


def downgrade() -> None:
    op.drop_table("spc_revision")
    op.drop_column("spc_exception", "stands")
    op.drop_column("spc_subgroup", "aside")
    op.drop_column("spc_subgroup", "void")
    op.drop_column("spc_study", "gauge_id")
    op.drop_table("spc_missed")
