"""Holds in the database: on which lots and units they lie, and how they are shown."""

from collections.abc import Sequence

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import policy
from veralot_server.modules.genealogy.domain.reasons import require_any
from veralot_shared.contracts.genealogy import HoldLifted, HoldView, NodeKind
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import HoldId, LotId, NodeId, UserId

HOLDABLE = """
SELECT l.id, 'lot' AS kind, l.id AS lot_id, l.lot_no AS label FROM genealogy_lot l WHERE l.id = ANY(%(ids)s)
UNION ALL
SELECT u.id, 'unit', u.lot_id, u.serial_no FROM genealogy_unit u WHERE u.id = ANY(%(ids)s)
ORDER BY id
"""

LIFTABLE = """
SELECT h.id, h.node_id, CASE WHEN u.id IS NULL THEN 'lot' ELSE 'unit' END AS kind,
       coalesce(u.lot_id, h.node_id) AS lot_id, coalesce(u.serial_no, l.lot_no) AS label,
       h.placed_by, w.full_name AS lifted_by,
       coalesce(w.full_name_zh, '') AS lifted_by_zh
FROM genealogy_hold h
LEFT JOIN genealogy_unit u ON u.id = h.node_id
LEFT JOIN genealogy_lot l ON l.id = h.node_id
LEFT JOIN identity_user w ON w.id = h.lifted_by
WHERE h.id = ANY(%(ids)s) ORDER BY h.id
"""

VIEW = """
SELECT h.id, h.node_id, CASE WHEN u.id IS NULL THEN 'lot' ELSE 'unit' END AS node_kind,
       coalesce(u.serial_no, l.lot_no) AS label, h.reason_code, h.reason, p.full_name AS placed_by, h.placed_at,
       h.signature_id, w.full_name AS lifted_by, h.lifted_at, p.full_name_zh AS placed_by_zh,
       w.full_name_zh AS lifted_by_zh
FROM genealogy_hold h
JOIN identity_user p ON p.id = h.placed_by
LEFT JOIN identity_user w ON w.id = h.lifted_by
LEFT JOIN genealogy_unit u ON u.id = h.node_id
JOIN genealogy_lot l ON l.id = coalesce(u.lot_id, h.node_id)
"""


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A lot or unit that a hold can lie on, and the lot that it is or belongs to."""

    id: NodeId
    kind: NodeKind
    lot_id: LotId
    label: str


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """A hold that is to be lifted; `lifted_by` is who did so before."""

    id: HoldId
    node_id: NodeId
    kind: NodeKind
    lot_id: LotId
    label: str
    placed_by: UserId
    lifted_by: str | None
    lifted_by_zh: str


def holdable(tx: Transaction, node_ids: Sequence[NodeId]) -> list[Node]:
    """Return the lots and units of these ids, each once.

    Raises:
        ValueNotAllowed: none is named.
        RecordNotFound: one is neither, or is not there.
    """
    require_any(node_ids, "node_ids")
    found = tx.rows(Node, HOLDABLE, ids=list(policy.visible(tx, node_ids)))
    known = {node.id for node in found}
    for index, node_id in enumerate(node_ids):
        if node_id not in known:
            raise RecordNotFound(kind="lot or unit", key=str(node_id), field=f"node_ids[{index}]")
    return found


def liftable(tx: Transaction, hold_ids: Sequence[HoldId]) -> list[Open]:
    """Return open holds by id, each once.

    Raises:
        ValueNotAllowed: none is named.
        RecordNotFound: there is no such hold.
        HoldLifted: one was lifted before.
    """
    require_any(hold_ids, "hold_ids")
    every = tx.rows(Open, LIFTABLE, ids=list(hold_ids))
    seen = policy.visible(tx, [hold.node_id for hold in every])
    found = [hold for hold in every if hold.node_id in seen]
    known = {hold.id for hold in found}
    for index, hold_id in enumerate(hold_ids):
        if hold_id not in known:
            raise RecordNotFound(kind="hold", key=str(hold_id), field=f"hold_ids[{index}]")
    for hold in found:
        if hold.lifted_by is not None:
            raise HoldLifted(label=hold.label, lifted_by=hold.lifted_by, lifted_by_zh=hold.lifted_by_zh)
    return found


def views(tx: Transaction, hold_ids: Sequence[HoldId]) -> list[HoldView]:
    """Return holds as they are shown, by number."""
    return tx.rows(HoldView, f"{VIEW} WHERE h.id = ANY(%(ids)s) ORDER BY h.id", ids=list(hold_ids))
