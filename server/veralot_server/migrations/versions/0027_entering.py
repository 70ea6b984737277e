"""Begin a command in one round trip, and let no command notify: whoever carries it out wakes the listeners after it."""

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
    for name in ("rpc.enter", "rpc.conclude"):
        start = text.index(f"CREATE OR REPLACE FUNCTION {name}")
        op.execute(text[start : text.index("$$;", start) + 3])
