"""Make devices, the keys of their logins, work lists, what was entered while the server was away, and broken chains."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from veralot_server.migrations.steps import audited, grant

revision = "0017"
down_revision = "0016"

TABLES = (
    "capture_device",
    "capture_entry_key",
    "capture_piece",
    "capture_snapshot",
    "capture_entry",
    "capture_incident",
)
READERS = ["inspector", "qa_release", "quality_head", "production_head", "manager", "administrator", "auditor"]


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _fk(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _pk(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def upgrade() -> None:
    _devices()
    _work_lists()
    _entries()
    for table in TABLES:
        audited(table)
    grant(
        {
            "capture:entry:make": ["inspector"],
            "capture:device:read": READERS,
            "capture:device:manage": ["administrator", "quality_head"],
            "capture:conflict:decide": ["qa_release", "quality_head"],
        }
    )


def _devices() -> None:
    table = "capture_device"
    op.create_table(
        table,
        _id(),
        sa.Column("device", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        _at("registered_at"),
        sa.Column("registered_by", sa.BigInteger(), nullable=False),
        _at("contact_at"),
        sa.Column("contact_by", sa.BigInteger(), nullable=False),
        sa.Column("waiting", sa.Integer(), server_default=sa.text("0"), nullable=False),
        _at("oldest_at", nullable=True),
        sa.Column("offset_seconds", sa.Numeric(24, 6), server_default=sa.text("0"), nullable=False),
        sa.Column("head", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("head_hash", sa.LargeBinary(), nullable=False),
        _at("blocked_at", nullable=True),
        sa.Column("blocked_by", sa.BigInteger(), nullable=True),
        sa.Column("blocked_reason", sa.Text(), server_default="", nullable=False),
        *(_fk(table, column, "identity_user") for column in ("registered_by", "contact_by", "blocked_by")),
        _pk(table),
        sa.UniqueConstraint("device", name=op.f("uq_capture_device_device")),
    )
    table = "capture_entry_key"
    op.create_table(
        table,
        _id(),
        sa.Column("device_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=True),
        sa.Column("public_keys", sa.LargeBinary(), nullable=False),
        sa.Column("span_seconds", sa.Integer(), nullable=False),
        _at("issued_at"),
        _at("device_at"),
        _at("ends_at"),
        _at("revoked_at", nullable=True),
        sa.Column("revoked_by", sa.BigInteger(), nullable=True),
        sa.Column("revoked_reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("span_seconds > 0 AND ends_at > issued_at", name=op.f("ck_capture_entry_key_span")),
        _fk(table, "device_id", "capture_device"),
        _fk(table, "user_id", "identity_user"),
        _fk(table, "session_id", "identity_session"),
        _fk(table, "revoked_by", "identity_user"),
        _pk(table),
    )
    op.create_index(op.f("ix_capture_entry_key_device_id_id"), table, ["device_id", "id"])
    table = "capture_incident"
    op.create_table(
        table,
        _id(),
        sa.Column("device_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        _at("at"),
        _fk(table, "device_id", "capture_device"),
        _pk(table),
        sa.UniqueConstraint(
            "device_id", "kind", "counter", "detail", name=op.f("uq_capture_incident_device_id_kind_counter_detail")
        ),
    )


def _work_lists() -> None:
    op.create_table(
        "capture_piece",
        _id(),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        _pk("capture_piece"),
        sa.UniqueConstraint("sha256", name=op.f("uq_capture_piece_sha256")),
    )
    table = "capture_snapshot"
    op.create_table(
        table,
        _id(),
        sa.Column("device_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        _at("issued_at"),
        _at("expires_at"),
        sa.Column("pieces", postgresql.ARRAY(sa.TEXT()), nullable=False),
        _fk(table, "device_id", "capture_device"),
        _fk(table, "user_id", "identity_user"),
        _pk(table),
    )


def _entries() -> None:
    table = "capture_entry"
    op.create_table(
        table,
        _id(),
        sa.Column("entry", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.BigInteger(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("key_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("snapshot_id", sa.BigInteger(), nullable=True),
        sa.Column("op", sa.Text(), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in ("body", "previous", "hash", "signature")),
        _at("device_at"),
        sa.Column("elapsed_ms", sa.BigInteger(), nullable=False),
        _at("entered_at"),
        _at("received_at"),
        sa.Column("received_by", sa.BigInteger(), nullable=False),
        sa.Column("offset_seconds", sa.Numeric(24, 6), nullable=False),
        sa.Column("jump_seconds", sa.Numeric(24, 6), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("differences", postgresql.JSONB(), nullable=False),
        sa.Column("reason", postgresql.JSONB(), nullable=True),
        _at("decided_at", nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decision_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("signature_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('recorded', 'conflict', 'accepted', 'rejected', 'refused')", name=op.f("ck_capture_entry_state")
        ),
        _fk(table, "device_id", "capture_device"),
        _fk(table, "key_id", "capture_entry_key"),
        _fk(table, "user_id", "identity_user"),
        _fk(table, "snapshot_id", "capture_snapshot"),
        _fk(table, "received_by", "identity_user"),
        _fk(table, "lot_id", "genealogy_lot"),
        _fk(table, "decided_by", "identity_user"),
        _fk(table, "signature_id", "identity_signature"),
        _pk(table),
        sa.UniqueConstraint("entry", name=op.f("uq_capture_entry_entry")),
    )
    op.create_index(op.f("ix_capture_entry_device_id_counter"), table, ["device_id", "counter"])
    op.create_index(op.f("ix_capture_entry_lot_id"), table, ["lot_id"])
    op.create_index("ix_capture_entry_conflict", table, ["id"], postgresql_where=sa.text("state = 'conflict'"))


def downgrade() -> None:
    for table in ("capture_entry", "capture_snapshot", "capture_piece", "capture_incident", "capture_entry_key"):
        op.drop_table(table)
    op.drop_table("capture_device")
    op.execute("DELETE FROM identity_role_permission WHERE permission LIKE 'capture:%'")
