"""Make the evidence graph: lots, units, packages, movements in double entry, stock, edges, holds."""

import sqlalchemy as sa
from alembic import op

from veralot_server.migrations.steps import audited, grant, run_file

revision = "0004"
down_revision = "0003"

OUTSIDES = [
    ("SUPPLIERS", "Suppliers", "供应商", "suppliers"),
    ("WIP", "Work in process", "在制", "work_in_process"),
    ("CUSTOMERS", "Customers", "客户", "customers"),
    ("DESTROYED", "Destroyed", "已销毁", "destroyed"),
    ("DIFFERENCES", "Count differences", "盘点差异", "differences"),
]

RIGHTS = {
    "genealogy:lot:read": [
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
    ],
    "genealogy:lot:receive": ["warehouse"],
    "genealogy:stock:move": ["warehouse", "operator"],
    "genealogy:lot:sample": ["inspector"],
    "genealogy:lot:release": ["qa_release", "quality_head"],
    "genealogy:lot:production-release": ["qa_release", "quality_head"],
    "genealogy:lot:market-release": ["registrant"],
    "genealogy:lot:dispose": ["quality_head"],
    "genealogy:lot:hold": ["qa_release", "quality_head", "inspector"],
    "genealogy:hold:lift": ["qa_release", "quality_head"],
    "genealogy:lot:produce": ["operator", "production_head"],
    "genealogy:lot:pack": ["operator", "warehouse"],
    "genealogy:lot:ship": ["warehouse"],
    "genealogy:lot:scrap": ["quality_head", "qa_release"],
    "genealogy:stock:adjust": ["quality_head", "production_head"],
    "genealogy:lot:recall": ["quality_head"],
    "genealogy:dossier:export": ["qa_release", "quality_head", "auditor", "registrant", "manager"],
    "genealogy:location:manage": ["warehouse", "planner"],
}


def found_by(table: str, *columns: str) -> None:
    """Index numbers by their beginning, whatever their case and the database's collation."""
    for column in columns:
        upper = sa.func.upper(sa.text(column)).label("number")
        op.create_index(f"ix_{table}_{column}", table, [upper], postgresql_ops={"number": "text_pattern_ops"})


def upgrade() -> None:
    op.execute("CREATE SEQUENCE genealogy_node_id_seq AS bigint")
    op.execute("GRANT USAGE ON SEQUENCE genealogy_node_id_seq TO veralot_app")
    op.create_table(
        "genealogy_location",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["items_partner.id"], name=op.f("fk_genealogy_location_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_genealogy_location")),
        sa.UniqueConstraint("code", name=op.f("uq_genealogy_location_code")),
    )
    op.create_table(
        "genealogy_shipment",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('genealogy_node_id_seq')"), nullable=False),
        sa.Column("shipment_no", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["items_partner.id"], name=op.f("fk_genealogy_shipment_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_genealogy_shipment")),
        sa.UniqueConstraint("shipment_no", name=op.f("uq_genealogy_shipment_shipment_no")),
    )
    op.create_index(op.f("ix_genealogy_shipment_customer_id"), "genealogy_shipment", ["customer_id"], unique=False)
    found_by("genealogy_shipment", "shipment_no")
    op.create_table(
        "genealogy_lot",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('genealogy_node_id_seq')"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("lot_no", sa.Text(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger(), nullable=True),
        sa.Column("supplier_lot_no", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("order_no", sa.Text(), nullable=True),
        sa.Column("manufactured", sa.Date(), nullable=True),
        sa.Column("expiry", sa.Date(), nullable=True),
        sa.Column("quantity_made", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["items_partner.id"], name=op.f("fk_genealogy_lot_customer_id")),
        sa.ForeignKeyConstraint(["item_id"], ["items_item.id"], name=op.f("fk_genealogy_lot_item_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["items_partner.id"], name=op.f("fk_genealogy_lot_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_genealogy_lot")),
        sa.UniqueConstraint("item_id", "lot_no", name=op.f("uq_genealogy_lot_item_id_lot_no")),
    )
    op.create_index(op.f("ix_genealogy_lot_customer_id"), "genealogy_lot", ["customer_id"], unique=False)
    found_by("genealogy_lot", "lot_no", "supplier_lot_no", "order_no")
    op.create_table(
        "genealogy_movement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("order_no", sa.Text(), nullable=True),
        sa.Column("document_no", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["identity_user.id"], name=op.f("fk_genealogy_movement_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_genealogy_movement")),
    )
    found_by("genealogy_movement", "order_no", "document_no")
    op.create_table(
        "genealogy_edge",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=False),
        sa.Column("child_id", sa.BigInteger(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("order_no", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("movement_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("scope IN ('L', 'U', 'B')", name=op.f("ck_genealogy_edge_scope")),
        sa.ForeignKeyConstraint(["movement_id"], ["genealogy_movement.id"], name=op.f("fk_genealogy_edge_movement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_genealogy_edge")),
    )
    op.create_index(
        "ix_genealogy_edge_child",
        "genealogy_edge",
        ["child_id", "scope"],
        unique=False,
        postgresql_include=["parent_id"],
    )
    op.create_index(op.f("ix_genealogy_edge_movement_id"), "genealogy_edge", ["movement_id"], unique=False)
    op.create_index(
        "ix_genealogy_edge_parent",
        "genealogy_edge",
        ["parent_id", "scope"],
        unique=False,
        postgresql_include=["child_id"],
    )
    op.create_table(
        "genealogy_movement_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("movement_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("target_lot_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("target_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_genealogy_movement_line_quantity")),
        sa.ForeignKeyConstraint(["lot_id"], ["genealogy_lot.id"], name=op.f("fk_genealogy_movement_line_lot_id")),
        sa.ForeignKeyConstraint(
            ["movement_id"], ["genealogy_movement.id"], name=op.f("fk_genealogy_movement_line_movement_id")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["genealogy_location.id"], name=op.f("fk_genealogy_movement_line_source_id")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["genealogy_location.id"], name=op.f("fk_genealogy_movement_line_target_id")
        ),
        sa.ForeignKeyConstraint(
            ["target_lot_id"], ["genealogy_lot.id"], name=op.f("fk_genealogy_movement_line_target_lot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_genealogy_movement_line")),
    )
    op.create_index(op.f("ix_genealogy_movement_line_lot_id"), "genealogy_movement_line", ["lot_id"], unique=False)
    op.create_index(
        op.f("ix_genealogy_movement_line_movement_id"), "genealogy_movement_line", ["movement_id"], unique=False
    )
    op.create_index(
        "ix_genealogy_movement_line_target_lot_id",
        "genealogy_movement_line",
        ["target_lot_id"],
        unique=False,
        postgresql_where=sa.text("target_lot_id <> lot_id"),
    )
    op.create_table(
        "genealogy_package",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('genealogy_node_id_seq')"), nullable=False),
        sa.Column("package_no", sa.Text(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("gtin", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.Column("inside_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["inside_id"], ["genealogy_package.id"], name=op.f("fk_genealogy_package_inside_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["genealogy_lot.id"], name=op.f("fk_genealogy_package_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_genealogy_package")),
        sa.UniqueConstraint("package_no", name=op.f("uq_genealogy_package_package_no")),
    )
    op.create_index(op.f("ix_genealogy_package_inside_id"), "genealogy_package", ["inside_id"], unique=False)
    found_by("genealogy_package", "package_no")
    op.create_index(op.f("ix_genealogy_package_lot_id"), "genealogy_package", ["lot_id"], unique=False)
    op.create_table(
        "genealogy_stock",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.CheckConstraint("outside OR quantity >= 0", name=op.f("ck_genealogy_stock_quantity")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["genealogy_location.id"], name=op.f("fk_genealogy_stock_location_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["genealogy_lot.id"], name=op.f("fk_genealogy_stock_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_genealogy_stock")),
        sa.UniqueConstraint("lot_id", "location_id", name=op.f("uq_genealogy_stock_lot_id_location_id")),
    )
    op.create_table(
        "genealogy_hold",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("node_id", sa.BigInteger(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_by", sa.BigInteger(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signature_id", sa.BigInteger(), nullable=True),
        sa.Column("lifted_by", sa.BigInteger(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lift_signature_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["lift_signature_id"], ["identity_signature.id"], name=op.f("fk_genealogy_hold_lift_signature_id")
        ),
        sa.ForeignKeyConstraint(["lifted_by"], ["identity_user.id"], name=op.f("fk_genealogy_hold_lifted_by")),
        sa.ForeignKeyConstraint(["placed_by"], ["identity_user.id"], name=op.f("fk_genealogy_hold_placed_by")),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["identity_signature.id"], name=op.f("fk_genealogy_hold_signature_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_genealogy_hold")),
    )
    op.create_index(op.f("ix_genealogy_hold_node_id"), "genealogy_hold", ["node_id"], unique=False)
    op.create_index(
        "ix_genealogy_hold_open",
        "genealogy_hold",
        ["node_id"],
        unique=False,
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "genealogy_status_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=True),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("cycle", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("signature_id", sa.BigInteger(), nullable=True),
        sa.Column("imported", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["identity_user.id"], name=op.f("fk_genealogy_status_change_by_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["genealogy_lot.id"], name=op.f("fk_genealogy_status_change_lot_id")),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["identity_signature.id"], name=op.f("fk_genealogy_status_change_signature_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_genealogy_status_change")),
    )
    op.create_index(op.f("ix_genealogy_status_change_lot_id"), "genealogy_status_change", ["lot_id"], unique=False)
    op.create_table(
        "genealogy_unit",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('genealogy_node_id_seq')"), nullable=False),
        sa.Column("serial_no", sa.Text(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("package_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items_item.id"], name=op.f("fk_genealogy_unit_item_id")),
        sa.ForeignKeyConstraint(["location_id"], ["genealogy_location.id"], name=op.f("fk_genealogy_unit_location_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["genealogy_lot.id"], name=op.f("fk_genealogy_unit_lot_id")),
        sa.ForeignKeyConstraint(["package_id"], ["genealogy_package.id"], name=op.f("fk_genealogy_unit_package_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_genealogy_unit")),
        sa.UniqueConstraint("item_id", "serial_no", name=op.f("uq_genealogy_unit_item_id_serial_no")),
    )
    op.create_index(op.f("ix_genealogy_unit_lot_id"), "genealogy_unit", ["lot_id"], unique=False)
    op.create_index(op.f("ix_genealogy_unit_package_id"), "genealogy_unit", ["package_id"], unique=False)
    found_by("genealogy_unit", "serial_no")
    audited("genealogy_location")
    audited("genealogy_lot")
    audited("genealogy_unit")
    audited("genealogy_package")
    audited("genealogy_shipment")
    audited("genealogy_movement")
    audited("genealogy_movement_line")
    audited("genealogy_stock")
    audited("genealogy_edge")
    audited("genealogy_hold")
    audited("genealogy_status_change")
    run_file("stock.sql")
    op.execute("REVOKE INSERT, UPDATE ON genealogy_stock FROM veralot_app")
    op.execute("REVOKE UPDATE ON genealogy_movement, genealogy_movement_line, genealogy_edge FROM veralot_app")
    op.execute("REVOKE UPDATE ON genealogy_status_change FROM veralot_app")
    for code, name, name_zh, kind in OUTSIDES:
        op.execute(
            sa.text(
                "INSERT INTO genealogy_location (code, name, name_zh, kind, outside) "
                "VALUES (:code, :name, :name_zh, :kind, true)"
            ).bindparams(code=code, name=name, name_zh=name_zh, kind=kind)
        )
    grant(RIGHTS)


def downgrade() -> None:
    op.drop_table("genealogy_unit")
    op.drop_table("genealogy_status_change")
    op.drop_table("genealogy_hold")
    op.drop_table("genealogy_stock")
    op.drop_table("genealogy_package")
    op.drop_table("genealogy_movement_line")
    op.drop_table("genealogy_edge")
    op.drop_table("genealogy_movement")
    op.drop_table("genealogy_lot")
    op.drop_table("genealogy_shipment")
    op.drop_table("genealogy_location")
    op.execute("DROP SEQUENCE genealogy_node_id_seq")
    op.execute("DROP FUNCTION genealogy_post()")
