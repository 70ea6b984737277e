"""Where a table's rows come from: fetched window by window from the server, or held as a list. No Qt."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Generic, Protocol

from veralot_client.core.background import Background, Job
from veralot_client.core.observers import Observers
from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column
from veralot_client.widgets.table.window import Fetch, FilterValue, Row, Slice, Sort, Window

BLOCK = 200
"""Rows in one question to the server: about four screens."""
BLOCKS_KEPT = 50
"""Blocks in memory; what was scrolled away long ago is asked for again."""
WAIT_SECONDS = 0.1
QUESTIONS = 4
"""Questions under way at once; while somebody drags the scroll bar, older ones are dropped."""


class Rows(Protocol[Row]):
    """What the model of a table asks.

    Attributes:
        count: how many rows there are; None until the first answer.
        sort: the order now.
        filters: what is filtered by.
        reset: told when the rows are other ones.
        arrived: told with the first and last row that can be read now; `count` may have changed.
        failed: told why rows did not come.
    """

    count: int | None
    sort: Sort | None
    filters: Mapping[str, FilterValue]
    reset: Observers[[]]
    arrived: Observers[[int, int]]
    failed: Observers[[Exception]]

    def row(self, index: int) -> Row | None:
        """Return a row, or None while it is on its way."""
        ...

    def peek(self, index: int) -> Row | None:
        """Return a row if it is here; ask for nothing."""
        ...

    def query(self, sort: Sort | None, filters: Mapping[str, FilterValue]) -> None:
        """Show other rows, or the same in another order."""
        ...

    def reload(self) -> None:
        """Read the rows again; what is shown stays until the new rows are here."""
        ...

    def take_all(self, job: Job) -> list[Row]:
        """Return every row that passes the filters, in order. May block: call it in the background."""
        ...

    def every(self, job: Job) -> Iterator[Row]:
        """Yield the same one by one, reporting progress."""
        ...


class FetchedRows(Generic[Row]):
    """Rows of the server, of which only those are fetched that somebody looks at."""

    def __init__(self, background: Background, fetch: Fetch[Row], *, sort: Sort | None = None) -> None:
        """Fetch with `fetch`, which blocks, in the background. Nothing is asked before `reload` or `query`."""
        self.count: int | None = None
        self.sort = sort
        self.filters: Mapping[str, FilterValue] = {}
        self.reset: Observers[[]] = Observers()
        self.arrived: Observers[[int, int]] = Observers()
        self.failed: Observers[[Exception]] = Observers()
        self._background = background
        self._fetch = fetch
        self._blocks: dict[int, Sequence[Row]] = {}
        self._fresh: set[int] = set()
        self._jobs: dict[int, Job] = {}
        self._replace = True
        self.counted = True
        """Whether `count` is how many there are; else there are more, and one of them is the row after the last."""

    @property
    def busy(self) -> bool:
        """Whether an answer is awaited."""
        return bool(self._jobs)

    def row(self, index: int) -> Row | None:
        """Return a row, and ask for its block if that is not here or out of date."""
        number = index // BLOCK
        if number not in self._fresh:
            self._ask(number)
        return self.peek(index)

    def peek(self, index: int) -> Row | None:
        """Return a row if it is here; ask for nothing."""
        number, place = divmod(index, BLOCK)
        block = self._blocks.get(number, ())
        return block[place] if place < len(block) else None

    def query(self, sort: Sort | None, filters: Mapping[str, FilterValue]) -> None:
        """Show other rows, or the same in another order."""
        self.sort, self.filters = sort, dict(filters)
        self._replace = True
        self._renew(0)

    def reload(self, looking_at: int = 0) -> None:
        """Read again, beginning with the rows around `looking_at`."""
        self._renew(looking_at // BLOCK)

    def stop(self) -> None:
        """Ask nothing more: the table is gone."""
        for job in self._jobs.values():
            job.cancel()
        self._jobs.clear()

    def take_all(self, job: Job) -> list[Row]:
        """Return every row, reporting progress. Raises: CodedError, Cancelled."""
        return list(self.every(job))

    def every(self, job: Job) -> Iterator[Row]:
        """Yield every row, reporting progress; no more than a block of them is here at once. Raises: CodedError, Cancelled."""
        sort, filters, count = self.sort, self.filters, 0
        while True:
            got = self._fetch(Window(count, BLOCK, sort, filters))
            yield from got.rows
            count += len(got.rows)
            job.report(count, got.total or 0)
            if len(got.rows) < BLOCK or (got.total is not None and count >= got.total):
                return

    def _renew(self, number: int) -> None:
        self.stop()
        self._fresh.clear()
        self._ask(number)

    def _ask(self, number: int) -> None:
        if number in self._jobs:
            return
        for old in list(self._jobs)[: max(0, len(self._jobs) - QUESTIONS + 1)]:
            self._jobs.pop(old).cancel()
        window = Window(number * BLOCK, BLOCK, self.sort, self.filters)
        # In place before the work begins: a background that works at once answers before `start` returns.
        self._jobs[number] = Job()
        job = self._background.start(
            lambda job: self._get(job, window),
            lambda got: self._take(number, got),
            lambda error: self._miss(number, error),
        )
        if number in self._jobs:
            self._jobs[number] = job

    def _get(self, job: Job, window: Window) -> Slice[Row]:
        # Dropped while it waited for its turn: the server need not be asked.
        job.check()
        return self._fetch(window)

    def _take(self, number: int, got: Slice[Row]) -> None:
        self._jobs.pop(number, None)
        if self._replace:
            self._blocks.clear()
        self._blocks.pop(number, None)
        self._blocks[number] = got.rows
        self._fresh.add(number)
        self._forget_oldest()
        self.count = self._count(number, got)
        if self._replace:
            self._replace = False
            self.reset.tell()
        else:
            self.arrived.tell(number * BLOCK, number * BLOCK + len(got.rows) - 1)

    def _count(self, number: int, got: Slice[Row]) -> int:
        """Return how many rows there are; where nobody counts, one more than is known while blocks come full."""
        if got.total is not None:
            self.counted = True
            return got.total
        end = number * BLOCK + len(got.rows)
        known = 0 if self._replace or self.count is None else self.count
        if len(got.rows) < BLOCK:
            self.counted = True
            return end
        if end + 1 > known:
            self.counted = False
        return max(end + 1, known)

    def _forget_oldest(self) -> None:
        for number in list(self._blocks)[: max(0, len(self._blocks) - BLOCKS_KEPT)]:
            del self._blocks[number]
            self._fresh.discard(number)

    def _miss(self, number: int, error: Exception) -> None:
        self._jobs.pop(number, None)
        # Not asked again by itself with every paint: the person asks when the trouble is over.
        self._fresh.add(number)
        self.failed.tell(error)


class ListRows(Generic[Row]):
    """Rows that are all here: filtered and sorted at once. Where more are said to come, whoever wants all of them waits."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        words: Words,
        rows: Sequence[Row] = (),
        *,
        key: Callable[[Row], Hashable] | None = None,
    ) -> None:
        """Hold `rows`; `key` identifies a row, for `index_of`."""
        self.count: int | None = 0
        self.sort: Sort | None = None
        self.filters: Mapping[str, FilterValue] = {}
        self.reset: Observers[[]] = Observers()
        self.arrived: Observers[[int, int]] = Observers()
        self.failed: Observers[[Exception]] = Observers()
        self._columns = {column.id: column for column in columns}
        self._words = words
        self._key = key
        self._rows = list(rows)
        self._shown: list[Row] = []
        self._places: dict[Hashable, int] | None = None
        self.counted = True
        """Whether these are all."""
        self._arrange()

    @property
    def rows(self) -> Sequence[Row]:
        """Every row, filtered or not, in its first order."""
        return self._rows

    def row(self, index: int) -> Row | None:
        """Return a row."""
        return self._shown[index] if index < len(self._shown) else None

    def peek(self, index: int) -> Row | None:
        """Return a row."""
        return self.row(index)

    def replace(self, rows: Sequence[Row], *, more: bool = False) -> None:
        """Hold other rows; with `more`, these are a beginning that is replaced by all of them."""
        self._rows, self.counted = list(rows), not more
        self._arrange()

    def query(self, sort: Sort | None, filters: Mapping[str, FilterValue]) -> None:
        """Filter and sort."""
        self.sort, self.filters = sort, dict(filters)
        self._arrange()

    def reload(self) -> None:
        """Filter and sort again: what cells say may have changed with the language."""
        self._arrange()

    def take_all(self, job: Job) -> list[Row]:
        """Return every row that passes the filters, when they are here. Raises: Cancelled."""
        while not self.counted:
            job.pause(WAIT_SECONDS)
        return list(self._shown)

    def every(self, job: Job) -> Iterator[Row]:
        """Yield the same one by one, reporting progress. Raises: Cancelled."""
        rows = self.take_all(job)
        for start in range(0, len(rows), BLOCK):
            job.report(start, len(rows))
            yield from rows[start : start + BLOCK]

    def index_of(self, key: Hashable) -> int | None:
        """Return where the row of a key stands now, or None if it is filtered out."""
        if self._places is None and self._key is not None:
            self._places = {self._key(row): place for place, row in enumerate(self._shown)}
        return (self._places or {}).get(key)

    def _arrange(self) -> None:
        words, shown = self._words, self._rows
        for name, wanted in self.filters.items():
            column = self._columns[name]
            shown = [row for row in shown if column.lets(row, wanted, words)]
        if self.sort is not None:
            by = self._columns[self.sort.column]
            shown = sorted(shown, key=lambda row: by.order(row, words), reverse=self.sort.descending)
        self._shown, self._places, self.count = list(shown), None, len(shown)
        self.reset.tell()
