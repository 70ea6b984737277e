"""A mock recall at the demonstration plant, from a supplier's lot to a signed record; and a real one as far as its letters."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tests.journeys.conftest import Person
from veralot_shared.contracts.genealogy import (
    Find,
    GetDossier,
    GetLot,
    HoldReason,
    LiftHold,
    ListHolds,
    LotStatus,
    Scope,
)
from veralot_shared.contracts.identity import PermissionDenied, SignaturesOf, SignerNotAllowed
from veralot_shared.contracts.recall import (
    CheckLevel,
    CloseRecall,
    CompareRecall,
    ContactMethod,
    DecideRecall,
    EvaluateHazard,
    ExportConsignees,
    ExportLetters,
    FileKind,
    FindAffected,
    FreezeFigures,
    GetAffected,
    GetRecall,
    HoldAffected,
    LetterLanguage,
    ListAffectedUnits,
    ListRecalls,
    NotifyConsignees,
    RecallAction,
    RecallClass,
    RecallStatus,
    RecordResponse,
    ResponseLine,
    StartRecall,
    SupplierLotSuspect,
)
from veralot_shared.messages import Page

People = Callable[[str], Person]
Story = dict[str, Any]

pytestmark = pytest.mark.requirement("I-57")


@pytest.fixture(scope="module")
def recall(people: People, story: Story) -> Any:
    """Start a mock recall of the supplier's lot behind the complaint."""
    suspect = SupplierLotSuspect(supplier_lot_no=story["suspect"]["supplier_lot_no"])
    return people("qa").call(
        StartRecall(mock=True, reason="Mock recall: balloon tubing 模拟召回：球囊管材", suspects=[suspect])
    )


def test_every_device_behind_a_suppliers_lot_is_found_and_accounted_for(
    people: People, story: Story, recall: Any
) -> None:
    found = people("qa").call(GetAffected(recall_id=recall.recall.id))
    told = story["suspect"]
    devices = next(total for total in found.totals if total.item_code == story["complaint"]["item"])
    # Another story at the same plant may have made and shipped more of them since.
    assert devices.made >= told["units"]
    assert devices.shipped - devices.returned >= told["units_shipped"]
    assert found.percent == Decimal(100)
    assert found.complete
    units = people("qa").call(ListAffectedUnits(recall_id=recall.recall.id))
    assert story["complaint"]["serial"] in {unit.serial_no for unit in units}
    assert len(units) == found.units


def test_single_units_are_fewer_than_whole_lots(people: People, recall: Any) -> None:
    whole = people("qa").call(FindAffected(suspects=recall.recall.suspects, scope=Scope.LOT))
    exact = people("qa").call(GetAffected(recall_id=recall.recall.id))
    assert {lot.id for lot in exact.lots} <= {lot.id for lot in whole.lots}
    assert sum(line.quantity for line in exact.shipped) <= sum(line.quantity for line in whole.shipped)


def test_letters_name_what_each_consignee_has(people: People, recall: Any) -> None:
    frozen = people("qa").call(FreezeFigures(recall_id=recall.recall.id))
    assert len(frozen.consignees) > 1
    for consignee in frozen.consignees:
        file = people("qa").call(
            ExportLetters(
                recall_id=recall.recall.id,
                consignee_ids=[consignee.id],
                kind=FileKind.PDF,
                language=LetterLanguage.BOTH,
            )
        )
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(file.content)).pages)
        assert all(line.lot_no in text for line in consignee.lines)
        others = [line.lot_no for one in frozen.consignees for line in one.lines]
        mine = {line.lot_no for line in consignee.lines}
        assert not [lot for lot in others if lot not in mine and lot in text]
    listed = people("auditor").call(ExportConsignees(recall_id=recall.recall.id, kind=FileKind.PDF, language="zh_CN"))
    assert listed.content.startswith(b"%PDF")


def test_consignees_answer(people: People, recall: Any) -> None:
    qa = people("qa")
    detail = qa.call(GetRecall(id=recall.recall.id))
    today = detail.recall.started_at.date()
    ids = [consignee.id for consignee in detail.consignees]
    qa.call(NotifyConsignees(recall_id=recall.recall.id, consignee_ids=ids, on=today, method=ContactMethod.EMAIL))
    first = detail.consignees[0]
    lines = [ResponseLine(lot_id=line.lot_id, quarantined=line.outstanding) for line in first.lines]
    answered = qa.call(
        RecordResponse(
            recall_id=recall.recall.id, consignee_id=first.id, received_on=today, contact="Dr. Lin", lines=lines
        )
    )
    assert not any(line.outstanding for line in answered.consignees[0].lines)


@pytest.mark.requirement("P11-17")
@pytest.mark.requirement("P11-18")
def test_it_is_closed_by_a_second_person_on_frozen_figures(people: People, recall: Any) -> None:
    command = CloseRecall(recall_id=recall.recall.id, conclusion="Found in time 按时查到")
    with pytest.raises(SignerNotAllowed):
        people("qa").sign(command)
    closed = people("quality_head").sign(command)
    assert closed.recall.status == RecallStatus.CLOSED
    assert closed.recall.ended_by
    signed = people("qa").call(SignaturesOf(kind="recall_closure", key=str(recall.recall.id)))
    assert [signature.valid for signature in signed] == [True]
    compared = people("auditor").call(CompareRecall(recall_id=recall.recall.id))
    assert compared.changed == []
    assert people("auditor").call(ListRecalls(page=Page()))[0].percent == Decimal(100)


def test_its_lots_tell_of_it(people: People, story: Story, recall: Any) -> None:
    hit = next(hit for hit in people("qa").call(Find(text=story["suspect"]["lot_no"])) if hit.lot_id)
    sections = {section.id: section for section in people("qa").call(GetDossier(lot_id=hit.lot_id)).sections}
    assert sections["recall.recalls"].rows[0][0][1] == recall.recall.number


def test_a_real_one_is_held_decided_by_the_registrant_and_frozen(people: People, story: Story) -> None:
    """The registrant decides on its own goods; who evaluated the hazard cannot. The holds are lifted again: others go on."""
    qa = people("qa")
    hit = next(hit for hit in qa.call(Find(text=story["complaint"]["lot_no"])) if hit.lot_id)
    lot = qa.call(GetLot(id=hit.lot_id))
    suspect = SupplierLotSuspect(supplier_lot_no=story["suspect"]["supplier_lot_no"])
    recall = qa.call(StartRecall(mock=False, reason="球囊破裂", suspects=[suspect], customer_id=lot.customer_id)).recall
    held = qa.sign(HoldAffected(recall_id=recall.id, reason_code=HoldReason.COMPLAINT))
    (order,) = held.orders
    affected = qa.call(GetAffected(recall_id=recall.id))
    assert all(row.held for row in affected.lots if row.whole)
    assert order.lots + order.units > len(affected.lots)
    evaluated = people("quality_head").sign(
        EvaluateHazard(recall_id=recall.id, hazard="血管损伤 vessel damage", recall_class=RecallClass.I)
    )
    assert evaluated.recall.status == RecallStatus.HEALTH_HAZARD_EVALUATION
    decision = DecideRecall(
        recall_id=recall.id,
        action=RecallAction.NO_ACTION,
        recall_class=RecallClass.III,
        jurisdictions=[],
        check_level=CheckLevel.E,
        rationale="Tested: within specification",
    )
    with pytest.raises(PermissionDenied):
        people("quality_head").call(decision)
    decided = people("registrant").sign(decision)
    assert decided.recall.action == RecallAction.NO_ACTION
    holds = qa.call(ListHolds(page=Page(limit=1000)))
    mine = [hold.id for hold in holds if hold.reason.startswith(recall.number)]
    assert len(mine) == order.lots + order.units
    people("quality_head").sign(LiftHold(hold_ids=mine, reason="No action decided"))
    assert qa.call(GetLot(id=lot.id)).status != LotStatus.HOLD or lot.status == LotStatus.HOLD
    closed = people("quality_head").sign(CloseRecall(recall_id=recall.id, conclusion="No action"))
    assert closed.recall.status == RecallStatus.CLOSED
