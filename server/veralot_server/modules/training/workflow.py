"""Writes the next step of a person's qualification: what holds from it on, who, when, why, under which signature."""

from datetime import date

from veralot_server.core.transaction import Transaction
from veralot_server.modules.training import records
from veralot_server.modules.training.tables import Grant, Version
from veralot_shared.contracts.training import GrantEvent, GrantView, VersionView
from veralot_shared.ids import GrantId, QualificationId, UserId


def begin(tx: Transaction, user_id: UserId, qualification_id: QualificationId) -> GrantId:
    """Make the record of a person's qualification, of which nothing holds yet, and return its id."""
    return GrantId(tx.insert(Grant, {"user_id": user_id, "qualification_id": qualification_id}))


def write(  # noqa: PLR0913 - a step is its grant, place, event, and what holds from it on
    tx: Transaction,
    grant_id: GrantId,
    number: int,
    event: GrantEvent,
    *,
    held: tuple[date, date],
    level: int | None,
    evidence: str = "",
    reason: str = "",
) -> None:
    """Write a step of a grant; of two at once under one number the database lets one."""
    row = {
        "grant_id": grant_id,
        "number": number,
        "event": event,
        "level": level,
        "held_from": held[0],
        "held_until": held[1],
        "evidence": evidence.strip(),
        "reason": reason,
        "at": tx.now,
        "by_id": records.author(tx),
        "signature_id": tx.signature.id if tx.signature and event not in UNSIGNED else None,
    }
    tx.insert(Version, row)


UNSIGNED = frozenset({GrantEvent.PROPOSED, GrantEvent.DECLINED})


def follow(tx: Transaction, found: GrantView, event: GrantEvent, like: VersionView, reason: str = "") -> None:
    """Write a step that keeps what another one says of days and level, and tells."""
    held = (like.held_from, like.held_until)
    write(tx, found.id, found.number + 1, event, held=held, level=like.level, evidence=like.evidence, reason=reason)
