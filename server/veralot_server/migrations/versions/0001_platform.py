"""Make the platform: the audit log with its triggers and tree, and what the dispatcher keeps.

Schema `audit` may only be read and appended to by the application; `sealing` is the sealer's work list; `rpc` holds what
the dispatcher needs to be stateless. None of the three holds business records.
"""

from alembic import op

from veralot_server.migrations.steps import run_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    run_file("audit.sql")
    run_file("rpc.sql")
    op.execute("GRANT SELECT ON alembic_version TO veralot_app")


def downgrade() -> None:
    op.execute("DROP SCHEMA rpc, sealing, audit CASCADE")
