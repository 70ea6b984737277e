"""`make bench`: prints each figure as a ratio against its baseline in the same run; medians of at least five."""

import argparse
import sys
from collections.abc import Callable, Mapping

from benchmarks import (
    audit,
    client,
    entry,
    genealogy,
    imports,
    inspection,
    labels,
    offline,
    picture,
    recall,
    server,
    spc,
    tree,
    volume,
)
from benchmarks.figures import Figure
from benchmarks.plant import Bench, plant

GROUPS: Mapping[str, Callable[[Bench], list[Figure]]] = {
    "server": lambda bench: [server.question(bench), server.command(bench)],
    "trace": genealogy.traces,
    "tree": tree.figures,
    "recall": recall.recalls,
    "inspection": inspection.figures,
    "volume": volume.figures,
    "audit": lambda bench: audit.figures(bench, audit.SHORT_LOG),
    "verify": audit.verification,
    "imports": imports.figures,
    "labels": labels.figures,
    "offline": offline.figures,
    "client": client.figures,
    "entry": entry.figures,
    "picture": picture.figures,
    "spc": spc.figures,
}
FULL: Mapping[str, Callable[[Bench], list[Figure]]] = {
    "audit": lambda bench: audit.figures(bench, audit.FULL_LOG),
}
"""Groups that are measured otherwise with as many rows as the targets name."""


def main() -> int:
    """Measure and print; exit code 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("only", nargs="*", choices=[*GROUPS, []], help="only these groups")
    parser.add_argument("--full", action="store_true", help="with as many rows as the targets name; takes long")
    options = parser.parse_args()
    only = set(options.only)
    groups = {**GROUPS, **FULL} if options.full else GROUPS
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
