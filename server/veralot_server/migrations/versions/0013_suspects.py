"""Index movements and steps as a recall asks for suspects: by who did them when, and by the place that they touched."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_index("ix_genealogy_movement_by_id", "genealogy_movement", ["by_id", "at"])
    op.create_index("ix_genealogy_status_change_by_id", "genealogy_status_change", ["by_id", "at"])
    op.create_index("ix_genealogy_movement_line_source_id", "genealogy_movement_line", ["source_id", "movement_id"])
    op.create_index("ix_genealogy_movement_line_target_id", "genealogy_movement_line", ["target_id", "movement_id"])


def downgrade() -> None:
    op.drop_index("ix_genealogy_movement_line_target_id", "genealogy_movement_line")
    op.drop_index("ix_genealogy_movement_line_source_id", "genealogy_movement_line")
    op.drop_index("ix_genealogy_status_change_by_id", "genealogy_status_change")
    op.drop_index("ix_genealogy_movement_by_id", "genealogy_movement")
