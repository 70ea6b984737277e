"""Behind the window in which a printed page is entered: its cells, where they cannot be right, and what is sent. No Qt."""

from collections.abc import Callable, Sequence
from pathlib import Path

from veralot_client.core.background import Job
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_shared.contracts.exchange import LARGEST_GRID, ReadGrid
from veralot_shared.contracts.inspection import (
    BeginSamplingTable,
    ReadSamplingTable,
    SamplingTableDetail,
    SamplingTableView,
    TablePage,
)
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.rules.sampling.own import grids
from veralot_shared.rules.sampling.own.pages import IDENTICAL

TOO_LARGE = N_("{file} is larger than 2 MiB. A printed page is far smaller.")
UNREADABLE = N_("{file} cannot be read ({problem}).")
OF_READING = ("document", "copy_no")
SOURCE = (*OF_READING, "sheet")
EDITIONS = N_(
    "The tables of these editions are identical, and the page may be read from any of them: {editions}. Under the document, "
    "say which one you read."
)
MOST_SHOWN = 6


class ReadingPresenter(Presenter):
    """Keeps what was typed or pasted, says at once what cannot be read, and sends it.

    Attributes:
        page: which page is read.
        table: the table that is read again; nothing while the first reading is entered.
        cells: lines of cells as in a spreadsheet, the headings first.
        file: the name of the file that they came from.
        edited: whether anything was entered since the window opened.
        flaws: what cannot be read, by line and column, both from 0, in words.
        changed: told when the cells are others than before.
        told: told in words what a file could not be read for.
    """

    def __init__(
        self, services: Services, page: TablePage, table: SamplingTableView | None, known: list[list[str]]
    ) -> None:
        """Begin with what the reader entered before, else with the empty page."""
        super().__init__(services)
        self.page = page
        self.table = table
        self.cells = [list(line) for line in (known or grids.template(page))]
        self.file = ""
        self.edited = False
        self.flaws: dict[tuple[int, int], str] = {}
        self._read = 0
        self.changed: Observers[[]] = Observers()
        self.told: Observers[[str]] = Observers()
        self._examine()

    def enter(self, row: int, column: int, text: str) -> None:
        """Take what was typed into a cell."""
        if self._at(row, column) != text:
            self._put(row, column, text)
            self._after()

    def paste(self, row: int, column: int, text: str) -> None:
        """Take lines of a spreadsheet, from a cell on; from the first cell on they are the whole page."""
        lines = [line.split("\t") for line in text.replace("\r\n", "\n").removesuffix("\n").split("\n")]
        if (row, column) == (0, 0) and len(lines) > 1:
            self.cells = []
        for down, line in enumerate(lines):
            for right, cell in enumerate(line):
                self._put(row + down, column + right, cell.strip())
        self._after()

    def empty(self, places: Sequence[tuple[int, int]]) -> None:
        """Empty cells."""
        for row, column in places:
            self._put(row, column, "")
        self._after()

    def clear(self) -> None:
        """Begin anew with the empty page."""
        self.cells, self.file = grids.template(self.page), ""
        self._after()

    def load(self, path: Path) -> None:
        """Read a file; the server makes cells of it."""
        server, words = self.services.server, self.words

        def work(job: Job) -> list[list[str]] | str:
            try:
                content = path.read_bytes() if path.stat().st_size <= LARGEST_GRID else None
            except OSError as problem:
                return words.text(UNREADABLE, file=path.name, problem=problem.strerror or problem)
            if content is None:
                return words.text(TOO_LARGE, file=path.name)
            try:
                return server.call(ReadGrid(name=path.name, content=content), job=job)
            except CodedError as error:
                return words.error(error)

        self.services.background.start(work, lambda found: self._take(found, path.name))

    def editions(self) -> str:
        """Return in words in which other editions the page may be read; nothing where none is known to be identical."""
        known = IDENTICAL.get(self.page.scheme, ())
        return self.words.text(EDITIONS, editions=self.words.listed(known)) if known else ""

    def said(self) -> str:
        """Return in words how much was read, and what cannot be right."""
        told = self.words.plural("{count} cell read.", "{count} cells read.", self._read)
        first = list(self.flaws.values())[:MOST_SHOWN]
        rest = len(self.flaws) - len(first)
        more = [self.words.plural("{count} more.", "{count} more.", rest)] if rest > 0 else []
        return "\n".join([told, *first, *more])

    @property
    def complete(self) -> bool:
        """Whether it can be sent."""
        return not self.flaws and self._read > 0

    def submit(
        self,
        source: dict[str, str],
        done: Callable[[SamplingTableDetail], None],
        failed: Callable[[CodedError], None],
    ) -> None:
        """Send the reading."""
        if self.table is None:
            begin = BeginSamplingTable(of_page=self.page, grid=self.cells, file=self.file, **source)
            self.send(begin, done, failed)
        else:
            where = {name: source[name] for name in OF_READING}
            self.send(ReadSamplingTable(table_id=self.table.id, grid=self.cells, file=self.file, **where), done, failed)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _take(self, found: list[list[str]] | str, name: str) -> None:
        if self._closed:
            return
        if isinstance(found, str):
            self.told.tell(found)
            return
        self.cells, self.file = found, name
        self._after()

    def _at(self, row: int, column: int) -> str:
        return self.cells[row][column] if row < len(self.cells) and column < len(self.cells[row]) else ""

    def _put(self, row: int, column: int, text: str) -> None:
        while len(self.cells) <= row:
            self.cells.append([])
        line = self.cells[row]
        line.extend([""] * (column + 1 - len(line)))
        line[column] = text

    def _after(self) -> None:
        self.edited = True
        self._examine()
        self.changed.tell()

    def _examine(self) -> None:
        content, found = grids.examined(self.page, self.cells)
        self._read = sum(len(row.cells) for row in content.rows)
        self.flaws = {(one.row - 1, one.column - 1): self.words.sentence(one.sentence()) for one in reversed(found)}
        self.flaws = dict(sorted(self.flaws.items()))
