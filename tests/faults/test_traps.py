"""Faults that broke a real batch record system, tried where several modules meet: none of them comes back."""

from decimal import Decimal

import msgspec
import pytest

from tests.factories.labels import Press
from tests.factories.recall import Recalls
from tests.server.modules.exchange.plant import Import, Tables, tables
from tests.server.modules.warehouse.conftest import Store
from veralot_server.core.module import tell_hearers
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import (
    DisposeLot,
    Disposition,
    ListPackages,
    ListUnitRuns,
    LotOnHold,
    LotView,
    PackageEntry,
    RejectLot,
    ReleaseLot,
    ReportRework,
    SampleLot,
    ScrapLot,
)
from veralot_shared.contracts.items import GetItem, UpdateItem
from veralot_shared.contracts.labels import GetJob, TakeLabels, VerifyLabel
from veralot_shared.contracts.recall import ExportConsignees, GetAffected, LotSuspect, RecallStatus
from veralot_shared.contracts.warehouse import (
    ContentLine,
    FillContainer,
    GetContainer,
    ListContainerUnits,
    MoveContainer,
)
from veralot_shared.errors import CodedError, TransitionIllegal
from veralot_shared.ids import ContainerId


@pytest.fixture
def store(tx: Transaction) -> Store:
    """Return a plant with containers."""
    return Store(tx)


def boxed(store: Store, lot: LotView, quantity: int, at: str = "QC") -> ContainerId:
    """Put part of a lot, with its first units, into a new container beside it."""
    box = store.container(at)
    units = store.unit_ids(lot)[:quantity]
    line = ContentLine(lot_id=lot.id, quantity=Decimal(quantity), unit_ids=units)
    store.do(FillContainer(container_id=box.id, lines=[line]))
    return box.id


def held_in(store: Store, container: ContainerId) -> list[tuple[str, Decimal]]:
    """Return what is right in a container."""
    return [(row.lot_no, row.quantity) for row in store.do(GetContainer(id=container)).contents]


@pytest.mark.trap("T1")
def test_goods_in_a_container_go_through_rework_twice_and_out(store: Store) -> None:
    lot = store.received(10)
    box = store.container("QC")
    store.fill(box, lot, 10)
    store.do(SampleLot(lot_id=lot.id))
    for cycle in (2, 3):
        store.do(RejectLot(lot_id=lot.id, reason="flash on the hub"))
        store.do(DisposeLot(lot_id=lot.id, disposition=Disposition.REWORK, justification="trim"))
        assert store.do(ReportRework(lot_id=lot.id, note="trimmed")).cycle == cycle
        assert held_in(store, box.id) == [(lot.lot_no, Decimal(10))]
    store.do(ReleaseLot(lot_id=lot.id))
    store.do(MoveContainer(container_id=box.id, location_id=store.at["WH"]))
    assert store.stock(lot) == {"WH": Decimal(10)}


@pytest.mark.trap("T2")
def test_an_import_is_corrected_and_sent_again_as_often_as_it_must(bring_in: Import) -> None:
    good: Tables = tables()
    wrong: tuple[tuple[str, str, str], ...] = (("partners", "name", ""), ("movements", "expiry", "someday"))
    right = {(kind, field): good[kind][0][field] for kind, field, _ in wrong}
    for kind, field, value in wrong:
        good[kind][0][field] = value
    for kind, field, _ in wrong:
        refused = bring_in(good)
        assert (refused.id, bool(refused.errors)) == (None, True)
        good[kind][0][field] = right[kind, field]
    assert bring_in(good).id is not None


@pytest.mark.trap("T3")
def test_a_unit_that_is_scrapped_leaves_package_container_and_range(store: Store) -> None:
    lot = store.on_market(store.produced(store.device(levels=(1, 4)), 4))
    units = store.unit_ids(lot)
    store.packed(lot, 2, [PackageEntry(package_no="PK-1", unit_ids=units)])
    box = boxed(store, lot, 4, "WH")
    store.do(
        ScrapLot(lot_id=lot.id, location_id=store.at["WH"], quantity=Decimal(1), reason="dropped", unit_ids=[units[1]])
    )
    tell_hearers(store.tx)
    assert [package.quantity for package in store.do(ListPackages(lot_id=lot.id))] == [Decimal(3)]
    assert held_in(store, box) == [(lot.lot_no, Decimal(3))]
    assert len(store.do(ListContainerUnits(container_id=box))) == 3
    runs = [(run.count, str(run.status), run.packages) for run in store.do(ListUnitRuns(lot_id=lot.id))]
    assert runs == [(1, "made", ["PK-1"]), (1, "scrapped", []), (2, "made", ["PK-1"])]
    assert store.stock(lot) == {"WH": Decimal(3)}


@pytest.mark.trap("T8")
def test_what_stops_one_thing_stops_no_other_of_its_like(store: Store) -> None:
    press, recalls = Press(store), Recalls(store)
    one, other = (store.on_market(store.produced(store.device(shelf_life_months=24, levels=(1, 10)))) for _ in "12")
    template = press.approved()
    stopped, running = (press.job(lot.id, template=template, printer_id=press.printer().id) for lot in (one, other))
    press.printed(stopped)
    with pytest.raises(CodedError):
        store.tx.call(VerifyLabel(job_id=stopped.id, scan="]d20109521234543213"))
    boxes = [boxed(store, lot, 3, "WH") for lot in (one, other)]
    store.held(one.id)
    under_way = recalls.start(LotSuspect(lot_id=one.id))
    assert len(store.do(TakeLabels(job_id=running.id, limit=3))) == 3
    store.do(MoveContainer(container_id=boxes[1], inside_id=store.container().id))
    closed = recalls.close(recalls.freeze(recalls.start(LotSuspect(lot_id=other.id))))
    assert closed.recall.status is RecallStatus.CLOSED
    assert recalls.get(under_way.recall.id).recall.status is RecallStatus.MOCK
    with pytest.raises(LotOnHold):
        store.shipped(one, 1, unit_ids=store.unit_ids(one)[:1])


@pytest.mark.trap("T12", "T15")
def test_what_was_frozen_keeps_the_words_of_its_time(store: Store) -> None:
    press, recalls = Press(store), Recalls(store)
    item = store.device(shelf_life_months=24, levels=(1, 10))
    lot = store.on_market(store.produced(item))
    store.shipped(lot, 1, unit_ids=store.unit_ids(lot)[:1])
    job = press.job(lot.id)
    before = [msgspec.to_builtins(label) for label in press.labels(job)]
    recall = recalls.freeze(recalls.start(LotSuspect(lot_id=lot.id)))
    asked = GetAffected(recall_id=recall.recall.id, snapshot_id=recall.snapshots[-1].id)
    frozen = store.do(asked)
    now = store.do(GetItem(id=item.id))
    store.do(
        UpdateItem(
            id=item.id, version=now.version, name="Renamed", name_zh="改名", shelf_life_months=1, active=now.active
        )
    )
    assert [msgspec.to_builtins(label) for label in press.labels(job)] == before
    assert store.do(asked).lots == frozen.lots
    assert store.do(ExportConsignees(recall_id=recall.recall.id, kind="xlsx", language="en")).content  # type: ignore[arg-type]  # as its value
    assert store.do(GetJob(id=job.id)).template_version == 1


@pytest.mark.trap("T4")
def test_goods_are_recalled_and_boxed_before_they_are_finished(store: Store) -> None:
    lot = store.produced(store.device(), 3)
    recall = Recalls(store).freeze(Recalls(store).start(LotSuspect(lot_id=lot.id)))
    assert (recall.recall.lots, recall.recall.percent) == (1, Decimal(100))
    assert held_in(store, boxed(store, lot, 3)) == [(lot.lot_no, Decimal(3))]
    store.held(lot.id)
    with pytest.raises((TransitionIllegal, LotOnHold)):
        store.do(SampleLot(lot_id=lot.id))
