"""Quality records are seen where people look: dossier, picture, release, lists, inbox, charts; and signed as they are."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality, line
from veralot_server.core.module import BINDINGS, SIGNING, SUBJECTS
from veralot_server.core.transaction import Actor, Transaction
from veralot_shared.contracts.genealogy import EvidenceState, GetDossier, NotReady, ReleaseLot, SampleLot, TraceEvidence
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.items import ItemKind
from veralot_shared.contracts.quality import (
    ApprovePlan,
    Behind,
    CaseKind,
    CloseNcr,
    Cut,
    DisposeNcr,
    EscalationEntry,
    GetFigures,
    LineDisposition,
    ListCases,
    ListEscalations,
    PlanTest,
    SetEscalations,
    VerifyLine,
)
from veralot_shared.contracts.tasks import ListTasks, TaskScope
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import NodeId
from veralot_shared.rules.dates import add_months, working_days_between

D = LineDisposition
Become = Callable[..., Actor]


def test_a_lots_dossier_lists_its_records(quality: Quality, plant: Plant) -> None:
    lot = plant.material(5)
    detail = quality.ncr(lot)
    sections = {section.id: section for section in plant.do(GetDossier(lot_id=lot.id)).sections}
    (row,) = sections["quality.records"].rows
    assert row[:3] == [[detail.case.id, detail.case.number], "ncr", detail.case.title]
    assert "quality.records" not in {one.id for one in plant.do(GetDossier(lot_id=plant.material(5).id)).sections}


def test_the_picture_hangs_a_record_on_its_lot_and_on_the_edge_to_what_it_suspects(
    quality: Quality, plant: Plant
) -> None:
    material = plant.material(100)
    made = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 3)
    plant.consume(made, material, 10)
    detail = quality.ncr(material)
    pieces = plant.do(TraceEvidence(node_ids=[NodeId(material.id), NodeId(made.id)]))
    own = [piece for piece in pieces if piece.kind == "quality.record"]
    hung = [(int(piece.node_id), piece.parent_id, piece.link_id) for piece in own]
    assert hung == [(int(material.id), None, detail.case.id), (int(made.id), NodeId(material.id), detail.case.id)]
    assert {piece.state for piece in own} == {EvidenceState.BAD}


@pytest.mark.trap("T9")
def test_a_release_is_refused_by_the_name_of_the_open_record(quality: Quality, plant: Plant) -> None:
    lot = plant.received(5)
    plant.do(SampleLot(lot_id=lot.id))
    detail = quality.ncr(lot)
    plant.tx.wire.execute("UPDATE genealogy_hold SET lifted_at = now(), lifted_by = 0")
    with pytest.raises(NotReady) as refused:
        plant.do(ReleaseLot(lot_id=lot.id))
    assert detail.case.number in {sentence.values["number"] for sentence in refused.value.missing if sentence.values}


@pytest.mark.trap("T10")
def test_a_decision_on_a_lot_binds_its_records_and_reopening_voids_it(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    detail = quality.closed(quality.reworked(quality.disposed(quality.ready(lot), line(lot, 10, D.REWORK))))
    (bound,) = BINDINGS["quality.records"](plant.lot(lot.id), plant.tx)
    again = SUBJECTS["quality_case"]
    assert again(bound.key, plant.tx) == bound
    plan = PlanTest(of_id=detail.case.id, title="Pull", method="WI-9", acceptance="> 20 N", sample=1)
    plant.do(plan)
    assert again(bound.key, plant.tx) == bound, "a test alone changes nothing"
    plant.tx.wire.execute("UPDATE quality_case SET cycle = 2 WHERE id = %s", (detail.case.id,))
    changed = again(bound.key, plant.tx)
    assert changed is not None
    assert changed.content_hash != bound.content_hash


@pytest.mark.requirement("P11-18")
def test_a_signed_step_is_read_again_as_it_was_signed(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    detail = quality.ready(lot)
    command = DisposeNcr(case_id=detail.case.id, lines=[line(lot, 10, D.SCRAP)])
    shown = SIGNING[DisposeNcr.op](command, plant.tx)
    assert [one.kind for one in shown] == ["quality_step", "lot", "step", "quality_case"]
    quality.sign(command)
    again = SUBJECTS["quality_step"](shown[0].key, plant.tx)
    assert again is not None
    assert again.content_hash == shown[0].content_hash
    assert again.content["lines"][0]["lot_id"] == lot.lot_no, "by the name that it had"


def test_nobody_signs_work_of_their_own(quality: Quality, plant: Plant, act_as: Become) -> None:
    lot = plant.material(10)
    opener = int(plant.tx.actor.user_id)
    detail = quality.ready(lot)
    act_as("quality_head")
    shown = SIGNING[DisposeNcr.op](DisposeNcr(case_id=detail.case.id, lines=[line(lot, 10, D.REWORK)]), plant.tx)
    assert opener in frozenset[int]().union(*(one.doers for one in shown)), "who opened it does not decide"
    detail = quality.disposed(detail, line(lot, 10, D.REWORK))
    number = detail.lines[0].id
    quality.executed(detail, number)
    worker = int(act_as("operator").user_id)
    quality.reported(detail, number)
    verify = VerifyLine(case_id=detail.case.id, line_id=number, passed=True, result="Good")
    (step,) = SIGNING[VerifyLine.op](verify, plant.tx)
    assert worker in step.doers
    quality.verified(detail, number)
    close = CloseNcr(case_id=detail.case.id, capa=False, capa_reason="No")
    assert worker in SIGNING[CloseNcr.op](close, plant.tx)[0].doers


# --- lists and inbox -------------------------------------------------------------------------------------------------


def test_records_are_listed_by_kind_lot_state_and_words(quality: Quality, plant: Plant) -> None:
    lot = plant.material(5)
    ncr = quality.ncr(lot).case
    capa = quality.planned_capa().case
    listed = {
        "all": plant.do(ListCases()),
        "kind": plant.do(ListCases(kinds=[CaseKind.NCR])),
        "lot": plant.do(ListCases(lot_id=lot.id)),
        "words": plant.do(ListCases(search="not cured")),
        "nothing": plant.do(ListCases(search="100%_")),
    }
    found = {name: {case.id for case in cases} for name, cases in listed.items()}
    assert found == {"all": {ncr.id, capa.id}, "kind": {ncr.id}, "lot": {ncr.id}, "words": {capa.id}, "nothing": set()}


def test_the_inbox_holds_what_one_can_do_next_and_no_more(quality: Quality, plant: Plant, act_as: Become) -> None:
    lot = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 4)
    detail = quality.disposed(quality.ready(lot), line(lot, 4, D.CONCESSION))
    waiting = {
        role: [task.what for task in tasks(plant, act_as(role)) if task.id == detail.case.id]
        for role in ("production_head", "quality_head", "operator")
    }
    assert waiting == {"production_head": ["agree"], "quality_head": [], "operator": []}
    act_as("registrant", customer_id=plant.registrant)
    assert [task.what for task in plant.do(ListTasks())] == ["consent"]
    act_as("registrant", name="stranger", customer_id=plant.other)
    assert plant.do(ListTasks(scope=TaskScope.EVERYBODYS)) == []


def tasks(plant: Plant, _actor: Actor) -> list[Any]:
    """Return what waits for whoever acts now."""
    return list(plant.do(ListTasks()))


def worked_before(today: date, days: int) -> date:
    """Return a day since which so many days were worked."""
    return next(day for place in range(30) if working_days_between(day := today - timedelta(days=place), today) == days)


def test_what_is_late_is_passed_upwards(quality: Quality, plant: Plant, act_as: Become, tx: Transaction) -> None:
    number = quality.ncr(plant.material(5)).case.id
    owner = act_as("inspector", name="owner").user_id
    for days, roles in ((0, set[str]()), (1, {"quality_head"}), (5, {"quality_head", "manager"})):
        due = worked_before(tx.today, days)
        tx.wire.execute("UPDATE quality_case SET due_on = %s, owner_id = %s WHERE id = %s", (due, owner, number))
        told = {role for role in ("quality_head", "manager") if tasks(plant, act_as(role))}
        assert told == roles


def test_actions_wait_for_their_owners(quality: Quality, plant: Plant, act_as: Become) -> None:
    owner = act_as("operator", name="owner")
    detail = quality.planned_capa(owner)
    assert plant.do(ListTasks()) == [], "who planned does not approve, and an operator may not"
    assert [task.what for task in tasks(plant, act_as("quality_head"))] == ["approve"]
    quality.sign(ApprovePlan(case_id=detail.case.id))
    assert tasks(plant, act_as("quality_head")) == []
    plant.tx.act(owner, "test.Test")
    assert [task.source for task in plant.do(ListTasks())] == ["quality.action"]
    assert tasks(plant, act_as("warehouse")) == []


def test_charts_count_what_there_is(quality: Quality, plant: Plant) -> None:
    quality.ready(plant.material(5))
    quality.ncr(plant.material(5))
    today = plant.tx.today
    figures = plant.do(GetFigures(kind=CaseKind.NCR, since=today, until=today, cut=Cut.DEFECT))
    assert {(bar.key, bar.label, bar.count) for bar in figures.pareto} == {("function", "Function", 1), ("", "", 1)}
    assert (figures.total, figures.open, figures.trend[-1].open, figures.ageing[0].count) == (2, 2, 2, 2)
    for cut in Cut:
        assert plant.do(GetFigures(kind=CaseKind.NCR, since=today, until=today, cut=cut)).total == 2


def test_behind_each_bar_are_as_many_records_as_it_counts(quality: Quality, plant: Plant) -> None:
    lot = plant.material(5)
    quality.evaluated(quality.contained(quality.ncr(lot)))
    quality.ncr(plant.material(5))
    quality.closed(quality.reworked(quality.disposed(quality.ready(lot), line(plant.lot(lot.id), 5, D.REWORK))))
    plant.tx.wire.execute(
        "UPDATE quality_case SET opened_at = now() - interval '9 days', due_on = current_date - 1 WHERE id % 2 = 0"
    )
    today = plant.tx.today
    since = today - timedelta(days=40)

    def count(**fields: Any) -> int:
        return len(plant.do(ListCases(kinds=[CaseKind.NCR], behind=Behind(**fields))))

    for cut in Cut:
        bars = plant.do(GetFigures(kind=CaseKind.NCR, since=since, until=today, cut=cut)).pareto
        assert bars
        for bar in bars:
            assert count(cut=cut, label=bar.key or bar.label, opened_from=since, opened_until=today) == bar.count
    figures = plant.do(GetFigures(kind=CaseKind.NCR, since=since, until=today))
    for month in figures.trend:
        last = add_months(month.month, 1) - timedelta(days=1)
        assert count(opened_from=month.month, opened_until=last) == month.opened
        assert count(closed_from=month.month, closed_until=last) == month.closed
        assert count(open_on=last) == month.open
    for age in figures.ageing:
        oldest = None if age.until is None else today - timedelta(days=age.until - 1)
        days = {"open_on": today, "opened_from": oldest, "opened_until": today - timedelta(days=age.since)}
        assert count(**days) == age.count
        assert count(**days, late=True) == age.late


@pytest.mark.requirement("I-60")
def test_the_plant_says_to_whom_what_is_late_is_passed(quality: Quality, plant: Plant, act_as: Become) -> None:
    assert [(one.after_days, one.role) for one in plant.do(ListEscalations())] == [
        (1, Role.QUALITY_HEAD),
        (5, Role.MANAGER),
    ]
    for wrong in ([], [3, 3], [0]):
        with pytest.raises(ValueNotAllowed):
            plant.do(SetEscalations(levels=[EscalationEntry(after_days=days, role=Role.MANAGER) for days in wrong]))
    found = plant.do(SetEscalations(levels=[EscalationEntry(after_days=3, role=Role.INSPECTOR)]))
    assert [(one.level, one.after_days) for one in found] == [(1, 3)]
    late = quality.ncr(plant.material(5))
    due = worked_before(plant.tx.today, 4)
    plant.tx.wire.execute("UPDATE quality_case SET due_on = %s WHERE id = %s", (due, late.case.id))
    act_as(Role.INSPECTOR)
    (task,) = [one for one in plant.do(ListTasks(scope=TaskScope.MINE)) if one.label == late.case.number]
    assert task.escalation == 1
