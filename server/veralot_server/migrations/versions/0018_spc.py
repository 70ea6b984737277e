"""Make characteristics under control, phases, subgroups, exceptions, and studies of gauges."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from veralot_server.migrations.steps import audited, grant

revision = "0018"
down_revision = "0017"

READERS = [
    *("planner", "production_head", "quality_head", "qa_release", "inspector", "document_controller"),
    *("operator", "manager", "auditor", "registrant"),
]

RIGHTS = {
    "spc:chart:read": READERS,
    "spc:chart:manage": ["qa_release", "quality_head"],
    "spc:limits:freeze": ["qa_release", "quality_head"],
    "spc:subgroup:record": ["inspector", "operator"],
    "spc:exception:answer": ["inspector", "operator", "production_head", "qa_release", "quality_head"],
    "spc:study:record": ["inspector", "qa_release", "quality_head"],
    "spc:study:conclude": ["qa_release", "quality_head"],
}

TABLES = ["spc_control", "spc_control_step", "spc_phase", "spc_subgroup", "spc_exception", "spc_study"]


def key(table: str) -> list[sa.schema.SchemaItem]:
    number = sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)
    return [number, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]


def fks(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in targets.items()
    ]


def columns(kind: sa.types.TypeEngine[Any], *names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names]


def moment(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return columns(sa.DateTime(timezone=True), *names, nullable=nullable)


def counted(name: str, value: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), server_default=sa.text(value), nullable=False)


def empty(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), server_default=sa.text("''"), nullable=False)


def upgrade() -> None:
    for sequence in ("spc_exception_number", "spc_study_number"):
        op.execute(f"CREATE SEQUENCE {sequence}")
        op.execute(f"GRANT USAGE ON SEQUENCE {sequence} TO veralot_app")
    op.create_table(
        "spc_control",
        *key("spc_control"),
        counted("version", "1"),
        *columns(sa.Text(), "code", "name", "name_zh", "status", "chart"),
        *columns(sa.Integer(), "subgroup_size"),
        *columns(sa.Integer(), "interval_minutes", nullable=True),
        *columns(ARRAY(sa.Integer()), "rules"),
        *columns(sa.BigInteger(), "item_id", "customer_id", "plan_id", nullable=True),
        *columns(sa.Text(), "characteristic", "unit"),
        *columns(sa.Integer(), "precision"),
        *columns(sa.Numeric(24, 6), "nominal", "lower", "upper", nullable=True),
        *columns(sa.Double(), "weight", "width", "slack", "decision_interval"),
        *moment("clock_from", nullable=True),
        counted("last_number", "0"),
        *moment("last_at", nullable=True),
        counted("late_samples", "0"),
        *moment("made_at"),
        *columns(sa.BigInteger(), "made_by"),
        sa.CheckConstraint("subgroup_size > 0", name=op.f("ck_spc_control_subgroup_size")),
        *fks(
            "spc_control",
            customer_id="items_partner",
            item_id="items_item",
            made_by="identity_user",
            plan_id="inspection_plan",
        ),
    )
    op.create_index("uq_spc_control_code", "spc_control", [sa.text("upper(code)")], unique=True)
    op.create_index(op.f("ix_spc_control_plan_id_characteristic"), "spc_control", ["plan_id", "characteristic"])
    op.create_table(
        "spc_control_step",
        *key("spc_control_step"),
        *columns(sa.BigInteger(), "control_id"),
        *columns(sa.Text(), "event", "from_status", "to_status"),
        *moment("at"),
        *columns(sa.BigInteger(), "by_id"),
        *columns(sa.Text(), "reason"),
        *fks("spc_control_step", by_id="identity_user", control_id="spc_control"),
    )
    op.create_index(op.f("ix_spc_control_step_control_id"), "spc_control_step", ["control_id"])
    op.create_table(
        "spc_phase",
        *key("spc_phase"),
        *columns(sa.BigInteger(), "control_id"),
        *columns(sa.Integer(), "number"),
        *columns(sa.Text(), "chart"),
        *columns(sa.Integer(), "base_first", "base_last"),
        *columns(ARRAY(sa.Integer()), "excluded"),
        *columns(sa.Integer(), "subgroups"),
        *columns(sa.Double(), "centre", "spread"),
        *columns(sa.Text(), "reason"),
        *moment("frozen_at"),
        *columns(sa.BigInteger(), "frozen_by", "signature_id"),
        *fks("spc_phase", control_id="spc_control", frozen_by="identity_user", signature_id="identity_signature"),
        sa.UniqueConstraint("control_id", "number", name=op.f("uq_spc_phase_control_id_number")),
    )
    op.create_table(
        "spc_subgroup",
        *key("spc_subgroup"),
        *columns(sa.BigInteger(), "control_id"),
        *columns(sa.Integer(), "number"),
        *columns(ARRAY(sa.Numeric(24, 6)), "readings"),
        *columns(sa.Integer(), "count", nullable=True),
        *columns(sa.Numeric(24, 6), "looked_at", nullable=True),
        *columns(sa.BigInteger(), "lot_id", "inspection_id", nullable=True),
        *columns(ARRAY(sa.BigInteger()), "result_ids"),
        *moment("taken_at", "recorded_at"),
        *columns(sa.BigInteger(), "recorded_by"),
        *columns(sa.Text(), "note"),
        *columns(sa.Integer(), "missed"),
        *columns(sa.Text(), "late_reason"),
        sa.CheckConstraint("(count IS NULL) = (looked_at IS NULL)", name=op.f("ck_spc_subgroup_counted")),
        *fks(
            "spc_subgroup",
            control_id="spc_control",
            inspection_id="inspection_inspection",
            lot_id="genealogy_lot",
            recorded_by="identity_user",
        ),
        sa.UniqueConstraint("control_id", "number", name=op.f("uq_spc_subgroup_control_id_number")),
    )
    of_lot = sa.text("lot_id IS NOT NULL")
    op.create_index("ix_spc_subgroup_lot_id", "spc_subgroup", ["lot_id"], postgresql_where=of_lot)
    op.create_index(
        "ix_spc_subgroup_inspection_id",
        "spc_subgroup",
        ["inspection_id", "control_id"],
        postgresql_where=sa.text("inspection_id IS NOT NULL"),
    )
    op.create_table(
        "spc_exception",
        *key("spc_exception"),
        *columns(sa.Text(), "number", "status"),
        *columns(sa.BigInteger(), "control_id", "subgroup_id"),
        *columns(JSONB(), "rules"),
        *columns(sa.BigInteger(), "lot_id", nullable=True),
        *moment("opened_at"),
        *columns(sa.BigInteger(), "opened_by"),
        *columns(sa.Text(), "cause", nullable=True),
        empty("cause_text"),
        empty("action"),
        *moment("answered_at", nullable=True),
        *columns(sa.BigInteger(), "answered_by", nullable=True),
        *fks(
            "spc_exception",
            answered_by="identity_user",
            control_id="spc_control",
            lot_id="genealogy_lot",
            opened_by="identity_user",
            subgroup_id="spc_subgroup",
        ),
        sa.UniqueConstraint("number", name=op.f("uq_spc_exception_number")),
        sa.UniqueConstraint("subgroup_id", name=op.f("uq_spc_exception_subgroup_id")),
    )
    still_open = sa.text("status = 'unanswered'::text")
    op.create_index("ix_spc_exception_open", "spc_exception", ["control_id"], postgresql_where=still_open)
    op.create_index("ix_spc_exception_lot_id", "spc_exception", ["lot_id"], postgresql_where=of_lot)
    op.create_table(
        "spc_study",
        *key("spc_study"),
        counted("version", "1"),
        *columns(sa.Text(), "number", "status", "title", "gauge", "characteristic", "unit"),
        *columns(sa.Numeric(24, 6), "tolerance", nullable=True),
        *columns(ARRAY(sa.Text()), "parts", "appraisers"),
        *columns(sa.Integer(), "trials"),
        *columns(ARRAY(sa.Numeric(24, 6)), "readings"),
        *columns(sa.Double(), "share", nullable=True),
        *columns(sa.Integer(), "categories", nullable=True),
        *columns(sa.Text(), "conclusion", nullable=True),
        empty("conclusion_text"),
        *moment("made_at"),
        *columns(sa.BigInteger(), "made_by"),
        *moment("concluded_at", nullable=True),
        *columns(sa.BigInteger(), "concluded_by", "signature_id", nullable=True),
        *fks(
            "spc_study",
            concluded_by="identity_user",
            made_by="identity_user",
            signature_id="identity_signature",
        ),
        sa.UniqueConstraint("number", name=op.f("uq_spc_study_number")),
    )
    for table in TABLES:
        audited(table)
    # What was frozen, and what was done, is evidence: written once.
    op.execute("REVOKE UPDATE ON spc_phase, spc_control_step FROM veralot_app")
    grant(RIGHTS)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DROP SEQUENCE spc_exception_number")
    op.execute("DROP SEQUENCE spc_study_number")
    op.execute("DELETE FROM identity_role_permission WHERE permission LIKE 'spc:%'")
