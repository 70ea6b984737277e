"""`make bench`: prints each figure as a ratio against its baseline in the same run; medians of at least five."""

import argparse
import sys
from collections.abc import Callable

from benchmarks import audit, client, genealogy, picture, server, volume
from benchmarks.figures import Figure
from benchmarks.plant import Bench, plant

SHORT_LOG, FULL_LOG = 2_000_000, 20_000_000
"""How many entries the log has in which a record's history is looked up."""


def main() -> int:
    """Measure and print; exit code 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument(
        "only",
        nargs="*",
        choices=["server", "trace", "volume", "audit", "verify", "client", "picture", []],
        help="only these groups",
    )
    parser.add_argument("--full", action="store_true", help="with as many rows as the targets name; takes long")
    options = parser.parse_args()
    only, entries = set(options.only), FULL_LOG if options.full else SHORT_LOG
    groups: dict[str, Callable[[Bench], list[Figure]]] = {
        "server": lambda bench: [server.question(bench), server.command(bench)],
        "trace": genealogy.traces,
        "volume": volume.figures,
        "audit": lambda bench: audit.figures(bench, entries),
        "verify": audit.verification,
        "client": client.figures,
        "picture": picture.figures,
    }
    missed = False
    for name, measure in groups.items():
        if only and name not in only:
            continue
        with plant() as bench:
            for figure in measure(bench):
                print(figure.line(), flush=True)
                missed = missed or figure.met is False
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
