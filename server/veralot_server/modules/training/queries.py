"""Answers about qualifications."""

from collections.abc import Collection
from typing import Final

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.training import records
from veralot_shared.contracts.inspection import GetInspection
from veralot_shared.contracts.training import (
    HOLDING,
    AbleView,
    GetGrant,
    GrantDetail,
    GrantPage,
    GrantState,
    GrantView,
    HeldView,
    ListGrants,
    ListHeld,
    ListPeople,
    ListQualifications,
    MyQualifications,
    PersonView,
    QualificationView,
    WhoMay,
)

PAGE_LIMIT: Final = 1000

MATCHING: Final = """
AND (%(person)s = '' OR position(upper(%(person)s) IN upper(u.full_name)) > 0 OR position(%(person)s IN u.full_name_zh) > 0
     OR position(upper(%(person)s) IN upper(u.user_name)) > 0)
AND (%(user)s::bigint IS NULL OR g.user_id = %(user)s)
AND (%(qualification)s::bigint IS NULL OR g.qualification_id = %(qualification)s)
AND (%(inactive)s OR u.state IN ('active', 'locked'))
"""

PEOPLE: Final = """
SELECT u.id, u.user_name, u.full_name, u.full_name_zh,
       ARRAY(SELECT r.role FROM identity_user_role r WHERE r.user_id = u.id ORDER BY r.role) AS roles
FROM identity_user u
WHERE u.id > 0 AND u.customer_id IS NULL AND u.state <> 'disabled' AND %(scope)s::bigint IS NULL
ORDER BY u.full_name, u.id
"""

ENTITLED: Final = """
SELECT DISTINCT r.user_id FROM identity_user_role r JOIN identity_role_permission p ON p.role = r.role WHERE p.permission = %s
"""

HELD: Final = """
SELECT t.id, t.inspection_id, i.number AS inspection_no, t.lot_id, t.user_id, u.full_name, u.full_name_zh,
       t.qualification_id, q.code, q.name, q.name_zh, v.grant_id, v.level, v.held_from, v.held_until, t.at,
       t.accepted_because
FROM training_held t JOIN inspection_inspection i ON i.id = t.inspection_id JOIN identity_user u ON u.id = t.user_id
JOIN training_qualification q ON q.id = t.qualification_id LEFT JOIN training_version v ON v.id = t.version_id
WHERE t.inspection_id = %(inspection)s AND %(scope)s::bigint IS NULL ORDER BY t.id
"""


@answers(ListQualifications)
def list_qualifications(query: ListQualifications, tx: Transaction) -> list[QualificationView]:
    """List qualifications by code."""
    tail = " AND (%(withdrawn)s OR q.withdrawn_at IS NULL) ORDER BY upper(q.code) LIMIT %(limit)s OFFSET %(offset)s"
    limit = min(query.page.limit, PAGE_LIMIT)
    return records.qualifications(tx, tail, withdrawn=query.withdrawn, limit=limit, offset=query.page.offset)


@answers(ListGrants)
def list_grants(query: ListGrants, tx: Transaction) -> GrantPage:
    """List who holds what; states follow from the day, so they are computed before the window is cut."""
    wanted = query.filter
    everything = records.grants(
        tx,
        MATCHING + records.ORDER,
        person=wanted.person.strip(),
        user=wanted.user_id,
        qualification=wanted.qualification_id,
        inactive=wanted.inactive,
    )
    found = [one for one in everything if fits(one, wanted.states)]
    start = query.page.offset
    return GrantPage(total=len(found), rows=found[start : start + min(query.page.limit, PAGE_LIMIT)])


def fits(one: GrantView, states: Collection[GrantState]) -> bool:
    """Say whether a grant is in one of the states asked for; what waits to be signed counts as proposed too."""
    return not states or one.state in states or (one.proposed and GrantState.NOT_GRANTED in states)


@answers(GetGrant)
def get_grant(query: GetGrant, tx: Transaction) -> GrantDetail:
    """Return a person's qualification with its history."""
    return GrantDetail(grant=records.grant(tx, query.id), versions=records.versions(tx, query.id))


@answers(MyQualifications)
def my_qualifications(_query: MyQualifications, tx: Transaction) -> list[GrantView]:
    """Return the sender's own qualifications."""
    return records.grants(tx, " AND g.user_id = %(user)s" + records.ORDER, user=tx.actor.user_id)


@answers(ListPeople, single=True)
def list_people(_query: ListPeople, tx: Transaction) -> list[PersonView]:
    """List the plant's own people."""
    return tx.rows(PersonView, PEOPLE, scope=tx.actor.customer_id)


@answers(WhoMay)
def who_may(query: WhoMay, tx: Transaction) -> list[AbleView]:
    """List who holds all of these qualifications today."""
    asked = set(query.qualification_ids)
    entitled = {row[0] for row in tx.wire.execute(ENTITLED, (query.right,))} if query.right else None
    held: dict[int, list[GrantView]] = {}
    for one in records.grants(tx, " AND g.qualification_id = ANY(%(ids)s)" + records.ORDER, ids=sorted(asked)):
        if one.active and one.state in HOLDING and (entitled is None or one.user_id in entitled):
            held.setdefault(one.user_id, []).append(one)
    return [able(grants) for grants in held.values() if len(grants) == len(asked)]


def able(grants: list[GrantView]) -> AbleView:
    """Return somebody who holds all that is asked for."""
    one = grants[0]
    until = min(grant.held_until for grant in grants if grant.held_until is not None)
    return AbleView(user_id=one.user_id, full_name=one.full_name, full_name_zh=one.full_name_zh, until=until)


@answers(ListHeld)
def list_held(query: ListHeld, tx: Transaction) -> list[HeldView]:
    """List which qualifications people held when they worked on an inspection."""
    found = tx.call(GetInspection(id=query.inspection_id)).inspection
    return tx.rows(HeldView, HELD, inspection=found.id, scope=tx.actor.customer_id)
