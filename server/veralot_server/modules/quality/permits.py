"""Permits in the database: what is made and used under them is counted as it happens, and told or refused beyond their bounds.

What is made there is: more than is permitted is counted, told, and not released before somebody has decided on it. What is used
can be left where it lies: more than is permitted, or on another day, is refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final

import msgspec
from msgspec.structs import replace
from sqlalchemy import insert, update

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import cases
from veralot_server.modules.quality.cases import CaseFacts
from veralot_server.modules.quality.domain import permits as rules
from veralot_server.modules.quality.domain.permits import NOTHING, Bounds, Flow, Share
from veralot_server.modules.quality.tables import CaseLot, Permitted
from veralot_shared.contracts.quality import (
    LotRole,
    PermitNotRunning,
    PermitSpent,
    PermittedView,
    PermitWay,
    QualityChanged,
)
from veralot_shared.errors import CodedError, RecordNotFound
from veralot_shared.ids import CaseId, LotId, PartnerId
from veralot_shared.rules.quantities import plain_text

TAKEN: Final = """
(SELECT coalesce(sum(l.quantity), 0) FROM genealogy_movement_line l JOIN genealogy_location t ON t.id = l.target_id
 JOIN genealogy_movement m ON m.id = l.movement_id
 WHERE l.lot_id = {lot} AND m.kind NOT IN ('split', 'merge')
   AND (l.target_lot_id <> l.lot_id OR t.kind IN ('work_in_process', 'customers')))
"""
"""How much of a lot was taken in all: made into others, drawn, or delivered. What is moved or divided is not."""

MADE: Final = """
(SELECT coalesce(sum(l.quantity), 0) FROM genealogy_movement_line l JOIN genealogy_location s ON s.id = l.source_id
 WHERE l.target_lot_id = {lot} AND l.lot_id = {lot} AND s.kind = 'work_in_process')
"""
"""How much of a lot was made in all."""

NAMED: Final = f"""
SELECT p.id, p.case_id, p.lot_id, p.way, p.seen, c.number, c.customer_id, c.valid_from, c.valid_until, c.quantity AS allowed,
       (SELECT coalesce(sum(o.quantity), 0) FROM quality_permitted o WHERE o.case_id = c.id AND o.way <> 'excluded') AS counted,
       CASE p.way WHEN 'used' THEN {TAKEN.format(lot="p.lot_id")} ELSE {MADE.format(lot="p.lot_id")} END AS now,
       EXISTS (SELECT FROM quality_lot q WHERE q.case_id = p.case_id AND q.lot_id = p.lot_id AND q.role = 'subject') AS named,
       g.lot_no, i.unit
FROM quality_permitted p JOIN quality_case c ON c.id = p.case_id
JOIN genealogy_lot g ON g.id = p.lot_id JOIN items_item i ON i.id = g.item_id
WHERE p.lot_id = ANY(%(lots)s) AND p.way <> 'excluded' AND c.kind = 'permit' AND c.status = 'approved'
ORDER BY p.lot_id, p.case_id
"""  # noqa: S608 - columns of our own

RUNNING: Final = """
SELECT c.id, g.id AS lot_id FROM quality_case c JOIN genealogy_lot g ON g.item_id = c.item_id
WHERE c.kind = 'permit' AND c.status = 'approved' AND c.closed_at IS NULL AND g.id = ANY(%(lots)s)
  AND %(today)s BETWEEN c.valid_from AND c.valid_until AND (c.customer_id IS NULL OR c.customer_id = g.customer_id)
  AND NOT EXISTS (SELECT FROM quality_lot q WHERE q.case_id = c.id AND q.role = 'subject')
  AND NOT EXISTS (SELECT FROM quality_permitted p WHERE p.case_id = c.id AND p.lot_id = g.id)
ORDER BY c.id, g.id
"""
"""Of lots that were just made the permits for their item that run and name no lots of their own."""

NEW: Final = f"""
SELECT q.lot_id, {TAKEN.format(lot="q.lot_id")} AS taken, {MADE.format(lot="q.lot_id")} AS made,
       EXISTS (SELECT FROM genealogy_movement_line l WHERE l.target_lot_id = q.lot_id) AS there,
       (SELECT coalesce(max(l.movement_id), 0) FROM genealogy_movement_line l WHERE l.lot_id = q.lot_id) AS since
FROM quality_lot q WHERE q.case_id = %(case)s AND q.role = 'subject'
  AND NOT EXISTS (SELECT FROM quality_permitted p WHERE p.case_id = q.case_id AND p.lot_id = q.lot_id) ORDER BY q.id
"""  # noqa: S608 - columns of our own

ROOTS: Final = """
SELECT p.case_id, p.lot_id, p.since FROM quality_permitted p
WHERE p.case_id = ANY(%(cases)s) AND p.way = 'used' AND EXISTS (
    SELECT FROM quality_lot q WHERE q.case_id = p.case_id AND q.lot_id = p.lot_id AND q.role = 'subject') ORDER BY p.id
"""
"""The lots that permits name, and the last movement before each came under its permit."""

FLOWS: Final = """
WITH RECURSIVE family(lot_id) AS (
    SELECT unnest(%(lots)s::bigint[])
    UNION
    SELECT l.target_lot_id FROM family f JOIN genealogy_movement_line l ON l.lot_id = f.lot_id AND l.target_lot_id <> l.lot_id
    JOIN genealogy_movement m ON m.id = l.movement_id AND m.kind IN ('split', 'merge'))
SELECT l.movement_id AS movement, l.lot_id, CASE WHEN m.kind IN ('split', 'merge') THEN l.target_lot_id END AS into,
       l.quantity, EXISTS (
           SELECT FROM quality_lot q JOIN quality_case d ON d.id = q.case_id
           WHERE q.lot_id = l.lot_id AND d.kind IN ('deviation', 'ncr') AND d.status <> 'cancelled' AND d.id > %(case)s
             AND d.opened_at <= m.at) AS decided
FROM genealogy_movement_line l JOIN genealogy_movement m ON m.id = l.movement_id
JOIN genealogy_location t ON t.id = l.target_id
WHERE (l.lot_id IN (SELECT lot_id FROM family) OR l.target_lot_id IN (SELECT lot_id FROM family)) AND (
    m.kind IN ('split', 'merge') AND l.target_lot_id <> l.lot_id
    OR m.kind NOT IN ('split', 'merge') AND (l.target_lot_id <> l.lot_id OR t.kind IN ('work_in_process', 'customers')))
ORDER BY l.movement_id, l.lot_id, l.id
"""
"""What went from lots, and all that they were divided into or joined to, into others, or was taken; in its order."""

COUNTED: Final = """
INSERT INTO quality_permitted (case_id, lot_id, way, quantity, seen)
SELECT %(case)s, n, 'used', 0, 0 FROM unnest(%(lots)s::bigint[]) AS n ON CONFLICT DO NOTHING
"""
"""The parts of a lot that was divided or joined come under its permit."""

ALONE: Final = """
UPDATE quality_permitted p SET seen = p.seen WHERE p.id IN (
    SELECT min(k.id) FROM quality_permitted k JOIN quality_case c ON c.id = k.case_id
    WHERE k.case_id = ANY(%(cases)s) AND c.quantity IS NOT NULL GROUP BY k.case_id)
"""
"""Whoever counts under the same permit at the same time, if of another lot, waits here and is then run again."""

LISTED: Final = """
SELECT p.id, p.lot_id, g.lot_no, p.way, trim_scale(p.quantity) AS quantity, i.unit
FROM quality_permitted p JOIN genealogy_lot g ON g.id = p.lot_id JOIN items_item i ON i.id = g.item_id
WHERE p.case_id = %(case)s ORDER BY p.id
"""


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A lot of an approved permit: how much of it was seen before, and how much there is now.

    `named` says that the permit itself names it, and that it is not a part of such a lot.
    """

    id: int
    case_id: CaseId
    lot_id: LotId
    way: PermitWay
    seen: Decimal
    now: Decimal
    number: str
    customer_id: PartnerId | None
    valid_from: date
    valid_until: date
    allowed: Decimal | None
    counted: Decimal
    named: bool
    lot_no: str
    unit: str

    @property
    def bounds(self) -> Bounds:
        """Return what the permit allows."""
        return Bounds(self.id, self.valid_from, self.valid_until, self.allowed, self.counted)


class New(msgspec.Struct, frozen=True, kw_only=True):
    """A lot that a permit names and does not count yet."""

    lot_id: LotId
    taken: Decimal
    made: Decimal
    there: bool
    since: int


def listed(tx: Transaction, case_id: CaseId) -> list[PermittedView]:
    """Return the lots that a permit counts, in the order in which they came under it."""
    return tx.rows(PermittedView, LISTED, case=case_id)


def shown(tx: Transaction, case: CaseFacts, allowed: Decimal | None) -> list[PermittedView]:
    """Return the lots that a permit counts, and of those that were made how much lies beyond what it allows."""
    found = listed(tx, case.id)
    used = sum((one.quantity for one in found if one.way is PermitWay.USED), NOTHING)
    made_lots = [(one.lot_id, one.quantity) for one in found if one.way is PermitWay.MADE]
    over = rules.beyond(made_lots, allowed, used)
    return [replace(one, beyond=over.get(one.lot_id, NOTHING)) for one in found]


def begin(tx: Transaction, case: CaseFacts) -> None:
    """Count from now on what is made or used of the lots that an approved permit names."""
    rows = [
        {
            "case_id": case.id,
            "lot_id": lot.lot_id,
            "way": PermitWay.USED if lot.there else PermitWay.MADE,
            "quantity": 0,
            "seen": lot.taken if lot.there else 0,
            "since": lot.since,
        }
        for lot in tx.rows(New, NEW, case=case.id)
    ]
    if rows:
        tx.execute(insert(Permitted).values(rows))


def made(tx: Transaction, lot_ids: Sequence[LotId]) -> None:
    """Put lots that were just made under the permits that run for their item, and count them."""
    for case_id, lot_id in tx.wire.execute(RUNNING, {"lots": list(lot_ids), "today": tx.today}).fetchall():
        row = {"case_id": case_id, "lot_id": lot_id, "way": PermitWay.MADE, "quantity": 0, "seen": 0}
        tx.execute(insert(Permitted).values(row))
        known = tx.wire.execute("SELECT FROM quality_lot WHERE case_id = %s AND lot_id = %s", (case_id, lot_id))
        if known.fetchone() is None:
            tx.execute(insert(CaseLot).values(case_id=case_id, lot_id=lot_id, role=LotRole.IMPACTED))
    count(tx, lot_ids)


def count(tx: Transaction, lot_ids: Iterable[LotId]) -> None:
    """Count what was made or used of lots since that was last looked at. Raises: PermitNotRunning, PermitSpent."""
    found = parts_followed(tx, tx.rows(Named, NAMED, lots=list(lot_ids)))
    for _, of_lot in groupby(found, lambda row: row.lot_id):
        rows = list(of_lot)
        more = max((row.now - row.seen for row in rows), default=NOTHING)
        if more > NOTHING:
            charge(tx, rows, more)


def parts_followed(tx: Transaction, found: Sequence[Named]) -> list[Named]:
    """Bring what lots were divided into or joined to under their permits; of a part only what came from them counts."""
    cases = sorted({row.case_id for row in found if row.way is PermitWay.USED})
    taken = {case_id: used_of(tx, case_id) for case_id in cases}
    return [
        row
        if row.named or row.way is not PermitWay.USED
        else replace(row, now=taken[row.case_id].get(row.lot_id, NOTHING))
        for row in found
    ]


def used_of(tx: Transaction, case_id: CaseId) -> dict[int, Decimal]:
    """Return how much was taken from each lot of what a permit is about, and count from now on the lots that it went into."""
    roots = {lot_id: since for _, lot_id, since in tx.wire.execute(ROOTS, {"cases": [case_id]})}
    flows = [one for one in flows_of(tx, case_id, roots) if one.movement > roots.get(one.lot_id, -1)]
    known = rules.followed(dict.fromkeys(roots, rules.ALL), [one._replace(decided=False) for one in flows])
    parts = [
        lot_id for lot_id, share in known.shares.items() if share.marked > NOTHING or known.taken[lot_id] > NOTHING
    ]
    tx.wire.execute(COUNTED, {"case": case_id, "lots": [one for one in parts if one not in roots]})
    return known.taken


def flows_of(tx: Transaction, case_id: CaseId, lot_ids: Iterable[int]) -> list[Flow]:
    """Return what went from lots and their parts into others, in its order."""
    return [Flow(*row) for row in tx.wire.execute(FLOWS, {"case": case_id, "lots": list(lot_ids)})]


def beyond(tx: Transaction, case: CaseFacts, allowed: Decimal | None) -> Mapping[int, Decimal]:
    """Return of which lots, and parts of lots, how much was made beyond what a permit allows.

    Of a lot that is divided its parts have all of it between them. What was decided on before it was divided is in no part.
    """
    made_lots = [one for one in shown(tx, case, allowed) if one.way is PermitWay.MADE]
    start: dict[int, Share] = {one.lot_id: Share(one.quantity - one.beyond, one.beyond) for one in made_lots}
    flows = [one for one in flows_of(tx, case.id, [one.lot_id for one in made_lots if one.beyond]) if one.into]
    return {lot_id: share.marked for lot_id, share in rules.followed(start, flows).shares.items()}


def charge(tx: Transaction, rows: Sequence[Named], more: Decimal) -> None:
    """Charge what was made or used of a lot to one of its permits, and tell. Raises: PermitNotRunning, PermitSpent."""
    tx.wire.execute(ALONE, {"cases": [row.case_id for row in rows]})
    chosen = rules.charged([row.bounds for row in rows], more, tx.today)
    row = rows[-1] if chosen is None else next(one for one in rows if one.id == chosen.key)
    if chosen is None and row.way is PermitWay.USED:
        raise refusal(row, more, tx.today)
    tx.execute(update(Permitted).where(Permitted.id == row.id).values(quantity=Permitted.quantity + more))
    for one in rows:
        tx.execute(update(Permitted).where(Permitted.id == one.id).values(seen=one.now))
    tx.emit(QualityChanged(case_ids=[row.case_id]), row.customer_id)


def refusal(row: Named, more: Decimal, today: date) -> CodedError:
    """Return why no more of a lot can be used."""
    if not row.bounds.runs(today) or row.bounds.left is None:
        return PermitNotRunning(lot_no=row.lot_no, number=row.number, since=row.valid_from, until=row.valid_until)
    return PermitSpent(
        lot_no=row.lot_no, number=row.number, wanted=trimmed(more), left=trimmed(row.bounds.left), unit=row.unit
    )


def trimmed(quantity: Decimal) -> Decimal:
    """Return a quantity without zeros that say nothing."""
    return Decimal(plain_text(quantity))


def exclude(tx: Transaction, case: CaseFacts, lot_id: LotId) -> None:
    """Say that a lot was not made under a permit after all; it counts no more. Raises: RecordNotFound."""
    statement = update(Permitted).where(
        Permitted.case_id == case.id, Permitted.lot_id == lot_id, Permitted.way == PermitWay.MADE
    )
    done = tx.execute(statement.values(way=PermitWay.EXCLUDED).returning(Permitted.id)).scalar_one_or_none()
    if done is None:
        raise RecordNotFound(kind="lot", key=str(lot_id), field="lot_id")
    cases.tell(tx, case)
