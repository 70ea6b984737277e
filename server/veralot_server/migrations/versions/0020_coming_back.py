"""Say of a login's keys who had the proof of the person; keep keys to journals, wrapped for the plant."""

import sqlalchemy as sa
from alembic import op

from veralot_server.migrations.steps import audited

revision = "0020"
down_revision = "0019"

KEYS = "capture_entry_key"
TABLE = "capture_deposit"


def upgrade() -> None:
    op.add_column(KEYS, sa.Column("proof", sa.Text(), server_default="by_server", nullable=False))
    op.create_check_constraint(op.f("ck_capture_entry_key_proof"), KEYS, "proof IN ('by_server', 'by_device_alone')")
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("device_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("deposited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recovered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recovered", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["capture_device.id"], name=op.f("fk_capture_deposit_device_id")),
        sa.ForeignKeyConstraint(["user_id"], ["identity_user.id"], name=op.f("fk_capture_deposit_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture_deposit")),
        sa.UniqueConstraint("device_id", "user_id", name=op.f("uq_capture_deposit_device_id_user_id")),
    )
    audited(TABLE, secrets=["wrapped"])


def downgrade() -> None:
    op.drop_table(TABLE)
    op.drop_constraint(op.f("ck_capture_entry_key_proof"), KEYS)
    op.drop_column(KEYS, "proof")
