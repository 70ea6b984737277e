"""Keep every reason for which somebody let pass what was not held at work, and not only the first."""

from alembic import op

revision = "0031"
down_revision = "0030"

HELD, ONCE = "training_held", "uq_training_held_once"
PERSON = ("inspection_id", "user_id", "qualification_id", "version_id")

LATER = """
DELETE FROM training_held t USING training_held f
WHERE (f.inspection_id, f.user_id, f.qualification_id) = (t.inspection_id, t.user_id, t.qualification_id)
  AND f.version_id IS NOT DISTINCT FROM t.version_id AND f.id < t.id
"""


def upgrade() -> None:
    op.drop_constraint(ONCE, HELD)
    op.create_unique_constraint(ONCE, HELD, [*PERSON, "accepted_because"], postgresql_nulls_not_distinct=True)


def downgrade() -> None:
    op.execute(LATER)
    op.drop_constraint(ONCE, HELD)
    op.create_unique_constraint(ONCE, HELD, list(PERSON), postgresql_nulls_not_distinct=True)
