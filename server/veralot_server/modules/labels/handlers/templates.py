"""Makes templates, saves drafts, approves versions."""

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.core.versions import Stored, check_version, refuse_if_changed
from veralot_server.modules.labels import templates
from veralot_server.modules.labels.domain import layouts, names
from veralot_shared.contracts.items import ListPartners, PartnerKind
from veralot_shared.contracts.labels import (
    ApproveVersion,
    CreateTemplate,
    LayoutInvalid,
    NothingToApprove,
    SaveDraft,
    TemplatesChanged,
    TemplateVersionView,
    TemplateView,
    UpdateTemplate,
    VersionStatus,
)
from veralot_shared.errors import RecordExists, RecordNotFound
from veralot_shared.ids import PartnerId, TemplateId
from veralot_shared.messages import Page

FIELDS = ("name", "name_zh", "active")

INSERT = """
INSERT INTO labels_template (code, name, name_zh, kind, customer_id)
VALUES (%(code)s, %(name)s, %(name_zh)s, %(kind)s, %(customer)s) RETURNING id
"""

APPROVE = """
UPDATE labels_version SET status = 'approved', approved_by = %(by)s, approved_at = %(at)s, signature_id = %(signature)s
WHERE id = %(id)s
"""

SUPERSEDE = """
UPDATE labels_version SET status = 'superseded' WHERE template_id = %(template)s AND status = 'approved'
"""

SAVE = """
UPDATE labels_version SET layout = %(layout)s::jsonb, note = %(note)s, revision = revision + 1, made_by = %(by)s,
       made_at = %(at)s
WHERE id = %(id)s
"""

MOST_CUSTOMERS = 1000


@handles(CreateTemplate)
def create_template(command: CreateTemplate, tx: Transaction) -> TemplateView:
    """Make a template with its first draft; a customer's user makes that customer's."""
    names.require_code(command.code)
    names.require_names(name=command.name, name_zh=command.name_zh)
    layouts.require_layout(command.kind, command.layout)
    taken = tx.wire.execute("SELECT FROM labels_template WHERE upper(code) = upper(%s)", (command.code,))
    if taken.fetchone() is not None:
        raise RecordExists(kind="label template", key=command.code, field="code")
    customer = command.customer_id or tx.actor.customer_id
    require_customer(customer, tx)
    values = {name: getattr(command, name) for name in ("code", "name", "name_zh", "kind")}
    row = tx.wire.execute(INSERT, values | {"customer": customer}).fetchone()
    template_id = TemplateId(tx.found(row, "label template", command.code)[0])
    templates.add_version(tx, template_id, command.layout, "")
    return told(tx, template_id)


@handles(UpdateTemplate)
def update_template(command: UpdateTemplate, tx: Transaction) -> TemplateView:
    """Change names or activity; what labels look like is changed by a new version alone."""
    names.require_names(name=command.name, name_zh=command.name_zh)
    found = templates.lock(tx, command.id)
    refuse_if_changed(
        command,
        tx,
        table="labels_template",
        kind="label template",
        key=found.id,
        label=found.code,
        version=found.version,
        fields=FIELDS,
    )
    query = """UPDATE labels_template SET name = %(name)s, name_zh = %(name_zh)s, active = %(active)s,
               version = version + 1 WHERE id = %(id)s"""
    tx.wire.execute(query, {"id": found.id, **{name: getattr(command, name) for name in FIELDS}})
    return told(tx, found.id)


@handles(SaveDraft)
def save_draft(command: SaveDraft, tx: Transaction) -> TemplateVersionView:
    """Save the draft, or begin one; whoever draws on an older draft is told who saved since."""
    names.require_names(note=command.note)
    template = templates.lock(tx, command.template_id)
    layouts.require_layout(template.kind, command.layout)
    draft = templates.facts(tx, "AND t.id = %(id)s AND v.status = 'draft'", id=template.id)
    if draft is None:
        version_id = templates.add_version(tx, template.id, command.layout, command.note)
    else:
        stored = Stored("label version", "labels_version", draft.id, f"{draft.code} {draft.number}", draft.revision)
        sizes = ({"layout": templates.as_json(layout)} for layout in (draft.layout, command.layout))
        check_version(tx, stored, command.revision, theirs=next(sizes), yours=next(sizes))
        version_id = draft.id
        values = {"layout": templates.as_json(command.layout), "note": command.note, "id": version_id}
        tx.wire.execute(SAVE, values | {"by": tx.actor.user_id, "at": tx.now})
    tx.emit(TemplatesChanged(template_ids=[template.id]), template.customer_id)
    return templates.versions(tx, "WHERE v.id = %(id)s", id=version_id)[0]


@handles(ApproveVersion)
def approve_version(command: ApproveVersion, tx: Transaction) -> TemplateVersionView:
    """Let a draft print from now on; the version before is superseded in the same moment."""
    version = templates.version(tx, command.version_id)
    templates.lock(tx, version.template_id)
    require_draft(version)
    tx.wire.execute(SUPERSEDE, {"template": version.template_id})
    signer = tx.signature.signer_id if tx.signature else tx.actor.user_id
    signature = tx.signature.id if tx.signature else None
    tx.wire.execute(APPROVE, {"id": version.id, "by": signer, "at": tx.now, "signature": signature})
    tx.emit(TemplatesChanged(template_ids=[version.template_id]), version.customer_id)
    return templates.versions(tx, "WHERE v.id = %(id)s", id=version.id)[0]


def require_draft(version: templates.VersionFacts) -> None:
    """Check that a version can be approved.

    Raises:
        NothingToApprove: it is no draft any more.
        LayoutInvalid: the rules have become stricter since it was saved.
    """
    if version.status is not VersionStatus.DRAFT:
        raise NothingToApprove(template=version.code, number=version.number)
    for fault in layouts.faults(version.kind, version.layout):
        raise LayoutInvalid(number=fault.number, rule=fault.rule, value=fault.value)


def require_customer(customer_id: PartnerId | None, tx: Transaction) -> None:
    """Check that a template's customer is one. Raises: RecordNotFound."""
    if customer_id is None:
        return
    found = tx.call(ListPartners(kind=PartnerKind.CUSTOMER, page=Page(limit=MOST_CUSTOMERS)))
    if customer_id not in {partner.id for partner in found}:
        raise RecordNotFound(kind="customer", key=str(customer_id), field="customer_id")


def told(tx: Transaction, template_id: TemplateId) -> TemplateView:
    """Tell everybody that a template changed, and return it."""
    view = templates.view(tx, template_id)
    tx.emit(TemplatesChanged(template_ids=[template_id]), view.customer_id)
    return view
