"""`veralot`: the desktop client."""

import argparse
import logging
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from veralot_client import __version__
from veralot_client.settings import Settings
from veralot_shared.i18n import LANGUAGES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


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
    result.add_argument(
        "--tour", metavar="FOLDER", type=Path, help="drive the demonstration plant's story; pictures go to FOLDER"
    )
    result.add_argument("--password", help="password of everybody in the demonstration plant, for --tour")
    result.add_argument("--measure-start", action="store_true", help=argparse.SUPPRESS)
    result.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    return result


def parsed(argv: Sequence[str] | None) -> argparse.Namespace:
    """Return what the command line says; end the program where it makes no sense."""
    known = parser()
    arguments = known.parse_args(argv)
    if arguments.tour and not (arguments.server and arguments.password):
        known.error("--tour needs --server and --password")
    return arguments


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
    arguments = parsed(argv)
    logging.basicConfig(level=arguments.log, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # httpx tells each request at INFO; ours say more.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    if arguments.tour:
        return take_tour(arguments)
    settings = settings_of(arguments)
    app = application()
    from veralot_client.app import Client  # noqa: PLC0415 - as in `application`

    client = Client(app, settings)
    if arguments.measure_start:
        from veralot_client.tour.first_paint import FirstPaint  # noqa: PLC0415 - for measurements only

        FirstPaint(app)
    client.start()
    return app.exec()


def take_tour(arguments: argparse.Namespace) -> int:
    """Play the guided tour with choices of its own, and return its exit status."""
    from veralot_client.tour import run  # noqa: PLC0415 - only who takes the tour needs Qt's test keys and clicks

    run.prepare()
    with tempfile.TemporaryDirectory(prefix="veralot-tour-", ignore_cleanup_errors=True) as folder:
        arguments.settings = arguments.settings or Path(folder)
        return run.run(application(), settings_of(arguments), arguments.tour, arguments.password)


def application() -> "QApplication":
    """Return the application. Qt is loaded only here: `--help` and a mistyped option answer at once."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - see above

    app = QApplication(sys.argv[:1])
    app.setApplicationName("veralot")
    app.setApplicationDisplayName("Veralot")
    return app


if __name__ == "__main__":
    sys.exit(main())
