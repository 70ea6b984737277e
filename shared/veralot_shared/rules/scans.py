"""What a scanner that types like a keyboard sends, read as a scan (GS1-04).

GS1's separator is a control character, which many keyboards cannot type: scanners send it as ASCII 29, as Ctrl+], as
F8, or as a substitute that was set in them. All of them become ASCII 29 here. Any other control character is no part
of any code and is refused: it is a wrongly set scanner, or somebody who tries something.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from veralot_shared.errors import CodedError
from veralot_shared.rules.gs1 import GS, SCANNER_SUFFIX, SYMBOLOGY_IDS, Gs1Error, format_hri, parse
from veralot_shared.rules.gs1_identifiers import IDENTIFIERS

SUBSTITUTES: Final = ("^]", "{GS}", "\\x1d", "\u241d", "\u00e8")
"""What stands for the separator: the caret notation, its name, the picture of GS, and codeword 232 of DataMatrix."""
SHOWN_GS: Final = "\u241d"
"""How the separator is shown in a field."""
CONTROL: Final = re.compile("[\x00-\x1c\x1e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters but GS, and those that turn the direction of what follows."""
LONGEST_NUMBER: Final = 20
"""No lot, serial or order number that is scanned by itself is longer (GS1-01); what is longer may be a GS1 code."""
AIM_PREFIX: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
"""A symbology identifier (ISO/IEC 15424)."""


class ScanControlCharacter(CodedError, ValueError, status=422):
    """A scan with a control character that no code carries."""

    text = "The scan holds the control character {character} at {position}. Check the settings of the scanner."
    character: str
    position: int


class ScanElementMissing(CodedError, ValueError, status=422):
    """A GS1 code without the element that a field takes."""

    text = "The code has no {wanted}. It says {said}."
    wanted: list[str]
    said: str


def read_scan(typed: str) -> str:
    """Return what was scanned: without the scanner's suffix, its separators as ASCII 29.

    A substitute counts only where the text is plainly GS1: it begins with a symbology identifier or an AI in digits.

    Raises:
        ScanControlCharacter: another control character stands in it.
    """
    text = typed.strip(SCANNER_SUFFIX)
    found = CONTROL.search(text)
    if found is not None:
        raise ScanControlCharacter(character=f"U+{ord(found[0]):04X}", position=found.start() + 1)
    if AIM_PREFIX.match(text) or text[:2].isdecimal():
        for substitute in SUBSTITUTES:
            text = text.replace(substitute, GS)
    return text.replace(SHOWN_GS, GS)


def element_of(scan: str, ais: Sequence[str], today: date) -> str:
    """Return what a field takes of a scan: the first of these elements that a GS1 code has, or a plain number as it is.

    Raises:
        ScanElementMissing: a GS1 code that has none of them.
        Gs1Error: plainly a GS1 code, and not a right one.
    """
    if not ais:
        return scan
    marked = scan.startswith((*SYMBOLOGY_IDS, "(")) or GS in scan
    if not marked and len(scan) <= LONGEST_NUMBER:
        return AIM_PREFIX.sub("", scan, count=1)
    try:
        code = parse(scan, today=today)
    except Gs1Error:
        if marked:
            raise
        return scan
    found = next((value for ai in ais if (value := code.get(ai))), None)
    if found is None:
        titles = [f"({ai}) {IDENTIFIERS[ai].title}" for ai in ais]
        raise ScanElementMissing(wanted=titles, said=format_hri(code))
    return found
