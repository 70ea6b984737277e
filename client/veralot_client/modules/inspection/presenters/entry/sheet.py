"""All results of an inspection, characteristic by sample: what is there, what is typed, what is next. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import chain
from typing import Final, NamedTuple

import msgspec

from veralot_client.modules.inspection.presenters.entry.typed import Typed
from veralot_shared.contracts.inspection import CharacteristicView, InspectionDetail, ResultEntry, ResultView
from veralot_shared.ids import GaugeId, UnitId
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


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A result in the sheet. `flaw` is why the server refused it, in words; `first` is the cell that it begins at."""

    first: Cell
    typed: Typed
    state: State
    gauge_id: GaugeId | None = None
    unit_id: UnitId | None = None
    not_applicable: str | None = None
    flaw: str = ""


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
        needed: how many samples each needs.
        entries: what is there, by cell; a counted entry stands in every cell that it covers.
        order: which cell comes after which.
    """

    def __init__(self, detail: InspectionDetail) -> None:
        due = {one.characteristic_id: one.needed for one in detail.dues}
        self.rows: Sequence[CharacteristicView] = detail.revision.characteristics
        self.needed = [due.get(one.id, 0) for one in self.rows]
        self.entries: dict[Cell, Entry] = {}
        self._ordered: dict[Order, tuple[Cell, ...]] = {}
        self._places: dict[Order, dict[Cell, int]] = {}
        self.order = Order.BY_SAMPLE if detail.inspection.per_unit else Order.BY_CHARACTERISTIC

    @property
    def samples(self) -> int:
        """How many samples there are at most."""
        return max(self.needed, default=0)

    def has(self, cell: Cell) -> bool:
        """Return whether a cell asks for a result."""
        return 0 <= cell.row < len(self.rows) and 0 <= cell.sample < self.needed[cell.row]

    def cells(self) -> Sequence[Cell]:
        """Return every cell in order."""
        if self.order not in self._ordered:
            self._ordered[self.order] = tuple(self._in_order())
            self._places[self.order] = {cell: place for place, cell in enumerate(self._ordered[self.order])}
        return self._ordered[self.order]

    def place(self, cell: Cell) -> int:
        """Return which cell it is in order."""
        self.cells()
        return self._places[self.order][cell]

    def _in_order(self) -> Iterator[Cell]:
        if self.order is Order.BY_CHARACTERISTIC:
            for row, needed in enumerate(self.needed):
                yield from (Cell(row, sample) for sample in range(needed))
        else:
            for sample in range(self.samples):
                yield from (Cell(row, sample) for row, needed in enumerate(self.needed) if sample < needed)

    def left(self, cell: Cell) -> int:
        """Return how many samples from a cell on have no result yet; its own does not count."""
        count = 0
        for sample in range(cell.sample, self.needed[cell.row]):
            there = self.entries.get(Cell(cell.row, sample))
            if there is not None and there.first != cell:
                break
            count += 1
        return count

    # --- changing ----------------------------------------------------------------------------------------------------

    def put(self, entry: Entry) -> list[tuple[Cell, Entry | None]]:
        """Put an entry where it belongs; return what stood in the cells that changed, so that it can be undone."""
        before = self.entries.get(entry.first)
        covered = set(self._covered(before)) | set(self._covered(entry))
        former = [(cell, self.entries.get(cell)) for cell in sorted(covered)]
        for cell in covered:
            self.entries.pop(cell, None)
        for cell in self._covered(entry):
            self.entries[cell] = entry
        return former

    def restore(self, former: Iterable[tuple[Cell, Entry | None]]) -> None:
        """Put back what `put` returned."""
        for cell, entry in former:
            if entry is None:
                self.entries.pop(cell, None)
            else:
                self.entries[cell] = entry

    def take(self, results: Iterable[ResultView]) -> None:
        """Take what the server has; what is typed and not sent stays, unless the server has a result there."""
        kept = {cell: entry for cell, entry in self.entries.items() if entry.state in UNSENT}
        rows = {one.id: row for row, one in enumerate(self.rows)}
        self.entries = kept
        for result in results:
            if result.counts and result.characteristic_id in rows:
                place = rows[result.characteristic_id]
                self.put(recorded(result, place, self.rows[place].precision))

    def waiting(self) -> list[Entry]:
        """Return what is typed and not sent, each once, in the order of the sheet."""
        found = {entry.first: entry for entry in self.entries.values() if entry.state is State.TYPED}
        return [found[cell] for cell in sorted(found, key=self.place)]

    def kept(self) -> int:
        """Return how many cells hold what waits on this computer."""
        return sum(entry.state is State.KEPT for entry in self.entries.values())

    # --- looking -----------------------------------------------------------------------------------------------------

    def progress(self) -> Progress:
        """Return how far everything is."""
        unsent = sum(entry.state in UNSENT for entry in self.entries.values())
        failed = sum(entry.typed.judgement in FAILED for entry in self.entries.values())
        return Progress(len(self.entries), sum(self.needed), failed, unsent)

    def next_empty(self, after: Cell | None) -> Cell | None:
        """Return the next cell without a result, from the beginning again after the end; None if all have one."""
        cells = self.cells()
        first = 0 if after is None else self.place(after) + 1
        around = chain(range(first, len(cells)), range(first))
        return next((cells[place] for place in around if cells[place] not in self.entries), None)

    def next_failed(self, after: Cell | None) -> Cell | None:
        """Return the next cell whose result is out of specification, or that the server refused."""
        failed = sorted(self.place(cell) for cell in self.entries if self._is_failed(cell))
        here = -1 if after is None else self.place(after)
        wanted = next((place for place in failed if place > here), failed[0] if failed else None)
        return None if wanted is None else self.cells()[wanted]

    def beside(self, cell: Cell, step: int) -> Cell | None:
        """Return the cell before or after a cell, whether it has a result or not."""
        place = self.place(cell) + step
        return self.cells()[place] if 0 <= place < len(self.cells()) else None

    def _is_failed(self, cell: Cell) -> bool:
        entry = self.entries.get(cell)
        return entry is not None and (entry.typed.judgement in FAILED or bool(entry.flaw))

    def _covered(self, entry: Entry | None) -> Iterator[Cell]:
        if entry is not None:
            row, first = entry.first
            yield from (Cell(row, sample) for sample in range(first, first + entry.typed.covers))


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
