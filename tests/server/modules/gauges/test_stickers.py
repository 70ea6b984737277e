"""Stickers of gauges are drawn in both languages and scanned back as the gauge."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from tests.factories.gauges import Gauges
from tests.factories.genealogy import Plant
from veralot_server.core.reports.symbols import data_matrix
from veralot_shared.contracts.gauges import FindGauge, PrintStickers
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.ids import GaugeId


@pytest.mark.requirement("I-45")
def test_a_sticker_says_when_it_is_due_in_both_languages(gauges: Gauges, plant: Plant) -> None:
    good, overdue = gauges.valid(name_zh="数显卡尺"), gauges.valid(ago=800)
    file = plant.do(PrintStickers(gauge_ids=[good.id, overdue.id]))
    pages = [page.extract_text() for page in PdfReader(BytesIO(file.content)).pages]
    assert good.due_on is not None
    assert good.code in pages[0]
    assert "数显卡尺" in pages[0]
    assert f"Due 到期日: {good.due_on.isoformat()}" in pages[0]
    assert "DO NOT USE 禁止使用" in pages[1]
    assert "Due" not in pages[1]


def test_the_symbol_is_scanned_as_the_gauge(gauges: Gauges, plant: Plant) -> None:
    good = gauges.valid()
    rows = data_matrix(good.code, is_gs1=False)
    picture = Image.new("L", (len(rows) + 4, len(rows) + 4), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            picture.putpixel((x + 2, y + 2), 0 if dark else 255)
    (read,) = zxingcpp.read_barcodes(picture.resize((picture.width * 8, picture.height * 8), Image.Resampling.NEAREST))
    assert plant.do(FindGauge(code=read.text)).id == good.id


def test_nothing_and_what_is_not_there_are_refused(plant: Plant) -> None:
    with pytest.raises(ValueNotAllowed):
        plant.do(PrintStickers(gauge_ids=[]))
    with pytest.raises(RecordNotFound):
        plant.do(PrintStickers(gauge_ids=[GaugeId(10**9)]))
