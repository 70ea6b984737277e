"""Begin a command in one round trip: who holds the token, that they act, and what the command was answered before."""

from importlib.resources import files

from alembic import op

revision = "0027"
down_revision = "0026"


def sql(name: str) -> str:
    """Return one of the files of SQL."""
    return files("veralot_server.migrations").joinpath("sql", name).read_text("utf-8")


def upgrade() -> None:
    """Take the step."""
    op.execute(sql("entering.sql"))


def downgrade() -> None:
    """Take it back."""
    op.execute("DROP FUNCTION rpc.enter_to_act; DROP FUNCTION rpc.former(uuid)")
    text = sql("hearers.sql")
    start = text.index("CREATE OR REPLACE FUNCTION rpc.enter")
    op.execute(text[start : text.index("$$;", start) + 3])
