"""GS1 element strings: what a GS1 barcode says, read and made (GS1 General Specifications §3 and §7.8).

`parse` takes a scan as the scanner sends it, or the text printed beside the symbol with the AIs in brackets (GS1-02,
GS1-04); `make` builds the UDI of a lot or unit, `encode` the data for the symbol, `format_hri` the text beside it.
Every element of an `ElementString` has been checked: known AI, length, characters, check digit, real date.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import msgspec

from veralot_shared.errors import CodedError
from veralot_shared.rules.dates import last_day_of_month
from veralot_shared.rules.gs1_identifiers import CHARACTER_SETS, IDENTIFIERS, Check, Component, Identifier

GS: Final = "\x1d"
SEPARATORS: Final = re.compile("[\x1d\xe8\u241d]")
"""What stands for FNC1 in a scan: GS; codeword 232, as some DataMatrix readers pass it on; the picture of GS."""
SYMBOLOGY_IDS: Final = ("]d2", "]C1", "]Q3", "]e0", "]J1")
"""DataMatrix, GS1-128, QR, DataBar and DotCode, each in its GS1 form (ISO/IEC 15424)."""
BRACKETED_AI: Final = re.compile(r"\(([0-9]{2,4})\)")
SCANNER_SUFFIX: Final = " \t\r\n"
"""Not `str.strip()`'s default: Python counts GS as white space."""
GTIN_LENGTHS: Final = (8, 12, 13, 14)
GTIN: Final = "01"
LOT: Final = "10"
PRODUCTION: Final = "11"
EXPIRY: Final = "17"
SERIAL: Final = "21"


class Gs1Error(CodedError, ValueError, abstract=True, status=422):
    """Base of what can be wrong with a scan. `position` counts the characters of the scan from 1."""

    ai: str = ""
    position: int = 1
    value: str = ""


class ScanEmpty(Gs1Error):
    """The scan has no element."""

    text = "The scan holds no GS1 data."


class SymbologyUnknown(Gs1Error):
    """The barcode is of a kind that carries no GS1 element string."""

    text = "A barcode of the kind “{value}” carries no GS1 data."


class AiUnknown(Gs1Error):
    """No application identifier of GS1 begins here (GS1-04)."""

    text = "“{value}” at character {position} is not a GS1 application identifier."


class AiRepeated(Gs1Error):
    """An AI stands twice with different values."""

    text = "({ai}) stands twice in the scan, the second time as “{value}” at character {position}."


class LengthWrong(Gs1Error):
    """A value is too short, cut off, too long, or not ended by a separator."""

    text = "({ai}) “{value}” at character {position} has the wrong length: it needs {shortest} to {longest} characters."
    shortest: int
    longest: int


class CharacterNotAllowed(Gs1Error):
    """A character outside the set that GS1 allows there; control characters always are (GS1-03)."""

    text = "({ai}) “{value}”: the character {character} at {position} is not allowed here."
    character: str


class CheckDigitWrong(Gs1Error):
    """The last digit of a GTIN, SSCC, GLN or the like does not fit the others: misread or mistyped."""

    text = "({ai}) “{value}” at character {position}: the check digit should be {expected}."
    expected: int


class DateNotReal(Gs1Error):
    """There is no such day."""

    text = "({ai}) “{value}” at character {position} is not a date."


class DateNotEncodable(Gs1Error):
    """Two digits of the year would be read back as another century."""

    text = "({ai}) {day} is too far away for a barcode: its year would be read as another century's."
    day: date


class Element(msgspec.Struct, frozen=True):
    """One application identifier with its value. A day 00 has become the last day of its month (GS1-05)."""

    ai: str
    value: str

    @property
    def title(self) -> str:
        """GS1's data title, for example BATCH/LOT."""
        return IDENTIFIERS[self.ai].title


class ElementString(msgspec.Struct, frozen=True):
    """All elements in their order, and those that identify a device by name: GTIN-14, lot, serial, and dates."""

    elements: tuple[Element, ...]
    gtin: str | None = None
    lot: str | None = None
    serial: str | None = None
    expiry: date | None = None
    production: date | None = None

    def get(self, ai: str) -> str | None:
        """Return the value of an AI, or None if the string does not have it."""
        return next((element.value for element in self.elements if element.ai == ai), None)


# --- reading ---------------------------------------------------------------------------------------------------------


def parse(scan: str, *, today: date) -> ElementString:
    """Return what a scan says. `today` decides the century of its dates.

    A bare number has no AIs, yet its first digits may look like one: whoever expects either tries `gtin14` first.

    Raises a subclass of Gs1Error, which names the AI, the place and the value.
    """
    text = scan.strip(SCANNER_SUFFIX)
    before = scan.find(text)
    if text.startswith("]"):
        if not text.startswith(SYMBOLOGY_IDS):
            raise SymbologyUnknown(position=before + 1, value=text[:3])
        text, before = text[3:], before + 3
    split = split_bracketed if text.startswith("(") else split_raw
    return checked(split(text, before), today)


def split_bracketed(text: str, before: int) -> Iterator[tuple[str, str, int]]:
    """Yield AI, value and position of the value of the bracketed form; spaces around a value do not count.

    `before` is how many characters of the scan stand before the text. The bracketed form is for reading: a value that
    itself has brackets with digits in it can only be scanned.
    """
    marks = list(BRACKETED_AI.finditer(text))
    if not marks or marks[0].start():
        raise AiUnknown(position=before + 1, value=text[:6])
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        if mark[1] not in IDENTIFIERS:
            raise AiUnknown(position=before + mark.start(1) + 1, value=mark[1])
        raw = text[mark.end() : following.start() if following else None]
        value = raw.strip(SCANNER_SUFFIX)
        yield mark[1], value, before + mark.end() + raw.find(value) + 1


def split_raw(text: str, before: int) -> Iterator[tuple[str, str, int]]:
    """Yield AI, value and position of the value of the data of a symbol; `before` as above.

    A value of predefined length ends after it, any other at the next separator; a separator too many does no harm.
    """
    text = SEPARATORS.sub(GS, text)
    place = 0
    while place < len(text):
        if text[place] == GS:
            place += 1
            continue
        identifier = identifier_at(text, place)
        if identifier is None:
            raise AiUnknown(position=before + place + 1, value=text[place : place + 4].partition(GS)[0])
        start = place + len(identifier.ai)
        value = text[start:].partition(GS)[0]
        if not identifier.needs_separator:
            value = value[: identifier.longest]
        yield identifier.ai, value, before + start + 1
        place = start + len(value)


def identifier_at(text: str, place: int) -> Identifier | None:
    """Return the application identifier that begins at `place`, if one does; none is the beginning of another."""
    found = (IDENTIFIERS.get(text[place : place + length]) for length in (2, 3, 4))
    return next(filter(None, found), None)


# --- checking --------------------------------------------------------------------------------------------------------


def checked(parts: Iterable[tuple[str, str, int]], today: date) -> ElementString:
    """Return the element string of these AIs and values, or raise what is wrong with the first that is."""
    values: dict[str, str] = {}
    elements = []
    for ai, raw, position in parts:
        value = checked_value(IDENTIFIERS[ai], raw, position, today)
        if values.setdefault(ai, value) != value:
            raise AiRepeated(ai=ai, position=position, value=raw)
        elements.append(Element(ai, value))
    if not elements:
        raise ScanEmpty
    days = {ai: read_date(values[ai], today) for ai in (EXPIRY, PRODUCTION) if ai in values}
    return ElementString(
        elements=tuple(elements),
        gtin=values.get(GTIN),
        lot=values.get(LOT),
        serial=values.get(SERIAL),
        expiry=days.get(EXPIRY),
        production=days.get(PRODUCTION),
    )


def checked_value(identifier: Identifier, value: str, position: int, today: date) -> str:
    """Return a value whose every component is as its identifier asks, with no day 00 in it."""
    ai, shortest, longest = identifier.ai, identifier.shortest, identifier.longest
    pieces, done = [], 0
    for component in identifier.components:
        piece = value[done : done + component.longest]
        require_characters(component, ai, piece, position + done)
        if len(piece) < component.shortest and (piece or not component.optional):
            raise LengthWrong(ai=ai, position=position, value=value, shortest=shortest, longest=longest)
        pieces.append(checked_piece(component.check, ai, piece, position + done, today))
        done += len(piece)
    if done < len(value):
        raise LengthWrong(ai=ai, position=position, value=value, shortest=shortest, longest=longest)
    return "".join(pieces)


def require_characters(component: Component, ai: str, piece: str, position: int) -> None:
    """Raise CharacterNotAllowed for the first character outside the component's set."""
    for offset, character in enumerate(piece):
        if character not in CHARACTER_SETS[component.characters]:
            shown = character if character.isprintable() else f"U+{ord(character):04X}"
            raise CharacterNotAllowed(ai=ai, position=position + offset, value=piece, character=shown)


def checked_piece(check: Check, ai: str, piece: str, position: int, today: date) -> str:
    """Return a component's text, its day 00 replaced, or raise CheckDigitWrong or DateNotReal."""
    if check is Check.KEY and check_digit(piece[:-1]) != int(piece[-1]):
        raise CheckDigitWrong(ai=ai, position=position, value=piece, expected=check_digit(piece[:-1]))
    if check in {Check.DATE, Check.MONTH} and piece:
        day = read_date(piece, today)
        if day is None or (check is Check.DATE and piece[4:6] == "00"):
            raise DateNotReal(ai=ai, position=position, value=piece)
        return f"{day:%y%m%d}{piece[6:]}"
    return piece


# --- dates and check digits ------------------------------------------------------------------------------------------


def read_date(digits: str, today: date) -> date | None:
    """Return the date that YYMMDD stands for, or None if there is no such day.

    Day 00 is the last of its month (GS1-05). The year is the one from 49 years back to 50 years on that ends in these
    digits (§7.12).
    """
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    year += (today.year + 50 - year) // 100 * 100
    try:
        return date(year, month, day) if day else last_day_of_month(year, month)
    except ValueError:
        return None


def check_digit(payload: str) -> int:
    """Return the check digit of the digits before it: weights 3, 1, 3 … from the right, up to the next ten (§7.9)."""
    digits = [int(digit) for digit in reversed(payload)]
    return -(3 * sum(digits[::2]) + sum(digits[1::2])) % 10


def gtin14(text: str) -> str:
    """Return a GTIN-8, -12, -13 or -14 as the 14 digits in which it is stored and encoded.

    Raises CharacterNotAllowed, LengthWrong, CheckDigitWrong.
    """
    return numeric_key(text, GTIN, GTIN_LENGTHS).zfill(GTIN_LENGTHS[-1])


def gln13(text: str) -> str:
    """Return a GLN, a party or place by 13 digits, checked. Raises as `gtin14`."""
    return numeric_key(text, "414", (13,))


def sscc18(text: str) -> str:
    """Return an SSCC, a logistic unit by 18 digits, checked. Raises as `gtin14`."""
    return numeric_key(text, "00", (18,))


def numeric_key(text: str, ai: str, lengths: tuple[int, ...]) -> str:
    """Return digits of one of these lengths with a right check digit; spaces around them do not count."""
    digits = text.strip(SCANNER_SUFFIX)
    require_characters(IDENTIFIERS[ai].components[0], ai, digits, 1)
    if len(digits) not in lengths:
        raise LengthWrong(ai=ai, value=digits, shortest=lengths[0], longest=lengths[-1])
    if check_digit(digits[:-1]) != int(digits[-1]):
        raise CheckDigitWrong(ai=ai, value=digits, expected=check_digit(digits[:-1]))
    return digits


# --- making ----------------------------------------------------------------------------------------------------------


def make(
    *,
    gtin: str,
    today: date,
    lot: str | None = None,
    serial: str | None = None,
    expiry: date | None = None,
    production: date | None = None,
) -> ElementString:
    """Return the UDI of a lot or unit: GTIN, production date, expiry date, lot, serial, those that are given (GS1-01).

    Raises a subclass of Gs1Error if a part cannot be encoded.
    """
    dates = {PRODUCTION: production, EXPIRY: expiry}
    values = [(GTIN, gtin14(gtin))]
    values += [(ai, written_date(ai, day, today)) for ai, day in dates.items() if day is not None]
    values += [(ai, value) for ai, value in ((LOT, lot), (SERIAL, serial)) if value is not None]
    return checked([(ai, value, 1) for ai, value in values], today)


def written_date(ai: str, day: date, today: date) -> str:
    """Return YYMMDD, or raise DateNotEncodable if it would be read back as another day. The day is never 00."""
    digits = f"{day:%y%m%d}"
    if read_date(digits, today) != day:
        raise DateNotEncodable(ai=ai, day=day)
    return digits


def encode(elements: ElementString) -> str:
    """Return the data for the symbol: a separator after each value of no predefined length, unless it is the last.

    The FNC1 in first position is not data: the symbol's encoder sets it, the scanner reports it as the symbology id
    (GS1-01).
    """
    parts = (
        element.ai + element.value + (GS if IDENTIFIERS[element.ai].needs_separator else "")
        for element in elements.elements
    )
    return "".join(parts).removesuffix(GS)


def format_encoder(elements: ElementString) -> str:
    """Return the text for encoders of symbols: each AI in square brackets, which no value can have in it.

    Round ones are among GS1's 82 characters: an encoder would take a lot number `A(10)B` for two elements.
    """
    return "".join(f"[{element.ai}]{element.value}" for element in elements.elements)


def format_hri(elements: ElementString) -> str:
    """Return the human-readable text: each AI in brackets, which are never encoded (GS1-02)."""
    return "".join(f"({element.ai}){element.value}" for element in elements.elements)
