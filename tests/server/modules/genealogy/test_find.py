"""The one search box."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from tests.factories.items import gtin
from veralot_shared.contracts.genealogy import Find, Hit, LotView, PackageEntry, ReceiveLot, ScanInvalid
from veralot_shared.rules import gs1
from veralot_shared.rules.gs1 import check_digit


def found(plant: Plant, text: str) -> list[tuple[str, str, str]]:
    return [(hit.kind, hit.label, hit.matched) for hit in plant.do(Find(text=text))]


def first(plant: Plant, text: str) -> Hit:
    return plant.do(Find(text=text))[0]


@pytest.fixture
def devices(plant: Plant) -> LotView:
    """Return a released lot of two serialised devices."""
    lot = plant.produced(
        plant.device(levels=(1, 2)), 2, order_no="WO-500", lot_no="PT2611", serials=["PT2611-A", "PT2611-B"]
    )
    return plant.on_market(lot)


class TestByNumber:
    def test_finds_lots_exactly_first_and_then_by_their_beginning(self, plant: Plant) -> None:
        item = plant.component()
        for number in ("L10", "L1", "L11-X", "l1-y", "XL1"):
            plant.received(item=item, lot_no=number)
        assert [label for _, label, _ in found(plant, "l1")] == ["L1", "L10", "L11-X", "l1-y"]

    def test_finds_a_lot_by_its_suppliers_number(self, plant: Plant) -> None:
        lot = plant.received(supplier_lot_no="SZ-77")
        assert found(plant, "sz-77") == [("lot", lot.lot_no, "supplier_lot_no")]

    def test_leads_from_a_unit_to_its_lot(self, plant: Plant, devices: LotView) -> None:
        hit = first(plant, "PT2611-B")
        assert (hit.kind, hit.label, hit.lot_id) == ("unit", "PT2611-B", devices.id)

    def test_finds_every_lot_of_an_order(self, plant: Plant) -> None:
        output, lot = plant.produced(plant.component(), order_no="WO-7"), plant.material()
        plant.consume(output, lot, 1)
        assert {(kind, label) for kind, label, _ in found(plant, "wo-7")} == {
            ("lot", output.lot_no),
            ("lot", lot.lot_no),
        }

    def test_finds_packages_shipments_and_deliveries(self, plant: Plant, devices: LotView) -> None:
        ids = plant.unit_ids(devices)
        (box,) = plant.packed(devices, 2, [PackageEntry(package_no="BOX-9", unit_ids=ids)])
        shipment = plant.shipped(devices, 2, package_ids=[box.id])
        assert first(plant, "box-9").lot_id == devices.id
        hit = first(plant, shipment.shipment_no)
        assert (hit.kind, hit.lot_id, hit.detail_zh) == ("shipment", devices.id, "REG 公司")
        delivered = plant.received(order_no="PO-3")
        assert ("lot", delivered.lot_no, "order_no") in found(plant, "PO-3")

    def test_finds_items_by_code_and_gtin(self, plant: Plant) -> None:
        item = plant.component(levels=(5,))
        assert found(plant, item.code.lower())[0] == ("item", item.code, "item_code")
        assert found(plant, item.pack_levels[0].gtin) == [("item", item.code, "gtin")]
        assert found(plant, item.pack_levels[0].gtin.lstrip("0")) == [("item", item.code, "gtin")]

    def test_finds_people(self, plant: Plant) -> None:
        assert found(plant, "TEST")[0] == ("user", "tester", "user_name")

    @pytest.mark.parametrize(
        "text", ["", "  ", "%", "_", "\\", "'", "no such thing", "'; DROP TABLE genealogy_lot; --", "批号"]
    )
    def test_finds_nothing_where_nothing_is(self, plant: Plant, text: str) -> None:
        plant.received()
        assert found(plant, text) == []

    def test_shows_no_more_than_help(self, plant: Plant) -> None:
        item = plant.component()
        for n in range(60):
            plant.received(1, item=item, lot_no=f"MANY{n:02d}")
        assert len(found(plant, "MANY")) == 50

    def test_is_one_statement(self, plant: Plant, devices: LotView, statements: Callable[[], Any]) -> None:
        with statements() as executed:
            plant.do(Find(text=devices.lot_no))
        assert len(executed) == 1

    @pytest.mark.parametrize(
        "index", ["lot_lot_no", "lot_supplier_lot_no", "lot_order_no", "unit_serial_no", "package_package_no"]
    )
    def test_has_an_index_for_each_number(self, plant: Plant, index: str) -> None:
        query = "SELECT indexdef FROM pg_indexes WHERE indexname = %s"
        row = plant.tx.wire.execute(query, (f"ix_genealogy_{index}",)).fetchone()
        assert row is not None
        assert "text_pattern_ops" in row[0]


class TestByScan:
    def udi(self, plant: Plant, of: LotView, **parts: Any) -> gs1.ElementString:
        query = "SELECT gtin FROM items_pack_level WHERE item_id = %s AND level = 1"
        row = plant.tx.wire.execute(query, (of.item_id,)).fetchone()
        return gs1.make(gtin=row[0] if row else "", today=plant.tx.today, **parts)

    @pytest.mark.requirement("GS1-02")
    @pytest.mark.parametrize("form", ["scan", "bare", "hri"])
    def test_finds_the_unit_that_a_udi_names(self, plant: Plant, devices: LotView, form: str) -> None:
        made = self.udi(plant, devices, lot="PT2611", serial="PT2611-A")
        text = {"scan": "]d2" + gs1.encode(made), "bare": gs1.encode(made), "hri": gs1.format_hri(made)}[form]
        assert found(plant, text) == [("unit", "PT2611-A", "udi")]

    def test_finds_the_lot_where_no_serial_is_given(self, plant: Plant, devices: LotView) -> None:
        made = self.udi(plant, devices, lot="PT2611")
        assert found(plant, gs1.format_hri(made)) == [("lot", "PT2611", "udi")]

    def test_finds_the_item_where_only_its_number_is_given(self, plant: Plant, devices: LotView) -> None:
        assert found(plant, gs1.format_hri(self.udi(plant, devices))) == [("item", devices.item_code, "gtin")]

    def test_does_not_take_another_items_lot_of_the_same_number(self, plant: Plant, devices: LotView) -> None:
        plant.produced(plant.device(), 1, lot_no="PT2611")
        hits = plant.do(Find(text=gs1.format_hri(self.udi(plant, devices, lot="PT2611"))))
        assert [hit.lot_id for hit in hits] == [devices.id]

    def test_finds_our_lot_by_a_suppliers_label(self, plant: Plant) -> None:
        lot = plant.received(supplier_lot_no="TH26K0431")
        scan = gs1.make(gtin=gtin(777), today=plant.tx.today, lot="TH26K0431")
        assert found(plant, gs1.encode(scan)) == [("lot", lot.lot_no, "supplier_lot_no")]

    def test_finds_a_logistic_unit(self, plant: Plant) -> None:
        payload = "09521000000000300"
        sscc = f"{payload}{check_digit(payload)}"
        lot = plant.material(10, item=plant.component(levels=(10,)))
        plant.packed(lot, 1, [PackageEntry(package_no=sscc, quantity=Decimal(10))])
        for text in (f"(00){sscc}", f"00{sscc}", sscc):
            assert found(plant, text) == [("package", sscc, "package_no")]

    @pytest.mark.requirement("GS1-04")
    @pytest.mark.parametrize("text", ["(01)19521307000313(10)X", "]d20119521307000312(", "(99", "]E09521234543213"])
    def test_says_what_is_wrong_with_a_scan(self, plant: Plant, text: str) -> None:
        with pytest.raises(ScanInvalid) as refused:
            plant.do(Find(text=text))
        assert isinstance(refused.value.reason.error(), gs1.Gs1Error)

    def test_takes_a_number_that_only_looks_like_a_scan_as_a_number(self, plant: Plant) -> None:
        number = "0112345678901234XY"
        lot = plant.received(lot_no=number)
        assert found(plant, number) == [("lot", lot.lot_no, "lot_no")]


def test_what_is_received_by_a_scan_is_found_by_it(plant: Plant) -> None:
    item = plant.component(levels=(1,))
    scan = gs1.make(gtin=item.pack_levels[0].gtin, today=plant.tx.today, lot="SUP-9")
    read = gs1.parse("]d2" + gs1.encode(scan), today=plant.tx.today)
    command = ReceiveLot(
        item_id=item.id,
        lot_no="R-9",
        supplier_id=plant.supplier,
        supplier_lot_no=read.lot or "",
        quantity=Decimal(1),
        unit="pcs",
        location_id=plant.at["QC"],
    )
    plant.do(command)
    assert found(plant, "]d2" + gs1.encode(scan)) == [("lot", "R-9", "supplier_lot_no")]
