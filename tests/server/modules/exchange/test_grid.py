"""A small sheet is read as lines of text, whatever it is written in, and nothing of it is kept."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.exchange import LARGEST_GRID, FileKindUnknown, FileUnreadable, ReadGrid


def book(*lines: tuple[str | float, ...]) -> bytes:
    """Return a workbook."""
    made = Workbook()
    for line in lines:
        made.worksheets[0].append(line)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_as_people_write_it(tx: Transaction, separator: str, encoding: str) -> None:
    text = separator.join(("字码", "size", "0.010")) + "\n" + separator.join(("K", "125", "2/3")) + "\n"
    found = tx.call(ReadGrid(name="page.csv", content=text.encode(encoding)))
    assert found == [["字码", "size", "0.010"], ["K", "125", "2/3"]]


def test_a_workbook_is_read_as_it_shows_itself(tx: Transaction) -> None:
    content = book(("letter", "size", 0.01), ("K", 125, "2/3"), (), ("L", 200, "=1+1"))
    found = tx.call(ReadGrid(name="page.xlsx", content=content))
    assert [line for line in found if line] == [["letter", "size", "0.01"], ["K", "125", "2/3"], ["L", "200", "=1+1"]]


def test_what_is_no_small_sheet_is_refused(tx: Transaction) -> None:
    with pytest.raises(FileKindUnknown):
        tx.call(ReadGrid(name="page.pdf", content=b""))
    for name, content in (
        ("page.xlsx", b"PK broken"),
        ("page.csv", b"a" * (LARGEST_GRID + 1)),
        ("page.csv", b"a\n" * 2001),
        ("../page.csv", b"a"),
    ):
        with pytest.raises(FileUnreadable):
            tx.call(ReadGrid(name=name, content=content))
