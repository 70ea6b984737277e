"""Clocks count the days that are worked: by the plant's calendar, or by that of the country whose law runs them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import working_days
from veralot_server.modules.quality.domain import terms
from veralot_server.modules.recall.domain.clocks import Calendars, Decided, clocks
from veralot_shared.contracts.items import CreatePartner, PartnerKind
from veralot_shared.contracts.quality import CaseKind, QualityClock, QualityStatus
from veralot_shared.contracts.recall import ClockKind, Jurisdiction, RecallAction, RecallClass
from veralot_shared.contracts.tasks import (
    AddPeriod,
    Calendar,
    CalendarChanged,
    DayKind,
    DayView,
    ListDays,
    ListPeriods,
    PeriodView,
    WithdrawPeriod,
)
from veralot_shared.errors import RecordExists, RecordNotFound, ValueNotAllowed
from veralot_shared.rules.dates import add_working_days

EVE, NATIONAL_DAY, LAST = date(2027, 9, 30), date(2027, 10, 1), date(2027, 10, 7)
MADE_UP = date(2027, 10, 9)
"""A Saturday that is worked instead."""


def add(tx: Transaction, **fields: Any) -> PeriodView:
    """Enter the holidays of autumn, with some fields changed."""
    values: dict[str, Any] = {"calendar": Calendar.CHINA, "first": NATIONAL_DAY, "last": LAST, "kind": DayKind.DAY_OFF}
    return tx.call(AddPeriod(**(values | {"name": "National Day", "name_zh": "国庆节"} | fields)))


@pytest.fixture
def golden_week(tx: Transaction) -> PeriodView:
    """Return a week of holidays; the Saturday after it is worked."""
    add(tx, first=MADE_UP, last=MADE_UP, kind=DayKind.WORKING_DAY, name="Made up", name_zh="调休上班")
    return add(tx)


def test_without_entries_working_days_are_monday_to_friday(tx: Transaction) -> None:
    assert tx.call(ListPeriods()) == []
    assert working_days.of_plant(tx) == {}
    assert add_working_days(EVE, 1) == NATIONAL_DAY


def test_holidays_are_skipped_and_a_worked_saturday_counts(tx: Transaction, golden_week: PeriodView) -> None:
    calendar = working_days.of_plant(tx)
    assert add_working_days(EVE, 1, calendar) == date(2027, 10, 8)
    assert add_working_days(EVE, 2, calendar) == MADE_UP
    assert add_working_days(EVE, 3, calendar) == date(2027, 10, 11)
    assert (golden_week.name_zh, golden_week.withdrawn_at) == ("国庆节", None)
    assert (CalendarChanged(), None) in tx.events


def test_the_plants_own_days_are_right_where_it_disagrees(tx: Transaction, golden_week: PeriodView) -> None:
    open_day = golden_week.last
    add(tx, calendar=Calendar.PLANT, first=open_day, last=open_day, kind=DayKind.WORKING_DAY, name="Stock-taking")
    both = {each.day: each.working for each in tx.call(ListDays(calendars=[Calendar.CHINA, Calendar.PLANT]))}
    turned = {each.day: each.working for each in tx.call(ListDays(calendars=[Calendar.PLANT, Calendar.CHINA]))}
    assert (both[open_day], turned[open_day]) == (True, False)
    assert working_days.of_plant(tx) == both


@pytest.mark.requirement("QMSR-10")
@pytest.mark.usefixtures("golden_week")
def test_a_clock_of_the_law_asks_its_own_countrys_calendar(tx: Transaction) -> None:
    add(tx, calendar=Calendar.PLANT, first=date(2027, 10, 11), last=date(2027, 10, 15), name="Plant closed")
    us = QualityClock.US_5_DAYS
    assert terms.report_due(us, EVE, working_days.of_clock(tx, us)) == date(2027, 10, 7), "no Chinese holiday counts"
    holiday = add(tx, calendar=Calendar.UNITED_STATES, first=date(2027, 10, 4), last=date(2027, 10, 4), name="Holiday")
    assert terms.report_due(us, EVE, working_days.of_clock(tx, us)) == date(2027, 10, 8)
    thirty = QualityClock.US_30_DAYS
    assert terms.report_due(thirty, EVE, working_days.of_clock(tx, thirty)) == EVE + timedelta(days=30), holiday
    due = terms.step_due(CaseKind.NCR, QualityStatus.OPEN, EVE, working_days.of_plant(tx))
    assert due == date(2027, 10, 8)


@pytest.mark.requirement("QMSR-11")
@pytest.mark.usefixtures("golden_week")
def test_the_clocks_of_a_recall_ask_them_too(tx: Transaction) -> None:
    decided = Decided(EVE, RecallAction.REMOVAL, RecallClass.II, [Jurisdiction.CN, Jurisdiction.US])
    china = {each.day: each.working for each in tx.call(ListDays(calendars=[Calendar.CHINA]))}
    plain = {each.kind: each.due for each in clocks(decided, [], [], EVE)}
    found = {each.kind: each.due for each in clocks(decided, [], [], EVE, Calendars(china=china))}
    assert found[ClockKind.CN_PLAN] == date(2027, 10, 13) > plain[ClockKind.CN_PLAN] == date(2027, 10, 7)
    assert found[ClockKind.US_REPORT] == plain[ClockKind.US_REPORT]
    assert found[ClockKind.CN_CUSTOMERS] == EVE + timedelta(days=3), "days of whatever kind"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"last": EVE}, "last"),
        ({"last": NATIONAL_DAY + timedelta(days=31)}, "last"),
        ({"name": " "}, "name"),
    ],
    ids=["order", "length", "name"],
)
def test_what_makes_no_sense_is_refused(tx: Transaction, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueNotAllowed) as refused:
        add(tx, **fields)
    assert refused.value.field == field


def test_a_day_is_entered_once_and_again_when_it_was_withdrawn(tx: Transaction, golden_week: PeriodView) -> None:
    with pytest.raises(RecordExists):
        add(tx, first=LAST, last=LAST + timedelta(days=1))
    with pytest.raises(ValueNotAllowed):
        tx.call(WithdrawPeriod(id=golden_week.id, reason=" "))
    gone = tx.call(WithdrawPeriod(id=golden_week.id, reason="Wrong year"))
    assert (gone.withdrawn_reason, gone.withdrawn_by) == ("Wrong year", tx.actor.full_name)
    with pytest.raises(RecordNotFound):
        tx.call(WithdrawPeriod(id=golden_week.id, reason="Again"))
    assert golden_week.id not in {one.id for one in tx.call(ListPeriods())}
    assert golden_week.id in {one.id for one in tx.call(ListPeriods(withdrawn=True))}
    assert DayView(NATIONAL_DAY, working=False) not in tx.call(ListDays(calendars=[Calendar.CHINA]))
    assert add(tx).id != golden_week.id


@pytest.mark.trap("T11")
def test_a_customers_user_changes_no_calendar(
    tx: Transaction, golden_week: PeriodView, act_as: Callable[..., Any]
) -> None:
    customer = tx.call(CreatePartner(code="REG", kind=PartnerKind.CUSTOMER, name="Reg Ltd.")).id
    act_as(customer_id=customer, name="their user")
    with pytest.raises(RecordNotFound):
        add(tx, calendar=Calendar.PLANT)
    with pytest.raises(RecordNotFound):
        tx.call(WithdrawPeriod(id=golden_week.id, reason="not ours"))


@given(
    st.dates(date(2027, 1, 1), date(2027, 12, 31)),
    st.integers(0, 40),
    st.dictionaries(st.dates(date(2027, 1, 1), date(2028, 3, 1)), st.booleans(), max_size=60),
)
def test_so_many_working_days_lie_between(start: date, days: int, calendar: dict[date, bool]) -> None:
    end = add_working_days(start, days, calendar)
    between = [start + timedelta(days=place) for place in range(1, (end - start).days + 1)]
    worked = [day for day in between if calendar.get(day, day.weekday() < 5)]
    assert len(worked) == days
    assert end == (worked[-1] if worked else start)
