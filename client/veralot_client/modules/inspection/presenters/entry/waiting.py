"""What was entered on this computer while the server is away, as entries of the sheet. No Qt."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from veralot_client.modules.inspection.presenters.entry.measuring import Pieces
from veralot_client.modules.inspection.presenters.entry.sheet import NOTHING, Cell, Entry, Sheet, State
from veralot_client.modules.inspection.presenters.entry.typed import Typed
from veralot_shared.contracts.inspection import CharacteristicView, RecordResults, ResultEntry
from veralot_shared.ids import InspectionId
from veralot_shared.rules.judging import Judgement, judge_attribute, judge_count, judge_value

if TYPE_CHECKING:
    from veralot_client.core.capture.journal import Journal


def kept_here(journal: "Journal | None", inspection_id: InspectionId) -> list[ResultEntry]:
    """Return the results of an inspection that wait in a journal, in their order. Blocks. Raises: JournalRefused."""
    if journal is None:
        return []
    forms = journal.unsent(journal.head.counter).entries
    bodies = [form.body for form in forms if form.op == RecordResults.op]
    commands = [msgspec.msgpack.decode(body, type=RecordResults) for body in bodies]
    return [result for one in commands if one.inspection_id == inspection_id for result in one.results]


def waiting(sheet: Sheet, pieces: Pieces, results: Iterable[ResultEntry]) -> Iterator[Entry]:
    """Yield results that wait as entries of their cells; where the server has one already, that stands."""
    for result in results:
        row = sheet.row_of(result.characteristic_id)
        sample = sample_of(result, sheet, pieces)
        if row is None or sample is None:
            continue
        cell = Cell(row, sample)
        if sheet.has(cell) and sheet.takes(cell):
            yield entry(result, cell, sheet.rows[row])


def sample_of(result: ResultEntry, sheet: Sheet, pieces: Pieces) -> int | None:
    """Return which sample a result is of, from 0."""
    if result.unit_id is not None:
        return pieces.place(result.unit_id, sheet.samples)
    return None if result.sample_no is None else result.sample_no - 1


def entry(result: ResultEntry, cell: Cell, one: CharacteristicView) -> Entry:
    """Return a result that waits as an entry."""
    return Entry(
        first=cell,
        typed=typed(result, one),
        state=State.KEPT,
        gauge_id=result.gauge_id,
        unit_id=result.unit_id,
        not_applicable=result.not_applicable,
    )


def typed(result: ResultEntry, one: CharacteristicView) -> Typed:
    """Return a result as it was understood when it was typed."""
    if result.value is not None:
        judged = judge_value(result.value, one.lower, one.upper)
        return Typed(f"{result.value:.{one.precision}f}", judged, value=result.value)
    if result.conforming is not None:
        shown = "✓" if result.conforming else "✗"
        return Typed(shown, judge_attribute(conforming=result.conforming), conforming=result.conforming)
    if result.nonconforming is not None:
        covers = result.inspected or 1
        shown = f"{result.nonconforming}/{covers}"
        return Typed(shown, judge_count(result.nonconforming), nonconforming=result.nonconforming, covers=covers)
    if result.text is not None:
        return Typed(result.text, Judgement.RECORDED, words=result.text)
    return NOTHING
