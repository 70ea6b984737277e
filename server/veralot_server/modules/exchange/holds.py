"""Holds on lots and units, lifted or not; they stand beside the status and change nothing else."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from veralot_server.modules.exchange.known import Known
from veralot_server.modules.exchange.lots import LotBook
from veralot_server.modules.exchange.masters import Masters
from veralot_server.modules.exchange.output import Output
from veralot_server.modules.exchange.problems import Problems
from veralot_server.modules.exchange.rows import HoldRow
from veralot_server.modules.exchange.table import Reading
from veralot_server.modules.exchange.terms import IN_FUTURE
from veralot_server.modules.exchange.world import Lot
from veralot_server.modules.genealogy.domain import words
from veralot_shared.contracts.exchange import CellEmpty
from veralot_shared.contracts.genealogy import SerialsWrong
from veralot_shared.errors import RecordExists, ValueNotAllowed
from veralot_shared.i18n import N_

HOLD: Final = N_("hold")
BEFORE_IT_BEGAN: Final = N_("The lot did not exist then.")
BEFORE_PLACED: Final = N_("A hold is lifted after it was placed, and not in the future.")


class Holds:
    """Takes holds once the history of their lots is known."""

    def __init__(
        self, known: Known, masters: Masters, lots: LotBook, output: Output, problems: Problems, now: datetime
    ) -> None:
        """`now`: nothing can have happened later."""
        self._known, self._masters, self._lots = known, masters, lots
        self._output, self._problems, self._now = output, problems, now

    def take(self, readings: Iterable[Reading[HoldRow]]) -> None:
        """Take holds."""
        for reading in readings:
            self._take(reading)

    def _take(self, reading: Reading[HoldRow]) -> None:
        row, place = reading.seen, reading.place
        self._problems.obey(
            place,
            lambda: self._masters.find(self._masters.items, row.item, place, "item"),
            lambda: self._masters.user(row.by, place, "by"),
            lambda: self._check_placed(row),
            lambda: self._check_lifted(row),
            lambda: row.lifted_by and self._masters.user(row.lifted_by, place, "lifted_by"),
            lambda: self._check_whole(row),
            lambda: self._lots.find((row.item, row.lot_no), place, "lot_no"),
            lambda: self._check_lot(row),
        )
        lot = None if reading.row is None else self._known.world.lot((row.item, row.lot_no))
        node = None if lot is None else self._node(row, lot)
        if reading.row is not None and node is not None:
            self._output.hold(node, reading.row)

    def _check_lot(self, row: HoldRow) -> None:
        """Note a unit that is not of the lot, a hold before the lot was there, and one that is here already."""
        lot = self._known.world.lot((row.item, row.lot_no))
        if lot is None:
            return
        node = self._node(row, lot)
        if node is None:
            error = SerialsWrong(problem=words.SERIALS_ELSEWHERE, serials=[row.serial or ""])
            self._lots.object(lot.key, row.place, error, "serial", row.serial)
        elif lot.since and row.at < lot.since:
            self._lots.object(
                lot.key, row.place, ValueNotAllowed(value=str(row.at), rule=BEFORE_IT_BEGAN), "at", row.at
            )
        if node is not None and self._known.happened(node, row.reason_code.value, row.at):
            known = RecordExists(kind=HOLD, key=f"{row.reason_code} {row.at}")
            self._problems.add(row.place, known, "at", row.at)

    def _check_placed(self, row: HoldRow) -> None:
        if row.at > self._now:
            self._problems.add(row.place, ValueNotAllowed(value=str(row.at), rule=IN_FUTURE), "at", row.at)

    def _check_lifted(self, row: HoldRow) -> None:
        if row.lifted_at and not row.at <= row.lifted_at <= self._now:
            error = ValueNotAllowed(value=str(row.lifted_at), rule=BEFORE_PLACED)
            self._problems.add(row.place, error, "lifted_at", row.lifted_at)

    def _check_whole(self, row: HoldRow) -> None:
        """Note a lifting without its person, or a person without a lifting."""
        for given, column in ((row.lifted_at, "lifted_by"), (row.lifted_by, "lifted_at")):
            if given and getattr(row, column) is None:
                self._problems.add(row.place, CellEmpty(), column)

    def _node(self, row: HoldRow, lot: Lot) -> int | None:
        """Return the node that is held: the unit, wherever it is by now, or the lot."""
        if row.serial is None:
            return lot.node
        unit = self._known.world.unit(lot.item.code, row.serial)
        return None if unit is None else unit.node
