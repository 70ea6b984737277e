"""`veralot-server`: see `--help`."""

from veralot_server.cli.commands import app


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
