"""What keeps a record from a step is told beforehand by the very rules that refuse it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality, line
from veralot_server.core.transaction import Actor
from veralot_shared.contracts.items import ItemKind
from veralot_shared.contracts.quality import (
    AgreeDisposition,
    AgreementMissing,
    ApproveDeviation,
    AssessImpact,
    CaseDetail,
    ClassifyDeviation,
    ConsentDisposition,
    DefectCode,
    GetCase,
    InvestigateDeviation,
    LineDisposition,
    PlanActions,
    PlanTest,
    QualityClock,
    QualityEvent,
    ReportDeviation,
    Severity,
    StillOpen,
)
from veralot_shared.errors import CodedError

Become = Callable[..., Actor]
E = QualityEvent


def told(plant: Plant, detail: CaseDetail) -> dict[QualityEvent, list[str]]:
    """Return what a record's page is told of what it cannot do yet."""
    found = plant.do(GetCase(id=detail.case.id)).hindered
    return {one.event: [str(reason.error()) for reason in one.why] for one in found}


def refusal(act: Callable[[], Any], kind: type[CodedError]) -> str:
    """Return with what words a step is refused."""
    with pytest.raises(kind) as refused:
        act()
    return str(refused.value)


def test_a_line_waits_for_each_agreement_that_is_missing(quality: Quality, plant: Plant, act_as: Become) -> None:
    lot = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 4)
    detail = quality.disposed(quality.ready(lot), line(lot, 4, LineDisposition.CONCESSION))
    said = refusal(lambda: quality.executed(detail, detail.lines[0].id), AgreementMissing)
    assert told(plant, detail) == {E.EXECUTE: [said]}
    assert "Engineering" in said
    assert "customer" in said
    quality.sign(AgreeDisposition(case_id=detail.case.id, assessment="Within the design's margin"))
    (left,) = told(plant, detail)[E.EXECUTE]
    assert "Engineering" not in left
    back = plant.tx.actor
    act_as("registrant", customer_id=plant.registrant)
    quality.sign(ConsentDisposition(case_id=detail.case.id, comment="We consent"))
    plant.tx.act(back, "test.Test")
    assert told(plant, detail) == {}
    assert told(plant, quality.executed(detail, detail.lines[0].id)) == {}


def test_closing_waits_for_reports_and_tests_and_says_both(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    reports = {"reportable": True, "reportability_reason": "Injury", "reports": [QualityClock.US_30_DAYS]}
    assert told(plant, quality.disposed(quality.ready(lot), line(lot, 10, LineDisposition.SCRAP))) == {}
    other = plant.material(10)
    detail = quality.evaluated(quality.contained(quality.ncr(other)), **reports)
    detail = quality.disposed(detail, line(other, 10, LineDisposition.SCRAP))
    plant.do(PlanTest(of_id=detail.case.id, title="Again", method="Pull test", acceptance="None parts", sample=5))
    detail = quality.executed(detail, detail.lines[0].id)
    texts = told(plant, detail)[E.CLOSE]
    assert len(texts) == 2
    assert "QCT-" in texts[0]
    assert "report to an authority" in texts[1]
    assert refusal(lambda: quality.closed(detail), StillOpen) == texts[0]


def test_a_deviation_names_the_actions_that_are_left(quality: Quality, plant: Plant, act_as: Become) -> None:
    today = plant.tx.today
    case_id = plant.do(ReportDeviation(title="Oven", description="5 °C too warm", happened_on=today)).case.id
    act_as("quality_head", name="classifier")
    classify = ClassifyDeviation(
        case_id=case_id, severity=Severity.MINOR, defect=DefectCode.PROCESS, rationale="Within the validated range"
    )
    quality.sign(classify)
    plant.do(AssessImpact(case_id=case_id, lot_ids=[], impact="None"))
    plant.do(InvestigateDeviation(case_id=case_id, investigation="Sensor", root_cause="Sensor drifted"))
    actions = quality.plan(case_id, [plant.tx.actor.user_id]).actions
    detail = plant.do(PlanActions(case_id=case_id, actions=actions, conclusion="Replace it"))
    (said,) = told(plant, detail)[E.APPROVE]
    assert "Measure the lamp weekly" in said
    act_as("quality_head", name="approver")
    assert refusal(lambda: quality.sign(ApproveDeviation(case_id=case_id)), StillOpen) == said
