"""Alembic's entry: one transaction a migration, one migration run at a time, with a limit on waiting for others' locks."""

import json

from alembic import context
from sqlalchemy import Connection, text

from veralot_server.core.database import Base
from veralot_server.core.tables import load_tables

LOCK = 7_265_161
"""Any fixed number: of two migration runs at once the second waits and finds nothing left to do."""

ACT = {"user_id": 0, "user_name": "system", "workstation": "migrate", "message": "admin.Migrate", "zone": "UTC"}


def run(connection: Connection) -> None:
    """Bring the schema to the asked revision."""
    load_tables()
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
    connection.execute(text("SELECT set_config('lock_timeout', '10s', false)"))
    connection.execute(text("SELECT set_config('veralot.act', :act, false)"), {"act": json.dumps(ACT)})
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})


run(context.config.attributes["connection"])
