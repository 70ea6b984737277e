"""Make label templates and their versions, printers, print jobs, labels and their scans."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from veralot_server.migrations.steps import audited, grant

revision = "0007"
down_revision = "0006"

TABLES = ("labels_template", "labels_version", "labels_printer", "labels_job", "labels_label", "labels_scan")

EVERYBODY = [
    "administrator", "planner", "production_head", "quality_head", "qa_release", "inspector", "document_controller",
    "warehouse", "operator", "manager", "auditor", "registrant",
]  # fmt: skip

RIGHTS = {
    "labels:label:read": EVERYBODY,
    "labels:template:design": ["document_controller"],
    "labels:template:approve": ["quality_head", "qa_release"],
    "labels:label:print": ["operator", "warehouse", "production_head"],
    "labels:label:verify": ["operator", "warehouse", "inspector"],
    "labels:label:account": ["operator", "warehouse", "production_head"],
    "labels:job:resume": ["quality_head", "qa_release"],
    "labels:job:close": ["qa_release", "quality_head", "production_head"],
    "labels:printer:manage": ["administrator"],
}


def upgrade() -> None:
    templates()
    jobs()
    for table in TABLES:
        audited(table)
    grant(RIGHTS)


def templates() -> None:
    """Make templates, their versions and printers."""
    op.create_table(
        "labels_template",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["items_partner.id"], name=op.f("fk_labels_template_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels_template")),
        sa.UniqueConstraint("code", name=op.f("uq_labels_template_code")),
    )
    op.create_table(
        "labels_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("template_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("layout", JSONB(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signature_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["approved_by"], ["identity_user.id"], name=op.f("fk_labels_version_approved_by")),
        sa.ForeignKeyConstraint(["made_by"], ["identity_user.id"], name=op.f("fk_labels_version_made_by")),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["identity_signature.id"], name=op.f("fk_labels_version_signature_id")
        ),
        sa.ForeignKeyConstraint(["template_id"], ["labels_template.id"], name=op.f("fk_labels_version_template_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels_version")),
        sa.UniqueConstraint("template_id", "number", name=op.f("uq_labels_version_template_id_number")),
    )
    op.create_index(
        "ix_labels_version_one",
        "labels_version",
        ["template_id", "status"],
        unique=True,
        postgresql_where=sa.text("status <> 'superseded'"),
    )
    op.create_table(
        "labels_printer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("dots", sa.SmallInteger(), nullable=False),
        sa.Column("answers", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels_printer")),
        sa.UniqueConstraint("code", name=op.f("uq_labels_printer_code")),
    )


def jobs() -> None:
    """Make print jobs, labels and scans."""
    op.create_table(
        "labels_job",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("printer_id", sa.BigInteger(), nullable=True),
        sa.Column("lot_id", sa.BigInteger(), nullable=True),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("subjects", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.BigInteger(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_why", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signature_id", sa.BigInteger(), nullable=True),
        sa.Column("explanation", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["identity_user.id"], name=op.f("fk_labels_job_closed_by")),
        sa.ForeignKeyConstraint(["customer_id"], ["items_partner.id"], name=op.f("fk_labels_job_customer_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["genealogy_lot.id"], name=op.f("fk_labels_job_lot_id")),
        sa.ForeignKeyConstraint(["printer_id"], ["labels_printer.id"], name=op.f("fk_labels_job_printer_id")),
        sa.ForeignKeyConstraint(["requested_by"], ["identity_user.id"], name=op.f("fk_labels_job_requested_by")),
        sa.ForeignKeyConstraint(["signature_id"], ["identity_signature.id"], name=op.f("fk_labels_job_signature_id")),
        sa.ForeignKeyConstraint(["version_id"], ["labels_version.id"], name=op.f("fk_labels_job_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels_job")),
    )
    op.create_index(op.f("ix_labels_job_lot_id"), "labels_job", ["lot_id"], unique=False)
    op.create_index(op.f("ix_labels_job_customer_id"), "labels_job", ["customer_id"], unique=False)
    op.create_table(
        "labels_label",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=True),
        sa.Column("data", JSONB(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reprint", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["labels_job.id"], name=op.f("fk_labels_label_job_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["genealogy_lot.id"], name=op.f("fk_labels_label_lot_id")),
        sa.ForeignKeyConstraint(["state_by"], ["identity_user.id"], name=op.f("fk_labels_label_state_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels_label")),
        sa.UniqueConstraint("job_id", "sequence", name=op.f("uq_labels_label_job_id_sequence")),
    )
    op.create_index(
        "ix_labels_label_lot_id", "labels_label", ["lot_id"], postgresql_where=sa.text("lot_id IS NOT NULL")
    )
    op.create_index("ix_labels_label_code", "labels_label", ["job_id", "code"])
    op.create_table(
        "labels_scan",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=False),
        sa.Column("label_id", sa.BigInteger(), nullable=True),
        sa.Column("scan", sa.Text(), nullable=False),
        sa.Column("matched", sa.Boolean(), nullable=False),
        sa.Column("differences", JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["identity_user.id"], name=op.f("fk_labels_scan_by_id")),
        sa.ForeignKeyConstraint(["job_id"], ["labels_job.id"], name=op.f("fk_labels_scan_job_id")),
        sa.ForeignKeyConstraint(["label_id"], ["labels_label.id"], name=op.f("fk_labels_scan_label_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels_scan")),
    )
    op.create_index(op.f("ix_labels_scan_job_id"), "labels_scan", ["job_id"], unique=False)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DELETE FROM identity_role_permission WHERE permission LIKE 'labels:%'")
