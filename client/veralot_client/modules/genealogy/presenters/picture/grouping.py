"""Collapses nodes that are alike into one with their count, and opens them again.

This is the picture's doing alone: the trace keeps every row, and the counts always sum up to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from veralot_client.modules.genealogy.presenters.graph import Graph, Side
from veralot_client.modules.genealogy.presenters.picture.classes import alike, dense_rows
from veralot_client.modules.genealogy.presenters.picture.mesh import Flags, Ints, Mesh, numbered
from veralot_shared.contracts.genealogy import NodeKind, TraceNode
from veralot_shared.ids import NodeId

FEWEST = 4
"""So few that are alike are shown one by one; more are collapsed."""
MOST_HELD_LOTS = 24
"""A held lot is never hidden behind a count, unless so many more are held that the rest would be hidden by them."""
MOST_CARDS = 120
"""A picture of more cards cannot be read at a glance: then siblings are collapsed of themselves."""


class Detail(StrEnum):
    """What is collapsed: what nobody could tell apart, or siblings, whatever became of each."""

    ALIKE = "alike"
    SIBLINGS = "siblings"


@dataclass(frozen=True, slots=True)
class Opening:
    """What somebody has opened: the groups of the nodes in `groups`, or all (`everything`); `single` nodes stand alone.

    It names nodes, which stay the same when the trace is asked for again; classes may not. Without a `detail` the size of the
    picture decides.
    """

    groups: frozenset[NodeId] = frozenset()
    single: frozenset[NodeId] = frozenset()
    everything: bool = False
    detail: Detail | None = None


@dataclass(frozen=True, slots=True)
class Classes:
    """Which nodes are alike in one detail, and which of these classes may be shown as one."""

    of: Ints
    collapsible: Flags

    @property
    def cards(self) -> int:
        """How many cards there are while everything is collapsed."""
        sizes = np.bincount(self.of)
        return int(np.where(self.collapsible, 1, sizes).sum())


@dataclass(frozen=True, slots=True)
class Known:
    """A trace as arrays, and which of its nodes are alike; made once for a trace and its statuses."""

    graph: Graph
    nodes: Sequence[TraceNode]
    place: Mapping[NodeId, int]
    mesh: Mesh
    classes: Mapping[Detail, Classes]

    def detail(self, opening: Opening) -> Detail:
        """Return what is collapsed in an opening."""
        if opening.detail is not None:
            return opening.detail
        return Detail.ALIKE if self.classes[Detail.ALIKE].cards <= MOST_CARDS else Detail.SIBLINGS


@dataclass(frozen=True, slots=True)
class Shown:
    """What the picture shows of a trace.

    Attributes:
        cards: for each card the nodes that it stands for, in the trace's order; one node, or a group of such that are alike.
        card_of: the card of each node of the trace.
        mesh: the edges between cards, each once.
        strands: how many edges of the trace each of them stands for.
        edge_of: for each edge of the trace the edge between cards that stands for it, -1 for none (within a group).
        classes: by which the nodes were collapsed.
    """

    known: Known
    cards: Sequence[Ints]
    card_of: Ints
    mesh: Mesh
    strands: Ints
    edge_of: Ints
    classes: Classes
    opening: Opening = field(default_factory=Opening)


def known(graph: Graph) -> Known:
    """Take a trace apart: which nodes there are, what joins them, and which are alike."""
    nodes = [record.node for record in graph.records]
    place = {node.id: number for number, node in enumerate(nodes)}
    edges = [edge for edge in graph.view.edges if edge.parent in place and edge.child in place]
    tails = np.array([place[edge.parent] for edge in edges], dtype=np.int64)
    heads = np.array([place[edge.child] for edge in edges], dtype=np.int64)
    mesh = Mesh(len(nodes), tails, heads)
    root = graph.view.root
    looks = numbered([look(node, is_root=node.id == root) for node in nodes])
    kinds = numbered([edge.kind for edge in edges])
    after = np.array([record.side is Side.AFTER for record in graph.records], dtype=np.bool_)
    classes = {
        Detail.ALIKE: alike(mesh, looks, kinds),
        Detail.SIBLINGS: alike(mesh, looks, kinds, by_behind=after, by_after=~after),
    }
    found = {detail: Classes(of, _collapsible(nodes, of)) for detail, of in classes.items()}
    return Known(graph, nodes, place, mesh, found)


def look(node: TraceNode, *, is_root: bool) -> tuple[object, ...]:
    """Return what is written on a node beside its number; the root is like nothing else."""
    alone = node.id if is_root else None
    return node.kind, node.item_code, node.status, node.held > 0, node.customer, alone


def _collapsible(nodes: Sequence[TraceNode], classes: Ints) -> Flags:
    """Return of which classes the nodes may be shown as one."""
    sizes = np.bincount(classes, minlength=1)
    held = np.zeros(len(sizes), dtype=np.bool_)
    held[classes[[place for place, node in enumerate(nodes) if node.held and node.kind is NodeKind.LOT]]] = True
    return (sizes >= FEWEST) & (~held | (sizes > MOST_HELD_LOTS))


def shown(known: Known, opening: Opening = Opening()) -> Shown:
    """Return what is shown when these groups are open."""
    classes = known.classes[known.detail(opening)]
    card_of = _cards(known, opening, classes)
    count = int(card_of.max(initial=-1)) + 1
    order = np.argsort(card_of, kind="stable")
    bounds = np.searchsorted(card_of[order], np.arange(1, count))
    cards = np.split(order, bounds) if count else []
    tails, heads = card_of[known.mesh.tails], card_of[known.mesh.heads]
    pairs, edge_of, strands = np.unique(
        np.column_stack([tails, heads]), axis=0, return_inverse=True, return_counts=True
    )
    return Shown(
        known=known,
        cards=cards,
        card_of=card_of,
        mesh=Mesh(count, pairs[:, 0], pairs[:, 1]),
        strands=strands.astype(np.int64),
        edge_of=edge_of.reshape(-1).astype(np.int64),
        classes=classes,
        opening=opening,
    )


def _cards(known: Known, opening: Opening, classes: Classes) -> Ints:
    """Return the number of each node's card; cards are numbered by the first of their nodes."""
    together = classes.collapsible.copy()
    together[classes.of[_places(known, opening.groups)]] = False
    if opening.everything:
        together[:] = False
    alone = ~together[classes.of]
    alone[_places(known, opening.single)] = True
    own = np.where(alone, np.arange(known.mesh.count), -1)
    groups = dense_rows(np.column_stack([classes.of, own])) if known.mesh.count else classes.of
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]


def _places(known: Known, nodes: frozenset[NodeId]) -> Ints:
    return np.array([known.place[node] for node in nodes if node in known.place], dtype=np.int64)
