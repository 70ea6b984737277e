"""The typeface of all reports: Noto Sans SC, embedded, so that a record reads the same everywhere and for ever.

A PDF shows nothing at all for a character that its font lacks. So every text goes through `printable`, which raises
instead.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from veralot_resources import path
from veralot_shared.errors import GlyphMissing

REGULAR: Final = "NotoSansSC"
BOLD: Final = "NotoSansSC-Bold"
FILES: Final = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf"}
THOUSANDTH: Final = 1000
EXCERPT: Final = 40

INKLESS: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]")
"""Characters that guide a screen (joiners, direction and variation marks) and leave no ink on paper."""


@cache
def face(font: str) -> Mapping[int, int]:
    """Return the widths of a font's characters in thousandths of its size; registers the font at first use."""
    loaded = TTFont(font, str(path("fonts", FILES[font])))
    pdfmetrics.registerFont(loaded)
    widths: Mapping[int, int] = loaded.face.charWidths
    return {code: widths.get(code, loaded.face.defaultWidth) for code in loaded.face.charToGlyph}


def register() -> None:
    """Make both weights known to reportlab."""
    for font in FILES:
        face(font)


@lru_cache(maxsize=65536)
def printable(text: str) -> str:
    """Return a text as it is printed: composed, line ends as newlines, every kind of space as a space.

    Raises:
        GlyphMissing: the typeface lacks one of its characters.
    """
    composed = INKLESS.sub("", unicodedata.normalize("NFC", text))
    known = face(REGULAR).keys()
    if all(ord(char) in known for char in composed):
        return composed
    spaced = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", composed)
    spaced = "".join(" " if char.isspace() and char != "\n" and ord(char) not in known else char for char in spaced)
    missing = next((char for char in spaced if char != "\n" and ord(char) not in known), None)
    if missing is not None:
        raise GlyphMissing(words=text[:EXCERPT], character=missing, code_point=f"U+{ord(missing):04X}")
    return spaced


@lru_cache(maxsize=65536)
def width(text: str, font: str, size: float) -> float:
    """Return how wide a text of one line prints, in points."""
    widths = face(font)
    return sum(widths[ord(char)] for char in text) * size / THOUSANDTH
