"""Make gauges, calibrations, what was measured with them, and assessments; attach files to any kind of record."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from veralot_server.migrations.steps import audited, grant

revision = "0015"
down_revision = "0014"

QUALITY = ["qa_release", "quality_head"]

RIGHTS = {
    "gauges:gauge:read": [
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
    "gauges:gauge:manage": ["inspector", "quality_head"],
    "gauges:gauge:use": ["inspector", "operator", *QUALITY],
    "gauges:use:accept": QUALITY,
    "gauges:calibration:record": ["inspector"],
    "gauges:calibration:review": QUALITY,
    "gauges:assessment:decide": QUALITY,
    "gauges:assessment:close": QUALITY,
}

TABLES = (
    "gauges_gauge",
    "gauges_calibration",
    "gauges_use",
    "gauges_assessment",
    "gauges_assessed_lot",
    "gauges_step",
)

KINDS = "target_kind IN ('lot', 'unit', 'item', 'partner', 'movement')"

WITHOUT = "''genealogy_status_change'',"
WITH = f"''gauges_calibration'', ''gauges_gauge'', {WITHOUT}"
"""What an import made is taken back in this order; gauges rest on nothing else of it."""


def order(before: str, after: str) -> None:
    """Change the order in which an import is taken back."""
    op.execute(
        f"DO $$ BEGIN EXECUTE replace(pg_get_functiondef('exchange_undo(bigint)'::regprocedure), '{before}', '{after}'); "
        "END $$"
    )


def upgrade() -> None:
    op.create_table(
        "gauges_gauge",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("maker", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("serial_no", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("range_low", sa.Numeric(precision=24, scale=6), nullable=True),
        sa.Column("range_high", sa.Numeric(precision=24, scale=6), nullable=True),
        sa.Column("resolution", sa.Numeric(precision=24, scale=6), nullable=True),
        sa.Column("interval_months", sa.Integer(), nullable=False),
        sa.Column("warning_days", sa.Integer(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("limited_to", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("calibration_id", sa.BigInteger(), nullable=True),
        sa.Column("calibrated_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("interval_months > 0 AND warning_days >= 0", name=op.f("ck_gauges_gauge_interval")),
        sa.CheckConstraint(
            "range_low IS NULL OR range_high IS NULL OR range_low < range_high", name=op.f("ck_gauges_gauge_range")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gauges_gauge")),
    )
    op.create_index(op.f("ix_gauges_gauge_due_on"), "gauges_gauge", ["due_on"], unique=False)
    op.create_index("uq_gauges_gauge_code", "gauges_gauge", [sa.text("upper(code)")], unique=True)
    op.create_table(
        "gauges_calibration",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("gauge_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("laboratory", sa.Text(), nullable=False),
        sa.Column("laboratory_name", sa.Text(), nullable=False),
        sa.Column("certificate_no", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("temperature", sa.Numeric(precision=24, scale=6), nullable=True),
        sa.Column("humidity", sa.Numeric(precision=24, scale=6), nullable=True),
        sa.Column("points", JSONB(), nullable=False),
        sa.Column("standards", JSONB(), nullable=False),
        sa.Column("found_in_tolerance", sa.Boolean(), nullable=False),
        sa.Column("left_in_tolerance", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.BigInteger(), nullable=True),
        sa.Column("limited_to", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("review_note", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["gauge_id"], ["gauges_gauge.id"], name=op.f("fk_gauges_calibration_gauge_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["identity_user.id"], name=op.f("fk_gauges_calibration_recorded_by")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["identity_user.id"], name=op.f("fk_gauges_calibration_reviewed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gauges_calibration")),
    )
    op.create_index(op.f("ix_gauges_calibration_gauge_id"), "gauges_calibration", ["gauge_id"], unique=False)
    op.create_table(
        "gauges_use",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("gauge_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("calibration_id", sa.BigInteger(), nullable=True),
        sa.Column("serial_no", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("record_kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("accepted_because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["gauge_id"], ["gauges_gauge.id"], name=op.f("fk_gauges_use_gauge_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["genealogy_lot.id"], name=op.f("fk_gauges_use_lot_id")),
        sa.ForeignKeyConstraint(
            ["calibration_id"], ["gauges_calibration.id"], name=op.f("fk_gauges_use_calibration_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["identity_user.id"], name=op.f("fk_gauges_use_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gauges_use")),
    )
    op.create_index(op.f("ix_gauges_use_gauge_id_at"), "gauges_use", ["gauge_id", "at"], unique=False)
    op.create_index(op.f("ix_gauges_use_lot_id"), "gauges_use", ["lot_id"], unique=False)
    op.create_table(
        "gauges_assessment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("gauge_id", sa.BigInteger(), nullable=False),
        sa.Column("calibration_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("conclusion", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["gauge_id"], ["gauges_gauge.id"], name=op.f("fk_gauges_assessment_gauge_id")),
        sa.ForeignKeyConstraint(
            ["calibration_id"], ["gauges_calibration.id"], name=op.f("fk_gauges_assessment_calibration_id")
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["identity_user.id"], name=op.f("fk_gauges_assessment_opened_by")),
        sa.ForeignKeyConstraint(["closed_by"], ["identity_user.id"], name=op.f("fk_gauges_assessment_closed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gauges_assessment")),
        sa.UniqueConstraint("number", name=op.f("uq_gauges_assessment_number")),
    )
    op.create_index(op.f("ix_gauges_assessment_gauge_id"), "gauges_assessment", ["gauge_id"], unique=False)
    op.create_table(
        "gauges_assessed_lot",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("assessment_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("impact", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["gauges_assessment.id"], name=op.f("fk_gauges_assessed_lot_assessment_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["genealogy_lot.id"], name=op.f("fk_gauges_assessed_lot_lot_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["identity_user.id"], name=op.f("fk_gauges_assessed_lot_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gauges_assessed_lot")),
        sa.UniqueConstraint("assessment_id", "lot_id", name=op.f("uq_gauges_assessed_lot_assessment_id_lot_id")),
    )
    op.create_index(op.f("ix_gauges_assessed_lot_lot_id"), "gauges_assessed_lot", ["lot_id"], unique=False)
    op.create_table(
        "gauges_step",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("gauge_id", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=True),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signature_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["gauge_id"], ["gauges_gauge.id"], name=op.f("fk_gauges_step_gauge_id")),
        sa.ForeignKeyConstraint(["by_id"], ["identity_user.id"], name=op.f("fk_gauges_step_by_id")),
        sa.ForeignKeyConstraint(["signature_id"], ["identity_signature.id"], name=op.f("fk_gauges_step_signature_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gauges_step")),
    )
    op.create_index(op.f("ix_gauges_step_gauge_id"), "gauges_step", ["gauge_id"], unique=False)

    for table in TABLES:
        audited(table)
    grant(RIGHTS)
    order(WITHOUT, WITH)
    op.drop_constraint(op.f("ck_attachments_attachment_target_kind"), "attachments_attachment", type_="check")
    op.create_check_constraint(
        op.f("ck_attachments_attachment_target_kind"), "attachments_attachment", "target_kind ~ '^[a-z_]+$'"
    )


def downgrade() -> None:
    order(WITH, WITHOUT)
    op.drop_constraint(op.f("ck_attachments_attachment_target_kind"), "attachments_attachment", type_="check")
    op.create_check_constraint(op.f("ck_attachments_attachment_target_kind"), "attachments_attachment", KINDS)
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DELETE FROM identity_role_permission WHERE permission LIKE 'gauges:%'")
