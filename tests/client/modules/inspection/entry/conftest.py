"""What opens the entry screen's presenter."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.client.modules.inspection.entry_plant import INSPECTION, detail, recorded
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.inspection.presenters.entry.entry import EntryPresenter
from veralot_shared.contracts.genealogy import ListUnits
from veralot_shared.contracts.inspection import (
    CharacteristicView,
    GetInspection,
    ListResults,
    ListSamples,
    RecordResults,
)

Open = Callable[..., EntryPresenter]


@pytest.fixture
def opened(services: Services, fake_server: FakeServer) -> Open:
    """Return what opens the screen on an inspection of these characteristics."""

    def open_entry(
        *rows: CharacteristicView,
        needed: int = 3,
        units: Any = (),
        samples: Any = (),
        results: Any = (),
        **changes: Any,
    ) -> EntryPresenter:
        fake_server.answer(GetInspection, detail(*rows, needed=needed, **changes))
        fake_server.answer(ListResults, list(results))
        fake_server.answer(ListUnits, list(units))
        fake_server.answer(ListSamples, list(samples))
        fake_server.answer(RecordResults, recorded)
        presenter = EntryPresenter(services, INSPECTION)
        presenter.load()
        return presenter

    return open_entry
