"""Data that both sides use: fonts, icons, style sheets, translations, report templates and the demo plant.

`icons/<module>/` holds SVG drawings (24 × 24, drawn in the text colour), `fonts/` the one typeface for screen and print,
`qss/` the style sheet, `locale/` the catalogues, `demo/` the demo plant's import files. Nothing here is code.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path


@cache
def root() -> Path:
    """Return the folder in which they lie; looked for once, since a window asks for hundreds of drawings."""
    return Path(str(files("veralot_resources")))


def path(*parts: str) -> Path:
    """Return the path of a resource: `path("icons", "common", "search.svg")`.

    Raises:
        FileNotFoundError: there is no such resource; the message names it.
    """
    found = root().joinpath(*parts)
    if not found.exists():
        raise FileNotFoundError(f"no resource {'/'.join(parts)}")
    return found
