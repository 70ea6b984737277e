"""How the nodes and edges of a trace read, and the columns of their tables. No Qt."""

from collections.abc import Callable, Mapping

from veralot_client.core.words import Words
from veralot_client.modules.genealogy.presenters.graph import Record, Side
from veralot_client.widgets.table.columns import Column, Filter, Option
from veralot_client.widgets.tones import Tone, tone_of
from veralot_client.widgets.values import OF_FIELDS, coded
from veralot_shared.contracts.genealogy import EdgeKind, LotStatus, NodeKind, TraceEdge, TraceNode, UnitStatus
from veralot_shared.i18n import N_
from veralot_shared.ids import NodeId


def node_status(node: TraceNode, words: Words) -> str:
    """Return what a node counts as; a held one is on hold whatever stands beneath."""
    if node.held:
        return words.label(LotStatus.HOLD)
    kinds = (UnitStatus,) if node.kind is NodeKind.UNIT else OF_FIELDS["status"]
    return coded(node.status, kinds, words) or node.status


def node_tone(node: TraceNode) -> Tone | None:
    """Return how a node's status looks."""
    if node.held:
        return Tone.BAD
    kind = UnitStatus if node.kind is NodeKind.UNIT else LotStatus
    return tone_of(kind(node.status)) if node.status in kind.__members__.values() else None


def edge_quantity(edge: TraceEdge | None, words: Words) -> str:
    """Return how much went over an edge."""
    return words.quantity(edge.quantity, edge.unit) if edge else ""


SIDES = {Side.ROOT: N_("Start"), Side.BEHIND: N_("Behind"), Side.AFTER: N_("After")}
"""What the sides of a trace are called."""

RECORDS: tuple[Column[Record], ...] = (
    Column(
        id="side",
        title=N_("Side"),
        value=lambda each: each.side,
        text=lambda each, words: words.text(SIDES[each.side]),
        filter=Filter.CHOICE,
        choices=tuple(Option(side, SIDES[side]) for side in (Side.BEHIND, Side.AFTER)),
        chars=10,
    ),
    Column(id="depth", title=N_("Steps"), value=lambda each: each.depth, filter=Filter.TEXT, right=True, chars=6),
    Column(
        id="kind",
        title=N_("Kind"),
        value=lambda each: each.node.kind,
        filter=Filter.CHOICE,
        choices=tuple(NodeKind),
        chars=10,
    ),
    Column(id="label", title=N_("Number"), value=lambda each: each.node.label, filter=Filter.TEXT, chars=20),
    Column(id="item_code", title=N_("Item"), value=lambda each: each.node.item_code, filter=Filter.TEXT, chars=10),
    Column(
        id="item_name",
        title=N_("Item name"),
        value=lambda each: each.node.item_name,
        text=lambda each, words: words.name(each.node.item_name, each.node.item_name_zh),
        filter=Filter.TEXT,
        chars=26,
    ),
    Column(
        id="status",
        title=N_("Status"),
        value=lambda each: each.node.status,
        text=lambda each, words: node_status(each.node, words),
        tone=lambda each: node_tone(each.node),
        filter=Filter.TEXT,
        chars=16,
    ),
    Column(id="held", title=N_("Holds"), value=lambda each: each.node.held, filter=Filter.TEXT, right=True, chars=6),
    Column(
        id="customer",
        title=N_("Customer"),
        value=lambda each: each.node.customer,
        text=lambda each, words: words.name(each.node.customer, each.node.customer_zh),
        filter=Filter.TEXT,
        chars=12,
    ),
    Column(
        id="quantity",
        title=N_("Quantity"),
        value=lambda each: each.edge.quantity if each.edge else None,
        text=lambda each, words: edge_quantity(each.edge, words),
        right=True,
    ),
    Column(
        id="order_no",
        title=N_("Order"),
        value=lambda each: each.edge.order_no if each.edge else None,
        filter=Filter.TEXT,
    ),
    Column(
        id="at", title=N_("At"), value=lambda each: each.edge.at if each.edge else None, filter=Filter.TEXT, chars=20
    ),
)


def edge_columns(nodes: Callable[[], Mapping[NodeId, TraceNode]]) -> tuple[Column[TraceEdge], ...]:
    """Return the columns of the table of all edges; `nodes` are those of the trace that is shown."""

    def label(node_id: NodeId) -> str:
        node = nodes().get(node_id)
        return node.label if node else ""

    return (
        Column(id="parent", title=N_("From"), value=lambda edge: label(edge.parent), filter=Filter.TEXT, chars=20),
        Column(
            id="kind",
            title=N_("How"),
            value=lambda edge: edge.kind,
            filter=Filter.CHOICE,
            choices=tuple(EdgeKind),
            chars=12,
        ),
        Column(id="child", title=N_("Into"), value=lambda edge: label(edge.child), filter=Filter.TEXT, chars=20),
        Column(
            id="quantity",
            title=N_("Quantity"),
            value=lambda edge: edge.quantity,
            text=edge_quantity,
            filter=Filter.TEXT,
            right=True,
        ),
        Column(id="order_no", title=N_("Order"), value=lambda edge: edge.order_no, filter=Filter.TEXT),
        Column(id="at", title=N_("At"), value=lambda edge: edge.at, filter=Filter.TEXT, chars=20),
    )
