"""What holds for every picture, whatever the graph: layers, places, counts."""

from collections import Counter
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.client.modules.genealogy.picture.graphs import figure_of, taken_apart, trace_of, traces
from tests.client.modules.plant import CATHETER, TUBING, make_edge, make_node, make_trace
from veralot_client.core.background import Cancelled, Job
from veralot_client.modules.genealogy.presenters.picture.figure import Figure
from veralot_client.modules.genealogy.presenters.picture.grouping import FEWEST, Detail, Opening, shown
from veralot_client.modules.genealogy.presenters.picture.layers import backward, layered
from veralot_client.modules.genealogy.presenters.picture.layout import laid_out
from veralot_client.modules.genealogy.presenters.picture.mesh import Floats, Mesh
from veralot_client.modules.genealogy.presenters.picture.place import CARD_HEIGHT, CARD_WIDTH, spread
from veralot_client.modules.genealogy.presenters.picture.steps import Way, next_card
from veralot_shared.contracts.genealogy import EdgeKind, NodeKind, TraceView
from veralot_shared.ids import NodeId

SECONDS_FOR_20_000 = 5.0
openings = st.builds(Opening, everything=st.booleans(), detail=st.sampled_from([None, *Detail]))


def overlapping(figure: Figure) -> list[tuple[int, int]]:
    """Return pairs of cards that lie upon each other."""
    x, y = figure.x, figure.y
    across = np.abs(x[:, None] - x[None, :]) < CARD_WIDTH
    down = np.abs(y[:, None] - y[None, :]) < CARD_HEIGHT
    return [(int(one), int(other)) for one, other in np.argwhere(across & down) if one < other]


# --- layers ----------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(traces(), openings)
def test_every_edge_leads_from_a_lower_layer_to_a_higher_one(view: TraceView, opening: Opening) -> None:
    figure = figure_of(view, opening)
    mesh = figure.shown.mesh
    assert not figure.back.any()
    assert (figure.layers[mesh.tails] < figure.layers[mesh.heads]).all()
    assert (figure.x[mesh.tails] + CARD_WIDTH <= figure.x[mesh.heads]).all()


@settings(deadline=None)
@given(traces(circles=True), openings)
def test_a_circle_is_broken_by_edges_that_are_drawn_backwards(view: TraceView, opening: Opening) -> None:
    figure = figure_of(view, opening)
    mesh, loops = figure.shown.mesh, figure.shown.mesh.tails == figure.shown.mesh.heads
    forward, back = ~figure.back, figure.back & ~loops
    assert (figure.layers[mesh.tails][forward] < figure.layers[mesh.heads][forward]).all()
    assert (figure.layers[mesh.tails][back] > figure.layers[mesh.heads][back]).all()


def test_the_edge_that_closes_a_circle_is_the_one_that_came_back() -> None:
    mesh = Mesh(3, np.array([0, 1, 2]), np.array([1, 2, 0]))
    assert backward(mesh).tolist() == [False, False, True]
    with pytest.raises(ValueError, match="circle"):
        layered(mesh)


def test_what_is_used_late_stands_before_its_first_use_and_siblings_stay_together() -> None:
    # 0 → 1 → 2 → 3; 4 → 3 is used late; 5 and 6 are made of 1, and 6 goes on to 3.
    tails, heads = zip((0, 1), (1, 2), (2, 3), (4, 3), (1, 5), (1, 6), (6, 3), strict=True)
    layers = layered(Mesh(7, np.array(tails), np.array(heads)))
    assert layers.tolist() == [0, 1, 2, 3, 2, 2, 2]


# --- places ----------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(traces(circles=True), openings)
def test_no_two_cards_overlap_and_all_lie_in_the_picture(view: TraceView, opening: Opening) -> None:
    figure = figure_of(view, opening)
    assert overlapping(figure) == []
    assert (figure.x >= 0).all()
    assert (figure.y >= 0).all()
    assert (figure.x + CARD_WIDTH <= figure.width).all()
    assert (figure.y + CARD_HEIGHT <= figure.height).all()


@pytest.mark.parametrize("units", [35, 500])
def test_a_layer_of_many_is_folded_without_overlap(units: int) -> None:
    figure = figure_of(make_trace(units), Opening(everything=True))
    assert overlapping(figure) == []
    columns = len(set(figure.x[figure.layers == 4].tolist()))
    assert columns > 1
    assert figure.width / figure.height < 8


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(0.1, 10)), min_size=1, max_size=40),
    st.floats(0, 50),
)
def test_places_keep_order_and_distance_and_are_left_alone_where_they_fit(
    items: list[tuple[float, float]], gap: float
) -> None:
    wanted = np.array([each for each, _weight in items])
    weights = np.array([weight for _each, weight in items])
    gaps: Floats = np.full(len(items) - 1, gap)
    places = spread(wanted, weights, gaps)
    assert (np.diff(places) >= gap - 1e-6).all()
    fitting = np.linspace(0.0, (len(items) - 1) * (gap + 1.0), len(items))
    assert np.allclose(spread(fitting, weights, gaps), fitting)


@settings(deadline=None)
@given(traces(circles=True))
def test_the_same_trace_gives_the_same_picture(view: TraceView) -> None:
    one, other = figure_of(view), figure_of(view)
    assert (one.x == other.x).all()
    assert (one.y == other.y).all()
    assert (one.routes.curves == other.routes.curves).all()


@settings(deadline=None)
@given(traces(), openings)
def test_the_way_of_an_edge_leads_without_a_gap_from_card_to_card(view: TraceView, opening: Opening) -> None:
    figure = figure_of(view, opening)
    for edge in range(len(figure.shown.mesh.tails)):
        tail, head = figure.ends(edge)
        way = [line for _kind, line in figure.way(edge)]
        points = [tuple(line[:2].round(3)) for line in way[1:]], [tuple(line[2:].round(3)) for line in way[:-1]]
        ends = {points[0][place] == points[1][place] for place in range(len(way) - 1)}
        rails = [kind for kind, _line in figure.way(edge)]
        # Lanes are kept from the rim of their layer to the turn, so that equal ones are one: they may run against the way.
        assert ends <= {True} or "rail" in rails
        assert way[0][0] >= figure.x[tail]
        assert max(way[-1][0], way[-1][2]) <= figure.x[head] + 1e-6


# --- collapsing ------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(traces(circles=True), openings)
def test_the_counts_sum_up_to_all_records(view: TraceView, opening: Opening) -> None:
    figure = figure_of(view, opening)
    nodes = [node.id for card in range(len(figure)) for node in figure.members(card)]
    assert sorted(nodes) == sorted(record.node.id for record in figure.shown.known.graph.records)
    assert sum(figure.size(card) for card in range(len(figure))) == len(figure.shown.known.nodes)
    assert int(figure.shown.strands.sum()) == len(figure.shown.known.mesh.tails)


@settings(deadline=None)
@given(traces(), openings)
def test_only_what_looks_alike_is_one_card(view: TraceView, opening: Opening) -> None:
    figure = figure_of(view, opening)
    for card in range(len(figure)):
        looks = {(node.kind, node.item_code, node.status, node.held > 0) for node in figure.members(card)}
        assert len(looks) == 1
        assert figure.size(card) == 1 or figure.size(card) >= FEWEST
    root = figure.card(view.root)
    assert root is not None
    assert figure.size(root) == 1


@settings(deadline=None)
@given(traces())
def test_alike_means_the_same_cards_behind_and_after(view: TraceView) -> None:
    apart = taken_apart(view)
    classes, mesh = apart.classes[Detail.ALIKE].of, apart.mesh
    for number in set(classes.tolist()):
        members = np.flatnonzero(classes == number).tolist()
        behind = {frozenset(classes[mesh.tails[mesh.heads == node]].tolist()) for node in members}
        after = {frozenset(classes[mesh.heads[mesh.tails == node]].tolist()) for node in members}
        assert len(behind) == len(after) == 1


def test_siblings_may_have_gone_different_ways() -> None:
    nodes = [make_node(1, NodeKind.LOT, "L1", CATHETER), make_node(2, NodeKind.SHIPMENT, "S", ("", "", ""))]
    nodes += [make_node(10 + number, NodeKind.UNIT, f"U{number}", CATHETER) for number in range(8)]
    edges = [make_edge(1, 10 + number, EdgeKind.MADE) for number in range(8)]
    edges += [make_edge(10 + number, 2, EdgeKind.SHIPPED) for number in range(4)]
    view = trace_of(nodes, edges)
    sizes = {
        detail: Counter(figure.size(card) for card in range(len(figure)))
        for detail in Detail
        for figure in [figure_of(view, Opening(detail=detail))]
    }
    assert sizes == {Detail.ALIKE: {1: 2, 4: 2}, Detail.SIBLINGS: {1: 2, 8: 1}}


def test_held_lots_are_never_hidden_behind_a_count() -> None:
    nodes = [make_node(1, NodeKind.LOT, "L1", TUBING)]
    nodes += [make_node(10 + number, NodeKind.LOT, f"H{number}", CATHETER, held=1) for number in range(6)]
    figure = figure_of(trace_of(nodes, [make_edge(1, 10 + number, EdgeKind.CONSUMED) for number in range(6)]))
    assert [figure.size(card) for card in range(len(figure))] == [1] * 7


def test_twenty_five_held_lots_are_one_card_that_says_so() -> None:
    nodes = [make_node(1, NodeKind.LOT, "L", CATHETER)]
    nodes += [make_node(10 + number, NodeKind.LOT, f"H{number}", CATHETER, held=1) for number in range(25)]
    figure = figure_of(trace_of(nodes, [make_edge(1, 10 + number, EdgeKind.CONSUMED) for number in range(25)]))
    assert sorted(figure.size(card) for card in range(len(figure))) == [1, 25]


def test_a_group_opens_whole_or_lets_one_out() -> None:
    view = make_trace(40)
    group = frozenset(NodeId(1000 + number) for number in range(1, 41, 2))
    assert len(figure_of(view, Opening(groups=frozenset([NodeId(1001)])))) == 7 - 1 + 20
    let_out = figure_of(view, Opening(single=frozenset([NodeId(1003)])))
    card = let_out.card(NodeId(1003))
    assert card is not None
    assert [node.label for node in let_out.members(card)] == ["PT260801-003"]
    other = let_out.card(NodeId(1001))
    assert other is not None
    assert let_out.size(other) == len(group) - 1


# --- walking, size ---------------------------------------------------------------------------------------------------


def test_keys_lead_along_edges_and_up_and_down_a_layer() -> None:
    figure = figure_of(make_trace(40))
    root, lot = figure.card(NodeId(1)), figure.card(NodeId(3))
    assert root is not None
    assert lot is not None
    drawn = next_card(figure, root, Way.AFTER)
    assert drawn is not None
    assert figure.first(drawn).label == "R260713-02-D1"
    assert next_card(figure, drawn, Way.AFTER) == lot
    assert next_card(figure, drawn, Way.BEHIND) == root
    units = next_card(figure, lot, Way.AFTER)
    assert units is not None
    beside = next_card(figure, units, Way.DOWN) or next_card(figure, units, Way.UP)
    assert beside is not None
    assert figure.layers[beside] == figure.layers[units]
    assert next_card(figure, root, Way.UP) is None


def test_twenty_thousand_are_laid_out_in_seconds() -> None:
    view = make_trace(20_000)
    started = process_time()
    figure = figure_of(view, Opening(everything=True))
    assert process_time() - started < SECONDS_FOR_20_000
    assert len(figure) == 20_005


def test_a_layout_that_nobody_waits_for_ends() -> None:
    job = Job()
    told: list[tuple[int, int]] = []
    job.progressed.subscribe(lambda done, total: told.append((done, total)))
    apart = taken_apart(make_trace(40))
    laid_out(shown(apart), job)
    assert told[-1][0] == told[-1][1] > 10
    job.cancel()
    with pytest.raises(Cancelled):
        laid_out(shown(apart), job)
