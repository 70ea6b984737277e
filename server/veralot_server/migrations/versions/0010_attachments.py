"""Make the contents of files, what they are attached to, and the rules that require them."""

import sqlalchemy as sa
from alembic import op

from veralot_server.migrations.steps import audited, grant, run_file

revision = "0010"
down_revision = "0009"

PLANT = [
    "production_head",
    "manager",
    "administrator",
    "planner",
    "warehouse",
    "operator",
    "inspector",
    "qa_release",
    "quality_head",
    "auditor",
    "document_controller",
    "buyer",
]

TYPES = (
    ("coa", "Certificate of analysis", "检验报告（COA）"),
    ("coc", "Certificate of conformance", "合格证明（COC）"),
    ("sterilization", "Sterilization certificate", "灭菌证书"),
    ("validation", "Validation report", "确认报告"),
    ("picture", "Picture", "图片"),
    ("drawing", "Drawing", "图纸"),
    ("certificate", "Supplier's certificate", "供应商资质证书"),
    ("other", "Other", "其他"),
)


def upgrade() -> None:
    op.create_table(
        "attachments_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$' AND size > 0", name=op.f("ck_attachments_file_content")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_attachments_file_sha256")),
    )
    op.create_table(
        "attachments_file_type",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments_file_type")),
        sa.UniqueConstraint("code", name=op.f("uq_attachments_file_type_code")),
    )
    op.create_table(
        "attachments_attachment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("target_kind", sa.Text(), nullable=False),
        sa.Column("target_id", sa.BigInteger(), nullable=False),
        sa.Column("type_id", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "target_kind IN ('lot', 'unit', 'item', 'partner', 'movement')",
            name=op.f("ck_attachments_attachment_target_kind"),
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name=op.f("ck_attachments_attachment_withdrawn")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["attachments_file.id"], name=op.f("fk_attachments_attachment_file_id")),
        sa.ForeignKeyConstraint(
            ["type_id"], ["attachments_file_type.id"], name=op.f("fk_attachments_attachment_type_id")
        ),
        sa.ForeignKeyConstraint(["added_by"], ["identity_user.id"], name=op.f("fk_attachments_attachment_added_by")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["identity_user.id"], name=op.f("fk_attachments_attachment_withdrawn_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments_attachment")),
    )
    op.create_index(
        op.f("ix_attachments_attachment_target_kind_target_id"), "attachments_attachment", ["target_kind", "target_id"]
    )
    op.create_index(op.f("ix_attachments_attachment_file_id"), "attachments_attachment", ["file_id"])
    op.create_table(
        "attachments_file_rule",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("type_id", sa.BigInteger(), nullable=False),
        sa.Column("gate", sa.Text(), nullable=False),
        sa.Column("bound_to", sa.Text(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("item_kind", sa.Text(), nullable=True),
        sa.Column("supplier_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
        sa.Column("ended_reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(item_id, item_kind, supplier_id) > 0", name=op.f("ck_attachments_file_rule_scope")
        ),
        sa.CheckConstraint("bound_to IN ('lot', 'item', 'partner')", name=op.f("ck_attachments_file_rule_bound_to")),
        sa.CheckConstraint("gate IN ('release', 'market_release')", name=op.f("ck_attachments_file_rule_gate")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_attachments_file_rule_ended")),
        sa.ForeignKeyConstraint(
            ["type_id"], ["attachments_file_type.id"], name=op.f("fk_attachments_file_rule_type_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items_item.id"], name=op.f("fk_attachments_file_rule_item_id")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["items_partner.id"], name=op.f("fk_attachments_file_rule_supplier_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["identity_user.id"], name=op.f("fk_attachments_file_rule_made_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["identity_user.id"], name=op.f("fk_attachments_file_rule_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments_file_rule")),
    )
    for table in ("attachments_file", "attachments_file_type", "attachments_attachment", "attachments_file_rule"):
        audited(table)
    run_file("files.sql")
    types = sa.table("attachments_file_type", sa.column("code"), sa.column("name"), sa.column("name_zh"))
    op.bulk_insert(types, [{"code": code, "name": name, "name_zh": name_zh} for code, name, name_zh in TYPES])
    grant(
        {
            "attachments:file:read": [*PLANT, "registrant"],
            "attachments:file:attach": [
                "warehouse",
                "operator",
                "inspector",
                "qa_release",
                "quality_head",
                "document_controller",
                "buyer",
            ],
            "attachments:file:withdraw": ["inspector", "qa_release", "quality_head", "document_controller"],
            "attachments:rule:manage": ["quality_head", "document_controller"],
        }
    )


def downgrade() -> None:
    op.execute("DROP SCHEMA files CASCADE")
    for table in ("attachments_file_rule", "attachments_attachment", "attachments_file_type", "attachments_file"):
        op.drop_table(table)
    op.execute("DELETE FROM identity_role_permission WHERE permission LIKE 'attachments:%'")
