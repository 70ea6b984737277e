"""The one search box: a scan or any number, and where it leads. Exact matches come first, then beginnings."""

import re
from collections.abc import Iterable
from typing import Final

import msgspec

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import lots, policy
from veralot_server.modules.genealogy.queries.find_sql import ANY_NUMBER, BY_GTIN, PACKAGES
from veralot_shared.contracts.genealogy import Find, Hit, ScanInvalid
from veralot_shared.errors import Reason
from veralot_shared.ids import LotId
from veralot_shared.rules import gs1
from veralot_shared.rules.scans import ScanControlCharacter, read_scan

BEGINNING: Final = 2
"""The rank of what only begins with a number."""

SSCC: Final = "00"
CONTENT: Final = "02"
BARE: Final = re.compile(r"(01\d{14}.{2,}|00\d{18})", re.DOTALL)
"""What only looks like a scan whose reader was not told to send its symbology; if it is none, it is a number."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a search; `owner` is the customer whose record it is."""

    kind: str
    id: int
    label: str
    detail: str
    detail_zh: str
    lot_id: LotId | None
    matched: str
    rank: int
    neutral: bool


@answers(Find)
def find(query: Find, tx: Transaction) -> list[Hit]:
    """Return what a scan or a number names.

    Raises:
        ScanInvalid: it is a scan, but not a valid one.
    """
    text = scanned(query.text)
    scan = parsed(text, tx)
    found = by_scan(scan, tx, query.most) if scan is not None else []
    if not found and text and (scan is None or BARE.fullmatch(text)):
        found = by_number(text, tx, query.most)
    return [hit(row) for row in permitted(found, tx)][: query.most]


def scanned(typed: str) -> str:
    """Return what was scanned or typed; control characters are in no number and no code.

    Raises:
        ScanInvalid: there is one in it.
    """
    try:
        return read_scan(typed)
    except ScanControlCharacter as error:
        raise ScanInvalid(reason=Reason.of(error)) from error


def parsed(text: str, tx: Transaction) -> gs1.ElementString | None:
    """Return what a scan says; `None` if the text is none.

    Raises:
        ScanInvalid
    """
    marked = text.startswith(("]", "(")) or gs1.SEPARATORS.search(text) is not None
    if not marked and BARE.fullmatch(text) is None:
        return None
    try:
        return gs1.parse(text, today=tx.today)
    except gs1.Gs1Error as error:
        if marked:
            raise ScanInvalid(reason=Reason.of(error)) from error
        return None


def by_scan(scan: gs1.ElementString, tx: Transaction, most: int) -> list[Found]:
    """Return what a scan names: a logistic unit by its SSCC; a unit or lot by GTIN and number; else what its numbers say."""
    package = scan.get(SSCC)
    if package is not None:
        return search(tx, PACKAGES, package, most)
    gtin = scan.gtin or scan.get(CONTENT)
    values = {"gtin": gtin, "lot_no": scan.lot, "serial_no": scan.serial, "scope": tx.actor.customer_id}
    found = tx.rows(Found, BY_GTIN, **values) if gtin is not None else []
    best = min((row.rank for row in found), default=0)
    exact = [row for row in found if row.rank == best]
    if exact and best == 0:
        return exact
    return [row for number in (scan.serial, scan.lot) if number for row in exactly(number, tx, most)] or found


def exactly(number: str, tx: Transaction, most: int) -> list[Found]:
    """Return what has exactly this number: a supplier's label carries the supplier's lot number, not ours."""
    return [row for row in by_number(number, tx, most) if row.rank < BEGINNING]


def by_number(text: str, tx: Transaction, most: int) -> list[Found]:
    """Return everything that has, or begins with, a number."""
    return search(tx, ANY_NUMBER, text, most)


def search(tx: Transaction, statement: str, text: str, most: int) -> list[Found]:
    """Return the rows of a search by beginning."""
    plant = tx.actor.customer_id is None
    return tx.rows(Found, statement, **lots.span("text", text), scope=tx.actor.customer_id, plant=plant, most=most)


def permitted(found: Iterable[Found], tx: Transaction) -> list[Found]:
    """Return the rows that the actor may see, each thing once: the statements leave out other customers' already."""
    nearest: dict[tuple[str, int], Found] = {}
    for row in sorted(found, key=lambda row: row.rank):
        nearest.setdefault((row.kind, row.id), row)
    rows = sorted(nearest.values(), key=lambda row: (row.rank, row.label, row.id))
    customer = tx.actor.customer_id
    if customer is None:
        return rows
    neutral = {row.lot_id for row in rows if row.neutral and row.lot_id is not None}
    behind = policy.stands_behind(tx, neutral, customer)
    return [row for row in rows if not row.neutral or row.lot_id in behind]


def hit(row: Found) -> Hit:
    """Return a row as it is shown."""
    return Hit(
        kind=row.kind,
        id=row.id,
        label=row.label,
        detail=row.detail,
        detail_zh=row.detail_zh,
        lot_id=row.lot_id,
        matched=row.matched,
    )
