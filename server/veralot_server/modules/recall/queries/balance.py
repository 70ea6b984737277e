"""Makes figures of what is recorded: of whole lots from stock and movements, of single units from where each is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall.domain.figures import ZERO, Sums
from veralot_server.modules.recall.domain.serials import in_short
from veralot_server.modules.recall.queries.statements import LINES, SHIPPED, STOCK, UNIT_SHIPMENTS, UNITS_BY_ID, array
from veralot_server.modules.recall.queries.walk import Reached
from veralot_shared.contracts.genealogy import LocationKind, UnitStatus
from veralot_shared.contracts.recall import AffectedPlace, ShippedLine
from veralot_shared.ids import LotId, UnitId

IN_PROCESS: Final = frozenset({LocationKind.PRODUCTION, LocationKind.STERILIZER})
"""Kinds of place where work goes on; what lies anywhere else in the plant is on hand."""

ONE: Final = Decimal(1)
MADE, ON_HAND, WORKED, USED, PASSED, SHIPPED_AT, RETURNED, SCRAPPED, SENT_BACK = range(len(Sums._fields))


class Unit(NamedTuple):
    """A unit and where it is."""

    id: UnitId
    serial_no: str
    lot_id: LotId
    lot_no: str
    item_code: str
    status: UnitStatus
    held: int
    location: str
    location_name: str
    location_name_zh: str
    kind: LocationKind
    unit: str


class Flow(NamedTuple):
    """What movements say became of a lot; `blind` if something was used and no edge says into what."""

    passed_on: Decimal
    returned: Decimal
    used: Decimal
    shipped: Decimal
    scrapped: Decimal
    sent_back: Decimal
    blind: bool


NO_FLOW: Final = Flow(ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, blind=False)


class Balance(NamedTuple):
    """Everything that is counted: by lot what became of it, where it lies, to whom it went, which single units are meant."""

    sums: Mapping[LotId, Sums]
    blind: frozenset[LotId]
    places: list[AffectedPlace]
    shipped: list[ShippedLine]
    serials: Mapping[LotId, str]
    held: Mapping[LotId, int]


def balance(tx: Transaction, reached: Reached, made: Mapping[LotId, Decimal]) -> Balance:
    """Count; `made` is how much of each lot is recorded as made."""
    ids = array(sorted(reached.whole))
    flows = {row[0]: flow(row) for row in rows(tx, LINES, ids)}
    places = [place(row) for row in rows(tx, STOCK, ids)]
    shipped = [ShippedLine(*row) for row in rows(tx, SHIPPED, ids)]
    lying = laid(places)
    sums = {lot: of_lot(made[lot], lying.get(lot, (ZERO, ZERO)), flows.get(lot, NO_FLOW)) for lot in reached.whole}
    units = [Unit(*row) for row in rows(tx, UNITS_BY_ID, array(reached.single))]
    gone = departures(tx, reached)
    return Balance(
        sums={**sums, **of_units(units, gone)},
        blind=frozenset(lot for lot, flow in flows.items() if flow.blind),
        places=places + placed(units),
        shipped=[numbered(line, gone) for line in shipped] + gone.lines,
        serials=ranges(units),
        held={lot: sum(unit.held for unit in some) for lot, some in by_lot(units).items()},
    )


def rows(tx: Transaction, query: str, ids: str) -> list[tuple[Any, ...]]:
    """Return the rows of a statement about lots or units; without any, it is not asked."""
    return tx.wire.execute(query.encode(), {"ids": ids}).fetchall() if ids != "{}" else []


# --- whole lots ------------------------------------------------------------------------------------------------------


def flow(row: tuple[Any, ...]) -> Flow:
    """Return what a row of `LINES` says."""
    passed_on, returned, used, shipped, scrapped, sent_back = (value or ZERO for value in row[1:7])
    return Flow(passed_on, returned, used, shipped, scrapped, sent_back, blind=bool(row[7]))


def place(row: tuple[Any, ...]) -> AffectedPlace:
    """Return what a row of `STOCK` says."""
    lot_id, lot_no, item, code, name, name_zh, kind, quantity, unit = row
    return AffectedPlace(lot_id, lot_no, item, code, name, name_zh, LocationKind(kind), quantity, unit)


def laid(places: Sequence[AffectedPlace]) -> dict[LotId, tuple[Decimal, Decimal]]:
    """Return how much of each lot is on hand, and how much in process."""
    lying: dict[LotId, tuple[Decimal, Decimal]] = {}
    for each in places:
        here, worked = lying.get(each.lot_id, (ZERO, ZERO))
        inside = each.kind in IN_PROCESS
        lying[each.lot_id] = (here, worked + each.quantity) if inside else (here + each.quantity, worked)
    return lying


def of_lot(made: Decimal, lying: tuple[Decimal, Decimal], flow: Flow) -> Sums:
    """Return what became of a lot."""
    return Sums(
        made=made,
        on_hand=lying[0],
        in_process=lying[1],
        used=flow.used,
        passed_on=flow.passed_on,
        shipped=flow.shipped,
        returned=flow.returned,
        scrapped=flow.scrapped,
        returned_to_supplier=flow.sent_back,
    )


# --- single units ----------------------------------------------------------------------------------------------------


class Departures(NamedTuple):
    """With which shipments units left.

    `lines` are of single units; `shipped` and `returned` count these by the lot that they are in now. `serials` are of what
    left as part of a lot that is affected as a whole, by shipment and lot: the lot's own line counts them.
    """

    lines: list[ShippedLine]
    shipped: Mapping[LotId, Decimal]
    returned: Mapping[LotId, Decimal]
    serials: Mapping[tuple[int, int], list[str]]


def departures(tx: Transaction, reached: Reached) -> Departures:
    """Return where units went."""
    shipped: defaultdict[LotId, Decimal] = defaultdict(Decimal)
    returned: defaultdict[LotId, Decimal] = defaultdict(Decimal)
    whole: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    groups: dict[tuple[Any, ...], tuple[list[str], int]] = {}
    for unit_id, serial, status, *line, unit, place in rows(tx, UNIT_SHIPMENTS, array(reached.every_unit)):
        shipment, lot = line[4], line[7]
        if lot in reached.whole:
            whole[shipment, lot].append(serial)
        elif unit_id in reached.single:
            away = status == UnitStatus.SHIPPED and place == 1
            shipped[reached.single[unit_id]] += ONE
            returned[reached.single[unit_id]] += 0 if away else ONE
            serials, back = groups.get((*line, unit), ([], 0))
            groups[(*line, unit)] = ([*serials, serial], back + (not away))
    lines = [left(key, serials, back) for key, (serials, back) in groups.items()]
    return Departures(lines, shipped, returned, whole)


def left(key: tuple[Any, ...], serials: list[str], back: int) -> ShippedLine:
    """Return the line of single units that left together."""
    *line, unit = key
    values = (*line, Decimal(len(serials)), Decimal(back), unit, in_short(serials))
    return ShippedLine(*values)


def numbered(line: ShippedLine, gone: Departures) -> ShippedLine:
    """Return the line of a whole lot with the serial numbers that left."""
    serials = gone.serials.get((line.shipment_id, line.lot_id))
    return msgspec.structs.replace(line, serials=in_short(serials)) if serials else line


def of_units(units: Sequence[Unit], gone: Departures) -> dict[LotId, Sums]:
    """Return what became of the single units of each lot."""
    counts: defaultdict[LotId, list[Decimal]] = defaultdict(lambda: [ZERO] * len(Sums._fields))
    for unit in units:
        counts[unit.lot_id][MADE] += ONE
        figure = figure_of(unit)
        if figure is not None:
            counts[unit.lot_id][figure] += ONE
    for lot, count in counts.items():
        count[SHIPPED_AT] = gone.shipped.get(lot, ZERO)
        count[RETURNED] = gone.returned.get(lot, ZERO)
    return {lot: Sums(*count) for lot, count in counts.items()}


def figure_of(unit: Unit) -> int | None:
    """Return under which figure a unit counts; what is with customers is told by its shipments."""
    match unit.status:
        case UnitStatus.CONSUMED:
            return USED
        case UnitStatus.SCRAPPED:
            return SCRAPPED
        case UnitStatus.SHIPPED:
            return SENT_BACK if unit.kind == LocationKind.SUPPLIERS else None
        case _:
            inside = {LocationKind.DIFFERENCES: None}
            return inside.get(LocationKind(unit.kind), WORKED if unit.kind in IN_PROCESS else ON_HAND)


def placed(units: Sequence[Unit]) -> list[AffectedPlace]:
    """Return how many single units of which lot lie where in the plant."""
    counts: dict[tuple[Any, ...], int] = {}
    for unit in units:
        if unit.status == UnitStatus.MADE and unit.kind != LocationKind.DIFFERENCES:
            where = (unit.location, unit.location_name, unit.location_name_zh, LocationKind(unit.kind))
            key = (unit.lot_id, unit.lot_no, unit.item_code, *where, unit.unit)
            counts[key] = counts.get(key, 0) + 1
    return [place((*key[:-1], Decimal(count), key[-1])) for key, count in counts.items()]


def by_lot(units: Sequence[Unit]) -> dict[LotId, list[Unit]]:
    """Return units by the lot that they are in."""
    groups: dict[LotId, list[Unit]] = {}
    for unit in units:
        groups.setdefault(unit.lot_id, []).append(unit)
    return groups


def ranges(units: Sequence[Unit]) -> dict[LotId, str]:
    """Return of each lot which single units are meant, as ranges."""
    return {lot: in_short(unit.serial_no for unit in some) for lot, some in by_lot(units).items()}
