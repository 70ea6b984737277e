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
        known = self._world.units_of(line.terms.item)
        made: list[Unit] = []
        used: list[str] = []
        for serial in line.row.serials:
            if serial.upper() in known:
                used.append(serial)
                continue
            unit = Unit(self._world.number(), serial, line.lot, line.terms.target.code, UnitStatus.MADE)
            known[serial.upper()] = unit
            line.lot.members.append(unit)
            made.append(unit)
            if line.terms.item.stored:
                self._world.claims[line.terms.item.code, serial.upper()] = line.row.place
        self._refuse(line, "serials", words.SERIALS_USED, used)
        return made

    def _moved(self, line: Line) -> list[Unit]:
        before = UnitStatus.SHIPPED if line.from_customer else UnitStatus.MADE
        units = self.named(line, line.lot, line.row.serials, "serials", (line.terms.source.code, before))
        for unit in units:
            unit.changed = True
            unit.location = line.terms.target.code
            change_lot(unit, line.receiver, status_after(line))
            if leaves_package(line):
                take_out(unit)
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
        known = self._world.units_of(lot.item)
        found: dict[str, Unit] = {}
        wrong: list[str] = []
        twice: list[str] = []
        for serial in serials:
            unit = known.get(serial.upper())
            if (
                unit is None
                or unit.serial_no != serial
                or unit.lot is not lot
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

    def _refuse(self, line: Line, column: str, problem: str, serials: Iterable[str]) -> None:
        """Note serial numbers that are wrong, the first few by name."""
        shown = list(serials)
        if shown:
            error = SerialsWrong(problem=problem, serials=shown[:SHOWN_SERIALS])
            self._lots.object(line.lot.key, line.row.place, error, column, " ".join(shown[:SHOWN_SERIALS]))


def status_after(line: Line) -> UnitStatus:
    """Return where units stand after a row; to a supplier they leave the plant as to a customer."""
    return UnitStatus.SHIPPED if line.terms.target.kind is LocationKind.SUPPLIERS else line.rule.units


def change_lot(unit: Unit, lot: Lot, status: UnitStatus) -> None:
    """Give a unit its lot and status, and let the lots know whom they have and who is gone."""
    before, was_there = unit.lot, unit.present_in(unit.lot)
    unit.lot, unit.status = lot, status
    if was_there and not unit.present_in(before):
        before.gone += 1
    if lot is not before:
        lot.members.append(unit)


def leaves_package(line: Line) -> bool:
    """Tell whether a row takes units out of their packages: whatever parts, uses or takes them back; a package ships whole."""
    shipped_whole = line.rule.units is UnitStatus.SHIPPED and line.row.package_no is not None
    return not shipped_whole and (line.rule.edge is not None or line.rule.units is not UnitStatus.MADE)


def take_out(unit: Unit) -> None:
    """Take a unit out of its package, which then holds one less, and so does whatever that is in."""
    package, unit.package = unit.package, None
    while package is not None:
        package.quantity -= 1
        package.changed = True
        package = package.inside
