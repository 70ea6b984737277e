"""Steps and movements as they are signed: what was decided or moved, and why; each by its place among its like on a lot."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from veralot_server.core.module import Subject, subject, subjects_of
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import policy
from veralot_shared.contracts.genealogy import LotEvent
from veralot_shared.ids import LotId

STEPS = """
SELECT l.lot_no, r.event, r.reason FROM genealogy_status_change r JOIN genealogy_lot l ON l.id = r.lot_id
WHERE r.lot_id = %(lot)s AND r.event = %(event)s ORDER BY r.id
"""

MANY_STEPS = """
SELECT r.lot_id, l.lot_no, r.event, r.reason FROM genealogy_status_change r JOIN genealogy_lot l ON l.id = r.lot_id
WHERE r.lot_id = ANY(%(lots)s) AND r.event = ANY(%(events)s) ORDER BY r.id
"""

STEPS_BEFORE = "SELECT lot_id FROM genealogy_status_change WHERE lot_id = ANY(%(lots)s) AND event = %(event)s"

MOVEMENTS = """
SELECT l.lot_no, v.kind, s.code AS source, t.code AS target, trim_scale(m.quantity) AS quantity, i.unit, v.reason
FROM genealogy_movement_line m
JOIN genealogy_movement v ON v.id = m.movement_id
JOIN genealogy_lot l ON l.id = m.lot_id
JOIN items_item i ON i.id = l.item_id
JOIN genealogy_location s ON s.id = m.source_id
JOIN genealogy_location t ON t.id = m.target_id
WHERE m.lot_id = %(lot)s AND m.target_lot_id = m.lot_id AND v.kind = %(kind)s ORDER BY m.id
"""


class StepContent(msgspec.Struct, frozen=True, kw_only=True):
    """What a signature on a decision binds."""

    lot_no: str
    event: str
    reason: str


class MovementContent(msgspec.Struct, frozen=True, kw_only=True):
    """What a signature on a movement binds."""

    lot_no: str
    kind: str
    source: str
    target: str
    quantity: Decimal
    unit: str
    reason: str


def next_steps(tx: Transaction, lots: Sequence[Subject], event: LotEvent, reason: str) -> list[Subject]:
    """Return the steps that a decision will be in the histories of lots."""
    rows = tx.wire.execute(STEPS_BEFORE, {"lots": [int(lot.key) for lot in lots], "event": event})
    before = Counter(row[0] for row in rows)
    return [
        made(
            StepContent(lot_no=str(lot.content["lot_no"]), event=event, reason=reason),
            f"{lot.key}/{event}/{before[int(lot.key)] + 1}",
        )
        for lot in lots
    ]


def next_movement(tx: Transaction, lot: Subject, row: MovementContent) -> Subject:
    """Return the movement that a command will be among its like."""
    before = tx.rows(MovementContent, MOVEMENTS, lot=int(lot.key), kind=row.kind)
    return made(row, f"{lot.key}/{row.kind}/{len(before) + 1}")


def made(row: StepContent | MovementContent, key: str) -> Subject:
    """Return a step or movement as it is signed."""
    kind, what = ("step", row.event) if isinstance(row, StepContent) else ("movement", row.kind)
    return Subject(kind=kind, key=key, label=f"{row.lot_no} · {what}", content=msgspec.structs.asdict(row))


@subjects_of("step")
def steps_again(keys: Sequence[str], tx: Transaction) -> dict[str, Subject]:
    """Read decisions again, those on lots that the actor may see."""
    parts = [key.split("/") for key in keys]
    ids = sorted({int(lot) for lot, _, _ in parts})
    seen = policy.visible(tx, ids)
    found: dict[tuple[int, str], list[StepContent]] = {}
    values = {"lots": ids, "events": sorted({event for _, event, _ in parts})}
    for lot, lot_no, event, reason in tx.wire.execute(MANY_STEPS, values):
        found.setdefault((lot, event), []).append(StepContent(lot_no=lot_no, event=event, reason=reason))
    steps = (
        (key, int(lot), found.get((int(lot), event), ()), int(place))
        for key, (lot, event, place) in zip(keys, parts, strict=True)
    )
    return {key: made(rows[place - 1], key) for key, lot, rows, place in steps if lot in seen and place <= len(rows)}


@subject("step")
def step_again(key: str, tx: Transaction) -> Subject | None:
    """Read a decision again."""
    lot, event, place = key.split("/")
    found = tx.rows(StepContent, STEPS, lot=int(lot), event=event)
    return placed(tx, LotId(int(lot)), found, int(place), key)


@subject("movement")
def movement_again(key: str, tx: Transaction) -> Subject | None:
    """Read a movement again."""
    lot, kind, place = key.split("/")
    found = tx.rows(MovementContent, MOVEMENTS, lot=int(lot), kind=kind)
    return placed(tx, LotId(int(lot)), found, int(place), key)


def placed(
    tx: Transaction, lot_id: LotId, found: Sequence[StepContent | MovementContent], place: int, key: str
) -> Subject | None:
    """Return the record at a place, counted from 1, if it is there and the actor may see its lot."""
    if place > len(found) or lot_id not in policy.visible(tx, [lot_id]):
        return None
    return made(found[place - 1], key)
