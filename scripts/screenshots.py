"""`python -m scripts.screenshots`: take the pictures of README.md and docs/ again, in both languages.

The tour is run in each; of its pictures those are kept that a page shows, with a palette and under names without their
numbers.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from PIL import Image

ROOT: Final = Path(__file__).parents[1]
KEPT: Final = ROOT / "docs" / "pictures"
PICTURES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "en": (
            "login",
            "receive",
            "sign",
            "file",
            "put-away",
            "pallet",
            "items",
            "sampling",
            "gauges",
            "skills",
            "gauge-refused",
            "away",
            "out-of-limits",
            "verdict",
            "ncr",
            "signal",
            "tasks",
            "task",
            "pareto",
            "designer",
            "reprint",
            "trace",
            "hold",
            "path",
            "dossier",
            "recall",
            "log",
            "review-signed",
            "import-errors",
            "badge-held",
            "dark",
        ),
        "zh_CN": ("dossier", "path", "recall", "out-of-limits", "signal", "pareto"),
    }
)
"""The pictures that are kept, by language; those in Chinese end with `-zh`."""
COLOURS: Final = 256
"""In the palette of a kept picture."""


def main() -> int:
    """Take them, and return the exit status."""
    with tempfile.TemporaryDirectory(prefix="veralot-screenshots-") as folder:
        for language in PICTURES:
            taken = Path(folder) / language
            command = [str(Path(sys.executable).with_name("veralot-server")), "demo", "--offscreen"]
            done = subprocess.run(
                [*command, "--pictures", str(taken), "--language", language],
                env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
                check=False,
            )
            if done.returncode:
                return done.returncode
            keep(taken, language)
    return 0


def keep(taken: Path, language: str) -> None:
    """Keep of the pictures of a tour those that a page shows. Raises: FileNotFoundError."""
    ending = "-zh" if language.startswith("zh") else ""
    for name in PICTURES[language]:
        found = next((file for file in taken.glob(f"[0-9][0-9]-{name}.png")), None)
        if found is None:
            raise FileNotFoundError(f"the tour leaves no picture “{name}”")
        shrink(found, KEPT / f"{name}{ending}.png")


def shrink(picture: Path, kept: Path) -> None:
    """Write a picture with a palette, which is a third of its size and looks the same. Raises: OSError."""
    with Image.open(picture) as taken:
        taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(kept, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
