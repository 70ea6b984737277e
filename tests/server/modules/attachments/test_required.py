"""What a rule requires stops the release until it is there and valid, and the refusal names all of it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.genealogy import Plant
from tests.server.modules.attachments.conftest import PDF, Cabinet
from veralot_server.core import module
from veralot_server.core.module import SIGNING, SUBJECTS
from veralot_server.modules.attachments.domain.required import Asked, Offered, standing
from veralot_server.modules.genealogy import gate
from veralot_shared.contracts.attachments import (
    CreateFileType,
    EndFileRule,
    FileGate,
    FileRuleEnded,
    FileRuleView,
    FileStanding,
    FileTarget,
    FileTargetKind,
    ListFileRules,
    ListFileTypes,
    ListRequiredFiles,
    RequireFile,
    UpdateFileType,
    WithdrawFile,
)
from veralot_shared.contracts.genealogy import (
    CheckResult,
    CheckView,
    DrawLot,
    GetReadiness,
    LotEvent,
    LotStatus,
    LotView,
    NotReady,
    RejectLot,
    ReleaseLot,
    ReleaseProduction,
    ReleaseToMarket,
    SampleLot,
)
from veralot_shared.contracts.items import ItemKind
from veralot_shared.errors import CodedError, RecordChanged, RecordExists, RecordNotFound, ValueNotAllowed
from veralot_shared.i18n import Translator
from veralot_shared.ids import AttachmentId, AttachmentRuleId, AttachmentTypeId
from veralot_shared.messages import Message


def rule(plant: Plant, cabinet: Cabinet, code: str = "coa", **fields: Any) -> FileRuleView:
    """Require a file of a type."""
    return plant.do(RequireFile(type_id=cabinet.type_id(code), **fields))


def in_test(plant: Plant, **fields: Any) -> LotView:
    """Return a received lot in test."""
    return plant.do(SampleLot(lot_id=plant.received(**fields).id))


def refusal(plant: Plant, lot: LotView) -> str:
    with pytest.raises(NotReady) as refused:
        plant.do(ReleaseLot(lot_id=lot.id))
    return Translator().error(refused.value)


@pytest.mark.requirement("I-38")
@pytest.mark.trap("T9", "T14")
def test_a_release_is_refused_without_the_file_and_allowed_with_it(plant: Plant, cabinet: Cabinet) -> None:
    lot = in_test(plant)
    rule(plant, cabinet, item_id=lot.item_id)
    text = f"Lot {lot.lot_no} cannot be released yet. Lot {lot.lot_no} has no Certificate of analysis."
    assert refusal(plant, lot) == text
    with pytest.raises(NotReady):
        SIGNING[ReleaseLot.op](ReleaseLot(lot_id=lot.id), plant.tx)
    cabinet.attached(FileTargetKind.LOT, lot.id, "coc")
    assert refusal(plant, lot) == text
    cabinet.attached(FileTargetKind.LOT, lot.id)
    assert plant.do(ReleaseLot(lot_id=lot.id)).status is LotStatus.RELEASED


@pytest.mark.requirement("I-38")
def test_a_file_counts_only_while_it_is_valid(plant: Plant, cabinet: Cabinet) -> None:
    lot, today = in_test(plant), plant.tx.today
    rule(plant, cabinet, item_id=lot.item_id)
    ended = today - timedelta(days=1)
    cabinet.attached(FileTargetKind.LOT, lot.id, valid_until=ended)
    assert f"was valid until {ended}" in refusal(plant, lot)
    cabinet.attached(FileTargetKind.LOT, lot.id, content=PDF + b"2", valid_until=today)
    assert plant.do(ReleaseLot(lot_id=lot.id)).status is LotStatus.RELEASED


def test_a_withdrawn_file_counts_no_more(plant: Plant, cabinet: Cabinet) -> None:
    lot = in_test(plant)
    rule(plant, cabinet, item_id=lot.item_id)
    made = cabinet.attached(FileTargetKind.LOT, lot.id)
    plant.do(WithdrawFile(id=made.id, reason="of another lot"))
    assert "has no Certificate" in refusal(plant, lot)


@pytest.mark.parametrize(
    ("bound_to", "code"), [(FileTargetKind.ITEM, "validation"), (FileTargetKind.PARTNER, "certificate")]
)
def test_a_file_is_looked_for_where_the_rule_says(
    plant: Plant, cabinet: Cabinet, bound_to: FileTargetKind, code: str
) -> None:
    lot = in_test(plant)
    rule(plant, cabinet, code, supplier_id=plant.supplier, bound_to=bound_to)
    cabinet.attached(FileTargetKind.LOT, lot.id, code)
    assert "has no" in refusal(plant, lot)
    cabinet.attached(bound_to, lot.item_id if bound_to is FileTargetKind.ITEM else plant.supplier, code)
    assert plant.do(ReleaseLot(lot_id=lot.id)).status is LotStatus.RELEASED


def test_all_that_is_missing_is_named_at_once(plant: Plant, cabinet: Cabinet) -> None:
    lot = in_test(plant)
    for code in ("coa", "coc", "drawing"):
        rule(plant, cabinet, code, item_kind=ItemKind(plant.component().kind))
    text = refusal(plant, lot)
    assert all(name in text for name in ("Certificate of analysis", "Certificate of conformance", "Drawing"))


@pytest.mark.parametrize("scope", ["item_id", "item_kind", "supplier_id"])
def test_a_rule_holds_for_no_other_lots(plant: Plant, cabinet: Cabinet, scope: str) -> None:
    lot = in_test(plant)
    others: dict[str, Any] = {
        "item_id": plant.component().id,
        "item_kind": ItemKind.FINISHED,
        "supplier_id": plant.other,
    }
    rule(plant, cabinet, **{scope: others[scope]})
    assert plant.do(ListRequiredFiles(lot_id=lot.id)) == []
    assert plant.do(ReleaseLot(lot_id=lot.id)).status is LotStatus.RELEASED


def test_an_ended_rule_asks_for_nothing(plant: Plant, cabinet: Cabinet) -> None:
    lot = in_test(plant)
    made = rule(plant, cabinet, item_id=lot.item_id)
    ended = plant.do(EndFileRule(id=made.id, reason="the test is ours now"))
    assert (ended.ended_at, ended.ended_reason) == (plant.tx.now, "the test is ours now")
    assert plant.do(ListFileRules()) == []
    assert plant.do(ListFileRules(ended=True)) == [ended]
    with pytest.raises(FileRuleEnded):
        plant.do(EndFileRule(id=made.id, reason="again"))
    assert plant.do(ReleaseLot(lot_id=lot.id)).status is LotStatus.RELEASED


def test_what_was_drawn_from_a_lot_rests_on_its_files(plant: Plant, cabinet: Cabinet) -> None:
    parent = plant.material()
    cabinet.attached(FileTargetKind.LOT, parent.id)
    rule(plant, cabinet, item_id=parent.item_id)
    child = plant.do(
        DrawLot(lot_id=parent.id, location_id=plant.at["WH"], quantity=Decimal(1), target_id=plant.at["PR"])
    )
    (one,) = plant.do(ListRequiredFiles(lot_id=child.id))
    assert one.state is FileStanding.MET


@pytest.mark.requirement("CN-17")
def test_each_release_has_rules_of_its_own(plant: Plant, cabinet: Cabinet, act_as: Callable[..., Any]) -> None:
    made = plant.produced(plant.device())
    rule(plant, cabinet, "sterilization", item_id=made.item_id, gate=FileGate.MARKET_RELEASE)
    plant.do(SampleLot(lot_id=made.id))
    plant.do(ReleaseProduction(lot_id=made.id))
    (check,) = readiness(plant, made, LotEvent.RELEASE_MARKET)
    assert check.result is CheckResult.FAILED
    cabinet.attached(FileTargetKind.LOT, made.id, "sterilization")
    (check,) = readiness(plant, made, LotEvent.RELEASE_MARKET)
    assert check.result is CheckResult.PASSED
    act_as("registrant", customer_id=plant.registrant)
    assert plant.do(ReleaseToMarket(lot_id=made.id)).status is LotStatus.MARKET_RELEASED


def readiness(plant: Plant, lot: LotView, event: LotEvent) -> list[CheckView]:
    """Return the files' check."""
    return [one for one in plant.do(GetReadiness(lot_id=lot.id, event=event)) if one.id == "attachments.files"]


def test_whoever_asks_beforehand_is_told_the_same(plant: Plant, cabinet: Cabinet) -> None:
    lot = in_test(plant)
    (check,) = readiness(plant, lot, LotEvent.ACCEPT)
    assert (check.result, check.missing) == (CheckResult.NOT_APPLICABLE, [])
    rule(plant, cabinet, item_id=lot.item_id)
    (check,) = readiness(plant, lot, LotEvent.ACCEPT)
    assert check.result is CheckResult.FAILED
    chinese = Translator("zh_CN").sentence(check.missing[0])
    assert "检验报告（COA）" in chinese
    with pytest.raises(ValueNotAllowed):
        plant.do(GetReadiness(lot_id=lot.id, event=LotEvent.SAMPLE))


@pytest.mark.trap("T9")
def test_a_check_that_did_not_run_stops_the_release(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    lot = in_test(plant)
    silent = CheckView(id="test.silent", title="Silent", result=CheckResult.NOT_RUN)
    monkeypatch.setitem(module.READINESS, "test.silent", lambda *_: silent)
    with pytest.raises(NotReady, match=r"test\.silent"):
        gate.require_ready(plant.tx, lot.id, LotEvent.ACCEPT)


# --- what is signed


@pytest.mark.requirement("P11-18")
@pytest.mark.trap("T10", "T13")
def test_a_decision_binds_the_hashes_of_the_lots_files(plant: Plant, cabinet: Cabinet) -> None:
    lot = in_test(plant)
    first = cabinet.attached(FileTargetKind.LOT, lot.id)
    bound = {one.key: one for one in SIGNING[ReleaseLot.op](ReleaseLot(lot_id=lot.id), plant.tx)}
    signed = bound[str(first.id)]
    assert (signed.kind, signed.content["sha256"]) == ("attachment", first.sha256)
    late = cabinet.attached(FileTargetKind.LOT, lot.id, "coc")
    again = SUBJECTS["attachment"](signed.key, plant.tx)
    assert again is not None
    assert again.content_hash == signed.content_hash, "a file that comes later voids nothing"
    rejecting = SIGNING[RejectLot.op](RejectLot(lot_id=lot.id, reason="no"), plant.tx)
    assert str(late.id) in {one.key for one in rejecting if one.kind == "attachment"}
    plant.do(WithdrawFile(id=first.id, reason="forged"))
    again = SUBJECTS["attachment"](signed.key, plant.tx)
    assert again is not None
    assert again.content_hash != signed.content_hash


def test_a_drawing_of_the_item_is_bound_where_a_rule_asked_for_it(plant: Plant, cabinet: Cabinet) -> None:
    lot = in_test(plant)
    drawing = cabinet.attached(FileTargetKind.ITEM, lot.item_id, "drawing")
    kinds = [one.kind for one in SIGNING[ReleaseLot.op](ReleaseLot(lot_id=lot.id), plant.tx)]
    assert "attachment" not in kinds
    rule(plant, cabinet, "drawing", item_id=lot.item_id, bound_to=FileTargetKind.ITEM)
    bound = [one for one in SIGNING[ReleaseLot.op](ReleaseLot(lot_id=lot.id), plant.tx) if one.kind == "attachment"]
    assert [one.key for one in bound] == [str(drawing.id)]
    plant.do(WithdrawFile(id=drawing.id, reason="revision B"))
    again = SUBJECTS["attachment"](str(drawing.id), plant.tx)
    assert again is not None
    assert again.content_hash == bound[0].content_hash, "replaced in the course of things"


# --- types and rules


def test_types_are_data(plant: Plant, cabinet: Cabinet) -> None:
    made = plant.do(CreateFileType(code="dose_map", name="Dose map", name_zh="剂量分布"))
    assert made in plant.do(ListFileTypes())
    with pytest.raises(RecordExists):
        plant.do(CreateFileType(code="dose_map", name="Other"))
    with pytest.raises(ValueNotAllowed):
        plant.do(CreateFileType(code="Dose map", name="Other"))
    changed = plant.do(UpdateFileType(id=made.id, version=1, name="Dose map", name_zh="剂量分布图", active=False))
    assert changed.version == 2
    with pytest.raises(RecordChanged):
        plant.do(UpdateFileType(id=made.id, version=1, name="Map", name_zh="", active=True))
    with pytest.raises(ValueNotAllowed):
        cabinet.attached(FileTargetKind.LOT, plant.received().id, "dose_map")


def test_a_rule_says_of_which_lots_it_speaks(plant: Plant, cabinet: Cabinet) -> None:
    with pytest.raises(ValueNotAllowed):
        rule(plant, cabinet)
    with pytest.raises(ValueNotAllowed):
        rule(plant, cabinet, supplier_id=plant.supplier, bound_to=FileTargetKind.UNIT)
    rule(plant, cabinet, supplier_id=plant.supplier)
    with pytest.raises(RecordExists):
        rule(plant, cabinet, supplier_id=plant.supplier)


TODAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("ends", "state"),
    [
        ([], FileStanding.MISSING),
        ([TODAY - timedelta(days=1)], FileStanding.EXPIRED),
        ([TODAY], FileStanding.MET),
        ([None], FileStanding.MET),
        ([TODAY - timedelta(days=1), TODAY + timedelta(days=1)], FileStanding.MET),
    ],
)
def test_the_standing_of_a_lot_is_that_of_its_best_file(ends: list[date | None], state: FileStanding) -> None:
    kind = AttachmentTypeId(1)
    asked = Asked(
        id=AttachmentRuleId(1),
        gate=FileGate.RELEASE,
        bound_to=FileTargetKind.LOT,
        type_id=kind,
        type_name="CoA",
        type_name_zh="",
    )
    offered = [
        Offered(id=AttachmentId(n), target_kind=FileTargetKind.MOVEMENT, type_id=kind, issued_on=None, valid_until=end)
        for n, end in enumerate(ends)
    ]
    places = {FileTargetKind.LOT: (FileTarget(kind=FileTargetKind.LOT, id=7), "L7")}
    found = standing(asked, places, offered, TODAY)
    assert found is not None
    assert found.state is state
    assert standing(asked, {}, offered, TODAY) is None


@pytest.mark.requirement("CMO-01")
@pytest.mark.trap("T11")
def test_a_customers_user_with_the_right_sets_and_sees_only_what_its_own_items_need(
    plant: Plant, cabinet: Cabinet, act_as: Callable[..., Any]
) -> None:
    """Rights are data: whatever right a customer's user is given, it reaches that customer's items alone."""
    theirs = plant.component(customer_id=plant.other)
    own = plant.component(customer_id=plant.registrant)
    everybodys = rule(plant, cabinet, item_kind=ItemKind.COMPONENT)
    others = rule(plant, cabinet, item_id=theirs.id)
    type_id = cabinet.type_id("coa")
    refused: list[tuple[Message[Any], type[CodedError]]] = [
        (RequireFile(type_id=type_id, item_kind=ItemKind.FINISHED), ValueNotAllowed),
        (RequireFile(type_id=type_id, item_id=theirs.id, item_kind=ItemKind.COMPONENT), RecordNotFound),
        (RequireFile(type_id=type_id, supplier_id=plant.supplier), ValueNotAllowed),
        (RequireFile(type_id=type_id, item_id=own.id, supplier_id=plant.supplier), RecordNotFound),
        (EndFileRule(id=everybodys.id, reason="not ours"), RecordNotFound),
        (EndFileRule(id=others.id, reason="not ours"), RecordNotFound),
        (CreateFileType(code="mine", name="Mine"), RecordNotFound),
        (UpdateFileType(id=type_id, version=1, name="x", name_zh="", active=False), RecordNotFound),
    ]
    act_as(customer_id=plant.registrant, name="their user")
    for message, error in refused:
        with pytest.raises(error):
            plant.do(message)
    mine = rule(plant, cabinet, item_id=own.id, item_kind=ItemKind.COMPONENT)
    assert [one.id for one in plant.do(ListFileRules(ended=True))] == [mine.id]
