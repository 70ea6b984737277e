"""Items, their pack levels, and partners."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from tests.factories import items
from tests.factories.items import gtin
from veralot_server.core.transaction import Actor, Transaction
from veralot_shared.contracts.items import (
    CreateItem,
    CreatePartner,
    GetItem,
    GtinInvalid,
    GtinTaken,
    ItemKind,
    ItemsChanged,
    ListItems,
    ListPartners,
    PackLevelEntry,
    PartnerKind,
    Tracking,
    UnitUnknown,
    UpdateItem,
    UpdatePartner,
)
from veralot_shared.errors import RecordChanged, RecordExists, RecordNotFound, ValueNotAllowed
from veralot_shared.ids import ItemId, PartnerId
from veralot_shared.messages import Page

NEW = CreateItem(
    code="CP-HUB", name="Luer hub", name_zh="鲁尔接头", kind=ItemKind.COMPONENT, tracking=Tracking.LOT, unit="pcs"
)


def level(number: int = 1, **fields: Any) -> PackLevelEntry:
    values: dict[str, Any] = {"level": number, "name": "Box", "gtin": gtin(number), "contains": 10**number}
    return PackLevelEntry(**(values | fields))


def changed(**fields: Any) -> CreateItem:
    return msgspec.structs.replace(NEW, **fields)


class TestCreateItem:
    def test_keeps_what_was_entered(self, tx: Transaction) -> None:
        made = tx.call(changed(quantum=Decimal("0.001"), unit="kg", shelf_life_months=24, pack_levels=[level()]))
        assert (made.code, made.name_zh, made.quantum, made.shelf_life_months) == (
            "CP-HUB",
            "鲁尔接头",
            Decimal("0.001"),
            24,
        )
        assert [(pack.level, pack.contains) for pack in made.pack_levels] == [(1, 10)]
        assert tx.call(GetItem(id=made.id)) == made

    def test_tells_everybody(self, tx: Transaction) -> None:
        made = tx.call(NEW)
        assert (ItemsChanged(item_ids=[made.id]), None) in tx.events

    def test_refuses_a_code_that_is_taken_whatever_its_case(self, tx: Transaction) -> None:
        tx.call(NEW)
        with pytest.raises(RecordExists):
            tx.call(changed(code="cp-hub"))

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("code", ""),
            ("code", " CP"),
            ("code", "C\x07P"),
            ("code", "C" * 41),
            ("name", ""),
            ("name_zh", "行\n行"),
            ("shelf_life_months", 0),
            ("quantum", Decimal(0)),
            ("quantum", Decimal("0.0000001")),
            ("quantum", Decimal("NaN")),
        ],
    )
    def test_refuses_values_without_sense(self, tx: Transaction, field: str, value: object) -> None:
        with pytest.raises(ValueNotAllowed) as refused:
            tx.call(changed(**{field: value}))
        assert refused.value.field == field

    def test_refuses_a_unit_that_is_not_known_and_names_those_that_are(self, tx: Transaction) -> None:
        with pytest.raises(UnitUnknown) as refused:
            tx.call(changed(unit="bushel"))
        assert {"pcs", "kg", "mL"} <= set(refused.value.known)

    def test_counts_serialised_items_in_whole_pieces(self, tx: Transaction) -> None:
        with pytest.raises(ValueNotAllowed):
            tx.call(changed(tracking=Tracking.SERIAL, unit="kg"))

    @pytest.mark.requirement("CMO-01")
    def test_takes_only_a_customer_as_its_customer(self, tx: Transaction) -> None:
        with pytest.raises(RecordNotFound):
            tx.call(changed(customer_id=items.partner(tx, "S9")))


class TestPackLevels:
    def test_says_which_check_digit_would_be_right(self, tx: Transaction) -> None:
        right = gtin(1)
        wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
        with pytest.raises(GtinInvalid) as refused:
            tx.call(changed(pack_levels=[level(gtin=wrong)]))
        assert (refused.value.expected, refused.value.field) == (right[-1], "pack_levels[0].gtin")

    @pytest.mark.requirement("CN-34")
    def test_never_uses_a_gtin_again(self, tx: Transaction) -> None:
        tx.call(changed(pack_levels=[level()]))
        with pytest.raises(GtinTaken) as refused:
            tx.call(changed(code="CP-NEW", pack_levels=[level()]))
        assert refused.value.item == "CP-HUB"

    @pytest.mark.parametrize(
        "levels",
        [
            [level(2)],
            [level(1), level(1)],
            [level(1, contains=0)],
            [level(1), level(2, contains=15)],
            [level(1), level(2, gtin=gtin(1))],
            [level(1, gtin="12")],
            [level(1, gtin="1952000000001x")],
        ],
        ids=["from 2", "twice", "empty", "no whole number of boxes", "one gtin twice", "short", "letters"],
    )
    def test_refuses_levels_that_cannot_be(self, tx: Transaction, levels: list[PackLevelEntry]) -> None:
        with pytest.raises(ValueNotAllowed):
            tx.call(changed(pack_levels=levels))

    def test_stores_a_shorter_gtin_as_fourteen_digits(self, tx: Transaction) -> None:
        made = tx.call(changed(pack_levels=[level(gtin="9521234543213")]))
        assert made.pack_levels[0].gtin == "09521234543213"


class TestUpdateItem:
    def test_changes_names_and_shelf_life(self, tx: Transaction) -> None:
        made = tx.call(NEW)
        command = UpdateItem(id=made.id, version=1, name="Hub", name_zh="接头", shelf_life_months=12, active=False)
        after = tx.call(command)
        assert (after.version, after.name, after.shelf_life_months, after.active) == (2, "Hub", 12, False)

    @pytest.mark.requirement("P11-08")
    def test_tells_the_second_of_two_who_was_faster_and_shows_the_difference(self, tx: Transaction) -> None:
        made = tx.call(NEW)
        first = UpdateItem(id=made.id, version=1, name="Hub A", name_zh="接头", shelf_life_months=None, active=True)
        tx.call(first)
        with pytest.raises(RecordChanged) as refused:
            tx.call(msgspec.structs.replace(first, name="Hub B"))
        assert (refused.value.changed_by, refused.value.version) == ("Tester", 2)
        assert [(d.field, d.yours, d.theirs) for d in refused.value.differences] == [("name", "Hub B", "Hub A")]

    def test_knows_no_strange_item(self, tx: Transaction) -> None:
        with pytest.raises(RecordNotFound):
            tx.call(UpdateItem(id=ItemId(999), version=1, name="x", name_zh="", shelf_life_months=None, active=True))


class TestLists:
    def test_finds_items_by_a_part_of_code_or_name_or_by_gtin(self, tx: Transaction) -> None:
        made = tx.call(changed(pack_levels=[level()]))
        items.item(tx, "RM-X", unit="kg")
        for text in ("hub", "LUER", "接头", gtin(1)):
            assert [item.id for item in tx.call(ListItems(search=text))] == [made.id]
        assert [item.code for item in tx.call(ListItems())] == ["CP-HUB", "RM-X"]

    def test_shows_a_window(self, tx: Transaction) -> None:
        for code in "ABCD":
            items.item(tx, code)
        assert [item.code for item in tx.call(ListItems(page=Page(offset=1, limit=2)))] == ["B", "C"]

    def test_takes_what_is_typed_as_text_and_not_as_a_pattern(self, tx: Transaction) -> None:
        tx.call(NEW)
        for text in ("%", "_", "\\", "'; DROP TABLE items_item; --"):
            assert tx.call(ListItems(search=text)) == []

    @pytest.mark.requirement("CMO-01")
    def test_shows_a_customer_its_own_items_and_itself(self, tx: Transaction, act_as: Any) -> None:
        own, other = items.customer(tx, "C1"), items.customer(tx, "C2")
        mine = items.item(tx, "MINE", customer_id=own)
        theirs = items.item(tx, "THEIRS", customer_id=other)
        material = items.item(tx, "MATERIAL")
        act_as("registrant", customer_id=own)
        assert [item.id for item in tx.call(ListItems())] == [mine.id]
        assert [partner.id for partner in tx.call(ListPartners())] == [own]
        assert tx.call(GetItem(id=material.id)).code == "MATERIAL"
        with pytest.raises(RecordNotFound):
            tx.call(GetItem(id=theirs.id))


class TestPartners:
    NEW = CreatePartner(code="S1", kind=PartnerKind.SUPPLIER, name="Moulds", country="CN", gln="9521000000001")

    def test_are_made_listed_and_changed(self, tx: Transaction) -> None:
        made = tx.call(self.NEW)
        command = UpdatePartner(
            id=made.id, version=1, name="Moulds Ltd.", name_zh="模具", address="Road 1", country="DE", active=False
        )
        after = tx.call(command)
        assert (after.name, after.country, after.active, after.version) == ("Moulds Ltd.", "DE", False, 2)
        assert tx.call(ListPartners(kind=PartnerKind.SUPPLIER, search="模")) == [after]
        assert tx.call(ListPartners(kind=PartnerKind.CUSTOMER)) == []

    def test_have_codes_of_their_own(self, tx: Transaction) -> None:
        tx.call(self.NEW)
        with pytest.raises(RecordExists):
            tx.call(msgspec.structs.replace(self.NEW, code="s1"))

    @pytest.mark.parametrize(
        ("field", "value"), [("gln", "123"), ("gln", "9521000000002"), ("country", "China"), ("name", "")]
    )
    def test_refuse_values_without_sense(self, tx: Transaction, field: str, value: str) -> None:
        with pytest.raises(ValueNotAllowed) as refused:
            tx.call(msgspec.structs.replace(self.NEW, **{field: value}))
        assert refused.value.field == field

    def test_know_no_strange_one(self, tx: Transaction) -> None:
        command = UpdatePartner(id=PartnerId(99), version=1, name="x", name_zh="", address="", country="", active=True)
        with pytest.raises(RecordNotFound):
            tx.call(command)


def test_a_version_that_others_reached_in_other_fields_is_no_conflict(tx: Transaction) -> None:
    made = tx.call(NEW)
    tx.wire.execute("UPDATE items_item SET version = version + 1 WHERE id = %s", (made.id,))
    command = UpdateItem(id=made.id, version=1, name="Hub", name_zh="", shelf_life_months=None, active=True)
    assert tx.call(command).name == "Hub"


def test_only_planners_and_document_controllers_make_items(act_as: Any) -> None:
    actor: Actor = act_as("operator")
    assert NEW.permission not in actor.permissions
    assert NEW.permission in act_as("planner").permissions
