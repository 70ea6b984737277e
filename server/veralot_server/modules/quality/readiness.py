"""Stops the release of a lot while a quality record about it is open, and names that."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from veralot_server.core.module import readiness
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import cases, doers, permits, tasks
from veralot_server.modules.quality.doers import Doers
from veralot_server.modules.quality.domain import words
from veralot_shared.contracts.genealogy import BlockerView, CheckResult, CheckView, LotEvent, LotView
from veralot_shared.contracts.quality import OVER, CaseKind, CaseView, Permission, Severity
from veralot_shared.i18n import N_
from veralot_shared.ids import CaseId
from veralot_shared.rules.quantities import plain_text

NAME: Final = "quality.records"
TITLE: Final = N_("Quality records")
PERMITS: Final = "quality.permits"
PERMITTED: Final = N_("Permits to deviate")

OF_LOT: Final = """
SELECT c.id, c.kind, c.number, c.title, c.severity, c.release_justified, c.due_on, c.status = ANY(%(over)s) AS over
FROM quality_lot q JOIN quality_case c ON c.id = q.case_id
WHERE q.lot_id = %(lot)s AND c.kind IN ('ncr', 'deviation') ORDER BY c.id
"""


MADE_UNDER: Final = """
AND c.id IN (SELECT p.case_id FROM quality_permitted p WHERE p.lot_id = %(lot)s AND p.way = 'made')
AND NOT EXISTS (SELECT FROM quality_lot q JOIN quality_case d ON d.id = q.case_id
                WHERE q.lot_id = %(lot)s AND d.kind IN ('deviation', 'ncr') AND d.status <> 'cancelled' AND d.id > c.id)
ORDER BY c.id
"""
"""Permits under which a lot was made, unless a deviation or a nonconformity of it was reported since: that is decided there."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A record about a lot."""

    id: CaseId
    kind: CaseKind
    number: str
    title: str
    severity: Severity | None
    release_justified: bool
    due_on: date | None
    over: bool


@readiness(NAME)
def records_closed(lot: LotView, _event: LotEvent, tx: Transaction) -> CheckView:
    """Return whether every nonconformity of the lot is closed, and every deviation but justified minor ones."""
    rows = tx.rows(Row, OF_LOT, lot=lot.id, over=[status.value for status in OVER])
    standing = [row for row in rows if not row.over and not spared(row)]
    missing = blockers(standing, tx)
    result = CheckResult.FAILED if missing else CheckResult.PASSED if rows else CheckResult.NOT_APPLICABLE
    clears = max((row.due_on for row in standing if row.due_on), default=None)
    return CheckView(id=NAME, title=TITLE, result=result, missing=missing, clears_at=clears)


def blockers(standing: Sequence[Row], tx: Transaction) -> list[BlockerView]:
    """Return what is said of records that stand in the way, each with whom its next step waits for."""
    if not standing:
        return []
    seen = {case.id: case for case in cases.views(tx, "AND c.id = ANY(%(ids)s)", ids=[row.id for row in standing])}
    known = doers.of(tx, seen.values())
    return [blocker(row, seen.get(row.id), known, tx) for row in standing]


def blocker(row: Row, case: CaseView | None, known: Doers, tx: Transaction) -> BlockerView:
    """Return what is said of a record; of one that the actor may not open the number alone."""
    following = next(iter(tasks.next_events(case, known, tx)), None) if case else None
    return BlockerView(
        text_of(row) if case else words.OPEN_ELSEWHERE,
        {"number": row.number, "title": row.title} if case else {"number": row.number},
        kind=tasks.KIND if case else "",
        id=row.id if case else None,
        label=row.number,
        permission=(doers.right(row.kind, following) or "") if following else "",
        owner=case.owner if case else "",
        owner_zh=case.owner_zh if case else "",
    )


def spared(row: Row) -> bool:
    """Return whether an open record does not stand in the way: a minor deviation whose lots quality has justified."""
    return row.kind is CaseKind.DEVIATION and row.severity is Severity.MINOR and row.release_justified


def text_of(row: Row) -> str:
    """Return what is said of a record that stands in the way."""
    if row.kind is CaseKind.NCR:
        return words.OPEN_NCR
    return words.UNCLASSIFIED if row.severity is None else words.OPEN_DEVIATION


@readiness(PERMITS)
def within_permits(lot: LotView, _event: LotEvent, tx: Transaction) -> CheckView:
    """Return whether no more of a lot was made than the permits under which it was allow."""
    found = [
        (case, permits.shown(tx, cases.facts(tx, case.id), case.quantity))
        for case in cases.views(tx, MADE_UNDER, lot=lot.id)
    ]
    over = [(case, one.beyond) for case, counted in found for one in counted if one.lot_id == lot.id and one.beyond > 0]
    missing = [outside(case, beyond) for case, beyond in over]
    result = CheckResult.FAILED if missing else CheckResult.PASSED if found else CheckResult.NOT_APPLICABLE
    return CheckView(id=PERMITS, title=PERMITTED, result=result, missing=missing)


def outside(case: CaseView, beyond: Decimal) -> BlockerView:
    """Return what is said of a lot of which more was made than a permit allows."""
    return BlockerView(
        words.BEYOND_PERMIT,
        {"number": case.number, "title": case.title, "beyond": plain_text(beyond), "unit": case.unit},
        kind=tasks.KIND,
        id=case.id,
        label=case.number,
        permission=Permission.DEVIATION_REPORT,
        owner=case.owner,
        owner_zh=case.owner_zh,
    )
