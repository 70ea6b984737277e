"""Fills containers, takes out of them, divides and empties them."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.warehouse import carrying, containers, contents, handlings, spots
from veralot_server.modules.warehouse.containers import ContainerFacts
from veralot_server.modules.warehouse.contents import LotFacts
from veralot_server.modules.warehouse.domain import numbers
from veralot_server.modules.warehouse.handlers.making import make
from veralot_server.modules.warehouse.handlings import Line
from veralot_shared.contracts.genealogy import TransferLine, TransferLots
from veralot_shared.contracts.warehouse import (
    ContainerShort,
    ContainerView,
    ContentLine,
    EmptyContainer,
    FillContainer,
    HandlingKind,
    LooseShort,
    SplitContainer,
    TakeOut,
    UnitsElsewhere,
)
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.ids import ContainerId, LocationId, LotId, UnitId

# --- putting in ------------------------------------------------------------------------------------------------------


@handles(FillContainer)
def fill_container(command: FillContainer, tx: Transaction) -> ContainerView:
    """Put loose stock and other containers into a container."""
    require_something(command.lines, command.container_ids)
    target = containers.lock(tx, command.container_id)
    lots = named_lots(tx, command.lines)
    for lot in lots.values():
        containers.require_kept_for(target, lot)
    bring(tx, command, target, lots)
    lines = [line for entry in checked(command.lines, lots) for line in loose_lines(tx, entry, lots, target)]
    handlings.write(tx, HandlingKind.FILLED, lines=lines)
    carrying.nest(tx, command.container_ids, target)
    containers.tell(tx, [target.id, *command.container_ids])
    return containers.view(tx, target.id)


def bring(tx: Transaction, command: FillContainer, target: ContainerFacts, lots: dict[LotId, LotFacts]) -> None:
    """Bring stock from another place, by the genealogy's own movement. Raises: LooseShort, RecordNotFound."""
    source = command.location_id
    if source is None or source == target.location_id or not command.lines:
        return
    spots.get(tx, source)
    for entry in command.lines:
        require_loose(tx, entry, lots[entry.lot_id], source)
    lines = [
        TransferLine(
            lot_id=entry.lot_id,
            location_id=source,
            target_id=target.place,
            quantity=entry.quantity,
            unit_ids=units_there(tx, entry, lots[entry.lot_id], source),
        )
        for entry in command.lines
    ]
    tx.call(TransferLots(lines=lines, document_no=target.container_no))


def loose_lines(tx: Transaction, entry: ContentLine, lots: dict[LotId, LotFacts], target: ContainerFacts) -> list[Line]:
    """Return the lines that put loose stock into a container. Raises: LooseShort, UnitsElsewhere."""
    lot = lots[entry.lot_id]
    require_loose(tx, entry, lot, target.place)
    return contents.lines_of(lot, entry.quantity, units_there(tx, entry, lot, target.place), target=target.id)


def require_loose(tx: Transaction, entry: ContentLine, lot: LotFacts, location_id: LocationId) -> None:
    """Check that so much of a lot lies loose at a place. Raises: LooseShort."""
    free = contents.loose(tx, lot.id, location_id)
    if entry.quantity > free:
        raise LooseShort(
            lot_no=lot.lot_no,
            location=spots.get(tx, location_id).code,
            available=free,
            wanted=entry.quantity,
            unit=lot.unit,
            containers=containers.holding(tx, lot.id, location_id) or ["-"],
        )


def units_there(tx: Transaction, entry: ContentLine, lot: LotFacts, location_id: LocationId) -> list[UnitId]:
    """Return the units of a serialised lot that go: those named, or all that lie loose there. Raises: UnitsElsewhere."""
    return chosen(tx, entry, contents.loose_units(tx, lot.id, location_id)) if lot.serialised else []


def chosen(tx: Transaction, entry: ContentLine, there: Sequence[UnitId]) -> list[UnitId]:
    """Return the units named, or all that are there where that is the quantity. Raises: UnitsElsewhere, ValueNotAllowed."""
    wanted = entry.unit_ids or contents.units_named(tx, entry.lot_id, entry.serials) or there
    if len(wanted) != entry.quantity:
        raise ValueNotAllowed(value=str(entry.quantity), rule=numbers.UNITS_RULE, field="lines")
    missing = set(wanted) - set(there)
    if missing or len(set(wanted)) != len(wanted):
        raise UnitsElsewhere(serials=contents.serials(tx, sorted(missing or wanted)))
    return list(wanted)


# --- taking out ------------------------------------------------------------------------------------------------------


@handles(TakeOut)
def take_out(command: TakeOut, tx: Transaction) -> ContainerView:
    """Take stock and containers out; they stay at the place."""
    require_something(command.lines, command.container_ids)
    source = containers.lock(tx, command.container_id)
    lines = out_lines(tx, command.lines, source, None)
    inner = inside(tx, command.container_ids, source)
    containers.put_inside(tx, inner, None)
    handlings.write(tx, HandlingKind.TAKEN_OUT, lines=lines, stood=inner)
    carrying.require_room(tx, source.place)
    containers.tell(tx, [source.id, *inner])
    return containers.view(tx, source.id)


@handles(SplitContainer)
def split_container(command: SplitContainer, tx: Transaction) -> ContainerView:
    """Put part of a container's content into another one."""
    require_something(command.lines, command.container_ids)
    source = containers.lock(tx, command.container_id)
    target = containers.lock(tx, split_target(command, source, tx), "target_id")
    lots = named_lots(tx, command.lines)
    for lot in lots.values():
        containers.require_kept_for(target, lot)
    if target.location_id != source.location_id:
        raise ValueNotAllowed(value=target.container_no, rule=numbers.NOT_HERE_RULE, field="target_id")
    lines = out_lines(tx, command.lines, source, target.id)
    inner = inside(tx, command.container_ids, source)
    handlings.write(tx, HandlingKind.REPACKED, lines=lines)
    carrying.nest(tx, inner, target)
    carrying.require_room(tx, source.place)
    containers.tell(tx, [source.id, target.id, *inner])
    return containers.view(tx, target.id)


def split_target(command: SplitContainer, source: ContainerFacts, tx: Transaction) -> ContainerId:
    """Return the container named, or a new one of the same kind beside the divided one."""
    if command.target_id == source.id:
        raise ValueNotAllowed(value=source.container_no, rule=numbers.SAME_CONTAINER_RULE, field="target_id")
    if command.target_id is not None:
        return command.target_id
    return make(tx, source.kind, source.place, source.customer_id, command.container_no)[0]


@handles(EmptyContainer)
def empty_container(command: EmptyContainer, tx: Transaction) -> ContainerView:
    """Empty a container as a whole, with those within where that is asked for."""
    one = containers.lock(tx, command.container_id)
    everything = containers.within(tx, [one.id])
    emptied = list(everything) if command.within else [one.id]
    lines = contents.all_of(contents.held(tx, emptied))
    loosened = [each.id for each in everything.values() if each.inside_id in emptied]
    containers.put_inside(tx, loosened, None)
    handlings.write(tx, HandlingKind.EMPTIED, lines=lines, stood=loosened)
    carrying.require_room(tx, one.place)
    containers.tell(tx, [one.id, *loosened])
    return containers.view(tx, one.id)


def out_lines(
    tx: Transaction, entries: Sequence[ContentLine], source: ContainerFacts, target: ContainerId | None
) -> list[Line]:
    """Return the lines that take stock out of a container. Raises: RecordNotFound, ContainerShort, UnitsElsewhere."""
    lots = named_lots(tx, entries)
    there = {row.lot_id: row for row in contents.held(tx, [source.id])}
    lines: list[Line] = []
    for entry in checked(entries, lots):
        lot, row = lots[entry.lot_id], there.get(entry.lot_id)
        available = row.quantity if row else Decimal(0)
        if row is None or entry.quantity > available:
            raise ContainerShort(
                container_no=source.container_no,
                lot_no=lot.lot_no,
                available=available,
                wanted=entry.quantity,
                unit=lot.unit,
            )
        unit_ids = chosen(tx, entry, row.unit_ids) if lot.serialised else []
        lines += contents.lines_of(lot, entry.quantity, unit_ids, source=source.id, target=target)
    return lines


def inside(tx: Transaction, container_ids: Sequence[ContainerId], outer: ContainerFacts) -> list[ContainerId]:
    """Return containers that are right within another. Raises: RecordNotFound, ContainerClosed."""
    found = containers.locked(tx, container_ids, "container_ids")
    for one in found.values():
        if one.inside_id != outer.id:
            raise RecordNotFound(kind="container", key=one.container_no, field="container_ids")
    return list(found)


# --- what is named ---------------------------------------------------------------------------------------------------


def require_something(lines: Sequence[ContentLine], container_ids: Sequence[ContainerId]) -> None:
    """Check that anything is named. Raises: ValueNotAllowed."""
    if not lines and not container_ids:
        raise ValueNotAllowed(value="", rule=numbers.LINES_RULE, field="lines")


def named_lots(tx: Transaction, lines: Sequence[ContentLine]) -> dict[LotId, LotFacts]:
    """Return the lots that lines name. Raises: RecordNotFound."""
    found = contents.lots(tx, (line.lot_id for line in lines))
    for line in lines:
        if line.lot_id not in found:
            raise RecordNotFound(kind="lot", key=str(line.lot_id), field="lines")
    return found


def checked(entries: Sequence[ContentLine], lots: dict[LotId, LotFacts]) -> list[ContentLine]:
    """Return the lines, each lot once and in steps of its smallest quantity. Raises: ValueNotAllowed."""
    seen: defaultdict[LotId, int] = defaultdict(int)
    for index, entry in enumerate(entries):
        lot, field = lots[entry.lot_id], f"lines[{index}].quantity"
        seen[entry.lot_id] += 1
        if seen[entry.lot_id] > 1:
            raise ValueNotAllowed(value=lot.lot_no, rule=numbers.TWICE_RULE, field=f"lines[{index}].lot_id")
        if not entry.quantity.is_finite() or entry.quantity <= 0:
            raise ValueNotAllowed(value=str(entry.quantity), rule=numbers.POSITIVE_RULE, field=field)
        if entry.quantity % lot.quantum:
            raise ValueNotAllowed(value=str(entry.quantity), rule=numbers.QUANTUM_RULE, field=field)
    return list(entries)
