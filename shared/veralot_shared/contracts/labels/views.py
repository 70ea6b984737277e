"""What the labels answer with."""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from veralot_shared.contracts.labels.layout import Layout
from veralot_shared.contracts.labels.states import JobState, LabelKind, LabelState, VersionStatus
from veralot_shared.ids import (
    LabelId,
    LabelJobId,
    LotId,
    PartnerId,
    PrinterId,
    TemplateId,
    TemplateVersionId,
)


class TemplateView(msgspec.Struct, frozen=True, kw_only=True):
    """A template: what its labels stand on, whose they are, and where its versions stand."""

    id: TemplateId
    version: int
    code: str
    name: str
    name_zh: str
    kind: LabelKind
    customer_id: PartnerId | None
    customer: str | None
    customer_zh: str | None
    active: bool
    effective: int | None
    """The number of the approved version; nothing prints without one."""
    draft: int | None


class TemplateVersionView(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a template. `revision` counts how often its draft was saved."""

    id: TemplateVersionId
    template_id: TemplateId
    number: int
    revision: int
    status: VersionStatus
    layout: Layout
    note: str
    made_by: str
    made_by_zh: str
    made_at: datetime
    approved_by: str | None
    approved_by_zh: str | None
    approved_at: datetime | None


class PrinterView(msgspec.Struct, frozen=True, kw_only=True):
    """A label printer. One that `answers` tells which labels have come out; of any other a person says it."""

    id: PrinterId
    version: int
    code: str
    name: str
    host: str
    port: int
    dots: int
    """Dots to the millimetre: 8 for 203 dpi, 12 for 300 dpi, 24 for 600 dpi."""
    answers: bool
    active: bool


class LabelData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a label says of its subject; kept with each label as it was when the label was queued."""

    kind: LabelKind
    id: int
    label: str
    lot_id: LotId | None = None
    customer_id: PartnerId | None = None
    item_code: str | None = None
    item_name: str | None = None
    item_name_zh: str | None = None
    gtin: str | None = None
    lot_no: str | None = None
    serial_no: str | None = None
    manufactured: date | None = None
    expiry: date | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    supplier: str | None = None
    supplier_zh: str | None = None
    supplier_lot_no: str | None = None
    customer: str | None = None
    customer_zh: str | None = None
    customer_address: str | None = None
    order_no: str | None = None
    package_no: str | None = None
    level_name: str | None = None
    level_name_zh: str | None = None
    location_code: str | None = None
    location_name: str | None = None
    location_name_zh: str | None = None
    location_kind: str | None = None
    gauge_code: str | None = None
    gauge_name: str | None = None
    gauge_name_zh: str | None = None
    calibrated_on: date | None = None
    calibration_due: date | None = None
    limited_to: str | None = None


class Rectangle(msgspec.Struct, frozen=True, tag="rectangle", array_like=True):
    """A filled rectangle of a drawing, in millimetres from the upper left corner; `element` is whose it is."""

    element: int
    x: float
    y: float
    width: float
    height: float


class Outline(msgspec.Struct, frozen=True, tag="outline", array_like=True):
    """A line through points, `width` millimetres wide, or with width 0 the filled area that it encloses."""

    element: int
    points: tuple[tuple[float, float], ...]
    width: float
    closed: bool


class TextLine(msgspec.Struct, frozen=True, tag="text", array_like=True):
    """A line of text: where its baseline begins, and the size of its type in millimetres."""

    element: int
    x: float
    y: float
    size: float
    bold: bool
    text: str


Ink = Rectangle | Outline | TextLine


class LayoutProblem(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with an element of a label, as a rule to read."""

    element: int
    rule: str
    value: str


class DrawingView(msgspec.Struct, frozen=True, kw_only=True):
    """A label as it comes out of the printer: every stroke of ink, and what is wrong with it."""

    width: float
    height: float
    inks: list[Ink]
    problems: list[LayoutProblem]


class LabelCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many labels of a job stand where. Issued is every label that was sent to a printer or into a file."""

    total: int
    queued: int
    sent: int
    printed: int
    verified: int
    used: int
    voided: int
    destroyed: int
    issued: int
    unaccounted: int
    """Issued and neither used nor voided nor destroyed."""


class JobView(msgspec.Struct, frozen=True, kw_only=True):
    """A print job: labels of one template's version for some subjects."""

    id: LabelJobId
    job_no: str
    template_id: TemplateId
    template: str
    template_version: int
    version_id: TemplateVersionId
    kind: LabelKind
    state: JobState
    printer_id: PrinterId | None
    printer: str | None
    lot_id: LotId | None
    lot_no: str | None
    subjects: str
    customer_id: PartnerId | None
    customer: str | None
    customer_zh: str | None
    requested_by: str
    requested_by_zh: str
    requested_at: datetime
    stopped_why: str
    closed_by: str | None
    closed_by_zh: str | None
    closed_at: datetime | None
    explanation: str
    counts: LabelCounts


class JobPage(msgspec.Struct, frozen=True, kw_only=True):
    """A window of the list of print jobs, and how many there are in all."""

    total: int
    rows: list[JobView]


class LabelView(msgspec.Struct, frozen=True, kw_only=True):
    """One label of a job. `code` is the element string of its first GS1 code, with its AIs in brackets."""

    id: LabelId
    sequence: int
    subject_id: int
    subject: str
    lot_id: LotId | None
    state: LabelState
    code: str
    reprint: int
    replaces: int | None
    """The sequence number of the label that this one replaces."""
    reason: str
    state_at: datetime
    state_by: str
    state_by_zh: str


class LabelPage(msgspec.Struct, frozen=True, kw_only=True):
    """A window of the labels of a job, and how many there are in all."""

    total: int
    rows: list[LabelView]


class TakenLabel(msgspec.Struct, frozen=True, kw_only=True):
    """A label that was handed out to be sent to a printer, in the printer's language."""

    id: LabelId
    sequence: int
    content: bytes


class ScanDifference(msgspec.Struct, frozen=True, kw_only=True):
    """An application identifier on which a scan and the record differ; nothing where one of them does not have it."""

    ai: str
    title: str
    expected: str | None
    scanned: str | None


class ScanView(msgspec.Struct, frozen=True, kw_only=True):
    """A scan-back of a printed label."""

    id: int
    label_id: LabelId | None
    sequence: int | None
    scan: str
    matched: bool
    differences: list[ScanDifference]
    at: datetime
    by: str
    by_zh: str
