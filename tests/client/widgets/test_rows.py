"""Rows fetched window by window, and rows held as a list."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.client.stand_ins import Inline
from veralot_client.core.background import Job
from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column, Filter
from veralot_client.widgets.table.rows import BLOCK, BLOCKS_KEPT, QUESTIONS, FetchedRows, ListRows
from veralot_client.widgets.table.window import Slice, Sort, Window
from veralot_shared.errors import CodedError, ServerUnavailable


class Later:
    """A background that holds work back until it is asked to do it."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Job, Callable[[], None]]] = []

    def start(
        self,
        work: Callable[[Job], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        title: str = "",
    ) -> Job:
        job = Job(title)

        def run() -> None:
            if job.cancelled:
                return
            try:
                done(work(job))
            except CodedError as error:
                assert failed is not None
                failed(error)

        self.waiting.append((job, run))
        return job

    def post(self, call: Callable[[], None]) -> None:
        call()

    def run_all(self) -> None:
        waiting, self.waiting = self.waiting, []
        for _job, run in waiting:
            run()


class Source:
    """A long list that notes which windows were asked for."""

    def __init__(self, total: int, *, counted: bool = True) -> None:
        self.total = total
        self.counted = counted
        self.windows: list[Window] = []
        self.error: CodedError | None = None
        self.mark = ""

    def __call__(self, window: Window) -> Slice[str]:
        self.windows.append(window)
        if self.error is not None:
            raise self.error
        numbers = range(window.offset, min(window.offset + window.limit, self.total))
        rows = [f"{self.mark}{number}" for number in numbers]
        return Slice(rows, self.total if self.counted else None)


def test_only_what_is_looked_at_is_fetched() -> None:
    source = Source(100_000)
    rows = FetchedRows(Inline(), source)
    rows.reload()
    assert rows.count == 100_000
    assert rows.row(5) == "5"
    assert rows.row(70_001) == "70001"
    assert [window.offset for window in source.windows] == [0, 70_000]


def test_a_row_is_not_there_until_its_answer_comes() -> None:
    later = Later()
    rows = FetchedRows(later, Source(1000))
    rows.reload()
    assert rows.count is None
    assert rows.row(3) is None
    later.run_all()
    assert rows.row(3) == "3"


def test_looking_without_asking_fetches_nothing() -> None:
    source = Source(1000)
    rows = FetchedRows(Inline(), source)
    rows.reload()
    assert rows.peek(999) is None
    assert len(source.windows) == 1


def test_older_questions_are_dropped_while_somebody_scrolls() -> None:
    later, source = Later(), Source(100_000)
    rows = FetchedRows(later, source)
    rows.reload()
    later.run_all()
    for block in range(1, 50):
        rows.row(block * BLOCK)
    assert sum(not job.cancelled for job, _run in later.waiting) == QUESTIONS
    later.run_all()
    assert len(source.windows) == 1 + QUESTIONS
    assert rows.peek(49 * BLOCK) == str(49 * BLOCK)


def test_what_was_scrolled_away_long_ago_is_forgotten() -> None:
    rows = FetchedRows(Inline(), Source(1_000_000))
    rows.reload()
    for block in range(BLOCKS_KEPT + 10):
        rows.row(block * BLOCK)
    assert rows.peek(BLOCK) is None
    assert rows.row(BLOCK) == str(BLOCK)


@pytest.mark.parametrize("total", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK])
def test_a_list_that_nobody_counts_ends_where_the_rows_do(total: int) -> None:
    rows = FetchedRows(Inline(), Source(total, counted=False))
    rows.reload()
    place = 0
    assert rows.counted is (total < BLOCK)
    while rows.count is not None and place < rows.count:
        rows.row(place)
        place += 1
    assert rows.count == total
    assert rows.counted


def test_rows_stay_while_they_are_read_again() -> None:
    later, source = Later(), Source(500)
    rows = FetchedRows(later, source)
    told: list[str] = []
    rows.reload()
    later.run_all()
    rows.reset.subscribe(lambda: told.append("reset"))
    source.mark = "new "
    rows.reload()
    assert rows.peek(3) == "3"
    later.run_all()
    assert rows.peek(3) == "new 3"
    assert not told, "reading again must not throw the person's place away"


def test_another_question_shows_other_rows() -> None:
    later, source = Later(), Source(500)
    rows = FetchedRows(later, source)
    told: list[str] = []
    rows.reload()
    rows.reset.subscribe(lambda: told.append("reset"))
    rows.query(Sort("lot_no", descending=True), {"lot_no": "R"})
    later.run_all()
    assert told == ["reset"]
    assert source.windows[-1].sort == Sort("lot_no", descending=True)
    assert source.windows[-1].filters == {"lot_no": "R"}
    assert len(source.windows) == 1, "the question before was dropped"


def test_a_failure_is_told_once_and_not_asked_again_by_itself() -> None:
    source = Source(500)
    source.error = ServerUnavailable()
    rows = FetchedRows(Inline(), source)
    told: list[Exception] = []
    rows.failed.subscribe(told.append)
    rows.reload()
    rows.row(0)
    assert len(told) == 1
    source.error = None
    rows.reload()
    assert rows.row(0) == "0"


@pytest.mark.parametrize("counted", [True, False])
def test_every_row_can_be_taken(counted: bool) -> None:  # noqa: FBT001 - the case
    source = Source(2 * BLOCK + 7, counted=counted)
    reports: list[tuple[int, int]] = []
    job = Job()
    job.progressed.subscribe(lambda done, total: reports.append((done, total)))
    rows = FetchedRows(Inline(), source)
    assert len(rows.take_all(job)) == 2 * BLOCK + 7
    assert reports[-1][0] == 2 * BLOCK + 7


COLUMNS = (
    Column[dict[str, Any]](id="no", title="No", value=lambda row: row["no"], filter=Filter.TEXT),
    Column[dict[str, Any]](id="size", title="Size", value=lambda row: row["size"]),
)
DATA = [{"no": "L10", "size": 3}, {"no": "L9", "size": 1}, {"no": "M1", "size": 2}]


def make_list() -> ListRows[dict[str, Any]]:
    return ListRows(COLUMNS, Words("en"), DATA, key=lambda row: row["no"])


def shown(rows: ListRows[dict[str, Any]]) -> list[str]:
    return [row["no"] for place in range(rows.count or 0) if (row := rows.row(place)) is not None]


def test_a_list_is_sorted_and_filtered() -> None:
    rows = make_list()
    rows.query(Sort("no"), {})
    assert shown(rows) == ["L9", "L10", "M1"]
    rows.query(Sort("size", descending=True), {"no": "l"})
    assert shown(rows) == ["L10", "L9"]
    assert rows.take_all(Job()) == [DATA[0], DATA[1]]


def test_order_and_filters_hold_for_new_rows() -> None:
    rows = make_list()
    rows.query(Sort("size"), {"no": "L"})
    rows.replace([{"no": "L5", "size": 0}, *DATA])
    assert shown(rows) == ["L5", "L9", "L10"]


def test_a_row_is_found_by_its_key_unless_it_is_filtered_out() -> None:
    rows = make_list()
    rows.query(Sort("no"), {})
    assert rows.index_of("M1") == 2
    rows.query(None, {"no": "L"})
    assert rows.index_of("M1") is None
    assert rows.index_of("L9") == 1
