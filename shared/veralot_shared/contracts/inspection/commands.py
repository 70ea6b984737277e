"""What people do in an inspection."""

from decimal import Decimal

from veralot_shared.contracts.inspection.entries import ResultEntry
from veralot_shared.contracts.inspection.severity_views import SwitchingDetail
from veralot_shared.contracts.inspection.states import (
    InspectionStage,
    InvestigationConclusion,
    LaboratoryFinding,
    Permission,
    UsageDecision,
)
from veralot_shared.contracts.inspection.views import InspectionDetail, RecordedView
from veralot_shared.ids import InspectionId, InvestigationId, LotId, PlanId, ResultId, SwitchingId, UnitId
from veralot_shared.messages import Command, Meaning, SignedCommand


class CreateInspection(Command[InspectionDetail], permission=Permission.CREATE):
    """Make an inspection of a lot, or of a quantity of it that no other inspection covers yet.

    Without a plan, the one in force for the lot at that stage is taken; its revision and sampling are frozen. An inspection
    that `resubmits` a former one is of the same goods and does not count in switching (AQL-10). With `per_unit` each unit
    of a serialised lot is inspected.

    Raises: RecordNotFound, PlanMissing, QuantityInspected, ValueNotAllowed, SupplyDiscontinued.
    """

    lot_id: LotId
    stage: InspectionStage
    plan_id: PlanId | None = None
    operation: str = ""
    quantity: Decimal | None = None
    unit_ids: list[UnitId] = []
    per_unit: bool = False
    resubmits: InspectionId | None = None


class TakeSample(Command[InspectionDetail], permission=Permission.RECORD):
    """Take the sample; a lot in quarantine is then in test. Of a serialised lot the sampled units may be named.

    Raises: RecordNotFound, TransitionIllegal, SampleTooLarge, ValueNotAllowed.
    """

    inspection_id: InspectionId
    unit_ids: list[UnitId] = []
    note: str = ""


class RecordResults(Command[RecordedView], permission=Permission.RECORD, offline=True):
    """Record any number of results of an inspection at once. In a new inspection the sample is taken with it.

    With `complete`, the inspection is completed too, as `CompleteInspection` does. A result that a device sent before, by
    its `entry_id`, is not recorded again.

    Raises: RecordNotFound, TransitionIllegal, ResultInvalid, ResultExists, ResultsMissing, SampleTooLarge, ValueNotAllowed.
    """

    inspection_id: InspectionId
    results: list[ResultEntry]
    complete: bool = False


class CorrectResult(Command[RecordedView], permission=Permission.RECORD):
    """Record a result in the place of a wrong one, with a reason; the wrong one stays legible (DI-04, CN-06).

    Only before the inspection is evaluated: afterwards, only an investigation can set a result aside.

    Raises: RecordNotFound, TransitionIllegal, ResultInvalid, ReasonMissing, ResultCorrected.
    """

    result_id: ResultId
    entry: ResultEntry
    reason: str


class AwaitOffline(Command[InspectionDetail], permission=Permission.RECORD):
    """Say that a device holds results of this inspection that it has not sent yet, or that it has sent the last.

    While one does, the inspection cannot be completed. Raises: RecordNotFound, TransitionIllegal.
    """

    inspection_id: InspectionId
    device_id: str
    waiting: bool


class CompleteInspection(Command[InspectionDetail], permission=Permission.RECORD):
    """Say that everything is recorded; the verdict is computed at once. Nothing can be left out (AQL-13).

    Raises: RecordNotFound, TransitionIllegal, ResultsMissing.
    """

    inspection_id: InspectionId


class OpenInvestigation(Command[InspectionDetail], permission=Permission.INVESTIGATE):
    """Open an investigation of the results out of specification of an evaluated inspection.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, NothingFailed.
    """

    inspection_id: InspectionId
    reason: str


class RecordFinding(
    SignedCommand[InspectionDetail],
    permission=Permission.INVESTIGATE,
    signed=Meaning.REVIEWED,
    statement="I have examined whether the test itself was wrong, with the finding stated here.",
):
    """Conclude phase one: whether the test itself was wrong. Results that were wrong are set aside, kept and tested anew.

    The signer did not record them.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, InvestigationAhead.
    """

    investigation_id: InvestigationId
    finding: LaboratoryFinding
    text: str


class ConcludeInvestigation(
    SignedCommand[InspectionDetail],
    permission=Permission.INVESTIGATE,
    signed=Meaning.APPROVED,
    statement="I conclude this investigation as stated here.",
):
    """Conclude phase two: out of specification confirmed, or a retest by plan, whose results count beside the first.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, InvestigationAhead, ValueNotAllowed.
    """

    investigation_id: InvestigationId
    conclusion: InvestigationConclusion
    text: str
    retests: int = 0


class DecideInspection(
    SignedCommand[InspectionDetail],
    permission=Permission.DECIDE,
    signed=Meaning.APPROVED,
    statement="I have reviewed this inspection and decide on the use of the goods as stated here.",
):
    """Decide on the use of what was inspected, within what the computed verdict allows (AQL-13); not who inspected it.

    Accepting releases the lot where `release` is asked for and nothing else of it is undecided. Rejecting makes it
    nonconforming; a concession is a rejection with a concession after it, once nothing else of the lot is undecided or was left
    out; sorting splits off what is rejected.

    Raises: RecordNotFound, TransitionIllegal, DecisionForbidden, ReasonMissing, ValueNotAllowed, LotOnHold, NotReady,
    QuantityInvalid, StockShort.
    """

    inspection_id: InspectionId
    decision: UsageDecision
    reason: str = ""
    release: bool = True
    rejected: Decimal | None = None
    rejected_units: list[UnitId] = []


class CloseInspection(Command[InspectionDetail], permission=Permission.DECIDE):
    """Close a decided inspection: everything that it asked for is done. Raises: RecordNotFound, TransitionIllegal."""

    inspection_id: InspectionId


class CancelInspection(
    SignedCommand[InspectionDetail],
    permission=Permission.CANCEL,
    signed=Meaning.APPROVED,
    statement="I cancel this inspection. What was recorded stays on record, and the goods still await an inspection.",
):
    """Cancel an inspection that was made by mistake, with a reason; its lot still needs another.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, FailureRecorded.
    """

    inspection_id: InspectionId
    reason: str


class ApproveReduced(
    SignedCommand[SwitchingDetail],
    permission=Permission.SWITCH,
    signed=Meaning.APPROVED,
    statement="Production is steady. I approve reduced inspection.",
):
    """Approve reduced inspection where the lots so far allow it (AQL-06).

    Raises: RecordNotFound, SeverityForbidden, ReasonMissing.
    """

    switching_id: SwitchingId
    reason: str


class ReturnToNormal(Command[SwitchingDetail], permission=Permission.SWITCH):
    """Go back from reduced to normal inspection, because production is irregular or delayed (AQL-08).

    Raises: RecordNotFound, SeverityForbidden, ReasonMissing.
    """

    switching_id: SwitchingId
    reason: str


class AcceptImprovement(
    SignedCommand[SwitchingDetail],
    permission=Permission.SWITCH,
    signed=Meaning.APPROVED,
    statement="The supplier has improved. I allow receipts again, under tightened inspection.",
):
    """Accept the improvement of a discontinued supply; inspection restarts tightened (AQL-09).

    Raises: RecordNotFound, SeverityForbidden, ReasonMissing.
    """

    switching_id: SwitchingId
    reason: str
