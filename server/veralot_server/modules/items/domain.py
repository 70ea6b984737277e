"""Rules of items and partners: what a code, a name, a unit and a GTIN may be."""

from collections.abc import Iterable
from decimal import Decimal

from veralot_shared.contracts.items import CreateItem, GtinInvalid, PackLevelEntry, Tracking, UnitUnknown
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_
from veralot_shared.rules.gs1 import CheckDigitWrong, Gs1Error, gln13, gtin14
from veralot_shared.rules.quantities import DIGITS_AFTER_POINT, UNITS

LONGEST_CODE = 40
LONGEST_NAME = 200
MOST_MONTHS = 600

CODE_RULE = N_("It needs 1 to 40 printable characters, with no space at its ends.")
NAME_RULE = N_("It needs 1 to 200 printable characters, with no space at its ends.")
TEXT_RULE = N_("It may have up to 200 printable characters, with no space at its ends.")
MONTHS_RULE = N_("A shelf life is 1 to 600 months.")
QUANTUM_RULE = N_("The smallest quantity is a number above zero with at most 6 decimals.")
SERIAL_RULE = N_("A serialised item is counted in whole pieces: unit pcs, smallest quantity 1.")
GTIN_RULE = N_("A GTIN has 8, 12, 13 or 14 digits.")
GLN_RULE = N_("A GLN has 13 digits, the last of which checks the others.")
COUNTRY_RULE = N_("A country is its two capital letters by ISO 3166, such as CN.")
LEVELS_RULE = N_("Pack levels are numbered 1, 2, 3 … from the smallest.")
CONTAINS_RULE = N_("Each pack level holds a whole number of the level below it.")
GTIN_TWICE_RULE = N_("Each pack level needs a GTIN of its own.")

SERIALISED = frozenset({Tracking.SERIAL, Tracking.BOTH})


def printable(text: str, *, shortest: int, longest: int) -> bool:
    """Tell whether a text is of a fit length, without control characters and without space at its ends."""
    return shortest <= len(text) <= longest and text == text.strip() and text.isprintable()


def require_code(code: str) -> None:
    """Check the code of an item or a partner. Raises: ValueNotAllowed."""
    if not printable(code, shortest=1, longest=LONGEST_CODE):
        raise ValueNotAllowed(value=code, rule=CODE_RULE, field="code")


def require_names(name: str, **others: str) -> None:
    """Check a name, which must be there, and other texts, which may be empty. Raises: ValueNotAllowed."""
    require_name(name)
    require_texts(**others)


def require_name(name: str) -> None:
    """Check a name, which must be there. Raises: ValueNotAllowed."""
    if not printable(name, shortest=1, longest=LONGEST_NAME):
        raise ValueNotAllowed(value=name, rule=NAME_RULE, field="name")


def require_texts(**texts: str) -> None:
    """Check texts beside a name, which may be empty. Raises: ValueNotAllowed."""
    for field, text in texts.items():
        if not printable(text, shortest=0, longest=LONGEST_NAME):
            raise ValueNotAllowed(value=text, rule=TEXT_RULE, field=field)


def require_country(country: str) -> None:
    """Check a country's letters; none is allowed. Raises: ValueNotAllowed."""
    if country and not (len(country) == len("CN") and country.isascii() and country.isalpha() and country.isupper()):
        raise ValueNotAllowed(value=country, rule=COUNTRY_RULE, field="country")


def require_gln(gln: str | None) -> None:
    """Check a party's GLN. Raises: ValueNotAllowed."""
    try:
        if gln is not None and gln13(gln) != gln:
            raise ValueNotAllowed(value=gln, rule=GLN_RULE, field="gln")
    except Gs1Error as error:
        raise ValueNotAllowed(value=gln or "", rule=GLN_RULE, field="gln") from error


def require_shelf_life(months: int | None) -> None:
    """Check a shelf life; none is allowed. Raises: ValueNotAllowed."""
    if months is not None and not 1 <= months <= MOST_MONTHS:
        raise ValueNotAllowed(value=str(months), rule=MONTHS_RULE, field="shelf_life_months")


def require_measure(command: CreateItem) -> None:
    """Check unit and quantum against each other and against the tracking. Raises: UnitUnknown, ValueNotAllowed."""
    require_unit(command.unit)
    require_quantum(command.quantum)
    require_counted(command.tracking, command.unit, command.quantum)


def require_unit(unit: str) -> None:
    """Check that there is such a unit. Raises: UnitUnknown."""
    if unit not in UNITS:
        raise UnitUnknown(unit=unit, known=sorted(UNITS), field="unit")


def require_quantum(quantum: Decimal) -> None:
    """Check a smallest quantity. Raises: ValueNotAllowed."""
    if not (quantum.is_finite() and quantum > 0 and quantum == round(quantum, DIGITS_AFTER_POINT)):
        raise ValueNotAllowed(value=str(quantum), rule=QUANTUM_RULE, field="quantum")


def require_counted(tracking: Tracking, unit: str, quantum: Decimal) -> None:
    """Check that what is serialised is counted in whole pieces, of a unit that there is. Raises: ValueNotAllowed."""
    whole = (unit, quantum) == ("pcs", Decimal(1))
    if tracking in SERIALISED and unit in UNITS and quantum > 0 and not whole:
        raise ValueNotAllowed(value=f"{quantum} {unit}", rule=SERIAL_RULE, field="quantum")


def checked_gtin(gtin: str, field: str) -> str:
    """Return a GTIN as its 14 digits (GS1 General Specifications §7.9). Raises: GtinInvalid, ValueNotAllowed."""
    try:
        return gtin14(gtin)
    except CheckDigitWrong as error:
        raise GtinInvalid(gtin=gtin, expected=str(error.expected), field=field) from error
    except Gs1Error as error:
        raise ValueNotAllowed(value=gtin, rule=GTIN_RULE, field=field) from error


def checked_levels(levels: Iterable[PackLevelEntry]) -> list[tuple[PackLevelEntry, str]]:
    """Return the pack levels from the smallest, each with its GTIN-14. Raises: GtinInvalid, ValueNotAllowed."""
    checked: list[tuple[PackLevelEntry, str]] = []
    below = 1
    for index, entry in enumerate(levels):
        path = f"pack_levels[{index}]"
        if entry.level != index + 1:
            raise ValueNotAllowed(value=str(entry.level), rule=LEVELS_RULE, field=f"{path}.level")
        if entry.contains < below or entry.contains % below:
            raise ValueNotAllowed(value=str(entry.contains), rule=CONTAINS_RULE, field=f"{path}.contains")
        gtin = checked_gtin(entry.gtin, f"{path}.gtin")
        if gtin in {known for _, known in checked}:
            raise ValueNotAllowed(value=gtin, rule=GTIN_TWICE_RULE, field=f"{path}.gtin")
        checked.append((entry, gtin))
        below = entry.contains
    return checked
