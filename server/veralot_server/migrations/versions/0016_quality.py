"""Make quality records: what they are about, their steps, lots, lines, actions, links and clocks; and the inbox."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from veralot_server.migrations.steps import audited, grant

revision = "0016"
down_revision = "0015"

QA = ["qa_release", "quality_head"]
WORKING = [*QA, "inspector", "production_head", "planner"]
PLANT = [
    *WORKING,
    "document_controller",
    "warehouse",
    "buyer",
    "operator",
    "manager",
]

RIGHTS = {
    "genealogy:lot:stop": PLANT,
    "tasks:inbox:read": [*PLANT, "administrator", "auditor", "registrant"],
    "quality:record:read": [*PLANT, "administrator", "auditor", "registrant"],
    "quality:record:tend": [*WORKING, "buyer"],
    "quality:ncr:open": PLANT,
    "quality:ncr:contain": [*QA, "inspector", "warehouse"],
    "quality:ncr:evaluate": [*QA, "inspector"],
    "quality:ncr:dispose": QA,
    "quality:ncr:agree": ["production_head", "planner"],
    "quality:ncr:consent": ["registrant"],
    "quality:ncr:segregate": ["warehouse", "operator"],
    "quality:ncr:execute": QA,
    "quality:ncr:report": ["operator", "production_head"],
    "quality:ncr:verify": ["inspector", *QA],
    "quality:ncr:close": QA,
    "quality:capa:request": PLANT,
    "quality:capa:work": WORKING,
    "quality:capa:approve": ["quality_head", "manager"],
    "quality:capa:check": [*QA, "inspector"],
    "quality:action:finish": PLANT,
    "quality:action:extend": ["quality_head", "manager"],
    "quality:deviation:report": PLANT,
    "quality:deviation:work": WORKING,
    "quality:deviation:approve": QA,
    "quality:complaint:receive": PLANT,
    "quality:complaint:work": [*QA, "inspector"],
    "quality:complaint:decide": ["quality_head", "manager"],
    "quality:complaint:close": QA,
    "quality:complaint:disclose": ["quality_head"],
    "quality:scar:manage": [*QA, "buyer"],
    "quality:scar:close": QA,
    "quality:test:plan": [*QA, "inspector"],
    "quality:test:record": ["inspector"],
    "quality:test:confirm": QA,
    "quality:agreement:manage": ["quality_head"],
}

TABLES = (
    "quality_agreement",
    "quality_case",
    "quality_action",
    "quality_disclosure",
    "quality_due",
    "quality_line",
    "quality_link",
    "quality_lot",
    "quality_step",
)


def upgrade() -> None:
    op.create_table(
        "quality_agreement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("consent_concession", sa.Boolean(), nullable=False),
        sa.Column("consent_rework", sa.Boolean(), nullable=False),
        sa.Column("notice_hours", sa.Integer(), nullable=False),
        sa.CheckConstraint("notice_hours > 0", name=op.f("ck_quality_agreement_notice_hours")),
        sa.ForeignKeyConstraint(["customer_id"], ["items_partner.id"], name=op.f("fk_quality_agreement_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_agreement")),
        sa.UniqueConstraint("customer_id", name=op.f("uq_quality_agreement_customer_id")),
    )
    op.create_table(
        "quality_case",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=True),
        sa.Column("defect", sa.Text(), nullable=True),
        sa.Column("hazard", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("source_label", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("supplier_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=False),
        sa.Column("aware_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_justified", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_quality_case_validity")),
        sa.ForeignKeyConstraint(["customer_id"], ["items_partner.id"], name=op.f("fk_quality_case_customer_id")),
        sa.ForeignKeyConstraint(["item_id"], ["items_item.id"], name=op.f("fk_quality_case_item_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["identity_user.id"], name=op.f("fk_quality_case_opened_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["identity_user.id"], name=op.f("fk_quality_case_owner_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["items_partner.id"], name=op.f("fk_quality_case_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_case")),
        sa.UniqueConstraint("number", name=op.f("uq_quality_case_number")),
    )
    op.create_index(op.f("ix_quality_case_customer_id"), "quality_case", ["customer_id"], unique=False)
    op.create_index(op.f("ix_quality_case_kind_opened_at"), "quality_case", ["kind", "opened_at"], unique=False)
    op.create_index(
        op.f("ix_quality_case_open"),
        "quality_case",
        ["kind"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "quality_action",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("extensions", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("dropped", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evidence", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["quality_case.id"], name=op.f("fk_quality_action_case_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["identity_user.id"], name=op.f("fk_quality_action_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_action")),
    )
    op.create_index(op.f("ix_quality_action_case_id"), "quality_action", ["case_id"], unique=False)
    op.create_index(op.f("ix_quality_action_owner_id"), "quality_action", ["owner_id"], unique=False)
    op.create_table(
        "quality_complainant",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("complainant", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("health", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["quality_case.id"], name=op.f("fk_quality_complainant_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_complainant")),
        sa.UniqueConstraint("case_id", name=op.f("uq_quality_complainant_case_id")),
    )
    op.create_table(
        "quality_disclosure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["identity_user.id"], name=op.f("fk_quality_disclosure_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["quality_case.id"], name=op.f("fk_quality_disclosure_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_disclosure")),
    )
    op.create_index(op.f("ix_quality_disclosure_case_id"), "quality_disclosure", ["case_id"], unique=False)
    op.create_table(
        "quality_due",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reference", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["quality_case.id"], name=op.f("fk_quality_due_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_due")),
        sa.UniqueConstraint("case_id", "clock", name=op.f("uq_quality_due_case_id_clock")),
    )
    op.create_table(
        "quality_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("justification", sa.Text(), nullable=False),
        sa.Column("instruction", sa.Text(), nullable=False),
        sa.Column("adverse_effects", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("apart", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_quality_line_quantity")),
        sa.ForeignKeyConstraint(["case_id"], ["quality_case.id"], name=op.f("fk_quality_line_case_id")),
        sa.ForeignKeyConstraint(["done_by"], ["identity_user.id"], name=op.f("fk_quality_line_done_by")),
        sa.ForeignKeyConstraint(["lot_id"], ["genealogy_lot.id"], name=op.f("fk_quality_line_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_line")),
    )
    op.create_index(op.f("ix_quality_line_case_id"), "quality_line", ["case_id"], unique=False)
    op.create_index(op.f("ix_quality_line_lot_id"), "quality_line", ["lot_id"], unique=False)
    op.create_table(
        "quality_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_quality_link_itself")),
        sa.ForeignKeyConstraint(["from_id"], ["quality_case.id"], name=op.f("fk_quality_link_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["quality_case.id"], name=op.f("fk_quality_link_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_link")),
        sa.UniqueConstraint("from_id", "to_id", "kind", name=op.f("uq_quality_link_from_id_to_id_kind")),
    )
    op.create_index(op.f("ix_quality_link_to_id"), "quality_link", ["to_id"], unique=False)
    op.create_table(
        "quality_step",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=True),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("said", JSONB(), nullable=False),
        sa.Column("signature_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["identity_user.id"], name=op.f("fk_quality_step_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["quality_case.id"], name=op.f("fk_quality_step_case_id")),
        sa.ForeignKeyConstraint(["signature_id"], ["identity_signature.id"], name=op.f("fk_quality_step_signature_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_step")),
    )
    op.create_index(op.f("ix_quality_step_case_id"), "quality_step", ["case_id"], unique=False)
    op.create_table(
        "quality_lot",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("hold_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["quality_case.id"], name=op.f("fk_quality_lot_case_id")),
        sa.ForeignKeyConstraint(["hold_id"], ["genealogy_hold.id"], name=op.f("fk_quality_lot_hold_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["genealogy_lot.id"], name=op.f("fk_quality_lot_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_lot")),
        sa.UniqueConstraint("case_id", "lot_id", name=op.f("uq_quality_lot_case_id_lot_id")),
    )
    op.create_index(op.f("ix_quality_lot_lot_id"), "quality_lot", ["lot_id"], unique=False)
    for table in TABLES:
        audited(table)
    audited("quality_complainant", secrets=("complainant", "address", "phone", "health"))
    grant(RIGHTS)


def downgrade() -> None:
    op.drop_table("quality_complainant")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DELETE FROM identity_role_permission WHERE permission LIKE 'quality:%' OR permission LIKE 'tasks:%'")
    op.execute("DELETE FROM identity_role_permission WHERE permission = 'genealogy:lot:stop'")
