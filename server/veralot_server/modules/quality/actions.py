"""Actions in the database: what is to be done, by whom, until when, and what was."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import insert

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import cases
from veralot_server.modules.quality.cases import CaseFacts
from veralot_server.modules.quality.domain import machine, words
from veralot_server.modules.quality.tables import Action
from veralot_shared.contracts.quality import (
    GRAVE,
    ActionEntry,
    ActionView,
    AgreementMissing,
    CaseKind,
    QualityEvent,
    StillOpen,
)
from veralot_shared.errors import RecordNotFound, Sentence, ValueNotAllowed
from veralot_shared.ids import ActionId, CaseId

LISTED: Final = """
SELECT a.id, a.cycle, a.kind, a.what, a.owner_id, u.full_name AS owner, u.full_name_zh AS owner_zh, a.due_on, a.first_due_on,
       a.extensions, a.done_at, a.evidence, (a.done_at IS NULL AND a.due_on < %(today)s) AS late
FROM quality_action a JOIN identity_user u ON u.id = a.owner_id
WHERE a.case_id = %(case)s AND NOT a.dropped ORDER BY a.id
"""

DROP: Final = "UPDATE quality_action SET dropped = true WHERE case_id = %s AND cycle = %s AND done_at IS NULL"
ACTIVE: Final = "SELECT state, customer_id FROM identity_user WHERE id = %s AND id <> 0"


def listed(tx: Transaction, case_id: CaseId) -> list[ActionView]:
    """Return the actions of a record."""
    return tx.rows(ActionView, LISTED, case=case_id, today=tx.today)


def replace(tx: Transaction, case: CaseFacts, entries: Sequence[ActionEntry]) -> None:
    """Plan actions in the place of those planned before in this cycle that are not done.

    Raises:
        ReasonMissing, RecordNotFound, ValueNotAllowed
    """
    for place, entry in enumerate(entries):
        machine.require_text(entry.what, f"actions[{place}].what")
        machine.require_coming(entry.due_on, tx.today, f"actions[{place}].due_on")
        require_person(tx, case, entry.owner_id, f"actions[{place}].owner_id")
    tx.wire.execute(DROP, (case.id, case.cycle))
    rows = [
        {
            "case_id": case.id,
            "cycle": case.cycle,
            "kind": entry.kind,
            "what": entry.what.strip(),
            "owner_id": entry.owner_id,
            "due_on": entry.due_on,
            "first_due_on": entry.due_on,
        }
        for entry in entries
    ]
    if rows:
        tx.execute(insert(Action).values(rows))


def require_person(tx: Transaction, case: CaseFacts, user_id: int | None, field: str = "owner_id") -> None:
    """Check that somebody is there to whom work can be given: of the plant, or of the record's customer; none is allowed.

    Raises: RecordNotFound.
    """
    if user_id is None:
        return
    row = tx.wire.execute(ACTIVE, (user_id,)).fetchone()
    if row is None or row[0] != "active" or row[1] not in (None, case.customer_id):
        raise RecordNotFound(kind="user", key=str(user_id), field=field)


def unfinished(tx: Transaction, case: CaseFacts) -> list[ActionView]:
    """Return the actions of the present cycle that are not done."""
    return [action for action in listed(tx, case.id) if action.cycle == case.cycle and action.done_at is None]


def one(tx: Transaction, case: CaseFacts, action_id: ActionId) -> ActionView:
    """Return an action of the present cycle that is to be done. Raises: RecordNotFound, ValueNotAllowed."""
    found = next((action for action in listed(tx, case.id) if action.id == action_id), None)
    if found is None:
        raise RecordNotFound(kind="action", key=str(action_id), field="action_id")
    if found.done_at is not None or found.cycle != case.cycle:
        raise ValueNotAllowed(value=found.what, rule=words.RULE_DONE, field="action_id")
    return found


def require_endorsed(tx: Transaction, case: CaseFacts) -> None:
    """Check that the management representative agreed to the plan of a grave CAPA. Raises: AgreementMissing."""
    if case.kind is not CaseKind.CAPA or case.severity not in GRAVE:
        return
    if QualityEvent.ENDORSE not in {event for event, _ in cases.done(tx, case)}:
        raise AgreementMissing(number=case.number, missing=[Sentence(words.NEEDS_MANAGEMENT)])


def require_done(tx: Transaction, case: CaseFacts) -> None:
    """Check that every action of the cycle is done. Raises: StillOpen."""
    missing = [
        Sentence(words.OPEN_ACTION, {"what": action.what, "owner": action.owner, "owner_zh": action.owner_zh})
        for action in unfinished(tx, case)
    ]
    if missing:
        raise StillOpen(number=case.number, missing=missing)
