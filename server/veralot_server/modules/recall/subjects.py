"""What the signer of an evaluation, a decision, an order over everything affected, or a closure sees and binds (11.50, 11.70).

An order says how many of which item it concerns and binds the hash of all their ids, which is calculated again from the
holds, or the steps of lots, that carry its signature. Beside it every lot is signed as the genealogy signs a hold or a recall
of single ones, so that each lot's dossier holds the signature.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, Final

from veralot_server.core.module import SIGNING, Subject, signs, subject
from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall import recalls, snapshots
from veralot_server.modules.recall.domain import steps
from veralot_server.modules.recall.recalls import RecallFacts
from veralot_shared.contracts.genealogy import NodeKind, PlaceHold, RecallLots
from veralot_shared.contracts.recall import (
    CloseRecall,
    DecideRecall,
    EvaluateHazard,
    HoldAffected,
    ListTargets,
    MarkRecalled,
    NothingToDo,
    RecallAction,
    RecallEvent,
    SuspectsMissing,
    TargetView,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import RecallId

ORDERED: Final = """
SELECT o.signature_id, o.event FROM recall_order o
WHERE o.recall_id = %(recall)s AND o.event = %(event)s ORDER BY o.id
"""

HELD: Final = """
SELECT h.node_id, CASE WHEN u.id IS NULL THEN 'lot' ELSE 'unit' END, i.code, h.reason_code
FROM genealogy_hold h
LEFT JOIN genealogy_unit u ON u.id = h.node_id
JOIN genealogy_lot l ON l.id = coalesce(u.lot_id, h.node_id)
JOIN items_item i ON i.id = l.item_id
WHERE h.signature_id = %(signature)s
"""

MARKED: Final = """
SELECT r.lot_id, 'lot', i.code, ''
FROM genealogy_status_change r JOIN genealogy_lot l ON l.id = r.lot_id JOIN items_item i ON i.id = l.item_id
WHERE r.signature_id = %(signature)s AND r.event = 'recall'
"""

Concerned = Iterable[tuple[int, str, str]]
"""Nodes by id, with their kind and the code of their item."""


# --- evaluation and decision -----------------------------------------------------------------------------------------


@signs(EvaluateHazard)
def evaluated(command: EvaluateHazard, tx: Transaction) -> list[Subject]:
    """Return the evaluation."""
    recall = recalls.facts(tx, command.recall_id)
    return [hazard(recall, command.hazard, command.recall_class)]


def hazard(recall: RecallFacts, text: str, recall_class: str | None) -> Subject:
    """Return an evaluation as it is signed."""
    content = {
        "number": recall.number,
        "event": RecallEvent.EVALUATE,
        "reason": recall.reason,
        "hazard": text,
        "recall_class": recall_class,
    }
    return Subject(kind="recall_hazard", key=str(recall.id), label=f"{recall.number} · evaluate", content=content)


@subject("recall_hazard")
def hazard_again(key: str, tx: Transaction) -> Subject | None:
    """Read an evaluation again."""
    recall = again(key, tx)
    return None if recall is None else hazard(recall, recall.hazard, evaluated_class(recall, tx))


def evaluated_class(recall: RecallFacts, tx: Transaction) -> str | None:
    """Return the class that the evaluation suggested; the decision may have set another."""
    query = "SELECT note FROM recall_step WHERE recall_id = %s AND event = 'evaluate' ORDER BY id DESC LIMIT 1"
    row = tx.wire.execute(query, (recall.id,)).fetchone()
    return row[0] if row else None


@signs(DecideRecall)
def decided(command: DecideRecall, tx: Transaction) -> list[Subject]:
    """Return the decision; who evaluated the hazard does not sign it too."""
    recall = recalls.facts(tx, command.recall_id)
    values = {name: getattr(command, name) for name in DECIDED}
    doers = frozenset() if recall.hazard_by is None else frozenset({int(recall.hazard_by)})
    return [decision(recall, values, doers)]


DECIDED: Final = ("action", "recall_class", "jurisdictions", "check_level", "check_percent", "rationale")


def decision(recall: RecallFacts, values: dict[str, Any], doers: frozenset[int] = frozenset()) -> Subject:
    """Return a decision as it is signed."""
    content = {"number": recall.number, "event": RecallEvent.DECIDE, "hazard": recall.hazard, **values}
    label = f"{recall.number} · decide"
    return Subject(kind="recall_decision", key=str(recall.id), label=label, content=content, doers=doers)


@subject("recall_decision")
def decision_again(key: str, tx: Transaction) -> Subject | None:
    """Read a decision again."""
    recall = again(key, tx)
    return None if recall is None else decision(recall, {name: getattr(recall, name) for name in DECIDED})


# --- closure ---------------------------------------------------------------------------------------------------------


@signs(CloseRecall)
def closed(command: CloseRecall, tx: Transaction) -> list[Subject]:
    """Return the recall with the hash of its frozen figures; who started it does not close it."""
    recall = recalls.facts(tx, command.recall_id)
    steps.step(recall.number, recall.status, recall.action, RecallEvent.CLOSE)
    return [closure(recall, command.conclusion, tx, frozenset({int(recall.started_by)}))]


def closure(recall: RecallFacts, conclusion: str, tx: Transaction, doers: frozenset[int] = frozenset()) -> Subject:
    """Return a recall as it is closed. Raises: FiguresNotFrozen."""
    content: dict[str, Any] = {
        "number": recall.number,
        "event": RecallEvent.CLOSE,
        "mock": recall.mock,
        "reason": recall.reason,
    }
    if recall.action is not RecallAction.NO_ACTION:
        frozen = snapshots.newest(tx, recall.id, recall.number)
        figures = {name: getattr(frozen, name) for name in ("lots", "units", "percent", "seconds")}
        content |= figures | {"sha256": snapshots.present_hash(tx, frozen.id)}
    content["conclusion"] = conclusion
    label = f"{recall.number} · close"
    return Subject(kind="recall_closure", key=str(recall.id), label=label, content=content, doers=doers)


@subject("recall_closure")
def closure_again(key: str, tx: Transaction) -> Subject | None:
    """Read a closure again, its figures as they are now in the database."""
    recall = again(key, tx)
    return None if recall is None else closure(recall, recall.conclusion, tx)


# --- orders over everything affected ---------------------------------------------------------------------------------


@signs(HoldAffected)
def held(command: HoldAffected, tx: Transaction) -> list[Subject]:
    """Return the order with how many of which item it holds, and these themselves."""
    recall, targets = concerned(tx, command.recall_id, RecallEvent.HOLD)
    nodes = [(int(one.id), one.kind.value, one.item_code) for one in targets]
    content = ordered(recall, RecallEvent.HOLD, nodes, command.reason_code)
    hold = PlaceHold(node_ids=[one.id for one in targets], reason_code=command.reason_code, reason=why(recall))
    place = next_place(tx, recall.id, RecallEvent.HOLD)
    return [order(recall, RecallEvent.HOLD, place, content), *SIGNING[PlaceHold.op](hold, tx)]


@signs(MarkRecalled)
def marked(command: MarkRecalled, tx: Transaction) -> list[Subject]:
    """Return the order with how many lots of which item it recalls, and these themselves."""
    recall, targets = concerned(tx, command.recall_id, RecallEvent.MARK)
    nodes = [(int(one.id), one.kind.value, one.item_code) for one in targets]
    place = next_place(tx, recall.id, RecallEvent.MARK)
    content = ordered(recall, RecallEvent.MARK, nodes, "")
    recalled = RecallLots(lot_ids=[one.lot_id for one in targets], reason=why(recall))
    return [order(recall, RecallEvent.MARK, place, content), *SIGNING[RecallLots.op](recalled, tx)]


def why(recall: RecallFacts) -> str:
    """Return the reason that every hold and step of an order carries."""
    return f"{recall.number}: {recall.reason}"


def concerned(tx: Transaction, recall_id: RecallId, event: RecallEvent) -> tuple[RecallFacts, list[TargetView]]:
    """Return a recall with what an order in it concerns. Raises: TransitionIllegal, SuspectsMissing, NothingToDo."""
    recall = recalls.facts(tx, recall_id)
    steps.step(recall.number, recall.status, recall.action, event)
    if not recall.suspects:
        raise SuspectsMissing
    targets = tx.call(ListTargets(recall_id=recall_id, event=event))
    if not targets:
        raise NothingToDo
    return recall, targets


def ordered(recall: RecallFacts, event: RecallEvent, nodes: Concerned, reason_code: str) -> dict[str, Any]:
    """Return what an order binds."""
    known = list(nodes)
    counts = Counter((item, kind) for _, kind, item in known)
    content = {
        "number": recall.number,
        "reason": recall.reason,
        "event": event,
        "lots": sum(kind == NodeKind.LOT for _, kind, _ in known),
        "units": sum(kind == NodeKind.UNIT for _, kind, _ in known),
        "totals": [f"{item}: {count}" for (item, _), count in sorted(counts.items())],
        "nodes_sha256": nodes_hash(node for node, _, _ in known),
    }
    return content | ({"reason_code": reason_code} if reason_code else {})


def nodes_hash(ids: Iterable[int]) -> str:
    """Return what tells two sets of nodes apart."""
    return sha256(",".join(map(str, sorted(ids))).encode()).hexdigest()


def order(recall: RecallFacts, event: RecallEvent, place: int, content: dict[str, Any]) -> Subject:
    """Return an order as it is signed, by its place among its like in the recall."""
    key = f"{recall.id}/{event}/{place}"
    return Subject(kind="recall_order", key=key, label=f"{recall.number} · {event}", content=content)


def next_place(tx: Transaction, recall_id: RecallId, event: RecallEvent) -> int:
    """Return the place that an order will have."""
    return len(tx.wire.execute(ORDERED, {"recall": recall_id, "event": event}).fetchall()) + 1


@subject("recall_order")
def order_again(key: str, tx: Transaction) -> Subject | None:
    """Read an order again, from the holds or steps that carry its signature."""
    recall_id, name, place = key.split("/")
    recall = again(recall_id, tx)
    event = RecallEvent(name)
    if recall is None:
        return None
    orders = tx.wire.execute(ORDERED, {"recall": recall.id, "event": event}).fetchall()
    if int(place) > len(orders):
        return None
    query = HELD if event is RecallEvent.HOLD else MARKED
    found = tx.wire.execute(query, {"signature": orders[int(place) - 1][0]}).fetchall()
    return order(recall, event, int(place), ordered(recall, event, [row[:3] for row in found], reason_of(found)))


def reason_of(found: Sequence[tuple[Any, ...]]) -> str:
    """Return the one cause that all holds of an order have."""
    return str(found[0][3]) if found else ""


def again(key: str, tx: Transaction) -> RecallFacts | None:
    """Read a recall again, if the actor may see it."""
    try:
        return recalls.facts(tx, RecallId(int(key)))
    except RecordNotFound:
        return None
