"""What the record and the electronic signatures say, against the audit log: a record is worth what its proofs say too.

The record shows a lot as people read it, the log as the table holds it; `LOT_FIELDS` says which is which. A field that
the log does not hold (what lies on the shelf, a name of another row that was not handed over) is not compared.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from veralot_shared.rules.canonical import content_hash
from veralot_shared.verify.format import (
    HOLD_TABLE,
    IMPORT_TABLE,
    ITEM_TABLE,
    LOT_TABLE,
    PARTNER_TABLE,
    SIGNATURE_TABLE,
    SIGNED_RECORD_TABLE,
)
from veralot_shared.verify.leaf import Leaf, RowName, newest_rows
from veralot_shared.verify.report import Check, Name, Reason, Result, blocked, failed, passed
from veralot_shared.verify.rows import Row

Rows = Mapping[RowName, Row | None]

LOT_FIELDS: Final = {
    "id": "id",
    "version": "version",
    "lot_no": "lot_no",
    "item_id": "item_id",
    "cycle": "cycle",
    "supplier_id": "supplier_id",
    "supplier_lot_no": "supplier_lot_no",
    "customer_id": "customer_id",
    "order_no": "order_no",
    "manufactured": "manufactured",
    "expiry": "expiry",
    "quantity_made": "quantity_made",
    "created_at": "created_at",
}
"""Field of the record → column of the lot's row."""

EXPIRING: Final = ("released", "concession", "prod_released", "market_released")
"""What the clock ends: what could be used until its date of expiry."""

ITEM_FIELDS: Final = {"item_code": "code", "item_name": "name", "item_name_zh": "name_zh", "unit": "unit"}
SIGNATURE_FIELDS: Final = (
    "id",
    "user_id",
    "user_name",
    "full_name",
    "full_name_zh",
    "role",
    "meaning",
    "statement",
    "reason",
    "signed_at",
    "message",
)
SIGNED_FIELDS: Final = ("kind", "key", "label", "content_hash")

MISSING: Final = object()


class Contradiction(NamedTuple):
    """A field on which the dossier and the log differ."""

    field: str
    told: str
    logged: str


class SignatureFault(Exception):
    """A signature in the dossier is not the one in the log."""

    def __init__(self, reason: Reason, signature: object, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = {"signature": str(signature), "field": field}


# --- the lot ---------------------------------------------------------------------------------------------------------


def check_record(record: Row, proven: Mapping[str, int], leaves: list[Leaf] | None) -> Check:
    """Return the check that the record says of the lot what its newest audited row says.

    `proven` tells which entry proves which other row of the record; each of these entries must be among the leaves.
    """
    if leaves is None:
        return blocked(Name.RECORD)
    lot, rows = record["lot"], newest_rows(leaves)
    name = (LOT_TABLE, str(lot.get("id")))
    row = rows.get(name)
    if row is None:
        return failed(Name.RECORD, Reason.LOT_DELETED if name in rows else Reason.LOT_NOT_IN_LOG, lot=name[1])
    wrong = next(contradictions(record, lot, row, rows), None)
    if wrong is not None:
        return failed(Name.RECORD, Reason.RECORD_CONTRADICTS_LOG, **wrong._asdict())
    known = {leaf.id for leaf in leaves}
    for place, entry in proven.items():
        if entry not in known or not resolves(record, place):
            return failed(Name.RECORD, Reason.ROW_NOT_PROVEN, row=place, entry=str(entry))
    return passed(Name.RECORD, lot=str(lot.get("lot_no")), fields=str(len(LOT_FIELDS)), rows=str(len(proven)))


def resolves(record: object, pointer: str) -> bool:
    """Tell whether a JSON pointer (RFC 6901; no member here needs its escapes) leads to something in the record."""
    found = record
    for part in pointer.split("/")[1:]:
        if isinstance(found, list) and part.isdecimal() and int(part) < len(found):
            found = found[int(part)]
        elif isinstance(found, dict) and part in found:
            found = found[part]
        else:
            return False
    return True


def contradictions(record: Row, lot: Row, row: Row, rows: Rows) -> Iterator[Contradiction]:
    """Yield each field of the lot on which the record and the log differ."""
    yield from differences(lot, row, LOT_FIELDS)
    yield from differences(lot, rows.get((ITEM_TABLE, str(lot.get("item_id")))) or {}, ITEM_FIELDS)
    for field in ("supplier", "customer"):
        partner = rows.get((PARTNER_TABLE, str(lot.get(f"{field}_id"))))
        if partner and lot.get(field) not in [partner.get(column) for column in ("code", "name", "name_zh")]:
            yield Contradiction(field, shown(lot.get(field)), shown(partner.get("name")))
    yield from status_contradictions(record, lot, row, open_holds(lot, rows))


def differences(told: Row, logged: Row, fields: Mapping[str, str]) -> Iterator[Contradiction]:
    """Yield the fields that both have and that do not agree."""
    for field, column in fields.items():
        if column in logged and not agree(told.get(field, MISSING), logged[column]):
            yield Contradiction(field, shown(told.get(field)), shown(logged[column]))


def open_holds(lot: Row, rows: Rows) -> int:
    """Return how many holds on the lot the log proves to be open."""
    holds = (row for (table, _), row in rows.items() if table == HOLD_TABLE and row)
    return sum(agree(lot.get("id"), hold.get("node_id")) and hold.get("lifted_at") is None for hold in holds)


def status_contradictions(record: Row, lot: Row, row: Row, proven_holds: int) -> Iterator[Contradiction]:
    """Yield what is wrong with the status shown.

    While holds are open it is `hold`, else the one beneath; and that is what the row says, or `expired` once the clock
    has ended what could be used.
    """
    told, beneath, holds = lot.get("status"), lot.get("status_beneath"), lot.get("holds")
    if type(holds) is not int or holds < proven_holds:
        yield Contradiction("holds", shown(holds), shown(proven_holds))
    if told != ("hold" if holds else beneath):
        yield Contradiction("status", shown(told), "hold" if holds else shown(beneath))
    logged = row.get("status")
    by_clock = beneath == "expired" and logged in EXPIRING and has_passed(lot.get("expiry"), record.get("at"))
    if beneath != logged and not by_clock:
        yield Contradiction("status_beneath", shown(beneath), shown(logged))


def has_passed(day: object, moment: object) -> bool:
    """Tell whether a day of expiry lies at or before a moment, both as the record writes them."""
    return isinstance(day, str) and isinstance(moment, str) and day <= moment[: len("2026-01-31")]


# --- the signatures --------------------------------------------------------------------------------------------------


def check_signatures(record: Row, signatures: list[Row], leaves: list[Leaf] | None) -> Check:
    """Return the check that each electronic signature is the one in the log and binds the content that it shows."""
    if leaves is None:
        return blocked(Name.SIGNATURES)
    rows = newest_rows(leaves)
    try:
        for signature in signatures:
            check_signature(signature, rows)
        check_none_left_out(signatures, about(record), leaves)
    except SignatureFault as fault:
        return failed(Name.SIGNATURES, fault.reason, **fault.facts)
    if not signatures:
        return Check(name=Name.SIGNATURES, result=Result.NOT_APPLICABLE, reason=Reason.NO_SIGNATURES)
    void = sum(not record.get("valid") for signature in signatures for record in signature["records"])
    return passed(Name.SIGNATURES, count=str(len(signatures)), void=str(void))


def about(record: Row) -> RowName:
    """Return the row that a record is about: a lot's, or an import's."""
    table, member = (LOT_TABLE, "lot") if "lot" in record else (IMPORT_TABLE, "import")
    return table, str(record[member].get("id"))


def check_signature(signature: Row, rows: Rows) -> None:
    """Check one signature and all records under it. Raises SignatureFault."""
    number = signature.get("id")
    row = rows.get((SIGNATURE_TABLE, str(number)))
    if row is None:
        raise SignatureFault(Reason.SIGNATURE_NOT_IN_LOG, number)
    for wrong in differences(signature, row, {field: field for field in SIGNATURE_FIELDS}):
        raise SignatureFault(Reason.SIGNATURE_CONTRADICTS_LOG, number, wrong.field)
    logged = [
        line
        for (table, _), line in rows.items()
        if table == SIGNED_RECORD_TABLE and line and line.get("signature_id") == number
    ]
    told = signature.get("records")
    if not isinstance(told, list) or not told or len(told) != len(logged):
        raise SignatureFault(Reason.SIGNATURE_CONTRADICTS_LOG, number, "records")
    for record in told:
        check_signed_record(number, record, logged)


def check_signed_record(number: object, record: Any, logged: list[Row]) -> None:  # noqa: ANN401 - JSON from outside
    """Check that a signed record is in the log as it is shown, and that its hash is that of its content."""
    if not isinstance(record, dict) or content_hash_of(record.get("content")) != record.get("content_hash"):
        raise SignatureFault(Reason.CONTENT_HASH_WRONG, number)
    fields = {field: field for field in SIGNED_FIELDS}
    if not any(not list(differences(record, line, fields)) for line in logged):
        raise SignatureFault(Reason.SIGNATURE_CONTRADICTS_LOG, number, "records")


def content_hash_of(content: object) -> str | None:
    """Return the hash of signed content, or None if it has no canonical form."""
    try:
        return content_hash(content)
    except (RecursionError, TypeError, ValueError):
        return None


def check_none_left_out(signatures: list[dict[str, Any]], row: RowName, leaves: Iterable[Leaf]) -> None:
    """Check that every signature under which the record's own row was written is shown. Raises SignatureFault."""
    shown_ids = [signature.get("id") for signature in signatures]
    for leaf in leaves:
        if leaf.row == row and leaf.signature_id is not None and leaf.signature_id not in shown_ids:
            raise SignatureFault(Reason.SIGNATURE_LEFT_OUT, leaf.signature_id)


# --- values ----------------------------------------------------------------------------------------------------------


def agree(told: object, logged: object) -> bool:
    """Tell whether two values are one, though the record and the database write them differently (1 and 1.000000)."""
    if logged is None or told is None or isinstance(logged, bool) or isinstance(told, bool):
        return told is logged
    if isinstance(logged, int | Decimal):
        return number(told) == logged
    if told == logged:
        return True
    first, second = moment(told), moment(logged)
    return first is not None and first == second


def number(value: object) -> Decimal | None:
    """Return a value as a number, or None if it is none."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def moment(value: object) -> datetime | None:
    """Return a text as a moment, or None if it is none or has no zone."""
    try:
        parsed = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return parsed if parsed and parsed.tzinfo else None


def shown(value: object) -> str:
    """Return a value as it stands in a sentence."""
    return "—" if value is None else value.isoformat() if isinstance(value, date) else str(value)
