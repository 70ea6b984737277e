"""Lists characteristics with their alarms, subgroups, exceptions and studies."""

from typing import Final

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc import controls, exceptions, missing, studies, subgroups
from veralot_server.modules.spc.controls import Row
from veralot_shared.contracts.spc import (
    ControlView,
    ExceptionView,
    GetException,
    GetStudy,
    GetSubgroup,
    ListControls,
    ListExceptions,
    ListMissed,
    ListStudies,
    ListSubgroups,
    MissedView,
    StudyDetail,
    StudyView,
    SubgroupView,
)

PAGE_LIMIT: Final = 1000

CONTROLS: Final = f"""{controls.VIEW}
  AND (%(ended)s OR k.status <> 'ended') AND (%(item)s::bigint IS NULL OR k.item_id = %(item)s)
  AND (%(text)s = '' OR starts_with(upper(k.code), upper(%(text)s)) OR starts_with(upper(t.code), upper(%(text)s))
       OR starts_with(upper(coalesce(nullif(k.name, ''), c.name)), upper(%(text)s))
       OR starts_with(coalesce(nullif(k.name_zh, ''), c.name_zh), %(text)s))
ORDER BY upper(k.code) LIMIT %(limit)s OFFSET %(offset)s
"""

EXCEPTIONS: Final = f"""{exceptions.VIEW}
  AND (%(control)s::bigint IS NULL OR b.control_id = %(control)s) AND (%(lot)s::bigint IS NULL OR b.lot_id = %(lot)s)
  AND (NOT %(open)s OR b.status = 'unanswered') AND (%(number)s = '' OR starts_with(b.number, upper(%(number)s)))
ORDER BY b.id DESC LIMIT %(limit)s OFFSET %(offset)s
"""

STUDIES: Final = f"""{studies.VIEW}
  AND (%(gauge)s::bigint IS NULL OR s.gauge_id = %(gauge)s)
  AND (%(text)s = '' OR starts_with(upper(s.number), upper(%(text)s)) OR starts_with(upper(s.title), upper(%(text)s))
       OR starts_with(upper(s.gauge), upper(%(text)s)))
ORDER BY s.id DESC LIMIT %(limit)s OFFSET %(offset)s
"""


@answers(ListControls)
def list_controls(query: ListControls, tx: Transaction) -> list[ControlView]:
    """List characteristics with their alarms."""
    rows = tx.rows(
        Row,
        CONTROLS,
        scope=tx.actor.customer_id,
        ended=query.filter.with_ended,
        item=query.filter.item_id,
        text=query.filter.text.strip(),
        limit=min(query.page.limit, PAGE_LIMIT),
        offset=query.page.offset,
    )
    return [controls.shown(row, tx.now) for row in rows]


@answers(ListSubgroups)
def list_subgroups(query: ListSubgroups, tx: Transaction) -> list[SubgroupView]:
    """List subgroups, the newest first."""
    found = controls.row(tx, query.control_id)
    window = (
        f"{subgroups.VIEW} WHERE s.control_id = %(control)s ORDER BY s.number DESC LIMIT %(limit)s OFFSET %(offset)s"
    )
    limit = min(query.page.limit, PAGE_LIMIT)
    return tx.rows(SubgroupView, window, control=found.id, limit=limit, offset=query.page.offset)


@answers(GetSubgroup)
def get_subgroup(query: GetSubgroup, tx: Transaction) -> SubgroupView:
    """Return a subgroup as recorded."""
    return subgroups.one(tx, query.id)


@answers(ListExceptions)
def list_exceptions(query: ListExceptions, tx: Transaction) -> list[ExceptionView]:
    """List exceptions, the newest first."""
    return tx.rows(
        ExceptionView,
        EXCEPTIONS,
        scope=tx.actor.customer_id,
        control=query.control_id,
        lot=query.lot_id,
        open=query.open_only,
        number=query.number.strip(),
        limit=min(query.page.limit, PAGE_LIMIT),
        offset=query.page.offset,
    )


@answers(GetException)
def get_exception(query: GetException, tx: Transaction) -> ExceptionView:
    """Return an exception."""
    return exceptions.view(tx, query.id)


@answers(ListMissed)
def list_missed(query: ListMissed, tx: Transaction) -> list[MissedView]:
    """List when samples of a characteristic were missed, the newest first."""
    found = controls.row(tx, query.control_id)
    window = f"{missing.VIEW} AND m.control_id = %(control)s ORDER BY m.since DESC LIMIT %(limit)s OFFSET %(offset)s"
    limit, offset = min(query.page.limit, PAGE_LIMIT), query.page.offset
    return tx.rows(MissedView, window, scope=tx.actor.customer_id, control=found.id, limit=limit, offset=offset)


@answers(ListStudies)
def list_studies(query: ListStudies, tx: Transaction) -> list[StudyView]:
    """List studies, the newest first."""
    limit, offset = min(query.page.limit, PAGE_LIMIT), query.page.offset
    text = query.text.strip()
    values = {"scope": tx.actor.customer_id, "gauge": query.gauge_id, "text": text}
    return tx.rows(StudyView, STUDIES, **values, limit=limit, offset=offset)


@answers(GetStudy)
def get_study(query: GetStudy, tx: Transaction) -> StudyDetail:
    """Return a study whole."""
    return studies.detail(tx, query.id)
