"""Judges what is entered about files, types and rules."""

from datetime import date

from veralot_shared.contracts.attachments import AttachFile, FileGate, FileTargetKind, RequireFile
from veralot_shared.contracts.genealogy import LotEvent, ReasonMissing
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_

LONGEST = {"number": 100, "note": 1000, "name": 200, "name_zh": 200, "reason": 1000}
LONGEST_CODE = 40

TEXT_RULE = N_("It may have only so many printable characters, with no space at its ends.")
CODE_RULE = N_("A type's code has 1 to 40 small letters, digits and underscores.")
NAME_RULE = N_("It needs 1 to 200 printable characters, with no space at its ends.")
DATES_RULE = N_("A file is not valid until a day before it was issued.")
ISSUED_RULE = N_("A file cannot have been issued in the future.")
OWN_ITEM_RULE = N_("A customer's user requires files of that customer's own items alone. Choose the item.")
SCOPE_RULE = N_("Say for which item, kind of item or supplier the file is required.")
PLACE_RULE = N_("A required file is attached to the lot, its item or its supplier.")
INACTIVE_RULE = N_("This type is no longer in use.")
EMPTY_RULE = N_("An empty file proves nothing.")

GATES = {
    LotEvent.ACCEPT: FileGate.RELEASE,
    LotEvent.RELEASE_PRODUCTION: FileGate.RELEASE,
    LotEvent.RELEASE_MARKET: FileGate.MARKET_RELEASE,
}
"""Which rules hold before which event. A concession is the review board's signed decision that something is missing."""


def require_text(value: str, field: str, *, lines: bool = False) -> None:
    """Check an optional text. Raises: ValueNotAllowed."""
    shown = value.replace("\n", " ") if lines else value
    if len(value) > LONGEST[field] or value != value.strip() or not shown.isprintable():
        raise ValueNotAllowed(value=value[:40], rule=TEXT_RULE, field=field)


def require_reason(reason: str) -> None:
    """Check that a reason says something. Raises: ReasonMissing, ValueNotAllowed."""
    if not reason.strip():
        raise ReasonMissing
    require_text(reason.strip(), "reason", lines=True)


def require_entry(command: AttachFile, today: date) -> None:
    """Check what is said of a file. Raises: ValueNotAllowed."""
    require_text(command.number, "number")
    require_text(command.note, "note", lines=True)
    if command.issued_on and command.issued_on > today:
        raise ValueNotAllowed(value=command.issued_on.isoformat(), rule=ISSUED_RULE, field="issued_on")
    if command.issued_on and command.valid_until and command.valid_until < command.issued_on:
        raise ValueNotAllowed(value=command.valid_until.isoformat(), rule=DATES_RULE, field="valid_until")


def require_code(code: str) -> None:
    """Check a type's code. Raises: ValueNotAllowed."""
    plain = code.replace("_", "a")
    if not (1 <= len(code) <= LONGEST_CODE and plain.isascii() and plain.isalnum() and code == code.lower()):
        raise ValueNotAllowed(value=code[:LONGEST_CODE], rule=CODE_RULE, field="code")


def require_names(name: str, name_zh: str) -> None:
    """Check a type's names. Raises: ValueNotAllowed."""
    if not name:
        raise ValueNotAllowed(value="", rule=NAME_RULE, field="name")
    require_text(name, "name")
    require_text(name_zh, "name_zh")


def require_rule(command: RequireFile) -> None:
    """Check that a rule says of which lots it speaks, and where its file is to be. Raises: ValueNotAllowed."""
    if command.item_id is None and command.item_kind is None and command.supplier_id is None:
        raise ValueNotAllowed(value="", rule=SCOPE_RULE, field="item_id")
    if command.bound_to not in {FileTargetKind.LOT, FileTargetKind.ITEM, FileTargetKind.PARTNER}:
        raise ValueNotAllowed(value=command.bound_to, rule=PLACE_RULE, field="bound_to")


def require_item(command: RequireFile) -> None:
    """Check that a rule speaks of one item; by kind it would reach others' items too. Raises: ValueNotAllowed."""
    if command.item_id is None:
        raise ValueNotAllowed(value=command.item_kind or "", rule=OWN_ITEM_RULE, field="item_id")
