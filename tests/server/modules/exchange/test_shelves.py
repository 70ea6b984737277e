"""What an import remembers lies on disk, and is the same whether it was put away in between or not."""

import tracemalloc
from contextlib import ExitStack
from importlib.resources import files as resource_files
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.server.modules.exchange.plant import Import, files, spots, tables
from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import plan, shelves
from veralot_server.modules.exchange.shelves import Cabinet
from veralot_server.modules.exchange.workbook import OpenBook
from veralot_shared.contracts.exchange import ImportFile

BYTES_A_ROW = 16
"""The least that can be kept of a row, an empty object, takes more than three times as much."""
WRITTEN = """
WITH node AS (
    SELECT id, lot_no AS label FROM genealogy_lot UNION ALL SELECT id, serial_no FROM genealogy_unit
    UNION ALL SELECT id, package_no FROM genealogy_package UNION ALL SELECT id, shipment_no FROM genealogy_shipment
)
SELECT 'edge', p.label, c.label, e.scope, e.kind, e.quantity::text, e.at::text
FROM genealogy_edge e JOIN node p ON p.id = e.parent_id JOIN node c ON c.id = e.child_id
UNION ALL SELECT 'lot', lot_no, status, cycle::text, order_no, quantity_made::text, expiry::text FROM genealogy_lot
UNION ALL
SELECT 'unit', u.serial_no, l.lot_no, p.code, u.status, g.package_no, ''
FROM genealogy_unit u JOIN genealogy_lot l ON l.id = u.lot_id JOIN genealogy_location p ON p.id = u.location_id
LEFT JOIN genealogy_package g ON g.id = u.package_id
UNION ALL
SELECT 'package', g.package_no, l.lot_no, o.package_no, g.quantity::text, '', ''
FROM genealogy_package g JOIN genealogy_lot l ON l.id = g.lot_id LEFT JOIN genealogy_package o ON o.id = g.inside_id
UNION ALL
SELECT 'change', l.lot_no, c.event, c.from_status, c.to_status, c.cycle::text, c.at::text
FROM genealogy_status_change c JOIN genealogy_lot l ON l.id = c.lot_id
ORDER BY 1, 2, 3, 4, 5, 6, 7
"""


class Record(msgspec.Struct, array_like=True):
    """A record of a test."""

    number: int


@given(
    st.lists(st.tuples(st.sampled_from("gpctw"), st.sampled_from("abcdef"), st.integers(-9, 9)), max_size=60),
    st.booleans(),
)
def test_a_shelf_is_a_dictionary(steps: list[tuple[str, str, int]], live: bool) -> None:  # noqa: FBT001 - both are tried
    wanted: dict[str, int] = {}
    with ExitStack() as stack:
        cabinet = Cabinet(stack, page=2)
        shelf = cabinet.shelf("record", Record, live=live)
        for step, key, number in steps:
            found = shelf.get(key)
            assert (None if found is None else found.number) == wanted.get(key)
            if step == "p":
                shelf.put(key, Record(number))
                wanted[key] = number
            elif step == "c" and found is not None:
                found.number = wanted[key] = number
                shelf.put(key, found)
            elif step == "t":
                cabinet.tidy()
            elif step == "w":
                assert [one.number for one in shelf] == list(wanted.values())
        assert {key: one.number for key, one in shelf.fetch("fedcba").items()} == wanted


@given(st.lists(st.text(max_size=3), max_size=40))
def test_a_memo_knows_what_it_met(keys: list[str]) -> None:
    met: set[str] = set()
    with ExitStack() as stack:
        memo = Cabinet(stack).memo("key")
        for key in keys:
            assert (key in memo) is (key in met)
            assert memo.add(key) is (key not in met)
            met.add(key)


def test_a_shelf_takes_no_more_memory_for_more_records() -> None:
    def peak(records: int) -> int:
        with ExitStack() as stack:
            cabinet = Cabinet(stack, page=200)
            shelf, memo = cabinet.shelf("record", Record, live=True), cabinet.memo("met")
            tracemalloc.start()
            for number in range(records):
                shelf.put(f"R{number}", Record(number))
                memo.add(f"R{number}")
                cabinet.tidy()
            assert sum(1 for _ in shelf) == records
            found = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return found

    peak(500)
    few, many = 10_000, 40_000
    assert (peak(many) - peak(few)) / (many - few) < BYTES_A_ROW


def demo() -> list[ImportFile]:
    """Return the demonstration plant's files."""
    folder = resource_files("veralot_resources") / "demo"
    return [
        ImportFile(name=entry.name, content=entry.read_bytes())
        for entry in folder.iterdir()
        if entry.name[0].isdigit() and entry.name.endswith((".csv", ".xlsx"))
    ]


@pytest.mark.parametrize("source", ["plant", "demo"])
def test_what_is_put_away_between_rows_changes_nothing(
    tx: Transaction, bring_in: Import, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    sent = files(tables()) if source == "plant" else demo()
    written: list[list[tuple[Any, ...]]] = []
    for page, stride in ((shelves.PAGE, plan.STRIDE), (0, 1)):
        monkeypatch.setattr(shelves, "PAGE", page)
        monkeypatch.setattr(plan, "STRIDE", stride)
        tx.wire.execute("SAVEPOINT before")
        assert spots(bring_in(sent)) == []
        written.append(tx.wire.execute(WRITTEN).fetchall())
        tx.wire.simple(b"ROLLBACK TO before")
    assert written[0] == written[1]
    assert len(written[0]) > 50


def test_a_workbook_takes_no_more_memory_for_more_rows(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Data")
        for number in range(rows):
            sheet.append([f"L{number:06}", f"S{number:06}", number])
        out = BytesIO()
        book.save(out)
        path = tmp_path / f"{rows}.xlsx"
        path.write_bytes(out.getvalue())
        out.close()
        with ExitStack() as stack:
            tracemalloc.start()
            opened = OpenBook(path, path.name, ZoneInfo("UTC"), stack)
            assert sum(len(record) for record in opened.records()) == 3 * rows
            found = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return found

    peak(100)
    few, many = 8_000, 16_000
    assert (peak(many) - peak(few)) / (many - few) < BYTES_A_ROW
