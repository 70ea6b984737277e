"""Packs a lot through several levels at once, ten thousand units like ten (GS1: aggregation)."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import locations, lots, master_data, packages, posting, units
from veralot_server.modules.genealogy.domain import edges, numbers, status, words
from veralot_server.modules.genealogy.domain.facts import LotFacts, PlaceFacts, UnitFacts
from veralot_server.modules.genealogy.handlers.packing import require_loose_stock, require_numbers
from veralot_shared.contracts.genealogy import (
    EdgeKind,
    MovementKind,
    PackageView,
    PackContentWrong,
    PackedView,
    PackInOrder,
    PackLayer,
    PackLevelUnknown,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.rules.serials import runs


class Layer(NamedTuple):
    """A level with the numbers of its packages, and into how many of them the content of one of the next is divided."""

    level: master_data.PackLevel
    package_nos: list[str]
    field: str

    @property
    def quantity(self) -> int:
        """How many pieces its packages hold in all."""
        return self.level.contains * len(self.package_nos)


@handles(PackInOrder)
def pack_in_order(command: PackInOrder, tx: Transaction) -> list[PackedView]:
    """Make the packages of all levels, the outermost first, so that each is made inside its own."""
    lot = lots.lock(tx, command.lot_id)
    status.require_usable(lot, tx.today)
    place = locations.Around(tx, [command.location_id]).get(command.location_id)
    layers = checked_layers(tx, lot, command.layers)
    require_numbers(tx, [(number, layer.field) for layer in layers for number in layer.package_nos])
    whole = Decimal(layers[0].quantity)
    inside = loose_units(tx, command, lot, place, layers[0])
    require_loose_stock(tx, lot, place, whole, whole)
    made = make(tx, lot, layers)
    if inside:
        into = [made[0][index // layers[0].level.contains].id for index in range(len(inside))]
        units.pack(tx, into, [unit.id for unit in inside])
    facts = packed(lot, layers, made, inside)
    posting.post(tx, MovementKind.PACK, [posting.moved(lot, place.id, place.id, whole)], facts)
    lots.tell(tx, [lot])
    return [
        PackedView(
            level=layer.level.level,
            gtin=layer.level.gtin,
            package_nos=list(runs(layer.package_nos)),
            packages=len(layer.package_nos),
            each=Decimal(layer.level.contains),
        )
        for layer in layers
    ]


def checked_layers(tx: Transaction, lot: LotFacts, asked: Sequence[PackLayer]) -> list[Layer]:
    """Return the layers from the smallest level, which all hold the same in full packages.

    Raises: ValueNotAllowed, SerialsWrong, PackLevelUnknown, PackContentWrong.
    """
    if not asked or not all(layer.package_nos for layer in asked):
        raise ValueNotAllowed(value="", rule=words.RULE_LINES, field="layers")
    known = {level.level: level for level in master_data.pack_levels(tx, lot.item_id)}
    layers = []
    for index, layer in enumerate(asked):
        if layer.level not in known:
            raise PackLevelUnknown(item_code=lot.item_code, level=layer.level, levels=list(known))
        field = f"layers[{index}].package_nos"
        layers.append(Layer(known[layer.level], numbers.spelt_out(layer.package_nos, field), field))
    layers.sort(key=lambda layer: layer.level.level)
    for inner, outer in pairwise(layers):
        require_same(inner, outer)
    return layers


def require_same(inner: Layer, outer: Layer) -> None:
    """Check that the packages of a layer fill those of the next, all of them. Raises: ValueNotAllowed, PackContentWrong."""
    if inner.level.level == outer.level.level:
        raise ValueNotAllowed(value=str(outer.level.level), rule=words.RULE_NAMED_TWICE, field="layers")
    divided = outer.level.contains % inner.level.contains == 0
    if not divided or inner.quantity != outer.quantity:
        holds = inner.quantity - (len(outer.package_nos) - 1) * outer.level.contains
        raise PackContentWrong(
            package_no=outer.package_nos[-1],
            holds=Decimal(holds if divided else inner.level.contains),
            must=Decimal(outer.level.contains),
            field=outer.field,
        )


def loose_units(
    tx: Transaction, command: PackInOrder, lot: LotFacts, place: PlaceFacts, layer: Layer
) -> list[UnitFacts]:
    """Return the units that are packed, in order; of a lot without units, none.

    Raises: SerialsWrong, UnitOnHold, PackContentWrong.
    """
    named = numbers.spelt_out(command.serials)
    if not lot.serialised:
        if named:
            raise numbers.refused(words.SERIALS_UNWANTED, named)
        return []
    lying = [unit for unit in units.lying(tx, lot, place) if unit.package_id is None]
    found = in_order(lying, named) if named else lying
    status.require_units_free(found, "serials")
    if len(found) != layer.quantity:
        holds = len(found) - (len(layer.package_nos) - 1) * layer.level.contains
        raise PackContentWrong(
            package_no=layer.package_nos[-1],
            holds=Decimal(max(holds, 0)),
            must=Decimal(layer.level.contains),
            field=layer.field,
        )
    return found


def in_order(lying: Sequence[UnitFacts], named: Sequence[str]) -> list[UnitFacts]:
    """Return the units of these serial numbers. Raises: SerialsWrong."""
    numbers.require_unlike(named)
    by_serial = {unit.serial_no: unit for unit in lying}
    missing = [serial for serial in named if serial not in by_serial]
    if missing:
        raise numbers.refused(words.SERIALS_NOT_LOOSE, missing)
    return [by_serial[serial] for serial in named]


def make(tx: Transaction, lot: LotFacts, layers: Sequence[Layer]) -> list[list[PackageView]]:
    """Write the packages of each layer, each inside the one of the next that it goes into; one statement a layer."""
    made: list[list[PackageView]] = []
    for place in reversed(range(len(layers))):
        layer = layers[place]
        share = layers[place + 1].level.contains // layer.level.contains if made else 0
        new = [
            packages.NewPackage(
                package_no=number,
                lot_id=lot.id,
                level=layer.level.level,
                gtin=layer.level.gtin,
                quantity=Decimal(layer.level.contains),
                inside_id=made[0][index // share].id if made else None,
            )
            for index, number in enumerate(layer.package_nos)
        ]
        made.insert(0, packages.make(tx, new))
    return made


def packed(
    lot: LotFacts, layers: Sequence[Layer], made: Sequence[Sequence[PackageView]], inside: Sequence[UnitFacts]
) -> list[edges.EdgeFact]:
    """Return the edges into the packages: of units each and of their lot, and of smaller packages."""
    kind, each = EdgeKind.PACKED, layers[0].level.contains
    facts = [
        edges.edge(unit.id, made[0][index // each].id, edges.UNITS, kind, edges.ONE, lot.unit)
        for index, unit in enumerate(inside)
    ]
    scope = edges.LOTS if inside else edges.BOTH
    facts += [edges.edge(lot.id, package.id, scope, kind, package.quantity, lot.unit) for package in made[0]]
    facts += [
        edges.edge(package.id, package.inside_id, edges.BOTH, kind, package.quantity, lot.unit)
        for row in made
        for package in row
        if package.inside_id is not None
    ]
    return facts
