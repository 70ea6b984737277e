"""Deviations from what was laid down: those that happened, and those that are permitted beforehand (CN-41)."""

from datetime import date
from decimal import Decimal

from veralot_shared.contracts.quality.kinds import Permission, Severity, SourceKind
from veralot_shared.contracts.quality.tending import ActionEntry
from veralot_shared.contracts.quality.views import CaseDetail
from veralot_shared.ids import CaseId, ItemId, LotId, PartnerId, UserId
from veralot_shared.messages import Command, Meaning, SignedCommand


class ReportDeviation(Command[CaseDetail], permission=Permission.DEVIATION_REPORT):
    """Report that something was done otherwise than laid down.

    Raises: RecordNotFound, ReasonMissing, ValueNotAllowed, CustomersDiffer.
    """

    title: str
    description: str
    happened_on: date
    immediate_correction: str = ""
    source_kind: SourceKind = SourceKind.OTHER
    source_id: int | None = None
    source_label: str = ""
    lot_ids: list[LotId] = []
    defect: str | None = None


class ClassifyDeviation(
    SignedCommand[CaseDetail],
    permission=Permission.DEVIATION_APPROVE,
    signed=Meaning.REVIEWED,
    statement="I have classified this deviation.",
):
    """Say how grave a deviation is. Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed."""

    case_id: CaseId
    severity: Severity
    defect: str
    hazard: str = ""
    owner_id: UserId | None = None
    rationale: str


class AssessImpact(Command[CaseDetail], permission=Permission.DEVIATION_WORK):
    """Say what a deviation touches, lot by lot.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, CustomersDiffer.
    """

    case_id: CaseId
    lot_ids: list[LotId]
    impact: str


class InvestigateDeviation(Command[CaseDetail], permission=Permission.DEVIATION_WORK):
    """Write down the investigation and its cause. Raises: RecordNotFound, TransitionIllegal, ReasonMissing."""

    case_id: CaseId
    investigation: str
    root_cause: str
    whys: list[str] = []


class PlanActions(Command[CaseDetail], permission=Permission.DEVIATION_WORK):
    """Plan what is done about a deviation. Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed."""

    case_id: CaseId
    actions: list[ActionEntry] = []
    conclusion: str


class ApproveDeviation(
    SignedCommand[CaseDetail],
    permission=Permission.DEVIATION_APPROVE,
    signed=Meaning.APPROVED,
    statement="I approve the investigation of this deviation and what was done about it.",
):
    """Approve, once every action is done. Raises: RecordNotFound, TransitionIllegal, StillOpen."""

    case_id: CaseId
    comment: str = ""


class RejectDeviation(Command[CaseDetail], permission=Permission.DEVIATION_APPROVE):
    """Send an investigation back to be done better (T2). Raises: RecordNotFound, TransitionIllegal, ReasonMissing."""

    case_id: CaseId
    reason: str


class JustifyRelease(
    SignedCommand[CaseDetail],
    permission=Permission.DEVIATION_APPROVE,
    signed=Meaning.APPROVED,
    statement="I justify that lots of this minor deviation may be released while it is open.",
):
    """Let lots of a minor deviation be released before it is closed.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed.
    """

    case_id: CaseId
    justification: str


class CloseDeviation(
    SignedCommand[CaseDetail],
    permission=Permission.DEVIATION_APPROVE,
    signed=Meaning.APPROVED,
    statement="I close this deviation.",
):
    """Close, with the decision on a CAPA and why.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, StillOpen, CustomersDiffer.
    """

    case_id: CaseId
    capa: bool
    capa_reason: str


class DraftPermit(Command[CaseDetail], permission=Permission.DEVIATION_REPORT):
    """Ask for permission to deviate: from what, why, for which lots, how much and how long.

    Once it is approved, what is used of the lots that it names is counted, and more than the quantity, or on another day,
    refused. One that names none is about whatever is made of its item in that time: that is counted, and what is made beyond
    the quantity is told and not released before a deviation was reported of it. A quantity is of the item.

    Raises: RecordNotFound, ReasonMissing, ValueNotAllowed, CustomersDiffer.
    """

    title: str
    description: str
    requirement: str
    item_id: ItemId | None = None
    customer_id: PartnerId | None = None
    lot_ids: list[LotId] = []
    quantity: Decimal | None = None
    valid_from: date
    valid_until: date


class AssessPermit(Command[CaseDetail], permission=Permission.DEVIATION_WORK):
    """Assess what a permit would mean for quality and risk. Raises: RecordNotFound, TransitionIllegal, ReasonMissing."""

    case_id: CaseId
    severity: Severity
    hazard: str = ""
    assessment: str
    measures: str


class ApprovePermit(
    SignedCommand[CaseDetail],
    permission=Permission.DEVIATION_APPROVE,
    signed=Meaning.APPROVED,
    statement="I permit this deviation for the lots, quantity and days stated, and no further.",
):
    """Permit it; it is active by the clock. Raises: RecordNotFound, TransitionIllegal."""

    case_id: CaseId
    comment: str = ""


class RejectPermit(Command[CaseDetail], permission=Permission.DEVIATION_APPROVE):
    """Send a permit back to be drafted anew (T2). Raises: RecordNotFound, TransitionIllegal, ReasonMissing."""

    case_id: CaseId
    reason: str


class ExcludeLot(Command[CaseDetail], permission=Permission.DEVIATION_WORK):
    """Say that a lot was not made under a permit although that ran: it counts no more, and is as any other.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing.
    """

    case_id: CaseId
    lot_id: LotId
    reason: str


class ClosePermit(
    SignedCommand[CaseDetail],
    permission=Permission.DEVIATION_APPROVE,
    signed=Meaning.APPROVED,
    statement="This permit has ended. I have reviewed what was made under it.",
):
    """Close a permit with what was made under it. Raises: RecordNotFound, TransitionIllegal, ReasonMissing."""

    case_id: CaseId
    made: str
