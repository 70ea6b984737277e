"""The report platform: lines, tables, frames, fonts, barcodes; judged on real PDFs by poppler and zxing."""

import random
import re
import subprocess
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from reportlab.platypus import Flowable, PageBreak

from veralot_server.core.reports import style
from veralot_server.core.reports.blocks import Box, Contents, Facts, Text, heading
from veralot_server.core.reports.document import ROOM, render
from veralot_server.core.reports.fonts import BOLD, REGULAR, exact, face, printable, width, without_glyph
from veralot_server.core.reports.formats import Formats
from veralot_server.core.reports.page import Imprint
from veralot_server.core.reports.symbols import DataMatrix, data_matrix
from veralot_server.core.reports.tables import Column, share_out, table
from veralot_server.core.reports.text import CLOSING, wrap
from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.errors import GlyphMissing
from veralot_shared.i18n import Translator
from veralot_shared.rules import gs1

SHANGHAI = ZoneInfo("Asia/Shanghai")
IMPRINT = Imprint(
    plant="华信医疗 Huaxin Medical",
    title="Lot dossier",
    subject="Lot A-1",
    confidentiality="Confidential",
    printed_by="Chen Wei 陈伟",
    printed_at=datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC),
    zone=SHANGHAI,
)
ENGLISH = Translator()


def printed(story: Sequence[Flowable], folder: Path) -> Path:
    """Return the path of a report made of these blocks."""
    file = folder / "report.pdf"
    file.write_bytes(render(story, IMPRINT, ENGLISH))
    return file


def text_of(file: Path) -> str:
    """Return the text that a reader can search and copy."""
    return tool("pdftotext", "-layout", str(file), "-")


def tool(*command: str) -> str:
    """Return what one of poppler's tools prints."""
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def rows_of(count: int) -> list[list[str]]:
    """Return rows of mixed text, numbers and Chinese."""
    chance = random.Random(count)
    words = ["导管 tubing", "Reason: 首件检验合格，放行。", "SZ-20260228-A", "", "7,431.25"]
    return [[f"N{n:04d}", *(chance.choice(words) * chance.randrange(1, 4) for _ in range(4))] for n in range(count)]


COLUMNS = [Column("No.", "right"), *(Column(f"列 {n}") for n in range(4))]

# --- fonts


def test_only_the_embedded_typeface_is_in_the_file(tmp_path: Path) -> None:
    file = printed([Text("Text 文本"), *heading("a", "Heading 标题"), table(COLUMNS, rows_of(5), ROOM)], tmp_path)
    fonts = [line.split() for line in tool("pdffonts", str(file)).splitlines()[2:]]
    assert {name.partition("+")[2] for name, *_ in fonts} == {"NotoSansSC-Regular", "NotoSansSC-Bold"}
    for font in fonts:
        embedded, subset, unicode = font[-5:-2]
        assert (embedded, subset, unicode) == ("yes", "yes", "yes")


def test_chinese_can_be_searched(tmp_path: Path) -> None:
    file = printed([Text("本批由质量部门放行，可以使用。")], tmp_path)
    assert "本批由质量部门放行，可以使用。" in text_of(file)


@pytest.mark.parametrize(("missing", "box"), [("😀", "U+1F600"), ("\x07", "U+0007"), ("\U0003fffd", "U+3FFFD")])
def test_a_character_that_the_typeface_lacks_is_printed_as_a_box_with_its_code_point(
    missing: str, box: str, tmp_path: Path
) -> None:
    text = text_of(
        printed([Text(f"so {missing} then"), table([Column("Reason")], [[f"on{missing}off"]], ROOM)], tmp_path)
    )
    assert f"so [□ {box}] then" in text.replace("\u00a0", " ")
    assert f"on[□ {box}]off" in text.replace("\u00a0", " ")
    assert list(without_glyph([f"a{missing}b", missing])) == [missing]


def test_a_text_that_must_stand_exactly_is_refused_with_such_a_character() -> None:
    assert exact("(01)09506000134352") == "(01)09506000134352"
    with pytest.raises(GlyphMissing) as stop:
        exact("so 😀")
    assert (stop.value.character, stop.value.code_point) == ("😀", "U+1F600")


@pytest.mark.parametrize("weight", [REGULAR, BOLD])
def test_every_common_and_rare_chinese_character_can_be_printed(weight: str) -> None:
    known = face(weight)
    assert not [code for code in range(0x4E00, 0x9FA6) if code not in known], "GB 18030, the URO"
    assert not [code for code in range(0x3400, 0x4DB6) if code not in known], "GB 18030, extension A"
    assert {ord(char) for char in "䶮㛃𬭛𬭊𫓧𬬻𪨶"} <= known.keys(), (
        "the table of general standard characters beyond the BMP"
    )


def test_the_file_holds_only_what_it_prints_of_the_typeface(tmp_path: Path) -> None:
    file = printed([Text("䶮 㛃 本批由质量部门放行。")], tmp_path)
    assert file.stat().st_size < 40_000
    assert "䶮 㛃" in text_of(file)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("e\u0301", "é"),
        ("a\u200bb\ufeffc\ufe0f", "abc"),
        ("a\u2009b\u3000c\td", "a b\u3000c d"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
    ],
)
def test_what_leaves_no_ink_does_not_stop_a_report(text: str, shown: str) -> None:
    assert printable(text) == shown


# --- lines


@given(st.text(alphabet="ab -/.,中文字，。（）1", max_size=120), st.integers(min_value=20, max_value=200))
@settings(max_examples=200, deadline=None)
def test_no_line_is_too_wide_and_no_character_is_lost(text: str, limit: int) -> None:
    lines = wrap(text, REGULAR, 9, limit)
    assert all(width(line, REGULAR, 9) <= limit for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_latin_breaks_at_spaces_and_chinese_anywhere_but_before_a_closing_mark() -> None:
    english = "Accepted by QA. It may be used until it expires."
    assert all(word in english.split() for line in wrap(english, REGULAR, 9, 60) for word in line.split())
    chinese = wrap("经检验合格，由质量部门放行。可以使用，（见附件）。" * 3, REGULAR, 9, 50)
    assert len(chinese) > 5
    assert not any(line[0] in CLOSING for line in chinese)


def test_a_hash_is_cut_only_where_it_must_be() -> None:
    digest = "0123456789abcdef" * 4
    lines = wrap(f"SHA-256 {digest}", REGULAR, 9, 150)
    assert "".join(lines).replace(" ", "").endswith(digest)
    assert min(map(len, lines[1:-1])) > 20


def test_a_path_breaks_after_its_marks() -> None:
    assert wrap("genealogy/reports/signatures.py", REGULAR, 9, 48) == ("genealogy/", "reports/", "signatures.", "py")


# --- values


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("number", Decimal("12000.000000"), "12,000"),
        ("number", "0.000001", "0.000001"),
        ("number", 1234567, "1,234,567"),
        ("number", Decimal("1E+2"), "100"),
        ("date", date(2028, 2, 27), "2028-02-27"),
        ("date", "2028-02-27", "2028-02-27"),
        ("time", datetime(2026, 3, 2, 0, 30, 15, tzinfo=UTC), "2026-03-02 08:30:15\u00a0+08:00"),
        ("time", "2026-03-02T00:30:15Z", "2026-03-02 08:30:15\u00a0+08:00"),
        ("code:LotStatus", "in_test", "In test"),
        ("code:LotStatus", LotStatus.MARKET_RELEASED, "Market released"),
        ("code:LotStatus", "something_new", "something_new"),
        ("code:NoSuchEnum", "value", "value"),
        ("link:lot", [17, "P-26030017"], "P-26030017"),
        ("text", None, ""),
        ("text", True, "Yes"),
        ("text", ["a", 2], "a\n2"),
        ("text", {"a": 1}, "a: 1"),
        ("text", LotStatus.IN_TEST, "In test"),
        ("text", date(2028, 2, 27), "2028-02-27"),
    ],
)
def test_values_are_worded_by_their_kind(kind: str, value: object, shown: str) -> None:
    assert Formats(ENGLISH, SHANGHAI).cell(kind, value) == shown


def test_a_zone_west_of_greenwich_is_written_right() -> None:
    formats = Formats(ENGLISH, ZoneInfo("America/St_Johns"))
    assert formats.time(datetime(2026, 1, 2, 0, 0, 0, tzinfo=UTC)) == "2026-01-01 20:30:00\u00a0-03:30"


# --- pages


@pytest.mark.requirement("P11-03")
def test_every_page_says_what_it_is_and_x_of_y(tmp_path: Path) -> None:
    file = printed([table(COLUMNS, rows_of(300), ROOM)], tmp_path)
    pages = PdfReader(file).pages
    assert len(pages) > 5
    for number, page in enumerate(text_of(file).split("\f")[:-1], 1):
        for words in ("华信医疗 Huaxin Medical", "Lot dossier", "Lot A-1", "Confidential", "Chen Wei 陈伟"):
            assert words in page
        assert "2026-03-02 09:02:03 +08:00" in page
        assert f"Page {number} of {len(pages)}" in page


def test_a_table_repeats_its_head_and_loses_no_row(tmp_path: Path) -> None:
    file = printed([table(COLUMNS, rows_of(300), ROOM)], tmp_path)
    text = text_of(file)
    pages = text.split("\f")[:-1]
    assert all("列 0" in page for page in pages)
    assert re.findall(r"N\d{4}", text) == [f"N{n:04d}" for n in range(300)]


def test_a_row_longer_than_a_page_goes_on_overleaf(tmp_path: Path) -> None:
    long = "\n".join(f"line {n:03d}" for n in range(200))
    text = text_of(printed([table([Column("a"), Column("b")], [["x", long], ["y", "end"]], ROOM)], tmp_path))
    assert [f"line {n:03d}" in text for n in range(200)] == [True] * 200
    assert 3 <= text.count("\f") <= 4


def test_a_text_longer_than_a_page_goes_on_overleaf(tmp_path: Path) -> None:
    text = text_of(printed([Text("\n".join(f"line {n:03d}" for n in range(120)))], tmp_path))
    assert [f"line {n:03d}" in text for n in range(120)] == [True] * 120


def test_the_contents_know_the_pages(tmp_path: Path) -> None:
    story = [
        Contents([("one", "First part", "2 rows"), ("two", "Second part", "")]),
        PageBreak(),
        *heading("one", "First part"),
        PageBreak(),
        *heading("two", "Second part"),
    ]
    file = printed(story, tmp_path)
    first = text_of(file).split("\f")[0]
    assert [line.split() for line in first.splitlines() if "part" in line] == [
        ["First", "part", "2", "rows", "2"],
        ["Second", "part", "3"],
    ]
    outline = PdfReader(file).outline
    assert [getattr(entry, "title", "") for entry in outline] == ["First part", "Second part"]


def test_a_heading_does_not_stand_alone_at_the_foot(tmp_path: Path) -> None:
    story = [Text("\n".join(["filler"] * 50)), *heading("h", "A heading"), table(COLUMNS, rows_of(30), ROOM)]
    pages = text_of(printed(story, tmp_path)).split("\f")
    assert "A heading" not in pages[0]
    assert "A heading" in pages[1]


def test_the_document_describes_itself(tmp_path: Path) -> None:
    reader = PdfReader(printed([Text("x")], tmp_path))
    metadata = reader.metadata
    assert metadata is not None
    assert (metadata.title, metadata.author) == ("Lot dossier: Lot A-1", "华信医疗 Huaxin Medical")
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en"


def test_boxes_and_facts_print_all_they_hold(tmp_path: Path) -> None:
    story = [
        Box(style.STOP, [Text("On hold 已冻结"), Text("reason " * 60)]),
        Facts([("Expiry", ""), ("Lot", "A" * 200)]),
    ]
    text = text_of(printed(story, tmp_path))
    assert "On hold 已冻结" in text
    assert text.count("reason") == 60
    assert text.count("A") >= 200
    assert "—" in text


# --- columns


def test_columns_fill_the_page_exactly() -> None:
    for count in (0, 1, 7):
        assert sum(share_out(COLUMNS, rows_of(count), ROOM)) == pytest.approx(ROOM)


def test_a_short_column_is_not_broken_for_a_long_one() -> None:
    rows = [["Wang Fang 王芳", "reason " * 40]]
    name, reason = share_out([Column("By"), Column("Reason")], rows, ROOM)
    assert wrap(rows[0][0], REGULAR, style.CELL.size, name - 6) == ("Wang Fang 王芳",)
    assert reason > name


def test_a_whole_column_keeps_its_hash_on_one_line() -> None:
    digest = "0123456789abcdef" * 4
    columns = [Column("What", whole=False), Column("SHA-256", whole=True)]
    _, room = share_out(columns, [["the record for programs " * 5, digest]], ROOM)
    assert wrap(digest, REGULAR, style.CELL.size, room - 6) == (digest,)


def test_more_words_than_the_page_is_wide_still_fit() -> None:
    columns = [Column(f"column-{n}") for n in range(30)]
    sizes = share_out(columns, [["unbreakable-word"] * 30], ROOM)
    assert sum(sizes) == pytest.approx(ROOM)
    assert width("W", BOLD, style.CELL.size) < min(sizes)


# --- barcode

HRI = "(01)06901234567892(11)260228(17)280227(10)P-26030017"
UDI = gs1.parse(HRI, today=date(2026, 3, 1))


@pytest.mark.requirement("GS1-01")
def test_the_symbol_reads_back_as_gs1(tmp_path: Path) -> None:
    file = printed([DataMatrix(UDI)], tmp_path)
    tool("pdftoppm", "-r", "300", "-png", "-singlefile", str(file), str(tmp_path / "page"))
    with Image.open(tmp_path / "page.png") as picture:
        (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    assert (found.symbology_identifier, found.text) == ("]d2", HRI)


def test_the_symbol_is_drawn_as_vectors_with_its_text(tmp_path: Path) -> None:
    file = printed([DataMatrix(UDI)], tmp_path)
    assert not PdfReader(file).pages[0].images
    text = text_of(file)
    for part in ("(01)06901234567892", "(17)280227", "(10)P-26030017"):
        assert part in text


def test_the_symbol_is_square() -> None:
    modules = data_matrix(HRI)
    assert {len(row) for row in modules} == {len(modules)}


def test_what_cannot_be_encoded_is_refused() -> None:
    with pytest.raises(ValueError, match="Invalid data length"):
        data_matrix("(01)123")
