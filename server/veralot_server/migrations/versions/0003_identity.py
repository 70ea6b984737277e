"""Make accounts, rights, sessions and signatures, and give each role its rights."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from veralot_server.migrations.steps import audited, grant

revision = "0003"
down_revision = "0002"

RIGHTS = {
    "identity:user:read": ["administrator", "auditor", "quality_head", "manager"],
    "identity:user:manage": ["administrator"],
    "identity:user:verify": ["quality_head"],
    "identity:session:manage": ["administrator"],
    "identity:signature:sign": [
        "planner",
        "production_head",
        "quality_head",
        "qa_release",
        "inspector",
        "document_controller",
        "warehouse",
        "buyer",
        "operator",
        "manager",
        "registrant",
    ],
    "audit:log:read": ["auditor", "quality_head", "qa_release", "administrator"],
    "audit:checkpoint:read": ["auditor", "quality_head", "qa_release", "administrator", "registrant"],
    "items:item:read": [
        "administrator",
        "planner",
        "production_head",
        "quality_head",
        "qa_release",
        "inspector",
        "document_controller",
        "warehouse",
        "buyer",
        "operator",
        "manager",
        "auditor",
        "registrant",
    ],
    "items:item:manage": ["planner", "document_controller"],
    "items:partner:read": [
        "administrator",
        "planner",
        "production_head",
        "quality_head",
        "qa_release",
        "inspector",
        "document_controller",
        "warehouse",
        "buyer",
        "operator",
        "manager",
        "auditor",
        "registrant",
    ],
    "items:partner:manage": ["buyer", "planner"],
}


def upgrade() -> None:
    op.create_table(
        "identity_role_permission",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("permission", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_role_permission")),
        sa.UniqueConstraint("role", "permission", name=op.f("uq_identity_role_permission_role_permission")),
    )
    op.create_table(
        "identity_user",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("user_key", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("full_name_zh", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.Text(), server_default="en", nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("totp_secret", sa.Text(), nullable=True),
        sa.Column("totp_pending", sa.Text(), nullable=True),
        sa.Column("totp_last_step", sa.BigInteger(), nullable=True),
        sa.Column("identity_document", sa.Text(), nullable=True),
        sa.Column("identity_verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("identity_verified_by", sa.BigInteger(), nullable=True),
        sa.Column("accountability_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["items_partner.id"], name=op.f("fk_identity_user_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_user")),
        sa.UniqueConstraint("user_key", name=op.f("uq_identity_user_user_key")),
    )
    op.create_table(
        "identity_former_password",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["identity_user.id"], name=op.f("fk_identity_former_password_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_former_password")),
    )
    op.create_index(op.f("ix_identity_former_password_user_id"), "identity_former_password", ["user_id"], unique=False)
    op.create_table(
        "identity_recovery_code",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["identity_user.id"], name=op.f("fk_identity_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_recovery_code")),
    )
    op.create_index(op.f("ix_identity_recovery_code_user_id"), "identity_recovery_code", ["user_id"], unique=False)
    op.create_table(
        "identity_session",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("workstation", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["identity_user.id"], name=op.f("fk_identity_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_identity_session_token_hash")),
    )
    op.create_index(op.f("ix_identity_session_user_id"), "identity_session", ["user_id"], unique=False)
    op.create_table(
        "identity_user_role",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["identity_user.id"], name=op.f("fk_identity_user_role_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_user_role")),
        sa.UniqueConstraint("user_id", "role", name=op.f("uq_identity_user_role_user_id_role")),
    )
    op.create_table(
        "identity_signature",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("full_name_zh", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=True),
        sa.Column("workstation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["identity_session.id"], name=op.f("fk_identity_signature_session_id")),
        sa.ForeignKeyConstraint(["user_id"], ["identity_user.id"], name=op.f("fk_identity_signature_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_signature")),
    )
    op.create_index(op.f("ix_identity_signature_user_id"), "identity_signature", ["user_id"], unique=False)
    op.create_table(
        "identity_signature_record",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("signature_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["identity_signature.id"], name=op.f("fk_identity_signature_record_signature_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_signature_record")),
    )
    op.create_index(
        op.f("ix_identity_signature_record_kind_key"), "identity_signature_record", ["kind", "key"], unique=False
    )
    op.create_index(
        op.f("ix_identity_signature_record_signature_id"), "identity_signature_record", ["signature_id"], unique=False
    )
    op.create_index(
        "uq_identity_user_role_head",
        "identity_user_role",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("role IN ('production_head', 'quality_head')"),
    )
    audited("identity_user", secrets=["password_hash", "totp_secret", "totp_pending"])
    audited("identity_user_role", deletable=True)
    audited("identity_role_permission", deletable=True)
    audited("identity_former_password", secrets=["password_hash"])
    audited("identity_recovery_code", secrets=["code_hash"])
    audited("identity_session", secrets=["token_hash"])
    audited("identity_signature")
    audited("identity_signature_record")
    op.execute(
        "INSERT INTO identity_user (id, user_name, user_key, full_name, full_name_zh, state, must_change_password) "
        "VALUES (0, 'system', 'system', 'Veralot', 'Veralot', 'disabled', false)"
    )
    op.execute("REVOKE UPDATE ON identity_signature, identity_signature_record FROM veralot_app")
    grant(RIGHTS)


def downgrade() -> None:
    op.drop_table("identity_signature_record")
    op.drop_table("identity_signature")
    op.drop_table("identity_user_role")
    op.drop_table("identity_session")
    op.drop_table("identity_recovery_code")
    op.drop_table("identity_former_password")
    op.drop_table("identity_user")
    op.drop_table("identity_role_permission")
