"""A trace: the graph, the tree that grows where it is opened, and what the page says of it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.client.modules.plant import CATHETER, make_edge, make_node, make_trace
from tests.counting import calls
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.genealogy.models import NODE, TraceTree
from veralot_client.modules.genealogy.presenters.graph import Graph, Side
from veralot_client.modules.genealogy.presenters.trace import NEAREST, TracePresenter
from veralot_client.modules.genealogy.presenters.trace_columns import node_status, node_tone
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import (
    Direction,
    EdgeKind,
    LotsChanged,
    NodeKind,
    Scope,
    Trace,
    TraceView,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import LotId, NodeId


def big_trace(units: int) -> TraceView:
    """Return the trace of one lot that went into very many units, each shipped."""
    return make_trace(units, Direction.FORWARD)


def diamond() -> TraceView:
    """Return a trace in which one lot is reached over two ways."""
    nodes = [make_node(number, NodeKind.LOT, f"L{number}", CATHETER) for number in range(1, 5)]
    edges = [make_edge(*pair, EdgeKind.CONSUMED) for pair in ((1, 2), (1, 3), (2, 4), (3, 4))]
    return TraceView(
        root=NodeId(1),
        direction=Direction.BOTH,
        scope=Scope.LOT,
        at=make_trace().at,
        nodes=nodes,
        edges=edges,
        complete=True,
        gaps=[],
        hidden=0,
    )


# --- the graph -------------------------------------------------------------------------------------------------------


def test_every_node_is_listed_once_with_its_side_and_distance() -> None:
    graph = Graph(make_trace(4))
    places = {record.node.label: (record.side, record.depth) for record in graph.records}
    assert len(graph.records) == len(places) == 9
    assert places["R260713-02"] == (Side.ROOT, 0)
    assert places["PX26-0603"] == (Side.BEHIND, 1)
    assert places["PT260801"] == (Side.AFTER, 2)
    assert places["PT260801-001"] == (Side.AFTER, 3)
    assert places["SH-26-0025"] == (Side.AFTER, 4)


def test_the_way_to_a_node_leads_from_the_root() -> None:
    graph = Graph(make_trace(4))
    labels = [graph.nodes[node].label for node in graph.path_to(NodeId(1003))]
    assert labels == ["R260713-02", "R260713-02-D1", "PT260801", "PT260801-003"]


def test_a_node_over_two_ways_is_one_record() -> None:
    graph = Graph(diamond())
    assert [record.node.label for record in graph.records] == ["L1", "L2", "L3", "L4"]
    assert [step.node for step in graph.steps(NodeId(4), Side.BEHIND)] == [2, 3]


def test_counts_and_customers_are_told() -> None:
    graph = Graph(make_trace(40))
    assert graph.counts(Side.AFTER) == {NodeKind.LOT: 2, NodeKind.UNIT: 40, NodeKind.SHIPMENT: 1}
    assert graph.customers(Words("en")) == ["C22"]


# --- the tree --------------------------------------------------------------------------------------------------------


def make_tree(view: TraceView) -> TraceTree:
    return TraceTree(Graph(view), Words("en"))


def rows_under(model: QAbstractItemModel, index: QModelIndex) -> list[str]:
    return [str(model.index(row, 0, index).data()) for row in range(model.rowCount(index))]


def test_the_tree_is_a_model_as_qt_wants_it(qtbot: QtBot) -> None:
    tree = make_tree(make_trace(5))
    tester = QAbstractItemModelTester(tree, QAbstractItemModelTester.FailureReportingMode.Fatal)
    root = tree.index(0, 0)
    for row in range(tree.rowCount(root)):
        assert tree.hasChildren(tree.index(row, 0, root))
    assert tester is not None
    assert qtbot is not None


def test_the_tree_shows_both_sides_of_the_root() -> None:
    tree = make_tree(make_trace(4))
    root = tree.index(0, 0)
    assert root.data() == "R260713-02"
    assert rows_under(tree, root) == ["What is behind it", "What came of it"]
    assert rows_under(tree, tree.index(0, 0, root)) == ["PX26-0603"]
    assert rows_under(tree, tree.index(1, 0, root)) == ["R260713-02-D1"]


def test_an_edge_says_how_much_for_which_order_and_when() -> None:
    tree = make_tree(make_trace(4))
    found = tree.find(NodeId(3))
    cells = [found.siblingAtColumn(column).data() for column in range(tree.columnCount())]
    assert cells[0] == "PT260801"
    assert cells[3:6] == ["Consumed", "40\u00a0pcs", "WO-2608-014"]
    assert "2026" in cells[6]


def test_a_record_is_found_in_the_tree_and_its_way_stands_out() -> None:
    tree = make_tree(make_trace(4))
    found = tree.find(NodeId(1002))
    assert found.data(NODE) == 1002
    tree.show_way(found)
    assert found.data(Qt.ItemDataRole.FontRole).bold()
    assert tree.find(NodeId(3)).data(Qt.ItemDataRole.FontRole).bold()
    assert tree.find(NodeId(1001)).data(Qt.ItemDataRole.FontRole) is None
    assert not tree.find(NodeId(999)).isValid()


@pytest.mark.usefixtures("qapp")
def test_of_twenty_thousand_edges_what_is_looked_at_is_opened() -> None:
    """Nothing grows with the whole trace but what somebody opens."""
    costs = []
    for units in (100, 13_500):
        tree = make_tree(big_trace(units))

        def first(tree: TraceTree = tree) -> QModelIndex:
            return tree.index(0, 0, tree.index(0, 0, tree.index(0, 0)))

        costs.append(calls(first))
        assert first().data() == "R260713-02-D1"
        assert tree.rowCount(tree.index(0, 0, first())) == units
    assert costs[1] <= costs[0] + 10
    assert len(big_trace(13_500).edges) > 20_000


# --- what the page says ----------------------------------------------------------------------------------------------


def make_presenter(services: Services, server: FakeServer, view: TraceView) -> TracePresenter:
    server.answer(Trace, view)
    presenter = TracePresenter(services, NodeId(1))
    presenter.load()
    return presenter


def test_a_complete_trace_says_so(services: Services, fake_server: FakeServer) -> None:
    presenter = make_presenter(services, fake_server, make_trace(40))
    assert presenter.completeness() == (
        "Complete: every branch ends at a recorded origin or at its present whereabouts.",
        Tone.GOOD,
    )
    assert presenter.summary() == "Behind it: 1 lot  ·  From it: 2 lots, 40 units, 1 shipment  ·  with C22"


def test_an_incomplete_trace_says_where_and_why(services: Services, fake_server: FakeServer) -> None:
    text, tone = make_presenter(services, fake_server, make_trace(4, complete=False)).completeness()
    assert text.splitlines() == [
        "Not complete: in 1 place the record cannot say more.",
        "PX26-0603: Where this lot came from is not recorded.",
        "3 records of other customers are not shown.",
    ]
    assert tone is Tone.WARNING


def test_only_lots_and_units_are_held(services: Services, fake_server: FakeServer) -> None:
    presenter = make_presenter(services, fake_server, make_trace(2))
    assert presenter.graph is not None
    assert [label for _id, label in presenter.holdable(presenter.graph.records)] == [
        "R260713-02",
        "PX26-0603",
        "R260713-02-D1",
        "PT260801",
        "PT260801-001",
        "PT260801-002",
    ]


def test_another_direction_asks_anew(services: Services, fake_server: FakeServer) -> None:
    presenter = make_presenter(services, fake_server, make_trace(2))
    presenter.choose(Direction.BACK, Scope.LOT)
    assert fake_server.executed[-1] == Trace(root=NodeId(1), direction=Direction.BACK, scope=Scope.LOT, nearest=NEAREST)
    presenter.choose(Direction.BACK, Scope.LOT)
    assert len(fake_server.executed) == 2, "the same again is no question"


def first_part(query: Trace) -> TraceView:
    """Answer as the server does with a trace that is large: first the nearest, then all."""
    if query.nearest is None:
        return make_trace(40)
    few = make_trace(2)
    return structs.replace(few, complete=False, more=True)


def test_a_large_trace_shows_the_nearest_before_the_whole_is_here(services: Services, fake_server: FakeServer) -> None:
    presenter = TracePresenter(services, NodeId(1))
    told: list[tuple[int, bool, str, Tone]] = []

    def hear() -> None:
        assert presenter.graph is not None
        told.append((len(presenter.graph.nodes), presenter.is_whole, *presenter.completeness()))

    presenter.shown.subscribe(hear)
    fake_server.answer(Trace, first_part)
    presenter.load()
    partial, whole = told
    assert partial == (
        7,
        False,
        "The nearest 7 records are here. The whole trace is being read; only then is it known whether it is complete.",
        Tone.INFO,
    )
    assert whole[:2] == (45, True)
    assert whole[3] is Tone.GOOD
    assert [call.nearest for call in fake_server.executed if isinstance(call, Trace)] == [250, None]
    presenter.load()
    assert [call.nearest for call in fake_server.executed if isinstance(call, Trace)] == [250, None, None]


def test_a_trace_that_has_aged_says_so_and_waits(
    services: Services, fake_server: FakeServer, tell: Callable[[LotsChanged], None]
) -> None:
    presenter = make_presenter(services, fake_server, make_trace(2))
    told: list[Any] = []
    presenter.aged.subscribe(lambda: told.append(1))
    tell(LotsChanged(lot_ids=[LotId(77)]))
    assert told == []
    tell(LotsChanged(lot_ids=[LotId(3)]))
    tell(LotsChanged(lot_ids=[LotId(3)]))
    assert presenter.stale
    assert told == [1]
    assert len(fake_server.executed) == 1
    presenter.load()
    assert not presenter.stale


def test_a_trace_that_is_refused_says_why(services: Services, fake_server: FakeServer) -> None:
    fake_server.answer(Trace, RecordNotFound(kind="node", key="1"))
    presenter = TracePresenter(services, NodeId(1))
    presenter.load()
    assert isinstance(presenter.error, RecordNotFound)
    assert presenter.summary() == ""


def test_a_held_node_is_on_hold_whatever_stands_beneath() -> None:
    words = Words("en")
    held = make_node(1, NodeKind.UNIT, "U1", CATHETER, held=2)
    assert (node_status(held, words), node_tone(held)) == ("Hold", Tone.BAD)
    free = make_node(2, NodeKind.UNIT, "U2", CATHETER, status="shipped")
    assert node_status(free, words) == "Shipped"
    shipment = make_node(3, NodeKind.SHIPMENT, "SH-1", ("", "", ""))
    assert (node_status(shipment, words), node_tone(shipment)) == ("", None)
    assert Decimal(1) == make_edge(1, 2, EdgeKind.MADE).quantity
