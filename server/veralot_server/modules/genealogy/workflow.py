"""Carries a lot from one status to the next, and writes each step into its history: who, when, why, under which signature.

Which step is legal, `domain.status` decides by `LOT_TRANSITIONS`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from veralot_server.core.transaction import SYSTEM_USER, Transaction
from veralot_server.modules.genealogy import lots, records
from veralot_server.modules.genealogy.domain import status
from veralot_server.modules.genealogy.domain.facts import LotFacts
from veralot_shared.contracts.genealogy import LotEvent, LotStatus
from veralot_shared.ids import LotId, SignatureId, UserId

CHANGE = """
UPDATE genealogy_lot l SET status = n.status, cycle = n.cycle, version = l.version + 1
FROM unnest(%(ids)s::bigint[], %(statuses)s::text[], %(cycles)s::integer[]) AS n(id, status, cycle)
WHERE l.id = n.id
"""

EMPTY = """
SELECT n.id FROM unnest(%(ids)s::bigint[]) AS n(id)
WHERE NOT EXISTS (SELECT FROM genealogy_stock s WHERE s.lot_id = n.id AND NOT s.outside AND s.quantity > 0)
"""


class StatusStep(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a lot's status history."""

    lot_id: LotId
    event: LotEvent
    from_status: LotStatus | None
    to_status: LotStatus
    cycle: int
    at: datetime
    by_id: UserId
    reason: str
    signature_id: SignatureId | None


class Begun(NamedTuple):
    """How a lot's history begins."""

    lot_id: LotId
    event: LotEvent
    from_status: LotStatus | None
    to_status: LotStatus
    cycle: int = 1


def begin(tx: Transaction, firsts: Sequence[Begun], reason: str = "") -> None:
    """Write the first step of new lots."""
    record(tx, [written(tx, *first, reason) for first in firsts])


def written(
    tx: Transaction,
    lot_id: LotId,
    event: LotEvent,
    from_status: LotStatus | None,
    to_status: LotStatus,
    cycle: int,
    reason: str,
) -> StatusStep:
    """Return a step that the present author makes now."""
    return StatusStep(
        lot_id=lot_id,
        event=event,
        from_status=from_status,
        to_status=to_status,
        cycle=cycle,
        at=tx.now,
        by_id=lots.author(tx),
        reason=reason,
        signature_id=tx.signature.id if tx.signature else None,
    )


def record(tx: Transaction, steps: Sequence[StatusStep]) -> None:
    """Write steps."""
    records.add(tx, "genealogy_status_change", steps)


def advance(tx: Transaction, found: Sequence[LotFacts], event: LotEvent, reason: str = "") -> None:
    """Bring lots to the status that an event leads to; reported rework begins a new cycle (I-58).

    Raises:
        TransitionIllegal, LotOnHold: for the first lot that cannot go there; none has then moved.
    """
    targets = [status.step(lot, event, tx.today) for lot in found]
    cycles = [lot.cycle + (event is LotEvent.REPORT_REWORK) for lot in found]
    ids = [lot.id for lot in found]
    tx.wire.execute(CHANGE, {"ids": ids, "statuses": targets, "cycles": cycles})
    steps = [expiry_step(tx, lot) for lot in found if status.beneath(lot.status, lot.expiry, tx.today) != lot.status]
    for lot, target, cycle in zip(found, targets, cycles, strict=True):
        before = status.beneath(lot.status, lot.expiry, tx.today)
        steps.append(written(tx, lot.id, event, before, target, cycle, reason))
    record(tx, steps)


def expiry_step(tx: Transaction, lot: LotFacts) -> StatusStep:
    """Return the step that the clock made when a lot expired; it is written once something else happens to the lot."""
    return StatusStep(
        lot_id=lot.id,
        event=LotEvent.EXPIRE,
        from_status=lot.status,
        to_status=LotStatus.EXPIRED,
        cycle=lot.cycle,
        at=tx.now,
        by_id=SYSTEM_USER,
        reason="",
        signature_id=None,
    )


def end_if_empty(tx: Transaction, found: Sequence[LotFacts], event: LotEvent, reason: str = "") -> None:
    """End those lots of which nothing is left on hand: used up, shipped, scrapped or returned, as `event` says."""
    ids = [lot.id for lot in found]
    empty = {row[0] for row in tx.wire.execute(EMPTY, {"ids": ids})}
    ended = [lot for lot in found if lot.id in empty and status.can(lot, event, tx.today)]
    if ended:
        advance(tx, ended, event, reason)
