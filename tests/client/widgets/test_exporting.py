"""What an exported workbook holds, read without any spreadsheet: it is a ZIP of XML files."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_client.core.background import Cancelled, Job
from veralot_client.core.words import Words
from veralot_client.widgets.table import workbook
from veralot_client.widgets.table.columns import Column
from veralot_client.widgets.table.exporting import Export, write
from veralot_client.widgets.table.rows import BLOCK, ListRows

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FIRST = "xl/worksheets/sheet1.xml"


class Row(NamedTuple):
    name: object
    quantity: object
    day: object
    at: object
    good: object


COLUMNS = (
    Column[Row](id="name", title="Lot", value=lambda row: row.name),
    Column[Row](
        id="quantity",
        title="Quantity",
        value=lambda row: row.quantity,
        text=lambda row, words: words.quantity(Decimal(str(row.quantity)), "kg"),
    ),
    Column[Row](id="day", title="Expiry", value=lambda row: row.day),
    Column[Row](id="at", title="Time", value=lambda row: row.at),
    Column[Row](id="good", title="Available", value=lambda row: row.good),
)
ROW = Row("R261120-01", Decimal("12.50"), date(2031, 10, 12), datetime(2026, 11, 20, 6, 30, tzinfo=UTC), True)  # noqa: FBT003 - a cell


def words(language: str = "en") -> Words:
    made = Words(language)
    made.zone = ZoneInfo("Asia/Shanghai")
    return made


def exported(file: Path, rows: list[Row], language: str = "en") -> ZipFile:
    """Export rows and open what was written."""
    assert write(file, rows, Export("Lots: all", COLUMNS, words(language))) == len(rows)
    return ZipFile(file)


def cells(book: ZipFile, sheet: str = FIRST) -> list[list[tuple[str, str]]]:
    """Return the type and the text of every cell, row by row."""
    return [
        [(cell.get("t", "n"), "".join(cell.itertext())) for cell in row.iter(f"{MAIN}c")]
        for row in ET.fromstring(book.read(sheet)).iter(f"{MAIN}row")  # noqa: S314 - written a moment ago
    ]


def test_numbers_are_numbers_and_dates_dates(tmp_path: Path) -> None:
    book = exported(tmp_path / "lots.xlsx", [ROW])
    head, row = cells(book)
    assert [text for _kind, text in head] == ["Lot", "Quantity", "Expiry", "Time", "Available"]
    days = (date(2031, 10, 12) - date(1899, 12, 30)).days
    at = (datetime(2026, 11, 20, 14, 30) - datetime(1899, 12, 30)).total_seconds() / 86400  # noqa: DTZ001 - the format has no zone
    assert [kind for kind, _text in row] == ["inlineStr", "n", "n", "n", "inlineStr"]
    assert (row[0][1], row[4][1]) == ("R261120-01", "Yes")
    assert [Decimal(text) for _kind, text in row[1:3]] == [Decimal("12.5"), days]
    assert float(row[3][1]) == pytest.approx(at, abs=1e-9)


def test_units_dates_and_heading_are_formatted(tmp_path: Path) -> None:
    book = exported(tmp_path / "lots.xlsx", [ROW])
    styles, sheet = book.read("xl/styles.xml").decode(), book.read(FIRST).decode()
    for pattern in ('General" kg"', "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"):
        assert f'formatCode="{pattern}"'.replace('" kg"', "&quot; kg&quot;") in styles
    assert "<b/>" in styles
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:E2"/>' in sheet
    assert 'name="Lots  all"' in book.read("xl/workbook.xml").decode()


def test_the_words_are_those_of_the_reader(tmp_path: Path) -> None:
    head, row = cells(exported(tmp_path / "lots.xlsx", [ROW], "zh_CN"))
    assert [text for _kind, text in head][:2] == ["批", "数量"]
    assert row[4][1] == "是"


@pytest.mark.parametrize("text", ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", " =1", '=HYPERLINK("http://x")'])
def test_no_text_becomes_a_formula(tmp_path: Path, text: str) -> None:
    book = exported(tmp_path / "lots.xlsx", [ROW._replace(name=text)])
    assert cells(book)[1][0] == ("inlineStr", text)
    assert b"<f>" not in book.read(FIRST)
    assert b'quotePrefix="1"' in book.read("xl/styles.xml"), "nor after somebody has edited it"


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_whatever_is_written_can_be_read(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    file = tmp_path_factory.mktemp("book") / "lots.xlsx"
    rows = cells(exported(file, [ROW._replace(name=text) for text in texts]))[1:]
    assert len(rows) == len(texts)
    for row, text in zip(rows, texts, strict=True):
        plain = workbook.UNPRINTABLE.sub("", text)
        if plain and "\r" not in plain and not re.search(r"_x[0-9A-Fa-f]{4}_", plain):
            assert row[0] == ("inlineStr", plain)


def test_a_number_that_a_spreadsheet_would_round_is_written_whole(tmp_path: Path) -> None:
    row = cells(exported(tmp_path / "lots.xlsx", [ROW._replace(quantity=Decimal("1234567890123456.7"))]))[1]
    assert row[1] == ("inlineStr", "1234567890123456.7")


def test_what_no_sheet_holds_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 4)
    book = exported(tmp_path / "lots.xlsx", [ROW] * 7)
    counts = [len(cells(book, f"xl/worksheets/sheet{number}.xml")) for number in (1, 2, 3)]
    assert counts == [4, 4, 2], "each sheet has its heading"


def test_a_cancelled_export_leaves_nothing(tmp_path: Path) -> None:
    former = tmp_path / "lots.xlsx"
    former.write_bytes(b"as it was")
    job = Job()
    rows = ListRows(COLUMNS, words(), [ROW] * (2 * BLOCK))

    def some() -> Iterator[Row]:
        for number, row in enumerate(rows.every(job)):
            if number == BLOCK - 1:
                job.cancel()
            yield row

    for file in (former, tmp_path / "lots.csv"):
        with pytest.raises(Cancelled):
            write(file, some(), Export("Lots", COLUMNS, words()))
    assert former.read_bytes() == b"as it was"
    assert list(tmp_path.iterdir()) == [former]
