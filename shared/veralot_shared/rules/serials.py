"""Serial numbers as people type, scan and write them: one by one, in ranges `CT26-0001..0040`, or as GS1 codes.

Both sides read and write ranges here. A range is kept as one (`Run`) until somebody needs each number.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

import msgspec

from veralot_shared.i18n import N_
from veralot_shared.rules.gs1 import GS, Gs1Error, parse

LONGEST_SERIAL: Final = 20
"""As long as GS1 allows a serial number to be (AI 21)."""
BETWEEN: Final = ".."
RANGE: Final = re.compile(r"(?P<prefix>.*?)(?P<first>[0-9]+)\.\.(?P<again>.*?)(?P<last>[0-9]+)")
DIGITS: Final = re.compile(r"[0-9]+$")
MOST: Final = 100_000
"""The most serial numbers in one form or command; a slip of the finger in a range must not fill the memory."""
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


class Run(msgspec.Struct, frozen=True):
    """Consecutive serial numbers: a prefix and so many digits. A single number is a run of one without digits."""

    prefix: str
    first: int = 0
    last: int = 0
    width: int = 0

    def __len__(self) -> int:
        return self.last - self.first + 1

    def __iter__(self) -> Iterator[str]:
        if not self.width:
            return iter((self.prefix,))
        return (f"{self.prefix}{number:0{self.width}}" for number in range(self.first, self.last + 1))

    def __str__(self) -> str:
        first, last = (f"{self.prefix}{number:0{self.width}}" for number in (self.first, self.last))
        return self.prefix if not self.width else first if len(self) == 1 else f"{first}{BETWEEN}{last}"


def is_serial(text: str) -> bool:
    """Tell whether a text can be a serial number."""
    fits = 1 <= len(text) <= LONGEST_SERIAL and text == text.strip() and text.isprintable()
    return fits and BETWEEN not in text


def spelt_out(text: str) -> list[str]:
    """Return the serial numbers that a text of ours stands for: one, or those of a range written in full."""
    return list(read_range(text)) if BETWEEN in text else [text]


def names(text: str, serial: str) -> bool:
    """Tell whether a text, a serial number or a range of them, names a certain one."""
    if BETWEEN not in text or text == serial:
        return text == serial
    try:
        run = read_range(text)
    except SerialsUnreadable:
        return False
    digits = serial.removeprefix(run.prefix)
    fits = serial.startswith(run.prefix) and digits.isdecimal() and len(digits) >= run.width
    return fits and run.first <= int(digits) <= run.last and serial == f"{run.prefix}{int(digits):0{run.width}}"


# --- reading ---------------------------------------------------------------------------------------------------------


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
    if BETWEEN in part:
        return list(limited(read_range(part), part))
    if part.startswith(("(", "]", "01")):
        return read_code(part, today)
    return [part]


def limited(run: Run, part: str) -> Run:
    """Return a run that is not too long. Raises: SerialsUnreadable."""
    if len(run) > MOST:
        raise SerialsUnreadable(TOO_MANY, part)
    return run


def read_runs(parts: Iterable[str]) -> list[Run]:
    """Return what a list names, each a serial number or a range; nothing is spelt out. Raises: SerialsUnreadable."""
    return [read_range(part) if BETWEEN in part else Run(part) for part in parts]


def read_range(part: str, *, in_full: bool = False) -> Run:
    """Return a range; in short, the prefix and leading digits may be left out the second time.

    Raises:
        SerialsUnreadable: it is none, it runs backwards, or it is in short where it must be `in_full`.
    """
    match = RANGE.fullmatch(part) if len(part) <= 2 * LONGEST_SERIAL + len(BETWEEN) else None
    if match is None or match["again"] not in ((match["prefix"],) if in_full else ("", match["prefix"])):
        raise SerialsUnreadable(NO_RANGE, part)
    width, first = len(match["first"]), int(match["first"])
    # `0098..102` and `0098..0102` mean the same; a shorter end stands for its last digits.
    last = int(match["first"][: max(0, width - len(match["last"]))] + match["last"])
    if last < first or (in_full and len(match["last"]) != width):
        raise SerialsUnreadable(NO_RANGE, part)
    return Run(match["prefix"], first, last, width)


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


# --- writing ---------------------------------------------------------------------------------------------------------


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
        yield serials[place] if end == place else f"{serials[place]}{BETWEEN}{serials[end]}"
        place = end + 1


def successor(serial: str) -> str:
    """Return the serial number that follows one."""
    digits = DIGITS.search(serial)
    if digits is None:
        return ""
    return f"{serial[: digits.start()]}{int(digits[0]) + 1:0{len(digits[0])}}"
