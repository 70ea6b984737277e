"""What is always true of machines, terms, sums, effects and figures."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_server.modules.quality.domain import effect, figures, machine, terms
from veralot_server.modules.quality.domain.figures import Counted, Span
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.quality import (
    DEEDS,
    FIRST,
    FOUR_EYES,
    MACHINES,
    NEW_CYCLE,
    OVER,
    PERMIT_CLOCK,
    CaseKind,
    Comparison,
    CriterionEntry,
    MeasureEntry,
    QualityClock,
    QualityEvent,
    QualityStatus,
    awaited,
)
from veralot_shared.errors import TransitionIllegal
from veralot_shared.ids import UserId
from veralot_shared.messages import SignedCommand

KINDS = list(CaseKind)
DAY = date(2026, 11, 2)


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_of_a_machine_is_reached_and_none_is_a_trap(kind: CaseKind) -> None:
    moves: Mapping[tuple[QualityStatus, QualityEvent], QualityStatus] = MACHINES[kind]
    reached = {FIRST[kind]}
    while more := {target for (state, _), target in moves.items() if state in reached} - reached:
        reached |= more
        if kind is CaseKind.PERMIT and QualityStatus.APPROVED in reached:
            reached |= set(PERMIT_CLOCK)
    assert {state for state, _ in moves} <= reached
    ends = {state for state in reached if all(target is state for (s, _), target in moves.items() if s is state)}
    assert ends <= OVER, "where nothing leads on, the record is over"


@pytest.mark.parametrize("kind", KINDS)
def test_every_open_state_waits_for_something_with_a_due_day(kind: CaseKind) -> None:
    for state in {state for state, _ in MACHINES[kind]} - OVER:
        if kind is CaseKind.PERMIT and state in PERMIT_CLOCK:
            continue
        assert awaited(kind, state), state
        assert terms.step_due(kind, state, DAY) is not None, state


def test_every_event_is_done_by_a_message_or_follows_from_one() -> None:
    sent = {event for _, event in DEEDS.values()}
    follow = {event for moves in MACHINES.values() for _, event in moves} - sent
    assert (
        follow
        == {
            QualityEvent.VERIFY,
            QualityEvent.FAIL,
            QualityEvent.ESCALATE,
            QualityEvent.BEGIN,
            QualityEvent.COMPLETE,
        }
        - sent
    )


def test_four_eyes_are_asked_of_signed_messages_alone() -> None:
    signed = {
        (kind, event)
        for message, (kinds, event) in DEEDS.items()
        for kind in kinds
        if issubclass(message, SignedCommand)
    }
    assert set(FOUR_EYES) <= signed
    assert {kind for kind, _ in NEW_CYCLE} == {CaseKind.NCR, CaseKind.CAPA, CaseKind.COMPLAINT}


@pytest.mark.trap("T5")
@given(kind=st.sampled_from(KINDS), data=st.data())
def test_any_walk_stays_inside_the_machine(kind: CaseKind, data: st.DataObject) -> None:
    state = FIRST[kind]
    for _ in range(25):
        event = data.draw(st.sampled_from(list(QualityEvent)))
        known = MACHINES[kind].get((state, event))
        if known is None:
            with pytest.raises(TransitionIllegal):
                machine.step("X-1", kind, state, event)
        else:
            state = machine.step("X-1", kind, state, event)
            assert state is known


def test_who_did_what_is_judged_may_not_sign() -> None:
    done = [(QualityEvent.REPORT, UserId(1)), (QualityEvent.EVALUATE, UserId(2)), (QualityEvent.EXECUTE, UserId(3))]
    assert machine.barred(CaseKind.NCR, QualityEvent.CHECK, done) == {1, 3}


def test_late_tasks_go_up_step_by_step() -> None:
    levels = [terms.escalation(DAY - timedelta(days=days), DAY) for days in (-1, 0, 1, 4, 5, 50)]
    assert levels == [0, 0, 1, 1, 2, 2]
    assert terms.escalation(None, DAY) == 0
    assert terms.raised_to(1) == {Role.QUALITY_HEAD}
    assert terms.raised_to(2) == {Role.QUALITY_HEAD, Role.MANAGER}


@pytest.mark.parametrize(
    ("clock", "due"),
    [(QualityClock.US_30_DAYS, date(2026, 12, 2)), (QualityClock.US_5_DAYS, date(2026, 11, 9))],
)
def test_reports_are_due_by_calendar_or_working_days(clock: QualityClock, due: date) -> None:
    assert terms.report_due(clock, DAY) == due


@given(st.decimals(-5, 5, places=2), st.decimals(-5, 5, places=2))
def test_a_criterion_is_met_on_its_side_of_the_threshold_and_on_it(threshold: Decimal, measured: Decimal) -> None:
    most = CriterionEntry(metric="m", comparison=Comparison.AT_MOST, threshold=threshold, period_days=1, sample=1)
    least = CriterionEntry(metric="m", comparison=Comparison.AT_LEAST, threshold=threshold, period_days=1, sample=1)
    found = MeasureEntry(measured=measured, sample=1)
    assert effect.met(most, found) is (measured <= threshold)
    assert effect.met(most, found) or effect.met(least, found)
    assert (effect.met(most, found) and effect.met(least, found)) is (measured == threshold)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=12))
def test_a_pareto_falls_and_adds_up_to_all(counts: list[int]) -> None:
    bars = figures.pareto(Counted(str(place), "", "", count) for place, count in enumerate(counts))
    assert [bar.count for bar in bars] == sorted(counts, reverse=True)
    assert bars[-1].cumulative == Decimal("100.0")
    assert all(one.cumulative <= two.cumulative for one, two in pairwise(bars))


SPANS = st.builds(
    lambda start, length, closed: Span(
        DAY - timedelta(days=start), min(DAY, DAY - timedelta(days=start - length)) if closed else None, DAY
    ),
    st.integers(0, 400),
    st.integers(0, 200),
    st.booleans(),
)


@given(st.lists(SPANS, max_size=30))
def test_ageing_counts_each_open_record_once_and_a_trend_balances(spans: list[Span]) -> None:
    live = sum(span.closed is None for span in spans)
    assert sum(age.count for age in figures.ageing(spans, DAY)) == live
    months = figures.trend(spans, DAY - timedelta(days=420), DAY)
    assert months[-1].open == live
    assert sum(month.opened for month in months) == len(spans)
    for before, after in pairwise(months):
        assert after.open == before.open + after.opened - after.closed
