"""Cleaning rules: cells made what their fields ask for before they are read."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, NamedTuple
from unicodedata import normalize
from zoneinfo import ZoneInfo

from veralot_server.modules.exchange.cells import DAY_FORM, NUMBER_FORM
from veralot_shared.contracts.exchange import Cleaning, CleaningRule, Kind
from veralot_shared.rules.quantities import UNITS

Clean = Callable[[str], str]
Record = Sequence[str]

EVERY: Final = "*"
SPACES: Final = re.compile(r"[\s\u200b\ufeff]+")
PARTS: Final = re.compile(r"\d+")
DAY_PARTS: Final = re.compile(r"(\d{1,4})\s*[-/.年\s]\s*(\d{1,2})\s*[-/.月\s]\s*(\d{1,4})(?:\s*日)?")
TIME_PARTS: Final = re.compile(r"[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?")
COMPACT_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
ORDERS: Final[Mapping[str, tuple[int, int, int]]] = MappingProxyType(
    {"ymd": (0, 1, 2), "dmy": (2, 1, 0), "mdy": (2, 0, 1)}
)
"""Where year, month and day stand in the parts of a date."""
COMMA_DECIMAL: Final = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+),\d{1,2}|[+-]?\d{1,3}(\.\d{3})+,\d+")
"""A number that can only have a decimal comma: 1.250,5 and 3,25, but not 1,250."""
CENTURY: Final = 2000
SHORT_YEAR: Final = 100

SYNONYMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "公斤": "kg",
        "千克": "kg",
        "kgs": "kg",
        "kilogram": "kg",
        "kilograms": "kg",
        "克": "g",
        "gram": "g",
        "grams": "g",
        "gr": "g",
        "毫克": "mg",
        "升": "L",
        "公升": "L",
        "liter": "L",
        "litre": "L",
        "ltr": "L",
        "毫升": "mL",
        "米": "m",
        "公尺": "m",
        "meter": "m",
        "metre": "m",
        "mtr": "m",
        "厘米": "cm",
        "毫米": "mm",
        "个": "pcs",
        "只": "pcs",
        "支": "pcs",
        "件": "pcs",
        "套": "pcs",
        "根": "pcs",
        "片": "pcs",
        "枚": "pcs",
        "pc": "pcs",
        "pce": "pcs",
        "pcs.": "pcs",
        "piece": "pcs",
        "pieces": "pcs",
        "ea": "pcs",
        "each": "pcs",
        "st": "pcs",
        "stk": "pcs",
    }
)
"""What plants call the units that Veralot knows."""
KNOWN_UNITS: Final = MappingProxyType({unit.lower(): unit for unit in UNITS})


# --- one cell --------------------------------------------------------------------------------------------------------


def trimmed(text: str) -> str:
    """Return a text without spaces at its ends, and with one between its words; line breaks within it stay."""
    return "\n".join(SPACES.sub(" ", line).strip() for line in text.strip().splitlines())


def half_width(text: str) -> str:
    """Return a text whose full-width letters, digits and signs are half-width; Chinese itself stays as it is."""
    return "".join(normalize("NFKC", sign) if is_full_width(sign) else sign for sign in text)


def is_full_width(sign: str) -> bool:
    """Tell whether a sign is the full-width form of an ASCII one, or the full-width space."""
    return "\uff01" <= sign <= "\uff5e" or sign == "\u3000"


def number(text: str, decimal: str = ".") -> str:
    """Return a number without separators of thousands and with a decimal point; what is no number stays as it is."""
    thousands = "." if decimal == "," else ","
    plain = SPACES.sub("", half_width(text)).replace("'", "").replace(thousands, "").replace(decimal, ".")
    return plain if NUMBER_FORM.fullmatch(plain) else text


def unit(text: str) -> str:
    """Return a unit as Veralot writes it, if it is a known way of writing one."""
    folded = half_width(text).strip().lower()
    found = SYNONYMS.get(folded, folded)
    return KNOWN_UNITS.get(found.lower(), text)


def day(text: str, order: str = "ymd") -> str:
    """Return a date as 2026-03-31; what is none stays as it is."""
    plain = half_width(text).strip()
    compact = COMPACT_DAY.fullmatch(plain)
    match = compact or DAY_PARTS.fullmatch(plain)
    if match is None or DAY_FORM.fullmatch(text):
        return text
    found = made_day([int(part) for part in match.groups()], "ymd" if compact else order)
    return found.isoformat() if found else text


def made_day(parts: Sequence[int], order: str) -> date | None:
    """Return the date that three numbers are in an order; one that begins with its year is year first in any order."""
    places = ORDERS["ymd" if parts[0] >= SHORT_YEAR else order if order in ORDERS else "ymd"]
    year, month, of_month = (parts[place] for place in places)
    try:
        return date(year + CENTURY if year < SHORT_YEAR else year, month, of_month)
    except ValueError:
        return None


def moment(text: str, order: str, zone: ZoneInfo) -> str:
    """Return a date and time by ISO 8601, in the plant's zone where it names none; what is none stays as it is."""
    plain = half_width(text).strip()
    match = DAY_PARTS.match(plain)
    time = TIME_PARTS.fullmatch(plain, match.end()) if match else None
    if match is None or (time is None and match.end() < len(plain)):
        return text
    found = made_day([int(part) for part in match.groups()], order)
    hour, minute, second = (int(part or 0) for part in time.groups()[:3]) if time else (0, 0, 0)
    if found is None or not (hour < 24 and minute < 60 and second < 60):  # noqa: PLR2004 - a day's hours and so on
        return text
    offset = time[4] if time else None
    naive = datetime(found.year, found.month, found.day, hour, minute, second)  # noqa: DTZ001 - its zone comes next
    return f"{naive.isoformat()}{offset}" if offset else naive.replace(tzinfo=zone).isoformat()


def cleaner(rule: CleaningRule, zone: ZoneInfo) -> Clean:
    """Return what a rule does to one cell."""
    plain: Mapping[Cleaning, Clean] = {
        Cleaning.TRIM: trimmed,
        Cleaning.UPPER: str.upper,
        Cleaning.LOWER: str.lower,
        Cleaning.HALF_WIDTH: half_width,
        Cleaning.UNIT: unit,
    }
    if rule.action in plain:
        return plain[rule.action]
    if rule.action is Cleaning.NUMBER:
        return lambda text: number(text, rule.argument or ".")
    if rule.action is Cleaning.DATE:
        return lambda text: day(text, rule.argument or "ymd")
    if rule.action is Cleaning.MOMENT:
        return lambda text: moment(text, rule.argument or "ymd", zone)
    return lambda text: rule.values.get(text.strip(), text)


# --- a row -----------------------------------------------------------------------------------------------------------


class Step(NamedTuple):
    """One rule at the columns that it is for."""

    rule: CleaningRule
    places: tuple[int, ...]
    clean: Clean


def steps_of(rules: Iterable[CleaningRule], header: Sequence[str], zone: ZoneInfo) -> list[Step]:
    """Return the rules in their order, each with the columns of a file that it is for."""
    return [
        Step(
            rule,
            tuple(place for place, name in enumerate(header) if name and rule.field in (EVERY, name)),
            cleaner(rule, zone),
        )
        for rule in rules
    ]


def cleaned(record: Record, steps: Sequence[Step], refused: str) -> list[str]:
    """Return a row after all rules; cells that were refused while reading stay so."""
    cells = list(record)
    for _, places, clean in steps:
        for place in places:
            if place < len(cells) and cells[place] and cells[place] != refused:
                cells[place] = clean(cells[place])
    return cells


# --- proposals -------------------------------------------------------------------------------------------------------

OF_FIELD: Final[Mapping[str, Cleaning]] = MappingProxyType(
    {
        "quantity": Cleaning.NUMBER,
        "quantum": Cleaning.NUMBER,
        "per": Cleaning.NUMBER,
        "unit": Cleaning.UNIT,
        "manufactured": Cleaning.DATE,
        "expiry": Cleaning.DATE,
        "at": Cleaning.MOMENT,
        "lifted_at": Cleaning.MOMENT,
        "kind": Cleaning.LOWER,
        "status": Cleaning.LOWER,
        "country": Cleaning.UPPER,
    }
)
"""The rule that a field's cells may need beside half-width and trim."""


def proposed(kind: Kind, header: Sequence[str], rows: Sequence[Record], zone: ZoneInfo) -> list[CleaningRule]:
    """Return the rules that would change any of these rows: what a person is asked about."""
    fields = [name for name in header if name in OF_FIELD and not (name == "kind" and kind is Kind.USERS)]
    rules = [
        CleaningRule(field=EVERY, action=Cleaning.HALF_WIDTH),
        CleaningRule(field=EVERY, action=Cleaning.TRIM),
        *(CleaningRule(field=name, action=OF_FIELD[name], argument=argument_of(name, header, rows)) for name in fields),
    ]
    kept: list[CleaningRule] = []
    for rule in rules:
        before = steps_of(kept, header, zone)
        after = steps_of([*kept, rule], header, zone)
        if any(cleaned(row, before, "") != cleaned(row, after, "") for row in rows):
            kept.append(rule)
    return kept


def argument_of(field: str, header: Sequence[str], rows: Sequence[Record]) -> str:
    """Return what a rule must know of a column: which sign is the decimal one, or the order that most dates fit."""
    place = header.index(field)
    texts = [half_width(row[place]).strip() for row in rows if place < len(row) and row[place].strip()]
    if OF_FIELD[field] is Cleaning.NUMBER:
        return "," if any(COMMA_DECIMAL.fullmatch(text) for text in texts) else ""
    if OF_FIELD[field] not in (Cleaning.DATE, Cleaning.MOMENT):
        return ""
    parts = [[int(part) for part in match.groups()] for text in texts if (match := DAY_PARTS.match(text))]
    if not parts or any(part[0] >= SHORT_YEAR for part in parts):
        return ""
    return max(("dmy", "mdy"), key=lambda order: sum(made_day(part, order) is not None for part in parts))
