"""Make bills of materials, kept mappings, what imports made and changed, and the place where files wait for import."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import INT8MULTIRANGE, JSONB

from veralot_server.migrations.steps import audited, grant, run_file

revision = "0009"
down_revision = "0008"

RIGHTS = {
    "exchange:import:undo": ["administrator", "planner"],
    "exchange:report:sign": ["planner", "quality_head", "qa_release"],
}


def upgrade() -> None:
    make_boms()
    op.add_column("exchange_import", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column("exchange_import", sa.Column("run", sa.Text(), nullable=True))
    op.add_column("exchange_import", sa.Column("test", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("exchange_import", sa.Column("reconciliation", JSONB(), nullable=True))
    op.add_column("exchange_import", sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("exchange_import", sa.Column("undone_by_id", sa.BigInteger(), nullable=True))
    op.add_column("exchange_import", sa.Column("undo_reason", sa.Text(), server_default="", nullable=False))
    op.create_unique_constraint(op.f("uq_exchange_import_run"), "exchange_import", ["run"])
    op.create_foreign_key(
        op.f("fk_exchange_import_undone_by_id"), "exchange_import", "identity_user", ["undone_by_id"], ["id"]
    )
    make_traces()
    op.create_table(
        "exchange_mapping",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("changed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["identity_user.id"], name=op.f("fk_exchange_mapping_changed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_mapping")),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_exchange_mapping_kind_name")),
    )
    audited("exchange_mapping")
    run_file("exchange.sql")
    grant(RIGHTS)


def make_boms() -> None:
    """Make bills of materials with their lines."""
    op.create_table(
        "items_bom",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("per", sa.Numeric(24, 6), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("per > 0", name=op.f("ck_items_bom_per")),
        sa.ForeignKeyConstraint(["item_id"], ["items_item.id"], name=op.f("fk_items_bom_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items_bom")),
        sa.UniqueConstraint("item_id", "revision", name=op.f("uq_items_bom_item_id_revision")),
    )
    op.create_table(
        "items_bom_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("bom_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("component_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Numeric(24, 6), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_items_bom_line_quantity")),
        sa.ForeignKeyConstraint(["bom_id"], ["items_bom.id"], name=op.f("fk_items_bom_line_bom_id")),
        sa.ForeignKeyConstraint(["component_id"], ["items_item.id"], name=op.f("fk_items_bom_line_component_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items_bom_line")),
        sa.UniqueConstraint("bom_id", "position", name=op.f("uq_items_bom_line_bom_id_position")),
    )
    op.create_index(op.f("ix_items_bom_line_component_id"), "items_bom_line", ["component_id"], unique=False)
    for table in ("items_bom", "items_bom_line"):
        audited(table)


def make_traces() -> None:
    """Make the record of what each import made, and of what it changed of what was there."""
    op.create_table(
        "exchange_import_made",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("keys", INT8MULTIRANGE(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["exchange_import.id"], name=op.f("fk_exchange_import_made_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_import_made")),
        sa.UniqueConstraint("import_id", "table_name", name=op.f("uq_exchange_import_made_import_id_table_name")),
    )
    op.create_table(
        "exchange_import_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("before", JSONB(), nullable=False),
        sa.Column("after", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["exchange_import.id"], name=op.f("fk_exchange_import_change_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_import_change")),
        sa.UniqueConstraint(
            "import_id", "table_name", "key", name=op.f("uq_exchange_import_change_import_id_table_name_key")
        ),
    )
    for table in ("exchange_import_made", "exchange_import_change"):
        audited(table)


def downgrade() -> None:
    op.execute("DROP FUNCTION exchange_undo(bigint), exchange_blockers(bigint), exchange_deltas(bigint)")
    op.execute("DROP SCHEMA staging CASCADE")
    for table in ("exchange_mapping", "exchange_import_change", "exchange_import_made", "items_bom_line", "items_bom"):
        op.drop_table(table)
    for column in ("undo_reason", "undone_by_id", "undone_at", "reconciliation", "test", "run", "version"):
        op.drop_column("exchange_import", column)
    op.execute(
        "DELETE FROM identity_role_permission WHERE permission IN ('exchange:import:undo', 'exchange:report:sign')"
    )
