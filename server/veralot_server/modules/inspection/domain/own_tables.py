"""What comes of reading a page of a standard twice and more: what differs, contradicts, cannot be, or is unlikely."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec

from veralot_server.modules.inspection.domain import words
from veralot_shared.contracts.inspection import (
    TABLE_TRANSITIONS,
    PageState,
    Scheme,
    TableConfirmed,
    TableContradicts,
    TableDifference,
    TableEvent,
    TableReadingInvalid,
    TableStatus,
)
from veralot_shared.errors import Sentence, TransitionIllegal
from veralot_shared.ids import SamplingTableId
from veralot_shared.rules.sampling.own import comparing, grids, soundness
from veralot_shared.rules.sampling.own.merging import confirmed, known_cells
from veralot_shared.rules.sampling.own.pages import OwnTable, OwnTables, PageContent, TablePage

MOST_LINES = 300
MOST_COLUMNS = 60
"""No printed page has more; a file that has is another one."""


class OwnFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A table in force as inspection uses it, and what is said of where it comes from."""

    id: SamplingTableId
    page: TablePage
    content: PageContent
    document: str
    sheet: str
    established: date
    first: str
    first_zh: str
    second: str
    second_zh: str

    def source(self) -> Sentence:
        """Return where it comes from, as every inspection that rests on it says."""
        values = {
            name: getattr(self, name) for name in ("document", "sheet", "first", "first_zh", "second", "second_zh")
        }
        return Sentence(words.WHY_OWN_TABLE, values | {"date": self.established.isoformat()})


class Own(NamedTuple):
    """The plant's own tables in force."""

    facts: Sequence[OwnFacts] = ()

    @property
    def tables(self) -> OwnTables:
        """What the rules look plans up in."""
        return OwnTables(tuple(OwnTable(one.id, one.page, one.content) for one in self.facts))

    def sources(self, used: Sequence[int]) -> list[Sentence]:
        """Return where the tables come from that a plan rests on."""
        return [one.source() for one in self.facts if one.id in used]


NONE = Own()


class Assessed(NamedTuple):
    """What came of the readings so far."""

    differences: list[TableDifference]
    problems: list[Sentence]
    doubts: list[Sentence]


NOTHING_SAID = Assessed([], [], [])


def step(label: str, status: TableStatus, event: TableEvent) -> TableStatus:
    """Return the status that an event leads a table to. Raises: TransitionIllegal."""
    target = TABLE_TRANSITIONS.get((status, event))
    if target is None:
        raise TransitionIllegal(kind="sampling table", key=label, state=status, event=event)
    return target


def read(page: TablePage, grid: Sequence[Sequence[str]]) -> PageContent:
    """Return what a reading says. Raises: TableReadingInvalid, TableContradicts, TableConfirmed."""
    if len(grid) > MOST_LINES or any(len(line) > MOST_COLUMNS for line in grid):
        values = {"lines": str(MOST_LINES), "columns": str(MOST_COLUMNS)}
        raise TableReadingInvalid(problems=[Sentence(words.TABLE_TOO_LARGE, values)])
    content, problems = grids.read(page, grid)
    if problems:
        raise TableReadingInvalid(problems=problems)
    require_agreement(page, content)
    if not comparing.opens(page, content):
        raise TableConfirmed
    return content


def require_agreement(page: TablePage, content: PageContent) -> None:
    """Check that a page says nothing otherwise than what came confirmed. Raises: TableContradicts."""
    found = comparing.contradictions(page, content)
    if found:
        cells = [
            Sentence(
                words.CELL_CONTRADICTS, {"row": one.row, "column": one.column, "ours": one.first, "theirs": one.second}
            )
            for one in found
        ]
        raise TableContradicts(scheme=page.scheme, cells=cells)


def after_reading(label: str, status: TableStatus, known: Mapping[int, PageContent]) -> TableStatus:
    """Return where a table stands after a reading, by what counts of each reader now. Raises: TransitionIllegal."""
    if len(known) == 1:
        return step(label, status, TableEvent.READ_AGAIN)
    settled = comparing.settled(in_order(known))
    return step(label, status, TableEvent.COMPARED_UNEQUAL if settled is None else TableEvent.COMPARED_EQUAL)


def in_order(known: Mapping[int, PageContent]) -> list[PageContent]:
    """Return what counts of each reader, in the order in which they read."""
    return [known[reader] for reader in sorted(known)]


def assessed(page: TablePage, known: Mapping[int, PageContent], own: OwnTables, *, doubting: bool = True) -> Assessed:
    """Return what is to be said of readings; of the first alone nothing, since the second is made without knowing it.

    `doubting` computes the curves too, which takes a third of a second for a whole page of multiple plans.
    """
    found = [
        TableDifference(row=one.row, column=one.column, readings=list(one.readings), held=one.held)
        for one in comparing.dissents(in_order(known))
    ]
    settled = comparing.settled(in_order(known))
    if settled is None:
        return Assessed(found, [], [])
    problems = [one.said for one in soundness.flaws(page, settled, own)]
    doubts = [one.said for one in soundness.doubts(page, settled, own)] if doubting and not problems else []
    return Assessed(found, problems, doubts)


def have_seen(attempts: Iterable[Mapping[int, tuple[int, PageContent]]]) -> set[int]:
    """Return who has seen cells that others read, of attempts each with the person and the reading of every reader."""
    return {
        person
        for attempt in attempts
        if comparing.dissents([content for _, content in attempt.values()])
        for person, _ in attempt.values()
    }


def counted(page: TablePage, content: PageContent | None) -> tuple[int, int]:
    """Return how many cells of a page came confirmed, and how many the plant's own table adds."""
    return len(known_cells(page)), 0 if content is None else comparing.opens(page, content)


def page_state(page: TablePage, own: int) -> PageState:
    """Return what inspection has of a page."""
    if own:
        return PageState.OWN
    known = confirmed(page)
    if known is None:
        return PageState.OPEN
    whole = sum(len(known.headings) for row in known.rows)
    return PageState.CONFIRMED if len(known_cells(page)) == whole else PageState.PARTLY


def kept(content: PageContent) -> dict[str, Any]:
    """Return a page as it is kept."""
    found: dict[str, Any] = msgspec.to_builtins(content)
    return found


def schemes(wanted: Sequence[Scheme]) -> list[Scheme]:
    """Return whose tables are read for rules: what skip-lot inspects, it inspects by ISO 2859-1."""
    return list({Scheme.ISO_2859_1_1999 if one is Scheme.SKIP_LOT else one for one in wanted})
