"""Where a lot came from, what it went into, and who has it, each list with a statement of its completeness."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

import msgspec

from veralot_server.core.module import section
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import lots
from veralot_server.modules.genealogy.dossier import columns as c
from veralot_server.modules.genealogy.queries.trace import trace
from veralot_shared.contracts.genealogy import (
    ColumnView,
    Direction,
    LotView,
    NodeKind,
    Scope,
    SectionView,
    Trace,
    TraceEdge,
    TraceNode,
    TraceView,
)
from veralot_shared.i18n import N_
from veralot_shared.ids import LotId, NodeId

COMPLETE: Final = N_("This list is complete.")
INCOMPLETE: Final = N_("This list is not complete: what is not known stands in the column “Gap”.")
HIDDEN: Final = N_("This list leaves out records of other customers.")

LEVEL: Final = c.column("level", N_("Level"), "number")
GAP: Final = c.column("gap", N_("Gap"), "sentence")
KIND: Final = c.column("kind", N_("How"), "code:EdgeKind")

ORIGIN_COLUMNS: Final = (
    c.LOT,
    c.ITEM,
    c.STATUS,
    c.column("supplier", N_("Supplier"), "name"),
    c.column("supplier_lot_no", N_("Supplier lot")),
    c.column("into", N_("Into lot"), "link:lot"),
    KIND,
    c.QUANTITY,
    c.UNIT,
    c.ORDER,
    c.TIME,
    LEVEL,
    GAP,
)

USE_COLUMNS: Final = (
    c.column("from", N_("From lot"), "link:lot"),
    c.LOT,
    c.ITEM,
    c.STATUS,
    KIND,
    c.QUANTITY,
    c.UNIT,
    c.ORDER,
    c.TIME,
    LEVEL,
    GAP,
)

CUSTOMER_COLUMNS: Final = (
    c.column("customer", N_("Customer"), "name"),
    c.column("address", N_("Address")),
    c.column("country", N_("Country")),
    c.column("shipment", N_("Shipment")),
    c.column("shipped_at", N_("Shipped at"), "time"),
    c.LOT,
    c.QUANTITY,
    c.column("returned", N_("Returned"), "number"),
    c.UNIT,
)

CONSIGNEES: Final = """
WITH RECURSIVE ahead(id) AS (
    SELECT %(lot)s::bigint
    UNION
    SELECT e.child_id FROM ahead a JOIN genealogy_edge e ON e.parent_id = a.id AND e.scope IN ('L', 'B')
)
SELECT s.shipment_no, s.shipped_at, p.name AS customer, p.name_zh AS customer_zh, p.address,
       p.country, l.id AS lot_id, l.lot_no, i.unit,
       trim_scale(sum(m.quantity) FILTER (WHERE v.kind = 'ship')) AS quantity,
       trim_scale(coalesce(sum(m.quantity) FILTER (WHERE v.kind = 'return'), 0)) AS returned
FROM ahead a
JOIN genealogy_shipment s ON s.id = a.id
JOIN items_partner p ON p.id = s.customer_id
JOIN genealogy_movement v ON upper(v.document_no) = upper(s.shipment_no) AND v.kind IN ('ship', 'return')
JOIN genealogy_movement_line m ON m.movement_id = v.id
JOIN genealogy_lot l ON l.id = m.lot_id
JOIN items_item i ON i.id = l.item_id
WHERE l.id IN (SELECT id FROM ahead)
  AND (%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s OR s.customer_id = %(scope)s)
GROUP BY s.id, p.id, l.id, i.id
HAVING sum(m.quantity) FILTER (WHERE v.kind = 'ship') IS NOT NULL
ORDER BY s.shipped_at, s.id, l.id
"""


class Consignment(msgspec.Struct, frozen=True, kw_only=True):
    """What of a lot a customer got with a shipment, and how much came back."""

    shipment_no: str
    shipped_at: datetime
    customer: str
    customer_zh: str
    address: str
    country: str
    lot_id: LotId
    lot_no: str
    unit: str
    quantity: Decimal
    returned: Decimal


@section("genealogy.origin", order=20)
def origin_section(lot: LotView, tx: Transaction) -> SectionView:
    """Return every lot behind this one, nearest first, to the suppliers' lots (I-41)."""
    found = Chain(tx, lot, Direction.BACK)
    rows = [origin_row(found, edge) for edge in found.edges]
    rows += [gap_row(ORIGIN_COLUMNS, "lot", gap.node_id, gap.label, gap.why) for gap in found.view.gaps]
    return c.made("genealogy.origin", N_("Where it came from"), ORIGIN_COLUMNS, rows, statement(found.view))


def origin_row(found: "Chain", edge: TraceEdge) -> c.Row:
    """Return what one lot gave to the next."""
    parent, child = found.nodes[edge.parent], found.nodes[edge.child]
    source = found.lots.get(edge.parent)
    return [
        [parent.id, parent.label],
        parent.item_code,
        parent.status,
        c.name(source.supplier, source.supplier_zh) if source else None,
        source.supplier_lot_no if source else None,
        [child.id, child.label],
        *passed(edge),
        found.levels[edge.parent],
        None,
    ]


@section("genealogy.use", order=60)
def use_section(lot: LotView, tx: Transaction) -> SectionView:
    """Return every lot that this one went into, nearest first."""
    found = Chain(tx, lot, Direction.FORWARD)
    rows = [use_row(found, edge) for edge in found.edges]
    rows += [gap_row(USE_COLUMNS, "from", gap.node_id, gap.label, gap.why) for gap in found.view.gaps]
    return c.made("genealogy.use", N_("Where it was used"), USE_COLUMNS, rows, statement(found.view))


def use_row(found: "Chain", edge: TraceEdge) -> c.Row:
    """Return what one lot took up from the one before."""
    parent, child = found.nodes[edge.parent], found.nodes[edge.child]
    return [
        [parent.id, parent.label],
        [child.id, child.label],
        child.item_code,
        child.status,
        *passed(edge),
        found.levels[edge.child],
        None,
    ]


def passed(edge: TraceEdge) -> c.Row:
    """Return what passed along an edge: how, how much, for which order, when."""
    return [edge.kind, edge.quantity, edge.unit, edge.order_no, edge.at]


def gap_row(columns: Sequence[ColumnView], name: str, node_id: NodeId, label: str, why: str) -> c.Row:
    """Return a row that says of a lot what is not known of it."""
    cells = {name: [node_id, label], "gap": why}
    return [cells.get(column.id) for column in columns]


def statement(view: TraceView) -> str:
    """Return whether a list is complete, in a sentence."""
    if view.gaps:
        return INCOMPLETE
    return HIDDEN if view.hidden else COMPLETE


class Chain:
    """The lots on one side of a lot: how they hang together, how far away each is, and what suppliers sent."""

    def __init__(self, tx: Transaction, lot: LotView, direction: Direction) -> None:
        """Trace at lot scope; shipments and packages are other sections' matter."""
        self.view = trace(Trace(root=NodeId(lot.id), direction=direction, scope=Scope.LOT), tx)
        self.nodes: dict[NodeId, TraceNode] = {n.id: n for n in self.view.nodes if n.kind == NodeKind.LOT}
        between = [e for e in self.view.edges if e.parent in self.nodes and e.child in self.nodes]
        self.levels = levels(NodeId(lot.id), between, direction)
        outer = "parent" if direction is Direction.BACK else "child"
        whole = summed(between)
        self.edges = sorted(whole, key=lambda e: (self.levels[getattr(e, outer)], e.at, e.parent, e.child))
        parents = [LotId(node) for node in sorted({e.parent for e in between})] if direction is Direction.BACK else []
        self.lots = {NodeId(row.id): row for row in lots.views(tx, parents)} if parents else {}


def summed(edges: Sequence[TraceEdge]) -> list[TraceEdge]:
    """Return what passed between lots, in one sum where it passed unit by unit: a list of lots tells no units apart."""
    sums: dict[tuple[object, ...], TraceEdge] = {}
    for edge in edges:
        key = (edge.parent, edge.child, edge.kind, edge.unit, edge.order_no, edge.movement_id)
        before = sums.get(key)
        sums[key] = msgspec.structs.replace(edge, quantity=before.quantity + edge.quantity) if before else edge
    return list(sums.values())


def levels(root: NodeId, edges: Sequence[TraceEdge], direction: Direction) -> dict[NodeId, int]:
    """Return how many steps each lot is away, by the shortest way."""
    onward: dict[NodeId, list[NodeId]] = defaultdict(list)
    for edge in edges:
        near, far = (edge.child, edge.parent) if direction is Direction.BACK else (edge.parent, edge.child)
        onward[near].append(far)
    found, ring = {root: 0}, [root]
    while ring:
        fresh = dict.fromkeys(far for near in ring for far in onward[near] if far not in found)
        found |= dict.fromkeys(fresh, found[ring[0]] + 1)
        ring = list(fresh)
    return found


@section("genealogy.customers", order=65)
def customers_section(lot: LotView, tx: Transaction) -> SectionView:
    """Return who has what of this lot and of what it went into, with the consignee's name and address (I-42)."""
    found = tx.rows(Consignment, CONSIGNEES, lot=lot.id, scope=tx.actor.customer_id)
    rows = [
        [
            c.name(one.customer, one.customer_zh),
            one.address,
            one.country,
            one.shipment_no,
            one.shipped_at,
            [one.lot_id, one.lot_no],
            one.quantity,
            one.returned,
            one.unit,
        ]
        for one in found
    ]
    return c.made("genealogy.customers", N_("Who has it"), CUSTOMER_COLUMNS, rows)
