"""Make qualifications, who was granted which, and what was held at work; let inspection plans ask for them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from veralot_server.migrations.steps import audited, grant, run_file

revision = "0029"
down_revision = "0028"

ASSESSORS = ["quality_head", "qa_release", "production_head"]

RIGHTS = {
    "training:qualification:read": [
        "administrator",
        "planner",
        "production_head",
        "quality_head",
        "qa_release",
        "inspector",
        "document_controller",
        "warehouse",
        "operator",
        "manager",
        "auditor",
    ],
    "training:qualification:manage": ["quality_head", "document_controller"],
    "training:grant:sign": ASSESSORS,
}

TABLES = ("training_qualification", "training_grant", "training_version", "training_held", "training_told")


def upgrade() -> None:
    op.create_table(
        "training_qualification",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("covers", sa.Text(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("warning_days", sa.Integer(), nullable=False),
        sa.Column("least_level", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint("months > 0 AND warning_days >= 0", name=op.f("ck_training_qualification_term")),
        sa.CheckConstraint("least_level BETWEEN 1 AND 4", name=op.f("ck_training_qualification_level")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name=op.f("ck_training_qualification_withdrawn")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["identity_user.id"], name=op.f("fk_training_qualification_withdrawn_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_qualification")),
    )
    op.create_index("uq_training_qualification_code", "training_qualification", [sa.text("upper(code)")], unique=True)
    op.create_table(
        "training_grant",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("qualification_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["identity_user.id"], name=op.f("fk_training_grant_user_id")),
        sa.ForeignKeyConstraint(
            ["qualification_id"], ["training_qualification.id"], name=op.f("fk_training_grant_qualification_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_grant")),
        sa.UniqueConstraint("user_id", "qualification_id", name=op.f("uq_training_grant_user_id_qualification_id")),
    )
    op.create_index(op.f("ix_training_grant_qualification_id"), "training_grant", ["qualification_id"])
    op.create_table(
        "training_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("grant_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("held_from", sa.Date(), nullable=False),
        sa.Column("held_until", sa.Date(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("signature_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("held_from <= held_until", name=op.f("ck_training_version_dates")),
        sa.CheckConstraint("level BETWEEN 0 AND 4", name=op.f("ck_training_version_level")),
        sa.CheckConstraint(
            "(signature_id IS NULL) = (event IN ('proposed', 'declined'))", name=op.f("ck_training_version_signed")
        ),
        sa.ForeignKeyConstraint(["grant_id"], ["training_grant.id"], name=op.f("fk_training_version_grant_id")),
        sa.ForeignKeyConstraint(["by_id"], ["identity_user.id"], name=op.f("fk_training_version_by_id")),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["identity_signature.id"], name=op.f("fk_training_version_signature_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_version")),
        sa.UniqueConstraint("grant_id", "number", name=op.f("uq_training_version_grant_id_number")),
    )
    op.create_table(
        "training_held",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("inspection_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("qualification_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection_inspection.id"], name=op.f("fk_training_held_inspection_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["genealogy_lot.id"], name=op.f("fk_training_held_lot_id")),
        sa.ForeignKeyConstraint(["user_id"], ["identity_user.id"], name=op.f("fk_training_held_user_id")),
        sa.ForeignKeyConstraint(
            ["qualification_id"], ["training_qualification.id"], name=op.f("fk_training_held_qualification_id")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["training_version.id"], name=op.f("fk_training_held_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_held")),
        sa.UniqueConstraint(
            *("inspection_id", "user_id", "qualification_id", "version_id"),
            name="uq_training_held_once",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_training_held_lot_id"), "training_held", ["lot_id"])
    op.create_table(
        "training_told",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["training_version.id"], name=op.f("fk_training_told_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_told")),
        sa.UniqueConstraint("version_id", "state", name=op.f("uq_training_told_version_id_state")),
    )
    for table in ("inspection_revision", "inspection_characteristic"):
        kind = ARRAY(sa.BigInteger())
        op.add_column(table, sa.Column("qualification_ids", kind, server_default=sa.text("'{}'"), nullable=False))
    for table in TABLES:
        audited(table)
    run_file("training.sql")
    grant(RIGHTS)


def downgrade() -> None:
    op.execute("DROP TRIGGER keep_asked ON inspection_revision")
    op.execute("DROP FUNCTION inspection_keep_asked()")
    for table in ("inspection_revision", "inspection_characteristic"):
        op.drop_column(table, "qualification_ids")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DROP FUNCTION training_keep_grant()")
    op.execute("DROP FUNCTION training_keep_qualification()")
    op.execute("DELETE FROM identity_role_permission WHERE permission LIKE 'training:%'")
