"""Quantities, numbers, dates, merging, edges and sentences: the small rules, without a database."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.modules.genealogy.test_domain_status import HOSPITAL, TODAY, YESTERDAY, lot
from veralot_server.modules.genealogy.domain import amounts, edges, merging, numbers, words
from veralot_server.modules.genealogy.domain.facts import ItemFacts
from veralot_server.modules.genealogy.domain.reasons import require_reason
from veralot_shared.contracts.genealogy import (
    EdgeKind,
    ExpiryPassed,
    LotOnHold,
    LotStatus,
    MergeUnlike,
    QuantityInvalid,
    ReasonMissing,
    SerialsWrong,
)
from veralot_shared.contracts.items import ItemKind, Tracking
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import ItemId, LotId, UnitId

KILOGRAMS = lot(unit="kg", quantum=Decimal("0.001"))
ITEM = ItemFacts(
    id=ItemId(1),
    code="FG",
    kind=ItemKind.FINISHED,
    tracking=Tracking.BOTH,
    unit="pcs",
    quantum=Decimal(1),
    shelf_life_months=24,
    customer_id=None,
)


class TestAmounts:
    @pytest.mark.parametrize(
        ("value", "unit", "expected"), [("1.5", "kg", "1.5"), ("1500", "g", "1.5"), ("0.001", "kg", "0.001")]
    )
    def test_come_in_the_items_own_unit(self, value: str, unit: str, expected: str) -> None:
        assert amounts.checked(Decimal(value), KILOGRAMS, unit=unit) == Decimal(expected)

    @pytest.mark.parametrize(
        ("value", "unit", "rule"),
        [
            ("0", "kg", words.RULE_POSITIVE),
            ("-1", "kg", words.RULE_NOT_NEGATIVE),
            ("0.0005", "kg", words.RULE_QUANTUM),
            ("0.5", "g", words.RULE_QUANTUM),
            ("1", "m", words.RULE_UNIT),
            ("1", "bushel", words.RULE_UNIT),
            ("NaN", "kg", words.RULE_DIGITS),
            ("Infinity", "kg", words.RULE_DIGITS),
            ("1E+1000000", "kg", words.RULE_DIGITS),
            ("1000000000000", "kg", words.RULE_DIGITS),
        ],
    )
    def test_are_refused_with_the_rule_that_they_break(self, value: str, unit: str, rule: str) -> None:
        with pytest.raises(QuantityInvalid) as refused:
            amounts.checked(Decimal(value), KILOGRAMS, unit=unit, field="lines[2].quantity")
        assert (refused.value.rule, refused.value.field) == (rule, "lines[2].quantity")

    def test_may_be_zero_where_that_means_something(self) -> None:
        assert amounts.not_negative(Decimal(0), KILOGRAMS) == 0

    @given(st.integers(1, 10**6), st.integers(1, 60), st.sampled_from(["1", "0.01", "0.001"]))
    def test_are_shared_out_without_a_residue(self, steps: int, parts: int, quantum: str) -> None:
        whole = steps * Decimal(quantum)
        shares = amounts.shares(whole, parts, Decimal(quantum))
        assert (len(shares), sum(shares)) == (parts, whole)
        assert min(shares) > 0

    def test_parts_add_up(self) -> None:
        amounts.require_sum([Decimal(1), Decimal(2)], Decimal(3), "pcs")
        with pytest.raises(QuantityInvalid):
            amounts.require_sum([Decimal(1)], Decimal(3), "pcs")


class TestNumbers:
    @pytest.mark.parametrize("number", ["", " L1", "L1 ", "L\n1", "L" * 61, "L\x001"])
    def test_are_printable_and_short(self, number: str) -> None:
        with pytest.raises(ValueNotAllowed):
            numbers.require_number(number, "lot_no")

    def test_of_children_go_on_where_the_last_ended(self) -> None:
        assert numbers.next_numbers("L1", "D", [], 1) == ["L1-D1"]
        taken = ["L1-D1", "L1-D9", "L1-Dx", "L1-D10-D3", "L2-D40"]
        assert numbers.next_numbers("L1", "D", taken, 2) == ["L1-D10", "L1-D11"]

    def test_a_parents_number_is_no_pattern(self) -> None:
        assert numbers.next_numbers("L.", "S", ["LX-S7"], 1) == ["L.-S1"]

    @pytest.mark.parametrize(
        ("serials", "pieces", "problem"),
        [
            (["A"], 2, words.SERIALS_MISSING),
            (["A", "A"], 2, words.SERIALS_TWICE),
            (["A", ""], 2, words.SERIALS_BLANK),
            (["A", "B" * 21], 2, words.SERIALS_BLANK),
        ],
    )
    def test_of_units_are_one_each_and_all_different(self, serials: list[str], pieces: int, problem: str) -> None:
        with pytest.raises(SerialsWrong) as refused:
            numbers.require_serials(serials, ITEM, pieces)
        assert refused.value.problem == problem

    def test_of_units_are_for_serialised_items(self) -> None:
        plain = msgspec.structs.replace(ITEM, tracking=Tracking.LOT)
        numbers.require_serials([], plain, 2)
        with pytest.raises(SerialsWrong):
            numbers.require_serials(["A"], plain, 1)


class TestDates:
    def test_goods_past_their_date_are_not_taken_in(self) -> None:
        numbers.require_dates(None, TODAY, TODAY)
        with pytest.raises(ExpiryPassed):
            numbers.require_dates(None, YESTERDAY, TODAY)

    @pytest.mark.parametrize(
        ("made", "expires"), [(TODAY + timedelta(1), None), (TODAY, YESTERDAY)], ids=["in the future", "after expiry"]
    )
    def test_of_manufacture_lie_before(self, made: date, expires: date | None) -> None:
        with pytest.raises(ValueNotAllowed):
            numbers.require_order(made, expires, TODAY)

    def test_of_expiry_follow_the_shelf_life_unless_the_supplier_says_otherwise(self) -> None:
        assert numbers.expiry_of(ITEM, date(2026, 2, 28)) == date(2028, 2, 28)
        assert numbers.expiry_of(ITEM, date(2026, 2, 28), TODAY) == TODAY
        assert numbers.expiry_of(ITEM, None) is None
        assert numbers.expiry_of(msgspec.structs.replace(ITEM, shelf_life_months=None), TODAY) is None


class TestMerging:
    def test_takes_the_earliest_expiry_and_only_what_all_have_in_common(self) -> None:
        first = lot(expiry=TODAY, supplier_lot_no="A", order_no="WO-1", cycle=2)
        second = lot(id=LotId(2), expiry=TODAY + timedelta(9), supplier_lot_no="B", order_no="WO-1")
        made = merging.merged([first, second], "M1", Decimal(20))
        assert (made.expiry, made.supplier_lot_no, made.order_no, made.cycle) == (TODAY, None, "WO-1", 2)

    @pytest.mark.parametrize(
        ("fields", "difference"),
        [
            ({"item_id": ItemId(2)}, words.DIFFERS_ITEM),
            ({"status": LotStatus.CONCESSION}, words.DIFFERS_STATUS),
            ({"expiry": YESTERDAY}, words.DIFFERS_STATUS),
            ({"returned": True}, words.DIFFERS_STATUS),
            ({"customer_id": HOSPITAL}, words.DIFFERS_CUSTOMER),
        ],
    )
    def test_refuses_lots_that_are_not_alike(self, fields: dict[str, Any], difference: str) -> None:
        with pytest.raises(MergeUnlike) as refused:
            merging.require_alike([lot(), lot(id=LotId(2), **fields)], TODAY)
        assert refused.value.difference == difference

    def test_refuses_held_lots_and_a_single_one(self) -> None:
        with pytest.raises(LotOnHold):
            merging.require_alike([lot(), lot(id=LotId(2), holds=["x"])], TODAY)
        with pytest.raises(ValueNotAllowed):
            merging.require_alike([lot()], TODAY)


def triples(facts: list[edges.EdgeFact]) -> set[tuple[int, int, str, Decimal]]:
    return {(fact.parent, fact.child, fact.scope, fact.quantity) for fact in facts}


class TestEdges:
    OUTPUT = LotId(100)

    def consumed(self, *inputs: edges.Input, present: list[UnitId] | None = None) -> set[tuple[int, int, str, Decimal]]:
        return triples(edges.consumption(inputs, self.OUTPUT, EdgeKind.CONSUMED, present))

    def given(self, quantity: int, units: list[int] | None = None, into: list[int] | None = None) -> edges.Input:
        return edges.Input(
            LotId(1),
            Decimal(quantity),
            "pcs",
            Decimal(1),
            list(map(UnitId, units or [])),
            list(map(UnitId, into or [])),
        )

    def test_of_an_order_are_one_edge_in_both_graphs(self) -> None:
        assert self.consumed(self.given(6)) == {(1, 100, "B", Decimal(6))}

    def test_into_units_are_one_each_and_one_for_the_lots(self) -> None:
        assert self.consumed(self.given(6, into=[101, 102, 103])) == {
            (1, 100, "L", Decimal(6)),
            (1, 101, "U", Decimal(2)),
            (1, 102, "U", Decimal(2)),
            (1, 103, "U", Decimal(2)),
        }

    def test_unit_into_unit_goes_in_the_order_named(self) -> None:
        assert self.consumed(self.given(2, units=[11, 12], into=[101, 102])) == {
            (1, 100, "L", Decimal(2)),
            (11, 101, "U", Decimal(1)),
            (12, 102, "U", Decimal(1)),
        }

    def test_several_units_may_go_into_one(self) -> None:
        assert self.consumed(self.given(2, units=[11, 12], into=[101])) == {
            (1, 100, "L", Decimal(2)),
            (11, 101, "U", Decimal(1)),
            (12, 101, "U", Decimal(1)),
        }

    def test_units_whose_target_is_not_known_go_into_the_lot(self) -> None:
        assert self.consumed(self.given(1, units=[11])) == {(1, 100, "L", Decimal(1)), (11, 100, "U", Decimal(1))}

    def test_two_lines_of_one_lot_are_one_edge_between_the_lots(self) -> None:
        facts = self.consumed(self.given(1, into=[101]), self.given(3, into=[102]))
        assert {fact for fact in facts if fact[2] == "L"} == {(1, 100, "L", Decimal(4))}

    @pytest.mark.requirement("I-41")
    def test_what_goes_in_late_is_not_in_units_that_left_before(self) -> None:
        facts = self.consumed(self.given(4), present=[UnitId(101), UnitId(102)])
        assert facts == {(1, 100, "L", Decimal(4)), (1, 101, "U", Decimal(2)), (1, 102, "U", Decimal(2))}
        assert self.consumed(self.given(4), present=[]) == {(1, 100, "L", Decimal(4))}

    def test_to_a_child_name_its_units_in_the_unit_graph_alone(self) -> None:
        whole = edges.child(LotId(1), LotId(2), EdgeKind.DRAWN, Decimal(5), "kg", [])
        assert triples(whole) == {(1, 2, "B", Decimal(5))}
        named = edges.child(LotId(1), LotId(2), EdgeKind.DRAWN, Decimal(1), "pcs", [UnitId(11)])
        assert triples(named) == {(1, 2, "L", Decimal(1)), (2, 11, "U", Decimal(1))}


def test_a_reason_says_something() -> None:
    require_reason("burst balloon")
    with pytest.raises(ReasonMissing) as refused:
        require_reason(" \t", "justification")
    assert refused.value.field == "justification"


def test_every_status_that_cannot_be_used_says_why_and_who() -> None:
    assert set(words.WHY) == set(words.WHO)
    assert all(sentence and sentence in words.SENTENCES for sentence in (*words.WHY.values(), *words.WHO.values()))
