"""`python -m scripts.screenshots`: take the pictures of README.md and docs/ again, in both languages.

The tour is run in each; of its pictures those are kept that a page shows, with a palette and under names without their
numbers. States that the tour does not come by are brought about in a plant of their own.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec
from PIL import Image

from veralot_server.cli import demo
from veralot_server.core import migrate
from veralot_server.core.embedded import urls
from veralot_server.settings import from_environment, to_environment

ROOT: Final = Path(__file__).parents[2]
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
STATES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "en": ("balloons", "severities", "one-by-one", "retest", "conflict"),
        "zh_CN": ("balloons", "balloon-entry", "severities", "one-by-one", "conflict"),
    }
)
"""The pictures of `states` that are kept, by language."""
COLOURS: Final = 256
"""In the palette of a kept picture."""


def main() -> int:
    """Take them, and return the exit status."""
    with tempfile.TemporaryDirectory(prefix="veralot-screenshots-") as folder:
        for language in PICTURES:
            taken = Path(folder) / language
            taken.mkdir()
            failed = take_tour(taken, language) or take_states(taken, language)
            if failed:
                return failed
            keep(taken, language)
    return 0


def take_tour(taken: Path, language: str) -> int:
    """Run the tour in a language, and return its exit status."""
    command = [str(Path(sys.executable).with_name("veralot-server")), "demo", "--offscreen"]
    return run([*command, "--pictures", str(taken), "--language", language])


def take_states(taken: Path, language: str) -> int:
    """Serve another demonstration plant, photograph the states in it, and return the exit status."""
    with tempfile.TemporaryDirectory(prefix="veralot-states-", ignore_cleanup_errors=True) as home:
        Path(home).chmod(0o755)  # the embedded PostgreSQL runs as a user of its own where this one is root
        settings = msgspec.structs.replace(
            from_environment({}),
            home=Path(home),
            port=demo.free_port(),
            plant="Veralot Demo Medical",
            demo=True,
            idle_seconds=3600,
        )
        with urls(settings) as found:
            settings = msgspec.structs.replace(settings, database_url=found.app, owner_url=found.owner)
            migrate.upgrade(found.owner)
            os.environ.update(to_environment(settings))
            demo.load(settings)
            with demo.served(settings):
                return run([sys.executable, "-m", "scripts.screenshots.states", str(taken), language])


def run(command: list[str]) -> int:
    """Run a program of ours without a screen, and return its exit status."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(command, env=environment, check=False).returncode


def keep(taken: Path, language: str) -> None:
    """Keep of the pictures of a tour those that a page shows. Raises: FileNotFoundError."""
    ending = "-zh" if language.startswith("zh") else ""
    for name in (*PICTURES[language], *STATES[language]):
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
