"""Templates and their versions in the database: shown, locked, written."""

from typing import Any

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.labels import (
    LabelKind,
    Layout,
    TemplateVersionView,
    TemplateView,
    VersionStatus,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import PartnerId, TemplateId, TemplateVersionId, UserId

VIEW = """
SELECT t.id, t.version, t.code, t.name, t.name_zh, t.kind, t.customer_id, c.name AS customer,
       c.name_zh AS customer_zh, t.active,
       (SELECT v.number FROM labels_version v WHERE v.template_id = t.id AND v.status = 'approved') AS effective,
       (SELECT v.number FROM labels_version v WHERE v.template_id = t.id AND v.status = 'draft') AS draft
FROM labels_template t LEFT JOIN items_partner c ON c.id = t.customer_id
WHERE (%(scope)s::bigint IS NULL OR t.customer_id = %(scope)s)
"""

VERSION = """
SELECT v.id, v.template_id, v.number, v.revision, v.status, v.layout, v.note, m.full_name AS made_by,
       m.full_name_zh AS made_by_zh, v.made_at,
       a.full_name AS approved_by, a.full_name_zh AS approved_by_zh, v.approved_at
FROM labels_version v JOIN identity_user m ON m.id = v.made_by LEFT JOIN identity_user a ON a.id = v.approved_by
"""

FACTS = """
SELECT v.id, v.template_id, v.number, v.status, v.revision, v.layout, v.made_by, t.code, t.name, t.kind, t.customer_id,
       t.active, c.code AS customer
FROM labels_version v JOIN labels_template t ON t.id = v.template_id LEFT JOIN items_partner c ON c.id = t.customer_id
WHERE (%(scope)s::bigint IS NULL OR t.customer_id = %(scope)s)
"""

INSERT_VERSION = """
INSERT INTO labels_version (template_id, number, status, layout, note, made_by, made_at)
SELECT %(template)s, coalesce(max(number), 0) + 1, 'draft', %(layout)s::jsonb, %(note)s, %(by)s, %(at)s
FROM labels_version WHERE template_id = %(template)s
RETURNING id
"""


class VersionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A version with its template, as the rules need it."""

    id: TemplateVersionId
    template_id: TemplateId
    number: int
    status: VersionStatus
    revision: int
    layout: Layout
    made_by: UserId
    code: str
    name: str
    kind: LabelKind
    customer_id: PartnerId | None
    customer: str | None
    active: bool


def views(tx: Transaction, tail: str, **values: object) -> list[TemplateView]:
    """Return the templates that `tail` selects of those that the actor may see."""
    return tx.rows(TemplateView, VIEW + tail, scope=tx.actor.customer_id, **values)


def view(tx: Transaction, template_id: TemplateId) -> TemplateView:
    """Return one template. Raises: RecordNotFound."""
    found = views(tx, "AND t.id = %(id)s", id=template_id)
    return tx.found(found[0] if found else None, "label template", template_id)


def lock(tx: Transaction, template_id: TemplateId) -> TemplateView:
    """Lock a template until the transaction ends, and return it. Raises: RecordNotFound."""
    tx.wire.execute("SELECT FROM labels_template WHERE id = %s FOR UPDATE", (template_id,))
    return view(tx, template_id)


def versions(tx: Transaction, tail: str, **values: object) -> list[TemplateVersionView]:
    """Return versions as they are shown; whether the actor may see their template was decided before."""
    return tx.rows(TemplateVersionView, VERSION + tail, **values)


def facts(tx: Transaction, tail: str, **values: object) -> VersionFacts | None:
    """Return the version that `tail` selects of those whose template the actor may see."""
    return tx.one(VersionFacts, FACTS + tail, scope=tx.actor.customer_id, **values)


def version(tx: Transaction, version_id: TemplateVersionId) -> VersionFacts:
    """Return one version.

    Raises:
        RecordNotFound: there is none, or its template is another customer's.
    """
    found = facts(tx, "AND v.id = %(id)s", id=version_id)
    if found is None:
        raise RecordNotFound(kind="label version", key=str(version_id), field="version_id")
    return found


def add_version(tx: Transaction, template_id: TemplateId, layout: Layout, note: str) -> TemplateVersionId:
    """Write a new draft with the next number."""
    values: dict[str, Any] = {"template": template_id, "layout": as_json(layout), "note": note}
    values |= {"by": tx.actor.user_id, "at": tx.now}
    row = tx.wire.execute(INSERT_VERSION, values).fetchone()
    return TemplateVersionId(tx.found(row, "label version", template_id)[0])


def as_json(layout: Layout) -> str:
    """Return a layout as it is kept."""
    return msgspec.json.encode(layout).decode()
