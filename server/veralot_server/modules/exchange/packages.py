"""Packages: packed, put into larger ones, shipped and taken back with everything in them."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from veralot_server.modules.exchange.lots import Line, LotBook
from veralot_server.modules.exchange.shelves import Memo
from veralot_server.modules.exchange.terms import SHOWN_SERIALS
from veralot_server.modules.exchange.world import Package, Unit, World
from veralot_server.modules.genealogy.domain.edges import BOTH, LOTS, ONE, UNITS, EdgeFact, edge
from veralot_shared.contracts.exchange import ReferenceUnknown
from veralot_shared.contracts.genealogy import EdgeKind, PackContentWrong, PackLevelUnknown, SerialsWrong
from veralot_shared.errors import RecordExists, ValueNotAllowed
from veralot_shared.i18n import N_

PACKAGE: Final = N_("package")
NOT_INSIDE: Final = N_("These units are not in this package")
LARGER: Final = N_("A package lies in a larger package of the same lot.")


class Packed(NamedTuple):
    """A package in a packing: made by it, or only put into a larger one."""

    line: Line
    package: Package
    units: Sequence[Unit]
    made: bool


class PackageBook:
    """Makes packages and follows them."""

    def __init__(self, world: World, lots: LotBook, taken: Memo) -> None:
        """Work in a world; `taken` are package numbers of the database."""
        self._world, self._lots, self._taken = world, lots, taken

    # --- packing

    def pack(self, line: Line, units: Sequence[Unit]) -> Packed | None:
        """Return the package that a row makes, or puts into a larger one; what is wrong is noted."""
        row = line.row
        number, level = row.package_no or "", row.package_level or 0
        known = line.terms.item.levels.get(level)
        if known is None:
            levels = sorted(line.terms.item.levels)
            error = PackLevelUnknown(item_code=line.terms.item.code, level=level, levels=levels)
            self._lots.object(line.lot.key, row.place, error, "package_level", level)
            return None
        package = self._world.packages.get(number)
        made = package is None
        if package is None and number not in self._taken:
            package = Package(self._world.number(), number, line.lot.node, level, known.gtin, line.terms.quantity)
            self._world.packages.put(number, package)
            self._check(line, package, Decimal(known.contains), package.quantity)
        elif package is None or package.inside or not row.inside_package or package.lot != line.lot.node:
            self._lots.object(line.lot.key, row.place, RecordExists(kind=PACKAGE, key=number), "package_no", number)
            return None
        self._put_inside(line, package)
        for unit in units:
            unit.package = package.name
            unit.changed = True
            self._world.keep(unit)
        return Packed(line, package, units, made)

    def require_full(self, packed: Iterable[Packed]) -> None:
        """Note new packages of a serialised item whose units are not all named, once all smaller packages are known."""
        for line, package, units, made in packed:
            holds = package.content + len(units)
            if made and line.terms.item.serialised and holds != package.quantity:
                error = PackContentWrong(package_no=package.package_no, holds=holds, must=package.quantity)
                self._lots.object(line.lot.key, line.row.place, error, "serials", line.row.quantity)

    def _put_inside(self, line: Line, package: Package) -> None:
        """Put a package into the larger one that its row names."""
        number = line.row.inside_package
        outer = self.find(line, number, "inside_package") if number else None
        if outer is None:
            return
        if outer.lot != line.lot.node or outer.level <= package.level:
            error = ValueNotAllowed(value=outer.package_no, rule=LARGER)
            self._lots.object(line.lot.key, line.row.place, error, "inside_package", number)
            return
        outer.content += package.quantity
        self._check(line, outer, outer.quantity, outer.content)
        package.inside, package.changed = outer.name, True

    def _check(self, line: Line, package: Package, most: Decimal, holds: Decimal) -> None:
        """Note a package that holds more than it can."""
        if holds > most:
            error = PackContentWrong(package_no=package.package_no, holds=holds, must=most)
            self._lots.object(line.lot.key, line.row.place, error, "quantity", line.row.quantity)

    # --- following

    def find(self, line: Line, number: str, column: str) -> Package | None:
        """Return a package; one that is nowhere is noted."""
        package = self._world.packages.get(number)
        if package is None:
            error = ReferenceUnknown(kind=PACKAGE, value=number)
            self._lots.object(line.lot.key, line.row.place, error, column, number)
        return package

    def whole(self, line: Line) -> Package | None:
        """Return the package that a row ships or takes back: one of its lot, with just what the row says is in it."""
        number = line.row.package_no
        package = self.find(line, number, "package_no") if number else None
        if package is None:
            return None
        holds = package.quantity if package.lot == line.lot.node else Decimal(0)
        if holds != line.terms.quantity:
            error = PackContentWrong(package_no=package.package_no, holds=holds, must=line.terms.quantity)
            self._lots.object(line.lot.key, line.row.place, error, "quantity", line.row.quantity)
        return package

    def require_inside(self, line: Line, package: Package, units: Sequence[Unit]) -> None:
        """Note units that a row names but that are not in its package."""
        strange = [unit.serial_no for unit in units if package not in self._around(unit)]
        if strange:
            error = SerialsWrong(problem=NOT_INSIDE, serials=strange[:SHOWN_SERIALS])
            self._lots.object(line.lot.key, line.row.place, error, "serials", " ".join(strange[:SHOWN_SERIALS]))

    def _around(self, unit: Unit) -> Iterator[Package]:
        """Return the package of a unit and those around it."""
        inside = unit.package
        while inside is not None and (package := self._world.packages.get(inside.package_no)):
            yield package
            inside = package.inside


def packing(packed: Iterable[Packed]) -> Iterator[EdgeFact]:
    """Return the edges of one packing, which stand once all its packages are known: what each holds directly.

    The lot stands behind a package by what lies in it loose or as named units, not by what smaller packages bring.
    """
    for line, package, units, made in packed:
        unit = line.terms.item.unit
        loose = package.quantity - package.content
        if made and loose > 0:
            yield edge(line.lot.node, package.node, LOTS if units else BOTH, EdgeKind.PACKED, loose, unit)
        for one in units:
            yield edge(one.node, package.node, UNITS, EdgeKind.PACKED, ONE, unit)
        if package.inside is not None:
            yield edge(package.node, package.inside.node, BOTH, EdgeKind.PACKED, package.quantity, unit)
