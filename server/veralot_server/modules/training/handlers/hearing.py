"""Hears when somebody works on an inspection: refuses whoever lacks what it asks for, and notes what the others held.

It is part of the inspection's own transaction, so work and the proof of who was qualified are there together or not at all.
Where nothing is asked for, nothing is heard.
"""

from datetime import date
from typing import Final

from veralot_server.core.module import hears
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.inspection import InspectionWorked
from veralot_shared.contracts.training import GrantView, NotQualified, QualificationName, by_qualification, lacking

HELD: Final = b"""
WITH asked AS (SELECT q.id, q.code, q.name, q.name_zh, q.least_level, q.warning_days
               FROM unnest($1::bigint[]) n(id) LEFT JOIN training_qualification q ON q.id = n.id),
held AS (
    SELECT a.id AS qualification_id, a.code, a.name, a.name_zh, a.least_level, a.warning_days, g.id, v.id AS version_id,
           v.event, v.level, v.held_from, v.held_until, v.at, v.reason,
           coalesce(v.event <> 'suspended' AND $4::date BETWEEN v.held_from AND v.held_until
                    AND coalesce(v.level, 0) >= coalesce(a.least_level, 0), false) AS holds
    FROM asked a
    LEFT JOIN training_grant g ON g.qualification_id = a.id AND g.user_id = $2::bigint
    LEFT JOIN LATERAL (
        SELECT n.* FROM training_version n
        WHERE n.grant_id = g.id AND n.event IN ('granted', 'renewed', 'suspended', 'reinstated') AND n.at <= $3::timestamptz
        ORDER BY n.number DESC LIMIT 1) v ON true),
noted AS (
    INSERT INTO training_held (inspection_id, lot_id, user_id, qualification_id, version_id, at, noted_at, accepted_because)
    SELECT $5::bigint, $6::bigint, $2::bigint, h.qualification_id, CASE WHEN h.holds THEN h.version_id END, $3::timestamptz,
           transaction_timestamp(), CASE WHEN h.holds THEN '' ELSE $7::text END
    FROM held h WHERE NOT EXISTS (
        SELECT FROM training_held t WHERE t.inspection_id = $5::bigint AND t.user_id = $2::bigint
        AND t.qualification_id = h.qualification_id
        AND t.version_id IS NOT DISTINCT FROM CASE WHEN h.holds THEN h.version_id END
        AND t.accepted_because = CASE WHEN h.holds THEN '' ELSE $7::text END)
    ON CONFLICT DO NOTHING)
SELECT json_agg(json_build_object(
    'id', coalesce(h.id, 0), 'user_id', $2::bigint, 'user_name', '', 'full_name', '', 'full_name_zh', '', 'active', true,
    'qualification_id', h.qualification_id, 'code', h.code, 'name', h.name, 'name_zh', h.name_zh,
    'least_level', h.least_level, 'warning_days', h.warning_days, 'event', h.event, 'level', h.level,
    'held_from', h.held_from, 'held_until', h.held_until, 'since', h.at, 'reason', coalesce(h.reason, ''), 'number', 0,
    'proposed', false, 'files', 0) ORDER BY h.code)
FROM held h
"""
"""One statement says what a person holds of what is asked for, and notes it the first time that they work on an inspection.

What was not held and let pass is noted with each reason for which it was.
"""

NAMES: Final = """
SELECT u.full_name, u.full_name_zh, i.number FROM identity_user u, inspection_inspection i WHERE u.id = %s AND i.id = %s
"""


@hears(InspectionWorked)
def inspection_worked(event: InspectionWorked, tx: Transaction) -> None:
    """Note what the worker held; what a person let pass that was entered offline is noted with the reason.

    Raises:
        NotQualified, RecordNotFound: somebody else has to do it, or an assessor has to decide.
    """
    moment = tx.captured.entered_at if tx.captured is not None else tx.now
    day = moment.astimezone(tx.zone).date()
    accepted = tx.captured is not None and tx.captured.accepted
    because = tx.signature.reason if accepted and tx.signature is not None else ""
    ids = "{" + ",".join(map(str, event.qualification_ids)) + "}"
    values = (ids, tx.actor.user_id, moment, day, event.inspection_id, event.lot_id, because)
    found = tx.document(list[GrantView], HELD, *values) or []
    if not accepted:
        require(tx, event, found, day)


def require(tx: Transaction, event: InspectionWorked, found: list[GrantView], day: date) -> None:
    """Check that whoever works holds everything that is asked for on a day. Raises: NotQualified, RecordNotFound."""
    asked = [
        QualificationName(id=one.qualification_id, code=one.code, name=one.name, name_zh=one.name_zh) for one in found
    ]
    missing = lacking(asked, by_qualification(found), day, tx.zone)
    if missing:
        names = tx.wire.execute(NAMES, (tx.actor.user_id, event.inspection_id)).fetchone()
        person, person_zh, number = tx.found(names, "inspection", event.inspection_id)
        raise NotQualified(person=person, person_zh=person_zh, number=number, lacking=missing)
