"""What is written on a card: number, item, status, quantity, how many it stands for, and what evidence hangs on it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from veralot_client.core.words import Words
from veralot_client.modules.genealogy.presenters.picture.figure import Figure
from veralot_client.modules.genealogy.presenters.trace_columns import edge_quantity, node_status, node_tone
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import of_kind
from veralot_shared.contracts.genealogy import (
    EvidenceState,
    EvidenceView,
    LotStatus,
    NodeKind,
    TraceEdge,
    TraceNode,
)
from veralot_shared.ids import NodeId

STATE_TONES = {
    EvidenceState.RECORD: Tone.NEUTRAL,
    EvidenceState.GOOD: Tone.GOOD,
    EvidenceState.OPEN: Tone.WARNING,
    EvidenceState.BAD: Tone.BAD,
}
SHOWN_OF_GROUP = 12
"""Numbers of a group that its tip tells one by one."""


@dataclass(frozen=True, slots=True)
class Tag:
    """What of one kind hangs on a card or edge: how many pieces, and the worst that one of them says."""

    kind: str
    count: int
    tone: Tone


@dataclass(frozen=True, slots=True)
class CardText:
    """What one card says, in words.

    Attributes:
        label: its number; of a group the first one, and that more follow.
        count: for how many nodes it stands.
        item: code and name.
        status, tone, sign: the status in words, how it looks, and by which mark one tells it without colour.
        quantity: how much went over the edge on the way to the root.
        kind: what it is.
        tags: the evidence that hangs on it.
    """

    label: str
    count: int
    item: str
    status: str
    tone: Tone
    sign: str
    quantity: str
    kind: NodeKind
    tags: tuple[Tag, ...]


class Evidence:
    """The evidence of a trace by where it hangs."""

    def __init__(self, pieces: Sequence[EvidenceView] = ()) -> None:
        self.pieces = pieces
        self.on_node: dict[NodeId, list[EvidenceView]] = {}
        self.on_edge: dict[tuple[NodeId, NodeId], list[EvidenceView]] = {}
        for piece in pieces:
            if piece.parent_id is None:
                self.on_node.setdefault(piece.node_id, []).append(piece)
            else:
                self.on_edge.setdefault((piece.parent_id, piece.node_id), []).append(piece)

    def of(self, nodes: Sequence[TraceNode]) -> list[EvidenceView]:
        """Return what hangs on any of several nodes."""
        return [piece for node in nodes for piece in self.on_node.get(node.id, ())]

    def edges(self, figure: Figure) -> Mapping[int, list[EvidenceView]]:
        """Return what hangs on the edges between cards."""
        found: dict[int, list[EvidenceView]] = {}
        for (parent, child), pieces in self.on_edge.items():
            tail, head = figure.card(parent), figure.card(child)
            edge = None if tail is None or head is None else figure.edge(tail, head)
            if edge is not None:
                found.setdefault(edge, []).extend(pieces)
        return found


def sign_of(node: TraceNode) -> str:
    """Return the mark of a node's status; a held one is marked as held whatever stands beneath."""
    return LotStatus.HOLD.value if node.held else node.status


def tone_of(node: TraceNode) -> Tone:
    """Return how a node looks; what has no status is neutral."""
    return node_tone(node) or Tone.NEUTRAL


def tags(pieces: Sequence[EvidenceView]) -> tuple[Tag, ...]:
    """Return pieces of evidence as tags, one for each kind."""
    counts = Counter(piece.kind for piece in pieces)
    order = list(EvidenceState)
    worst = {kind: max((p.state for p in pieces if p.kind == kind), key=order.index) for kind in counts}
    return tuple(Tag(kind, counts[kind], STATE_TONES[worst[kind]]) for kind in sorted(counts))


def card_text(figure: Figure, card: int, words: Words, evidence: Evidence, chosen: TraceNode | None = None) -> CardText:
    """Return what a card says; `chosen` is the one of its nodes that somebody has chosen elsewhere."""
    nodes = figure.members(card)
    first = chosen or nodes[0]
    return CardText(
        label=first.label if chosen or len(nodes) == 1 else f"{first.label} …",
        count=len(nodes),
        item=f"{first.item_code}  {words.name(first.item_name, first.item_name_zh)}".strip() or (first.customer or ""),
        status=node_status(first, words) or words.label(first.kind),
        tone=tone_of(first),
        sign=sign_of(first),
        quantity=quantity(figure, card, words),
        kind=first.kind,
        tags=tags(evidence.of(nodes)),
    )


def quantity(figure: Figure, card: int, words: Words) -> str:
    """Return how much went over the edges by which a card's nodes are nearest to the root, where it has one unit."""
    records, places = figure.shown.known.graph.records, figure.shown.cards[card].tolist()
    edges = [edge for edge in (records[place].edge for place in places) if edge is not None]
    if len({edge.unit for edge in edges}) != 1:
        return ""
    return words.quantity(sum((edge.quantity for edge in edges), Decimal(0)), edges[0].unit)


def edge_text(edge: TraceEdge, words: Words) -> str:
    """Return what an edge says: how, how much, in which order and when."""
    parts = (words.label(edge.kind), edge_quantity(edge, words), edge.order_no or "", words.moment(edge.at))
    return "  ·  ".join(part for part in parts if part)


def evidence_text(piece: EvidenceView, words: Words) -> str:
    """Return a piece of evidence in one line."""
    signed = "" if piece.signature_id is None else f"#{piece.signature_id}"
    said = of_kind(piece.text, piece.text_kind, words)
    parts = (
        words.text(piece.title),
        said,
        piece.note,
        words.name(piece.by, piece.by_zh),
        words.moment(piece.at),
        signed,
    )
    return "  ·  ".join(part for part in parts if part)


def tip(figure: Figure, card: int, words: Words, evidence: Evidence) -> str:
    """Return all that is known of a card, line by line."""
    nodes = figure.members(card)
    text = card_text(figure, card, words, evidence)
    lines = [", ".join(node.label for node in nodes[:SHOWN_OF_GROUP])]
    if len(nodes) > SHOWN_OF_GROUP:
        more = len(nodes) - SHOWN_OF_GROUP
        lines.append(words.plural("and {count} more", "and {count} more", more))
    lines += [text.item, "  ·  ".join(part for part in (words.label(text.kind), text.status, text.quantity) if part)]
    if len(nodes) == 1:
        edge = figure.shown.known.graph.records[int(figure.shown.cards[card][0])].edge
        lines += [edge_text(edge, words)] if edge else []
    pieces = evidence.of(nodes)
    lines += [evidence_text(piece, words) for piece in pieces[:SHOWN_OF_GROUP]]
    return "\n".join(line for line in lines if line)
