"""A nonconformity is held, contained, decided line by line, carried out by real movements, verified and closed."""

from decimal import Decimal
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality, line
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import (
    GetReadiness,
    HoldReason,
    ListHolds,
    LotEvent,
    LotOnHold,
    LotStatus,
    QuantityInvalid,
    ReasonMissing,
    ReleaseLot,
)
from veralot_shared.contracts.identity import SignerNotAllowed
from veralot_shared.contracts.items import ItemKind
from veralot_shared.contracts.quality import (
    AddLots,
    AgreeDisposition,
    AgreementMissing,
    CancelNcr,
    CaseKind,
    ConsentDisposition,
    LineDisposition,
    LineState,
    LinkKind,
    LotRole,
    QualityChanged,
    QualityEvent,
    QualityStatus,
    QuantitiesDiffer,
    Reach,
    RejectDisposition,
    SetAgreement,
    SourceKind,
)
from veralot_shared.errors import RecordNotFound, TransitionIllegal, ValueNotAllowed
from veralot_shared.ids import CaseId

S, E, D = QualityStatus, QualityEvent, LineDisposition


# --- opening and holding ---------------------------------------------------------------------------------------------


@pytest.mark.requirement("CN-38")
def test_a_nonconformity_holds_its_lot_and_what_the_lot_went_into(
    quality: Quality, plant: Plant, tx: Transaction
) -> None:
    material = plant.material(100)
    made = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 3)
    plant.consume(made, material, 10)
    detail = quality.ncr(material, source_kind=SourceKind.INSPECTION, source_id=41, source_label="IL-41")
    assert detail.case.number == f"NCR-{tx.today.year}-0001"
    assert {(lot.lot_no, lot.role) for lot in detail.lots} == {
        (material.lot_no, LotRole.SUBJECT),
        (made.lot_no, LotRole.SUSPECT),
    }
    assert {plant.lot(lot.id).status for lot in (material, made)} == {LotStatus.HOLD}
    holds = [hold for hold in plant.do(ListHolds()) if hold.label == material.lot_no]
    assert [(hold.reason_code, hold.signature_id) for hold in holds] == [(HoldReason.NONCONFORMITY, None)]
    assert (QualityChanged(case_ids=[detail.case.id]), None) in tx.events


@pytest.mark.requirement("CN-38")
def test_what_was_delivered_already_is_named_as_well(quality: Quality, plant: Plant) -> None:
    material = plant.material(100)
    sold = plant.produced(plant.device(), 3)
    kept = plant.produced(plant.device(), 3)
    for made in (sold, kept):
        plant.consume(made, material, 10)
    plant.on_market(sold)
    plant.shipped(sold, 3)
    detail = quality.ncr(material)
    roles = {lot.lot_no: (lot.role, lot.hold_id is not None) for lot in detail.lots}
    assert roles == {
        material.lot_no: (LotRole.SUBJECT, True),
        kept.lot_no: (LotRole.SUSPECT, True),
        sold.lot_no: (LotRole.IMPACTED, False),
    }


def test_a_nonconformity_can_come_from_another_record(quality: Quality, plant: Plant) -> None:
    lot = plant.produced(plant.device(), 3)
    capa = quality.planned_capa(lot_ids=[lot.id])
    detail = quality.ncr(lot, from_id=capa.case.id)
    (link,) = detail.links
    assert (link.kind, link.outward, link.case_id) == (LinkKind.CAME_FROM, True, capa.case.id)
    assert detail.case.customer_id == capa.case.customer_id
    with pytest.raises(RecordNotFound):
        quality.ncr(from_id=CaseId(999_999))


def test_lots_of_the_same_delivery_are_suspected_where_that_is_asked(quality: Quality, plant: Plant) -> None:
    item = plant.component()
    one = plant.received(5, item, supplier_lot_no="SUP-7")
    two = plant.received(5, item, supplier_lot_no="SUP-7")
    plant.received(5, item, supplier_lot_no="SUP-8")
    assert [lot.lot_id for lot in quality.ncr(one, reach=Reach.SIBLINGS).lots] == [one.id, two.id]
    assert len(quality.ncr(one, reach=Reach.NONE).lots) == 1


@pytest.mark.trap("T4")
def test_a_nonconformity_is_raised_from_what_exists_and_gets_its_lot_later(quality: Quality, plant: Plant) -> None:
    detail = quality.ncr(source_kind=SourceKind.ORDER, source_label="WO-77")
    assert detail.lots == []
    lot = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 2, order_no="WO-77")
    later = plant.do(AddLots(case_id=detail.case.id, lot_ids=[lot.id], reason="The order has made its lot."))
    assert [found.lot_id for found in later.lots] == [lot.id]
    assert plant.lot(lot.id).status is LotStatus.HOLD


def test_it_says_what_and_why(quality: Quality) -> None:
    for missing in ("title", "description"):
        with pytest.raises(ReasonMissing):
            quality.ncr(**{missing: "  "})


def test_a_false_alarm_frees_the_lots(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    detail = quality.ncr(lot)
    cancelled = quality.sign(CancelNcr(case_id=detail.case.id, reason="Wrong gauge"))
    assert cancelled.case.status is S.CANCELLED
    assert plant.lot(lot.id).status is LotStatus.RELEASED


# --- deciding --------------------------------------------------------------------------------------------------------


def test_lines_must_add_up_to_what_is_on_hand(quality: Quality, plant: Plant) -> None:
    lot = plant.material(100)
    detail = quality.ready(lot)
    with pytest.raises(QuantitiesDiffer) as wrong:
        quality.disposed(detail, line(lot, 60, D.REWORK), line(lot, 30, D.SCRAP))
    assert (wrong.value.stated, wrong.value.on_hand) == (Decimal(90), Decimal(100))
    done = quality.disposed(detail, line(lot, 60, D.REWORK), line(lot, 40, D.SCRAP))
    assert done.case.status is S.DISPOSITIONED
    assert plant.lot(lot.id).status is LotStatus.NONCONFORMING, "the record's own hold is lifted: nobody may use it"


def test_every_lot_is_decided_on_and_no_other(quality: Quality, plant: Plant) -> None:
    one, two, strange = plant.material(10), plant.material(5), plant.material(5)
    detail = quality.ready(one, two)
    with pytest.raises(ValueNotAllowed, match=two.lot_no):
        quality.disposed(detail, line(one, 10, D.SCRAP))
    with pytest.raises(ValueNotAllowed, match="does not belong"):
        quality.disposed(detail, line(one, 10, D.SCRAP), line(two, 5, D.SCRAP), line(strange, 5, D.SCRAP))
    with pytest.raises(ValueNotAllowed, match="more than nothing"):
        quality.disposed(detail, line(one, 10, D.SCRAP), line(two, 0, D.SCRAP))


def test_a_line_is_of_a_quantity_that_there_can_be(quality: Quality, plant: Plant) -> None:
    lot = plant.material(3, plant.component(unit="pcs", quantum=Decimal(1)))
    detail = quality.ready(lot)
    with pytest.raises(QuantityInvalid) as wrong:
        quality.disposed(detail, line(lot, "1.5", D.SCRAP), line(lot, "1.5", D.REWORK))
    assert wrong.value.field == "lines[0].quantity"
    done = quality.segregated(quality.disposed(detail, line(lot, 1, D.SCRAP), line(lot, 2, D.REWORK)), lot.id)
    assert [plant.lot(each.lot_id).on_hand for each in done.lines] == [1, 2]


def test_what_was_decided_says_its_quantities_in_their_units(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    detail = quality.disposed(quality.ready(lot), line(lot, 10, D.REWORK))
    done = quality.executed(detail, detail.lines[0].id)
    said = [one for step in done.steps for one in step.said if one.kind == "rows"]
    quantities = [cell["value"] for one in said for row in one.value for cell in row if cell["name"] == "quantity"]
    assert quantities == [["10", lot.unit]] * 2, "as it was decided, and as it was carried out"


@pytest.mark.requirement("I-58", "CN-38")
def test_rework_names_its_instruction_and_its_adverse_effects(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    detail = quality.ready(lot)
    for missing in ("instruction", "adverse_effects", "justification"):
        with pytest.raises(ReasonMissing) as wrong:
            quality.disposed(detail, line(lot, 10, D.REWORK, **{missing: " "}))
        assert wrong.value.field == f"lines[0].{missing}"
    quality.disposed(detail, line(lot, 10, D.SCRAP, instruction="", adverse_effects=""))


@pytest.mark.requirement("I-56")
def test_a_concession_says_why_what_was_checked_of_the_law_and_who_authorised_it(
    quality: Quality, plant: Plant
) -> None:
    lot = plant.material(10)
    detail = quality.ready(lot)
    for missing in ("justification", "regulatory_check"):
        with pytest.raises(ReasonMissing) as wrong:
            quality.disposed(detail, line(lot, 10, D.CONCESSION, **{missing: " "}))
        assert wrong.value.field == f"lines[0].{missing}"
    done = quality.disposed(detail, line(lot, 10, D.CONCESSION))
    (said,) = [one for one in done.steps[-1].said if one.name == "lines"]
    cells = {cell["name"]: cell["value"] for cell in said.value[0]}
    assert cells["regulatory_check"] == "The registered specification is met"
    assert done.steps[-1].signature_id is not None, "it is bound with the signature of whoever authorised it"


def test_another_hold_on_the_lot_stays(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    detail = quality.ready(lot)
    plant.held(lot.id)
    disposed = quality.disposed(detail, line(lot, 10, D.SCRAP))
    assert plant.lot(lot.id).holds == 1
    with pytest.raises(LotOnHold):
        quality.executed(disposed, disposed.lines[0].id)


def test_a_concession_needs_engineering_and_where_agreed_the_customer(
    quality: Quality, plant: Plant, act_as: Any
) -> None:
    lot = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 4)
    detail = quality.disposed(quality.ready(lot), line(lot, 4, D.CONCESSION))
    assert (detail.needs_engineering, detail.needs_consent) == (True, True)
    with pytest.raises(AgreementMissing) as missing:
        quality.executed(detail, detail.lines[0].id)
    assert len(missing.value.missing) == 2
    quality.sign(AgreeDisposition(case_id=detail.case.id, assessment="Within the design's margin"))
    with pytest.raises(SignerNotAllowed):
        quality.sign(ConsentDisposition(case_id=detail.case.id, comment="Yes"))
    back = plant.tx.actor
    act_as("registrant", customer_id=plant.registrant)
    quality.sign(ConsentDisposition(case_id=detail.case.id, comment="We consent"))
    plant.tx.act(back, "test.Test")
    done = quality.executed(detail, detail.lines[0].id)
    assert done.agreed == [E.AGREE, E.CONSENT]
    assert done.case.status is S.VERIFIED
    assert plant.lot(lot.id).status is LotStatus.CONCESSION


@pytest.mark.requirement("CN-20")
def test_what_the_customer_consents_to_is_agreed_as_data(quality: Quality, plant: Plant) -> None:
    plant.do(SetAgreement(customer_id=plant.registrant, consent_concession=False, consent_rework=True, notice_hours=48))
    lot = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 4)
    detail = quality.disposed(quality.ready(lot), line(lot, 4, D.REWORK))
    assert (detail.needs_engineering, detail.needs_consent) == (False, True)
    with pytest.raises(AgreementMissing):
        quality.executed(detail, detail.lines[0].id)


@pytest.mark.trap("T2")
def test_a_disposition_that_was_sent_back_is_decided_anew_as_often_as_it_takes(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    detail = quality.ready(lot)
    for _ in range(2):
        detail = quality.disposed(detail, line(lot, 10, D.SCRAP))
        detail = plant.do(RejectDisposition(case_id=detail.case.id, reason="Sort it first"))
        assert detail.case.status is S.UNDER_EVALUATION
    detail = quality.disposed(detail, line(lot, 10, D.SORT))
    assert quality.reworked(detail).case.status is S.VERIFIED
    assert len(detail.lines) == 3, "what was decided before stays on record"


# --- carrying out ----------------------------------------------------------------------------------------------------


def test_each_line_is_carried_out_by_the_real_movement(quality: Quality, plant: Plant) -> None:
    lot = plant.material(100)
    detail = quality.disposed(
        quality.ready(lot),
        line(lot, 50, D.REWORK),
        line(lot, 20, D.SCRAP),
        line(lot, 20, D.RETURN),
        line(lot, 10, D.CONCESSION),
    )
    quality.sign(AgreeDisposition(case_id=detail.case.id, assessment="Margin"))
    with pytest.raises(ValueNotAllowed, match="Divide"):
        quality.executed(detail, detail.lines[0].id)
    detail = quality.segregated(detail, lot.id)
    parts = [plant.lot(each.lot_id) for each in detail.lines]
    assert [part.on_hand for part in parts] == [50, 20, 20, 10]
    for each in detail.lines:
        detail = quality.executed(detail, each.id)
    found = [plant.lot(part.id).status for part in parts]
    assert found == [LotStatus.REWORK, LotStatus.SCRAPPED, LotStatus.RETURNED_TO_SUPPLIER, LotStatus.CONCESSION]
    assert [each.state for each in detail.lines] == [LineState.ORDERED, LineState.DONE, LineState.DONE, LineState.DONE]
    assert detail.case.status is S.EXECUTING, "the rework is not verified yet"
    first = detail.lines[0].id
    assert quality.verified(quality.reported(detail, first), first).case.status is S.VERIFIED


@pytest.mark.trap("T1")
@pytest.mark.requirement("I-58")
def test_rework_that_fails_is_evaluated_anew_and_a_second_rework_works(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    detail = quality.disposed(quality.ready(lot), line(lot, 10, D.REWORK))
    failed = quality.reworked(detail, passed=False)
    assert (failed.case.status, failed.case.cycle) == (S.UNDER_EVALUATION, 2)
    assert plant.lot(lot.id).cycle == 2
    again = quality.disposed(quality.evaluated(failed), line(lot, 10, D.REWORK))
    passed = quality.reworked(again)
    assert (passed.case.status, plant.lot(lot.id).cycle) == (S.VERIFIED, 3)
    assert [(each.cycle, each.state) for each in passed.lines] == [(1, LineState.FAILED), (2, LineState.DONE)]
    quality.closed(passed)
    quality.sign(ReleaseLot(lot_id=lot.id))
    assert plant.lot(lot.id).status is LotStatus.RELEASED


def test_lines_are_carried_out_in_their_order_and_once(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    detail = quality.disposed(quality.ready(lot), line(lot, 10, D.REWORK))
    number = detail.lines[0].id
    with pytest.raises(ValueNotAllowed, match="not at that point"):
        quality.reported(detail, number)
    detail = quality.executed(detail, number)
    with pytest.raises(ValueNotAllowed, match="not at that point"):
        quality.executed(detail, number)
    with pytest.raises(ValueNotAllowed, match="not at that point"):
        quality.verified(detail, number)


# --- closing ---------------------------------------------------------------------------------------------------------


def test_closing_frees_suspects_and_asks_for_the_capa_that_was_decided(quality: Quality, plant: Plant) -> None:
    material = plant.material(100)
    made = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 3)
    plant.consume(made, material, 10)
    detail = quality.disposed(quality.ready(material), line(material, 90, D.SCRAP))
    detail = quality.executed(detail, detail.lines[0].id)
    assert plant.lot(made.id).status is LotStatus.HOLD
    closed = quality.closed(detail, capa=True)
    assert closed.case.status is S.ESCALATED_TO_CAPA
    assert plant.lot(made.id).status is LotStatus.QUARANTINE
    (link,) = closed.links
    assert (link.kind, link.case_kind, link.outward) == (LinkKind.CAME_FROM, CaseKind.CAPA, False)


def test_a_record_is_closed_only_when_all_is_verified(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    with pytest.raises(TransitionIllegal):
        quality.closed(quality.disposed(quality.ready(lot), line(lot, 10, D.REWORK)))


def test_a_lot_with_an_open_nonconformity_is_not_ready_and_the_blocker_names_it(quality: Quality, plant: Plant) -> None:
    lot = plant.received(10)
    (before,) = [one for one in checks(plant, lot.id) if one.id == "quality.records"]
    assert before.result == "not_applicable"
    detail = quality.ncr(lot)
    (check,) = [one for one in checks(plant, lot.id) if one.id == "quality.records"]
    assert check.result == "failed"
    assert check.missing[0].values["number"] == detail.case.number
    quality.sign(CancelNcr(case_id=detail.case.id, reason="False alarm"))
    (after,) = [one for one in checks(plant, lot.id) if one.id == "quality.records"]
    assert after.result == "passed"


def checks(plant: Plant, lot_id: Any) -> list[Any]:
    """Return what stands before a lot's acceptance."""
    return list(plant.do(GetReadiness(lot_id=lot_id, event=LotEvent.ACCEPT)))


# --- scope -----------------------------------------------------------------------------------------------------------


@pytest.mark.trap("T11")
def test_another_customers_record_is_not_there(quality: Quality, plant: Plant, act_as: Any) -> None:
    lot = plant.produced(plant.device(kind=ItemKind.SEMI_FINISHED), 2)
    detail = quality.ncr(lot)
    act_as("registrant", name="other", customer_id=plant.other)
    with pytest.raises(RecordNotFound):
        quality.get(detail.case.id)
    with pytest.raises(RecordNotFound):
        quality.contained(detail)
    act_as("registrant", name="own", customer_id=plant.registrant)
    assert quality.get(detail.case.id).case.id == detail.case.id
