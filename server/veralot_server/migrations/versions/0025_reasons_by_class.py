"""Keep with each reason of a step of a severity which defect class it is of: each follows the rules by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

TABLE = "inspection_switching_step"


def upgrade() -> None:
    # Steps from before do not say it; nobody can know it now, and what was written is not changed.
    op.add_column(TABLE, sa.Column("classes", sa.ARRAY(sa.Text()), server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column(TABLE, "classes")
