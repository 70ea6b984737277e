"""What the signer of a decision on lots sees and binds, and how the same records are read again later (11.50, 11.70).

Four kinds of record are signed. A `lot`: what it is, not where it lies, so that a transfer voids no signature but a corrected
date does. A `step` in its history: which decision, why. A `movement`: what left, how much, why. `units`: which single pieces.
A step or movement does not exist yet when it is signed: its key is the place that it will have among its like.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

import msgspec

from veralot_server.core.module import Subject, signs, subject
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import holding, policy
from veralot_shared.contracts.genealogy import (
    AdjustStock,
    DisposeLot,
    Disposition,
    LiftHold,
    LocationKind,
    LotEvent,
    MovementKind,
    NodeKind,
    PlaceHold,
    RecallLots,
    RejectLot,
    ReleaseLot,
    ReleaseProduction,
    ReleaseToMarket,
    ReturnToSupplier,
    ScrapLot,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import LocationId, LotId, UnitId

LOTS = """
SELECT l.id, l.lot_no, i.code AS item, s.code AS supplier, l.supplier_lot_no, l.manufactured, l.expiry,
       l.quantity_made, i.unit
FROM genealogy_lot l JOIN items_item i ON i.id = l.item_id LEFT JOIN items_partner s ON s.id = l.supplier_id
WHERE l.id = ANY(%(ids)s) ORDER BY l.id
"""

DOERS = """
SELECT r.by_id FROM genealogy_status_change r
WHERE r.lot_id = %(lot)s AND r.event IN ('receive', 'sample', 'report_rework', 'return_from_customer')
UNION
SELECT v.by_id FROM genealogy_movement_line m JOIN genealogy_movement v ON v.id = m.movement_id
WHERE m.target_lot_id = %(lot)s AND m.lot_id = m.target_lot_id AND v.kind IN ('receipt', 'produce', 'rework')
UNION
SELECT v.by_id FROM genealogy_edge e JOIN genealogy_movement v ON v.id = e.movement_id
WHERE e.child_id = %(lot)s AND v.kind = 'consume'
"""
"""Who received, sampled, made or reworked a lot."""

STEPS = """
SELECT l.lot_no, r.event, r.reason FROM genealogy_status_change r JOIN genealogy_lot l ON l.id = r.lot_id
WHERE r.lot_id = %(lot)s AND r.event = %(event)s ORDER BY r.id
"""

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

UNITS = """
SELECT u.serial_no, i.code AS item FROM genealogy_unit u JOIN items_item i ON i.id = u.item_id
WHERE u.id = ANY(%(ids)s) ORDER BY u.serial_no, u.id
"""

SHOWN = 20
"""So many serial numbers are shown one by one; of more, the first and the last, and the hash of all."""


class LotContent(msgspec.Struct, frozen=True, kw_only=True):
    """What a signature on a lot binds."""

    id: LotId
    lot_no: str
    item: str
    supplier: str | None
    supplier_lot_no: str | None
    manufactured: date | None
    expiry: date | None
    quantity_made: Decimal
    unit: str


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


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A unit, by what is printed on it."""

    serial_no: str
    item: str


# --- reading again ---------------------------------------------------------------------------------------------------


def lot_subjects(tx: Transaction, lot_ids: Iterable[LotId], doers: Callable[[LotId], frozenset[int]]) -> list[Subject]:
    """Return lots as they are signed, each once.

    Raises:
        RecordNotFound: one is not there, or is not the actor's to see.
    """
    wanted = sorted(set(lot_ids))
    seen = policy.visible(tx, wanted)
    found = {row.id: row for row in tx.rows(LotContent, LOTS, ids=wanted) if row.id in seen}
    for lot_id in wanted:
        if lot_id not in found:
            raise RecordNotFound(kind="lot", key=str(lot_id))
    return [lot_subject_of(found[lot_id], doers(lot_id)) for lot_id in wanted]


def lot_subject_of(row: LotContent, doers: frozenset[int] = frozenset()) -> Subject:
    """Return one lot as it is signed."""
    content = {name: getattr(row, name) for name in row.__struct_fields__ if name != "id"}
    return Subject(kind="lot", key=str(row.id), label=f"{row.lot_no} · {row.item}", content=content, doers=doers)


def nobody(lot_id: LotId) -> frozenset[int]:  # noqa: ARG001 - stands where a lot's doers are asked for
    """Return that the signature asks for no second pair of eyes."""
    return frozenset()


@subject("lot")
def lot_subject(key: str, tx: Transaction) -> Subject | None:
    """Read a lot again, if the actor may see it."""
    lot_id = LotId(int(key))
    found = tx.one(LotContent, LOTS, ids=[lot_id])
    return lot_subject_of(found) if found is not None and lot_id in policy.visible(tx, [lot_id]) else None


@subject("step")
def step_subject(key: str, tx: Transaction) -> Subject | None:
    """Read a decision again: the n-th of its kind on a lot."""
    lot, event, place = key.split("/")
    found = tx.rows(StepContent, STEPS, lot=int(lot), event=event)
    return placed(tx, LotId(int(lot)), found, int(place), key, "step")


@subject("movement")
def movement_subject(key: str, tx: Transaction) -> Subject | None:
    """Read a movement again: the n-th of its kind on a lot."""
    lot, kind, place = key.split("/")
    found = tx.rows(MovementContent, MOVEMENTS, lot=int(lot), kind=kind)
    return placed(tx, LotId(int(lot)), found, int(place), key, "movement")


def placed(
    tx: Transaction,
    lot_id: LotId,
    found: Sequence[StepContent | MovementContent],
    place: int,
    key: str,
    kind: str,
) -> Subject | None:
    """Return the record at a place, counted from 1, if it is there and the actor may see its lot."""
    if place > len(found) or lot_id not in policy.visible(tx, [lot_id]):
        return None
    return numbered(found[place - 1], key, kind)


def numbered(row: StepContent | MovementContent, key: str, kind: str) -> Subject:
    """Return a step or movement as it is signed."""
    what = row.event if isinstance(row, StepContent) else row.kind
    return Subject(kind=kind, key=key, label=f"{row.lot_no} · {what}", content=msgspec.structs.asdict(row))


@subject("units")
def units_subject(key: str, tx: Transaction) -> Subject | None:
    """Read units again; which ones is in the key, as ranges of their ids."""
    ids = [number for part in key.split(",") for number in spread(part)]
    return units_subject_of(tx, ids) if len(policy.visible(tx, ids)) == len(ids) else None


def spread(part: str) -> range:
    """Return the numbers of `7` or `7-9`."""
    first, _, last = part.partition("-")
    return range(int(first), int(last or first) + 1)


def ranges(numbers: Sequence[int]) -> str:
    """Return numbers as text that `spread` reads: `3,7-9`."""
    groups: list[list[int]] = []
    for number in sorted(numbers):
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return ",".join(str(group[0]) if len(group) == 1 else f"{group[0]}-{group[-1]}" for group in groups)


def units_subject_of(tx: Transaction, unit_ids: Sequence[int]) -> Subject:
    """Return units as they are signed: their numbers, or if they are many their count, the first, the last and a hash."""
    pieces = tx.rows(Piece, UNITS, ids=list(unit_ids))
    serials = [piece.serial_no for piece in pieces]
    content: dict[str, object] = {"item": sorted({piece.item for piece in pieces}), "count": len(serials)}
    if len(serials) <= SHOWN:
        content["serials"] = serials
    else:
        whole = sha256("\n".join(serials).encode()).hexdigest()
        content |= {"first": serials[0], "last": serials[-1], "serials_sha256": whole}
    label = f"{serials[0]} … {serials[-1]} ({len(serials)})" if len(serials) > 1 else "".join(serials)
    return Subject(kind="units", key=ranges(unit_ids), label=label, content=content)


# --- what is signed --------------------------------------------------------------------------------------------------


class Decision(NamedTuple):
    """A decision that is about to be signed: which, why, and whether those who did the work may not sign it."""

    event: LotEvent
    reason: str
    four_eyes: bool = False


DECISIONS: dict[type, Callable[..., Decision]] = {
    ReleaseLot: lambda command: Decision(LotEvent.ACCEPT, command.note, four_eyes=True),
    ReleaseProduction: lambda command: Decision(LotEvent.RELEASE_PRODUCTION, command.note, four_eyes=True),
    ReleaseToMarket: lambda command: Decision(LotEvent.RELEASE_MARKET, command.note),
    RejectLot: lambda command: Decision(LotEvent.REJECT, command.reason),
    DisposeLot: lambda command: Decision(
        LotEvent.CONCEDE if command.disposition is Disposition.CONCESSION else LotEvent.ORDER_REWORK,
        command.justification,
    ),
}


@signs(ReleaseLot, ReleaseProduction, ReleaseToMarket, RejectLot, DisposeLot)
def decision(
    command: ReleaseLot | ReleaseProduction | ReleaseToMarket | RejectLot | DisposeLot, tx: Transaction
) -> list[Subject]:
    """Return the lot that is decided on, and the decision."""
    taken = DECISIONS[type(command)](command)
    doers = (lambda lot_id: workers(tx, lot_id)) if taken.four_eyes else nobody
    (lot,) = lot_subjects(tx, [command.lot_id], doers)
    return [lot, next_step(tx, lot, taken.event, taken.reason)]


def workers(tx: Transaction, lot_id: LotId) -> frozenset[int]:
    """Return who received, sampled, made or reworked a lot; none of them may release it."""
    return frozenset(row[0] for row in tx.wire.execute(DOERS, {"lot": lot_id}))


def next_step(tx: Transaction, lot: Subject, event: LotEvent, reason: str) -> Subject:
    """Return the step that a decision will be in a lot's history."""
    before = tx.rows(StepContent, STEPS, lot=int(lot.key), event=event)
    row = StepContent(lot_no=str(lot.content["lot_no"]), event=event, reason=reason)
    return numbered(row, f"{lot.key}/{event}/{len(before) + 1}", "step")


@signs(RecallLots)
def recalled(command: RecallLots, tx: Transaction) -> list[Subject]:
    """Return the lots that are recalled, and the decision on each."""
    found = lot_subjects(tx, command.lot_ids, nobody)
    return found + [next_step(tx, lot, LotEvent.RECALL, command.reason) for lot in found]


@signs(PlaceHold)
def held(command: PlaceHold, tx: Transaction) -> list[Subject]:
    """Return the lots that are held, and the units of each lot of which single ones are."""
    return nodes(tx, [(node.kind, node.lot_id, node.id) for node in holding.holdable(tx, command.node_ids)])


@signs(LiftHold)
def lifted(command: LiftHold, tx: Transaction) -> list[Subject]:
    """Return the lots and units whose holds are lifted; who placed one of the holds may not lift it."""
    found = holding.liftable(tx, command.hold_ids)
    doers = frozenset(int(hold.placed_by) for hold in found)
    parts = [(hold.kind, hold.lot_id, hold.node_id) for hold in found]
    return [msgspec.structs.replace(one, doers=doers) for one in nodes(tx, parts)]


def nodes(tx: Transaction, parts: Iterable[tuple[NodeKind, LotId, int]]) -> list[Subject]:
    """Return lots one by one, and single units together by lot, each with its lot: its dossier shows the signature."""
    lots: set[LotId] = set()
    units: dict[LotId, set[int]] = {}
    for kind, lot_id, node_id in parts:
        if kind is NodeKind.LOT:
            lots.add(lot_id)
        else:
            units.setdefault(lot_id, set()).add(node_id)
    singled = [units_subject_of(tx, sorted(ids)) for _, ids in sorted(units.items())]
    return lot_subjects(tx, lots | units.keys(), nobody) + singled


@signs(ScrapLot, ReturnToSupplier)
def removed(command: ScrapLot | ReturnToSupplier, tx: Transaction) -> list[Subject]:
    """Return the lot of which something leaves for good, what leaves, and which of its units."""
    scrap = isinstance(command, ScrapLot)
    kind, target = (
        (MovementKind.SCRAP, LocationKind.DESTROYED) if scrap else (MovementKind.RETURN, LocationKind.SUPPLIERS)
    )
    (lot,) = lot_subjects(tx, [command.lot_id], nobody)
    places = Codes(tx)
    row = MovementContent(
        lot_no=str(lot.content["lot_no"]),
        kind=kind,
        source=places.named(command.location_id),
        target=places.outside(target),
        quantity=command.quantity,
        unit=str(lot.content["unit"]),
        reason=command.reason,
    )
    unit_ids: Sequence[UnitId] = command.unit_ids if isinstance(command, ScrapLot) else ()
    singled = [units_subject_of(tx, sorted(unit_ids))] if policy.visible(tx, unit_ids) else []
    return [lot, next_movement(tx, lot, row), *singled]


@signs(AdjustStock)
def adjusted(command: AdjustStock, tx: Transaction) -> list[Subject]:
    """Return the lot and the difference that will be posted."""
    (lot,) = lot_subjects(tx, [command.lot_id], nobody)
    places = Codes(tx)
    query = "SELECT trim_scale(quantity) FROM genealogy_stock WHERE lot_id = %s AND location_id = %s"
    found = tx.wire.execute(query, (command.lot_id, command.location_id)).fetchone()
    difference = command.counted - (found[0] if found else Decimal(0))
    here, outside = places.named(command.location_id), places.outside(LocationKind.DIFFERENCES)
    row = MovementContent(
        lot_no=str(lot.content["lot_no"]),
        kind=MovementKind.ADJUST,
        source=outside if difference > 0 else here,
        target=here if difference > 0 else outside,
        quantity=abs(difference),
        unit=str(lot.content["unit"]),
        reason=command.reason,
    )
    return [lot, next_movement(tx, lot, row)]


def next_movement(tx: Transaction, lot: Subject, row: MovementContent) -> Subject:
    """Return the movement that a signed command will be among its like."""
    before = tx.rows(MovementContent, MOVEMENTS, lot=int(lot.key), kind=row.kind)
    return numbered(row, f"{lot.key}/{row.kind}/{len(before) + 1}", "movement")


class Codes:
    """The codes of locations, as signers know them."""

    def __init__(self, tx: Transaction) -> None:
        """Read them in one statement."""
        rows = tx.wire.execute("SELECT id, kind, code FROM genealogy_location").fetchall()
        self._by_id: dict[LocationId, str] = {location_id: code for location_id, _, code in rows}
        self._by_kind: dict[str, str] = {kind: code for _, kind, code in rows}

    def named(self, location_id: LocationId) -> str:
        """Return the code of a location.

        Raises:
            RecordNotFound: there is none.
        """
        if location_id not in self._by_id:
            raise RecordNotFound(kind="location", key=str(location_id), field="location_id")
        return self._by_id[location_id]

    def outside(self, kind: LocationKind) -> str:
        """Return the code of the one place of a kind outside the plant's shelves."""
        return self._by_kind[kind]
