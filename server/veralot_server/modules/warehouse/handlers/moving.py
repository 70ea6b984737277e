"""Moves containers with everything in them, and ships them."""

from collections import defaultdict
from decimal import Decimal

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.warehouse import carrying, containers, contents, following, handlings, spots
from veralot_server.modules.warehouse.containers import ContainerFacts
from veralot_server.modules.warehouse.contents import Held
from veralot_server.modules.warehouse.domain import numbers
from veralot_shared.contracts.genealogy import ShipLine, ShipLots, ShipmentView
from veralot_shared.contracts.warehouse import (
    ContainerShippedElsewhere,
    ContainerState,
    ContainerView,
    HandlingKind,
    MoveContainer,
    ShipContainers,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import ContainerId, LocationId, LotId, UnitId

# --- moving ----------------------------------------------------------------------------------------------------------


@handles(MoveContainer)
def move_container(command: MoveContainer, tx: Transaction) -> ContainerView:
    """Move a container to a place or into another container, with everything in it."""
    if (command.location_id is None) == (command.inside_id is None):
        raise ValueNotAllowed(value="", rule=numbers.TARGET_RULE, field="location_id")
    if command.reason:
        tx.because(command.reason)
    one = containers.lock(tx, command.container_id)
    if command.location_id is not None:
        to_place(tx, one, command.location_id, command.reason)
    elif command.inside_id is not None:
        into(tx, one, command.inside_id, command.reason)
    containers.tell(tx, containers.within(tx, [one.id]))
    return containers.view(tx, one.id)


def to_place(tx: Transaction, one: ContainerFacts, location_id: LocationId, reason: str) -> None:
    """Stand a container at a place, out of whatever held it. Raises: as MoveContainer."""
    spot = spots.get(tx, location_id)
    everything = containers.within(tx, [one.id])
    if one.location_id == spot.id and one.inside_id is None:
        raise ValueNotAllowed(value=spot.code, rule=numbers.SAME_PLACE_RULE, field="location_id")
    if one.location_id != spot.id:
        carrying.require_fit(tx, everything.values(), spot)
    containers.put_inside(tx, [one.id], None)
    carrying.bring(tx, list(everything.values()), spot.id, one.container_no, reason)
    handlings.write(tx, HandlingKind.MOVED, stood=everything, reason=reason)
    following.require_room(spots.get(tx, spot.id))


def into(tx: Transaction, one: ContainerFacts, inside_id: ContainerId, reason: str) -> None:
    """Put a container into another. Raises: as MoveContainer."""
    outer = containers.lock(tx, inside_id, "inside_id")
    if one.inside_id == outer.id:
        raise ValueNotAllowed(value=outer.container_no, rule=numbers.SAME_PLACE_RULE, field="inside_id")
    carrying.nest(tx, [one.id], outer, reason)


# --- shipping --------------------------------------------------------------------------------------------------------


@handles(ShipContainers)
def ship_containers(command: ShipContainers, tx: Transaction) -> ShipmentView:
    """Ship containers: what is in them leaves by the genealogy's own shipment, the containers with it."""
    if not command.container_ids:
        raise ValueNotAllowed(value="", rule=numbers.LINES_RULE, field="container_ids")
    roots = containers.locked(tx, command.container_ids, "container_ids")
    carrying.require_outermost(roots.values(), "container_ids")
    everything = containers.within(tx, roots)
    for one in everything.values():
        require_for(one, command, tx)
    rows = contents.held(tx, everything)
    if not rows:
        raise ValueNotAllowed(value="", rule=numbers.EMPTY_RULE, field="container_ids")
    lines = ship_lines(tx, rows, everything)
    handlings.write(tx, HandlingKind.SHIPPED, lines=contents.all_of(rows))
    shipment = tx.call(ShipLots(shipment_no=command.shipment_no, customer_id=command.customer_id, lines=lines))
    containers.close(tx, everything, ContainerState.SHIPPED)
    handlings.write(tx, HandlingKind.SHIPPED, stood=everything, reason=command.shipment_no)
    containers.tell(tx, everything)
    return shipment


RECEIVER = "SELECT name, name_zh FROM items_partner WHERE id = %s AND (%s::bigint IS NULL OR id = %s)"


def require_for(one: ContainerFacts, command: ShipContainers, tx: Transaction) -> None:
    """Check that a container is not kept for another customer. Raises: RecordNotFound, ContainerShippedElsewhere."""
    if one.customer_id is None or one.customer_id == command.customer_id:
        return
    scope = tx.actor.customer_id
    row = tx.wire.execute(RECEIVER, (command.customer_id, scope, scope)).fetchone()
    receiver, receiver_zh = tx.found(row, "customer", command.customer_id)
    raise ContainerShippedElsewhere(
        container_no=one.container_no,
        customer=one.customer or "",
        customer_zh=one.customer_zh or "",
        receiver=receiver,
        receiver_zh=receiver_zh,
    )


ROOTS = """
WITH RECURSIVE up(unit_id, id, inside_id) AS (
    SELECT u.id, p.id, p.inside_id FROM genealogy_unit u JOIN genealogy_package p ON p.id = u.package_id
    WHERE u.id = ANY(%(ids)s)
    UNION ALL
    SELECT up.unit_id, p.id, p.inside_id FROM up JOIN genealogy_package p ON p.id = up.inside_id
)
SELECT unit_id, id FROM up WHERE inside_id IS NULL
"""
"""The outermost package of each unit that is packed."""


def ship_lines(tx: Transaction, rows: list[Held], everything: dict[ContainerId, ContainerFacts]) -> list[ShipLine]:
    """Return the shipment's lines: of each lot at each place what is in the containers, its packages whole."""
    packages = dict(tx.wire.execute(ROOTS, {"ids": [unit for row in rows for unit in row.unit_ids]}).fetchall())
    quantities: defaultdict[tuple[LotId, LocationId], Decimal] = defaultdict(Decimal)
    units: defaultdict[tuple[LotId, LocationId], list[UnitId]] = defaultdict(list)
    for row in rows:
        key = (row.lot_id, everything[row.container_id].place)
        quantities[key] += row.quantity
        units[key] += row.unit_ids
    return [
        ShipLine(
            lot_id=lot_id,
            location_id=place,
            quantity=quantity,
            unit_ids=[unit for unit in units[lot_id, place] if unit not in packages],
            package_ids=sorted({packages[unit] for unit in units[lot_id, place] if unit in packages}),
        )
        for (lot_id, place), quantity in sorted(quantities.items())
    ]
