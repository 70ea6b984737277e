"""One cell's text → its value, or a coded error that says what the column asks for."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, TypeVar

from veralot_shared.contracts.exchange import CellInvalid
from veralot_shared.contracts.identity import Role
from veralot_shared.i18n import N_

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")
Read = Callable[[str], Any]

REMEMBERED: Final = 4096
"""Values that come again and again are made once: of so many of them one object each."""
LONGEST_KEY: Final = 100
LONGEST_TEXT: Final = 2000

KEY: Final = N_("a number or name of at most 100 printable characters")
TEXT: Final = N_("a text of at most 2000 characters without control characters")
YES_NO: Final = N_("yes or no")
WHOLE: Final = N_("a whole number, 1 or more")
COUNT: Final = N_("a whole number, 0 or more")
NUMBER: Final = N_("a number with at most 12 digits before the decimal point and 6 after it")
DAY: Final = N_("a date such as 2026-03-31")
MOMENT: Final = N_("a date and time with its zone, such as 2026-03-31T14:05:00+08:00")
KEYS: Final = N_("codes with semicolons between")
ROLES: Final = N_("roles by their codes, with semicolons between")

CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
NUMBER_FORM: Final = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,6}0*)?")
WHOLE_FORM: Final = re.compile(r"0*[1-9][0-9]{0,8}")
COUNT_FORM: Final = re.compile(r"[0-9]{1,9}")
DAY_FORM: Final = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})([T ]00:00(:00(\.0+)?)?([+-][0-9:]+|Z)?)?")
YEARS: Final = range(1900, 2200)
ANSWERS: Final = {
    **dict.fromkeys(("yes", "y", "true", "1", "是"), True),
    **dict.fromkeys(("no", "n", "false", "0", "否"), False),
}


def key(text: str) -> str:
    """Return a number, code or name: one printable line. Raises: CellInvalid."""
    if len(text) > LONGEST_KEY or not text.isprintable():
        raise CellInvalid(value=text, expected=KEY)
    return text


def words(text: str) -> str:
    """Return a free text as it is, line breaks included; a formula is a text like any other. Raises: CellInvalid."""
    if len(text) > LONGEST_TEXT or CONTROL.search(text):
        raise CellInvalid(value=text, expected=TEXT)
    return text


def choice(kind: type[E]) -> Callable[[str], E]:
    """Return a reader of one of an enumeration's codes."""
    return one_of({member.value: member for member in kind})


def one_of(codes: Mapping[str, T]) -> Callable[[str], T]:
    """Return a reader of one of these codes, whatever its case."""

    def read(text: str) -> T:
        found = codes.get(text, codes.get(text.lower()))
        if found is None:
            raise CellInvalid(value=text, expected=" | ".join(codes))
        return found

    return read


role: Final = choice(Role)


def roles(text: str) -> tuple[Role, ...]:
    """Return roles separated by semicolons or commas. Raises: CellInvalid."""
    return tuple(dict.fromkeys(role(part.strip()) for part in re.split("[;,；，]", text) if part.strip()))


def keys(text: str) -> tuple[str, ...]:
    """Return codes separated by semicolons. Raises: CellInvalid."""
    return tuple(dict.fromkeys(key(part) for part in parts(text)))


def parts(text: str) -> list[str]:
    """Return what stands between semicolons."""
    return [part.strip() for part in re.split("[;；]", text) if part.strip()]


def yes_no(text: str) -> bool:
    """Return yes or no. Raises: CellInvalid."""
    found = ANSWERS.get(text.lower())
    if found is None:
        raise CellInvalid(value=text, expected=YES_NO)
    return found


def whole(text: str) -> int:
    """Return a whole number, 1 or more. Raises: CellInvalid."""
    if WHOLE_FORM.fullmatch(text) is None:
        raise CellInvalid(value=text, expected=WHOLE)
    return int(text)


def count(text: str) -> int:
    """Return a whole number, 0 or more. Raises: CellInvalid."""
    if COUNT_FORM.fullmatch(text) is None:
        raise CellInvalid(value=text, expected=COUNT)
    return int(text)


@lru_cache(REMEMBERED)
def number(text: str) -> Decimal:
    """Return an exact number; neither thousands separators nor exponents are guessed at. Raises: CellInvalid."""
    if NUMBER_FORM.fullmatch(text) is None:
        raise CellInvalid(value=text, expected=NUMBER)
    return Decimal(text)


@lru_cache(REMEMBERED)
def day(text: str) -> date:
    """Return a date, year first; a time of midnight after it is what spreadsheets add. Raises: CellInvalid."""
    match = DAY_FORM.fullmatch(text)
    try:
        if match and int(match[1]) in YEARS:
            return date(int(match[1]), int(match[3]), int(match[4]))
    except ValueError as error:
        raise CellInvalid(value=text, expected=DAY) from error
    raise CellInvalid(value=text, expected=DAY)


def moment(text: str) -> datetime:
    """Return a date and time; without a zone it would be a guess. Raises: CellInvalid."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise CellInvalid(value=text, expected=MOMENT) from error
    if found.tzinfo is None or found.year not in YEARS:
        raise CellInvalid(value=text, expected=MOMENT)
    return found.replace(tzinfo=shared(found.tzinfo))


@lru_cache(REMEMBERED)
def shared(zone: tzinfo) -> tzinfo:
    """Return the one object that stands for an offset: a million moments need not bring a million of them."""
    return zone
