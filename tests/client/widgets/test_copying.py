"""TSV and CSV: what other programs get."""

import csv
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column
from veralot_client.widgets.table.copying import tsv
from veralot_client.widgets.table.exporting import Export, write
from veralot_shared.rules.spreadsheets import harmless

WORDS = Words("en")
COLUMNS = (
    Column[tuple[str, str]](id="one", title="Lot", value=lambda row: row[0]),
    Column[tuple[str, str]](id="two", title="Reason", value=lambda row: row[1]),
)


def csv_bytes(rows: list[tuple[str, str]]) -> bytes:
    """Return what an export writes into a CSV file."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "rows.csv"
        assert write(file, rows, Export("Rows", COLUMNS, WORDS)) == len(rows)
        return file.read_bytes()


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", " =1", "\uff1d1", '=HYPERLINK("http://x")'])
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    rows = [(cell, "-5")]
    assert tsv(rows, COLUMNS, WORDS, titled=False) == f"'{cell}\t-5\n"
    _, line = csv.reader(StringIO(csv_bytes(rows).decode("utf-8-sig"), newline=""))
    assert line == [f"'{cell}", "-5"]


def test_copied_rows_have_headings_if_wanted() -> None:
    rows = [("R1", "two\nlines"), ("R2", "a\ttab")]
    assert tsv(rows, COLUMNS, WORDS, titled=True) == "Lot\tReason\nR1\ttwo lines\nR2\ta tab\n"
    assert tsv(rows, COLUMNS, WORDS, titled=False) == "R1\ttwo lines\nR2\ta tab\n"


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1))
def test_copied_rows_keep_their_shape_whatever_they_hold(rows: list[tuple[str, str]]) -> None:
    lines = tsv(rows, COLUMNS, WORDS, titled=False).split("\n")
    assert [len(line.split("\t")) for line in lines[:-1]] == [2] * len(rows)


@given(
    st.lists(st.tuples(st.text(st.characters(codec="utf-8", exclude_characters="\0")), st.text("a=,\"'\n")), min_size=1)
)
def test_an_exported_file_reads_back(rows: list[tuple[str, str]]) -> None:
    content = csv_bytes(rows)
    assert content.startswith(b"\xef\xbb\xbf"), "spreadsheets know UTF-8 by its mark"
    read = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert read[0] == ["Lot", "Reason"]
    assert read[1:] == [[harmless(cell) for cell in row] for row in rows]
