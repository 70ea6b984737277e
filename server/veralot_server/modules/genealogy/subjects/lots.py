"""A lot as it is signed: what it is, by the facts that must not change without voiding the signature."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

import msgspec

from veralot_server.core.module import Subject, subject, subjects_of
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import policy
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import LotId

LOTS = """
SELECT l.id, l.lot_no, i.code AS item, s.code AS supplier, l.supplier_lot_no, l.manufactured, l.expiry,
       l.quantity_made, i.unit
FROM genealogy_lot l JOIN items_item i ON i.id = l.item_id LEFT JOIN items_partner s ON s.id = l.supplier_id
WHERE l.id = ANY(%(ids)s) ORDER BY l.id
"""


class LotContent(msgspec.Struct, frozen=True, kw_only=True):
    """What a signature on a lot binds."""

    id: LotId
    lot_no: str
    item: str
    supplier: str | None
    supplier_lot_no: str | None
    manufactured: date | None
    expiry: date | None
    quantity_made: Decimal
    unit: str


def nobody(_lot_id: LotId) -> frozenset[int]:
    """Return that a signature asks for no second pair of eyes."""
    return frozenset()


def signed_lots(
    tx: Transaction, lot_ids: Iterable[LotId], doers: Callable[[LotId], frozenset[int]] = nobody
) -> list[Subject]:
    """Return lots as they are signed, each once; `doers` says of a lot who may not sign it.

    Raises:
        RecordNotFound: one is not there, or is not the actor's to see.
    """
    wanted = sorted(set(lot_ids))
    seen = policy.visible(tx, wanted)
    found = {row.id: row for row in tx.rows(LotContent, LOTS, ids=wanted) if row.id in seen}
    for lot_id in wanted:
        if lot_id not in found:
            raise RecordNotFound(kind="lot", key=str(lot_id))
    return [made(found[lot_id], doers(lot_id)) for lot_id in wanted]


def made(row: LotContent, doers: frozenset[int] = frozenset()) -> Subject:
    """Return one lot as it is signed."""
    content = {name: getattr(row, name) for name in row.__struct_fields__ if name != "id"}
    return Subject(kind="lot", key=str(row.id), label=f"{row.lot_no} · {row.item}", content=content, doers=doers)


@subjects_of("lot")
def lots_again(keys: Sequence[str], tx: Transaction) -> dict[str, Subject]:
    """Read lots again, those that the actor may see."""
    ids = [int(key) for key in keys]
    seen = policy.visible(tx, ids)
    return {str(row.id): made(row) for row in tx.rows(LotContent, LOTS, ids=ids) if row.id in seen}


@subject("lot")
def lot_again(key: str, tx: Transaction) -> Subject | None:
    """Read a lot again, if the actor may see it."""
    lot_id = LotId(int(key))
    found = tx.one(LotContent, LOTS, ids=[lot_id])
    return made(found) if found is not None and lot_id in policy.visible(tx, [lot_id]) else None
