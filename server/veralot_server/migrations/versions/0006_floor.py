"""Make badges, PINs, floor workstations and reviews of the audit trail; say who hears an event and what is pruned."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from veralot_server.migrations.steps import audited, grant, run_file

revision = "0006"
down_revision = "0005"

RIGHTS = {
    "identity:badge:manage": ["administrator"],
    "identity:workstation:manage": ["administrator"],
    "audit:review:perform": ["quality_head", "qa_release"],
    "audit:review:plan": ["quality_head"],
}

ACT = """
SELECT set_config('veralot.act', '{"user_id": 0, "user_name": "system", "workstation": "migration",
    "message": "server.Migrate", "zone": "UTC"}', true)
"""


def upgrade() -> None:
    run_file("hearers.sql")
    make_floor()
    alter_sessions()
    make_reviews()
    audited("identity_pin", secrets=["pin_hash"])
    audited("identity_badge", secrets=["code_hash"])
    audited("identity_workstation", secrets=["token_hash"])
    for table in ("audit_review_plan", "audit_review", "audit_finding"):
        audited(table)
    grant(RIGHTS)


def make_floor() -> None:
    op.create_table(
        "identity_pin",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("pin_hash", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["identity_user.id"], name=op.f("fk_identity_pin_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_pin")),
        sa.UniqueConstraint("user_id", name=op.f("uq_identity_pin_user_id")),
    )
    op.create_table(
        "identity_badge",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_by", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("tested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaces_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["identity_user.id"], name=op.f("fk_identity_badge_user_id")),
        sa.ForeignKeyConstraint(["assigned_by"], ["identity_user.id"], name=op.f("fk_identity_badge_assigned_by")),
        sa.ForeignKeyConstraint(["replaces_id"], ["identity_badge.id"], name=op.f("fk_identity_badge_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_badge")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_identity_badge_code_hash")),
    )
    assigned = sa.text("state = 'assigned'")
    op.create_index("uq_identity_badge_assigned", "identity_badge", ["user_id"], unique=True, postgresql_where=assigned)
    op.create_table(
        "identity_workstation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("idle_seconds", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enrolled_by", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolled_by"], ["identity_user.id"], name=op.f("fk_identity_workstation_enrolled_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_workstation")),
        sa.UniqueConstraint("name", name=op.f("uq_identity_workstation_name")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_identity_workstation_token_hash")),
    )


def alter_sessions() -> None:
    """Let sessions say how they were begun; those that are there say it by a logged change, so that the log fits them."""
    columns = (
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("badge_id", sa.BigInteger(), nullable=True),
        sa.Column("workstation_id", sa.BigInteger(), nullable=True),
        sa.Column("idle_seconds", sa.Integer(), nullable=True),
    )
    for column in columns:
        op.add_column("identity_session", column)
    for name in ("badge", "workstation"):
        constraint = op.f(f"fk_identity_session_{name}_id")
        op.create_foreign_key(constraint, "identity_session", f"identity_{name}", [f"{name}_id"], ["id"])
    op.create_index(op.f("ix_identity_session_badge_id"), "identity_session", ["badge_id"], unique=False)
    used = ["workstation_id", "started_at"]
    op.create_index(op.f("ix_identity_session_workstation_id_started_at"), "identity_session", used, unique=False)
    op.execute(ACT)
    op.execute("UPDATE identity_session SET method = 'password'")
    op.alter_column("identity_session", "method", nullable=False, server_default="password")


def make_reviews() -> None:
    op.create_table(
        "audit_review_plan",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("filter", JSONB(), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("every_days > 0", name=op.f("ck_audit_review_plan_every_days")),
        sa.ForeignKeyConstraint(["created_by"], ["identity_user.id"], name=op.f("fk_audit_review_plan_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_review_plan")),
        sa.UniqueConstraint("name", name=op.f("uq_audit_review_plan_name")),
    )
    op.create_table(
        "audit_review",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("filter", JSONB(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("own_entries", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.Column("closed_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("signature_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint('"end" >= first', name=op.f("ck_audit_review_range")),
        sa.ForeignKeyConstraint(["plan_id"], ["audit_review_plan.id"], name=op.f("fk_audit_review_plan_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["identity_user.id"], name=op.f("fk_audit_review_opened_by")),
        sa.ForeignKeyConstraint(["closed_by"], ["identity_user.id"], name=op.f("fk_audit_review_closed_by")),
        sa.ForeignKeyConstraint(["signature_id"], ["identity_signature.id"], name=op.f("fk_audit_review_signature_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_review")),
    )
    op.create_index(op.f("ix_audit_review_plan_id_id"), "audit_review", ["plan_id", "id"], unique=False)
    under_way = sa.text("state = 'open'")
    op.create_index("uq_audit_review_open", "audit_review", ["plan_id"], unique=True, postgresql_where=under_way)
    op.create_table(
        "audit_finding",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("review_id", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("index", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.BigInteger(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["audit_review.id"], name=op.f("fk_audit_finding_review_id")),
        sa.ForeignKeyConstraint(["noted_by"], ["identity_user.id"], name=op.f("fk_audit_finding_noted_by")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["identity_user.id"], name=op.f("fk_audit_finding_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_finding")),
    )
    op.create_index(op.f("ix_audit_finding_review_id"), "audit_finding", ["review_id"], unique=False)


def downgrade() -> None:
    for table in ("audit_finding", "audit_review", "audit_review_plan"):
        op.drop_table(table)
    for name in ("badge", "workstation"):
        op.drop_constraint(f"fk_identity_session_{name}_id", "identity_session", type_="foreignkey")
    run_file("hearers_undone.sql")
    for column in ("method", "badge_id", "workstation_id", "idle_seconds"):
        op.drop_column("identity_session", column)
    for table in ("identity_badge", "identity_workstation", "identity_pin"):
        op.drop_table(table)
    for right in RIGHTS:
        op.execute(sa.text("DELETE FROM identity_role_permission WHERE permission = :right").bindparams(right=right))
