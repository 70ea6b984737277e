"""What the tests of the page of a quality record share."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from tests.client.modules.conftest import ShowPage
from tests.client.modules.quality.records import make_detail
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.quality.pages.record import RecordPage
from veralot_client.widgets.page import Page
from veralot_shared.contracts.quality import GetCase

Open = Callable[..., RecordPage]


@pytest.fixture
def open_page(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> Open:
    def make(**fields: Any) -> RecordPage:
        fake_server.answer(GetCase, make_detail(**fields))
        return cast("RecordPage", show(RecordPage(desk, 5)))

    return make
