"""Make inspection plans, inspections with results and decisions, and severities."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from veralot_server.migrations.steps import audited, grant, run_file

revision = "0013"
down_revision = "0012"

PLANT = [
    *("planner", "production_head", "quality_head", "qa_release", "inspector", "document_controller"),
    *("warehouse", "buyer", "operator", "manager", "auditor"),
]

RIGHTS = {
    "inspection:inspection:read": [*PLANT, "registrant"],
    "inspection:plan:manage": ["qa_release", "quality_head", "document_controller"],
    "inspection:plan:release": ["qa_release", "quality_head"],
    "inspection:inspection:create": ["inspector", "qa_release", "quality_head"],
    "inspection:result:record": ["inspector"],
    "inspection:result:investigate": ["qa_release", "quality_head"],
    "inspection:inspection:decide": ["qa_release", "quality_head"],
    "inspection:inspection:cancel": ["qa_release", "quality_head"],
    "inspection:severity:approve": ["qa_release", "quality_head"],
    # Who decides that goods are sorted splits off what is rejected.
    "genealogy:stock:move": ["qa_release", "quality_head"],
}

TABLES = [
    *("inspection_plan", "inspection_switching", "inspection_revision"),
    *("inspection_characteristic", "inspection_inspection", "inspection_class"),
    *("inspection_decision", "inspection_investigation", "inspection_result"),
    *("inspection_sample", "inspection_step", "inspection_switching_step"),
]


def key(table: str) -> list[sa.schema.SchemaItem]:
    number = sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)
    return [number, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]


def fks(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in targets.items()
    ]


def ix(table: str, *names: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(names)}"), table, list(names))


def partial(name: str, table: str, *names: str, where: str, unique: bool = False) -> None:
    op.create_index(name, table, list(names), unique=unique, postgresql_where=sa.text(where))


def columns(kind: sa.types.TypeEngine[Any], *names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names]


def upgrade() -> None:
    op.execute("CREATE SEQUENCE inspection_number")
    op.execute("GRANT USAGE ON SEQUENCE inspection_number TO veralot_app")
    op.create_table(
        "inspection_plan",
        *key("inspection_plan"),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        *columns(sa.Text(), "stage", "operation"),
        *columns(sa.BigInteger(), "supplier_id", "customer_id", nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        *fks(
            "inspection_plan",
            customer_id="items_partner",
            item_id="items_item",
            made_by="identity_user",
            supplier_id="items_partner",
        ),
    )
    ix("inspection_plan", "item_id", "stage")
    op.create_index("uq_inspection_plan_code", "inspection_plan", [sa.literal_column("upper(code)")], unique=True)
    op.create_table(
        "inspection_switching",
        *key("inspection_switching"),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("supplier_id", sa.BigInteger(), nullable=True),
        *columns(sa.Text(), "line", "stage", "severity"),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reducible", sa.Boolean(), nullable=False),
        sa.Column("rejections", sa.Integer(), nullable=False),
        sa.Column("state", JSONB(), nullable=False),
        sa.Column("lots", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("score >= 0", name=op.f("ck_inspection_switching_score")),
        *fks("inspection_switching", item_id="items_item", supplier_id="items_partner"),
        sa.UniqueConstraint(
            "item_id",
            "supplier_id",
            "line",
            "stage",
            name=op.f("uq_inspection_switching_item_id_supplier_id_line_stage"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "inspection_revision",
        *key("inspection_revision"),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *columns(sa.Text(), "status", "change_note"),
        sa.Column("due_hours", sa.Integer(), nullable=True),
        sa.Column("picture_id", sa.BigInteger(), nullable=True),
        sa.Column("rules", JSONB(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        *columns(sa.BigInteger(), "released_by", "signature_id", nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        *fks(
            "inspection_revision",
            made_by="identity_user",
            picture_id="attachments_attachment",
            plan_id="inspection_plan",
            released_by="identity_user",
            signature_id="identity_signature",
        ),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_inspection_revision_plan_id_number")),
    )
    partial(
        "uq_inspection_revision_in_force",
        "inspection_revision",
        "plan_id",
        where="status = 'released'::text",
        unique=True,
    )
    op.create_table(
        "inspection_characteristic",
        *key("inspection_characteristic"),
        sa.Column("revision_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *columns(sa.Text(), "code", "name", "name_zh", "kind", "defect_class"),
        *columns(sa.Numeric(precision=24, scale=6), "nominal", "lower", "upper", nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("precision", sa.Integer(), nullable=False),
        *columns(sa.Text(), "method", "gauge_type"),
        sa.Column("sample_size", sa.Integer(), nullable=True),
        sa.Column("investigate", sa.Boolean(), nullable=False),
        sa.Column("balloon", JSONB(), nullable=True),
        *fks("inspection_characteristic", revision_id="inspection_revision"),
        sa.UniqueConstraint("revision_id", "code", name=op.f("uq_inspection_characteristic_revision_id_code")),
    )
    op.create_table(
        "inspection_inspection",
        *key("inspection_inspection"),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        *columns(sa.Text(), "number", "status", "stage", "operation", "origin"),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        *columns(sa.BigInteger(), "revision_id", "switching_id"),
        sa.Column("quantity", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.Column("per_unit", sa.Boolean(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("resubmits_id", sa.BigInteger(), nullable=True),
        sa.Column("attempt", sa.Integer(), server_default=sa.text("1"), nullable=False),
        *columns(sa.Integer(), "to_sample", "due_results"),
        sa.Column("retest_slots", JSONB(), nullable=True),
        sa.Column("verdict", sa.Text(), server_default=sa.text("'pending'"), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.Column("devices", ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("quantity > 0::numeric", name=op.f("ck_inspection_inspection_quantity")),
        *fks(
            "inspection_inspection",
            created_by="identity_user",
            customer_id="items_partner",
            lot_id="genealogy_lot",
            resubmits_id="inspection_inspection",
            revision_id="inspection_revision",
            switching_id="inspection_switching",
        ),
        sa.UniqueConstraint("number", name=op.f("uq_inspection_inspection_number")),
    )
    ix("inspection_inspection", "lot_id")
    ix("inspection_inspection", "revision_id")
    partial(
        "ix_inspection_inspection_waiting",
        "inspection_inspection",
        "due_at",
        where="status <> ALL (ARRAY['decided'::text, 'inspection_closed'::text, 'cancelled'::text])",
    )
    op.create_table(
        "inspection_class",
        *key("inspection_class"),
        sa.Column("inspection_id", sa.BigInteger(), nullable=False),
        *columns(sa.Text(), "defect_class", "scheme", "kind"),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("aql", sa.Numeric(precision=24, scale=6), nullable=True),
        *columns(sa.Text(), "severity", "letter", "row_letter"),
        sa.Column("lot_size", sa.Integer(), nullable=False),
        sa.Column("stage_no", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("stages", JSONB(), nullable=False),
        *columns(sa.Numeric(precision=24, scale=6), "constant", "maximum", nullable=True),
        *columns(sa.Integer(), "skip", "clearance", nullable=True),
        sa.Column("why", JSONB(), nullable=False),
        sa.Column("nonconforming", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("verdict", sa.Text(), server_default=sa.text("'pending'"), nullable=False),
        *fks("inspection_class", inspection_id="inspection_inspection"),
        sa.UniqueConstraint(
            "inspection_id", "defect_class", name=op.f("uq_inspection_class_inspection_id_defect_class")
        ),
    )
    op.create_table(
        "inspection_decision",
        *key("inspection_decision"),
        sa.Column("inspection_id", sa.BigInteger(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        *columns(sa.Numeric(precision=24, scale=6), "accepted", "rejected"),
        sa.Column("rejected_units", ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *columns(sa.BigInteger(), "by_id", "signature_id"),
        *fks(
            "inspection_decision",
            by_id="identity_user",
            inspection_id="inspection_inspection",
            signature_id="identity_signature",
        ),
        sa.UniqueConstraint("inspection_id", name=op.f("uq_inspection_decision_inspection_id")),
    )
    op.create_table(
        "inspection_investigation",
        *key("inspection_investigation"),
        sa.Column("inspection_id", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("result_ids", ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("finding_text", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("finding_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finding_by", sa.BigInteger(), nullable=True),
        sa.Column("conclusion", sa.Text(), nullable=True),
        sa.Column("conclusion_text", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("retests", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("concluded_by", sa.BigInteger(), nullable=True),
        *fks(
            "inspection_investigation",
            concluded_by="identity_user",
            finding_by="identity_user",
            inspection_id="inspection_inspection",
            opened_by="identity_user",
        ),
    )
    ix("inspection_investigation", "inspection_id")
    op.create_table(
        "inspection_result",
        *key("inspection_result"),
        *columns(sa.BigInteger(), "inspection_id", "characteristic_id"),
        sa.Column("sample_no", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("value", sa.Numeric(precision=24, scale=6), nullable=True),
        sa.Column("conforming", sa.Boolean(), nullable=True),
        *columns(sa.Integer(), "inspected", "nonconforming", "nonconformities", nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("attachment_id", sa.BigInteger(), nullable=True),
        sa.Column("not_applicable", sa.Text(), nullable=True),
        sa.Column("gauge_id", sa.BigInteger(), nullable=True),
        *columns(sa.Text(), "note", "judgement"),
        sa.Column("replaces_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column("workstation", sa.Text(), nullable=False),
        sa.Column("performed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_reason", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.UUID(), nullable=True),
        sa.Column("device_id", sa.Text(), nullable=True),
        sa.Column("device_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device_counter", sa.BigInteger(), nullable=True),
        sa.Column("snapshot_id", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(value, conforming, nonconforming, text, attachment_id, not_applicable) = 1",
            name=op.f("ck_inspection_result_one_form"),
        ),
        *fks(
            "inspection_result",
            attachment_id="attachments_attachment",
            characteristic_id="inspection_characteristic",
            inspection_id="inspection_inspection",
            recorded_by="identity_user",
            replaces_id="inspection_result",
            unit_id="genealogy_unit",
        ),
        sa.UniqueConstraint(
            "inspection_id",
            "characteristic_id",
            "sample_no",
            "attempt",
            "replaces_id",
            name="uq_inspection_result_once",
            postgresql_nulls_not_distinct=True,
        ),
    )
    ix("inspection_result", "characteristic_id", "id")
    partial("ix_inspection_result_gauge_id", "inspection_result", "gauge_id", "id", where="gauge_id IS NOT NULL")
    partial("ix_inspection_result_unit_id", "inspection_result", "unit_id", where="unit_id IS NOT NULL")
    partial("uq_inspection_result_entry_id", "inspection_result", "entry_id", where="entry_id IS NOT NULL", unique=True)
    partial(
        "uq_inspection_result_replaces_id",
        "inspection_result",
        "replaces_id",
        where="replaces_id IS NOT NULL",
        unique=True,
    )
    op.create_table(
        "inspection_sample",
        *key("inspection_sample"),
        sa.Column("inspection_id", sa.BigInteger(), nullable=False),
        sa.Column("sample_no", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        *fks("inspection_sample", inspection_id="inspection_inspection", unit_id="genealogy_unit"),
        sa.UniqueConstraint("inspection_id", "sample_no", name=op.f("uq_inspection_sample_inspection_id_sample_no")),
        sa.UniqueConstraint("inspection_id", "unit_id", name=op.f("uq_inspection_sample_inspection_id_unit_id")),
    )
    ix("inspection_sample", "unit_id")
    op.create_table(
        "inspection_step",
        *key("inspection_step"),
        sa.Column("inspection_id", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=True),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signature_id", sa.BigInteger(), nullable=True),
        *fks(
            "inspection_step",
            by_id="identity_user",
            inspection_id="inspection_inspection",
            signature_id="identity_signature",
        ),
    )
    ix("inspection_step", "inspection_id")
    op.create_table(
        "inspection_switching_step",
        *key("inspection_switching_step"),
        sa.Column("switching_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *columns(sa.Text(), "event", "from_severity", "to_severity"),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("why", ARRAY(sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("inspection_id", sa.BigInteger(), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("signature_id", sa.BigInteger(), nullable=True),
        *fks(
            "inspection_switching_step",
            by_id="identity_user",
            inspection_id="inspection_inspection",
            signature_id="identity_signature",
            switching_id="inspection_switching",
        ),
    )
    ix("inspection_switching_step", "inspection_id")
    ix("inspection_switching_step", "switching_id")

    for table in TABLES:
        audited(table, deletable=table == "inspection_characteristic")
    run_file("inspection.sql")
    grant(RIGHTS)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DROP FUNCTION inspection_keep_released()")
    op.execute("DROP FUNCTION inspection_keep_characteristics()")
    op.execute("DROP SEQUENCE inspection_number")
    op.execute("DELETE FROM identity_role_permission WHERE permission LIKE 'inspection:%'")
    op.execute(
        "DELETE FROM identity_role_permission WHERE permission = 'genealogy:stock:move' "
        "AND role IN ('qa_release', 'quality_head')"
    )
