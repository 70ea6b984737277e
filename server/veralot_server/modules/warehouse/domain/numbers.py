"""Numbers of containers: SSCCs of the plant's GS1 company prefix (GS1 General Specifications, SSCC), and free ones."""

from typing import Final

from veralot_shared.contracts.genealogy import ALLOWED
from veralot_shared.contracts.warehouse import PrefixUsedUp, SsccInvalid
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_
from veralot_shared.rules.gs1 import check_digit

IN_STOCK: Final = frozenset(ALLOWED)
"""Statuses of goods that lie somewhere in the plant."""

SSCC_DIGITS: Final = 18
SHORTEST_PREFIX: Final = 4
LONGEST_PREFIX: Final = 12
BEFORE_CHECK: Final = SSCC_DIGITS - 1
MOST: Final = 500

NUMBER_RULE: Final = N_("A container number has 1 to 60 printable characters, with no space at its ends.")
PREFIX_RULE: Final = N_("A GS1 company prefix has 4 to 12 digits.")
EXTENSION_RULE: Final = N_("The extension digit is 0 to 9.")
COUNT_RULE: Final = N_("Between 1 and 500 containers are made at once, and only one with a number of its own.")
LINES_RULE: Final = N_("Name at least one lot or container.")
SHIPMENT_RULE: Final = N_("Name the outermost containers; everything in them leaves with them.")
EMPTY_RULE: Final = N_("Nothing is in it.")
TARGET_RULE: Final = N_("Name a place or a container to move it to, not both.")
SUBJECT_RULE: Final = N_("Name a lot or a container, not both.")
SAME_PLACE_RULE: Final = N_("It stands there already.")
NOT_HERE_RULE: Final = N_("Only what stands or lies at the container's own place can be put into it.")
SAME_CONTAINER_RULE: Final = N_("That is the container itself.")
UNITS_RULE: Final = N_("Of a serialised lot, name as many units as the quantity says, or take all that are there.")
QUANTUM_RULE: Final = N_("It is not a multiple of the item's smallest quantity.")
TWICE_RULE: Final = N_("It is named twice.")
POSITIVE_RULE: Final = N_("It must be more than zero.")
NO_SUCH_STATUS_RULE: Final = N_("Goods of this status are never in stock.")
CAPACITY_RULE: Final = N_("A capacity is a whole number above zero, or empty.")
LIMITS_RULE: Final = N_("The lowest temperature lies above the highest.")
CODE_RULE: Final = N_("It needs 1 to 40 printable characters, with no space at its ends.")
NOTE_RULE: Final = N_("It may have up to 500 printable characters.")
SORT_RULE: Final = N_("The list cannot be sorted by this.")
FUTURE_RULE: Final = N_("This moment has not come yet.")


def require_prefix(prefix: str, extension: int) -> None:
    """Check what SSCCs are made of. Raises: ValueNotAllowed."""
    fits = SHORTEST_PREFIX <= len(prefix) <= LONGEST_PREFIX and prefix.isascii() and prefix.isdecimal()
    if not fits:
        raise ValueNotAllowed(value=prefix, rule=PREFIX_RULE, field="prefix")
    if extension not in range(10):
        raise ValueNotAllowed(value=str(extension), rule=EXTENSION_RULE, field="extension")


def sscc(prefix: str, extension: int, serial: int) -> str:
    """Return the SSCC of a serial reference: extension digit, prefix, reference, check digit. Raises: PrefixUsedUp."""
    room = BEFORE_CHECK - 1 - len(prefix)
    reference = str(serial)
    if len(reference) > room:
        raise PrefixUsedUp(prefix=prefix, extension=extension)
    payload = f"{extension}{prefix}{reference.zfill(room)}"
    return f"{payload}{check_digit(payload)}"


def require_number(number: str) -> None:
    """Check a container number: 18 digits must be an SSCC, anything else is free. Raises: ValueNotAllowed, SsccInvalid."""
    if not (0 < len(number) <= 60 and number == number.strip() and number.isprintable()):  # noqa: PLR2004 - as the rule says
        raise ValueNotAllowed(value=number, rule=NUMBER_RULE, field="container_no")
    if len(number) == SSCC_DIGITS and number.isascii() and number.isdecimal():
        expected = str(check_digit(number[:-1]))
        if number[-1] != expected:
            raise SsccInvalid(sscc=number, check_digit=expected)
