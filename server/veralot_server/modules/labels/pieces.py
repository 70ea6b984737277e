"""Single labels in the database: written many at once, moved from state to state, shown."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from veralot_server.core import records
from veralot_server.core.transaction import Transaction
from veralot_server.modules.labels.domain import states
from veralot_server.modules.labels.domain.states import LabelFacts
from veralot_shared.contracts.labels import LABEL_TRANSITIONS, LabelData, LabelEvent, LabelState, LabelView
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import LabelId, LabelJobId, LotId, UserId

VIEW = """
SELECT b.id, b.sequence, b.subject_id, b.subject, b.lot_id, b.state, b.code, b.reprint, b.replaces, b.reason, b.state_at,
       u.full_name AS state_by, u.full_name_zh AS state_by_zh
FROM labels_label b JOIN identity_user u ON u.id = b.state_by
"""

FACTS = """
SELECT id, sequence, state, reprint FROM labels_label WHERE job_id = %(job)s AND id = ANY(%(ids)s) ORDER BY sequence
"""

MOVE = """
UPDATE labels_label SET state = n.state, reason = CASE WHEN %(reason)s = '' THEN reason ELSE %(reason)s END,
       state_at = %(at)s, state_by = %(by)s, issued_at = CASE %(event)s
           WHEN 'send' THEN coalesce(issued_at, %(at)s) WHEN 'take_back' THEN NULL ELSE issued_at END
FROM unnest(%(ids)s::bigint[], %(states)s::text[]) AS n(id, state) WHERE labels_label.id = n.id
"""

REPLACE = """
INSERT INTO labels_label (job_id, sequence, subject_id, subject, lot_id, data, code, state, reprint, replaces, reason,
                          state_at, state_by)
SELECT b.job_id, (SELECT max(sequence) FROM labels_label WHERE job_id = b.job_id) + row_number() OVER (ORDER BY b.sequence),
       b.subject_id, b.subject, b.lot_id, b.data, b.code, 'queued', b.reprint + 1, b.sequence, %(reason)s, %(at)s, %(by)s
FROM labels_label b WHERE b.id = ANY(%(ids)s) RETURNING id
"""


class NewLabel(msgspec.Struct, frozen=True, kw_only=True):
    """The row of a label that is queued."""

    job_id: LabelJobId
    sequence: int
    subject_id: int
    subject: str
    lot_id: LotId | None
    data: LabelData
    code: str
    state: LabelState
    reprint: int
    reason: str
    state_at: datetime
    state_by: UserId


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """A label with what it says."""

    id: LabelId
    sequence: int
    reprint: int
    state: LabelState
    data: LabelData


def add(tx: Transaction, labels: Sequence[NewLabel]) -> None:
    """Write labels, in one statement however many they are."""
    records.add(tx, "labels_label", labels)


def views(tx: Transaction, tail: str, **values: object) -> list[LabelView]:
    """Return labels as they are shown; whether the actor may see their job was decided before."""
    return tx.rows(LabelView, VIEW + tail, **values)


def named(
    tx: Transaction, job_id: LabelJobId, label_ids: Sequence[LabelId], field: str = "label_ids"
) -> list[LabelFacts]:
    """Return labels of a job by id.

    Raises:
        RecordNotFound: the job has no such label.
    """
    found = tx.rows(LabelFacts, FACTS, job=job_id, ids=list(label_ids)) if label_ids else []
    known = {label.id for label in found}
    for place, label_id in enumerate(label_ids):
        if label_id not in known:
            raise RecordNotFound(kind="label", key=str(label_id), field=f"{field}[{place}]")
    return found


def move(tx: Transaction, labels: Sequence[LabelFacts], event: LabelEvent, reason: str = "") -> None:
    """Bring labels to the state that an event leads to, in one statement.

    Raises:
        LabelStateWrong: one cannot go there; none has then moved.
    """
    states.require_steps(labels, event)
    if not labels:
        return
    values = {
        "ids": [label.id for label in labels],
        "states": [LABEL_TRANSITIONS[label.state, event] for label in labels],
        "event": event,
        "reason": reason,
        "at": tx.now,
        "by": tx.actor.user_id,
    }
    tx.wire.execute(MOVE, values)


def replace(tx: Transaction, labels: Sequence[LabelFacts], reason: str) -> list[LabelView]:
    """Queue a label in place of each, at the end of the job; return the new ones."""
    values = {"ids": [label.id for label in labels], "reason": reason, "at": tx.now, "by": tx.actor.user_id}
    ids = [row[0] for row in tx.wire.execute(REPLACE, values)]
    return views(tx, "WHERE b.id = ANY(%(ids)s) ORDER BY b.sequence", ids=ids)


def queued(tx: Transaction, job_id: LabelJobId, limit: int | None = None) -> list[Content]:
    """Return the labels of a job that wait to be sent, in their order."""
    query = """SELECT id, sequence, reprint, state, data FROM labels_label
               WHERE job_id = %(job)s AND state = 'queued' ORDER BY sequence LIMIT %(limit)s"""
    return tx.rows(Content, query, job=job_id, limit=limit)


def as_facts(labels: Sequence[Content]) -> list[LabelFacts]:
    """Return labels as the rules need them."""
    return [LabelFacts(id=one.id, sequence=one.sequence, state=one.state, reprint=one.reprint) for one in labels]
