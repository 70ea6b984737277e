"""Behind the page of the genealogy picture: asks, lays out, collapses and opens, and keeps what is chosen. No Qt."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from veralot_client.core.background import Job
from veralot_client.core.observers import Observers
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters.graph import Graph, Record
from veralot_client.modules.genealogy.presenters.picture.cards import Evidence, sign_of
from veralot_client.modules.genealogy.presenters.picture.figure import Figure
from veralot_client.modules.genealogy.presenters.picture.grouping import Detail, Known, Opening, known, shown
from veralot_client.modules.genealogy.presenters.picture.layout import laid_out
from veralot_client.modules.genealogy.presenters.picture.steps import Way, next_card
from veralot_client.modules.genealogy.presenters.trace import TracePresenter
from veralot_client.widgets.tones import Tone, tone_of
from veralot_shared.contracts.genealogy import (
    EdgeKind,
    EvidenceView,
    LotsChanged,
    LotStatus,
    NodeKind,
    Trace,
    TraceEvidence,
    TraceNode,
    UnitStatus,
)
from veralot_shared.ids import NodeId
from veralot_shared.messages import Query

AT_ONCE = 20_000
"""Nodes whose evidence is asked for in one message."""
GATHER_SECONDS = 0.3
"""How long changes are gathered before the trace is asked for again: an import tells of many in a row."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A trace with its evidence, laid out."""

    graph: Graph
    evidence: Evidence
    known: Known
    figure: Figure


class PicturePresenter(TracePresenter):
    """Keeps a trace as a picture, follows what changes in it, and knows what is chosen.

    Attributes:
        figure: the picture; None until the first answer.
        evidence: what hangs on it.
        opening: which groups are open.
        current: the node that is chosen, in the picture, the tree and the tables alike.
        whole: whether its group was chosen as a whole, and not this one of it.
        found: what a search found, in the order of the trace.
        spotlight: the statuses that stand out while the others step back; none for all alike.
        laid: told when the picture was laid out anew.
        chosen: told when another node is the current one.
        marked: told when other nodes are found or stand out.
    """

    def __init__(self, services: Services, root: NodeId) -> None:
        super().__init__(services, root)
        self.figure: Figure | None = None
        self.evidence = Evidence()
        self.opening = Opening()
        self.current: NodeId = root
        self.whole = False
        self.found: Sequence[NodeId] = ()
        self.sought = ""
        self.spotlight: frozenset[str] = frozenset()
        self.laid: Observers[[]] = Observers()
        self.chosen: Observers[[]] = Observers()
        self.marked: Observers[[]] = Observers()
        self._known: Known | None = None
        self._layout: Job | None = None
        self._refreshing = False
        self._again = False
        self._trail: tuple[int, ...] = ()

    # --- asking ------------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Trace and lay out, now or again."""
        if self._job is not None:
            self._job.cancel()
        self._job = self.services.background.start(
            self._work, self._take_drawn, self._fail_drawn, title=self.words.text("Tracing")
        )

    def close(self) -> None:
        """The page is gone."""
        if self._layout is not None:
            self._layout.cancel()
        super().close()

    def _work(self, job: Job) -> Drawn:
        server, opening = self.services.server, self.opening
        graph = Graph(server.call(Trace(root=self.root, direction=self.direction, scope=self.scope), job=job))
        nodes = [record.node.id for record in graph.records]
        pieces: list[EvidenceView] = []
        for start in range(0, len(nodes), AT_ONCE):
            question: Query[list[EvidenceView]] = TraceEvidence(node_ids=nodes[start : start + AT_ONCE])
            pieces += server.call(question, job=job)
        all_known = known(graph)
        return Drawn(graph, Evidence(pieces), all_known, laid_out(shown(all_known, opening), job))

    def _take_drawn(self, drawn: Drawn) -> None:
        self._refreshing = False
        if self._closed:
            return
        self.evidence, self._known = drawn.evidence, drawn.known
        if self.current not in drawn.known.place:
            self.current, self.whole = self.root, False
        self._take(drawn.graph)
        self._take_figure(drawn.figure)
        if drawn.figure.shown.opening != self.opening:
            self._lay_out(self.opening)
        if self.sought:
            self.find(self.sought)
        if self._again:
            self._refresh()

    def _fail_drawn(self, error: Exception) -> None:
        self._refreshing = False
        self._fail(error)

    def _on_change(self, event: LotsChanged) -> None:
        """Follow a change by itself: a picture that says what was is worse than none."""
        if self.graph is not None and any(NodeId(lot) in self.graph.nodes for lot in event.lot_ids):
            self._refresh()

    def _refresh(self) -> None:
        if self._refreshing:
            self._again = True
            return
        self._refreshing, self._again = True, False

        def work(job: Job) -> Drawn:
            job.pause(GATHER_SECONDS)
            return self._work(job)

        self._job = self.services.background.start(work, self._take_drawn, self._fail_drawn)

    # --- collapsing and opening --------------------------------------------------------------------------------------

    def open_group(self, card: int) -> None:
        """Show the nodes of a group one by one."""
        if self.figure is not None and self.figure.size(card) > 1:
            nodes = frozenset(node.id for node in self.figure.members(card))
            self._lay_out(replace(self.opening, groups=self.opening.groups | nodes))

    def close_group(self, card: int) -> None:
        """Collapse what is like a card again."""
        known = self._known
        if self.figure is None or known is None or not self.can_close(card):
            return
        classes = self.figure.shown.classes.of
        group = classes[int(self.figure.shown.cards[card][0])]
        alike = frozenset(node.id for node, each in zip(known.nodes, classes, strict=True) if each == group)
        everybody = frozenset(node.id for node in known.nodes)
        groups = everybody if self.opening.everything else self.opening.groups
        opening = Opening(groups - alike, self.opening.single - alike, detail=known.detail(self.opening))
        self._lay_out(opening)

    def can_close(self, card: int) -> bool:
        """Return whether there are others like a card with which it can be collapsed."""
        if self.figure is None or self._known is None or self.figure.size(card) > 1:
            return False
        classes = self.figure.shown.classes
        return bool(classes.collapsible[classes.of[int(self.figure.shown.cards[card][0])]])

    def toggle(self, card: int) -> None:
        """Open a group, or collapse what is like a card."""
        if self.figure is not None and self.figure.size(card) > 1:
            self.open_group(card)
        else:
            self.close_group(card)

    def single_out(self, node: NodeId) -> None:
        """Show one node of a group by itself."""
        self.current, self.whole = node, False
        self._lay_out(replace(self.opening, single=self.opening.single | {node}))

    def open_all(self) -> None:
        """Show every node one by one."""
        self._lay_out(replace(self.opening, groups=frozenset(), single=frozenset(), everything=True))

    def close_all(self) -> None:
        """Collapse whatever may be."""
        self._lay_out(Opening(detail=self.opening.detail))

    @property
    def detail(self) -> Detail:
        """What is collapsed now."""
        return Detail.ALIKE if self._known is None else self._known.detail(self.opening)

    def choose_detail(self, detail: Detail) -> None:
        """Collapse only what is alike, or siblings too."""
        if detail is not self.detail or self.opening.everything:
            self._lay_out(Opening(detail=detail))

    def _lay_out(self, opening: Opening) -> None:
        known = self._known
        if known is None:
            return
        self.opening = opening
        if self._layout is not None:
            self._layout.cancel()
        self._layout = self.services.background.start(
            lambda job: laid_out(shown(known, opening), job),
            self._take_figure,
            title=self.words.text("Laying out the picture"),
        )

    def _take_figure(self, figure: Figure) -> None:
        if self._closed or figure.shown.known is not self._known:
            return
        self.figure = figure
        card = figure.card(self.current)
        self.whole = self.whole and card is not None and figure.size(card) > 1
        self._trail = ()
        self.laid.tell()

    # --- choosing ----------------------------------------------------------------------------------------------------

    @property
    def card(self) -> int | None:
        """The card on which the current node is."""
        return None if self.figure is None else self.figure.card(self.current)

    @property
    def node(self) -> TraceNode | None:
        """The current node."""
        return None if self.graph is None else self.graph.nodes.get(self.current)

    def choose_node(self, node: NodeId, *, whole: bool = False) -> None:
        """Make a node the current one, or its group as a whole."""
        known = self._known
        if known is None or node not in known.place or (node, whole) == (self.current, self.whole):
            return
        self.current, self.whole = node, whole
        self.chosen.tell()

    def choose_card(self, card: int) -> None:
        """Make a card the current one."""
        if self.figure is not None:
            self.choose_node(self.figure.first(card).id, whole=self.figure.size(card) > 1)

    def step(self, way: Way) -> bool:
        """Go on to the card that a key leads to; return whether there is one."""
        figure, card = self.figure, self.card
        if figure is None or card is None:
            return False
        trail = frozenset(self._trail) | frozenset(self.path()[0])
        there = next_card(figure, card, way, trail)
        if there is None:
            return False
        self._trail = (*self._trail[-20:], card) if way in {Way.BEHIND, Way.AFTER} else ()
        self.choose_card(there)
        return True

    def path(self) -> tuple[list[int], list[int]]:
        """Return the cards on the way from the root to the current node, and the edges between them."""
        if self.figure is None or self.graph is None:
            return [], []
        on_way = [self.figure.card(node) for node in self.graph.path_to(self.current)]
        cards = list(dict.fromkeys(card for card in on_way if card is not None))
        steps = (self.figure.edge(one, other) for one, other in pairwise(cards))
        return cards, [edge for edge in steps if edge is not None]

    def selected(self) -> list[Record]:
        """Return the records that are chosen: one, or those of the whole group."""
        if self.graph is None or self.figure is None or self._known is None:
            return []
        card = self.card
        if self.whole and card is not None:
            return [self.graph.records[place] for place in self.figure.shown.cards[card].tolist()]
        place = self._known.place.get(self.current)
        return [] if place is None else [self.graph.records[place]]

    def dossier_of(self, node: TraceNode) -> tuple[str, int, str]:
        """Return where a node's dossier is: kind, id and the part to point at; that of a unit is its lot's."""
        if node.kind is NodeKind.UNIT and self.graph is not None:
            made = (edge for edge in self.graph.view.edges if edge.child == node.id and edge.kind is EdgeKind.MADE)
            lot = next((self.graph.nodes.get(edge.parent) for edge in made), None)
            if lot is not None and lot.kind is NodeKind.LOT:
                return NodeKind.LOT.value, lot.id, node.label
        return node.kind.value, node.id, ""

    # --- finding -----------------------------------------------------------------------------------------------------

    def find(self, text: str) -> None:
        """Mark every node whose number, item or customer has a text in it."""
        self.sought = text
        wanted = text.strip().casefold()
        nodes = self._known.nodes if self._known is not None and wanted else ()
        self.found = [node.id for node in nodes if any(wanted in part.casefold() for part in searched(node))]
        self.marked.tell()

    def go_to_found(self, step: int) -> None:
        """Go to the next (1) or previous (-1) of what was found; the first time to the first."""
        if not self.found:
            return
        place = self.found.index(self.current) + step if self.current in self.found else 0
        self.choose_node(self.found[place % len(self.found)])

    def found_place(self) -> int:
        """Return which of what was found is the current node, from 1 on; 0 for none."""
        return self.found.index(self.current) + 1 if self.current in self.found else 0

    def point_at(self, label: str) -> None:
        """Go to the node of a number."""
        self.find(label)
        exact = [node for node in self.found if self.graph and self.graph.nodes[node].label == label]
        if exact or self.found:
            self.choose_node((exact or list(self.found))[0])

    def shine_on(self, signs: Iterable[str]) -> None:
        """Let nodes of some statuses stand out; of none, all alike."""
        self.spotlight = frozenset(signs)
        self.marked.tell()

    def signs(self) -> Counter[str]:
        """Return how many nodes of each status there are; held ones count as held."""
        return Counter(sign_of(node) for node in self._known.nodes) if self._known is not None else Counter()

    def signs_in_order(self) -> list[tuple[str, int]]:
        """Return the same, the worst and then the most frequent first."""
        return sorted(self.signs().items(), key=lambda each: (severity(each[0]), -each[1], each[0]))


def severity(sign: str) -> int:
    """Return how far behind a status stands in a legend: what is bad comes first."""
    kinds = (kind for kind in (LotStatus, UnitStatus) if sign in kind.__members__.values())
    tone = next((tone_of(kind(sign)) for kind in kinds), Tone.NEUTRAL)
    return -list(Tone).index(tone)


def searched(node: TraceNode) -> tuple[str, ...]:
    """Return what of a node a search looks at."""
    return node.label, node.item_code, node.item_name, node.item_name_zh, node.customer or "", node.customer_zh or ""
