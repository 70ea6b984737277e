"""Serialised units: made, moved, taken up. A unit is always in one lot, at one place, and known by its number."""

from collections.abc import Iterable
from typing import Final

from veralot_server.modules.exchange.lots import Line, LotBook
from veralot_server.modules.exchange.serials import Serials
from veralot_server.modules.exchange.terms import SHOWN_SERIALS
from veralot_server.modules.exchange.world import Lot, Unit, World
from veralot_server.modules.genealogy.domain import words
from veralot_shared.contracts.genealogy import LocationKind, MovementKind, SerialsWrong, UnitStatus

MAKING: Final = frozenset({MovementKind.RECEIPT, MovementKind.PRODUCE})


class UnitBook:
    """Makes units and moves them."""

    def __init__(self, world: World, lots: LotBook) -> None:
        """Work in a world."""
        self._world, self._lots = world, lots

    def move(self, line: Line) -> list[Unit]:
        """Return the units of a row, made or moved by it; those that cannot be are noted and left out."""
        if not line.row.serials.runs:
            return []
        return self._made(line) if line.row.kind in MAKING else self._moved(line)

    def _made(self, line: Line) -> list[Unit]:
        world, item = self._world, line.terms.item
        known = world.units_of(item.code, line.row.serials)
        made: list[Unit] = []
        used: list[str] = []
        for serial in line.row.serials:
            if serial.upper() in known:
                used.append(serial)
                continue
            unit = Unit(world.number(), serial, item.code, line.lot.node, line.terms.target.code, UnitStatus.MADE)
            world.join(unit, line.lot.node)
            if item.stored:
                world.claim(unit, line.row.place)
            world.keep(unit)
            known[serial.upper()] = unit
            made.append(unit)
        self._refuse(line, "serials", words.SERIALS_USED, used)
        return made

    def _moved(self, line: Line) -> list[Unit]:
        before = UnitStatus.SHIPPED if line.from_customer else UnitStatus.MADE
        units = self.named(line, line.lot, line.row.serials, "serials", (line.terms.source.code, before))
        for unit in units:
            unit.changed = True
            unit.location = line.terms.target.code
            self._change_lot(unit, line)
            if leaves_package(line):
                self._take_out(unit)
            self._world.keep(unit)
        return units

    def in_place(self, line: Line) -> list[Unit]:
        """Return the units that a row packs where they lie."""
        state = (line.terms.source.code, UnitStatus.MADE)
        return self.named(line, line.lot, line.row.serials, "serials", state) if line.row.serials.runs else []

    def taking_up(self, line: Line) -> list[Unit]:
        """Return the units of the output that took up what was consumed."""
        return self.named(line, line.other, line.row.into_serials, "into_serials") if line.other else []

    def named(
        self, line: Line, lot: Lot, serials: Serials, column: str, state: tuple[str, UnitStatus] | None = None
    ) -> list[Unit]:
        """Return units of a lot by their numbers; those that are not in it, or not in the state asked for, are noted."""
        known = self._world.units_of(lot.item.code, serials)
        found: dict[str, Unit] = {}
        wrong: list[str] = []
        twice: list[str] = []
        for serial in serials:
            unit = known.get(serial.upper())
            if (
                unit is None
                or unit.serial_no != serial
                or unit.lot != lot.node
                or (state and (unit.location, unit.status) != state)
            ):
                wrong.append(serial)
            elif serial in found:
                twice.append(serial)
            else:
                found[serial] = unit
        self._refuse(line, column, words.SERIALS_ELSEWHERE if state else words.SERIALS_OTHER_LOT, wrong)
        self._refuse(line, column, words.SERIALS_TWICE, twice)
        return list(found.values())

    def _change_lot(self, unit: Unit, line: Line) -> None:
        """Give a unit of the row's lot its lot and status, and let the lot know who is gone."""
        before, lot = line.lot, line.receiver
        was_there = unit.present_in(before.node)
        if lot is not before:
            self._world.join(unit, lot.node)
        unit.status = status_after(line)
        if was_there and not unit.present_in(before.node):
            before.gone += 1

    def _take_out(self, unit: Unit) -> None:
        """Take a unit out of its package, which then holds one less, and so does whatever that is in."""
        inside, unit.package = unit.package, None
        while inside is not None and (package := self._world.packages.get(inside.package_no)):
            package.quantity -= 1
            package.changed = True
            inside = package.inside

    def _refuse(self, line: Line, column: str, problem: str, serials: Iterable[str]) -> None:
        """Note serial numbers that are wrong, the first few by name."""
        shown = list(serials)
        if shown:
            error = SerialsWrong(problem=problem, serials=shown[:SHOWN_SERIALS])
            self._lots.object(line.lot.key, line.row.place, error, column, " ".join(shown[:SHOWN_SERIALS]))


def status_after(line: Line) -> UnitStatus:
    """Return where units stand after a row; to a supplier they leave the plant as to a customer."""
    return UnitStatus.SHIPPED if line.terms.target.kind is LocationKind.SUPPLIERS else line.rule.units


def leaves_package(line: Line) -> bool:
    """Tell whether a row takes units out of their packages: whatever parts, uses or takes them back; a package ships whole."""
    shipped_whole = line.rule.units is UnitStatus.SHIPPED and line.row.package_no is not None
    return not shipped_whole and (line.rule.edge is not None or line.rule.units is not UnitStatus.MADE)
