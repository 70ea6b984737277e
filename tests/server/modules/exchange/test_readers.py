"""Files as people's programs write them: encodings, delimiters, workbooks, and what only looks like a file."""

import random
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.server.modules.exchange.plant import as_csv, as_xlsx, tables
from veralot_server.modules.exchange import readers, workbook
from veralot_server.modules.exchange.columns import COLUMNS, ROWS
from veralot_server.modules.exchange.problems import Problems
from veralot_server.modules.exchange.readers import Desk, Sheet, open_all
from veralot_server.modules.exchange.rows import ItemRow, MovementRow, PartnerRow
from veralot_server.modules.exchange.survey import survey
from veralot_server.modules.exchange.table import Table
from veralot_shared.contracts.exchange import ImportFile, Kind, RowError
from veralot_shared.errors import REGISTRY

ZONE = ZoneInfo("Asia/Shanghai")
HEADS = "code,kind,name\n"
PARTNER = f"{HEADS}S1,supplier,One\n"


def read(name: str, content: bytes) -> tuple[list[object], list[RowError]]:
    """Return the rows of a file as far as they are sound, and its errors."""
    with ExitStack() as stack:
        problems = Problems(stack, [name])
        sheets = open_all([ImportFile(name=name, content=content)], Desk(None, ZONE, stack), problems)
        survey(sheets, problems, stack)
        rows = [reading.row for sheet in sheets for reading in Table(sheet, ROWS[sheet.kind], problems)]
        return [row for row in rows if row is not None], problems.sorted()


def partners(content: bytes, name: str = "partners.csv") -> list[tuple[str, str]]:
    """Return code and name of each partner of a file without errors."""
    rows, errors = read(name, content)
    assert errors == []
    return [(row.code, row.name) for row in rows if isinstance(row, PartnerRow)]


def problem(content: bytes, name: str = "partners.csv") -> list[tuple[int, str, str]]:
    """Return row, column and code of each error of a file."""
    return [(error.row, error.column, error.code) for error in read(name, content)[1]]


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["partners.csv", "10_partners.csv", "10-Partners.CSV", "1 partners.csv", "partners.txt", "partners.tsv"]
)
def test_a_file_is_what_its_name_says(name: str) -> None:
    assert partners(PARTNER.encode(), name) == [("S1", "One")]


@pytest.mark.parametrize("name", ["", "partners", "partners.pdf", "friends.csv", "partners.csv.exe", "10_.csv", ".csv"])
def test_a_file_whose_name_says_nothing_is_refused(name: str) -> None:
    assert problem(PARTNER.encode(), name) == [(0, "", "exchange.FileKindUnknown")]


@pytest.mark.parametrize(
    "name",
    [
        "../partners.csv",
        "..\\partners.csv",
        "/etc/partners.csv",
        "C:\\plant\\partners.csv",
        "a/b/partners.csv",
        "partners.csv:stream.csv",
        "partners\n.csv",
        "\u202epartners.csv",
        "x" * 200 + ".csv",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    assert problem(PARTNER.encode(), name) == [(0, "", "exchange.FileUnreadable")]


# --- CSV -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_chinese_is_read_in_each_encoding(encoding: str) -> None:
    content = f"{HEADS}S1,supplier,苏州维澜医疗\n".encode(encoding)
    assert partners(content) == [("S1", "苏州维澜医疗")]


@pytest.mark.parametrize("content", [b"\x80\xff\xff", bytes(range(256)), b"\xff\xfe\x00"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    assert problem(content) == [(0, "", "exchange.FileUnreadable")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_seen(delimiter: str) -> None:
    assert partners(as_csv([{"code": "S1", "kind": "supplier", "name": "One, two; three"}], delimiter).encode()) == [
        ("S1", "One, two; three")
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_like(newline: str) -> None:
    assert partners(PARTNER.replace("\n", newline).encode()) == [("S1", "One")]


def test_headings_may_be_chinese_or_sloppy() -> None:
    content = "代码, KIND ,Name*,中文名称\nS1,supplier,One,一\n".encode()
    assert partners(content) == [("S1", "One")]


def test_empty_lines_are_no_rows_but_count() -> None:
    assert problem(f"{HEADS}\n,,\nS1,friend,One\n".encode()) == [(4, "kind", "exchange.CellInvalid")]


def test_a_quoted_line_break_is_part_of_its_cell() -> None:
    rows, errors = read("partners.csv", b'code,kind,name,address\nS1,supplier,One,"Street 1\nTown"\n')
    assert errors == []
    assert [row.address for row in rows if isinstance(row, PartnerRow)] == ["Street 1\nTown"]


def test_broken_quoting_is_told_with_its_row() -> None:
    assert problem(f'{PARTNER}S2,supplier,"Two"x\n'.encode()) == [(3, "", "exchange.FileUnreadable")]
    assert problem(f'{PARTNER}S2,supplier,"Two\n'.encode()) == [(3, "", "exchange.FileUnreadable")]


def test_headings_are_checked() -> None:
    assert problem(b"code,kind,name,name,colour\nS1,supplier,One,One,red\n") == [
        (1, "name", "exchange.CellInvalid"),
        (1, "colour", "exchange.CellInvalid"),
    ]
    assert problem(b"code,name\nS1,One\n") == [(1, "kind", "exchange.ColumnMissing")]
    assert problem(b"") == [(0, "", "exchange.FileUnreadable")]
    assert problem(b"\n\n") == [(0, "", "exchange.FileUnreadable")]


def test_a_cell_under_no_heading_is_told() -> None:
    assert problem(b"code,kind,name,\nS1,supplier,One,lost\n") == [(2, "", "exchange.CellInvalid")]
    assert problem(b"code,kind,name\nS1,supplier,One,lost\n") == [(2, "", "exchange.CellInvalid")]


@pytest.mark.parametrize(
    "text", ["=1+1", "+SUM(A1)", "-2+3", "@cmd", '=HYPERLINK("http://x")', "'; DROP TABLE lot; --", "\\N", "%s"]
)
def test_what_looks_like_a_formula_or_a_command_stays_text(text: str) -> None:
    content = as_csv([{"code": "S1", "kind": "supplier", "name": text}]).encode()
    assert partners(content) == [("S1", text)]


@pytest.mark.parametrize("text", ["a\x00b", "a\x07b", "a\x7fb", "x" * 2001])
def test_control_characters_and_endless_texts_are_refused(text: str) -> None:
    assert problem(as_csv([{"code": "S1", "kind": "supplier", "name": text}]).encode())[0][2] in {
        "exchange.CellInvalid",
        "exchange.FileUnreadable",
    }


# --- bounds ----------------------------------------------------------------------------------------------------------


def test_bounds_of_size_and_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MOST_BYTES", len(PARTNER))
    assert partners(PARTNER.encode()) == [("S1", "One")]
    assert problem(f"{PARTNER} ".encode()) == [(0, "", "exchange.FileUnreadable")]


@pytest.mark.parametrize(("rows", "errors"), [(3, []), (4, [(6, "", "exchange.FileUnreadable")])])
def test_bounds_of_rows(monkeypatch: pytest.MonkeyPatch, rows: int, errors: list[tuple[int, str, str]]) -> None:
    monkeypatch.setattr(readers, "MOST_ROWS", 3)
    table = [{"code": f"S{number}", "kind": "supplier", "name": "One"} for number in range(rows)]
    assert problem(as_csv(table).encode()) == errors
    codes = [code for *_, code in problem(as_xlsx(table), "partners.xlsx")]
    assert codes == ["exchange.FileUnreadable"] * len(errors)


def test_two_files_of_one_name_and_too_many_files() -> None:
    with ExitStack() as stack:
        problems, desk = Problems(stack, []), Desk(None, ZONE, stack)
        same = [ImportFile(name="partners.csv", content=PARTNER.encode())] * 2
        assert len(open_all(same, desk, problems)) == 1
        many = [ImportFile(name=f"{number}_partners.csv", content=PARTNER.encode()) for number in range(101)]
        assert len(open_all(many, desk, problems)) == 100
    assert len(problems) == 2


# --- XLSX ------------------------------------------------------------------------------------------------------------


def test_a_workbook_reads_like_the_same_csv() -> None:
    for kind, table in tables().items():
        from_csv, errors = read(f"{kind}.csv", as_csv(table).encode())
        from_book, more = read(f"{kind}.xlsx", as_xlsx(table))
        assert (errors, more) == ([], [])
        assert [str(row).partition("row=")[2] for row in from_csv] == [
            str(row).partition("row=")[2] for row in from_book
        ]


def test_dates_and_numbers_of_a_workbook_are_what_they_show() -> None:
    row = {
        "at": datetime(2026, 3, 1, 8, 30),  # noqa: DTZ001 - a workbook's times have no zone; they are the plant's
        "movement": 1,
        "kind": "receipt",
        "item": "RM",
        "lot_no": 4711,
        "quantity": 0.1 + 0.2,
        "manufactured": date(2026, 2, 1),
        "expiry": datetime(2028, 2, 1),  # noqa: DTZ001 - see above
        "by": "wang",
    }
    (found,), errors = read("movements.xlsx", as_xlsx([row]))
    assert errors == []
    assert isinstance(found, MovementRow)
    assert found.at == datetime(2026, 3, 1, 8, 30, tzinfo=ZONE)
    assert (str(found.quantity), found.lot_no) == ("0.3", "4711")
    assert (found.manufactured, found.expiry) == (date(2026, 2, 1), date(2028, 2, 1))
    assert found.place[:2] == ("movements.xlsx", "Data 数据")


def test_a_truth_value_is_yes_or_no() -> None:
    item = {"code": "A", "name": "A", "kind": "material", "tracking": "lot", "unit": "g", "implantable": True}
    (found,), errors = read("items.xlsx", as_xlsx([item]))
    assert errors == []
    assert isinstance(found, ItemRow)
    assert found.implantable


def test_a_formula_is_not_evaluated_and_not_taken() -> None:
    content = as_xlsx(
        [{"code": "S1", "kind": "supplier", "name": "=1+1"}, {"code": "S2", "kind": "supplier", "name": "#REF!"}]
    )
    rows, errors = read("partners.xlsx", content)
    assert rows == []
    assert [(error.row, error.column, error.value, error.code) for error in errors] == [
        (2, "name", "=1+1", "exchange.CellInvalid"),
        (3, "name", "#REF!", "exchange.CellInvalid"),
    ]


def test_a_text_that_looks_like_a_formula_stays_text_in_a_workbook_too() -> None:
    book = Workbook()
    sheet = book.create_sheet("Data", 0)
    sheet.append(["code", "kind", "name"])
    sheet.append(["S1", "supplier", "=1+1"])
    sheet["C2"].data_type = "s"
    out = BytesIO()
    book.save(out)
    assert partners(out.getvalue(), "partners.xlsx") == [("S1", "=1+1")]


def parts(change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return a workbook whose parts are changed, or left out."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(as_xlsx(tables()["partners"]))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b"".join(
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">',
        *(b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 10)),
        b']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">',
        b'<c r="A1" t="str"><v>&a9;</v></c></row></sheetData></worksheet>',
    ]
)
OUTSIDE = LAUGHS[:21] + (
    b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="str"><v>&e;</v></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        PARTNER.encode(),
        parts(lambda name, content: None if name == SHEET else content),
        parts(lambda name, content: None if name == "xl/workbook.xml" else content),
        parts(lambda name, content: content[:50] if name == SHEET else content),
        parts(lambda name, content: LAUGHS if name == SHEET else content),
        parts(lambda name, content: OUTSIDE if name == SHEET else content),
        parts(lambda name, content: bytes(30_000_000) if name == SHEET else content),
        parts(
            lambda name, content: content.replace(b'<row r="2"', b'<row r="999999999"') if name == SHEET else content
        ),
    ],
    ids=["empty", "stub", "csv", "no sheet", "no book", "cut", "laughs", "outside", "bomb", "endless"],
)
def test_a_damaged_or_hostile_workbook_is_refused(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MOST_ROWS", 10_000)
    assert [code for *_, code in problem(content, "partners.xlsx")] == ["exchange.FileUnreadable"]


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def unpack(*_: object, **__: object) -> None:
        raise AssertionError("it was unpacked")

    bomb = parts(lambda name, content: bytes(30_000_000) if name == SHEET else content)
    monkeypatch.setattr(workbook, "LeanReader", unpack)
    monkeypatch.setattr(zipfile.ZipFile, "open", unpack)
    (error,) = read("partners.xlsx", bomb)[1]
    assert error.data["problem"] == workbook.BOMB


def test_damage_anywhere_in_a_workbook_is_a_coded_error() -> None:
    whole = as_xlsx(tables()["partners"])
    dice = random.Random(20260301)
    for _ in range(300):
        broken = bytearray(whole)
        for _ in range(dice.randint(1, 5)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        assert all(code in REGISTRY for *_, code in problem(bytes(broken), "partners.xlsx"))


# --- anything at all -------------------------------------------------------------------------------------------------


KINDS = st.sampled_from(list(Kind))
CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "2026-03-01",
            "2026-03-01T00:00:00Z",
            "1",
            "0",
            "-1",
            "1e9",
            "NaN",
            "A1..A9",
            "A1..A99999999999",
            "=1+1",
            '"',
            "yes",
        ]
    ),
)


@given(
    kind=KINDS,
    content=st.one_of(
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=200)
    ),
)
@settings(max_examples=300, deadline=None)
def test_no_file_whatever_brings_the_reader_down(kind: Kind, content: bytes) -> None:
    assert all(code in REGISTRY for *_, code in problem(content, f"{kind}.csv"))


@given(kind=KINDS, data=st.data())
@settings(max_examples=300, deadline=None)
def test_no_cell_whatever_brings_the_reader_down(kind: Kind, data: st.DataObject) -> None:
    heads = [column.name for column in COLUMNS[kind]]
    table = [
        dict(zip(heads, data.draw(st.lists(CELLS, min_size=len(heads), max_size=len(heads))), strict=True))
        for _ in range(3)
    ]
    content = as_csv(table).encode("utf-8", "surrogatepass")
    rows, errors = read(f"{kind}.csv", content)
    assert len(rows) == 3 or errors or any(not "".join(row.values()).strip() for row in table)
    assert all(error.code in REGISTRY for error in errors)


def test_sheets_come_in_the_order_of_their_kinds() -> None:
    names = ["1_movements.csv", "2_items.csv", "4_partners.csv", "3_partners.csv"]
    with ExitStack() as stack:
        sheets: list[Sheet] = open_all(
            [ImportFile(name=name, content=b"code\n") for name in names],
            Desk(None, ZONE, stack),
            Problems(stack, names),
        )
    assert [sheet.file for sheet in sheets] == ["3_partners.csv", "4_partners.csv", "2_items.csv", "1_movements.csv"]
