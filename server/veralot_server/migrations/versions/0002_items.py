"""Make items, their pack levels and partners."""

import sqlalchemy as sa
from alembic import op

from veralot_server.migrations.steps import audited

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "items_partner",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("gln", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items_partner")),
        sa.UniqueConstraint("code", name=op.f("uq_items_partner_code")),
    )
    op.create_table(
        "items_item",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("tracking", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("quantum", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.Column("shelf_life_months", sa.Integer(), nullable=True),
        sa.Column("implantable", sa.Boolean(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("device_class", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantum > 0", name=op.f("ck_items_item_quantum")),
        sa.ForeignKeyConstraint(["customer_id"], ["items_partner.id"], name=op.f("fk_items_item_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items_item")),
        sa.UniqueConstraint("code", name=op.f("uq_items_item_code")),
    )
    op.create_table(
        "items_pack_level",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("gtin", sa.Text(), nullable=False),
        sa.Column("contains", sa.Integer(), nullable=False),
        sa.CheckConstraint("contains > 0", name=op.f("ck_items_pack_level_contains")),
        sa.ForeignKeyConstraint(["item_id"], ["items_item.id"], name=op.f("fk_items_pack_level_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items_pack_level")),
        sa.UniqueConstraint("gtin", name=op.f("uq_items_pack_level_gtin")),
        sa.UniqueConstraint("item_id", "level", name=op.f("uq_items_pack_level_item_id_level")),
    )
    audited("items_partner")
    audited("items_item")
    audited("items_pack_level")


def downgrade() -> None:
    op.drop_table("items_pack_level")
    op.drop_table("items_item")
    op.drop_table("items_partner")
