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
from veralot_server.modules.quality.domain.permits import NOTHING
from veralot_shared.contracts.genealogy import BlockerView, CheckResult, CheckView, LotEvent, LotView
from veralot_shared.contracts.quality import OVER, CaseKind, CaseView, Permission, Severity
from veralot_shared.i18n import N_
from veralot_shared.ids import CaseId
from veralot_shared.rules.quantities import plain_text

NAME: Final = "quality.records"
TITLE: Final = N_("Quality records")
PERMITS: Final = "quality.permits"
PERMITTED: Final = N_("Permits to deviate")

FAMILY: Final = """
family(id, parted_at) AS (
    SELECT %(lot)s::bigint, NULL::timestamptz
    UNION
    SELECT l.lot_id, least(f.parted_at, m.at) FROM family f
    JOIN genealogy_movement_line l ON l.target_lot_id = f.id AND l.lot_id <> l.target_lot_id
    JOIN genealogy_movement m ON m.id = l.movement_id AND m.kind IN ('split', 'merge', 'draw'))
"""
"""A lot and those that it is a part of, each with when that part left it."""

OF_LOT: Final = f"""
WITH RECURSIVE {FAMILY}
SELECT DISTINCT c.id, c.kind, c.number, c.title, c.severity, c.release_justified, c.due_on, c.status = ANY(%(over)s) AS over
FROM family f JOIN quality_lot q ON q.lot_id = f.id JOIN quality_case c ON c.id = q.case_id
WHERE c.kind = 'deviation' AND c.opened_at <= coalesce(f.parted_at, 'infinity') OR c.kind = 'ncr' AND f.parted_at IS NULL
ORDER BY c.id
"""  # noqa: S608 - an expression of our own
"""The records about a lot, and the deviations that were open for another when it was divided off.

A nonconformity holds its lots; who divides one of them for it names the parts in it.
"""


MADE_UNDER: Final = f"""
AND c.id IN (WITH RECURSIVE {FAMILY} SELECT p.case_id FROM quality_permitted p JOIN family f ON f.id = p.lot_id
             WHERE p.way = 'made')
AND NOT EXISTS (SELECT FROM quality_lot q JOIN quality_case d ON d.id = q.case_id
                WHERE q.lot_id = %(lot)s AND d.kind IN ('deviation', 'ncr') AND d.status <> 'cancelled' AND d.id > c.id)
ORDER BY c.id
"""  # noqa: S608 - an expression of our own
"""Permits under which a lot, or what it is a part of, was made, unless a deviation or a nonconformity of the lot was reported
since: that is decided there."""


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
        (case, permits.beyond(tx, cases.facts(tx, case.id), case.quantity).get(lot.id, NOTHING))
        for case in cases.views(tx, MADE_UNDER, lot=lot.id)
    ]
    missing = [outside(case, beyond) for case, beyond in found if beyond > NOTHING]
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
