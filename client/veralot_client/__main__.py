"""`veralot`: the desktop client."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from veralot_client import __version__
from veralot_client.settings import Settings
from veralot_shared.i18n import LANGUAGES


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    result = argparse.ArgumentParser(prog="veralot", description="The desktop client of Veralot.")
    result.add_argument("--server", metavar="URL", help="address of the server, for example https://veralot.example")
    result.add_argument("--user", metavar="NAME", help="user name that the login window begins with")
    result.add_argument("--language", choices=sorted(LANGUAGES), help="language of the client")
    result.add_argument(
        "--authority",
        metavar="FILE",
        type=Path,
        help="certificate authority (PEM) of a server with a certificate of its own",
    )
    result.add_argument("--settings", metavar="FOLDER", type=Path, help="where choices and layouts are kept")
    result.add_argument(
        "--log", default="WARNING", choices=("DEBUG", "INFO", "WARNING", "ERROR"), help="what is logged"
    )
    result.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    return result


def settings_of(arguments: argparse.Namespace) -> Settings:
    """Return the settings, changed as the command line asks; the changes are kept like any other choice."""
    settings = Settings(arguments.settings)
    if arguments.server:
        settings.used_server(arguments.server.rstrip("/"))
    changes = {"user_name": arguments.user, "language": arguments.language, "authority": arguments.authority}
    settings.choose(**{name: str(value) for name, value in changes.items() if value})
    return settings


def main(argv: Sequence[str] | None = None) -> int:
    """Start the client and return its exit status when its last window is closed."""
    arguments = parser().parse_args(argv)
    logging.basicConfig(level=arguments.log, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # httpx tells each request at INFO; ours say more.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    settings = settings_of(arguments)
    # Qt is loaded only here: `--help` and a mistyped option answer at once.
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - see above

    from veralot_client.app import Client  # noqa: PLC0415 - see above

    app = QApplication(sys.argv[:1])
    app.setApplicationName("veralot")
    app.setApplicationDisplayName("Veralot")
    client = Client(app, settings)
    client.start()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
