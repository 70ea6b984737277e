"""Keep of each result that was captured offline when that was by the server's clock."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Take the step."""
    op.add_column("inspection_result", sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("inspection_result", "entered_at")
