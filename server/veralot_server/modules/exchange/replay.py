"""The history in the order of time: movements and steps of status, merged by when they happened."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, TypeVar

from veralot_server.modules.exchange import opening
from veralot_server.modules.exchange.known import Known
from veralot_server.modules.exchange.lots import LotBook
from veralot_server.modules.exchange.masters import Masters
from veralot_server.modules.exchange.moves import Mover
from veralot_server.modules.exchange.output import Output
from veralot_server.modules.exchange.problems import Problems
from veralot_server.modules.exchange.rows import MovementRow, StatusRow, StockRow
from veralot_server.modules.exchange.rules import RULES, Begins
from veralot_server.modules.exchange.shelves import Memo
from veralot_server.modules.exchange.steps import Steps
from veralot_server.modules.exchange.table import Reading
from veralot_server.modules.exchange.terms import IN_FUTURE, TermsReader
from veralot_server.modules.exchange.world import Lot, LotKey
from veralot_server.modules.genealogy.domain import amounts
from veralot_shared.errors import RecordExists, ValueNotAllowed
from veralot_shared.i18n import N_

T = TypeVar("T")

MOVEMENT: Final = N_("movement")
STATUS_CHANGE: Final = N_("status change")
SHARED: Final = ("at", "kind", "order_no", "document_no", "partner", "by")
"""What all rows of one movement have in common."""
ALIKE: Final = N_("All rows of one movement have the same value here.")
LONGEST_COUNT: Final = 18
"""Digits of a number that may be one of a count."""
ONE_STATUS: Final = N_("All rows of one lot have the same status.")
IN_ORDER: Final = N_("Rows stand in the order of time; this happened before the row above it.")

Happening = tuple[datetime, int, Callable[[], None]]
"""When something happened, which comes first at the same moment, and what it does to the world."""


class Replay:
    """Replays movements and steps of status in the world that an import begins with."""

    def __init__(self, known: Known, masters: Masters, output: Output, problems: Problems, now: datetime) -> None:
        """`now`: nothing can have happened later."""
        self._known, self._masters, self._output, self._problems, self._now = known, masters, output, problems, now
        self.lots = LotBook(known.world, output, problems, known.descent)
        self._steps = Steps(self.lots, output)
        self._terms = TermsReader(masters, problems, now)
        self._mover = Mover(known.world, output, self.lots, self._steps, known)
        self._numbers = Numbers(known.cabinet.memo("movement"))

    def run(
        self,
        stock: Iterable[Reading[StockRow]],
        movements: Iterable[Reading[MovementRow]],
        statuses: Iterable[Reading[StatusRow]],
    ) -> None:
        """Replay everything; what lies there on the first day comes before all history."""
        for reading in stock:
            self._open(reading)
        groups = (list(rows) for _, rows in groupby(movements, key=movement_of))
        moved = self._timed(groups, itemgetter(0), self._movement, rank=0)
        stepped = self._timed(statuses, lambda reading: reading, self._status, rank=1)
        for _, _, happen in heapq.merge(moved, stepped, key=itemgetter(0, 1)):
            happen()

    def _timed(
        self, found: Iterable[T], first: Callable[[T], Reading[Any]], act: Callable[[T], None], *, rank: int
    ) -> Iterator[Happening]:
        """Return happenings in their file's order, which must be that of time."""
        last = datetime.min.replace(tzinfo=UTC)
        for one in found:
            place, values = first(one)[:2]
            at = values.get("at", last)
            if at < last:
                self._problems.add(place, ValueNotAllowed(value=str(at), rule=IN_ORDER), "at", at)
            last = max(at, last)
            yield last, rank, partial(act, one)

    # --- movements

    def _open(self, reading: Reading[StockRow]) -> None:
        """Take a row of opening stock: the lot with its first row, more of it with any other."""
        row = reading.row
        if row is None:
            self._name(reading)
            self.lots.doubt(touched(reading))
            return
        way = opening.way_to(row.status)
        if way is None:
            error = ValueNotAllowed(value=row.status, rule=opening.NO_WAY)
            self._problems.add(row.place, error, "status", row.status)
        moved = opening.movement(row)
        first = self._known.world.lot(row.lot) is None
        lot = None if self._recorded([moved]) else self._opened(moved)
        if lot is None:
            self.lots.doubt([row.lot])
            return
        lot.opened = True
        if first:
            for event in way or ():
                self._steps.take(lot, event, opening.step(row, event), "status")
        elif lot.status is not row.status:
            error = ValueNotAllowed(value=row.status, rule=ONE_STATUS)
            self.lots.object(lot.key, row.place, error, "status", row.status)

    def _opened(self, row: MovementRow) -> Lot | None:
        """Return the lot of a row of opening stock, once its movement is carried out, if that is possible.

        A second place of a lot goes on with its first.
        """
        lot = self._known.world.lot(row.lot)
        if lot is not None and lot.opened:
            lot.born = self._output.movements.rows + 1
        return self._known.world.lot(row.lot) if self._carried_out([row]) else None

    def _name(self, reading: Reading[Any]) -> None:
        """Look up what a row names that cannot be carried out: all that is wrong with it is said at once."""
        values, place, masters = reading.values, reading.place, self._masters
        masters.find(masters.items, values.get("item"), place, "item")
        masters.find(masters.items, values.get("to_item"), place, "to_item")
        masters.find(masters.locations, values.get("from_location"), place, "from_location")
        masters.find(masters.locations, values.get("to_location"), place, "to_location")
        masters.find(masters.partners, values.get("partner"), place, "partner")
        if "by" in values:
            masters.user(values["by"], place, "by")
        item, quantity = masters.items.get(values.get("item", "")), values.get("quantity")
        if item is not None and quantity is not None:
            self._problems.obey(place, partial(amounts.checked, quantity, item, unit=values.get("unit")))
        if values.get("at", self._now) > self._now:
            self._problems.add(place, ValueNotAllowed(value=str(values["at"]), rule=IN_FUTURE), "at", values["at"])

    def _movement(self, readings: Sequence[Reading[MovementRow]]) -> None:
        rows = [reading.row for reading in readings if reading.row is not None]
        self._check_together(readings)
        for reading in readings:
            if len(rows) < len(readings):
                self._name(reading)
        if len(rows) < len(readings) or self._recorded(rows) or not self._carried_out(rows):
            self.lots.doubt(key for reading in readings for key in touched(reading))

    def _carried_out(self, rows: Sequence[MovementRow]) -> bool:
        """Carry out a movement, and tell whether each of its rows says enough for that."""
        terms = [self._terms.read(row) for row in rows]
        number = self._output.movement(rows[0])
        pairs = zip(rows, terms, strict=True)
        lines = [line for row, term in pairs if term and (line := self.lots.line(row, term, number))]
        if len(lines) < len(rows):
            return False
        self._mover.carry_out(number, lines)
        return True

    def _check_together(self, readings: Sequence[Reading[MovementRow]]) -> None:
        """Note a movement's number that stood before, and rows that differ where one movement's rows cannot."""
        place, values = readings[0][:2]
        number = values.get("movement", "")
        if not self._numbers.add(number):
            self._problems.add(place, RecordExists(kind=MOVEMENT, key=number), "movement", number)
        for other in readings[1:]:
            for column in SHARED:
                self._problems.obey(other.place, partial(self._hold_alike, readings[0].seen, other.seen, column))

    def _hold_alike(self, first: MovementRow, other: MovementRow, column: str) -> None:
        """Note a row that says something else than the first one of its movement."""
        value = getattr(other, column)
        if value != getattr(first, column):
            error = ValueNotAllowed(value=str(value or ""), rule=ALIKE)
            self._problems.add(other.place, error, column, value)

    def _recorded(self, rows: Sequence[MovementRow]) -> bool:
        """Tell whether the database has this movement already; then every row of it is noted."""
        known = self._known
        lots = [lot for row in rows for key in (row.lot, row.other_lot) if key and (lot := known.world.lot(key))]
        found = any(known.happened(lot.node, row.kind.value, row.at) for lot in lots for row in rows[:1])
        for row in rows if found else ():
            self._problems.add(row.place, RecordExists(kind=MOVEMENT, key=f"{row.kind} {row.at}"), "at", row.at)
        return found

    # --- statuses

    def _status(self, reading: Reading[StatusRow]) -> None:
        row = reading.row
        if row is None:
            self._name(reading)
            self.lots.doubt(touched(reading))
            return
        if row.at > self._now:
            self._problems.add(row.place, ValueNotAllowed(value=str(row.at), rule=IN_FUTURE), "at", row.at)
        self._masters.user(row.by, row.place, "by")
        self._masters.find(self._masters.items, row.item, row.place, "item")
        lot = self.lots.find(row.lot, row.place, "lot_no")
        if lot is None:
            return
        if self._known.happened(lot.node, row.event.value, row.at):
            key = f"{row.event} {row.at}"
            self._problems.add(row.place, RecordExists(kind=STATUS_CHANGE, key=key), "at", row.at)
            return
        self._steps.take(lot, row.event, row, "event")


class Numbers:
    """Numbers that were given. Those that count on from the first, as most do, are kept as their last alone."""

    def __init__(self, others: Memo) -> None:
        """Begin with none; `others` are those that do not count on."""
        self._first = self._next = 0
        self._others = others

    def add(self, number: str) -> bool:
        """Give a number, and tell whether it was still free."""
        value = int(number) if len(number) < LONGEST_COUNT and number.isdecimal() and str(int(number)) == number else -1
        if self._first <= value < self._next:
            return False
        if value >= 0 and (not self._next or value == self._next):
            self._first = self._first if self._next else value
            self._next = value + 1
            return number not in self._others
        return self._others.add(number)


def movement_of(reading: Reading[MovementRow]) -> object:
    """Return what holds rows of one movement together; a row without it stands alone."""
    return reading.values.get("movement", reading.place)


def touched(reading: Reading[Any]) -> Iterator[LotKey]:
    """Return the lots whose history a row belongs to, as far as it can be read."""
    values = reading.values
    item, kind = values.get("item", ""), values.get("kind")
    yield item, values.get("lot_no", "")
    if kind is None or RULES[kind].begins is Begins.CHILD:
        yield item, values.get("to_lot", "")
