"""All results of an inspection, characteristic by sample: what is there, what is typed, what is next. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import chain, takewhile
from typing import Final, NamedTuple

import msgspec

from veralot_client.modules.inspection.presenters.entry.typed import Typed
from veralot_shared.contracts.inspection import (
    CharacteristicDue,
    CharacteristicView,
    InspectionDetail,
    ResultEntry,
    ResultView,
)
from veralot_shared.ids import CharacteristicId, GaugeId, UnitId
from veralot_shared.rules.judging import FAILED, Judgement


class Cell(NamedTuple):
    """A place in the sheet: which characteristic, and which sample, both from 0."""

    row: int
    sample: int


class State(Enum):
    """How far an entry is."""

    TYPED = "typed"
    SENDING = "sending"
    KEPT = "kept"
    """It waits on this computer, signed and encrypted, until the server is back."""
    RECORDED = "recorded"


UNSENT: Final = frozenset({State.TYPED, State.SENDING})


class Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A result in the sheet. `flaw` is why the server refused it, in words; `first` is the cell that it begins at.

    `result` is what the server has of it, once it was read there.
    """

    first: Cell
    typed: Typed
    state: State
    gauge_id: GaugeId | None = None
    unit_id: UnitId | None = None
    not_applicable: str | None = None
    flaw: str = ""
    result: ResultView | None = None


class Order(Enum):
    """Which result comes after which."""

    BY_CHARACTERISTIC = "by_characteristic"
    """All samples of one characteristic, then of the next: the gauge stays in the hand."""
    BY_SAMPLE = "by_sample"
    """All characteristics of one sample, then of the next: the piece stays in the hand."""


class Progress(NamedTuple):
    """How far everything is."""

    done: int
    total: int
    failed: int
    unsent: int


class Sheet:
    """The results of one inspection.

    Attributes:
        rows: the characteristics, in the plan's order.
        asked: the samples that each asks for, from 0: all up to the sample's size, or in a retest just those tested again.
        entries: what is there, by cell; a counted entry stands in every cell that it covers.
        order: which cell comes after which.
        singly: each sample is a unit with results of its own: none is counted among others.
    """

    def __init__(self, detail: InspectionDetail) -> None:
        due = {one.characteristic_id: one for one in detail.dues}
        self.rows: Sequence[CharacteristicView] = detail.revision.characteristics
        self.asked = [samples_of(due.get(one.id)) for one in self.rows]
        self.attempt = detail.inspection.attempt
        self.order = Order.BY_SAMPLE if detail.inspection.per_unit else Order.BY_CHARACTERISTIC
        self.singly = detail.inspection.per_unit
        self.total = sum(map(len, self.asked))
        self.samples = max((asked[-1] + 1 for asked in self.asked if asked), default=0)
        self._row_of = {one.id: row for row, one in enumerate(self.rows)}
        self._numbers = numbers_of(self.asked)
        self._entries: dict[Cell, Entry] = {}
        # Kept beside, since they are asked for with every key: an inspection may have any number of results.
        self._unsent: dict[Cell, None] = {}
        self._failing: dict[Cell, None] = {}
        self._kept: dict[Cell, None] = {}
        self._filled = [0] * len(self.rows)
        self._solid = [0] * len(self.rows)  # so many places from the first on are all filled
        self._failed = 0

    @property
    def entries(self) -> Mapping[Cell, Entry]:
        """What is there, by cell."""
        return self._entries

    def has(self, cell: Cell) -> bool:
        """Return whether a cell asks for a result."""
        return 0 <= cell.row < len(self.rows) and cell.sample in self.asked[cell.row]

    def takes(self, cell: Cell) -> bool:
        """Return whether a result may be typed into a cell: none is on its way from there, kept or recorded."""
        there = self._entries.get(cell)
        return there is None or there.state is State.TYPED

    def row_of(self, characteristic_id: CharacteristicId) -> int | None:
        """Return the row of a characteristic."""
        return self._row_of.get(characteristic_id)

    def asks_like(self, other: "Sheet") -> bool:
        """Return whether another sheet asks for the same results in the same attempt."""
        ids = [one.id for one in self.rows] == [one.id for one in other.rows]
        return ids and self.asked == other.asked and self.attempt == other.attempt

    # --- the order ---------------------------------------------------------------------------------------------------

    def key(self, cell: Cell) -> tuple[int, int]:
        """Return what sorts cells into their order."""
        return (cell.row, cell.sample) if self.order is Order.BY_CHARACTERISTIC else (cell.sample, cell.row)

    def cells(self) -> Iterator[Cell]:
        """Yield every cell in order."""
        return self._after((-1, -1))

    def after(self, cell: Cell) -> Iterator[Cell]:
        """Yield the cells that follow one, in order."""
        return self._after(self.key(cell))

    def along(self, cell: Cell) -> Iterator[Cell]:
        """Yield the cells that follow one in order, of the same characteristic, or of the same sample in that order."""
        row, sample = cell
        if self.order is Order.BY_CHARACTERISTIC:
            return takewhile(lambda one: one.row == row, self.after(cell))
        return takewhile(lambda one: one.sample == sample, self.after(cell))

    def before(self, cell: Cell) -> Iterator[Cell]:
        """Yield the cells before one, the nearest first."""
        if self.order is Order.BY_CHARACTERISTIC:
            asked = self.asked[cell.row]
            yield from (Cell(cell.row, sample) for sample in reversed(asked[: bisect_left(asked, cell.sample)]))
            for row in range(cell.row - 1, -1, -1):
                yield from (Cell(row, sample) for sample in reversed(self.asked[row]))
            return
        yield from (Cell(row, cell.sample) for row in range(cell.row - 1, -1, -1) if cell.sample in self.asked[row])
        for sample in reversed(self._numbers[: bisect_left(self._numbers, cell.sample)]):
            yield from (Cell(row, sample) for row in range(len(self.rows) - 1, -1, -1) if sample in self.asked[row])

    def _after(self, key: tuple[int, int]) -> Iterator[Cell]:
        major, minor = key
        if self.order is Order.BY_CHARACTERISTIC:
            rest = self.asked[major][bisect_right(self.asked[major], minor) :] if major >= 0 else ()
            yield from (Cell(major, sample) for sample in rest)
            for row in range(major + 1, len(self.rows)):
                yield from (Cell(row, sample) for sample in self.asked[row])
            return
        yield from (Cell(row, major) for row in range(minor + 1, len(self.rows)) if major in self.asked[row])
        for sample in self._numbers[bisect_right(self._numbers, major) :]:
            yield from (Cell(row, sample) for row, asked in enumerate(self.asked) if sample in asked)

    def left(self, cell: Cell) -> int:
        """Return how many samples one counted result may cover from a cell on."""
        return min(self.free(cell), 1) if self.singly else self.free(cell)

    def free(self, cell: Cell) -> int:
        """Return how many samples from a cell on have no result yet and follow each other; its own does not count."""
        count = 0
        asked = self.asked[cell.row]
        for sample in range(cell.sample, self.samples):
            there = self._entries.get(Cell(cell.row, sample))
            if sample not in asked or (there is not None and there.first != cell):
                break
            count += 1
        return count

    # --- changing ----------------------------------------------------------------------------------------------------

    def put(self, entry: Entry) -> list[tuple[Cell, Entry | None]]:
        """Put an entry where it belongs; return what stood in the cells that changed, so that it can be undone."""
        before = self._entries.get(entry.first)
        covered = set(self._covered(before)) | set(self._covered(entry))
        former = [(cell, self._entries.get(cell)) for cell in sorted(covered)]
        for cell in covered:
            self._clear(cell)
        for cell in self._covered(entry):
            self._fill(cell, entry)
        return former

    def restore(self, former: Iterable[tuple[Cell, Entry | None]]) -> None:
        """Put back what `put` returned."""
        for cell, entry in former:
            self._clear(cell)
            if entry is not None:
                self._fill(cell, entry)

    def take(self, results: Iterable[ResultView]) -> None:
        """Take what the server has of this attempt; what is typed and not sent stays where the server has nothing."""
        for result in results:
            row = self._row_of.get(result.characteristic_id)
            if result.counts and result.attempt == self.attempt and row is not None:
                self.put(recorded(result, row, self.rows[row].precision))

    def let_go(self, *, everything: bool) -> list[Cell]:
        """Let go of what waits on this computer, or of everything that was sent: the server says what there is.

        Return the cells whose results waited on this computer.
        """
        kept = list(self._kept)
        for cell in [cell for cell in self._entries if cell not in self._unsent] if everything else kept:
            self._clear(cell)
        return kept

    def waiting(self) -> list[Entry]:
        """Return what is typed and not sent, each once, in the order of the sheet."""
        found = {entry.first: entry for entry in self.unsent() if entry.state is State.TYPED}
        return [found[cell] for cell in sorted(found, key=self.key)]

    def unsent(self) -> list[Entry]:
        """Return what is typed or on its way, each once."""
        return list({self._entries[cell].first: self._entries[cell] for cell in self._unsent}.values())

    def kept(self) -> int:
        """Return how many cells hold what waits on this computer."""
        return sum(entry.state is State.KEPT for entry in self._entries.values())

    # --- looking -----------------------------------------------------------------------------------------------------

    def progress(self) -> Progress:
        """Return how far everything is."""
        return Progress(len(self._entries), self.total, self._failed, len(self._unsent))

    def next_empty(self, after: Cell | None) -> Cell | None:
        """Return the next cell without a result, from the beginning again after the end; None if all have one."""
        if len(self._entries) >= self.total:
            return None
        found = None if after is None else self._empty_after(self.key(after))
        return found or self._empty_after((-1, -1))

    def next_failed(self, after: Cell | None) -> Cell | None:
        """Return the next cell whose result is out of specification, or that the server refused."""
        if not self._failing:
            return None
        here = (-1, -1) if after is None else self.key(after)
        following = [cell for cell in self._failing if self.key(cell) > here]
        return min(following or self._failing, key=self.key)

    def beside(self, cell: Cell, step: int) -> Cell | None:
        """Return the cell before or after a cell, whether it has a result or not."""
        return next(self.after(cell) if step > 0 else self.before(cell), None)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _empty_after(self, key: tuple[int, int]) -> Cell | None:
        """Return the first cell without a result after a place in the order; looks at each row once."""
        major, minor = key
        rows = [row for row, asked in enumerate(self.asked) if self._filled[row] < len(asked)]
        if self.order is Order.BY_CHARACTERISTIC:
            found = (self._empty_from(row, minor + 1 if row == major else 0) for row in rows if row >= major)
            return next((cell for cell in found if cell is not None), None)
        found = (self._empty_from(row, major if row > minor else major + 1) for row in rows)
        return min((cell for cell in found if cell is not None), key=self.key, default=None)

    def _empty_from(self, row: int, least: int) -> Cell | None:
        """Return a row's first cell without a result from a sample on; what is known to be filled is passed over."""
        asked, known = self.asked[row], self._solid[row]
        first = bisect_left(asked, least)
        place = max(first, known)
        while place < len(asked) and Cell(row, asked[place]) in self._entries:
            place += 1
        if first <= known:
            self._solid[row] = place
        return Cell(row, asked[place]) if place < len(asked) else None

    def _fill(self, cell: Cell, entry: Entry) -> None:
        if not self.has(cell):
            return
        failed = entry.typed.judgement in FAILED
        self._entries[cell] = entry
        self._filled[cell.row] += 1
        self._failed += failed
        if entry.state is State.KEPT:
            self._kept[cell] = None
        if entry.state in UNSENT:
            self._unsent[cell] = None
        if failed or entry.flaw:
            self._failing[cell] = None

    def _clear(self, cell: Cell) -> None:
        entry = self._entries.pop(cell, None)
        if entry is not None:
            self._filled[cell.row] -= 1
            place = bisect_left(self.asked[cell.row], cell.sample)
            self._solid[cell.row] = min(self._solid[cell.row], place)
            self._failed -= entry.typed.judgement in FAILED
            self._kept.pop(cell, None)
            self._unsent.pop(cell, None)
            self._failing.pop(cell, None)

    def _covered(self, entry: Entry | None) -> Iterator[Cell]:
        if entry is not None:
            row, first = entry.first
            yield from (Cell(row, sample) for sample in range(first, first + entry.typed.covers))


def samples_of(due: CharacteristicDue | None) -> Sequence[int]:
    """Return the samples that a characteristic asks for, from 0."""
    if due is None:
        return ()
    return range(due.needed) if due.samples is None else tuple(sorted(number - 1 for number in due.samples))


def numbers_of(asked: Iterable[Sequence[int]]) -> Sequence[int]:
    """Return every sample that any characteristic asks for, in order."""
    known = list(asked)
    if all(isinstance(samples, range) for samples in known):
        return range(max(map(len, known), default=0))
    return sorted(set(chain.from_iterable(known)))


def recorded(result: ResultView, row: int, precision: int) -> Entry:
    """Return a result of the server as an entry."""
    return Entry(
        first=Cell(row, result.sample_no - 1),
        typed=Typed(
            shown(result, precision),
            result.judgement,
            result.value,
            result.conforming,
            result.nonconforming,
            result.text,
            result.inspected or 1,
            result.attachment_id,
        ),
        state=State.RECORDED,
        gauge_id=result.gauge_id,
        unit_id=result.unit_id,
        not_applicable=result.not_applicable,
        result=result,
    )


def shown(result: ResultView, precision: int) -> str:
    """Return how a result reads, a number with all its decimal places, as it was typed."""
    if result.value is not None:
        exponent = result.value.normalize().as_tuple().exponent
        return f"{result.value:.{max(precision, -int(exponent))}f}"
    if result.conforming is not None:
        return "✓" if result.conforming else "✗"
    if result.nonconforming is not None:
        return f"{result.nonconforming}/{result.inspected or 1}"
    return "–" if result.not_applicable is not None else result.text or "▣"


def message_entry(entry: Entry, one: CharacteristicView, unit_id: UnitId | None) -> ResultEntry:
    """Return an entry as it is sent."""
    typed = entry.typed
    applies = entry.not_applicable is None
    return ResultEntry(
        characteristic_id=one.id,
        sample_no=None if unit_id is not None else entry.first.sample + 1,
        unit_id=unit_id,
        value=typed.value,
        conforming=typed.conforming,
        inspected=typed.covers if typed.nonconforming is not None else None,
        nonconforming=typed.nonconforming,
        text=typed.words if applies else None,
        attachment_id=typed.attachment_id,
        not_applicable=entry.not_applicable,
        gauge_id=entry.gauge_id if applies else None,
    )


NOTHING: Final = Typed("–", Judgement.RECORDED)
