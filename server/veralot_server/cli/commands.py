"""The command line's tree."""

import typer

from veralot_server import __version__
from veralot_server.cli import audit, data, demo, imports, serve, users

app = typer.Typer(
    name="veralot-server",
    help="The Veralot server: serve a plant, import its data, trace lots, verify its evidence.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(audit.app, name="audit")
app.add_typer(users.app, name="user")
for group in (serve.app, imports.app, data.app, demo.app):
    app.registered_commands += group.registered_commands


@app.callback(invoke_without_command=True)
def root(version: bool = typer.Option(False, "--version", help="Show the version and exit.")) -> None:
    """Show the version where asked."""
    if version:
        typer.echo(f"veralot-server {__version__}")
        raise typer.Exit
