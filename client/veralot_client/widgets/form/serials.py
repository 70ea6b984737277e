"""Serial numbers as people type and scan them: one by one, in ranges `CT26-0001..0040`, or as GS1 codes."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from veralot_shared.i18n import N_
from veralot_shared.rules.gs1 import GS, Gs1Error, parse

RANGE: Final = re.compile(r"(?P<prefix>.*?)(?P<first>[0-9]+)\.\.(?P<again>.*?)(?P<last>[0-9]+)")
MOST: Final = 100_000
"""The most serial numbers in one form; a slip of the finger in a range must not fill the memory."""
# Not `\s`: Python counts the separator of GS1 codes as white space.
BREAKS: Final = re.compile(r"[ \t\r\n,;，；、]+")
NO_RANGE: Final = N_("“{part}” is not a range of serial numbers. Write it as CT26-0001..0040.")
TOO_MANY: Final = N_("These are too many serial numbers. At most {most} go into one form.")
NO_CODE: Final = N_("The code “{part}” holds no serial number.")


class SerialsUnreadable(ValueError):
    """Something typed is no serial number: `text` (marked with `N_`) says what is wrong with `part`."""

    def __init__(self, text: str, part: str) -> None:
        super().__init__(text, part)
        self.text = text
        self.part = part


def read_serials(typed: str, today: date) -> list[str]:
    """Return the serial numbers that were typed, in order.

    Raises:
        SerialsUnreadable: a part is no range, a code has no serial number, or they are too many.
    """
    found: list[str] = []
    for part in filter(None, BREAKS.split(typed.replace("␝", GS))):
        found.extend(read_part(part, today))
        if len(found) > MOST:
            raise SerialsUnreadable(TOO_MANY, part)
    return found


def read_part(part: str, today: date) -> Sequence[str]:
    """Return the serial numbers of one part. Raises: SerialsUnreadable."""
    if ".." in part:
        return read_range(part)
    if part.startswith(("(", "]", "01")):
        return read_code(part, today)
    return [part]


def read_range(part: str) -> Sequence[str]:
    """Return the serial numbers of a range; the prefix may be left out the second time. Raises: SerialsUnreadable."""
    match = RANGE.fullmatch(part)
    if match is None or match["again"] not in ("", match["prefix"]):
        raise SerialsUnreadable(NO_RANGE, part)
    width, first = len(match["first"]), int(match["first"])
    # `0098..102` and `0098..0102` mean the same; a shorter end stands for its last digits.
    last = int(match["first"][: max(0, width - len(match["last"]))] + match["last"])
    if last < first:
        raise SerialsUnreadable(NO_RANGE, part)
    if last - first >= MOST:
        raise SerialsUnreadable(TOO_MANY, part)
    return [f"{match['prefix']}{number:0{width}}" for number in range(first, last + 1)]


def read_code(part: str, today: date) -> Sequence[str]:
    """Return the serial number of a GS1 code; what is no such code is a serial number itself."""
    try:
        code = parse(part, today=today)
    except Gs1Error:
        if part.startswith("01"):
            return [part]
        raise SerialsUnreadable(NO_CODE, part) from None
    if code.serial is None:
        raise SerialsUnreadable(NO_CODE, part)
    return [code.serial]


def in_short(serials: Sequence[str]) -> str:
    """Return serial numbers in one line, consecutive ones as a range."""
    return ", ".join(runs(serials))


def runs(serials: Sequence[str]) -> Iterator[str]:
    """Yield consecutive serial numbers as ranges."""
    place = 0
    while place < len(serials):
        end = place
        while end + 1 < len(serials) and successor(serials[end]) == serials[end + 1]:
            end += 1
        yield serials[place] if end == place else f"{serials[place]}..{serials[end]}"
        place = end + 1


def successor(serial: str) -> str:
    """Return the serial number that follows one."""
    digits = re.search(r"[0-9]+$", serial)
    if digits is None:
        return ""
    return f"{serial[: digits.start()]}{int(digits[0]) + 1:0{len(digits[0])}}"
