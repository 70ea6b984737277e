"""Make the register of recalls."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from veralot_server.migrations.steps import audited, grant

revision = "0011"
down_revision = "0010"

RIGHTS = {
    "recall:recall:read": ["qa_release", "quality_head", "manager", "auditor", "registrant"],
    "recall:recall:run": ["qa_release", "quality_head"],
    "recall:hazard:evaluate": ["qa_release", "quality_head"],
    "recall:recall:decide": ["manager", "registrant"],
    "recall:recall:close": ["qa_release", "quality_head"],
    "recall:letter:export": ["qa_release", "quality_head", "manager", "auditor"],
}

TABLES = (
    "recall_recall",
    "recall_consignee",
    "recall_notice",
    "recall_snapshot",
    "recall_check",
    "recall_order",
    "recall_response",
    "recall_step",
)


def upgrade() -> None:
    op.create_table(
        "recall_recall",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("mock", sa.Boolean(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("suspects", JSONB(), nullable=False),
        sa.Column("hazard", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("hazard_by", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("recall_class", sa.Text(), nullable=True),
        sa.Column("jurisdictions", ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("check_level", sa.Text(), nullable=True),
        sa.Column("check_percent", sa.Integer(), nullable=True),
        sa.Column("rationale", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
        sa.Column("conclusion", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("justification", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["items_partner.id"], name=op.f("fk_recall_recall_customer_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["identity_user.id"], name=op.f("fk_recall_recall_ended_by")),
        sa.ForeignKeyConstraint(["hazard_by"], ["identity_user.id"], name=op.f("fk_recall_recall_hazard_by")),
        sa.ForeignKeyConstraint(["started_by"], ["identity_user.id"], name=op.f("fk_recall_recall_started_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_recall")),
        sa.UniqueConstraint("number", name=op.f("uq_recall_recall_number")),
    )
    op.create_index(op.f("ix_recall_recall_customer_id"), "recall_recall", ["customer_id"], unique=False)
    op.create_table(
        "recall_consignee",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("recall_id", sa.BigInteger(), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("notified_by", sa.BigInteger(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["notified_by"], ["identity_user.id"], name=op.f("fk_recall_consignee_notified_by")),
        sa.ForeignKeyConstraint(["partner_id"], ["items_partner.id"], name=op.f("fk_recall_consignee_partner_id")),
        sa.ForeignKeyConstraint(["recall_id"], ["recall_recall.id"], name=op.f("fk_recall_consignee_recall_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_consignee")),
        sa.UniqueConstraint("recall_id", "partner_id", name=op.f("uq_recall_consignee_recall_id_partner_id")),
    )
    op.create_table(
        "recall_notice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("recall_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["identity_user.id"], name=op.f("fk_recall_notice_by_id")),
        sa.ForeignKeyConstraint(["recall_id"], ["recall_recall.id"], name=op.f("fk_recall_notice_recall_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_notice")),
    )
    op.create_index(op.f("ix_recall_notice_recall_id"), "recall_notice", ["recall_id"], unique=False)
    op.create_table(
        "recall_snapshot",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("recall_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.Column("lots", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Numeric(precision=9, scale=2), nullable=False),
        sa.Column("seconds", sa.Numeric(precision=9, scale=3), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("lot_ids", ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["identity_user.id"], name=op.f("fk_recall_snapshot_by_id")),
        sa.ForeignKeyConstraint(["recall_id"], ["recall_recall.id"], name=op.f("fk_recall_snapshot_recall_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_snapshot")),
    )
    op.create_index(
        op.f("ix_recall_snapshot_lot_ids"), "recall_snapshot", ["lot_ids"], unique=False, postgresql_using="gin"
    )
    op.create_index(op.f("ix_recall_snapshot_recall_id"), "recall_snapshot", ["recall_id"], unique=False)
    op.create_table(
        "recall_check",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("consignee_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("effective", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["identity_user.id"], name=op.f("fk_recall_check_by_id")),
        sa.ForeignKeyConstraint(["consignee_id"], ["recall_consignee.id"], name=op.f("fk_recall_check_consignee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_check")),
    )
    op.create_index(op.f("ix_recall_check_consignee_id"), "recall_check", ["consignee_id"], unique=False)
    op.create_table(
        "recall_order",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("recall_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("lots", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("nodes_sha256", sa.Text(), nullable=False),
        sa.Column("signature_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["identity_user.id"], name=op.f("fk_recall_order_by_id")),
        sa.ForeignKeyConstraint(["recall_id"], ["recall_recall.id"], name=op.f("fk_recall_order_recall_id")),
        sa.ForeignKeyConstraint(["signature_id"], ["identity_signature.id"], name=op.f("fk_recall_order_signature_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_order")),
    )
    op.create_index(op.f("ix_recall_order_recall_id"), "recall_order", ["recall_id"], unique=False)
    op.create_table(
        "recall_response",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("consignee_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("quarantined", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.Column("used", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.Column("returned", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.Column("destroyed", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "least(quarantined, used, returned, destroyed) >= 0", name=op.f("ck_recall_response_quantities")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["identity_user.id"], name=op.f("fk_recall_response_by_id")),
        sa.ForeignKeyConstraint(
            ["consignee_id"], ["recall_consignee.id"], name=op.f("fk_recall_response_consignee_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["genealogy_lot.id"], name=op.f("fk_recall_response_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_response")),
    )
    op.create_index(op.f("ix_recall_response_consignee_id"), "recall_response", ["consignee_id"], unique=False)
    op.create_table(
        "recall_step",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("recall_id", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=True),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signature_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["identity_user.id"], name=op.f("fk_recall_step_by_id")),
        sa.ForeignKeyConstraint(["recall_id"], ["recall_recall.id"], name=op.f("fk_recall_step_recall_id")),
        sa.ForeignKeyConstraint(["signature_id"], ["identity_signature.id"], name=op.f("fk_recall_step_signature_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_step")),
    )
    op.create_index(op.f("ix_recall_step_recall_id"), "recall_step", ["recall_id"], unique=False)
    for table in TABLES:
        audited(table)
    grant(RIGHTS)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DELETE FROM identity_role_permission WHERE permission LIKE 'recall:%'")
