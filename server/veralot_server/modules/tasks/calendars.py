"""Calendars of working days, as they are stored."""

from typing import Final

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.tasks import PeriodView
from veralot_shared.ids import PeriodId

PERIODS: Final = """
SELECT p.id, p.calendar, p.first, p.last, p.kind, p.name, p.name_zh, p.withdrawn_at, u.full_name AS withdrawn_by,
       u.full_name_zh AS withdrawn_by_zh, p.withdrawn_reason
FROM tasks_period p LEFT JOIN identity_user u ON u.id = p.withdrawn_by
"""


def periods(tx: Transaction, tail: str, **values: object) -> list[PeriodView]:
    """Return what `tail` (conditions and order) selects."""
    return tx.rows(PeriodView, PERIODS + tail, **values)


def period(tx: Transaction, period_id: PeriodId) -> PeriodView:
    """Return one entry. Raises: RecordNotFound."""
    found = periods(tx, "WHERE p.id = %(id)s", id=period_id)
    return tx.found(found[0] if found else None, "period", period_id)
