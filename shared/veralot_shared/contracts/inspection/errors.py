"""What inspections refuse, and why."""

from decimal import Decimal

from veralot_shared.contracts.inspection.states import InspectionStage, UsageDecision, Verdict
from veralot_shared.errors import CodedError, Sentence
from veralot_shared.rules.sampling.terms import Severity


class DraftExists(CodedError, status=409):
    """A plan has one draft at a time."""

    text = "Plan {plan} already has revision {number} as a draft. Finish or withdraw it first."
    plan: str
    number: int


class PlanIncomplete(CodedError, status=422):
    """A plan that lacks something cannot be released; says all of it."""

    text = "Plan {plan} cannot be released yet. {missing}"
    plan: str
    missing: list[Sentence]


class PlanOverlaps(CodedError, status=409):
    """Another plan is in force for exactly the same goods, operation and stage."""

    text = "Plan {other} is already in force for the same item, supplier, customer, operation and stage. Withdraw it first."
    other: str


class PlanMissing(CodedError, status=409):
    """No plan is in force for the lot at this stage."""

    text = "No released inspection plan applies to lot {lot_no} ({stage}). Release one first."
    lot_no: str
    stage: InspectionStage
    field: str | None = "plan_id"


class QuantityInspected(CodedError, status=409):
    """More would be inspected than the lot has; what was inspected before is only inspected again as a resubmission."""

    text = (
        "Of lot {lot_no} only {open} {unit} are not under inspection yet; {wanted} {unit} are asked for. "
        "To inspect again what was inspected, resubmit the former inspection."
    )
    lot_no: str
    open: Decimal
    wanted: Decimal
    unit: str
    field: str | None = "quantity"


class SampleTooLarge(CodedError, status=422):
    """More units were named than the sample has."""

    text = "{field}: {named} units were named, but the sample has {size}."
    named: int
    size: int
    field: str | None = "unit_ids"


class ResultProblem(CodedError, abstract=True, status=422):
    """Base of what can be wrong with a result."""


class ResultInvalid(ResultProblem, status=422):
    """Results that do not fit their characteristics; says all of them, with their places in the message."""

    text = "{problems}"
    problems: list[Sentence]
    places: list[int]
    field: str | None = "results"


class ResultExists(ResultProblem, status=409):
    """A sample already has a result of a characteristic; it is corrected, not overwritten."""

    text = "Sample {sample_no} already has a result of characteristic {characteristic}. Correct that result, with a reason."
    characteristic: str
    sample_no: int
    field: str | None = "results"


class ResultCorrected(ResultProblem, status=409):
    """The result was corrected before: the newest one is corrected, not an older."""

    text = "This result of characteristic {characteristic} was already corrected, or set aside. Correct the one that counts."
    characteristic: str


class ResultsMissing(CodedError, status=409):
    """An inspection is complete only when every sample has every result, or a reason why there is none (AQL-13)."""

    text = "Inspection {number} is not complete: {missing}. Record them, or say why one does not apply."
    number: str
    missing: list[Sentence]


class NothingFailed(CodedError, status=409):
    """There is nothing to investigate."""

    text = "No result of inspection {number} is out of specification; there is nothing to investigate."
    number: str


class FailureRecorded(CodedError, status=409):
    """An inspection in which something failed is not cancelled: it would be tested until it passes."""

    text = (
        "Inspection {number} has results out of specification ({codes}) and cannot be cancelled. Correct what was "
        "mistyped, or complete the inspection: if the test itself was wrong, its investigation sets the results aside."
    )
    number: str
    codes: list[str]


class InvestigationAhead(CodedError, status=409):
    """The phases of an investigation are concluded once each, one after the other."""

    text = "This phase of the investigation cannot be concluded now: the first comes before the second, each once."


class DecisionForbidden(CodedError, status=409):
    """The computed verdict does not allow this decision."""

    text = "Inspection {number} was evaluated as {verdict}. “{decision}” is not possible; the verdict is computed."
    number: str
    verdict: Verdict
    decision: UsageDecision
    field: str | None = "decision"


class SupplyDiscontinued(CodedError, status=409):
    """Too many lots were not accepted: nothing more is taken in until improvement is accepted (AQL-09)."""

    text = (
        "Inspection of {item} from {supplier} is discontinued: {rejections} lots were not accepted under tightened "
        "inspection. Nothing more can be received until somebody responsible accepts an improvement."
    )
    item: str
    supplier: str
    rejections: int
    supplier_zh: str = ""


class SeverityForbidden(CodedError, status=409):
    """The switching rules do not allow this change."""

    text = "Inspection is {severity} with a switching score of {score}; this change is not possible from there."
    severity: Severity
    score: int
