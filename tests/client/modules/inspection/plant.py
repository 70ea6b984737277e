"""Plans and inspections of a small plant, as the server would answer with them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.client.modules.plant import HUB, NOW
from veralot_shared.contracts.inspection import (
    CharacteristicDue,
    CharacteristicKind,
    CharacteristicView,
    ClassRule,
    ClassSampling,
    DefectClass,
    InspectionDetail,
    InspectionEvent,
    InspectionLevel,
    InspectionStage,
    InspectionStatus,
    InspectionView,
    Judgement,
    Origin,
    PlanDetail,
    PlanView,
    ResultView,
    RevisionLine,
    RevisionStatus,
    RevisionView,
    SampleStage,
    SamplingKind,
    Scheme,
    Severity,
    StepView,
    SwitchingDetail,
    SwitchingEvent,
    SwitchingStep,
    SwitchingView,
    SwitchReason,
    Verdict,
)
from veralot_shared.errors import Sentence
from veralot_shared.ids import (
    CharacteristicId,
    InspectionId,
    ItemId,
    LotId,
    PartnerId,
    PlanId,
    ResultId,
    RevisionId,
    SwitchingId,
)

CODE, NAME, NAME_ZH = HUB


def make_characteristic(number: int = 1, **changes: Any) -> CharacteristicView:
    """Return a length that is measured."""
    values: dict[str, Any] = {
        "id": CharacteristicId(number),
        "position": number,
        "code": str(number),
        "name": "Length of the hub",
        "name_zh": "导管座长度",
        "kind": CharacteristicKind.VARIABLE,
        "defect_class": DefectClass.MAJOR,
        "nominal": Decimal(24),
        "lower": Decimal("23.9"),
        "upper": Decimal("24.1"),
        "unit": "mm",
        "precision": 2,
        "method": "SOP-114",
        "gauge_type": "caliper",
        "sample_size": None,
        "investigate": False,
        "balloon": None,
    }
    return CharacteristicView(**(values | changes))


def make_revision(**changes: Any) -> RevisionView:
    """Return a draft with one characteristic that is measured, and one that is looked at."""
    seen = {"name": "Surface", "name_zh": "外观", "kind": CharacteristicKind.ATTRIBUTE, "unit": "", "precision": 0}
    looked = make_characteristic(2, **seen, nominal=None, lower=None, upper=None, defect_class=DefectClass.MINOR)
    rules = [
        ClassRule(
            defect_class=DefectClass.MAJOR,
            scheme=Scheme.ISO_2859_1_1999,
            level=InspectionLevel.GENERAL_II,
            aql=Decimal("0.65"),
        ),
        ClassRule(defect_class=DefectClass.MINOR, scheme=Scheme.ZERO_ACCEPTANCE, rejectable=Decimal(4)),
    ]
    values: dict[str, Any] = {
        "id": RevisionId(3),
        "version": 4,
        "plan_id": PlanId(2),
        "plan_code": "IQ-HUB",
        "number": 2,
        "status": RevisionStatus.DRAFT,
        "change_note": "Surface is looked at too",
        "due_hours": 24,
        "picture_id": None,
        "rules": rules,
        "characteristics": [make_characteristic(), looked],
        "made_at": NOW,
        "made_by": "Chen Jing",
        "made_by_zh": "陈静",
        "released_at": None,
        "released_by": None,
        "released_by_zh": None,
        "signature_id": None,
    }
    return RevisionView(**(values | changes))


def make_plan(**changes: Any) -> PlanDetail:
    """Return a plan whose first revision is in force and whose second is a draft."""
    revision = make_revision(**changes)
    plan = PlanView(
        id=PlanId(2),
        code="IQ-HUB",
        item_id=ItemId(4),
        item_code=CODE,
        item_name=NAME,
        item_name_zh=NAME_ZH,
        stage=InspectionStage.INCOMING,
        operation="",
        supplier_id=None,
        supplier=None,
        supplier_zh=None,
        customer_id=None,
        customer=None,
        customer_zh=None,
        revision_id=revision.id,
        revision=revision.number,
        status=revision.status,
        released_id=RevisionId(1),
        released=1,
        characteristics=len(revision.characteristics),
        changed_at=NOW,
    )
    lines = [
        make_line(revision.id, revision.number, revision.status),
        make_line(RevisionId(1), 1, RevisionStatus.RELEASED),
    ]
    return PlanDetail(plan=plan, revision=revision, revisions=lines)


def make_line(revision_id: RevisionId, number: int, status: RevisionStatus) -> RevisionLine:
    """Return a revision as the history lists it."""
    return RevisionLine(
        id=revision_id,
        number=number,
        status=status,
        change_note="",
        made_at=NOW,
        made_by="Chen Jing",
        made_by_zh="陈静",
        released_at=None,
        released_by=None,
        released_by_zh=None,
        inspections=12,
    )


def make_inspection(**changes: Any) -> InspectionView:
    """Return an incoming inspection that is being recorded, and overdue."""
    values: dict[str, Any] = {
        "id": InspectionId(7),
        "version": 3,
        "number": "IN-2026-00007",
        "status": InspectionStatus.RECORDING,
        "stage": InspectionStage.INCOMING,
        "origin": Origin.RECEIPT,
        "lot_id": LotId(1),
        "lot_no": "R261120-01",
        "item_id": ItemId(4),
        "item_code": CODE,
        "item_name": NAME,
        "item_name_zh": NAME_ZH,
        "supplier_id": PartnerId(8),
        "supplier": "Polymers Ltd",
        "supplier_zh": "聚合物有限公司",
        "customer_id": None,
        "order_no": None,
        "operation": "",
        "plan_id": PlanId(2),
        "plan_code": "IQ-HUB",
        "revision_id": RevisionId(1),
        "revision": 1,
        "quantity": Decimal(1200),
        "unit": "pcs",
        "sampled": 2,
        "to_sample": 80,
        "per_unit": False,
        "severity": Severity.NORMAL,
        "resubmits_id": None,
        "attempt": 1,
        "results": 3,
        "results_due": 160,
        "failed": 1,
        "verdict": Verdict.PENDING,
        "decision": None,
        "skipped": False,
        "offline_results": 0,
        "created_at": NOW,
        "created_by": "Wang Fang",
        "created_by_zh": "王芳",
        "due_at": NOW - timedelta(days=400),
    }
    return InspectionView(**(values | changes))


def make_sampling(**changes: Any) -> ClassSampling:
    """Return a single plan of the tables."""
    values: dict[str, Any] = {
        "defect_class": DefectClass.MAJOR,
        "scheme": Scheme.ISO_2859_1_1999,
        "kind": SamplingKind.SINGLE,
        "level": InspectionLevel.GENERAL_II,
        "aql": Decimal("0.65"),
        "severity": Severity.NORMAL,
        "letter": "J",
        "row": "J",
        "lot_size": 1200,
        "stages": [SampleStage(size=80, cumulative=80, accept=1, reject=2)],
        "constant": None,
        "maximum": None,
        "characteristics": 1,
        "nonconforming": 1,
        "verdict": Verdict.PENDING,
        "why": [
            Sentence(
                "A lot of {lot} at level {level} has code letter {letter}.",
                {"lot": "1200", "level": "II", "letter": "J"},
            )
        ],
    }
    return ClassSampling(**(values | changes))


def make_detail(possible: list[InspectionEvent] | None = None, **changes: Any) -> InspectionDetail:
    """Return an inspection with its frozen plan."""
    return InspectionDetail(
        inspection=make_inspection(**changes),
        revision=make_revision(id=RevisionId(1), number=1, status=RevisionStatus.RELEASED),
        sampling=[make_sampling()],
        dues=[CharacteristicDue(characteristic_id=CharacteristicId(1), needed=80, done=3, failed=1)],
        steps=[
            StepView(
                event=InspectionEvent.CREATE,
                from_status=None,
                to_status=InspectionStatus.CREATED,
                at=NOW,
                by="Wang Fang",
                by_zh="王芳",
                note="",
                signature_id=None,
            )
        ],
        investigations=[],
        decision=None,
        possible=[InspectionEvent.COMPLETE, InspectionEvent.CANCEL] if possible is None else possible,
    )


def make_result(number: int = 1, **changes: Any) -> ResultView:
    """Return a measured result."""
    values: dict[str, Any] = dict.fromkeys(ResultView.__struct_fields__) | {
        "id": ResultId(number),
        "inspection_id": InspectionId(7),
        "characteristic_id": CharacteristicId(1),
        "code": "1",
        "sample_no": number,
        "attempt": 1,
        "value": Decimal("24.02"),
        "note": "",
        "judgement": Judgement.CONFORMING,
        "counts": True,
        "invalidated": False,
        "reason": "",
        "recorded_at": NOW,
        "recorded_by": "Zhao Min",
        "recorded_by_zh": "赵敏",
        "workstation": "PC-7",
        "late_reason": "",
    }
    return ResultView(**(values | changes))


def make_switching(**changes: Any) -> SwitchingDetail:
    """Return the severity of these goods, which may be reduced."""
    values: dict[str, Any] = {
        "id": SwitchingId(5),
        "version": 2,
        "item_id": ItemId(4),
        "item_code": CODE,
        "item_name": NAME,
        "item_name_zh": NAME_ZH,
        "supplier_id": PartnerId(8),
        "supplier": "Polymers Ltd",
        "supplier_zh": "聚合物有限公司",
        "line": "",
        "stage": InspectionStage.INCOMING,
        "severity": Severity.NORMAL,
        "score": 30,
        "reducible": True,
        "rejections": 0,
        "lots": 11,
        "changed_at": NOW,
    }
    step = SwitchingStep(
        at=NOW,
        event=SwitchingEvent.LOT_ACCEPTED,
        from_severity=Severity.NORMAL,
        to_severity=Severity.NORMAL,
        score=30,
        why=[SwitchReason.SCORE_ADDED],
        reason="",
        inspection_id=InspectionId(6),
        inspection_no="IN-2026-00006",
        lot_id=LotId(2),
        lot_no="R261119-03",
        by="Liu Qiang",
        by_zh="刘强",
        signature_id=None,
    )
    return SwitchingDetail(switching=SwitchingView(**(values | changes)), steps=[step])
