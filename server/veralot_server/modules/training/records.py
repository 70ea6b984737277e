"""Qualifications and grants in the database: read as they are shown, locked, told of.

Who is qualified for what is the plant's own: to a customer's user there is nothing of it.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.training import (
    HOLDING,
    SIGNED,
    GrantsChanged,
    GrantView,
    QualificationsChanged,
    QualificationView,
    VersionView,
    state_of,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import GrantId, QualificationId, UserId

EFFECTIVE: Final = sorted(SIGNED)

QUALIFICATIONS: Final = """
SELECT q.id, q.version, q.code, q.name, q.name_zh, q.covers, q.months, q.warning_days, q.least_level, q.withdrawn_at,
       q.withdrawn_reason, 0 AS holders,
       (SELECT count(DISTINCT r.plan_id) FROM inspection_revision r
        WHERE r.status = 'released' AND (q.id = ANY(r.qualification_ids) OR EXISTS (
            SELECT FROM inspection_characteristic c WHERE c.revision_id = r.id AND q.id = ANY(c.qualification_ids)))) AS plans
FROM training_qualification q
WHERE %(scope)s::bigint IS NULL
"""

GRANTS: Final = """
SELECT g.id, g.user_id, u.user_name, u.full_name, u.full_name_zh, u.state IN ('active', 'locked') AS active,
       g.qualification_id, q.code, q.name, q.name_zh, q.least_level, q.warning_days, e.event, e.level, e.held_from,
       e.held_until, e.at AS since, coalesce(e.reason, '') AS reason, n.number, n.event = 'proposed' AS proposed,
       (SELECT count(*) FROM attachments_attachment t WHERE t.target_kind = 'training_grant' AND t.target_id = g.id
        AND t.withdrawn_at IS NULL) AS files
FROM training_grant g
JOIN training_qualification q ON q.id = g.qualification_id
JOIN identity_user u ON u.id = g.user_id
JOIN LATERAL (SELECT v.number, v.event FROM training_version v WHERE v.grant_id = g.id
              ORDER BY v.number DESC LIMIT 1) n ON true
LEFT JOIN LATERAL (SELECT v.event, v.level, v.held_from, v.held_until, v.at, v.reason FROM training_version v
                   WHERE v.grant_id = g.id AND v.event = ANY(%(signed)s) AND v.at <= %(moment)s
                   ORDER BY v.number DESC LIMIT 1) e ON true
WHERE %(scope)s::bigint IS NULL
"""

VERSIONS: Final = """
SELECT v.number, v.event, v.level, v.held_from, v.held_until, v.evidence, v.reason, v.at, u.full_name AS by,
       u.full_name_zh AS by_zh, v.signature_id
FROM training_version v JOIN identity_user u ON u.id = v.by_id
WHERE v.grant_id = %(grant)s ORDER BY v.number DESC
"""

NEWEST: Final = """
SELECT DISTINCT ON (v.grant_id) v.grant_id, v.number, v.event, v.level, v.held_from, v.held_until, v.evidence, v.reason, v.at,
       u.full_name AS by, u.full_name_zh AS by_zh, v.signature_id
FROM training_version v JOIN identity_user u ON u.id = v.by_id
WHERE v.grant_id = ANY(%(grants)s) ORDER BY v.grant_id, v.number DESC
"""

STRANGERS: Final = """
SELECT u.id FROM identity_user u
WHERE u.id = ANY(%(people)s) AND (u.id <= 0 OR u.customer_id IS NOT NULL OR u.state = 'disabled') ORDER BY u.id
"""
"""Of people those to whom nothing is granted: customers' users, and whose accounts are closed."""

ORDER: Final = " ORDER BY u.full_name, u.id, q.code"


class NewestVersion(VersionView, frozen=True, kw_only=True):
    """The newest step of a grant."""

    grant_id: GrantId


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """One of the plant's own people."""

    id: UserId
    user_name: str
    full_name: str
    full_name_zh: str


PERSON: Final = """
SELECT u.id, u.user_name, u.full_name, u.full_name_zh FROM identity_user u
WHERE u.id = %(id)s AND u.id > 0 AND u.customer_id IS NULL AND u.state <> 'disabled' AND %(scope)s::bigint IS NULL
"""


# --- qualifications --------------------------------------------------------------------------------------------------


def qualifications(tx: Transaction, tail: str, **values: object) -> list[QualificationView]:
    """Return the qualifications that `tail` selects, with how many people hold each today."""
    found = tx.rows(QualificationView, QUALIFICATIONS + tail, scope=tx.actor.customer_id, **values)
    ids = [one.id for one in found]
    everybody = grants(tx, " AND q.id = ANY(%(ids)s)", ids=ids)
    counts = Counter(one.qualification_id for one in everybody if one.active and one.state in HOLDING)
    return [msgspec.structs.replace(one, holders=counts[one.id]) for one in found]


def qualification(tx: Transaction, qualification_id: QualificationId) -> QualificationView:
    """Return a qualification. Raises: RecordNotFound."""
    found = qualifications(tx, " AND q.id = %(id)s", id=qualification_id)
    return tx.found(found[0] if found else None, "qualification", qualification_id)


def lock_qualification(tx: Transaction, qualification_id: QualificationId) -> QualificationView:
    """Lock a qualification until the transaction ends, and return it. Raises: RecordNotFound."""
    tx.wire.execute("SELECT FROM training_qualification WHERE id = %s FOR UPDATE", (qualification_id,))
    return qualification(tx, qualification_id)


# --- grants ----------------------------------------------------------------------------------------------------------


def grants(tx: Transaction, tail: str, **values: object) -> list[GrantView]:
    """Return the grants that `tail` selects, each with its state of today."""
    found = tx.rows(GrantView, GRANTS + tail, scope=tx.actor.customer_id, signed=EFFECTIVE, moment=tx.now, **values)
    return [msgspec.structs.replace(one, state=state_of(one, tx.today)) for one in found]


def grant(tx: Transaction, grant_id: GrantId) -> GrantView:
    """Return a grant. Raises: RecordNotFound."""
    found = grants(tx, " AND g.id = %(id)s", id=grant_id)
    return tx.found(found[0] if found else None, "grant", grant_id)


def locked(tx: Transaction, grant_ids: Sequence[GrantId]) -> list[GrantView]:
    """Lock grants until the transaction ends, and return them in the order asked for. Raises: RecordNotFound."""
    tx.wire.execute("SELECT FROM training_grant WHERE id = ANY(%s) ORDER BY id FOR UPDATE", (list(grant_ids),))
    return several(tx, grant_ids)


def several(tx: Transaction, grant_ids: Sequence[GrantId]) -> list[GrantView]:
    """Return grants, each once, in the order asked for. Raises: RecordNotFound."""
    found = {one.id: one for one in grants(tx, " AND g.id = ANY(%(ids)s)", ids=list(grant_ids))}
    return [tx.found(found.get(number), "grant", number) for number in dict.fromkeys(grant_ids)]


def versions(tx: Transaction, grant_id: GrantId) -> list[VersionView]:
    """Return the steps of a grant, the newest first."""
    return tx.rows(VersionView, VERSIONS, grant=grant_id)


def newest(tx: Transaction, found: Sequence[GrantView]) -> list[tuple[GrantView, VersionView]]:
    """Return each grant with its newest step, in one statement for all of them."""
    steps = tx.rows(NewestVersion, NEWEST, grants=[one.id for one in found])
    by_grant = {step.grant_id: step for step in steps}
    return [(one, by_grant[one.id]) for one in found]


def require_people(tx: Transaction, user_ids: Sequence[UserId]) -> None:
    """Check that all are the plant's own people, as `person` does. Raises: RecordNotFound."""
    row = tx.wire.execute(STRANGERS, {"people": list(user_ids)}).fetchone()
    if row is not None:
        raise RecordNotFound(kind="person", key=str(row[0]))


def person(tx: Transaction, user_id: UserId) -> Person:
    """Return one of the plant's own people. Raises: RecordNotFound."""
    return tx.found(tx.one(Person, PERSON, id=user_id, scope=tx.actor.customer_id), "person", user_id)


def label(found: GrantView) -> str:
    """Return how people call a grant."""
    return f"{found.full_name} · {found.code}"


# --- telling ---------------------------------------------------------------------------------------------------------


def author(tx: Transaction) -> UserId:
    """Return whose act this is: the signer's, who may be a second person, else the actor's."""
    return tx.signature.signer_id if tx.signature else tx.actor.user_id


def tell(tx: Transaction, found: Sequence[GrantView]) -> None:
    """Tell that grants changed: whoever may read them, and the person whose it is."""
    if found:
        ids, people = [one.id for one in found], sorted({one.user_id for one in found})
        tx.emit(GrantsChanged(grant_ids=ids, user_ids=people))


def tell_qualification(tx: Transaction, qualification_id: QualificationId) -> None:
    """Tell that a qualification changed."""
    tx.emit(QualificationsChanged(qualification_ids=[qualification_id]))
