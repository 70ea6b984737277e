"""Clocks in the database: by when something must be done by law, agreement or the plant's rule, and when it was."""

from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import insert

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import agreements
from veralot_server.modules.quality.cases import CaseFacts
from veralot_server.modules.quality.domain import words
from veralot_server.modules.quality.tables import Due
from veralot_shared.contracts.quality import DueView, QualityClock, StillOpen
from veralot_shared.errors import Sentence
from veralot_shared.ids import CaseId

LISTED: Final = """
SELECT clock, due_at, met_at, reference, coalesce(met_at, %(now)s) > due_at AS late
FROM quality_due WHERE case_id = %(case)s ORDER BY due_at, id
"""

MEET: Final = """
UPDATE quality_due SET met_at = %(at)s, reference = %(reference)s
WHERE case_id = %(case)s AND clock = %(clock)s AND met_at IS NULL
"""

MOVE: Final = """
UPDATE quality_due SET due_at = %(due)s, met_at = NULL WHERE case_id = %(case)s AND clock = %(clock)s RETURNING id
"""


def listed(tx: Transaction, case_id: CaseId) -> list[DueView]:
    """Return the clocks of a record, the nearest first."""
    return tx.rows(DueView, LISTED, case=case_id, now=tx.now)


def known(tx: Transaction, case: CaseFacts, clock: QualityClock) -> bool:
    """Return whether a clock was started, whether or not it was met."""
    return any(due.clock is clock for due in listed(tx, case.id))


def start(tx: Transaction, case: CaseFacts, clock: QualityClock, due_at: datetime) -> None:
    """Start a clock, or set one that runs anew."""
    if tx.wire.execute(MOVE, {"case": case.id, "clock": clock, "due": due_at}).fetchone() is None:
        tx.execute(insert(Due).values(case_id=case.id, clock=clock, due_at=due_at))


def meet(
    tx: Transaction, case_id: CaseId, clock: QualityClock, reference: str = "", at: datetime | None = None
) -> bool:
    """Stop a clock; return whether it ran."""
    values = {"case": case_id, "clock": clock, "at": at or tx.now, "reference": reference}
    return tx.wire.execute(MEET, values).rowcount > 0


def end_of(tx: Transaction, day: date) -> datetime:
    """Return the last moment of a day in the plant."""
    return datetime.combine(day, time(23, 59, 59), tx.zone)


def notice_to_customer(tx: Transaction, case: CaseFacts) -> None:
    """Start the clock within which the customer is told, by what was agreed with it (CN-41)."""
    if case.customer_id is None:
        return
    hours = agreements.holding(tx, case.customer_id).notice_hours
    start(tx, case, QualityClock.CUSTOMER_NOTICE, tx.now + timedelta(hours=hours))


def require_told(tx: Transaction, case: CaseFacts) -> None:
    """Check that the customer was told where that is owed: a closed record reminds nobody (CN-41). Raises: StillOpen."""
    if any(due.clock is QualityClock.CUSTOMER_NOTICE and due.met_at is None for due in listed(tx, case.id)):
        raise StillOpen(number=case.number, missing=[Sentence(words.OPEN_NOTICE)])
