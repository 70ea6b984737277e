"""Keep from which movement on a permit counts a lot: what was divided off before that is not under it."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    since: sa.Column[int] = sa.Column("since", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    op.add_column("quality_permitted", since)


def downgrade() -> None:
    op.drop_column("quality_permitted", "since")
