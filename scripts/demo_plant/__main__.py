"""`python -m scripts.demo_plant [FOLDER]`: write the demo plant's files, by default where they are committed."""

import sys
from pathlib import Path

from scripts.demo_plant.written import written

COMMITTED = Path(__file__).parents[2] / "resources" / "veralot_resources" / "demo"


def main(arguments: list[str]) -> None:
    """Write the files."""
    folder = Path(arguments[0]) if arguments else COMMITTED
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in written().items():
        (folder / name).write_bytes(content)
        print(f"{name}: {len(content):,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
