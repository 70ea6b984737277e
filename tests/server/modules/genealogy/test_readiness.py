"""What stands before a release is named with the record to open and with who can clear it; nobody else's lots are listed."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality
from veralot_server.core.reports.formats import Formats
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import gate
from veralot_shared.contracts.genealogy import (
    BlockerView,
    CheckResult,
    GetDossier,
    GetReadiness,
    ListReadiness,
    LotEvent,
    LotView,
    NotReady,
    ReadinessView,
    ReleaseLot,
    SampleLot,
    SectionView,
)
from veralot_shared.contracts.identity import Role
from veralot_shared.i18n import Translator
from veralot_shared.messages import Page


@pytest.fixture
def quality(plant: Plant) -> Quality:
    """Return a way to make quality records in the plant."""
    return Quality(plant)


def waits(plant: Plant) -> dict[str, ReadinessView]:
    """Return the list by lot numbers."""
    return {view.lot.lot_no: view for view in plant.do(ListReadiness())}


def blockers(view: ReadinessView) -> list[BlockerView]:
    return [blocker for check in view.checks if check.result in gate.STOPPING for blocker in check.missing]


def section(plant: Plant, lot: LotView) -> SectionView | None:
    found = {one.id: one for one in plant.do(GetDossier(lot_id=lot.id)).sections}
    return found.get("genealogy.readiness")


@pytest.mark.requirement("I-52")
def test_a_lot_is_listed_from_its_arrival_to_its_release(plant: Plant) -> None:
    lot = plant.received(10)
    view = waits(plant)[lot.lot_no]
    assert (view.event, view.ready) == (LotEvent.ACCEPT, False)
    assert [one.text for one in blockers(view)] == [gate.UNSAMPLED]
    plant.do(SampleLot(lot_id=lot.id))
    view = waits(plant)[lot.lot_no]
    assert view.ready, "nothing stands in its way any more"
    plant.do(ReleaseLot(lot_id=lot.id))
    assert lot.lot_no not in waits(plant)
    assert section(plant, lot) is None


@pytest.mark.requirement("I-52")
def test_finished_goods_wait_for_one_release_after_the_other(plant: Plant) -> None:
    made = plant.produced(plant.device(), 2)
    assert waits(plant)[made.lot_no].event is LotEvent.RELEASE_PRODUCTION
    plant.do(SampleLot(lot_id=made.id))
    plant.tx.wire.execute("UPDATE genealogy_lot SET status = 'prod_released' WHERE id = %s", (made.id,))
    assert waits(plant)[made.lot_no].event is LotEvent.RELEASE_MARKET


@pytest.mark.trap("T9")
@pytest.mark.trap("T14")
def test_a_blocker_names_its_record_and_who_can_clear_it(plant: Plant, quality: Quality) -> None:
    lot = plant.received(10)
    plant.do(SampleLot(lot_id=lot.id))
    case = quality.ncr(lot).case
    view = waits(plant)[lot.lot_no]
    assert not view.ready
    by_kind = {one.kind: one for one in blockers(view)}
    record = by_kind["quality"]
    assert (record.id, record.label, record.values["number"]) == (case.id, case.number, case.number)
    assert Role.QUALITY_HEAD in record.roles
    held = by_kind["lot"]
    assert (held.text, held.id) == (gate.HELD, lot.id)
    assert set(held.roles) <= set(Role)
    assert held.roles


@pytest.mark.requirement("I-52")
def test_the_release_refuses_what_the_list_names(plant: Plant, quality: Quality) -> None:
    lot = plant.received(10)
    plant.do(SampleLot(lot_id=lot.id))
    quality.ncr(lot)
    named = {one.text for one in blockers(waits(plant)[lot.lot_no])}
    with pytest.raises(NotReady) as refused:
        plant.do(ReleaseLot(lot_id=lot.id))
    assert {one.text for one in refused.value.missing} <= named


def test_readiness_of_one_lot_says_the_same(plant: Plant) -> None:
    lot = plant.received(10)
    asked = plant.do(GetReadiness(lot_id=lot.id, event=LotEvent.ACCEPT))
    assert asked == waits(plant)[lot.lot_no].checks


def test_what_has_expired_is_not_ready(plant: Plant, tx: Transaction) -> None:
    past = plant.received(10, expiry=tx.today + timedelta(days=1))
    tx.wire.execute("UPDATE genealogy_lot SET expiry = %s WHERE id = %s", (tx.today - timedelta(days=1), past.id))
    (expired,) = [one for one in blockers(waits(plant)[past.lot_no]) if one.text == gate.EXPIRED]
    assert expired.values == {"day": (tx.today - timedelta(days=1)).isoformat()}


def test_the_list_is_read_in_pages_oldest_first(plant: Plant) -> None:
    made = [plant.received(1).lot_no for _ in range(5)]
    first = plant.do(ListReadiness(page=Page(limit=2)))
    second = plant.do(ListReadiness(page=Page(offset=2, limit=2)))
    assert [view.lot.lot_no for view in (*first, *second)] == made[:4]


@pytest.mark.trap("T11")
def test_a_customers_user_sees_its_own_lots_alone(plant: Plant, act_as: Any) -> None:
    own = plant.produced(plant.device(), 1)
    foreign = plant.produced(plant.device(customer_id=plant.other), 1)
    assert {own.lot_no, foreign.lot_no} <= set(waits(plant))
    act_as("registrant", customer_id=plant.registrant)
    assert set(waits(plant)) == {own.lot_no}


@pytest.mark.requirement("I-52")
def test_the_dossier_says_what_blocks_the_lot(plant: Plant, quality: Quality) -> None:
    lot = plant.received(10)
    plant.do(SampleLot(lot_id=lot.id))
    ready = section(plant, lot)
    assert ready is not None
    assert ready.note == "Ready to be released."
    assert {row[1] for row in ready.rows} <= {CheckResult.PASSED, CheckResult.NOT_APPLICABLE}
    case = quality.ncr(lot).case
    blocked = section(plant, lot)
    assert blocked is not None
    assert blocked.note.startswith("Not ready")
    (row,) = [row for row in blocked.rows if row[3] and row[3][0] == "quality"]
    assert row[3] == ["quality", case.id, case.number]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_printed_dossier_words_it_in_both_languages(
    plant: Plant, quality: Quality, tx: Transaction, language: str
) -> None:
    lot = plant.received(10)
    case = quality.ncr(lot).case
    made = section(plant, lot)
    assert made is not None
    formats = Formats(Translator(language), tx.zone)
    kinds = [column.kind for column in made.columns]
    said = [[formats.cell(kind, value) for kind, value in zip(kinds, row, strict=True)] for row in made.rows]
    text = "\n".join(" ".join(row) for row in said)
    assert case.number in text
    assert ("质量负责人" if language == "zh_CN" else "Quality head") in text
    assert "{" not in text, "a placeholder was left"


def test_a_step_of_quality_names_its_right(plant: Plant, quality: Quality) -> None:
    lot = plant.received(10)
    quality.ncr(lot)
    (record,) = [one for one in blockers(waits(plant)[lot.lot_no]) if one.kind == "quality"]
    assert record.permission == "quality:ncr:contain"
