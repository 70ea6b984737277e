"""Lists recalls, and tells all that was done in one."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall import recalls, snapshots
from veralot_server.modules.recall.domain.clocks import Calendars, Decided, checks_needed, clocks
from veralot_server.modules.recall.queries.consignees import checks, consignees
from veralot_shared.contracts.recall import (
    ClockView,
    ConsigneeView,
    GetRecall,
    ListRecalls,
    NoticeView,
    OrderView,
    RecallDetail,
    RecallView,
    StepView,
)
from veralot_shared.contracts.tasks import Calendar, ListDays

PAGE_LIMIT: Final = 1000

STEPS: Final = """
SELECT s.at, s.event, s.from_status, s.to_status, u.full_name AS by, u.full_name_zh AS by_zh, s.note, s.signature_id
FROM recall_step s JOIN identity_user u ON u.id = s.by_id WHERE s.recall_id = %(recall)s ORDER BY s.id
"""

NOTICES: Final = """
SELECT n.kind, n.authority, n.done_on AS on, n.reference, n.note, u.full_name AS by, u.full_name_zh AS by_zh
FROM recall_notice n JOIN identity_user u ON u.id = n.by_id WHERE n.recall_id = %(recall)s ORDER BY n.id
"""

ORDERS: Final = """
SELECT o.event, o.at, u.full_name AS by, u.full_name_zh AS by_zh, o.lots, o.units, o.signature_id
FROM recall_order o JOIN identity_user u ON u.id = o.by_id WHERE o.recall_id = %(recall)s ORDER BY o.id
"""


@answers(ListRecalls)
def list_recalls(query: ListRecalls, tx: Transaction) -> list[RecallView]:
    """List recalls, the newest first."""
    page = query.page
    window = f"{recalls.VIEW} ORDER BY r.id DESC LIMIT %(limit)s OFFSET %(offset)s"
    limit = min(page.limit, PAGE_LIMIT)
    return tx.rows(RecallView, window, scope=tx.actor.customer_id, limit=limit, offset=page.offset)


@answers(GetRecall)
def get_recall(query: GetRecall, tx: Transaction) -> RecallDetail:
    """Tell all that was done in a recall."""
    recall = recalls.view(tx, query.id)
    notices = tx.rows(NoticeView, NOTICES, recall=recall.id)
    known = consignees(tx, recall)
    return RecallDetail(
        recall=recall,
        steps=tx.rows(StepView, STEPS, recall=recall.id),
        consignees=known,
        checks=checks(tx, recall.id),
        checks_needed=checks_needed(recall.check_level, recall.check_percent, len(known)),
        notices=notices,
        clocks=running(tx, recall, notices, known),
        orders=tx.rows(OrderView, ORDERS, recall=recall.id),
        snapshots=snapshots.listed(tx, recall.id),
    )


def running(
    tx: Transaction, recall: RecallView, notices: list[NoticeView], known: list[ConsigneeView]
) -> list[ClockView]:
    """Return the clocks of a recall that was decided on."""
    if recall.decided_at is None or recall.action is None or recall.recall_class is None:
        return []
    day = recall.decided_at.astimezone(tx.zone).date()
    decided = Decided(day, recall.action, recall.recall_class, recall.jurisdictions)
    return clocks(
        decided, notices, known, tx.today, Calendars(days(tx, Calendar.CHINA), days(tx, Calendar.UNITED_STATES))
    )


def days(tx: Transaction, calendar: Calendar) -> Mapping[date, bool]:
    """Return the days that a country works, or not, otherwise than their weekdays say."""
    return {each.day: each.working for each in tx.call(ListDays(calendars=[calendar]))}
