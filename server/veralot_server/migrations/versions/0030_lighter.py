"""Keep the rights of each role as one line, and plan what every audited change asks once for each connection."""

from importlib.resources import files

from alembic import op

from veralot_server.migrations.steps import run_file

revision = "0030"
down_revision = "0029"

FORMER = {"entering.sql": "FUNCTION rpc.enter(", "audit.sql": "FUNCTION audit.columns("}
"""Where the functions stand as they were."""


def upgrade() -> None:
    """Take the step."""
    run_file("lighter.sql")


def downgrade() -> None:
    """Take it back."""
    for name, function in FORMER.items():
        text = files("veralot_server.migrations").joinpath("sql", name).read_text("utf-8")
        start = text.index(function)
        op.get_bind().connection.cursor().execute("CREATE OR REPLACE " + text[start : text.index("$$;", start)] + "$$")
    op.execute("DROP TRIGGER keep_rights ON identity_role_permission; DROP FUNCTION rpc.keep_rights()")
    op.execute("DROP TABLE rpc.role_rights")
