"""What inspection plans answer with."""

from datetime import datetime
from decimal import Decimal

import msgspec

from veralot_shared.contracts.inspection.entries import Balloon, ClassRule
from veralot_shared.contracts.inspection.states import (
    CharacteristicKind,
    DefectClass,
    InspectionStage,
    RevisionStatus,
)
from veralot_shared.contracts.training import QualificationName
from veralot_shared.ids import (
    AttachmentId,
    CharacteristicId,
    ItemId,
    PartnerId,
    PlanId,
    QualificationId,
    RevisionId,
    SignatureId,
)


class PlanView(msgspec.Struct, frozen=True, kw_only=True):
    """An inspection plan, with its newest revision and the one in force."""

    id: PlanId
    code: str
    item_id: ItemId
    item_code: str
    item_name: str
    item_name_zh: str
    stage: InspectionStage
    operation: str
    supplier_id: PartnerId | None
    supplier: str | None
    supplier_zh: str | None
    customer_id: PartnerId | None
    customer: str | None
    customer_zh: str | None
    revision_id: RevisionId
    revision: int
    status: RevisionStatus
    released_id: RevisionId | None
    released: int | None
    characteristics: int
    changed_at: datetime


class PlanPage(msgspec.Struct, frozen=True, kw_only=True):
    """A window of the list of plans and how many there are in all."""

    total: int
    rows: list[PlanView]


class CharacteristicView(msgspec.Struct, frozen=True, kw_only=True):
    """A characteristic of one revision; see `CharacteristicEntry`."""

    id: CharacteristicId
    position: int
    code: str
    name: str
    name_zh: str
    kind: CharacteristicKind
    defect_class: DefectClass
    nominal: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    unit: str
    precision: int
    method: str
    gauge_type: str
    sample_size: int | None
    investigate: bool
    balloon: Balloon | None
    qualification_ids: list[QualificationId] = []


class RevisionView(msgspec.Struct, frozen=True, kw_only=True):
    """A revision of a plan with all its content. `picture_id` is the drawing that the balloons stand on.

    `qualification_ids` are what whoever works by it must hold; `qualifications` names these and those of its characteristics.
    """

    id: RevisionId
    version: int
    plan_id: PlanId
    plan_code: str
    number: int
    status: RevisionStatus
    change_note: str
    due_hours: int | None
    picture_id: AttachmentId | None
    rules: list[ClassRule]
    characteristics: list[CharacteristicView]
    made_at: datetime
    made_by: str
    made_by_zh: str
    released_at: datetime | None
    released_by: str | None
    released_by_zh: str | None
    signature_id: SignatureId | None
    qualification_ids: list[QualificationId] = []
    qualifications: list[QualificationName] = []


class RevisionLine(msgspec.Struct, frozen=True, kw_only=True):
    """A revision as a plan's history lists it."""

    id: RevisionId
    number: int
    status: RevisionStatus
    change_note: str
    made_at: datetime
    made_by: str
    made_by_zh: str
    released_at: datetime | None
    released_by: str | None
    released_by_zh: str | None
    inspections: int


class PlanDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A plan, its newest revision whole, and its history, newest first."""

    plan: PlanView
    revision: RevisionView
    revisions: list[RevisionLine]


class RevisionDifference(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that differs between two revisions: of which characteristic or class, which field, and both values.

    `old` is nothing where it was added, `new` where it was taken away; `code` is empty for the revision's own fields.
    """

    code: str
    field: str
    old: str | None
    new: str | None
