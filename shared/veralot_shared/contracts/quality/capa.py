"""Corrective and preventive action (ISO 13485 8.5.2, 8.5.3; 21 CFR 820.10)."""

from decimal import Decimal

import msgspec

from veralot_shared.contracts.quality.kinds import Branch, Comparison, Permission, Severity, SourceKind
from veralot_shared.contracts.quality.tending import ActionEntry
from veralot_shared.contracts.quality.views import CaseDetail
from veralot_shared.ids import CaseId, LotId, UserId
from veralot_shared.messages import Command, Meaning, SignedCommand


class RequestCapa(Command[CaseDetail], permission=Permission.CAPA_REQUEST):
    """Request a CAPA.

    Raises: RecordNotFound, ReasonMissing, CustomersDiffer.
    """

    title: str
    description: str
    source_kind: SourceKind = SourceKind.OTHER
    source_label: str = ""
    from_id: CaseId | None = None
    lot_ids: list[LotId] = []
    severity: Severity = Severity.MINOR


class AcceptCapa(Command[CaseDetail], permission=Permission.CAPA_APPROVE):
    """Take a CAPA up, with its owner and how grave it is. Raises: RecordNotFound, TransitionIllegal."""

    case_id: CaseId
    owner_id: UserId
    severity: Severity
    scope: str


class RejectCapa(
    SignedCommand[CaseDetail],
    permission=Permission.CAPA_APPROVE,
    signed=Meaning.REJECTED,
    statement="I decline this CAPA for the reason stated.",
):
    """Decline a CAPA, with the reason. Raises: RecordNotFound, TransitionIllegal, ReasonMissing."""

    case_id: CaseId
    reason: str


class CauseEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A possible cause on a branch of the cause-and-effect diagram."""

    branch: Branch
    cause: str
    likely: bool = False


class InvestigateCapa(Command[CaseDetail], permission=Permission.CAPA_WORK):
    """Write down the investigation: why, why of that, and so on (five at best), and possible causes by branch.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing.
    """

    case_id: CaseId
    method: str = ""
    whys: list[str] = []
    causes: list[CauseEntry] = []


class ConfirmCause(Command[CaseDetail], permission=Permission.CAPA_WORK):
    """State the root cause and how it was proved. Raises: RecordNotFound, TransitionIllegal, ReasonMissing."""

    case_id: CaseId
    root_cause: str
    proof: str


class CriterionEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the actions count as effective: which measure, on which side of which threshold, in how many days, of how many."""

    metric: str
    comparison: Comparison
    threshold: Decimal
    period_days: int
    sample: int


class PlanCapa(Command[CaseDetail], permission=Permission.CAPA_WORK):
    """Plan actions, why they harm no product (8.5.2 e), and by what their effect will be judged.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed.
    """

    case_id: CaseId
    actions: list[ActionEntry]
    no_harm: str
    criteria: list[CriterionEntry]


class ApprovePlan(
    SignedCommand[CaseDetail],
    permission=Permission.CAPA_APPROVE,
    signed=Meaning.APPROVED,
    statement="I approve this plan with its criteria of effectiveness. They stay as they are.",
):
    """Approve the plan; from here its criteria are fixed. Raises: RecordNotFound, TransitionIllegal."""

    case_id: CaseId
    comment: str = ""


class EndorsePlan(
    SignedCommand[CaseDetail],
    permission=Permission.CAPA_ENDORSE,
    signed=Meaning.APPROVED,
    statement="As management representative I agree to this plan and to what it needs.",
):
    """Agree to the plan of a major or critical CAPA; none of its actions is finished before.

    Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed.
    """

    case_id: CaseId
    comment: str = ""


class MeasureEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was measured for one criterion, by its place in the plan, of how many."""

    measured: Decimal
    sample: int


class CheckCapa(
    SignedCommand[CaseDetail],
    permission=Permission.CAPA_CHECK,
    signed=Meaning.VERIFIED,
    statement="I have measured the effect of these actions, none of which is mine.",
):
    """Measure each criterion, in the plan's order. Whether the actions were effective is computed from that.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed, SignerNotAllowed.
    """

    case_id: CaseId
    measures: list[MeasureEntry]
    evidence: str


class CloseCapa(
    SignedCommand[CaseDetail],
    permission=Permission.CAPA_APPROVE,
    signed=Meaning.APPROVED,
    statement="I have reviewed this CAPA with its check of effectiveness, and close it.",
):
    """Close, as effective or not as the check says; of one that was not, a new CAPA is requested and linked.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, StillOpen, CustomersDiffer.
    """

    case_id: CaseId
    conclusion: str
