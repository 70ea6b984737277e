"""Requests to suppliers for corrective action, and tests that prove a correction."""

from datetime import date
from decimal import Decimal

from veralot_shared.contracts.quality.kinds import Permission, Severity
from veralot_shared.contracts.quality.views import CaseDetail
from veralot_shared.ids import CaseId, LotId, PartnerId
from veralot_shared.messages import Command, Meaning, SignedCommand


class DraftScar(Command[CaseDetail], permission=Permission.SCAR_MANAGE):
    """Draft a request to a supplier. Raises: RecordNotFound, ReasonMissing, ValueNotAllowed."""

    supplier_id: PartnerId
    title: str
    description: str
    severity: Severity = Severity.MINOR
    lot_ids: list[LotId] = []
    from_id: CaseId | None = None


class IssueScar(
    SignedCommand[CaseDetail],
    permission=Permission.SCAR_CLOSE,
    signed=Meaning.APPROVED,
    statement="I issue this request for corrective action to the supplier.",
):
    """Send it to the supplier, with when its answer is due. Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed."""

    case_id: CaseId
    answer_due_on: date
    sent_to: str


class AnswerScar(Command[CaseDetail], permission=Permission.SCAR_MANAGE):
    """Record the supplier's answer. Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed."""

    case_id: CaseId
    answered_on: date
    containment: str
    root_cause: str
    corrective_action: str
    done_by_on: date | None = None


class AcceptAnswer(Command[CaseDetail], permission=Permission.SCAR_CLOSE):
    """Accept the supplier's answer. Raises: RecordNotFound, TransitionIllegal."""

    case_id: CaseId
    assessment: str = ""


class RejectAnswer(Command[CaseDetail], permission=Permission.SCAR_CLOSE):
    """Send the answer back; the supplier answers anew (T2).

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed.
    """

    case_id: CaseId
    answer_due_on: date
    reason: str


class VerifyScar(Command[CaseDetail], permission=Permission.SCAR_MANAGE):
    """State whether the next deliveries show that the supplier's action worked; if not, the supplier answers anew.

    Its clock runs anew until `answer_due_on`, by default by the plant's own term.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing, CustomersDiffer, ValueNotAllowed.
    """

    case_id: CaseId
    passed: bool
    deliveries: str
    lot_ids: list[LotId] = []
    answer_due_on: date | None = None


class CloseScar(
    SignedCommand[CaseDetail],
    permission=Permission.SCAR_CLOSE,
    signed=Meaning.APPROVED,
    statement="The supplier's corrective action is verified. I close this request.",
):
    """Close. Raises: RecordNotFound, TransitionIllegal."""

    case_id: CaseId
    comment: str = ""


class CancelScar(
    SignedCommand[CaseDetail],
    permission=Permission.SCAR_CLOSE,
    signed=Meaning.APPROVED,
    statement="I cancel this request to the supplier.",
):
    """Cancel. Raises: RecordNotFound, TransitionIllegal, ReasonMissing."""

    case_id: CaseId
    reason: str


class PlanTest(Command[CaseDetail], permission=Permission.TEST_PLAN):
    """Plan the test that proves a correction: of which NCR or CAPA, by which method, how many, how many may fail.

    Raises: RecordNotFound, ReasonMissing, ValueNotAllowed, CustomersDiffer.
    """

    of_id: CaseId
    title: str
    method: str
    acceptance: str
    sample: int
    allowed_failures: int = 0
    lot_ids: list[LotId] = []


class SampleTest(Command[CaseDetail], permission=Permission.TEST_RECORD):
    """Record that the samples were taken. Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed."""

    case_id: CaseId
    taken: int
    samples: str


class RecordTest(Command[CaseDetail], permission=Permission.TEST_RECORD):
    """Record what the test found. Raises: RecordNotFound, TransitionIllegal, ReasonMissing, ValueNotAllowed."""

    case_id: CaseId
    tested: int
    failures: int
    readings: list[Decimal] = []
    report: str


class JudgeTest(
    SignedCommand[CaseDetail],
    permission=Permission.TEST_CONFIRM,
    signed=Meaning.REVIEWED,
    statement="I have reviewed this test. Its result follows from what was recorded.",
):
    """Review the test; whether it passed is computed. A failed one reopens the NCR or CAPA that it belongs to.

    Raises: RecordNotFound, TransitionIllegal.
    """

    case_id: CaseId
    comment: str = ""


class ConfirmTest(
    SignedCommand[CaseDetail],
    permission=Permission.TEST_CONFIRM,
    signed=Meaning.APPROVED,
    statement="This test proves that the correction works.",
):
    """Confirm a passed test. Raises: RecordNotFound, TransitionIllegal."""

    case_id: CaseId
    comment: str = ""


class CancelTest(Command[CaseDetail], permission=Permission.TEST_PLAN):
    """Cancel a test that was not carried out. Raises: RecordNotFound, TransitionIllegal, ReasonMissing."""

    case_id: CaseId
    reason: str
