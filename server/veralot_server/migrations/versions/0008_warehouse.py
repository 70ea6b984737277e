"""Make containers, their history and contents, the rules of places, and the indexes that stock by any cut needs."""

import sqlalchemy as sa
from alembic import op

from veralot_server.migrations.steps import audited, grant, run_file

revision = "0008"
down_revision = "0007"

EVERYBODY = [
    "administrator",
    "planner",
    "production_head",
    "quality_head",
    "qa_release",
    "inspector",
    "document_controller",
    "warehouse",
    "buyer",
    "operator",
    "manager",
    "auditor",
    "registrant",
]

RIGHTS = {
    "warehouse:stock:read": EVERYBODY,
    "warehouse:container:handle": ["warehouse", "operator"],
    "warehouse:container:ship": ["warehouse"],
    "warehouse:rule:manage": ["planner", "quality_head"],
    "warehouse:numbering:manage": ["administrator", "planner"],
}

TABLES = (
    "warehouse_condition",
    "warehouse_numbering",
    "warehouse_agreement",
    "warehouse_storage",
    "warehouse_place_rule",
    "warehouse_container",
    "warehouse_handling",
    "warehouse_step",
    "warehouse_content_line",
    "warehouse_content",
    "warehouse_contained_unit",
)
GROWING = "warehouse_handling, warehouse_step, warehouse_content_line"
POSTED = "warehouse_content, warehouse_contained_unit"


def upgrade() -> None:
    op.create_table(
        "warehouse_condition",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("lowest", sa.Numeric(precision=24, scale=6), nullable=True),
        sa.Column("highest", sa.Numeric(precision=24, scale=6), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse_condition")),
        sa.UniqueConstraint("code", name=op.f("uq_warehouse_condition_code")),
    )
    op.create_table(
        "warehouse_numbering",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("single", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("extension", sa.Integer(), nullable=False),
        sa.Column("next_serial", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("single", name=op.f("ck_warehouse_numbering_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse_numbering")),
        sa.UniqueConstraint("single", name=op.f("uq_warehouse_numbering_single")),
    )
    op.create_table(
        "warehouse_agreement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("apart", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["items_partner.id"], name=op.f("fk_warehouse_agreement_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse_agreement")),
        sa.UniqueConstraint("customer_id", name=op.f("uq_warehouse_agreement_customer_id")),
    )
    op.create_table(
        "warehouse_container",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("container_no", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("inside_id", sa.BigInteger(), nullable=True),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (location_id IS NOT NULL)", name=op.f("ck_warehouse_container_somewhere")
        ),
        sa.CheckConstraint("inside_id <> id", name=op.f("ck_warehouse_container_inside")),
        sa.ForeignKeyConstraint(["customer_id"], ["items_partner.id"], name=op.f("fk_warehouse_container_customer_id")),
        sa.ForeignKeyConstraint(
            ["inside_id"], ["warehouse_container.id"], name=op.f("fk_warehouse_container_inside_id")
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["genealogy_location.id"], name=op.f("fk_warehouse_container_location_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse_container")),
        sa.UniqueConstraint("container_no", name=op.f("uq_warehouse_container_container_no")),
    )
    op.create_index(
        "ix_warehouse_container_container_no",
        "warehouse_container",
        [sa.literal_column("upper(container_no)").label("number")],
        unique=False,
        postgresql_ops={"number": "text_pattern_ops"},
    )
    op.create_index(op.f("ix_warehouse_container_inside_id"), "warehouse_container", ["inside_id"], unique=False)
    op.create_index(op.f("ix_warehouse_container_location_id"), "warehouse_container", ["location_id"], unique=False)
    op.create_table(
        "warehouse_handling",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["identity_user.id"], name=op.f("fk_warehouse_handling_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse_handling")),
    )
    op.create_index(op.f("ix_warehouse_handling_at"), "warehouse_handling", ["at"], unique=False)
    op.create_table(
        "warehouse_place_rule",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("condition_ids", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("statuses", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("one_customer", sa.Boolean(), nullable=False),
        sa.Column("one_lot", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_warehouse_place_rule_capacity")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["genealogy_location.id"], name=op.f("fk_warehouse_place_rule_location_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["genealogy_location.id"], name=op.f("fk_warehouse_place_rule_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse_place_rule")),
        sa.UniqueConstraint("location_id", name=op.f("uq_warehouse_place_rule_location_id")),
    )
    op.create_index(op.f("ix_warehouse_place_rule_parent_id"), "warehouse_place_rule", ["parent_id"], unique=False)
    op.create_table(
        "warehouse_storage",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("condition_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["condition_id"], ["warehouse_condition.id"], name=op.f("fk_warehouse_storage_condition_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items_item.id"], name=op.f("fk_warehouse_storage_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse_storage")),
        sa.UniqueConstraint("item_id", name=op.f("uq_warehouse_storage_item_id")),
    )
    op.create_table(
        "warehouse_content",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("container_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_warehouse_content_quantity")),
        sa.ForeignKeyConstraint(
            ["container_id"], ["warehouse_container.id"], name=op.f("fk_warehouse_content_container_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["genealogy_lot.id"], name=op.f("fk_warehouse_content_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse_content")),
        sa.UniqueConstraint("container_id", "lot_id", name=op.f("uq_warehouse_content_container_id_lot_id")),
    )
    op.create_index(op.f("ix_warehouse_content_lot_id"), "warehouse_content", ["lot_id"], unique=False)
    op.create_table(
        "warehouse_step",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("handling_id", sa.BigInteger(), nullable=False),
        sa.Column("container_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("inside_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["container_id"], ["warehouse_container.id"], name=op.f("fk_warehouse_step_container_id")
        ),
        sa.ForeignKeyConstraint(["handling_id"], ["warehouse_handling.id"], name=op.f("fk_warehouse_step_handling_id")),
        sa.ForeignKeyConstraint(["inside_id"], ["warehouse_container.id"], name=op.f("fk_warehouse_step_inside_id")),
        sa.ForeignKeyConstraint(["location_id"], ["genealogy_location.id"], name=op.f("fk_warehouse_step_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse_step")),
    )
    op.create_index(op.f("ix_warehouse_step_container_id"), "warehouse_step", ["container_id"], unique=False)
    op.create_index(op.f("ix_warehouse_step_handling_id"), "warehouse_step", ["handling_id"], unique=False)
    op.create_table(
        "warehouse_contained_unit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("container_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["container_id"], ["warehouse_container.id"], name=op.f("fk_warehouse_contained_unit_container_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["genealogy_lot.id"], name=op.f("fk_warehouse_contained_unit_lot_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["genealogy_unit.id"], name=op.f("fk_warehouse_contained_unit_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse_contained_unit")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_warehouse_contained_unit_unit_id")),
    )
    op.create_index(
        op.f("ix_warehouse_contained_unit_container_id"), "warehouse_contained_unit", ["container_id"], unique=False
    )
    op.create_index(op.f("ix_warehouse_contained_unit_lot_id"), "warehouse_contained_unit", ["lot_id"], unique=False)
    op.create_table(
        "warehouse_content_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("handling_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("target_id", sa.BigInteger(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_warehouse_content_line_quantity")),
        sa.CheckConstraint("source_id IS DISTINCT FROM target_id", name=op.f("ck_warehouse_content_line_ends")),
        sa.ForeignKeyConstraint(
            ["handling_id"], ["warehouse_handling.id"], name=op.f("fk_warehouse_content_line_handling_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["genealogy_lot.id"], name=op.f("fk_warehouse_content_line_lot_id")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["warehouse_container.id"], name=op.f("fk_warehouse_content_line_source_id")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["warehouse_container.id"], name=op.f("fk_warehouse_content_line_target_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["genealogy_unit.id"], name=op.f("fk_warehouse_content_line_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse_content_line")),
    )
    op.create_index(
        op.f("ix_warehouse_content_line_handling_id"), "warehouse_content_line", ["handling_id"], unique=False
    )
    op.create_index(op.f("ix_warehouse_content_line_source_id"), "warehouse_content_line", ["source_id"], unique=False)
    op.create_index(op.f("ix_warehouse_content_line_target_id"), "warehouse_content_line", ["target_id"], unique=False)
    op.create_index(op.f("ix_genealogy_movement_at"), "genealogy_movement", ["at"], unique=False)
    op.create_index(
        "ix_genealogy_stock_lying",
        "genealogy_stock",
        ["location_id", "lot_id"],
        unique=False,
        postgresql_where=sa.text("NOT outside AND quantity > (0)::numeric"),
    )
    for table in TABLES:
        audited(table)
    run_file("contents.sql")
    op.execute(f"REVOKE UPDATE ON {GROWING} FROM veralot_app")
    op.execute(f"REVOKE INSERT, UPDATE ON {POSTED} FROM veralot_app")
    grant(RIGHTS)


def downgrade() -> None:
    op.drop_index("ix_genealogy_stock_lying", "genealogy_stock")
    op.drop_index(op.f("ix_genealogy_movement_at"), "genealogy_movement")
    for table in (
        "warehouse_contained_unit",
        "warehouse_content_line",
        "warehouse_step",
        "warehouse_content",
        "warehouse_storage",
        "warehouse_place_rule",
        "warehouse_handling",
        "warehouse_container",
        "warehouse_agreement",
        "warehouse_numbering",
        "warehouse_condition",
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION warehouse_post()")
    op.execute("DELETE FROM identity_role_permission WHERE permission LIKE 'warehouse:%'")
