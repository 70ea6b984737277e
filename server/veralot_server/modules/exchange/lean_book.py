"""openpyxl's reader, with what it keeps of every row left out: the workbook's texts lie on disk, and rows that were read go.

Its read-only mode keeps all texts of a workbook in memory, an empty element of each row, and how high each row is.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, Final

import msgspec
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import WorkSheetParser  # what reads a row has no public name
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from veralot_server.modules.exchange.shelves import Cabinet

STRING: Final = f"{{{SHEET_MAIN_NS}}}si"
ROW: Final = f"{{{SHEET_MAIN_NS}}}row"
TOGETHER: Final = 128
"""So many texts of a workbook lie in one row on disk."""
NEAR: Final = 32
"""So many such rows are in memory."""


class Strings:
    """The texts that a workbook's cells refer to by number."""

    def __init__(self, stack: ExitStack) -> None:
        """Begin with none; `stack` discards them."""
        self._disk = Cabinet(stack).disk
        self._disk.execute("CREATE TABLE page (number INTEGER PRIMARY KEY, texts BLOB NOT NULL)")
        self._waiting: list[str] = []
        self._pages = 0
        self._page = lru_cache(NEAR)(self._read)

    def append(self, text: str) -> None:
        """Add the next one."""
        self._waiting.append(text)
        if len(self._waiting) == TOGETHER:
            self.settle()

    def settle(self) -> None:
        """Write down what waits; nothing is added after a page that is not full."""
        if self._waiting:
            self._disk.execute("INSERT INTO page VALUES (?, ?)", (self._pages, msgspec.msgpack.encode(self._waiting)))
            self._pages += 1
            self._waiting.clear()

    def __getitem__(self, number: int) -> str:
        """Return a text. Raises: IndexError."""
        return self._page(number // TOGETHER)[number % TOGETHER]

    def _read(self, page: int) -> list[str]:
        row = self._disk.execute("SELECT texts FROM page WHERE number = ?", (page,)).fetchone()
        return msgspec.msgpack.decode(row[0], type=list[str]) if row else []


class LeanReader(ExcelReader):
    """Opens a workbook.

    Attributes:
        paths: where in the archive each worksheet lies, by its title, in their order.
    """

    def __init__(self, path: Path, stack: ExitStack) -> None:
        """Begin to open it; `stack` discards its texts."""
        super().__init__(path, read_only=True, keep_links=False)
        self._strings = Strings(stack)
        self.paths: dict[str, str] = {}

    def read_strings(self) -> None:
        """Put the texts on disk."""
        package: Any = self.package
        part = package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                for text in texts_of(source):
                    self._strings.append(text)
        self._strings.settle()

    def read(self) -> None:
        """Read what a worksheet's rows are read by. Defined names, properties and the like are of no matter here."""
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        self.read_worksheets()

    def read_worksheets(self) -> None:
        """Note where the worksheets lie: openpyxl would go through each of them for its size."""
        for sheet, rel in self.parser.find_sheets():
            if rel.target in self.valid_files and "chartsheet" not in rel.Type:
                self.paths[sheet.name] = rel.target

    def rows(self, title: str) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        """Return the rows that a worksheet has, with their numbers and cells."""
        book: Any = self.wb
        with self.archive.open(self.paths[title]) as source:
            parser = WorkSheetParser(
                source,
                self._strings,
                epoch=book.epoch,
                date_formats=book._date_formats,  # noqa: SLF001 - which styles show dates has no public name
                timedelta_formats=book._timedelta_formats,  # noqa: SLF001 - as above
            )
            for row in elements(source, ROW):
                yield parser.parse_row(row)
                parser.row_dimensions.clear()


def texts_of(source: IO[bytes]) -> Iterator[str]:
    """Return the texts of a workbook, as openpyxl's own reader does."""
    for element in elements(source, STRING):
        text = Text.from_tree(element)
        yield text.content.replace("x005F_", "") if text else ""


def elements(source: IO[bytes], tag: str) -> Iterator[Any]:
    """Return the elements of a name, one after the other; each is forgotten once it was looked at."""
    parents: list[Any] = []
    for event, element in iterparse(source, ("start", "end")):
        if event == "start":
            parents.append(element)
            continue
        parents.pop()
        if element.tag == tag:
            yield element
            if parents:
                parents[-1].clear()
