"""The files of a picture: text that can be searched in PDF and SVG, a PNG that shows something."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QImage, QPageLayout, QPageSize

from tests.client.modules.plant import make_trace
from tests.client.stand_ins import Shown
from tests.fakes import FakeServer
from veralot_client.core.background import Cancelled, Job
from veralot_client.modules.genealogy.pages.picture.exporting import LONGEST_PAGE, Format, page_of, write
from veralot_client.modules.genealogy.pages.picture.page import PicturePage
from veralot_client.theme.fonts import load_fonts, text_font
from veralot_shared.contracts.genealogy import Trace

SVG = "{http://www.w3.org/2000/svg}"


def exported(page: PicturePage, folder: Path, kind: Format) -> Path:
    file = folder / f"picture.{kind}"
    page.export_to(file)
    assert file.stat().st_size > 1_000
    return file


def test_the_svg_parses_and_says_what_the_picture_says(page: PicturePage, tmp_path: Path) -> None:
    root = ET.parse(exported(page, tmp_path, Format.SVG)).getroot()  # noqa: S314 - our own file
    texts = {"".join(each.itertext()).strip() for each in root.iter(f"{SVG}text")}
    assert {"R260713-02", "PT260801", "SH-26-0025", "×20", "Market released"} <= texts
    assert any("7 cards stand for 45 records" in text for text in texts)
    title = root.find(f"{SVG}title")
    assert title is not None
    assert "R260713-02" in (title.text or "")


def test_the_text_of_the_pdf_can_be_searched(page: PicturePage, tmp_path: Path) -> None:
    load_fonts()
    page.canvas.setFont(text_font("en"))
    reader = PdfReader(exported(page, tmp_path, Format.PDF))
    assert len(reader.pages) == 1
    # The typeface draws space and tab alike; a reader that searches takes them for the same.
    text = " ".join(reader.pages[0].extract_text().split())
    for wanted in ("Genealogy picture", "PT260801", "SH-26-0025", "Market released", "×20", "Li Wei", "Complete:"):
        assert wanted in text
    assert reader.metadata is not None
    assert "R260713-02" in (reader.metadata.title or "")


def test_chinese_can_be_searched_too(page: PicturePage, tmp_path: Path) -> None:
    page.words.switch("zh_CN")
    page.retranslate()
    text = PdfReader(exported(page, tmp_path, Format.PDF)).pages[0].extract_text()
    assert "谱系图" in text
    assert "球囊" in text


def test_the_png_is_not_blank(page: PicturePage, tmp_path: Path) -> None:
    image = QImage(str(exported(page, tmp_path, Format.PNG)))
    assert image.width() > 1_000
    points = ((x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3))
    assert len({image.pixel(x, y) for x, y in points}) > 40


def test_a_sheet_is_no_larger_than_it_must_be() -> None:
    small, landscape = page_of(1100, 500)
    assert small.id() is QPageSize.PageSizeId.A4
    assert landscape is QPageLayout.Orientation.Landscape
    assert page_of(500, 1100)[1] is QPageLayout.Orientation.Portrait
    huge, landscape = page_of(200_000, 9_000)
    layout = QPageLayout(huge, landscape, QMarginsF())
    full = layout.fullRect(QPageLayout.Unit.Point)
    assert full.width() <= LONGEST_PAGE + 1
    assert full.width() / full.height() == pytest.approx(200_000 / 9_000, rel=0.01)


def test_where_it_was_saved_is_told(page: PicturePage, tmp_path: Path) -> None:
    file = exported(page, tmp_path, Format.SVG)
    notices = page.services.notices
    assert isinstance(notices, Shown)
    assert notices.texts == [f"Saved as {file}"]


@pytest.mark.parametrize("kind", Format)
def test_a_file_that_cannot_be_written_is_an_error(page: PicturePage, tmp_path: Path, kind: Format) -> None:
    with pytest.raises(OSError, match="no folder"):
        write(page.sheet(), tmp_path / "no folder" / f"picture.{kind}", kind, Job())


def test_an_export_can_be_stopped(page: PicturePage, fake_server: FakeServer, tmp_path: Path) -> None:
    fake_server.answer(Trace, make_trace(800))
    page.refresh()
    page.picture.open_all()
    job = Job()
    job.progressed.subscribe(lambda _done, _total: job.cancel())
    with pytest.raises(Cancelled):
        write(page.sheet(), tmp_path / "picture.svg", Format.SVG, job)
