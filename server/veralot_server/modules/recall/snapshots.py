"""Freezes figures, and reads them again: what is read is what was frozen, or it is refused.

The answer is kept as it was given, with the hash of its text: later figures are compared with it, never put in its place.
"""

import zlib
from hashlib import sha256

import msgspec
from sqlalchemy import insert

from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall import recalls
from veralot_server.modules.recall.domain.figures import totals, worst
from veralot_server.modules.recall.recalls import RecallFacts
from veralot_server.modules.recall.tables import Snapshot
from veralot_shared.contracts.recall import AffectedView, FiguresAltered, FiguresNotFrozen, ShippedLine, SnapshotView
from veralot_shared.ids import PartnerId, RecallId

VIEW = """
SELECT n.id, n.at, u.full_name AS by, u.full_name_zh AS by_zh, n.lots, n.units, n.percent, n.seconds, n.sha256
FROM recall_snapshot n JOIN identity_user u ON u.id = n.by_id
WHERE n.recall_id = %(recall)s ORDER BY n.id
"""


def freeze(tx: Transaction, recall: RecallFacts, found: AffectedView) -> None:
    """Keep an answer."""
    text = msgspec.json.encode(found)
    row = {
        "recall_id": recall.id,
        "at": tx.now,
        "by_id": recalls.author(tx),
        "criteria": recall.asked,
        "lots": len(found.lots),
        "units": found.units,
        "percent": found.percent,
        "seconds": found.seconds,
        "sha256": sha256(text).hexdigest(),
        "lot_ids": sorted(lot.id for lot in found.lots),
        "content": zlib.compress(text),
    }
    tx.execute(insert(Snapshot).values(row))


def listed(tx: Transaction, recall_id: RecallId) -> list[SnapshotView]:
    """Return a recall's frozen figures in short, oldest first."""
    return tx.rows(SnapshotView, VIEW, recall=recall_id)


def newest(tx: Transaction, recall_id: RecallId, number: str) -> SnapshotView:
    """Return which frozen figures are the newest.

    Raises:
        FiguresNotFrozen: there are none.
    """
    found = listed(tx, recall_id)
    if not found:
        raise FiguresNotFrozen(number=number)
    return found[-1]


def read(tx: Transaction, recall_id: RecallId, number: str, snapshot_id: int) -> AffectedView:
    """Return frozen figures.

    Raises:
        RecordNotFound: the recall has none of this id.
        FiguresAltered: they are not what was frozen.
    """
    query = "SELECT sha256, content FROM recall_snapshot WHERE recall_id = %s AND id = %s"
    row = tx.found(tx.wire.execute(query, (recall_id, snapshot_id)).fetchone(), "snapshot", snapshot_id)
    text = unpacked(row[1])
    if text is None or sha256(text).hexdigest() != row[0]:
        raise FiguresAltered(number=number)
    return narrowed(msgspec.json.decode(text, type=AffectedView), tx.actor.customer_id)


def shipped(tx: Transaction, recall_id: RecallId) -> list[ShippedLine]:
    """Return to whom things went by the newest figures; by damaged ones, of which `read` complains, to nobody."""
    query = "SELECT sha256, content FROM recall_snapshot WHERE recall_id = %s ORDER BY id DESC LIMIT 1"
    row = tx.wire.execute(query, (recall_id,)).fetchone()
    text = unpacked(row[1]) if row else None
    if row is None or text is None or sha256(text).hexdigest() != row[0]:
        return []
    return narrowed(msgspec.json.decode(text, type=AffectedView), tx.actor.customer_id).shipped


def narrowed(found: AffectedView, reader: PartnerId | None) -> AffectedView:
    """Return what a reader may see of frozen figures: a customer's user its own lots, and what came to that customer."""
    if reader is None:
        return found
    lots = [lot for lot in found.lots if lot.customer_id == reader]
    own = {lot.id for lot in lots}
    sums = totals(lots)
    return msgspec.structs.replace(
        found,
        lots=lots,
        totals=sums,
        places=[place for place in found.places if place.lot_id in own],
        shipped=[line for line in found.shipped if line.customer_id == reader and line.lot_id in own],
        percent=worst(sums),
        hidden=found.hidden + len(found.lots) - len(lots),
    )


def present_hash(tx: Transaction, snapshot_id: int) -> str:
    """Return the hash of frozen figures as they are now; of damaged ones, of nothing."""
    row = tx.wire.execute("SELECT content FROM recall_snapshot WHERE id = %s", (snapshot_id,)).fetchone()
    return sha256((unpacked(row[0]) if row else None) or b"").hexdigest()


def unpacked(content: bytes) -> bytes | None:
    """Return what was packed, or nothing if it is damaged."""
    try:
        return zlib.decompress(content)
    except zlib.error:
        return None
