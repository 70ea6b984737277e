"""Packs lots, level by level, each package with its number (GS1: GTIN per level; SSCC or serial)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import locations, lots, master_data, packages, posting, units
from veralot_server.modules.genealogy.domain import amounts, edges, numbers, status, words
from veralot_server.modules.genealogy.domain.facts import LotFacts, PlaceFacts, UnitFacts
from veralot_server.modules.genealogy.domain.reasons import require_any
from veralot_shared.contracts.genealogy import (
    EdgeKind,
    MovementKind,
    PackageEntry,
    PackageView,
    PackContentWrong,
    PackLevelUnknown,
    PackLot,
    SerialsWrong,
    StockShort,
)
from veralot_shared.errors import RecordExists, RecordNotFound, ValueNotAllowed
from veralot_shared.ids import PackageId


class Filled(NamedTuple):
    """A package to be made, with what goes into it."""

    package_no: str
    loose: Decimal
    units: Sequence[UnitFacts]
    inner: Sequence[packages.PackageFacts]

    @property
    def quantity(self) -> Decimal:
        """Return how much it holds in all."""
        return self.loose + len(self.units) + sum((package.quantity for package in self.inner), Decimal(0))


@handles(PackLot)
def pack_lot(command: PackLot, tx: Transaction) -> list[PackageView]:
    """Make packages of one level out of loose goods, units or smaller packages of one lot."""
    require_any(command.packages, "packages")
    lot = lots.lock(tx, command.lot_id)
    status.require_usable(lot, tx.today)
    place = locations.Around(tx, [command.location_id]).get(command.location_id)
    level = level_of(tx, lot, command.level)
    require_numbers(
        tx, [(entry.package_no, f"packages[{index}].package_no") for index, entry in enumerate(command.packages)]
    )
    filled = fill(tx, command, lot, place)
    require_full(filled, level)
    require_loose(tx, lot, place, filled)
    new = [
        packages.NewPackage(
            package_no=one.package_no, lot_id=lot.id, level=level.level, gtin=level.gtin, quantity=one.quantity
        )
        for one in filled
    ]
    made = packages.make(tx, new)
    put_in(tx, made, filled)
    facts = [fact for package, one in zip(made, filled, strict=True) for fact in packed(lot, package, one)]
    whole = sum((one.quantity for one in filled), Decimal(0))
    posting.post(tx, MovementKind.PACK, [posting.moved(lot, place.id, place.id, whole)], facts)
    lots.tell(tx, [lot])
    return made


def level_of(tx: Transaction, lot: LotFacts, level: int) -> master_data.PackLevel:
    """Return a pack level of the lot's item. Raises: PackLevelUnknown."""
    known = master_data.pack_levels(tx, lot.item_id)
    found = next((entry for entry in known if entry.level == level), None)
    if found is None:
        raise PackLevelUnknown(item_code=lot.item_code, level=level, levels=[entry.level for entry in known])
    return found


def require_numbers(tx: Transaction, named: Sequence[tuple[str, str]]) -> None:
    """Check new packages' numbers, each with the field that names it. Raises: ValueNotAllowed, RecordExists."""
    taken = packages.taken_numbers(tx, [number for number, _ in named])
    for number, field in named:
        numbers.require_number(number, field)
        if number in taken:
            raise RecordExists(kind="package", key=number, field=field)
        taken.add(number)


def fill(tx: Transaction, command: PackLot, lot: LotFacts, place: PlaceFacts) -> list[Filled]:
    """Return what goes into each package. Raises: RecordNotFound, SerialsWrong, UnitOnHold, QuantityInvalid."""
    unit_ids = [unit_id for entry in command.packages for unit_id in entry.unit_ids]
    inner_ids = [package_id for entry in command.packages for package_id in entry.package_ids]
    inner = packages.facts(tx, inner_ids)
    require_inner(inner, inner_ids, lot, command.level)
    found = units.picked(tx, lot, place, Decimal(len(unit_ids)), unit_ids, "packages") if unit_ids else []
    packed_before = [unit.serial_no for unit in found if unit.package_id is not None]
    if packed_before:
        raise numbers.refused(words.SERIALS_PACKED, packed_before, "packages")
    inside = packages.content(tx, inner_ids)
    status.require_units_free([*found, *inside], "packages")
    units.require_there(inside, [], lot.id, place.id, "packages")
    by_id = {unit.id: unit for unit in found}
    return [
        Filled(
            entry.package_no,
            loose_of(entry, lot, f"packages[{index}].quantity"),
            [by_id[unit_id] for unit_id in entry.unit_ids],
            [inner[package_id] for package_id in entry.package_ids],
        )
        for index, entry in enumerate(command.packages)
    ]


def loose_of(entry: PackageEntry, lot: LotFacts, field: str) -> Decimal:
    """Return how much loose goods go into a package; a quantity beside units or packages only repeats what those are.

    Raises: QuantityInvalid, SerialsWrong.
    """
    if entry.quantity is None or entry.unit_ids or entry.package_ids:
        return Decimal(0)
    if lot.serialised:
        raise SerialsWrong(problem=words.SERIALS_MISSING, serials=[], field=field)
    return amounts.checked(entry.quantity, lot, field=field)


def require_inner(
    inner: dict[PackageId, packages.PackageFacts], inner_ids: Sequence[PackageId], lot: LotFacts, level: int
) -> None:
    """Check that packages to be packed are the lot's, of a smaller level, still here and in no other package.

    Raises: RecordNotFound, ValueNotAllowed.
    """
    for index, package_id in enumerate(inner_ids):
        package = inner.get(package_id)
        if package is None or package.lot_id != lot.id:
            raise RecordNotFound(kind="package", key=str(package_id), field="packages")
        if package.inside_id is not None or package.shipped or package.level >= level:
            raise ValueNotAllowed(value=package.package_no, rule=words.RULE_INNER, field="packages")
        if package_id in inner_ids[:index]:
            raise ValueNotAllowed(value=package.package_no, rule=words.RULE_NAMED_TWICE, field="packages")


def require_full(filled: Sequence[Filled], level: master_data.PackLevel) -> None:
    """Check that each package holds what its level says. Raises: PackContentWrong."""
    for index, one in enumerate(filled):
        if one.quantity != level.contains:
            raise PackContentWrong(
                package_no=one.package_no,
                holds=one.quantity,
                must=Decimal(level.contains),
                field=f"packages[{index}]",
            )


def require_loose(tx: Transaction, lot: LotFacts, place: PlaceFacts, filled: Sequence[Filled]) -> None:
    """Check that what is packed lies there, and that loose goods are not in a package already. Raises: StockShort."""
    whole = sum((one.quantity for one in filled), Decimal(0))
    require_loose_stock(tx, lot, place, whole, sum((one.loose + len(one.units) for one in filled), Decimal(0)))


def require_loose_stock(tx: Transaction, lot: LotFacts, place: PlaceFacts, whole: Decimal, wanted: Decimal) -> None:
    """Check that so much lies at a place, and that so much of the lot is in no package. Raises: StockShort."""
    posting.require_stock(tx, [posting.Demand(lot, place, whole, "packages")])
    there = packages.loose(tx, lot.id)
    if wanted > there:
        raise StockShort(
            lot_no=lot.lot_no, location=place.code, available=there, wanted=wanted, unit=lot.unit, field="packages"
        )


def put_in(tx: Transaction, made: Sequence[PackageView], filled: Sequence[Filled]) -> None:
    """Put units and smaller packages into the packages made."""
    pairs = list(zip(made, filled, strict=True))
    units.pack(
        tx,
        [package.id for package, one in pairs for _ in one.units],
        [unit.id for _, one in pairs for unit in one.units],
    )
    packages.put_inside(
        tx,
        [package.id for package, one in pairs for _ in one.inner],
        [inner.id for _, one in pairs for inner in one.inner],
    )


def packed(lot: LotFacts, package: PackageView, one: Filled) -> list[edges.EdgeFact]:
    """Return the edges into a package: of its units each and of their lot, of loose goods' lot, of smaller packages."""
    kind = EdgeKind.PACKED
    facts = [edges.edge(unit.id, package.id, edges.UNITS, kind, edges.ONE, lot.unit) for unit in one.units]
    if one.units:
        facts.append(edges.edge(lot.id, package.id, edges.LOTS, kind, Decimal(len(one.units)), lot.unit))
    if one.loose:
        facts.append(edges.edge(lot.id, package.id, edges.BOTH, kind, one.loose, lot.unit))
    facts += [edges.edge(inner.id, package.id, edges.BOTH, kind, inner.quantity, lot.unit) for inner in one.inner]
    return facts
