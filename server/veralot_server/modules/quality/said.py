"""What was said in a step, kept as it was then: each field with how it reads, records by the names that they had.

A step never shows present master data in the place of what was written down (T15).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import defects
from veralot_shared.messages import Message
from veralot_shared.rules.quantities import plain_text

UNSAID: Final = frozenset({"case_id", "signature", "complainant", "address", "phone", "health"})
"""The record itself, the signature, and what is kept apart since it is about a person (I-12)."""

NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "lot_id": ("lot_no", "genealogy_lot"),
    "location_id": ("code", "genealogy_location"),
    "owner_id": ("full_name", "identity_user"),
    "item_id": ("code", "items_item"),
    "customer_id": ("name", "items_partner"),
    "supplier_id": ("name", "items_partner"),
    "from_id": ("number", "quality_case"),
    "other_id": ("number", "quality_case"),
    "similar_id": ("number", "quality_case"),
    "of_id": ("number", "quality_case"),
    "action_id": ("what", "quality_action"),
}
"""How the records are called that fields of messages stand for: column and table."""

TWO_NAMES: Final = frozenset({"owner_id", "customer_id", "supplier_id"})
"""Fields that stand for people and companies, whose names are kept in both languages."""

LINE: Final = """
SELECT l.lot_no, trim_scale(n.quantity)::text, i.unit, n.disposition
FROM quality_line n JOIN genealogy_lot l ON l.id = n.lot_id JOIN items_item i ON i.id = l.item_id
WHERE n.id = %s
"""

UNIT: Final = """
SELECT i.unit FROM items_item i
WHERE i.id = coalesce(
    %(item)s::bigint, (SELECT l.item_id FROM genealogy_lot l WHERE l.id = ANY(%(lots)s) ORDER BY l.id LIMIT 1))
"""

Said = dict[str, Any]


def of(tx: Transaction, message: Message[Any]) -> list[Said]:
    """Return what a message says, field by field; what was left empty is left out."""
    found = [
        one(tx, name, value)
        for name in message.__struct_fields__
        if name not in UNSAID and (value := getattr(message, name)) not in (None, "", [])
    ]
    found = measured(tx, message, found)
    return [said for said in found if said["value"] not in (None, "", [])]


def one(tx: Transaction, name: str, value: object) -> Said:
    """Return one field: its name, how it reads, its value."""
    if name.endswith("_ids"):
        single = f"{name.removesuffix('s')}"
        return said(single, "texts", [named(tx, single, each) for each in listed(value)])
    if name == "line_id":
        return said(name, "rows", [line(tx, value)])
    if name == "defect":
        found = defects.called(tx, str(value))
        return said(name, "text", str(value)) | ({"called": [found.name, found.name_zh]} if found else {})
    if name in NAMES:
        return called(tx, name, value)
    if isinstance(value, list):
        return said(name, "rows", [row(tx, each) for each in value])
    return said(name, kind_of(value), plain(value))


def called(tx: Transaction, name: str, key: object) -> Said:
    """Return a field that stands for a record by what that is called."""
    if name in TWO_NAMES:
        return said(name, "name", both_names(tx, name, key))
    return said(name, "text", named(tx, name, key))


def said(name: str, kind: str, value: object) -> Said:
    """Return one field as it is kept."""
    return {"name": name, "kind": kind, "value": value}


def row(tx: Transaction, value: object) -> list[Said]:
    """Return one row of a list: of a struct its fields, of anything else the value alone."""
    if isinstance(value, msgspec.Struct):
        cells = ((name, getattr(value, name)) for name in value.__struct_fields__)
        return measured(tx, value, [one(tx, name, cell) for name, cell in cells if cell not in (None, "", [])])
    return [said("", kind_of(value), plain(value))]


def line(tx: Transaction, key: object) -> list[Said]:
    """Return a line of a disposition: which lot, how much, what becomes of it."""
    found = tx.wire.execute(LINE, (key,)).fetchone()
    if found is None:
        return []
    lot_no, quantity, unit, disposition = found
    return [
        said("lot_id", "text", lot_no),
        said("quantity", "quantity", [quantity, unit]),
        said("disposition", "code:LineDisposition", disposition),
    ]


def measured(tx: Transaction, value: object, found: list[Said]) -> list[Said]:
    """Return what was said with its quantity in the unit of the lot or item that it is of."""
    if not any(cell["name"] == "quantity" for cell in found):
        return found
    lots = [getattr(value, "lot_id", None), *getattr(value, "lot_ids", [])]
    named = {"lots": [lot for lot in lots if lot is not None], "item": getattr(value, "item_id", None)}
    row = tx.wire.execute(UNIT, named).fetchone()
    if row is None:
        return found
    return [said("quantity", "quantity", [one["value"], row[0]]) if one["name"] == "quantity" else one for one in found]


def kind_of(value: object) -> str:
    """Return how a value reads, as in a column of a dossier."""
    match value:
        case StrEnum():
            return f"code:{type(value).__name__}"
        case bool():
            return "flag"
        case datetime():
            return "time"
        case date():
            return "date"
        case int() | Decimal():
            return "number"
        case _:
            return "text"


def plain(value: object) -> object:
    """Return a value as JSON keeps it."""
    match value:
        case StrEnum():
            return value.value
        case Decimal():
            return plain_text(value)
        case date():
            return value.isoformat()
        case str():
            return value.strip()
        case _:
            return value


def listed(value: object) -> Sequence[Any]:
    """Return a list as one."""
    return value if isinstance(value, list) else []


def named(tx: Transaction, name: str, key: object) -> str:
    """Return what a record is called now, to be kept; one that is not there is refused by whoever looks for it."""
    if name not in NAMES:
        return str(key)
    column, table = NAMES[name]
    found = tx.wire.execute(f"SELECT {column} FROM {table} WHERE id = %s", (key,)).fetchone()  # noqa: S608 - names of our own
    return str(found[0]) if found else ""


def both_names(tx: Transaction, name: str, key: object) -> list[str]:
    """Return the names in English and in Chinese that a person or company has now, to be kept; none where it is not there."""
    column, table = NAMES[name]
    found = tx.wire.execute(f"SELECT {column}, {column}_zh FROM {table} WHERE id = %s", (key,)).fetchone()  # noqa: S608 - names of our own
    return [str(found[0]), str(found[1])] if found else []


def content(told: Sequence[Said]) -> dict[str, Any]:
    """Return what a signature on a step binds of it: every value under its field's name."""
    return {one["name"]: bound(one) for one in told}


def bound(one: Said) -> Any:  # noqa: ANN401 - a JSON value
    """Return what is bound of one field: its value, of a code of the plant's own also what it was called."""
    if "called" not in one:
        return shortened(one["value"])
    name, name_zh = one["called"]
    return {"code": one["value"], "name": name, "name_zh": name_zh}


def shortened(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Return a value without how it reads: rows as structures by name, a list of single values as such, a name once."""
    if not isinstance(value, list):
        return value
    if value and isinstance(value[0], str):
        return value[0]
    return [line[0]["value"] if [one["name"] for one in line] == [""] else content(line) for line in value]
