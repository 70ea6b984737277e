"""Reports what orders make and what they take up, unit by unit where units are named."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import graph, locations, lots, master_data, posting, units, workflow
from veralot_server.modules.genealogy.domain import amounts, edges, numbers, places, status, words
from veralot_server.modules.genealogy.domain.facts import ItemFacts, LotFacts, PlaceFacts, UnitFacts
from veralot_shared.contracts.genealogy import (
    GROWING,
    OPEN_FOR_INPUTS,
    ConsumeLine,
    ConsumeLots,
    EdgeKind,
    LocationKind,
    LotEvent,
    LotStatus,
    LotView,
    MovementKind,
    ProduceLot,
    SerialsWrong,
    UnitStatus,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import LotId, UnitId

# --- producing -------------------------------------------------------------------------------------------------------


@handles(ProduceLot)
def produce_lot(command: ProduceLot, tx: Transaction) -> LotView:
    """Report a lot made, or more of one that the order has begun: into quarantine, with its units."""
    item = master_data.item(tx, command.item_id)
    quantity = amounts.checked(command.quantity, item, unit=command.unit)
    serials = numbers.spelt_out(command.serials)
    check_output(command, item, quantity, serials, tx)
    around = locations.Around(tx, [command.location_id])
    place = around.get(command.location_id)
    places.require_fit(command.lot_no, LotStatus.QUARANTINE, place, customer_id=item.customer_id, field="location_id")
    lot_id = begin_output(command, item, quantity, tx) if command.lot_id is None else more(command, quantity, tx)
    made = units.make(tx, serials, item.id, lot_id, place.id) if serials else []
    line = posting.Line(
        lot_id=lot_id,
        target_lot_id=lot_id,
        source_id=around.outside(LocationKind.WORK_IN_PROCESS),
        target_id=place.id,
        quantity=quantity,
    )
    facts = edges.members(lot_id, made, EdgeKind.MADE, item.unit)
    posting.post(tx, MovementKind.PRODUCE, [line], facts, order_no=command.order_no)
    view = lots.view(tx, lot_id)
    lots.tell(tx, [view])
    lots.tell_arrived(tx, view, MovementKind.PRODUCE)
    return view


def check_output(
    command: ProduceLot, item: ItemFacts, quantity: Decimal, serials: Sequence[str], tx: Transaction
) -> None:
    """Check numbers, serials and date. Raises: ValueNotAllowed, SerialsWrong."""
    numbers.require_number(command.lot_no, "lot_no")
    numbers.require_number(command.order_no, "order_no")
    numbers.require_serials(serials, item, int(quantity))
    numbers.require_order(command.manufactured, None, tx.today)


def begin_output(command: ProduceLot, item: ItemFacts, quantity: Decimal, tx: Transaction) -> LotId:
    """Begin the lot. Its expiry date is set now; a shelf life that changes later does not move it. Raises: RecordExists."""
    new = lots.NewLot(
        lot_no=command.lot_no,
        item_id=item.id,
        status=LotStatus.QUARANTINE,
        quantity_made=quantity,
        created_by=lots.author(tx),
        customer_id=item.customer_id,
        order_no=command.order_no,
        manufactured=command.manufactured,
        expiry=numbers.expiry_of(item, command.manufactured),
    )
    (lot_id,) = lots.begin(tx, [new])
    workflow.begin(tx, [workflow.Begun(lot_id, LotEvent.RECEIVE, LotStatus.EXPECTED, LotStatus.QUARANTINE)])
    return lot_id


def more(command: ProduceLot, quantity: Decimal, tx: Transaction) -> LotId:
    """Add to a lot that the same order has begun. Raises: ValueNotAllowed, TransitionIllegal, LotOnHold."""
    lot = lots.lock(tx, LotId(command.lot_id or 0))
    if (lot.item_id, lot.lot_no, lot.order_no) != (command.item_id, command.lot_no, command.order_no):
        raise ValueNotAllowed(value=lot.lot_no, rule=words.RULE_SAME_ORDER, field="lot_id")
    status.require_open(lot, GROWING, MovementKind.PRODUCE, tx.today)
    query = "UPDATE genealogy_lot SET quantity_made = quantity_made + %s, version = version + 1 WHERE id = %s"
    tx.wire.execute(query, (quantity, lot.id))
    return lot.id


# --- consuming -------------------------------------------------------------------------------------------------------


class Taken(NamedTuple):
    """A line of a consumption, checked: what is taken of which lot, where, which units, into which units."""

    lot: LotFacts
    place: PlaceFacts
    quantity: Decimal
    units: Sequence[UnitFacts]
    into: Sequence[UnitId]


@handles(ConsumeLots)
def consume_lots(command: ConsumeLots, tx: Transaction) -> LotView:
    """Take inputs up into an order's lot. A lot in rework may go through its rework order and stay itself."""
    numbers.require_number(command.order_no, "order_no")
    if not command.lines:
        raise ValueNotAllowed(value="", rule=words.RULE_LINES, field="lines")
    found = lots.locked(tx, [command.output_id, *(line.lot_id for line in command.lines)], "lines")
    output = found[command.output_id]
    status.require_open(output, OPEN_FOR_INPUTS, MovementKind.CONSUME, tx.today)
    require_own_order(output, command.order_no)
    around = locations.Around(tx, [line.location_id for line in command.lines])
    taken = [
        checked_line(tx, line, found[line.lot_id], around.get(line.location_id, f"lines[{index}].location_id"), index)
        for index, line in enumerate(command.lines)
    ]
    check_inputs(tx, taken, output)
    reworked = [line for line in taken if line.lot.id == output.id]
    consumed = [line for line in taken if line.lot.id != output.id]
    if reworked:
        go_through(tx, reworked, around, command.order_no)
    if consumed:
        use_up(tx, consumed, output, around, command.order_no)
    lots.tell(tx, found.values())
    return lots.view(tx, output.id)


def require_own_order(output: LotFacts, order_no: str) -> None:
    """Check that an order puts inputs into its own lot alone; rework has an order of its own. Raises: ValueNotAllowed."""
    if output.status is not LotStatus.REWORK and output.order_no != order_no:
        raise ValueNotAllowed(value=order_no, rule=words.RULE_SAME_ORDER, field="order_no")


def checked_line(tx: Transaction, line: ConsumeLine, lot: LotFacts, place: PlaceFacts, index: int) -> Taken:
    """Return a line with its quantity and units checked. Raises: QuantityInvalid, SerialsWrong, UnitOnHold."""
    path = f"lines[{index}]"
    quantity = amounts.checked(line.quantity, lot, field=f"{path}.quantity")
    found = units.picked(tx, lot, place, quantity, line.unit_ids, f"{path}.unit_ids")
    status.require_units_free(found, f"{path}.unit_ids")
    fits = not found or not line.into_units or len(line.into_units) in (1, len(found))
    if not fits:
        raise SerialsWrong(problem=words.SERIALS_PAIRS, serials=[], field=f"{path}.into_units")
    return Taken(lot, place, quantity, found, line.into_units)


def check_inputs(tx: Transaction, taken: Sequence[Taken], output: LotFacts) -> None:
    """Check that the inputs may be used, lie there, and do not come from the output.

    Raises: LotNotUsable, StockShort, SerialsWrong, UnitOnHold, CycleForbidden.
    """
    for line in taken:
        status.require_consumable(line.lot, output, tx.today)
    demands = [
        posting.Demand(line.lot, line.place, line.quantity, f"lines[{index}].quantity")
        for index, line in enumerate(taken)
    ]
    posting.require_stock(tx, demands)
    numbers.require_unlike([unit.serial_no for line in taken for unit in line.units], "lines")
    require_targets(tx, output, {unit_id for line in taken for unit_id in line.into})
    graph.require_no_cycle(tx, output, [line.lot for line in taken if line.lot.id != output.id])


def require_targets(tx: Transaction, output: LotFacts, unit_ids: Iterable[UnitId]) -> None:
    """Check that units into which something goes are the output's, and still there. Raises: SerialsWrong."""
    wanted = list(unit_ids)
    known = {unit.id: unit for unit in units.named(tx, wanted)} if wanted else {}
    strange = [
        unit_id
        for unit_id in wanted
        if unit_id not in known or (known[unit_id].lot_id, known[unit_id].status) != (output.id, UnitStatus.MADE)
    ]
    if strange:
        serials = [known[unit_id].serial_no if unit_id in known else str(unit_id) for unit_id in strange]
        raise numbers.refused(words.SERIALS_OTHER_LOT, serials, "lines")


def use_up(tx: Transaction, taken: Sequence[Taken], output: LotFacts, around: locations.Around, order_no: str) -> None:
    """Post what leaves the shelves into the output, and end the lots that are used up."""
    wip = around.outside(LocationKind.WORK_IN_PROCESS)
    present = graph.present_units(tx, output)
    facts: list[edges.EdgeFact] = []
    for kind, some in by_kind(taken).items():
        inputs = [
            edges.Input(
                line.lot.id,
                line.quantity,
                line.lot.unit,
                line.lot.quantum,
                [unit.id for unit in line.units],
                line.into,
            )
            for line in some
        ]
        facts += edges.consumption(inputs, output.id, kind, present)
    gone = [unit for line in taken for unit in line.units]
    units.move(tx, gone, wip, state=UnitStatus.CONSUMED, unpacked=True)
    lines = [posting.moved(line.lot, line.place.id, wip, line.quantity) for line in taken]
    posting.post(tx, MovementKind.CONSUME, lines, facts, order_no=order_no)
    workflow.end_if_empty(tx, list({line.lot.id: line.lot for line in taken}.values()), LotEvent.USE_UP)


def by_kind(taken: Sequence[Taken]) -> dict[EdgeKind, list[Taken]]:
    """Return the lines by what their edges are called: a lot in rework that goes into another of its item is reworked."""
    groups: dict[EdgeKind, list[Taken]] = {}
    for line in taken:
        kind = EdgeKind.REWORKED if line.lot.status is LotStatus.REWORK else EdgeKind.CONSUMED
        groups.setdefault(kind, []).append(line)
    return groups


def go_through(tx: Transaction, taken: Sequence[Taken], around: locations.Around, order_no: str) -> None:
    """Post that part of a lot went through its rework order and came back as itself: no edge, no change of stock."""
    wip = around.outside(LocationKind.WORK_IN_PROCESS)
    out = [posting.moved(line.lot, line.place.id, wip, line.quantity) for line in taken]
    back = [posting.moved(line.lot, wip, line.place.id, line.quantity) for line in taken]
    posting.post(tx, MovementKind.REWORK, out + back, order_no=order_no)
