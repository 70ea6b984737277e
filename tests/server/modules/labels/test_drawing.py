"""What comes out: PDF exact to the millimetre with vector codes, ZPL that no content can break, codes that read back."""

import re
import subprocess
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from pypdf import PdfReader

from tests.factories.labels import element, layout
from veralot_server.modules.labels.domain import contents
from veralot_server.modules.labels.drawing import codes, pdf, zpl
from veralot_server.modules.labels.drawing.compose import Composer
from veralot_server.modules.labels.drawing.raster import dotted
from veralot_shared.contracts.labels import (
    CodeTooSmall,
    ElementKind,
    GraphicTooLarge,
    LabelData,
    LabelField,
    LabelKind,
    LabelSymbol,
    Layout,
    Rectangle,
    TextLine,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.rules import gs1

TODAY = date(2026, 11, 22)
DATA = contents.sample(LabelKind.UNIT)
GS1_82 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!\"%&'()*+,-./:;<=>?_"
TEXT = st.text(st.sampled_from(GS1_82), min_size=1, max_size=20)
FIELD = re.compile(rb"\^FO[^^]*\^B(?P<kind>[XC])[^^]*\^FH\\\^FD(?P<data>.*?)\^FS", re.DOTALL)


def pixels(modules: list[list[bool]], scale: int = 3, quiet: int = 4) -> Image.Image:
    """Return modules as a picture."""
    high, wide = len(modules), len(modules[0])
    picture = Image.new("L", ((wide + 2 * quiet) * scale, (high + 2 * quiet) * scale), 255)
    pen = ImageDraw.Draw(picture)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                corner = (x + quiet) * scale, (y + quiet) * scale
                pen.rectangle((corner, (corner[0] + scale - 1, corner[1] + scale - 1)), fill=0)
    return picture


def element_string(lot: str, serial: str) -> gs1.ElementString:
    """Return a device's UDI."""
    return gs1.make(gtin="06901234567892", today=TODAY, lot=lot, serial=serial, expiry=date(2028, 12, 31))


@pytest.mark.requirement("GS1-01", "GS1-02", "GS1-03")
@settings(max_examples=60, deadline=None)
@given(lot=TEXT, serial=TEXT)
def test_what_a_datamatrix_says_is_read_back_whatever_is_in_it(lot: str, serial: str) -> None:
    made = element_string(lot, serial)
    found = zxingcpp.read_barcode(pixels(codes.matrix(gs1.format_encoder(made), is_gs1=True)))
    assert found is not None
    assert found.symbology_identifier == "]d2"
    assert found.bytes.decode() == gs1.encode(made)
    assert gs1.parse(f"]d2{found.bytes.decode()}", today=TODAY) == made


@pytest.mark.requirement("GS1-01", "GS1-04")
@settings(max_examples=60, deadline=None)
@given(lot=TEXT)
def test_what_a_code_128_says_is_read_back_whatever_is_in_it(lot: str) -> None:
    made = gs1.make(gtin="06901234567892", today=TODAY, lot=lot)
    found = zxingcpp.read_barcode(pixels([codes.bars(gs1.format_encoder(made), is_gs1=True)] * 30, quiet=12))
    assert found is not None
    assert found.symbology_identifier == "]C1"
    assert gs1.parse(f"]C1{found.bytes.decode()}", today=TODAY) == made


@pytest.mark.requirement("GS1-05")
def test_no_label_ever_says_day_00() -> None:
    for day in (date(2027, 2, 28), date(2028, 2, 29), date(2027, 12, 31)):
        data = LabelData(kind=LabelKind.LOT, id=1, label="x", gtin="06901234567892", lot_no="A", expiry=day)
        said = contents.element_string(data, ["01", "17", "10"], TODAY)
        assert said.get("17") == f"{day:%y%m%d}"
        assert said.expiry == day


def test_plain_codes_carry_a_location() -> None:
    found = zxingcpp.read_barcode(pixels([codes.bars("WH-01-02", is_gs1=False)] * 30, quiet=12))
    assert found is not None
    assert (found.text, found.symbology_identifier) == ("WH-01-02", "]C0")
    with pytest.raises(ValueNotAllowed):
        codes.bars("仓库", is_gs1=False)


# --- PDF --------------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("GS1-01", "QMSR-14")
def test_a_page_is_as_large_as_the_label_and_its_code_is_a_vector_that_reads_back(tmp_path: Path) -> None:
    made = layout(LabelKind.UNIT)
    file = tmp_path / "label.pdf"
    file.write_bytes(pdf.printed([Composer(made, TODAY).view(DATA)] * 2, "test"))
    reader = PdfReader(file)
    assert len(reader.pages) == 2
    box = reader.pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((70 / 25.4 * 72, 40 / 25.4 * 72), abs=0.01)
    assert not reader.pages[0].images
    subprocess.run(["pdftoppm", "-r", "300", "-png", "-singlefile", str(file), str(tmp_path / "label")], check=True)
    with Image.open(tmp_path / "label.png") as picture:
        (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    expected = contents.element_string(DATA, ["01", "17", "10", "21"], TODAY)
    assert gs1.parse(f"]d2{found.bytes.decode()}", today=TODAY) == expected
    text = reader.pages[0].extract_text()
    assert "(10)2406B01" in text
    assert DATA.item_name_zh is not None
    assert DATA.item_name_zh.split()[1] in text.replace("\n", "")


def test_equal_labels_are_equal_files() -> None:
    drawing = Composer(layout(), TODAY).view(DATA)
    assert pdf.printed([drawing], "x") == pdf.printed([drawing], "x")


@pytest.mark.parametrize("symbol", LabelSymbol)
def test_every_symbol_leaves_ink_inside_its_box(symbol: LabelSymbol) -> None:
    made = Layout(
        width=Decimal(30),
        height=Decimal(20),
        elements=[element(ElementKind.SYMBOL, "5", "5", "10", "8", symbol=symbol)],
    )
    picture = dotted(tuple(Composer(made, TODAY).compose(DATA).inks), (0.0, 0.0, 30.0, 20.0), 12)
    assert picture is not None
    right, bottom = picture.left + 8 * picture.width_bytes, picture.top + len(picture.rows)
    assert (picture.left, picture.top) >= (5 * 12 - 3, 5 * 12 - 3)
    assert right <= 15 * 12 + 10
    assert bottom <= 13 * 12 + 4


# --- ZPL --------------------------------------------------------------------------------------------------------------


def unescaped(data: bytes) -> str:
    """Return a field's content as the printer reads it: hexadecimal undone."""
    return re.sub(rb"\\([0-9A-F]{2})", lambda found: bytes([int(found[1], 16)]), data).decode()


def matrix_says(data: str) -> str:
    """Return what `^BX` encodes of a field's content."""
    assert data.startswith("_1")
    return re.sub(r"_(1|d095)", lambda found: gs1.GS if found[1] == "1" else "_", data[2:])


def bars_say(data: str) -> str:
    """Return what `^BC` encodes of a field's content."""
    names = {"8": gs1.GS, "0": ">", "=": "~", "<": "^", ";": "", ":": "", "5": "", "6": ""}
    said = re.sub(r">(.)", lambda found: names[found[1]], data)
    return said.removeprefix(gs1.GS)


@pytest.mark.requirement("GS1-01")
@settings(max_examples=100, deadline=None)
@given(lot=TEXT, serial=TEXT)
def test_zpl_says_what_the_label_says_whatever_is_in_it(lot: str, serial: str) -> None:
    raw = gs1.encode(element_string(lot, serial))
    assert matrix_says(unescaped(zpl.escaped(zpl.matrix_data(raw, is_gs1=True)))) == raw
    assert bars_say(unescaped(zpl.escaped(zpl.bar_data(raw, is_gs1=True)))) == raw


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=40))
def test_no_content_can_begin_a_command(text: str) -> None:
    field = zpl.escaped(text)
    assert b"^" not in field
    assert b"~" not in field
    assert unescaped(field) == text


@pytest.mark.parametrize("dots", [8, 12, 24])
def test_a_label_in_zpl_has_its_size_a_graphic_for_each_text_and_its_code(dots: int) -> None:
    made = layout(LabelKind.UNIT)
    label = zpl.label(Composer(made, TODAY).compose(DATA), made, dots)
    assert label.startswith(f"^XA^CI28^PW{70 * dots}^LL{40 * dots}".encode())
    assert label.endswith(b"^XZ\n")
    assert label.count(b"^GFA") == 5
    (code,) = FIELD.finditer(label)
    said = gs1.parse("]d2" + matrix_says(unescaped(code["data"])), today=TODAY)
    assert said == contents.element_string(DATA, ["01", "17", "10", "21"], TODAY)


def test_chinese_is_in_the_graphic_and_not_in_any_field() -> None:
    made = layout()
    label = zpl.label(Composer(made, TODAY).compose(DATA), made, 12)
    assert all(byte < 128 for byte in label)
    with_chinese = dotted(tuple(Composer(made, TODAY).compose(DATA).inks), (0.0, 0.0, 70.0, 40.0), 12)
    inks = [
        ink for ink in Composer(made, TODAY).compose(DATA).inks if not (isinstance(ink, TextLine) and "球" in ink.text)
    ]
    assert dotted(tuple(inks), (0.0, 0.0, 70.0, 40.0), 12) != with_chinese


def test_a_graphic_has_the_limit_of_the_language() -> None:
    big = Layout(
        width=Decimal(300), height=Decimal(300),
        elements=[
            element(ElementKind.TEXT, "0", "0", "300", "100", text="W" * 40, font_size=Decimal(120)),
        ],
    )  # fmt: skip
    with pytest.raises(GraphicTooLarge, match="99999"):
        zpl.label(Composer(big, TODAY).compose(DATA), big, 12)


def test_a_code_whose_module_is_less_than_a_dot_can_bear_is_refused() -> None:
    tight = Layout(
        width=Decimal(70), height=Decimal(40),
        elements=[element(ElementKind.DATA_MATRIX, "2", "2", "5", "5", ais=["01", "17", "10", "21"])],
    )  # fmt: skip
    with pytest.raises(CodeTooSmall):
        zpl.label(Composer(tight, TODAY).compose(DATA), tight, 8)


def test_rows_are_shortened_and_repeated() -> None:
    assert zpl.hexadecimal(b"\xf0\x00\x00") == "F,"
    assert zpl.hexadecimal(b"\xff") == "FF"


# --- composing --------------------------------------------------------------------------------------------------------


def test_a_reprint_says_so_on_the_label_in_the_label_s_language() -> None:
    made = Layout(
        width=Decimal(70), height=Decimal(40),
        elements=[
            element(ElementKind.FIELD, "2", "2", "40", "5", bound=LabelField.REPRINT_MARK),
            element(ElementKind.FIELD, "2", "9", "40", "5", bound=LabelField.REPRINT_MARK, language="zh_CN"),
        ],
    )  # fmt: skip
    composer = Composer(made, TODAY)
    assert not composer.compose(DATA).inks
    said = [ink.text for ink in composer.compose(DATA, reprint=2).inks if isinstance(ink, TextLine)]
    assert said == ["REPRINT 2", "补打 2"]


def test_a_package_with_an_sscc_carries_it_and_any_other_number_as_its_serial() -> None:
    sscc = LabelData(kind=LabelKind.PACKAGE, id=1, label="x", package_no="106141412345678908", gtin="06901234567892")
    assert contents.element_string(sscc, ["00"], TODAY).get("00") == "106141412345678908"
    plain = LabelData(kind=LabelKind.PACKAGE, id=1, label="x", package_no="BOX-7", gtin="06901234567892")
    assert contents.element_string(plain, ["01", "21"], TODAY).serial == "BOX-7"


def test_codes_stand_on_whole_modules() -> None:
    made = Composer(layout(), TODAY).compose(DATA)
    (symbol,) = made.codes
    widths = {round(ink.width / symbol.module, 6) for ink in made.code_inks if isinstance(ink, Rectangle)}
    assert all(width == int(width) for width in widths)


def test_pdf_is_readable_without_a_file() -> None:
    assert len(PdfReader(BytesIO(pdf.printed([Composer(layout(), TODAY).view(DATA)], "x"))).pages) == 1
