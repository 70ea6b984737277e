"""Where somebody stands follows from signed steps and days alone, the same on both sides and in the database."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_shared.contracts.training import (
    HOLDING,
    GrantEvent,
    GrantState,
    GrantView,
    QualificationName,
    state_of,
    why_not,
)
from veralot_shared.ids import GrantId, QualificationId, UserId

DAY = date(2026, 3, 31)
SHANGHAI = ZoneInfo("Asia/Shanghai")
ASKED = QualificationName(id=QualificationId(1), code="DIM", name="Measuring", name_zh="测量")


def grant(
    event: GrantEvent | None = GrantEvent.GRANTED,
    since: date = DAY,
    until: date = DAY,
    level: int | None = None,
    least: int | None = None,
) -> GrantView:
    """Return a grant whose end is told of ten days before."""
    return GrantView(
        id=GrantId(1),
        user_id=UserId(2),
        user_name="ren.hui",
        full_name="Ren Hui",
        full_name_zh="任辉",
        active=True,
        qualification_id=ASKED.id,
        code=ASKED.code,
        name=ASKED.name,
        name_zh=ASKED.name_zh,
        least_level=least,
        warning_days=10,
        event=event,
        level=level,
        held_from=since if event else None,
        held_until=until if event else None,
        since=datetime(2026, 3, 30, 17, tzinfo=UTC) if event else None,
        reason="wrong method",
        number=1,
        proposed=event is None,
        files=0,
    )


@pytest.mark.requirement("I-13")
@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 1, 1), GrantState.NOT_YET),
        (date(2026, 1, 2), GrantState.QUALIFIED),
        (date(2026, 3, 20), GrantState.QUALIFIED),
        (date(2026, 3, 21), GrantState.EXPIRING),
        (date(2026, 3, 31), GrantState.EXPIRING),
        (date(2026, 4, 1), GrantState.EXPIRED),
    ],
)
def test_the_state_follows_from_the_day(day: date, state: GrantState) -> None:
    assert state_of(grant(since=date(2026, 1, 2)), day) is state


@pytest.mark.parametrize(("level", "state"), [(None, "learning"), (2, "learning"), (3, "qualified"), (4, "qualified")])
def test_below_the_level_that_is_needed_somebody_learns(level: int | None, state: str) -> None:
    held = grant(level=level, least=3, until=DAY + timedelta(days=90))
    assert state_of(held, DAY) == state


def test_nobody_has_signed_what_was_only_imported() -> None:
    assert state_of(grant(None), DAY) is GrantState.NOT_GRANTED
    why = why_not(ASKED, grant(None), DAY, SHANGHAI)
    assert why is not None
    assert why.text.format_map(why.values) == "DIM Measuring was never granted."


@pytest.mark.requirement("P11-11")
@pytest.mark.parametrize(
    ("held", "said"),
    [
        (None, "DIM Measuring was never granted."),
        (grant(GrantEvent.SUSPENDED), "DIM Measuring is suspended since 2026-03-31 (wrong method)."),
        (grant(until=date(2026, 3, 30), since=date(2025, 1, 1)), "DIM Measuring ended on 2026-03-30."),
        (grant(since=date(2026, 4, 1)), "DIM Measuring holds from 2026-04-01 on."),
        (grant(level=1, least=3), "DIM Measuring needs level 3; level 1 was granted on 2026-03-31."),
    ],
)
def test_a_refusal_says_which_and_since_when_by_the_plants_own_days(held: GrantView | None, said: str) -> None:
    why = why_not(ASKED, held, DAY, SHANGHAI)
    assert why is not None
    assert why.text.format_map(why.values) == said


@pytest.mark.requirement("I-13")
@given(
    event=st.sampled_from(GrantEvent),
    since=st.integers(-40, 40),
    length=st.integers(0, 60),
    day=st.integers(-60, 120),
    level=st.none() | st.integers(0, 4),
    least=st.none() | st.integers(1, 4),
)
def test_somebody_holds_it_exactly_while_it_stands_between_its_days(
    event: GrantEvent, since: int, length: int, day: int, level: int | None, least: int | None
) -> None:
    start = DAY + timedelta(days=since)
    held = grant(event, start, start + timedelta(days=length), level, least)
    at = DAY + timedelta(days=day)
    holds = event is not GrantEvent.SUSPENDED and since <= day <= since + length and (level or 0) >= (least or 0)
    assert (state_of(held, at) in HOLDING) is holds
    assert (why_not(ASKED, held, at, UTC) is None) is holds
