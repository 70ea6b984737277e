"""An inspection says which sampling table of the plant's own it rests on, and leads there."""

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLabel

from tests.client.modules.conftest import ShowPage
from tests.client.modules.inspection.plant import make_detail as make_inspected
from tests.client.modules.inspection.plant import make_switching
from tests.client.stand_ins import Opened
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.inspection.pages.inspection import InspectionPage
from veralot_client.widgets.page import Page
from veralot_shared.contracts.inspection import GetInspection, GetSwitching, ListResults, ListSwitching
from veralot_shared.ids import SamplingTableId


@pytest.mark.requirement("AQL-14")
def test_an_inspection_leads_to_the_table_that_it_rests_on(
    desk: Services, show: ShowPage[Page], fake_server: FakeServer
) -> None:
    detail = make_inspected()
    rests = [replace(one, table_ids=[SamplingTableId(3)]) for one in detail.sampling]
    fake_server.answer(GetInspection, replace(detail, sampling=rests))
    fake_server.answer(ListResults, [])
    fake_server.answer(ListSwitching, [])
    fake_server.answer(GetSwitching, make_switching())
    page = InspectionPage(desk, 7)
    show(page)
    page.tabs.setCurrentIndex(1)
    shown = [one for one in page.figure.facts.findChildren(QLabel) if one.isVisible() and 'href="' in one.text()]
    shown[-1].linkActivated.emit(shown[-1].text().partition('href="')[2].partition('"')[0])
    assert isinstance(desk.navigator, Opened)
    assert desk.navigator.places == [("sampling_table", 3)]
