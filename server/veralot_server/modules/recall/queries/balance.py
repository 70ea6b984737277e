"""Makes figures of what is recorded of whole lots, from stock and movements, and puts those of single units beside them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeAlias

from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall.domain.figures import ZERO, Sums
from veralot_server.modules.recall.domain.serials import in_short
from veralot_server.modules.recall.queries import singles
from veralot_server.modules.recall.queries.singles import Departures
from veralot_server.modules.recall.queries.statements import BLIND, LINES, LOCATIONS, SHIPMENTS, SHIPPED, STOCK, array
from veralot_server.modules.recall.queries.walk import Reached
from veralot_shared.contracts.genealogy import LocationKind
from veralot_shared.contracts.recall import AffectedPlace, ShippedLine
from veralot_shared.ids import LotId

Flow: TypeAlias = tuple[Any, ...]
"""A row of `LINES` without its lot; what there was none of is missing."""
NO_FLOW: Final = (None, None, None, None, None, None, False)
SENT: Final = 3
"""The place of what was shipped in a `Flow`."""


class Balance(NamedTuple):
    """Everything that is counted: by lot what became of it, where it lies, to whom it went, which single units are meant."""

    sums: Mapping[LotId, Sums]
    blind: frozenset[LotId]
    places: list[AffectedPlace]
    shipped: list[ShippedLine]
    serials: Mapping[LotId, str]
    held: Mapping[LotId, int]


def balance(tx: Transaction, reached: Reached) -> Balance:
    """Count."""
    ids = array(reached.whole)
    flows = {row[0]: row[1:] for row in rows(tx, LINES, ids)}
    places = lying(tx, reached, ids)
    units = singles.units(tx, reached)
    gone = singles.departures(tx, reached)
    return Balance(
        sums={**of_lots(reached, places, flows), **singles.sums(units, gone)},
        blind=blind(tx, flows),
        places=sorted(
            places + singles.places(units), key=lambda place: (place.location, place.item_code, place.lot_no)
        ),
        shipped=sorted(left(tx, reached, flows, gone) + gone.lines, key=by_shipment),
        serials=singles.ranges(units),
        held=singles.held(units),
    )


def rows(tx: Transaction, query: str, ids: str) -> list[tuple[Any, ...]]:
    """Return the rows of a statement about lots or units; without any, it is not asked."""
    return tx.wire.execute(query.encode(), {"ids": ids}).fetchall() if ids != "{}" else []


def lying(tx: Transaction, reached: Reached, ids: str) -> list[AffectedPlace]:
    """Return how much of each whole lot lies where in the plant."""
    known = {row[0]: (row[1], row[2], row[3], LocationKind(row[4])) for row in tx.wire.execute(LOCATIONS)}
    found = []
    for lot_id, location_id, quantity in rows(tx, STOCK, ids):
        lot = reached.lots[lot_id]
        code, name, name_zh, kind = known[location_id]
        found.append(AffectedPlace(lot_id, lot.lot_no, lot.item_code, code, name, name_zh, kind, quantity, lot.unit))
    return found


def of_lots(reached: Reached, places: Iterable[AffectedPlace], flows: Mapping[LotId, Flow]) -> dict[LotId, Sums]:
    """Return what became of each whole lot."""
    here: defaultdict[LotId, Decimal] = defaultdict(lambda: ZERO)
    worked: defaultdict[LotId, Decimal] = defaultdict(lambda: ZERO)
    for place in places:
        (worked if place.kind in singles.IN_PROCESS else here)[place.lot_id] += place.quantity
    found = {}
    for lot in reached.whole:
        passed_on, returned, used, shipped, scrapped, sent_back, _ = flows.get(lot, NO_FLOW)
        became = (used, passed_on, shipped, returned, scrapped, sent_back)
        # In the order of `Sums`; by name, a hundred thousand lots take twice as long.
        found[lot] = Sums(reached.lots[lot].made, here[lot], worked[lot], *(each or ZERO for each in became))
    return found


def blind(tx: Transaction, flows: Mapping[LotId, Flow]) -> frozenset[LotId]:
    """Return the lots of which something was used and no edge says into what."""
    consumed = array(lot for lot, flow in flows.items() if flow[-1])
    return frozenset(row[0] for row in rows(tx, BLIND, consumed))


def left(tx: Transaction, reached: Reached, flows: Mapping[LotId, Flow], gone: Departures) -> list[ShippedLine]:
    """Return what of whole lots went to whom, with the serial numbers that left."""
    sent = rows(tx, SHIPPED, array(lot for lot, flow in flows.items() if flow[SENT]))
    numbers = list({row[1] for row in sent})
    shipments = tx.wire.execute(SHIPMENTS, {"numbers": numbers}).fetchall() if numbers else []
    found = {row[0]: row[1:] for row in shipments}
    lines = []
    for lot_id, number, quantity, returned in sent:
        if number in found:
            customer_id, code, name, name_zh, shipment_id, at = found[number]
            lot, serials = reached.lots[lot_id], gone.serials.get((shipment_id, lot_id))
            line = ShippedLine(
                *(customer_id, code, name, name_zh, shipment_id, number, at),
                *(lot_id, lot.lot_no, lot.item_code, lot.item_name, lot.item_name_zh),
                *(quantity, returned, lot.unit, in_short(serials) if serials else ""),
            )
            lines.append(line)
    return lines


def by_shipment(line: ShippedLine) -> tuple[Any, ...]:
    """Return what shipped lines are sorted by."""
    return line.customer_code, line.shipped_at, line.shipment_id, line.item_code, line.lot_no, line.lot_id
