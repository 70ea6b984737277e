"""From where the picture is opened."""

from typing import cast

import pytest

from tests.client.modules.conftest import ShowPage
from tests.client.modules.plant import make_dossier, make_trace
from tests.client.stand_ins import Opened
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.pages.dossier import DossierPage
from veralot_client.modules.genealogy.pages.found import FoundPage
from veralot_client.modules.genealogy.pages.trace import TracePage
from veralot_client.widgets.page import Page
from veralot_shared.contracts.genealogy import Find, GetDossier, Hit, Trace
from veralot_shared.ids import LotId, NodeId

pytestmark = pytest.mark.usefixtures("nothing_elsewhere")


def places(services: Services) -> list[tuple[str, int]]:
    return cast("Opened", services.navigator).places


def test_it_is_opened_from_the_dossier(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(GetDossier, make_dossier())
    page = cast("DossierPage", show(DossierPage(desk, 60)))
    page.picture.click()
    assert places(desk) == [("picture", 60)]


def test_it_is_opened_from_the_trace_at_what_is_chosen(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page]
) -> None:
    fake_server.answer(Trace, make_trace(40))
    page = cast("TracePage", show(TracePage(desk, 1)))
    page.activateWindow()
    page.tree.setFocus()
    page.tree.go_to(NodeId(3))
    page.bar.button("genealogy.picture_traced").click()
    assert places(desk) == [("picture", 1)]
    assert cast("Opened", desk.navigator).parts == ["PT260801"]


def test_it_is_opened_from_what_was_found(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    hits = [
        Hit(kind="unit", id=number, label=f"U{number}", detail="", detail_zh="", lot_id=LotId(3), matched="serial_no")
        for number in (7, 8)
    ]
    fake_server.answer(Find, hits)
    page = cast("FoundPage", show(FoundPage(desk)))
    page.found.search("U")
    page.picture.click()
    assert places(desk) == [("picture", 7)]
