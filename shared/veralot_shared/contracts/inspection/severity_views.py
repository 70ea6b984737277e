"""How severely goods are inspected, and what brought it there."""

from datetime import datetime

import msgspec

from veralot_shared.contracts.inspection.states import (
    DefectClass,
    InspectionStage,
    SwitchingEvent,
)
from veralot_shared.ids import (
    InspectionId,
    ItemId,
    LotId,
    PartnerId,
    SignatureId,
    SwitchingId,
)
from veralot_shared.rules.sampling.switching import SwitchReason
from veralot_shared.rules.sampling.terms import Severity


class SwitchingView(msgspec.Struct, frozen=True, kw_only=True):
    """How strictly an item of a supplier, or of our own line, is inspected at a stage now (AQL-12).

    `reducible` says that the lots allow reduced inspection, which a responsible person must approve; `rejections` counts
    the original lots not accepted on tightened inspection.
    """

    id: SwitchingId
    version: int
    item_id: ItemId
    item_code: str
    item_name: str
    item_name_zh: str
    supplier_id: PartnerId | None
    supplier: str | None
    supplier_zh: str | None
    line: str
    stage: InspectionStage
    severity: Severity
    score: int
    reducible: bool
    rejections: int
    lots: int
    changed_at: datetime


class SwitchingStep(msgspec.Struct, frozen=True, kw_only=True):
    """What an inspected lot or a person's decision did to a severity, and why.

    Each defect class follows the rules by itself: `classes` says of which each reason of `why` is, and is empty in steps
    from before that was kept.
    """

    at: datetime
    event: SwitchingEvent
    from_severity: Severity
    to_severity: Severity
    score: int
    why: list[SwitchReason]
    classes: list[DefectClass] = []
    reason: str
    inspection_id: InspectionId | None
    inspection_no: str | None
    lot_id: LotId | None
    lot_no: str | None
    by: str
    by_zh: str
    signature_id: SignatureId | None


class SwitchingDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A severity with its history, newest first."""

    switching: SwitchingView
    steps: list[SwitchingStep]
