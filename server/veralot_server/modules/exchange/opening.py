"""Opening stock: lots as they lie there on the first day, each with the shortest lawful way to the status that it has."""

from collections import deque
from functools import cache
from typing import Final

from veralot_server.modules.exchange.rows import Key, MovementRow, StatusRow, StockRow, Text
from veralot_shared.contracts.genealogy import LOT_TRANSITIONS, LotEvent, LotStatus, MovementKind
from veralot_shared.i18n import N_

NO_WAY: Final = N_("No lot that lies in stock has this status.")
REASON: Final = Text("Opening stock")
"""What the log says of a step whose own reason is in no file."""

NOT_OPENING: Final = frozenset({LotEvent.EXPIRE, LotEvent.SHIP_OUT, LotEvent.USE_UP, LotEvent.RETURN_FROM_CUSTOMER})
"""Ways by which a lot that lies in stock cannot have come."""


@cache
def way_to(status: LotStatus) -> tuple[LotEvent, ...] | None:
    """Return the fewest events that lead from quarantine to a status, or None if none do."""
    waiting: deque[tuple[LotStatus, tuple[LotEvent, ...]]] = deque([(LotStatus.QUARANTINE, ())])
    seen = {LotStatus.QUARANTINE}
    while waiting:
        at, way = waiting.popleft()
        if at is status:
            return way
        for (before, event), after in LOT_TRANSITIONS.items():
            if before is at and after not in seen and event not in NOT_OPENING:
                seen.add(after)
                waiting.append((after, (*way, event)))
    return None


def movement(row: StockRow) -> MovementRow:
    """Return the movement by which a row of opening stock comes into the plant: made by an order, or bought."""
    names = set(MovementRow.__struct_fields__) & set(StockRow.__struct_fields__)
    shared = {name: getattr(row, name) for name in names - {"status", "reason"}}
    kind = MovementKind.PRODUCE if row.order_no else MovementKind.RECEIPT
    number = Key(f"{row.place.file} {row.place.row}"[-100:])
    return MovementRow(**shared, movement=number, kind=kind, reason=row.reason or REASON)


def step(row: StockRow, event: LotEvent) -> StatusRow:
    """Return a step towards the status that a row of opening stock has."""
    return StatusRow(
        place=row.place,
        at=row.at,
        item=row.item,
        lot_no=row.lot_no,
        event=event,
        by=row.by,
        reason=row.reason or REASON,
    )
