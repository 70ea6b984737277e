"""Keeps the calendars of working days."""

from sqlalchemy import insert, update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.tasks import calendars, domain
from veralot_server.modules.tasks.tables import Period
from veralot_shared.contracts.tasks import AddPeriod, CalendarChanged, PeriodView, WithdrawPeriod
from veralot_shared.errors import RecordExists, RecordNotFound

OVERLAPPING = """
WHERE p.withdrawn_at IS NULL AND p.calendar = %(calendar)s AND p.first <= %(last)s AND p.last >= %(first)s ORDER BY p.first
"""


@handles(AddPeriod)
def add_period(command: AddPeriod, tx: Transaction) -> PeriodView:
    """Put days into a calendar that has none of them yet."""
    require_plant(tx)
    domain.require_period(command)
    names = {"name": command.name.strip(), "name_zh": command.name_zh.strip()}
    values = {"calendar": command.calendar, "first": command.first, "last": command.last, "kind": command.kind} | names
    tx.wire.execute("LOCK TABLE tasks_period IN SHARE ROW EXCLUSIVE MODE")
    taken = calendars.periods(tx, OVERLAPPING, calendar=command.calendar, first=command.first, last=command.last)
    if taken:
        raise RecordExists(kind="period", key=taken[0].name, field="first")
    period_id = tx.execute(insert(Period).values(values).returning(Period.id)).scalar_one()
    tx.emit(CalendarChanged())
    return calendars.period(tx, period_id)


@handles(WithdrawPeriod)
def withdraw_period(command: WithdrawPeriod, tx: Transaction) -> PeriodView:
    """Take days out of a calendar."""
    require_plant(tx)
    reason = domain.require_reason(command.reason)
    tx.because(reason)
    values = {"withdrawn_at": tx.now, "withdrawn_by": tx.actor.user_id, "withdrawn_reason": reason}
    change = update(Period).where(Period.id == command.id, Period.withdrawn_at.is_(None)).values(values)
    tx.found(tx.execute(change.returning(Period.id)).scalar_one_or_none(), "period", command.id)
    tx.emit(CalendarChanged())
    return calendars.period(tx, command.id)


def require_plant(tx: Transaction) -> None:
    """Refuse a customer's user: the calendars are the plant's. Raises: RecordNotFound."""
    if tx.actor.customer_id is not None:
        raise RecordNotFound(kind="period", key="")
