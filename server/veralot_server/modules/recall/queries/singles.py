"""Makes figures of single units, whose lot as a whole is not affected, from where each of them is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall.domain.figures import ZERO, Sums
from veralot_server.modules.recall.domain.serials import in_short
from veralot_server.modules.recall.queries.statements import UNIT_SHIPMENTS, UNITS_BY_ID, array
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


def units(tx: Transaction, reached: Reached) -> list[Unit]:
    """Return the single units."""
    if not reached.single:
        return []
    return [Unit(*row) for row in tx.wire.execute(UNITS_BY_ID, {"ids": array(reached.single)})]


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
    groups: defaultdict[tuple[Any, ...], list[tuple[str, bool]]] = defaultdict(list)
    every = array(reached.every_unit)
    found = tx.wire.execute(UNIT_SHIPMENTS, {"ids": every}).fetchall() if reached.units else []
    for unit_id, serial, status, *line, unit, place in found:
        shipment, lot = line[4], line[7]
        if lot in reached.whole:
            whole[shipment, lot].append(serial)
        elif unit_id in reached.single:
            away = status == UnitStatus.SHIPPED and place == 1
            shipped[reached.single[unit_id]] += ONE
            returned[reached.single[unit_id]] += 0 if away else ONE
            groups[(*line, unit)].append((serial, away))
    lines = [left(key, some) for key, some in groups.items()]
    return Departures(lines, shipped, returned, whole)


def left(key: tuple[Any, ...], some: Sequence[tuple[str, bool]]) -> ShippedLine:
    """Return the line of single units that left together; of each its serial number, and whether it is still away."""
    *line, unit = key
    back = sum(not away for _, away in some)
    values = (*line, Decimal(len(some)), Decimal(back), unit, in_short(serial for serial, _ in some))
    return ShippedLine(*values)


def sums(units: Sequence[Unit], gone: Departures) -> dict[LotId, Sums]:
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


def places(units: Sequence[Unit]) -> list[AffectedPlace]:
    """Return how many single units of which lot lie where in the plant."""
    counts: dict[tuple[Any, ...], int] = {}
    for unit in units:
        if unit.status == UnitStatus.MADE and unit.kind != LocationKind.DIFFERENCES:
            where = (unit.location, unit.location_name, unit.location_name_zh, LocationKind(unit.kind))
            key = (unit.lot_id, unit.lot_no, unit.item_code, *where, unit.unit)
            counts[key] = counts.get(key, 0) + 1
    return [placed(key, count) for key, count in counts.items()]


def placed(key: tuple[Any, ...], count: int) -> AffectedPlace:
    """Return where so many single units of a lot lie."""
    lot_id, lot_no, item_code, code, name, name_zh, kind, unit = key
    return AffectedPlace(lot_id, lot_no, item_code, code, name, name_zh, kind, Decimal(count), unit)


def by_lot(units: Sequence[Unit]) -> dict[LotId, list[Unit]]:
    """Return units by the lot that they are in."""
    groups: dict[LotId, list[Unit]] = {}
    for unit in units:
        groups.setdefault(unit.lot_id, []).append(unit)
    return groups


def ranges(units: Sequence[Unit]) -> dict[LotId, str]:
    """Return of each lot which single units are meant, as ranges."""
    return {lot: in_short(unit.serial_no for unit in some) for lot, some in by_lot(units).items()}


def held(units: Sequence[Unit]) -> dict[LotId, int]:
    """Return of each lot how many holds lie on its single units."""
    return {lot: sum(unit.held for unit in some) for lot, some in by_lot(units).items()}
