"""The tree under test: where it stands, what a person wrote in it, and a copy of its packages to break on purpose."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

MEMBERS: Final = {
    "veralot_shared": "shared",
    "veralot_resources": "resources",
    "veralot_server": "server",
    "veralot_client": "client",
}
"""Each package and the workspace member whose folder it lies in."""

FOLDERS: Final = (*sorted(set(MEMBERS.values())), "tests", "benchmarks", "scripts", "docs", ".ci")
NOT_WRITTEN: Final = frozenset({"__pycache__", "build", "dist"})


def written(*endings: str) -> Iterator[Path]:
    """Yield every file that a person wrote, with one of the given endings if any are given."""
    roots = [path for path in ROOT.iterdir() if path.is_file() and not path.name.startswith("set-up")]
    below = (path for folder in FOLDERS if (ROOT / folder).is_dir() for path in (ROOT / folder).rglob("*"))
    for path in (*sorted(roots), *sorted(below)):
        made = NOT_WRITTEN.intersection(path.parts) or any(part.endswith(".egg-info") for part in path.parts)
        if path.is_file() and not made and (not endings or path.suffix in endings):
            yield path


def relative(path: Path) -> str:
    """Return a path as it stands in the tree, for messages."""
    return path.relative_to(ROOT).as_posix()


def copy_packages(target: Path) -> Path:
    """Copy the code of the four packages side by side into `target`, with their times, and return it."""
    for package, member in MEMBERS.items():
        ignore = shutil.ignore_patterns("__pycache__", "*.ttf", "*.mo", "*.svg", "*.csv", "*.xlsx")
        shutil.copytree(ROOT / member / package, target / package, ignore=ignore)
    shutil.copy2(ROOT / ".importlinter", target)
    return target
