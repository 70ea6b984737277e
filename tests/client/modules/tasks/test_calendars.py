"""The calendars of working days, as somebody fills them."""

from datetime import date

import pytest

from tests.client.modules.conftest import ShowPage
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.tasks.pages.calendars import CalendarsPage
from veralot_client.modules.tasks.presenters.calendars import (
    PERIODS,
    AddPeriodForm,
    CalendarsPresenter,
    WithdrawPeriodForm,
)
from veralot_client.widgets.form.dialog import FormDialog
from veralot_shared.contracts.tasks import (
    AddPeriod,
    Calendar,
    CalendarChanged,
    DayKind,
    ListPeriods,
    PeriodView,
    WithdrawPeriod,
)
from veralot_shared.ids import PeriodId

WEEK = PeriodView(
    id=PeriodId(3),
    calendar=Calendar.CHINA,
    first=date(2027, 10, 1),
    last=date(2027, 10, 7),
    kind=DayKind.DAY_OFF,
    name="National Day",
    name_zh="国庆节",
    withdrawn_at=None,
    withdrawn_by=None,
    withdrawn_by_zh=None,
    withdrawn_reason="",
)


@pytest.fixture(autouse=True)
def _answers(fake_server: FakeServer) -> None:
    fake_server.answer(ListPeriods, [WEEK])


def test_what_a_calendar_holds_is_listed(services: Services) -> None:
    shown = [column.read(WEEK, services.words) for column in PERIODS]
    assert shown == ["China", "1 Oct 2027", "7 Oct 2027", "7", "Day off", "National Day"]


def test_what_nobody_has_entered_is_said(services: Services, fake_server: FakeServer) -> None:
    presenter = CalendarsPresenter(services)
    presenter.load()
    said = presenter.unknown(2027)
    assert said.startswith("Nothing is entered for 2027 in: Plant, USA.")
    assert "China" in presenter.unknown(2028)
    fake_server.answer(ListPeriods, [])
    services.changes._observers[CalendarChanged.name].tell(CalendarChanged())  # noqa: SLF001 - as the stream tells it
    assert "China" in presenter.unknown(2027)


def test_one_day_or_several_are_entered(services: Services) -> None:
    form = AddPeriodForm(services)
    values = {"calendar": Calendar.PLANT, "kind": DayKind.DAY_OFF, "name": "Closed", "name_zh": "停产"}
    first, last = date(2027, 2, 8), date(2027, 2, 12)
    assert form.message(values | {"first": first, "last": None}) == AddPeriod(first=first, last=first, **values)  # type: ignore[arg-type]  # values of a form
    assert form.message(values | {"first": first, "last": last}).last == last


def test_days_are_withdrawn_with_a_reason(services: Services) -> None:
    form = WithdrawPeriodForm(services, WEEK)
    assert form.heading() == "Withdraw National Day"
    assert form.message({"reason": "Wrong year"}) == WithdrawPeriod(id=WEEK.id, reason="Wrong year")


def test_the_page_warns_and_offers_its_forms(services: Services, show: ShowPage[CalendarsPage]) -> None:
    page = show(CalendarsPage(services))
    assert "Nothing is entered for" in page.table.notice.text
    page.perform("tasks.add_period")
    assert page.findChildren(FormDialog)
