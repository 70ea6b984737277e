"""Who is not qualified enters nothing, with the server and without it, by the server's clock as far as one can know it."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from tests.client.modules.conftest import ShowPage
from tests.client.modules.inspection.entry_plant import INSPECTION, characteristic, detail, recorded
from tests.client.modules.training import plant
from tests.fakes import FakeServer
from veralot_client.core.capture.guarding import Guards
from veralot_client.core.services import Services
from veralot_client.modules.inspection.pages.entry.page import EntryPage
from veralot_client.modules.inspection.presenters.entry.typed import NotUnderstood
from veralot_client.modules.training.guarding import guards
from veralot_shared.contracts.inspection import GetInspection, InspectionDetail, ListResults, RecordResults, ResultEntry
from veralot_shared.contracts.training import GrantEvent, GrantView, MyQualifications, NotQualified
from veralot_shared.ids import CharacteristicId
from veralot_shared.messages import Query

EVENING = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


def asking(*, whole: bool = True) -> InspectionDetail:
    """Return an inspection that asks for dimensional measuring: of everybody, or for its second characteristic."""
    rows = [characteristic(1), characteristic(2, qualification_ids=[] if whole else [plant.DIM])]
    found = detail(*rows)
    names = {
        "qualification_ids": [plant.DIM] if whole else [],
        "qualifications": [plant.name(plant.make_qualification())],
    }
    return msgspec.structs.replace(found, revision=msgspec.structs.replace(found.revision, **names))


def entering(services: Services, found: InspectionDetail | None, held: list[GrantView], number: int = 1) -> None:
    """Enter a result by a work list that says so."""
    answers = {GetInspection.op: found, MyQualifications.op: held}

    def said(query: Query[Any]) -> Any:
        return answers[query.op]

    rules = Guards()
    rules.add(guards(services))
    entry = ResultEntry(characteristic_id=CharacteristicId(number), sample_no=1)
    rules.require(RecordResults(inspection_id=INSPECTION, results=[entry]), said, EVENING)


@pytest.mark.requirement("OFF-02", "I-13")
@pytest.mark.parametrize(
    ("held", "said"),
    [
        ([], "was never granted"),
        ([plant.suspended()], r"is suspended since 2026-11-20 \(Wrong method\)"),
        ([plant.make_grant(held_until=date(2026, 11, 19))], "ended on 2026-11-19"),
        ([plant.make_grant(level=2)], "needs level 3; level 2"),
    ],
)
def test_what_is_not_held_by_the_work_list_is_not_entered(services: Services, held: list[GrantView], said: str) -> None:
    with pytest.raises(NotQualified, match=said):
        entering(services, asking(), held)


@pytest.mark.requirement("OFF-02")
def test_the_last_day_is_the_plants_day(services: Services) -> None:
    last = [plant.make_grant(held_until=date(2026, 11, 20))]
    entering(services, asking(), last)
    services.words.zone = ZoneInfo("Asia/Shanghai")
    with pytest.raises(NotQualified, match="ended on 2026-11-20"):
        entering(services, asking(), last)


@pytest.mark.requirement("OFF-02")
def test_what_one_characteristic_asks_for_is_asked_of_that_one_alone(services: Services) -> None:
    entering(services, asking(whole=False), [], number=1)
    with pytest.raises(NotQualified):
        entering(services, asking(whole=False), [], number=2)


def test_what_the_work_list_does_not_know_of_is_for_a_person(services: Services) -> None:
    entering(services, None, [])


@pytest.fixture
def screen(desk: Services, fake_server: FakeServer, show: ShowPage[EntryPage]) -> Any:
    """Return what opens the entry screen of somebody who holds this."""

    def open_page(held: list[GrantView]) -> EntryPage:
        fake_server.answer(GetInspection, asking())
        fake_server.answer(ListResults, [])
        fake_server.answer(RecordResults, recorded)
        fake_server.answer(MyQualifications, held)
        return show(EntryPage(desk, INSPECTION))

    return open_page


@pytest.mark.requirement("I-13")
def test_the_entry_screen_says_so_before_anything_is_typed(screen: Any) -> None:
    page = screen([plant.make_grant(event=GrantEvent.SUSPENDED, reason="Wrong method")])
    assert "may not work on inspection IN-26-0005" in page.notice.text
    assert "is suspended since" in page.notice.text
    with pytest.raises(NotUnderstood):
        page.presenter.enter("1.20")
    assert page.presenter.progress().unsent == 0


@pytest.mark.requirement("I-13")
def test_who_is_qualified_is_told_nothing_and_enters(screen: Any) -> None:
    page = screen([plant.make_grant(held_until=date(2999, 1, 1))])
    assert page.notice.text == ""
    page.presenter.enter("1.20")
    assert page.presenter.progress().unsent == 1
