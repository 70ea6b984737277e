"""What migrations do again and again: attach the audit triggers to a table, grant it to the application role."""

from collections.abc import Mapping, Sequence
from importlib.resources import files

import sqlalchemy as sa
from alembic import op

from veralot_server.core.database import APP_ROLE


def run_file(name: str) -> None:
    """Run a file of `migrations/sql` as it stands, colons and percent signs included."""
    text = files("veralot_server.migrations").joinpath("sql", name).read_text("utf-8")
    op.get_bind().connection.cursor().execute(text)


EVENTS = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
}


def audited(table: str, *, secrets: Sequence[str] = (), deletable: bool = False) -> None:
    """Attach the audit triggers to a business table, whose rows the log names by their `id`, and let the application use it.

    Args:
        table: the table, in schema public.
        secrets: columns whose values the log shows only as changed (11.300(d): secrets are nowhere readable).
        deletable: whether rows may be deleted at all; evidence may not.
    """
    arguments = ", ".join(f"'{column}'" for column in secrets)
    for event, referencing in EVENTS.items():
        op.execute(
            f"CREATE TRIGGER audit_{event} AFTER {event.upper()} ON {table} {referencing} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION audit.capture({arguments})"
        )
    op.execute(
        f"CREATE TRIGGER audit_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse()"
    )
    rights = "SELECT, INSERT, UPDATE" + (", DELETE" if deletable else "")
    op.execute(f"GRANT {rights} ON {table} TO {APP_ROLE}")


def grant(rights: Mapping[str, Sequence[str]]) -> None:
    """Give roles their rights; `rights` maps a permission to the roles that have it at first. Plants change them as data."""
    rows = [{"role": role, "permission": permission} for permission, roles in rights.items() for role in roles]
    table = sa.table("identity_role_permission", sa.column("role"), sa.column("permission"))
    op.bulk_insert(table, rows)
