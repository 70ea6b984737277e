"""Traces: both ways, at both scopes, uncapped, and honest about what they do not know."""

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from psycopg import RawCursor

from tests.factories.genealogy import Plant
from veralot_server.modules.genealogy.domain import words
from veralot_server.modules.genealogy.queries.trace_sql import NEAREST, WALK
from veralot_shared.contracts.genealogy import (
    AdjustStock,
    Direction,
    DrawLot,
    EdgeKind,
    LotStatus,
    LotView,
    NodeKind,
    Scope,
    Trace,
    TraceView,
)
from veralot_shared.contracts.items import ItemKind
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import NodeId

LINK = """
INSERT INTO genealogy_edge (parent_id, child_id, scope, kind, quantity, unit, at, movement_id)
SELECT p, c, 'B', 'consumed', 1, 'pcs', now(), %(movement)s
FROM unnest(%(parents)s::bigint[], %(children)s::bigint[]) AS e(p, c)
"""


class Story:
    """Tubing of a supplier, drawn and made into shafts; shafts and hubs made into catheters; three of four shipped."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        self.tubing = plant.material(100)
        self.drawn = plant.do(
            DrawLot(
                lot_id=self.tubing.id,
                location_id=plant.at["WH"],
                quantity=Decimal(10),
                target_id=plant.at["PR"],
            )
        )
        self.shafts = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 4)
        plant.consume(self.shafts, self.drawn, 4, at="PR")
        plant.accepted(self.shafts)
        self.hubs = plant.material(50)
        self.catheters = plant.produced(plant.device(), 4)
        self.shaft_units, self.units = plant.unit_ids(self.shafts), plant.unit_ids(self.catheters)
        plant.consume(self.catheters, self.shafts, 4, units=self.shaft_units, into=self.units)
        plant.consume(self.catheters, self.hubs, 2, into=self.units[:2])
        plant.on_market(self.catheters)
        self.shipment = plant.shipped(self.catheters, 3, plant.other, unit_ids=self.units[:3])

    @property
    def serials(self) -> list[str]:
        return [unit.serial_no for unit in self.plant.units(self.catheters)]


@pytest.fixture
def story(plant: Plant) -> Story:
    return Story(plant)


def pairs(view: TraceView) -> set[tuple[int, int]]:
    return {(edge.parent, edge.child) for edge in view.edges}


class TestWalk:
    @pytest.mark.requirement("I-41")
    def test_goes_back_from_one_unit_to_the_suppliers_lot(self, plant: Plant, story: Story) -> None:
        lots = {story.tubing.lot_no, story.drawn.lot_no, story.shafts.lot_no, story.catheters.lot_no}
        shaft = plant.units(story.shafts)[0].serial_no
        assert plant.labels(story.units[0], Direction.BACK, Scope.UNIT) == lots | {shaft, story.hubs.lot_no}
        assert story.hubs.lot_no not in plant.labels(story.units[3], Direction.BACK, Scope.UNIT)

    def test_goes_forward_from_the_suppliers_lot_to_every_unit_and_customer(self, plant: Plant, story: Story) -> None:
        view = plant.trace(story.tubing.id, Direction.FORWARD, Scope.UNIT)
        reached = {node.label for node in view.nodes}
        assert set(story.serials) | {story.shipment.shipment_no} <= reached
        assert {node.customer for node in view.nodes if node.kind == NodeKind.SHIPMENT} == {"OTH Ltd."}
        assert set(story.serials[:2]) == set(story.serials) & plant.labels(story.hubs.id, Direction.FORWARD, Scope.UNIT)

    def test_at_lot_scope_knows_lots_alone(self, plant: Plant, story: Story) -> None:
        view = plant.trace(story.tubing.id, Direction.FORWARD)
        assert {node.kind for node in view.nodes} == {NodeKind.LOT, NodeKind.SHIPMENT}
        lots = (story.tubing, story.drawn, story.shafts, story.catheters)
        chain = [lot.id for lot in lots]
        assert pairs(view) == {*pairwise(chain), (story.catheters.id, story.shipment.id)}

    @pytest.mark.parametrize("scope", Scope)
    def test_in_both_directions_is_both_walks_each_by_itself(self, plant: Plant, story: Story, scope: Scope) -> None:
        root = story.units[0] if scope is Scope.UNIT else story.shafts.id
        both = pairs(plant.trace(root, Direction.BOTH, scope))
        assert both == pairs(plant.trace(root, Direction.BACK, scope)) | pairs(
            plant.trace(root, Direction.FORWARD, scope)
        )
        assert story.serials[1] not in plant.labels(root, Direction.BOTH, Scope.UNIT) or scope is Scope.LOT

    def test_carries_quantity_order_and_time_on_each_edge(self, plant: Plant, story: Story) -> None:
        edges = plant.trace(story.units[0], Direction.BACK, Scope.UNIT).edges
        edge = next(edge for edge in edges if edge.parent == NodeId(story.hubs.id))
        assert (edge.kind, edge.quantity, edge.unit) == (EdgeKind.CONSUMED, Decimal(1), "pcs")
        assert (edge.order_no, edge.at) == (story.catheters.order_no, plant.tx.now)

    def test_shows_status_and_holds_of_each_node(self, plant: Plant, story: Story) -> None:
        plant.held(story.tubing.id)
        plant.held(story.tubing.id, story.units[3])
        plant.expire(story.hubs.id)
        nodes = {node.id: node for node in plant.trace(story.units[0], Direction.BOTH, Scope.UNIT).nodes}
        assert (nodes[NodeId(story.tubing.id)].status, nodes[NodeId(story.tubing.id)].held) == (LotStatus.HOLD, 2)
        assert nodes[NodeId(story.hubs.id)].status == LotStatus.EXPIRED
        assert nodes[NodeId(story.units[0])].status == "shipped"
        (unit,) = plant.trace(story.units[3], Direction.FORWARD, Scope.UNIT).nodes
        assert (unit.held, unit.item_code, unit.item_name_zh) == (
            1,
            story.catheters.item_code,
            story.catheters.item_name_zh,
        )

    def test_reaches_each_node_once_however_many_ways_lead_there(self, plant: Plant, story: Story) -> None:
        view = plant.trace(story.tubing.id, Direction.BOTH, Scope.UNIT)
        assert len({node.id for node in view.nodes}) == len(view.nodes)
        assert len({msgspec.msgpack.encode(edge) for edge in view.edges}) == len(view.edges)

    def test_begins_somewhere(self, plant: Plant) -> None:
        with pytest.raises(RecordNotFound):
            plant.do(Trace(root=NodeId(10**15)))
        lot = plant.material()
        view = plant.trace(lot.id, Direction.BOTH)
        assert ([node.label for node in view.nodes], view.edges, view.complete) == ([lot.lot_no], [], True)

    def test_answers_in_the_forms_that_the_contract_names(self, plant: Plant, story: Story) -> None:
        view = plant.trace(story.units[0], Direction.BOTH, Scope.UNIT)
        for codec in (msgspec.msgpack, msgspec.json):
            assert codec.decode(codec.encode(view), type=TraceView) == view


def most_rows(plan: dict[str, Any]) -> float:
    """Return the most rows that any scan of edges in a plan gave."""
    own = plan["Actual Rows"] * plan["Actual Loops"] if plan.get("Relation Name") == "genealogy_edge" else 0
    return max([own, *map(most_rows, plan.get("Plans", []))])


class TestSize:
    def wide(self, plant: Plant, count: int) -> LotView:
        """Return a lot that went into so many others, each of which went into one more."""
        root, other = plant.material(), plant.material()
        query = """INSERT INTO genealogy_lot (lot_no, item_id, status, quantity_made, created_by)
                   SELECT %(mark)s || n, %(item)s, 'released', 1, 0 FROM generate_series(1, %(count)s) n RETURNING id"""
        item, movement = root.item_id, "SELECT min(id) FROM genealogy_movement"
        row = plant.tx.wire.execute(movement).fetchone()
        number = row[0] if row else 0
        values: dict[str, Any] = {"item": item, "count": count}
        near, far = (
            [row[0] for row in plant.tx.wire.execute(query, {"mark": mark, **values})] for mark in ("near", "far")
        )
        link = {"movement": number}
        plant.tx.wire.execute(LINK, {"parents": [root.id] * count, "children": near, **link})
        plant.tx.wire.execute(LINK, {"parents": near, "children": far, **link})
        plant.tx.wire.execute(LINK, {"parents": far, "children": [other.id] * count, **link})
        return root

    def test_is_uncapped(self, plant: Plant) -> None:
        view = plant.trace(self.wide(plant, 3000).id, Direction.FORWARD)
        assert (len(view.nodes), len(view.edges)) == (6002, 9000)

    @pytest.mark.parametrize("direction", Direction)
    def test_begins_with_the_nearest_without_walking_the_whole(self, plant: Plant, direction: Direction) -> None:
        root = self.wide(plant, 300)
        whole = plant.trace(root.id, direction)
        view = plant.do(Trace(root=NodeId(root.id), direction=direction, scope=Scope.LOT, nearest=50))
        if direction is Direction.BACK:
            assert (view, view.more) == (whole, False), "what is small comes whole"
            return
        assert (len(view.nodes), len(view.edges)) == (50, 49)
        assert (view.more, view.complete, view.gaps, view.hidden) == (True, False, [], 0)
        assert {edge.parent for edge in view.edges} == {NodeId(root.id)}
        known = {node.id: node for node in whole.nodes}
        assert all(known[node.id] == node for node in view.nodes)
        assert all(edge in whole.edges for edge in view.edges)

    def test_joins_the_nearest_by_every_edge_between_them(self, plant: Plant) -> None:
        root = self.wide(plant, 20)
        view = plant.do(Trace(root=NodeId(root.id), direction=Direction.FORWARD, scope=Scope.LOT, nearest=41))
        assert view.more
        assert (len(view.nodes), len(view.edges)) == (41, 40)
        whole = plant.do(Trace(root=NodeId(root.id), direction=Direction.FORWARD, scope=Scope.LOT, nearest=43))
        assert (len(whole.nodes), len(whole.edges), whole.more) == (42, 60, False)

    @pytest.mark.parametrize(("direction", "scope"), sorted(NEAREST))
    def test_reads_no_more_edges_than_the_nearest_need(self, plant: Plant, direction: Direction, scope: Scope) -> None:
        root = self.wide(plant, 3000)
        plant.tx.wire.execute("SET LOCAL enable_seqscan = off")
        explain = b"EXPLAIN (ANALYZE, TIMING off, FORMAT json) " + NEAREST[direction, scope]
        row = RawCursor(plant.tx.wire).execute(explain, (root.id, "UTC", [], 50)).fetchone()
        assert row is not None
        assert most_rows(row[0][0]["Plan"]) <= 200, "of 9,000 edges"

    @pytest.mark.parametrize("direction", Direction)
    def test_takes_as_many_statements_for_much_as_for_little(
        self, plant: Plant, statements: Callable[[], Any], direction: Direction
    ) -> None:
        small, large = self.wide(plant, 2), self.wide(plant, 200)
        counts = []
        for root in (small, large):
            with statements() as executed:
                plant.trace(root.id, direction)
            counts.append(len(executed))
        assert counts == [1, 1]

    @pytest.mark.parametrize(("direction", "scope"), sorted(WALK))
    def test_walks_by_index_only_scans(self, plant: Plant, direction: Direction, scope: Scope) -> None:
        root = self.wide(plant, 300)
        # Whether the index suffices, not whether it pays with what earlier tests left behind in these pages.
        plant.tx.wire.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        rows = RawCursor(plant.tx.wire).execute(b"EXPLAIN " + WALK[direction, scope], (root.id,)).fetchall()
        plan = "\n".join(row[0] for row in rows)
        expected = {Direction.BACK: ["child"], Direction.FORWARD: ["parent"], Direction.BOTH: ["child", "parent"]}
        for end in expected[direction]:
            assert f"Index Only Scan using ix_genealogy_edge_{end}" in plan
        assert "Seq Scan on genealogy_edge" not in plan


class TestCompleteness:
    def why(self, view: TraceView) -> set[tuple[str, str]]:
        assert view.complete == (not view.gaps)
        return {(gap.label, gap.why) for gap in view.gaps}

    @pytest.mark.parametrize("direction", Direction)
    def test_is_stated_of_what_is_all_recorded(self, plant: Plant, story: Story, direction: Direction) -> None:
        for root in (story.units[0], story.units[3]):
            assert plant.trace(root, direction, Scope.UNIT).complete
        for lot in (story.tubing, story.catheters):
            assert plant.trace(lot.id, direction).complete

    def test_misses_an_origin(self, plant: Plant) -> None:
        made, output = plant.accepted(plant.produced(plant.component(), 5)), plant.produced(plant.component())
        plant.consume(output, made, 1)
        gap = {(made.lot_no, words.GAP_NO_ORIGIN)}
        assert self.why(plant.trace(output.id, Direction.BACK)) == gap
        assert self.why(plant.trace(output.id, Direction.BOTH)) == gap
        assert self.why(plant.trace(output.id, Direction.FORWARD)) == set()

    def test_says_where_history_begins_with_an_import(self, plant: Plant) -> None:
        made = plant.produced(plant.component(), 5)
        plant.tx.wire.execute(
            "INSERT INTO genealogy_status_change (lot_id, event, to_status, cycle, at, by_id, reason, imported) "
            "VALUES (%s, 'receive', 'quarantine', 1, now(), 0, '', true)",
            (made.id,),
        )
        assert self.why(plant.trace(made.id, Direction.BACK)) == {(made.lot_no, words.GAP_IMPORTED)}

    def test_misses_what_a_count_did_not_find(self, plant: Plant, story: Story) -> None:
        short = AdjustStock(lot_id=story.hubs.id, location_id=plant.at["WH"], counted=Decimal(40), reason="count")
        plant.do(short)
        gap = (story.hubs.lot_no, words.GAP_MISSING)
        assert self.why(plant.trace(story.hubs.id, Direction.FORWARD)) == {gap}
        assert self.why(plant.trace(story.catheters.id, Direction.BOTH)) == set()

    def test_misses_where_something_was_consumed_into(self, plant: Plant) -> None:
        lot, output = plant.material(10), plant.produced(plant.component())
        plant.consume(output, lot, 1)
        assert plant.trace(lot.id, Direction.FORWARD).complete
        other = plant.material(10)
        query = (
            """INSERT INTO genealogy_movement (kind, at, reason, by_id) VALUES ('consume', now(), '', 0) RETURNING id"""
        )
        row = plant.tx.wire.execute(query).fetchone()
        plant.tx.wire.execute(
            "INSERT INTO genealogy_movement_line (movement_id, lot_id, target_lot_id, source_id, target_id, quantity) "
            "SELECT %(movement)s, %(lot)s, %(lot)s, %(shelf)s, id, 1 FROM genealogy_location WHERE code = 'WIP'",
            {"movement": row[0] if row else 0, "lot": other.id, "shelf": plant.at["WH"]},
        )
        assert self.why(plant.trace(other.id, Direction.FORWARD)) == {(other.lot_no, words.GAP_USE)}

    def test_misses_a_quantity_that_was_never_made(self, plant: Plant) -> None:
        lot = plant.material(10)
        plant.tx.wire.execute("UPDATE genealogy_lot SET quantity_made = 12 WHERE id = %s", (lot.id,))
        assert self.why(plant.trace(lot.id, Direction.BACK)) == {(lot.lot_no, words.GAP_MADE)}

    def test_says_when_a_lot_must_be_asked_unit_by_unit(self, plant: Plant, story: Story) -> None:
        view = plant.trace(story.catheters.id, Direction.BACK, Scope.UNIT)
        assert self.why(view) == {(story.catheters.lot_no, words.GAP_UNITS)}

    def test_says_only_sentences_that_are_translated(self) -> None:
        gaps = {value for name, value in vars(words).items() if name.startswith("GAP_")}
        assert gaps <= words.SENTENCES
