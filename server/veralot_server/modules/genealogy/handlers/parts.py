"""Draws part of a lot, splits lots and merges them. Rows of different lots stay apart: each part names what it came from."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import children, locations, lots, posting, units, workflow
from veralot_server.modules.genealogy.domain import amounts, edges, numbers, places, status
from veralot_server.modules.genealogy.domain.facts import LotFacts, PlaceFacts, UnitFacts
from veralot_server.modules.genealogy.domain.merging import merged, require_alike
from veralot_server.modules.genealogy.domain.reasons import require_any
from veralot_shared.contracts.genealogy import (
    DrawLot,
    EdgeKind,
    LotEvent,
    LotView,
    MergeLots,
    MovementKind,
    SplitLot,
    SplitPart,
)
from veralot_shared.ids import LotId

# --- drawing ---------------------------------------------------------------------------------------------------------


@handles(DrawLot)
def draw_lot(command: DrawLot, tx: Transaction) -> LotView:
    """Take part of a lot away as a child; what stays on the shelf keeps its identity and its label."""
    numbers.require_optional_number(command.order_no, "order_no")
    lot = lots.lock(tx, command.lot_id)
    status.require_usable(lot, tx.today)
    around = locations.Around(tx, [command.location_id, command.target_id])
    place, target = around.get(command.location_id), around.get(command.target_id, "target_id")
    places.require_allowed(lot, target, tx.today)
    quantity = amounts.checked(command.quantity, lot)
    taken = units.picked(tx, lot, place, quantity, command.unit_ids)
    status.require_units_free(taken, "unit_ids")
    demand = posting.Demand(lot, place, quantity)
    posting.require_stock(tx, [demand])
    (child,) = children.begin(tx, lot, [children.Part(command.child_no, quantity)], numbers.DRAWN)
    line, facts = parted(tx, demand, child, target, taken, EdgeKind.DRAWN)
    posting.post(tx, MovementKind.DRAW, [line], facts, order_no=command.order_no)
    workflow.end_if_empty(tx, [lot], LotEvent.USE_UP)
    view = lots.view(tx, child)
    lots.tell(tx, [lot, view])
    return view


def parted(
    tx: Transaction,
    demand: posting.Demand,
    child: LotId,
    target: PlaceFacts,
    taken: Sequence[UnitFacts],
    kind: EdgeKind,
) -> tuple[posting.Line, list[edges.EdgeFact]]:
    """Bring what is demanded of a lot into its child and return the line and the edges of that."""
    units.move(tx, taken, target.id, lot_id=child, unpacked=True)
    lot, quantity = demand.lot, demand.quantity
    line = msgspec.structs.replace(posting.moved(lot, demand.place.id, target.id, quantity), target_lot_id=child)
    return line, edges.child(lot.id, child, kind, quantity, lot.unit, [unit.id for unit in taken])


# --- splitting -------------------------------------------------------------------------------------------------------


@handles(SplitLot)
def split_lot(command: SplitLot, tx: Transaction) -> list[LotView]:
    """Divide what lies at a place into lots of the same status, cycle and dates."""
    lot = lots.lock(tx, command.lot_id)
    status.require_no_hold(lot)
    place = locations.Around(tx, [command.location_id]).get(command.location_id)
    quantities = checked_parts(tx, lot, place, command.parts)
    parts = [children.Part(part.lot_no, quantity) for part, quantity in zip(command.parts, quantities, strict=True)]
    taken = picked_parts(tx, lot, place, command.parts, quantities)
    born = children.begin(tx, lot, parts, numbers.SPLIT)
    pairs = [
        parted(tx, posting.Demand(lot, place, quantity), child, place, some, EdgeKind.SPLIT)
        for child, quantity, some in zip(born, quantities, taken, strict=True)
    ]
    posting.post(tx, MovementKind.SPLIT, [line for line, _ in pairs], [fact for _, facts in pairs for fact in facts])
    workflow.end_if_empty(tx, [lot], LotEvent.USE_UP)
    views = lots.views(tx, born)
    lots.tell(tx, [lot, *views])
    return views


def checked_parts(tx: Transaction, lot: LotFacts, place: PlaceFacts, parts: Sequence[SplitPart]) -> list[Decimal]:
    """Return the quantities of the parts, which add up to what lies there. Raises: QuantityInvalid, StockShort."""
    require_any(parts, "parts")
    paths = [f"parts[{index}].quantity" for index in range(len(parts))]
    quantities = [amounts.checked(part.quantity, lot, field=path) for part, path in zip(parts, paths, strict=True)]
    whole = sum(quantities, Decimal(0))
    there = posting.require_stock(tx, [posting.Demand(lot, place, whole, "parts")])
    amounts.require_sum(quantities, there[lot.id, place.id], lot.unit)
    return quantities


def picked_parts(
    tx: Transaction, lot: LotFacts, place: PlaceFacts, parts: Sequence[SplitPart], quantities: Sequence[Decimal]
) -> list[list[UnitFacts]]:
    """Return the units of each part. Raises: SerialsWrong."""
    pairs = zip(parts, quantities, strict=True)
    taken = [
        units.picked(tx, lot, place, quantity, part.unit_ids, f"parts[{index}].unit_ids")
        for index, (part, quantity) in enumerate(pairs)
    ]
    numbers.require_unlike([unit.serial_no for some in taken for unit in some], "parts")
    return taken


# --- merging ---------------------------------------------------------------------------------------------------------


@handles(MergeLots)
def merge_lots(command: MergeLots, tx: Transaction) -> LotView:
    """Put all that lies of several lots at a place into a new lot; each of them stays named as its parent."""
    numbers.require_number(command.lot_no, "lot_no")
    numbers.require_unlike([str(lot_id) for lot_id in command.sources], "sources")
    sources = list(lots.locked(tx, command.sources, "sources").values())
    require_alike(sources, tx.today)
    place = locations.Around(tx, [command.location_id]).get(command.location_id)
    there = posting.stock(tx, command.sources)
    demands = [posting.Demand(lot, place, there.get((lot.id, place.id), lot.quantum), "sources") for lot in sources]
    posting.require_stock(tx, demands)
    new = merged(sources, command.lot_no, sum((demand.quantity for demand in demands), Decimal(0)))
    born = children.begin_merged(tx, sources, new)
    lines, facts = [], []
    for demand in demands:
        taken = units.lying(tx, demand.lot, place) if demand.lot.serialised else []
        line, some = parted(tx, demand, born, place, taken, EdgeKind.MERGED)
        lines.append(line)
        facts += some
    posting.post(tx, MovementKind.MERGE, lines, facts)
    workflow.end_if_empty(tx, sources, LotEvent.USE_UP)
    view = lots.view(tx, born)
    lots.tell(tx, [*sources, view])
    return view
