"""Carries containers with everything in them: the stock by the genealogy's own movement, the containers with it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from veralot_server.core.transaction import Transaction
from veralot_server.modules.warehouse import containers, contents, following, goods, handlings, spots
from veralot_server.modules.warehouse.containers import ContainerFacts
from veralot_server.modules.warehouse.domain import fit, numbers
from veralot_server.modules.warehouse.domain.facts import Spot
from veralot_shared.contracts.genealogy import TransferLine, TransferLots
from veralot_shared.contracts.warehouse import ContainerLoop, HandlingKind
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import ContainerId, LocationId, LotId, UnitId


def nest(tx: Transaction, container_ids: Sequence[ContainerId], outer: ContainerFacts, reason: str = "") -> None:
    """Put containers into another one, with everything in them; those that stand elsewhere are brought there.

    Raises:
        ContainerLoop: one would be within itself.
        ContainerOfCustomer: the outer one is kept for another customer than something in them belongs to.
    """
    if not container_ids:
        return
    everything = containers.within(tx, container_ids)
    if outer.id in everything:
        inner = everything[container_ids[0]]
        raise ContainerLoop(container_no=inner.container_no, inside_no=outer.container_no)
    rows = contents.held(tx, everything)
    for lot in contents.lots(tx, (row.lot_id for row in rows)).values():
        containers.require_kept_for(outer, lot)
    containers.put_inside(tx, container_ids, outer.id)
    bring(tx, list(everything.values()), outer.place, outer.container_no, reason)
    handlings.write(tx, HandlingKind.MOVED, stood=everything, reason=reason)


def require_room(tx: Transaction, location_id: LocationId) -> None:
    """Check that a place holds no more than it has room for. Raises: PlaceFull."""
    following.require_room(spots.get(tx, location_id))


def require_fit(tx: Transaction, everything: Iterable[ContainerFacts], spot: Spot) -> None:
    """Check that a container with everything in it may stand at a place.

    Raises:
        CodedError: what keeps it away, as the dry answer says it.
    """
    coming = goods.facts(tx, (row.lot_id for row in contents.held(tx, [one.id for one in everything])))
    lying = goods.lying(tx, [spot.id]).get(spot.id, [])
    found = fit.problems(list(coming.values()), spot, spots.without(lying, list(coming.values())), 1)
    if found:
        raise found[0]


def bring(
    tx: Transaction, everything: Sequence[ContainerFacts], target: LocationId, document_no: str, reason: str
) -> None:
    """Bring containers and what is in them to a place by one movement; what stands there already stays."""
    going = [one for one in everything if one.location_id != target]
    if not going:
        return
    lines = transfer_lines(tx, going, target)
    containers.put(tx, [one.id for one in going], target)
    if lines:
        tx.call(TransferLots(lines=lines, document_no=document_no, reason=reason))


def transfer_lines(tx: Transaction, going: Sequence[ContainerFacts], target: LocationId) -> list[TransferLine]:
    """Return the movement's lines: of each lot at each place what is in the containers, with its units."""
    places = {one.id: one.place for one in going}
    quantities: defaultdict[tuple[LotId, LocationId], Decimal] = defaultdict(Decimal)
    units: defaultdict[tuple[LotId, LocationId], list[UnitId]] = defaultdict(list)
    for row in contents.held(tx, places):
        key = (row.lot_id, places[row.container_id])
        quantities[key] += row.quantity
        units[key] += row.unit_ids
    return [
        TransferLine(
            lot_id=lot_id, location_id=place, target_id=target, quantity=quantity, unit_ids=units[lot_id, place]
        )
        for (lot_id, place), quantity in sorted(quantities.items())
    ]


def require_outermost(found: Iterable[ContainerFacts], field: str) -> None:
    """Check that nothing holds containers that leave. Raises: ValueNotAllowed."""
    for one in found:
        if one.inside_id is not None:
            raise ValueNotAllowed(value=one.container_no, rule=numbers.SHIPMENT_RULE, field=field)
