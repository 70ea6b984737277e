"""Whoever did something, and whose it is, is told in both languages by every module."""

from typing import NamedTuple

import pytest

from tests.factories.genealogy import Plant
from tests.factories.labels import Press
from tests.factories.recall import Recalls
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import Direction, GetDossier, LotView, Scope, Trace
from veralot_shared.contracts.items import GetItem, ItemKind
from veralot_shared.contracts.recall import GetAffected, LotSuspect
from veralot_shared.contracts.warehouse import ListStock, StockCut
from veralot_shared.ids import NodeId

PERSON, CUSTOMER = "王芳", "上海医疗器械"


class Sold(NamedTuple):
    """A plant in which everybody is called alike in Chinese, and a lot of it that was shipped."""

    plant: Plant
    lot: LotView


@pytest.fixture
def sold(tx: Transaction) -> Sold:
    """Return the plant with the lot."""
    plant = Plant(tx)
    fields = {"customer_id": plant.registrant, "shelf_life_months": 24, "levels": (1, 10)}
    device = plant.device(kind=ItemKind.FINISHED, **fields)
    tx.wire.execute("UPDATE identity_user SET full_name_zh = %s", (PERSON,))
    tx.wire.execute("UPDATE items_partner SET name_zh = %s", (CUSTOMER,))
    lot = plant.on_market(plant.produced(device, 10))
    plant.shipped(lot, 6, unit_ids=plant.unit_ids(lot)[:6])
    return Sold(plant, plant.lot(lot.id))


def test_a_recall_and_all_that_is_done_in_it(sold: Sold) -> None:
    recalls = Recalls(sold.plant)
    detail = recalls.close(recalls.freeze(recalls.start(LotSuspect(lot_id=sold.lot.id))))
    assert (detail.recall.started_by_zh, detail.recall.ended_by_zh) == (PERSON, PERSON)
    assert {step.by_zh for step in detail.steps} == {PERSON}
    assert {one.by_zh for one in detail.snapshots} == {PERSON}
    affected = sold.plant.do(GetAffected(recall_id=detail.recall.id))
    assert {lot.customer_zh for lot in affected.lots} == {CUSTOMER}


def test_the_consignees_of_a_recall_and_who_told_them(sold: Sold) -> None:
    detail = Recalls(sold.plant).to_customers(LotSuspect(lot_id=sold.lot.id))
    assert {(one.notified_by_zh, one.name_zh) for one in detail.consignees} == {(PERSON, CUSTOMER)}
    assert {order.by_zh for order in detail.orders} <= {PERSON}


def test_a_trace_and_its_evidence(sold: Sold) -> None:
    root = NodeId(sold.lot.id)
    found = sold.plant.do(Trace(root=root, direction=Direction.FORWARD, scope=Scope.UNIT))
    assert {node.customer_zh for node in found.nodes if node.customer} == {CUSTOMER}


def test_stock_is_told_and_found_by_either_name(sold: Sold) -> None:
    cuts = [StockCut(lot_id=sold.lot.id, customer=name) for name in ("", CUSTOMER[:2], "reg")]
    for cut in cuts:
        assert [row.customer_zh for row in sold.plant.do(ListStock(cut=cut)).rows] == [CUSTOMER], cut
    assert sold.plant.do(ListStock(cut=StockCut(lot_id=sold.lot.id, customer="北京"))).rows == []
    assert sold.plant.do(ListStock(sort="-customer_zh")).rows


def test_a_print_job_and_its_labels(sold: Sold) -> None:
    press = Press(sold.plant)
    job = press.printed(press.job(sold.lot.id, printer_id=press.printer().id))
    assert (job.requested_by_zh, job.customer_zh) == (PERSON, CUSTOMER)
    assert {label.state_by_zh for label in press.labels(job)} == {PERSON}


def test_an_item(sold: Sold) -> None:
    assert sold.plant.do(GetItem(id=sold.lot.item_id)).customer_zh == CUSTOMER


def test_the_steps_of_the_dossier(sold: Sold) -> None:
    sections = {section.id: section for section in sold.plant.do(GetDossier(lot_id=sold.lot.id)).sections}
    people = [
        row[place]
        for section in sections.values()
        for place, column in enumerate(section.columns)
        if column.kind == "name" and column.id in ("by", "placed_by")
        for row in section.rows
    ]
    assert people
    assert {chinese for _english, chinese in people} == {PERSON}
