"""Quality records for tests of the pages."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QLabel

from veralot_client.widgets.page import Page
from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.contracts.quality import (
    CaseDetail,
    CaseKind,
    CaseLotView,
    CaseView,
    LineDisposition,
    LineState,
    LineView,
    LotRole,
    QualityEvent,
    QualityStatus,
    SaidView,
    Severity,
    SourceKind,
    StepView,
)
from veralot_shared.ids import CaseId, HoldId, LineId, LotId, UserId

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def make_case(**fields: Any) -> CaseView:
    """Return a nonconformity that was just opened."""
    values: dict[str, Any] = {
        "id": CaseId(5),
        "version": 1,
        "kind": CaseKind.NCR,
        "number": "NCR-2026-0005",
        "cycle": 1,
        "status": QualityStatus.OPEN,
        "title": "Bond line open",
        "description": "Two of five part.",
        "severity": Severity.MAJOR,
        "defect": None,
        "defect_name": "",
        "defect_name_zh": "",
        "hazard": "",
        "source_kind": SourceKind.INSPECTION,
        "source_id": 41,
        "source_label": "IL-41",
        "item_id": None,
        "item_code": "",
        "item_name": "",
        "item_name_zh": "",
        "customer_id": None,
        "customer": "",
        "customer_zh": "",
        "supplier_id": None,
        "supplier": "",
        "supplier_zh": "",
        "owner_id": None,
        "owner": "",
        "owner_zh": "",
        "opened_at": NOW,
        "opened_by": "Zhao Min",
        "opened_by_zh": "赵敏",
        "aware_on": None,
        "valid_from": None,
        "valid_until": None,
        "due_on": date(2026, 11, 23),
        "closed_at": None,
        "lots": 1,
        "late": False,
    }
    return CaseView(**(values | fields))


def make_step(event: QualityEvent = QualityEvent.OPEN, *said: SaidView, **fields: Any) -> StepView:
    """Return a step."""
    values: dict[str, Any] = {
        "event": event,
        "cycle": 1,
        "from_status": None,
        "to_status": QualityStatus.OPEN,
        "at": NOW,
        "by_id": UserId(3),
        "by": "Zhao Min",
        "by_zh": "赵敏",
        "said": list(said),
        "signature_id": None,
    }
    return StepView(**(values | fields))


def make_lot(**fields: Any) -> CaseLotView:
    """Return a lot of a record, which the record holds."""
    values: dict[str, Any] = {
        "id": 1,
        "lot_id": LotId(7),
        "lot_no": "R261111-05",
        "item_code": "RM-ABS",
        "role": LotRole.SUBJECT,
        "status": LotStatus.RELEASED,
        "on_hand": Decimal(75),
        "unit": "kg",
        "hold_id": HoldId(2),
    }
    return CaseLotView(**(values | fields))


def make_line(**fields: Any) -> LineView:
    """Return a line that is decided on."""
    values: dict[str, Any] = {
        "id": LineId(9),
        "cycle": 1,
        "lot_id": LotId(7),
        "lot_no": "R261111-05",
        "quantity": Decimal(75),
        "unit": "kg",
        "disposition": LineDisposition.REWORK,
        "justification": "Sieve",
        "instruction": "RW-1",
        "adverse_effects": "None",
        "state": LineState.DECIDED,
        "apart": True,
        "done_at": None,
        "done_by": "",
        "done_by_zh": "",
        "result": "",
    }
    return LineView(**(values | fields))


def make_detail(**fields: Any) -> CaseDetail:
    """Return a record with one lot and the step in which it was opened."""
    case = {name: fields.pop(name) for name in list(fields) if name in CaseView.__struct_fields__ and name != "lots"}
    values: dict[str, Any] = {
        "case": make_case(**case),
        "steps": [make_step()],
        "lots": [make_lot()],
        "lines": [],
        "actions": [],
        "links": [],
        "clocks": [],
    }
    values["undecided"] = [lot.lot_id for lot in values["lots"]]
    return CaseDetail(**(values | fields))


def texts(page: Page) -> set[str]:
    """Return what the visible labels of a page say."""
    return {label.text() for label in page.findChildren(QLabel) if label.isVisible()}
