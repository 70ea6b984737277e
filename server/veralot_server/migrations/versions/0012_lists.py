"""Index lots as lists ask for them: by number, by status, and by what lies in the plant."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_index("ix_genealogy_lot_number", "genealogy_lot", ["lot_no", "id"])
    op.create_index("ix_genealogy_lot_status", "genealogy_lot", ["status", "id"])
    op.create_index(
        "ix_genealogy_stock_on_hand",
        "genealogy_stock",
        ["lot_id"],
        postgresql_include=["quantity"],
        postgresql_where=sa.text("NOT outside AND quantity > (0)::numeric"),
    )


def downgrade() -> None:
    op.drop_index("ix_genealogy_stock_on_hand", "genealogy_stock")
    op.drop_index("ix_genealogy_lot_status", "genealogy_lot")
    op.drop_index("ix_genealogy_lot_number", "genealogy_lot")
