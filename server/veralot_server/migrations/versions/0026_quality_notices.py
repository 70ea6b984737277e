"""Keep every agreement with a customer and the one that holds for all others, and what was made or used under a permit.

And what of other modules' tasks was passed upwards for being late. Agreements that hold begin when the log says that they were
entered; what was used of a permitted lot before is not counted.
"""

import sqlalchemy as sa
from alembic import op

from veralot_server.migrations.steps import audited

revision = "0026"
down_revision = "0025"

ENTERED = """
UPDATE quality_agreement a SET agreed_at = coalesce(e.at, now()), agreed_by = coalesce(e.user_id, 0)
FROM quality_agreement k LEFT JOIN LATERAL (
    SELECT n.at, n.user_id FROM audit.entry n
    WHERE n.table_name = 'quality_agreement' AND n.place = ANY (audit.places(k.id::text)) AND n.key = k.id::text
    ORDER BY n.id DESC LIMIT 1) AS e ON true
WHERE k.id = a.id
"""

STATED = """
UPDATE quality_case c SET quantity = s.stated
FROM (SELECT t.case_id, amount::numeric AS stated
      FROM quality_step t CROSS JOIN LATERAL jsonb_array_elements(t.said) AS one
      CROSS JOIN LATERAL coalesce(one->'value'->>0, one->>'value') AS amount
      WHERE t.event = 'open' AND one->>'name' = 'quantity' AND amount ~ '^[0-9]+(\\.[0-9]+)?$') AS s
WHERE c.id = s.case_id AND c.kind = 'permit'
"""
"""As a number, and with its unit where it was said after this step and the step was taken back."""

RUNNING = "UPDATE quality_case SET status = 'approved' WHERE kind = 'permit' AND status IN ('active', 'expired')"
"""Only the clock says so; what was done with a permit while it ran had written it down."""

NAMED = """
INSERT INTO quality_permitted (case_id, lot_id, way, quantity, seen)
SELECT q.case_id, q.lot_id, 'used', 0, coalesce((
    SELECT sum(l.quantity) FROM genealogy_movement_line l JOIN genealogy_location t ON t.id = l.target_id
    JOIN genealogy_movement m ON m.id = l.movement_id
    WHERE l.lot_id = q.lot_id AND m.kind NOT IN ('split', 'merge')
      AND (l.target_lot_id <> l.lot_id OR t.kind IN ('work_in_process', 'customers'))), 0)
FROM quality_lot q JOIN quality_case c ON c.id = q.case_id
WHERE c.kind = 'permit' AND c.status = 'approved' AND q.role = 'subject' ORDER BY q.id
"""


def upgrade() -> None:
    op.drop_constraint(op.f("uq_quality_agreement_customer_id"), "quality_agreement")
    op.alter_column("quality_agreement", "customer_id", nullable=True)
    op.create_index(op.f("ix_quality_agreement_customer_id"), "quality_agreement", ["customer_id"])
    op.add_column("quality_agreement", sa.Column("agreed_at", sa.DateTime(timezone=True)))
    op.add_column("quality_agreement", sa.Column("agreed_by", sa.BigInteger()))
    op.execute(ENTERED)
    op.alter_column("quality_agreement", "agreed_at", nullable=False)
    op.alter_column("quality_agreement", "agreed_by", nullable=False)
    op.create_foreign_key(
        op.f("fk_quality_agreement_agreed_by"), "quality_agreement", "identity_user", ["agreed_by"], ["id"]
    )
    op.add_column("quality_case", sa.Column("quantity", sa.Numeric()))
    op.execute(STATED)
    op.create_table(
        "quality_permitted",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(), nullable=False),
        sa.Column("seen", sa.Numeric(), nullable=False),
        sa.CheckConstraint("way IN ('made', 'used', 'excluded')", name=op.f("ck_quality_permitted_way")),
        sa.ForeignKeyConstraint(["case_id"], ["quality_case.id"], name=op.f("fk_quality_permitted_case_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["genealogy_lot.id"], name=op.f("fk_quality_permitted_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_permitted")),
        sa.UniqueConstraint("case_id", "lot_id", name=op.f("uq_quality_permitted_case_id_lot_id")),
    )
    op.create_index(op.f("ix_quality_permitted_lot_id"), "quality_permitted", ["lot_id"])
    op.create_table(
        "tasks_passing",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks_passing")),
        sa.UniqueConstraint(
            "source",
            "kind",
            "record_id",
            "key",
            "due_at",
            "level",
            name=op.f("uq_tasks_passing_source_kind_record_id_key_due_at_level"),
        ),
    )
    for name in ("quality_permitted", "tasks_passing"):
        audited(name)
    op.execute(RUNNING)
    op.execute(NAMED)


def downgrade() -> None:
    op.drop_table("tasks_passing")
    op.drop_table("quality_permitted")
    op.drop_column("quality_case", "quantity")
    op.drop_column("quality_agreement", "agreed_by")
    op.drop_column("quality_agreement", "agreed_at")
    op.drop_index(op.f("ix_quality_agreement_customer_id"), "quality_agreement")
    # Of each customer but the newest is left, and what held for all others goes.
    op.execute(
        "DELETE FROM quality_agreement a WHERE a.customer_id IS NULL "
        "OR EXISTS (SELECT FROM quality_agreement n WHERE n.customer_id = a.customer_id AND n.id > a.id)"
    )
    op.alter_column("quality_agreement", "customer_id", nullable=False)
    op.create_unique_constraint(op.f("uq_quality_agreement_customer_id"), "quality_agreement", ["customer_id"])
