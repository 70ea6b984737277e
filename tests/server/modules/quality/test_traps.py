"""Faults that broke a real batch record system, where they touch quality records: each is kept out by a test that names it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality, line
from tests.server.modules.quality.test_printed import attached
from veralot_server.core.module import SIGNING, SUBJECTS
from veralot_server.core.transaction import Actor
from veralot_shared.contracts.attachments import FileTarget, FileTargetKind, ListAttachments
from veralot_shared.contracts.genealogy import (
    CheckResult,
    GetDossier,
    GetReadiness,
    LotEvent,
    LotStatus,
    LotView,
    NotReady,
    ReleaseLot,
    SampleLot,
)
from veralot_shared.contracts.quality import (
    CaseDetail,
    CaseKind,
    CloseNcr,
    Cut,
    DefectCode,
    GetFigures,
    LineDisposition,
    QualityEvent,
    QualityStatus,
    QuantitiesDiffer,
    ReportDeviation,
    Severity,
    VerifyLine,
)
from veralot_shared.contracts.tasks import ListTasks, TaskScope
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import CaseId, LineId

Become = Callable[..., Actor]
D = LineDisposition


def check(plant: Plant, lot: LotView) -> CheckResult:
    """Return what the check of quality records says of a lot before its release."""
    view = plant.do(GetReadiness(lot_id=lot.id, event=LotEvent.ACCEPT))
    return next(one.result for one in view if one.id == "quality.records")


@pytest.mark.trap("T1", "T2")
@pytest.mark.requirement("I-58")
def test_a_lot_is_reworked_twice_released_and_keeps_the_evidence_of_each_cycle(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    closed: list[CaseDetail] = []
    for cycle in (2, 3):
        detail = quality.reworked(quality.disposed(quality.ready(lot), line(lot, 10, D.REWORK)))
        closed.append(quality.closed(detail))
        after = plant.lot(lot.id)
        assert (after.status, after.cycle) == (LotStatus.IN_TEST, cycle)
        plant.do(ReleaseLot(lot_id=lot.id))
        assert plant.lot(lot.id).status is LotStatus.RELEASED
    assert [one.case.status for one in closed] == [QualityStatus.CLOSED] * 2
    for before in closed:
        now = quality.get(before.case.id)
        assert (now.steps, now.lines) == (before.steps, before.lines)


@pytest.mark.trap("T3")
def test_what_is_judged_anew_after_it_was_counted_changes_charts_tasks_dossier_and_readiness(
    quality: Quality, plant: Plant
) -> None:
    lot = plant.received(10)
    plant.do(SampleLot(lot_id=lot.id))
    detail = quality.evaluated(quality.contained(quality.ncr(lot)), defect=DefectCode.FUNCTION, severity=Severity.MAJOR)
    today = plant.tx.today

    def counted(cut: Cut) -> dict[str, int]:
        asked = GetFigures(kind=CaseKind.NCR, since=today - timedelta(days=1), until=today, cut=cut)
        return {bar.key or bar.label: bar.count for bar in plant.do(asked).pareto}

    def listed() -> Any:
        (row,) = next(one.rows for one in plant.do(GetDossier(lot_id=lot.id)).sections if one.id == "quality.records")
        return row[3]

    assert (counted(Cut.DEFECT), counted(Cut.SEVERITY)) == ({"function": 1}, {"major": 1})
    owner = plant.tx.actor.user_id
    quality.evaluated(detail, defect=DefectCode.DIMENSION, severity=Severity.MINOR, owner_id=owner)
    assert (counted(Cut.DEFECT), counted(Cut.SEVERITY)) == ({"dimension": 1}, {"minor": 1}), "once, and anew"
    assert listed() == "minor"
    tasks = [one for one in plant.do(ListTasks(scope=TaskScope.EVERYBODYS)) if one.id == detail.case.id]
    assert [one.owner for one in tasks] == [plant.tx.actor.full_name] * len(tasks)
    assert check(plant, lot) is CheckResult.FAILED


@pytest.mark.trap("T7")
def test_two_lots_of_a_record_are_decided_each_by_itself_and_not_added_up(quality: Quality, plant: Plant) -> None:
    item = plant.component()
    one, other = plant.material(100, item), plant.material(100, item)
    detail = quality.ready(one, other)
    for lines in (
        [line(one, 200, D.SCRAP)],
        [line(one, 150, D.SCRAP), line(other, 50, D.SCRAP)],
    ):
        with pytest.raises((QuantitiesDiffer, ValueNotAllowed)):
            quality.disposed(detail, *lines)
    disposed = quality.disposed(detail, line(one, 100, D.SCRAP), line(other, 100, D.SORT))
    assert [int(each.quantity) for each in disposed.lines] == [100, 100]


@pytest.mark.trap("T8")
def test_a_record_blocks_its_own_lots_alone(plant: Plant) -> None:
    item = plant.component()
    bad, good = plant.received(10, item), plant.received(10, item)
    for lot in (bad, good):
        plant.do(SampleLot(lot_id=lot.id))
    plant.do(ReportDeviation(title="Oven", description="Cold", happened_on=plant.tx.today, lot_ids=[bad.id]))
    with pytest.raises(NotReady):
        plant.do(ReleaseLot(lot_id=bad.id))
    assert plant.do(ReleaseLot(lot_id=good.id)).status is LotStatus.RELEASED


@pytest.mark.trap("T9")
def test_the_check_reads_what_there_is_and_says_which_of_its_results_it_is(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    assert check(plant, lot) is CheckResult.NOT_APPLICABLE, "no record is about it"
    detail = quality.ready(lot)
    assert check(plant, lot) is CheckResult.FAILED
    detail = quality.reworked(quality.disposed(detail, line(lot, 10, D.REWORK)))
    assert check(plant, lot) is CheckResult.FAILED, "verified is not closed"
    quality.closed(detail)
    assert check(plant, lot) is CheckResult.PASSED


@pytest.mark.trap("T10", "T13")
def test_a_file_that_comes_after_closing_is_a_supplement_and_voids_no_signature(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    detail = quality.reworked(quality.disposed(quality.ready(lot), line(lot, 10, D.REWORK)))
    attached(plant, detail, "before.pdf")
    command = CloseNcr(case_id=detail.case.id, capa=False, capa_reason="Happened once")
    (shown, *_) = SIGNING[command.op](command, plant.tx)
    quality.sign(command)
    plant.tx.now += timedelta(days=1)
    attached(plant, detail, "late.pdf")
    again = SUBJECTS["quality_step"](shown.key, plant.tx)
    assert again is not None
    assert again.content_hash == shown.content_hash
    target = FileTarget(kind=FileTargetKind.QUALITY, id=detail.case.id)
    names = {one.file_name for one in plant.do(ListAttachments(target=target))}
    assert names == {"before.pdf", "late.pdf"}, "it is there, with its own day"


@pytest.mark.trap("T14")
def test_what_is_not_set_up_is_named_before_anything_is_written(quality: Quality, plant: Plant) -> None:
    detail = quality.contained(quality.ncr(plant.material(10)))
    with pytest.raises(ValueNotAllowed, match="NO-SUCH-CODE") as missing:
        quality.evaluated(detail, defect="NO-SUCH-CODE")
    assert missing.value.field == "defect"
    now = quality.get(detail.case.id)
    assert (now.case.status, len(now.steps)) == (QualityStatus.CONTAINED, len(detail.steps))


@pytest.mark.trap("T15")
def test_a_step_keeps_the_names_of_its_time_and_shows_nothing_in_the_place_of_what_was_never_said(
    quality: Quality, plant: Plant
) -> None:
    lot = plant.material(10)
    owner = plant.tx.actor.user_id
    detail = quality.evaluated(quality.contained(quality.ncr(lot)), owner_id=owner)
    plant.tx.wire.execute("UPDATE identity_user SET full_name = 'Somebody Else' WHERE id = %s", (owner,))
    plant.tx.wire.execute("UPDATE genealogy_lot SET lot_no = 'RENAMED' WHERE id = %s", (lot.id,))
    now = quality.get(detail.case.id)
    assert [step.said for step in now.steps] == [step.said for step in detail.steps]
    opened = next(step for step in now.steps if step.event is QualityEvent.OPEN)
    assert [lot.lot_no] in [one.value for one in opened.said]
    said = {one.name for one in opened.said}
    assert "defect" not in said, "nobody had said it then, though it is known today"


@pytest.mark.parametrize("typed", ["yes", "Yes", "YES", "true", "1", "是", 1], ids=repr)
@pytest.mark.parametrize(
    ("kind", "field", "others"),
    [
        (CloseNcr, "capa", {"case_id": CaseId(1), "capa_reason": "Once"}),
        (VerifyLine, "passed", {"case_id": CaseId(1), "line_id": LineId(1), "result": "Yes"}),
    ],
)
def test_a_typed_yes_decides_nothing(kind: type[Any], field: str, others: dict[str, Any], typed: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**others, field: typed}, kind)
    assert getattr(msgspec.convert({**others, field: True}, kind), field) is True


def test_an_explanation_that_says_yes_decides_nothing(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    detail = quality.disposed(quality.ready(lot), line(lot, 10, D.REWORK))
    only = detail.lines[0].id
    quality.reported(quality.executed(detail, only), only)
    failed = quality.sign(VerifyLine(case_id=detail.case.id, line_id=only, passed=False, result="Yes, passed, OK"))
    assert (failed.case.status, failed.case.cycle) == (QualityStatus.UNDER_EVALUATION, 2)
