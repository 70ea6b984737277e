"""Keep what was tested in each attempt of an inspection: samples for the first time, the same once more, or others."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Take the step."""
    column = sa.Column[list[str]]("attempts", ARRAY(sa.Text()), server_default=sa.text("'{first}'"), nullable=False)
    op.add_column("inspection_inspection", column)


def downgrade() -> None:
    """Take it back."""
    op.drop_column("inspection_inspection", "attempts")
