"""What became of a lot: the units that have a part of it in them, and where they are."""

from collections import defaultdict
from dataclasses import dataclass

from scripts.demo_plant import places
from scripts.demo_plant.ledger import Leg, Lot, Posted
from scripts.demo_plant.plant import Plant
from veralot_shared.contracts.genealogy.states import MovementKind

_K = MovementKind
_PASSES_ON = frozenset({_K.DRAW, _K.SPLIT, _K.MERGE, _K.CONSUME})

Node = tuple[str, str, bool]
"""Item, number, and whether it is the serial number of a unit rather than a lot number."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a unit is: its lot, its place, and who has it once it is shipped."""

    lot: Lot
    place: str
    consignee: str


def descendants(plant: Plant, lot: Lot) -> set[Node]:
    """Return every lot and unit that has a part of the lot in it, itself included, as finely as the books know."""
    becomes: defaultdict[Node, set[Node]] = defaultdict(set)
    for posted in plant.ledger.posted:
        if posted.head.kind in _PASSES_ON:
            for source, target in _edges(posted.leg):
                becomes[source].add(target)
    found: set[Node] = set()
    frontier = {_lot_node(lot)}
    while frontier:
        found |= frontier
        frontier = {target for node in frontier for target in becomes[node]} - found
    return found


def _edges(leg: Leg) -> list[tuple[Node, Node]]:
    source, target = _lot_node(leg.lot), _lot_node(leg.to_lot) if leg.to_lot else None
    if target is None or (leg.serials and not leg.into_serials):
        return []  # a serialised lot's units keep their numbers, whatever lot they are drawn into
    units = [(target[0], serial, True) for serial in leg.into_serials]
    if leg.serials:
        return list(zip([(source[0], serial, True) for serial in leg.serials], units, strict=True))
    return [(source, unit) for unit in units] or [(source, target)]


def _lot_node(lot: Lot) -> Node:
    return lot.item.code, lot.lot_no, False


def whereabouts(plant: Plant, item: str) -> dict[str, Whereabouts]:
    """Return where every unit of an item is."""
    consignees = {
        serial: posted.head.partner
        for posted in plant.ledger.posted
        if posted.head.kind is _K.SHIP and posted.leg.lot.item.code == item
        for serial in posted.leg.serials
    }
    return {
        serial: Whereabouts(lot, place, consignees.get(serial, "") if place == places.CUSTOMERS else "")
        for lot in plant.ledger.lots.values()
        if lot.item.code == item
        for serial, place in lot.units.items()
    }


def shipment_of(plant: Plant, item: str, serial: str) -> Posted:
    """Return the line that shipped a unit last."""
    return next(
        posted
        for posted in reversed(plant.ledger.posted)
        if posted.head.kind is _K.SHIP and posted.leg.lot.item.code == item and serial in posted.leg.serials
    )
