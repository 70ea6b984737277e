"""Labels of a small plant, as the server would answer with them."""

from decimal import Decimal
from typing import Any

from tests.client.modules.plant import NOW
from veralot_shared.contracts.labels import (
    DrawingView,
    Element,
    ElementKind,
    JobState,
    JobView,
    LabelCounts,
    LabelField,
    LabelKind,
    LabelState,
    LabelView,
    Layout,
    PrinterView,
    Rectangle,
    TemplateVersionView,
    TemplateView,
    TextLine,
    VersionStatus,
)
from veralot_shared.ids import LabelId, LabelJobId, LotId, PrinterId, TemplateId, TemplateVersionId

CODE = "(01)19521307000312(17)311012(10)P-7"


def box(x: int, y: int, width: int = 20, height: int = 10, **more: Any) -> Element:
    """Return a field at a place."""
    values: dict[str, Any] = {"kind": ElementKind.FIELD, "bound": LabelField.ITEM_NAME} | more
    return Element(x=Decimal(x), y=Decimal(y), width=Decimal(width), height=Decimal(height), **values)


LAYOUT = Layout(width=Decimal(70), height=Decimal(40), elements=[box(5, 5), box(40, 20)])

TEMPLATE = TemplateView(
    id=TemplateId(3), version=1, code="L-BOX", name="Box label", name_zh="盒标签", kind=LabelKind.LOT, customer_id=None,
    customer=None, customer_zh=None, active=True, effective=1, draft=2,
)  # fmt: skip

VERSION = TemplateVersionView(
    id=TemplateVersionId(8), template_id=TEMPLATE.id, number=2, revision=4, status=VersionStatus.DRAFT, layout=LAYOUT,
    note="", made_by="Feng Xue", made_by_zh="冯雪", made_at=NOW, approved_by=None, approved_by_zh=None, approved_at=None,
)  # fmt: skip

DRAWING = DrawingView(
    width=70.0,
    height=40.0,
    inks=[Rectangle(1, 5.0, 5.0, 4.0, 4.0), TextLine(2, 40.0, 24.0, 3.0, bold=False, text="Hub")],
    problems=[],
)

PRINTER = PrinterView(
    id=PrinterId(2), version=1, code="ZP-1", name="Packing", host="127.0.0.1", port=9100, dots=12, answers=True, active=True
)  # fmt: skip


def counts(**some: int) -> LabelCounts:
    """Return counts of labels."""
    return LabelCounts(**(dict.fromkeys(LabelCounts.__struct_fields__, 0) | some))


def job(**changes: Any) -> JobView:
    """Return a print job."""
    values: dict[str, Any] = {
        "id": LabelJobId(5), "job_no": "LJ-000005", "template_id": TEMPLATE.id, "template": "L-BOX", "template_version": 1,
        "version_id": TemplateVersionId(7), "kind": LabelKind.LOT, "state": JobState.OPEN, "printer_id": PRINTER.id,
        "printer": "ZP-1", "lot_id": LotId(1), "lot_no": "P-7", "subjects": "P-7", "customer_id": None,
        "customer": None, "customer_zh": None,
        "requested_by": "Huang Lei", "requested_by_zh": "黄磊", "requested_at": NOW, "stopped_why": "",
        "closed_by": None, "closed_by_zh": None, "closed_at": None,
        "explanation": "", "counts": counts(total=2, queued=1, sent=1, issued=1, unaccounted=1),
    }  # fmt: skip
    return JobView(**(values | changes))


def label(number: int, state: LabelState, **changes: Any) -> LabelView:
    """Return one label of the job."""
    values: dict[str, Any] = {
        "id": LabelId(100 + number), "sequence": number, "subject_id": 1, "subject": "P-7", "lot_id": LotId(1),
        "state": state, "code": CODE, "reprint": 0, "replaces": None, "reason": "", "state_at": NOW,
        "state_by": "Huang Lei", "state_by_zh": "黄磊",
    }  # fmt: skip
    return LabelView(**(values | changes))
