"""The typeface of all reports: Noto Sans SC, embedded, so that a record reads the same everywhere and for ever.

A PDF shows nothing at all for a character that its font lacks. So every text goes through `printable`, which shows a box
with the character's code point in its stead; a report that has such a box says so (`without_glyph`). Where a text must
stand exactly as it is or not at all, `exact` raises instead.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
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

    A character that the typeface lacks becomes a box with its code point: visible, searchable, and never silently gone.
    """
    composed = INKLESS.sub("", unicodedata.normalize("NFC", text))
    known = face(REGULAR).keys()
    if all(ord(char) in known for char in composed):
        return composed
    lines = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", composed)
    return "".join(char if char == "\n" or ord(char) in known else substitute(char) for char in lines)


def substitute(char: str) -> str:
    """Return what is printed for a character that the typeface lacks."""
    return " " if char.isspace() else f"[□\u00a0U+{ord(char):04X}]"


def exact(text: str) -> str:
    """Return a text that is printed just as it is, such as the one beside a barcode.

    Raises:
        GlyphMissing: the typeface lacks one of its characters.
    """
    for char in without_glyph([text]):
        raise GlyphMissing(words=text[:EXCERPT], character=char, code_point=f"U+{ord(char):04X}")
    return printable(text)


def without_glyph(texts: Iterable[str]) -> Iterator[str]:
    """Yield each character of these texts that is printed as a box, once, in their order."""
    known = face(REGULAR).keys()
    seen: set[str] = set()
    for text in texts:
        for char in INKLESS.sub("", unicodedata.normalize("NFC", text)):
            if ord(char) not in known and not char.isspace() and char not in seen:
                seen.add(char)
                yield char


@lru_cache(maxsize=65536)
def width(text: str, font: str, size: float) -> float:
    """Return how wide a text of one line prints, in points."""
    widths = face(font)
    return sum(widths[ord(char)] for char in text) * size / THOUSANDTH
