"""What people ask about inspection plans, and do with them."""

import msgspec

from veralot_shared.contracts.inspection.entries import CharacteristicEntry, ClassRule
from veralot_shared.contracts.inspection.plan_views import PlanDetail, PlanPage, RevisionDifference, RevisionView
from veralot_shared.contracts.inspection.states import InspectionStage, Permission, RevisionStatus
from veralot_shared.ids import AttachmentId, ItemId, PartnerId, PlanId, QualificationId, RevisionId
from veralot_shared.messages import Command, Meaning, Page, Query, SignedCommand


class PlanFilter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which plans: every set field must match; texts match by beginning, ignoring case."""

    code: str = ""
    item_code: str = ""
    item_id: ItemId | None = None
    stages: list[InspectionStage] = []
    statuses: list[RevisionStatus] = []


class ListPlans(Query[PlanPage], permission=Permission.READ):
    """List plans with their newest revisions. `sort` is a field of `PlanView`, with `-` before it for descending.

    Raises: ValueNotAllowed.
    """

    filter: PlanFilter = PlanFilter()
    sort: str = "code"
    page: Page = Page()


class GetPlan(Query[PlanDetail], permission=Permission.READ):
    """Return a plan with its newest revision and its history. Raises: RecordNotFound."""

    id: PlanId


class GetRevision(Query[RevisionView], permission=Permission.READ):
    """Return one revision of a plan. Raises: RecordNotFound."""

    id: RevisionId


class CompareRevisions(Query[list[RevisionDifference]], permission=Permission.READ):
    """Return in what two revisions of one plan differ, characteristic by characteristic. Raises: RecordNotFound."""

    old_id: RevisionId
    new_id: RevisionId


class CreatePlan(Command[PlanDetail], permission=Permission.PLAN_MANAGE):
    """Make a plan with an empty first revision.

    Raises: RecordExists, RecordNotFound, ValueNotAllowed.
    """

    code: str
    item_id: ItemId
    stage: InspectionStage
    operation: str = ""
    supplier_id: PartnerId | None = None
    customer_id: PartnerId | None = None


class RevisePlan(Command[PlanDetail], permission=Permission.PLAN_MANAGE):
    """Begin the next revision of a plan as a copy of the newest; what was released stays as it is.

    Raises: RecordNotFound, DraftExists.
    """

    plan_id: PlanId
    change_note: str = ""


class SaveRevision(Command[PlanDetail], permission=Permission.PLAN_MANAGE):
    """Save the content of a draft. A released revision is never changed: revise the plan instead.

    Raises: RecordNotFound, RecordChanged, TransitionIllegal, ValueNotAllowed.
    """

    revision_id: RevisionId
    version: int
    rules: list[ClassRule]
    characteristics: list[CharacteristicEntry]
    change_note: str = ""
    due_hours: int | None = None
    picture_id: AttachmentId | None = None
    qualification_ids: list[QualificationId] = []


class ReleasePlan(
    SignedCommand[PlanDetail],
    permission=Permission.PLAN_RELEASE,
    signed=Meaning.APPROVED,
    statement="I have reviewed this inspection plan and release it. It takes the place of the revision before.",
):
    """Release a draft; the signer is not its author. The revision in force before is superseded.

    Inspections that were made by an older revision keep it.

    Raises: RecordNotFound, TransitionIllegal, PlanIncomplete, PlanOverlaps.
    """

    revision_id: RevisionId


class WithdrawPlan(
    SignedCommand[PlanDetail],
    permission=Permission.PLAN_RELEASE,
    signed=Meaning.APPROVED,
    statement="I withdraw this inspection plan. Nothing is inspected by it from now on.",
):
    """Withdraw a draft or the revision in force, with a reason.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing.
    """

    revision_id: RevisionId
    reason: str
