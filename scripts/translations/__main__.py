"""`python -m scripts.translations`: see the package."""

import argparse
import sys
from pathlib import Path

from scripts.translations import catalogue


def main() -> int:
    """Check the catalogue, or write it again; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m scripts.translations", description="Keep the one catalogue whole.")
    parser.add_argument(
        "--merge", nargs="*", type=Path, metavar="PO", help="write the catalogue, with these files' texts"
    )
    arguments = parser.parse_args()
    texts, problems = catalogue.collected()
    now = catalogue.read(catalogue.CATALOGUE)
    if arguments.merge is not None:
        now = catalogue.merged(texts, [now, *map(catalogue.read, arguments.merge)])
        catalogue.write(now, catalogue.CATALOGUE)
    problems += [*catalogue.problems(texts, now), *catalogue.unused(texts, now)]
    for problem in problems:
        print(f"{problem.place}: {problem.what}")
    print(f"{len(texts)} texts, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
