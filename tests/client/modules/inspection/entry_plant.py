"""An inspection of catheter shafts, as the server would answer with it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from veralot_client.modules.inspection.presenters.entry.entry import EntryPresenter
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.gauges import GaugeKind, GaugeStatus, GaugeView
from veralot_shared.contracts.inspection import (
    Balloon,
    CharacteristicDue,
    CharacteristicKind,
    CharacteristicView,
    DefectClass,
    InspectionDetail,
    InspectionStage,
    InspectionStatus,
    InspectionView,
    Origin,
    RecordedResult,
    RecordedView,
    RecordResults,
    ResultView,
    RevisionStatus,
    RevisionView,
    Severity,
    Verdict,
)
from veralot_shared.ids import (
    CharacteristicId,
    GaugeId,
    InspectionId,
    ItemId,
    LotId,
    PlanId,
    ResultId,
    RevisionId,
)
from veralot_shared.rules.judging import Judgement

NOW = datetime(2026, 11, 20, 8, 12, tzinfo=UTC)
INSPECTION = InspectionId(5)


def characteristic(number: int = 1, **changes: Any) -> CharacteristicView:
    """Return a characteristic; by default an outer diameter with limits."""
    values: dict[str, Any] = {
        "id": CharacteristicId(number),
        "position": number,
        "code": str(number),
        "name": "Outer diameter",
        "name_zh": "外径",
        "kind": CharacteristicKind.VARIABLE,
        "defect_class": DefectClass.MAJOR,
        "nominal": Decimal("1.20"),
        "lower": Decimal("1.10"),
        "upper": Decimal("1.30"),
        "unit": "mm",
        "precision": 3,
        "method": "WI-QC-014",
        "gauge_type": "",
        "sample_size": None,
        "investigate": False,
        "balloon": Balloon(x=300, y=400),
    }
    return CharacteristicView(**(values | changes))


SURFACE = {
    "name": "Surface free of burrs",
    "name_zh": "表面无毛刺",
    "kind": CharacteristicKind.ATTRIBUTE,
    "defect_class": DefectClass.MINOR,
    "nominal": None,
    "lower": None,
    "upper": None,
    "unit": "",
    "precision": 0,
}


def detail(*characteristics: CharacteristicView, needed: int = 5, **changes: Any) -> InspectionDetail:
    """Return an inspection that is being recorded; each characteristic needs so many samples."""
    rows = list(characteristics or (characteristic(),))
    values: dict[str, Any] = {
        "id": INSPECTION,
        "version": 1,
        "number": "IN-26-0005",
        "status": InspectionStatus.RECORDING,
        "stage": InspectionStage.INCOMING,
        "origin": Origin.RECEIPT,
        "lot_id": LotId(1),
        "lot_no": "R261120-01",
        "item_id": ItemId(4),
        "item_code": "CP-SHF",
        "item_name": "Catheter shaft",
        "item_name_zh": "导管杆",
        "supplier_id": None,
        "supplier": None,
        "supplier_zh": None,
        "customer_id": None,
        "order_no": None,
        "operation": "",
        "plan_id": PlanId(2),
        "plan_code": "IP-SHF",
        "revision_id": RevisionId(3),
        "revision": 2,
        "quantity": Decimal(100),
        "unit": "pcs",
        "sampled": needed,
        "to_sample": needed,
        "per_unit": False,
        "severity": Severity.NORMAL,
        "resubmits_id": None,
        "attempt": 1,
        "results": 0,
        "results_due": needed * len(rows),
        "failed": 0,
        "verdict": Verdict.PENDING,
        "decision": None,
        "skipped": False,
        "offline_results": 0,
        "created_at": NOW,
        "created_by": "Zhao Min",
        "created_by_zh": "赵敏",
        "due_at": None,
    }
    return InspectionDetail(
        inspection=InspectionView(**(values | changes)),
        revision=revision(rows),
        sampling=[],
        dues=[CharacteristicDue(characteristic_id=one.id, needed=needed, done=0, failed=0) for one in rows],
        steps=[],
        investigations=[],
        decision=None,
        possible=[],
    )


def revision(rows: list[CharacteristicView]) -> RevisionView:
    """Return a released revision."""
    return RevisionView(
        id=RevisionId(3),
        version=1,
        plan_id=PlanId(2),
        plan_code="IP-SHF",
        number=2,
        status=RevisionStatus.RELEASED,
        change_note="",
        due_hours=None,
        picture_id=None,
        rules=[],
        characteristics=rows,
        made_at=NOW,
        made_by="Feng Xue",
        made_by_zh="冯雪",
        released_at=NOW,
        released_by="Zhou Ling",
        released_by_zh="周玲",
        signature_id=None,
    )


def result(number: int, sample_no: int, value: str, judgement: Judgement = Judgement.CONFORMING) -> ResultView:
    """Return a number as the server has it."""
    empty = dict.fromkeys(
        (
            "unit_id", "serial_no", "conforming", "inspected", "nonconforming", "nonconformities", "text", "attachment_id",
            "not_applicable", "gauge_id", "replaces_id", "performed_at", "entry_id", "device_id", "device_time",
            "entered_at", "device_counter", "snapshot_id", "clock_offset",
        )
    )  # fmt: skip
    values: dict[str, Any] = {
        **empty,
        "id": ResultId(100 * number + sample_no),
        "inspection_id": INSPECTION,
        "characteristic_id": CharacteristicId(number),
        "code": str(number),
        "sample_no": sample_no,
        "attempt": 1,
        "value": Decimal(value),
        "note": "",
        "judgement": judgement,
        "counts": True,
        "invalidated": False,
        "reason": "",
        "recorded_at": NOW,
        "recorded_by": "Zhao Min",
        "recorded_by_zh": "赵敏",
        "workstation": "QC-1",
        "late_reason": "",
    }
    return ResultView(**values)


def gauge(code: str = "MIC-001", **changes: Any) -> GaugeView:
    """Return a micrometer that is calibrated for a long while yet."""
    values: dict[str, Any] = {
        "id": GaugeId(9),
        "version": 1,
        "code": code,
        "name": "Outside micrometer",
        "name_zh": "外径千分尺",
        "kind": GaugeKind.MICROMETER,
        "maker": "",
        "model": "",
        "serial_no": "",
        "unit": "mm",
        "range_low": Decimal(0),
        "range_high": Decimal(25),
        "resolution": Decimal("0.001"),
        "interval_months": 12,
        "warning_days": 30,
        "location": "",
        "owner": "",
        "stored": GaugeStatus.VALID,
        "status": GaugeStatus.VALID,
        "rule": None,
        "due_on": date(2099, 8, 20),
        "calibrated_on": date(2026, 8, 20),
        "limited_to": "",
        "open_assessment_id": None,
        "created_at": NOW,
    }
    return GaugeView(**(values | changes))


def recorded(command: RecordResults) -> RecordedView:
    """Return what the server answers when it records all of a command."""
    return RecordedView(
        inspection_id=command.inspection_id,
        version=2,
        status=InspectionStatus.RECORDING,
        verdict=Verdict.PENDING,
        results=[
            RecordedResult(
                id=ResultId(place),
                characteristic_id=entry.characteristic_id,
                sample_no=entry.sample_no or 1,
                judgement=Judgement.CONFORMING,
            )
            for place, entry in enumerate(command.results, 1)
        ],
        missing=0,
    )


def told(presenter: EntryPresenter) -> list[tuple[str, Tone]]:
    """Return what the screen says from now on."""
    said: list[tuple[str, Tone]] = []
    presenter.said.subscribe(lambda text, tone: said.append((text, tone)))
    return said


def texts(presenter: EntryPresenter) -> dict[tuple[int, int], str]:
    """Return what stands in the sheet."""
    entries = presenter.sheet.entries if presenter.sheet is not None else {}
    return {(cell.row, cell.sample): one.typed.text for cell, one in entries.items()}
