"""Makes plans, revises, releases and withdraws them."""

from sqlalchemy import insert, update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.core.versions import Stored, check_version
from veralot_server.modules.inspection import inspections, plans, qualifying, sampling_tables
from veralot_server.modules.inspection.domain import content, sampling, spoken, steps, words
from veralot_server.modules.inspection.plans import StoredRevision
from veralot_server.modules.inspection.tables import Plan, Revision
from veralot_shared.contracts.attachments import FileTarget, FileTargetKind, GetAttachment
from veralot_shared.contracts.inspection import (
    CreatePlan,
    DraftExists,
    GetPlan,
    PlanDetail,
    PlanIncomplete,
    PlanOverlaps,
    ReleasePlan,
    RevisePlan,
    RevisionEvent,
    RevisionStatus,
    SaveRevision,
    Scheme,
    Severity,
    WithdrawPlan,
)
from veralot_shared.contracts.items import GetItem, ListPartners, PartnerKind
from veralot_shared.errors import RecordExists, RecordNotFound, Sentence, ValueNotAllowed
from veralot_shared.ids import AttachmentId, ItemId, PartnerId, PlanId, RevisionId
from veralot_shared.messages import Page
from veralot_shared.rules.sampling import SamplingError

TAKEN = "SELECT FROM inspection_plan WHERE upper(code) = upper(%s)"
TRIAL_LOT = 1000
USUAL = (Severity.NORMAL,)
TRIED = {Scheme.ISO_3951_1: (Severity.NORMAL, Severity.TIGHTENED)}
"""By ISO 3951-1 nothing simpler stands in under tightened inspection, so that table is asked for with the first."""
CONTENT = ("change_note", "due_hours", "picture_id", "qualification_ids")


@handles(CreatePlan)
def create_plan(command: CreatePlan, tx: Transaction) -> PlanDetail:
    """Make a plan with an empty first revision."""
    supplied = command.supplier_id is not None
    content.require(content.of_plan(command.code, command.stage, command.operation, supplied=supplied))
    item = tx.call(GetItem(id=command.item_id))
    require_partner(tx, command.supplier_id, PartnerKind.SUPPLIER, "supplier_id")
    require_partner(tx, command.customer_id, PartnerKind.CUSTOMER, "customer_id")
    if tx.wire.execute(TAKEN, (command.code,)).fetchone():
        raise RecordExists(kind="inspection plan", key=command.code, field="code")
    names = ("code", "item_id", "stage", "operation", "supplier_id", "customer_id")
    values = {name: getattr(command, name) for name in names} | {"made_at": tx.now, "made_by": tx.actor.user_id}
    plan_id = PlanId(tx.execute(insert(Plan).values(values).returning(Plan.id)).scalar_one())
    begin_revision(tx, plan_id, 1, "")
    plans.tell(tx, plan_id, item.customer_id)
    return tx.call(GetPlan(id=plan_id))


def require_partner(tx: Transaction, partner_id: PartnerId | None, kind: PartnerKind, field: str) -> None:
    """Check that a partner is there, and what it must be. Raises: RecordNotFound."""
    if partner_id is None:
        return
    known = tx.call(ListPartners(kind=kind, page=Page(limit=100_000)))
    if all(one.id != partner_id for one in known):
        raise RecordNotFound(kind="partner", key=str(partner_id), field=field)


def begin_revision(tx: Transaction, plan_id: PlanId, number: int, change_note: str) -> RevisionId:
    """Write a new draft and return its id."""
    values = {
        "plan_id": plan_id,
        "number": number,
        "status": RevisionStatus.DRAFT,
        "change_note": change_note,
        "rules": [],
        "made_at": tx.now,
        "made_by": tx.actor.user_id,
    }
    return RevisionId(tx.execute(insert(Revision).values(values).returning(Revision.id)).scalar_one())


@handles(RevisePlan)
def revise_plan(command: RevisePlan, tx: Transaction) -> PlanDetail:
    """Begin the next revision as a copy of the newest."""
    plan = plans.view(tx, command.plan_id)
    newest = plans.locked(tx, plan.revision_id)
    if newest.status is RevisionStatus.DRAFT:
        raise DraftExists(plan=plan.code, number=newest.number)
    revision_id = begin_revision(tx, plan.id, newest.number + 1, command.change_note)
    names = ("due_hours", "picture_id", "qualification_ids")
    values = {"rules": rules_of(newest)} | {name: getattr(newest, name) for name in names}
    tx.execute(update(Revision).where(Revision.id == revision_id).values(**values))
    plans.write_characteristics(tx, revision_id, plans.entries(plans.characteristics(tx, newest.id)))
    tell(tx, newest)
    return tx.call(GetPlan(id=plan.id))


def rules_of(revision: StoredRevision) -> list[object]:
    """Return a revision's rules as they are kept."""
    return [content.kept(rule) for rule in revision.rules]


@handles(SaveRevision)
def save_revision(command: SaveRevision, tx: Transaction) -> PlanDetail:
    """Save a draft's content."""
    found = plans.locked(tx, command.revision_id)
    steps.revision_step(found.label, found.status, RevisionEvent.SAVE)
    stored = Stored("inspection plan", "inspection_revision", found.id, found.label, found.version)
    theirs = {name: getattr(found, name) for name in CONTENT}
    check_version(tx, stored, command.version, theirs=theirs, yours={name: getattr(command, name) for name in CONTENT})
    content.require(content.of_revision(command.rules, command.characteristics, command.due_hours))
    require_picture(tx, command.picture_id, found.item_id)
    qualifying.require(tx, command.qualification_ids, command.characteristics)
    values = {name: getattr(command, name) for name in CONTENT}
    rules = [content.kept(rule) for rule in command.rules]
    change = update(Revision).where(Revision.id == found.id)
    tx.execute(change.values(rules=rules, version=Revision.version + 1, made_by=tx.actor.user_id, **values))
    plans.write_characteristics(tx, found.id, command.characteristics)
    tell(tx, found)
    return tx.call(GetPlan(id=found.plan_id))


def require_picture(tx: Transaction, picture_id: AttachmentId | None, item_id: ItemId) -> None:
    """Check that the picture is a file of the plan's item. Raises: ValueNotAllowed, RecordNotFound."""
    if picture_id is None:
        return
    if tx.call(GetAttachment(id=picture_id)).target != FileTarget(kind=FileTargetKind.ITEM, id=item_id):
        raise ValueNotAllowed(value=str(picture_id), rule=words.RULE_PICTURE, field="picture_id")


@handles(ReleasePlan)
def release_plan(command: ReleasePlan, tx: Transaction) -> PlanDetail:
    """Release a draft, and supersede the revision in force; inspections keep the one that they were made by (T15)."""
    found = plans.locked(tx, command.revision_id)
    target = steps.revision_step(found.label, found.status, RevisionEvent.RELEASE)
    require_complete(tx, found)
    require_alone(tx, found)
    former = update(Revision).where(Revision.plan_id == found.plan_id, Revision.status == RevisionStatus.RELEASED)
    tx.execute(former.values(status=RevisionStatus.SUPERSEDED, ended_at=tx.now, version=Revision.version + 1))
    values = {
        "status": target,
        "released_at": tx.now,
        "released_by": inspections.author(tx),
        "signature_id": tx.signature.id if tx.signature else None,
    }
    tx.execute(update(Revision).where(Revision.id == found.id).values(version=Revision.version + 1, **values))
    tell(tx, found)
    return tx.call(GetPlan(id=found.plan_id))


def require_complete(tx: Transaction, found: StoredRevision) -> None:
    """Check that a draft lacks nothing, and that the standards have tables for what it asks. Raises: PlanIncomplete."""
    asked = plans.characteristics(tx, found.id)
    missing = content.lacking(found.rules, plans.entries(asked), found.number, found.change_note)
    missing += qualifying.withdrawn(tx, found.qualification_ids, asked)
    own = sampling_tables.for_rules(tx, found.rules)
    for rule in found.rules:
        try:
            for severity in TRIED.get(rule.scheme, USUAL):
                sampling.frozen(rule, TRIAL_LOT, severity, own=own)
        except SamplingError as problem:
            values = spoken.class_name(rule.defect_class) | spoken.problem(problem)
            missing.append(Sentence(words.MISSING_TABLE, values))
    if missing:
        raise PlanIncomplete(plan=found.label, missing=missing)


def require_alone(tx: Transaction, found: StoredRevision) -> None:
    """Check that no other plan is in force for exactly the same. Raises: PlanOverlaps."""
    same = plans.in_force(
        tx,
        found.item_id,
        found.stage,
        supplier_id=found.supplier_id,
        customer_id=found.customer_id,
        operation=found.operation,
    )
    for one in same:
        alike = (one.supplier_id, one.customer_id) == (found.supplier_id, found.customer_id)
        if alike and one.plan_id != found.plan_id:
            raise PlanOverlaps(other=one.code)


@handles(WithdrawPlan)
def withdraw_plan(command: WithdrawPlan, tx: Transaction) -> PlanDetail:
    """Withdraw a draft or the revision in force."""
    steps.require_text(command.reason)
    found = plans.locked(tx, command.revision_id)
    target = steps.revision_step(found.label, found.status, RevisionEvent.WITHDRAW)
    values = {"status": target, "ended_at": tx.now, "ended_reason": command.reason}
    tx.execute(update(Revision).where(Revision.id == found.id).values(version=Revision.version + 1, **values))
    tell(tx, found)
    return tx.call(GetPlan(id=found.plan_id))


def tell(tx: Transaction, found: StoredRevision) -> None:
    """Tell who may see the plan that it changed."""
    plans.tell(tx, found.plan_id, tx.call(GetItem(id=found.item_id)).customer_id)
