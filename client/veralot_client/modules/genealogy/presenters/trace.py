"""Behind the page of a trace. No Qt."""

from collections.abc import Sequence

from veralot_client.core.background import Job
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.genealogy.presenters.graph import Graph, Record, Side
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import (
    Direction,
    LotsChanged,
    NodeKind,
    Scope,
    Trace,
)
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.ids import NodeId

HOLDABLE = frozenset({NodeKind.LOT, NodeKind.UNIT})
NEAREST = 250
"""Records on each side that are shown before the rest is here: some screens full, whatever the size of the whole."""
PARTIAL = (
    N_(
        "The nearest {count} record is here. The whole trace is being read; only then is it known whether it is complete."
    ),
    N_(
        "The nearest {count} records are here. The whole trace is being read; only then is it known whether it is complete."
    ),
)
MOST_GAPS = 20
"""Gaps that are told one by one."""
COMPLETE = N_("Complete: every branch ends at a recorded origin or at its present whereabouts.")
INCOMPLETE = (
    N_("Not complete: in {count} place the record cannot say more."),
    N_("Not complete: in {count} places the record cannot say more."),
)
HIDDEN = (
    N_("{count} record of another customer is not shown."),
    N_("{count} records of other customers are not shown."),
)
SIDES = {Side.BEHIND: N_("Behind it: {counted}"), Side.AFTER: N_("From it: {counted}")}

KIND_COUNTS = {
    NodeKind.LOT: (N_("{count} lot"), N_("{count} lots")),
    NodeKind.UNIT: (N_("{count} unit"), N_("{count} units")),
    NodeKind.PACKAGE: (N_("{count} package"), N_("{count} packages")),
    NodeKind.SHIPMENT: (N_("{count} shipment"), N_("{count} shipments")),
}


class TracePresenter(Presenter):
    """Asks for a trace and keeps it: of a large one first the nearest, then the whole.

    Attributes:
        graph: the trace; None until the first answer. With `graph.view.more` the whole is on its way.
        error: why it could not be traced the last time.
        direction, scope: what is asked for.
        shown: told when the graph or the error have changed.
        stale: whether something has changed since; the person decides when to trace again.
        aged: told when it becomes stale.
    """

    def __init__(self, services: Services, root: NodeId) -> None:
        super().__init__(services)
        self.root = root
        self.graph: Graph | None = None
        self.error: CodedError | None = None
        self.direction = Direction.BOTH
        self.scope = Scope.UNIT
        self.stale = False
        self.shown: Observers[[]] = Observers()
        self.aged: Observers[[]] = Observers()
        self._job: Job | None = None
        self.follow(LotsChanged, self._on_change)

    def load(self) -> None:
        """Trace, now or again; what is here already stays until the whole is."""
        asked = (self.direction, self.scope)
        here = self.graph is not None and asked == (self.graph.view.direction, self.graph.view.scope)
        self._ask(None if here else NEAREST)

    def choose(self, direction: Direction, scope: Scope) -> None:
        """Trace in another direction or scope."""
        if (direction, scope) != (self.direction, self.scope):
            self.direction, self.scope = direction, scope
            self.load()

    def close(self) -> None:
        """The page is gone."""
        if self._job is not None:
            self._job.cancel()
        super().close()

    @property
    def is_whole(self) -> bool:
        """Whether all is here: whoever holds all that is shown must not miss what is still to come."""
        return self.graph is not None and not self.graph.view.more

    def holdable(self, records: Sequence[Record]) -> list[tuple[NodeId, str]]:
        """Return the lots and units among records, for a hold; packages and shipments cannot be held."""
        return [(each.node.id, each.node.label) for each in records if each.node.kind in HOLDABLE]

    def summary(self) -> str:
        """Return in words what was found."""
        if self.graph is None or not self.is_whole:
            return ""
        graph, words = self.graph, self.words
        parts = [part for side in graph.sides if (part := side_counts(graph, side, words))]
        customers = graph.customers(words)
        if customers:
            parts.append(words.text("with {customers}", customers=words.listed(customers)))
        return "  ·  ".join(parts) or words.text("Nothing is recorded on this side.")

    def completeness(self) -> tuple[str, Tone]:
        """Return in words whether the trace is complete, and if not, why."""
        if self.graph is None:
            return "", Tone.NEUTRAL
        view, words = self.graph.view, self.words
        if view.more:
            return words.plural(*PARTIAL, len(view.nodes)), Tone.INFO
        lines = []
        if view.complete:
            lines.append(words.text(COMPLETE))
        else:
            lines.append(words.plural(*INCOMPLETE, len(view.gaps)))
        lines += [f"{gap.label}: {words.text(gap.why)}" for gap in view.gaps[:MOST_GAPS]]
        if len(view.gaps) > MOST_GAPS:
            more = len(view.gaps) - MOST_GAPS
            lines.append(words.plural("and {count} more place", "and {count} more places", more))
        if view.hidden:
            lines.append(words.plural(*HIDDEN, view.hidden))
        return "\n".join(lines), Tone.GOOD if view.complete and not view.hidden else Tone.WARNING

    def _ask(self, nearest: int | None) -> None:
        if self._job is not None:
            self._job.cancel()
        query = Trace(root=self.root, direction=self.direction, scope=self.scope, nearest=nearest)
        server = self.services.server
        self._job = self.services.background.start(
            lambda job: Graph(server.call(query, job=job)), self._take, self._fail, title=self.words.text("Tracing")
        )

    def _take(self, graph: Graph) -> None:
        self.graph, self.error, self.stale = graph, None, False
        self.shown.tell()
        if graph.view.more:
            self._ask(None)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, CodedError):
            self.error = error
            self.shown.tell()
        else:
            self.services.notices.error(error)

    def _on_change(self, event: LotsChanged) -> None:
        if self.graph is not None and not self.stale and any(NodeId(lot) in self.graph.nodes for lot in event.lot_ids):
            self.stale = True
            self.aged.tell()


def side_counts(graph: Graph, side: Side, words: Words) -> str:
    """Return in words how many records lie on a side."""
    counts = graph.counts(side)
    parts = [words.plural(*KIND_COUNTS[kind], counts[kind]) for kind in NodeKind if counts[kind]]
    if not parts:
        return ""
    counted = words.listed(parts)
    return words.text(SIDES[side], counted=counted)
