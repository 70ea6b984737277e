"""Keep of each reading of a sampling table in which edition and copy it was made; until now all were made in the first's."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

READING = "inspection_sampling_reading"
WHERE = ("document", "copy_no")


def upgrade() -> None:
    for name in WHERE:
        column: sa.Column[str] = sa.Column(name, sa.Text(), server_default=sa.text("''"), nullable=False)
        op.add_column(READING, column)


def downgrade() -> None:
    for name in WHERE:
        op.drop_column(READING, name)
