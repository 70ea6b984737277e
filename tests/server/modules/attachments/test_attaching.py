"""Contents are taken in once, bound to records, and withdrawn with a reason; never deleted."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from psycopg import sql

from tests.factories.gauges import Gauges
from tests.factories.genealogy import Plant
from tests.factories.quality import Quality
from tests.factories.training import Trainings
from tests.server.modules.attachments.conftest import PDF, Cabinet
from veralot_server.core import files
from veralot_server.core.transaction import Actor
from veralot_shared.contracts.attachments import (
    AttachFile,
    AttachmentExists,
    AttachmentsChanged,
    AttachmentWithdrawn,
    BeginUpload,
    FileDamaged,
    FileForbidden,
    FileMissing,
    FileTarget,
    FileTargetKind,
    FileTooLarge,
    FinishUpload,
    GetFile,
    ListAttachments,
    WithdrawFile,
)
from veralot_shared.contracts.genealogy import DrawLot, LotsChanged, ReasonMissing
from veralot_shared.errors import RecordNotFound, ValueNotAllowed


def count(cabinet: Cabinet, table: str) -> int:
    row = cabinet.tx.wire.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.SQL(table))).fetchone()
    return int(row[0]) if row else 0


@pytest.mark.requirement("P11-03")
def test_a_file_is_attached_with_what_is_said_of_it(plant: Plant, cabinet: Cabinet) -> None:
    lot, today = plant.received(), plant.tx.today
    made = cabinet.attached(
        FileTargetKind.LOT,
        lot.id,
        file_name="../CoA 4711.pdf",
        number="4711",
        issued_on=today,
        valid_until=today + timedelta(days=365),
        note="by fax",
    )
    assert (made.file_name, made.media_type, made.size) == ("CoA 4711.pdf", "application/pdf", len(PDF))
    assert (made.number, made.type_code, made.type_name_zh) == ("4711", "coa", "检验报告（COA）")
    assert (made.target_label, made.expired, made.withdrawn_at) == (lot.lot_no, False, None)
    assert plant.do(ListAttachments(target=FileTarget(kind=FileTargetKind.LOT, id=lot.id))) == [made]
    told = [event for event, _ in plant.tx.events]
    assert AttachmentsChanged(target=FileTarget(kind=FileTargetKind.LOT, id=lot.id)) in told
    assert LotsChanged(lot_ids=[lot.id]) in told
    assert plant.do(GetFile(sha256=made.sha256)).file_name == "CoA 4711.pdf"


def test_a_content_is_kept_once_however_often_it_is_attached(plant: Plant, cabinet: Cabinet) -> None:
    first, second = plant.received(), plant.received()
    one = cabinet.attached(FileTargetKind.LOT, first.id)
    two = cabinet.attached(FileTargetKind.LOT, second.id, file_name="other name.pdf")
    assert one.sha256 == two.sha256
    assert (count(cabinet, "attachments_file"), count(cabinet, "files.content")) == (1, 1)
    assert files.read(plant.tx.wire, one.sha256) == PDF


@pytest.mark.parametrize("kind", FileTargetKind)
def test_every_kind_of_record_takes_files(
    plant: Plant, cabinet: Cabinet, kind: FileTargetKind, act_as: Callable[..., Actor]
) -> None:
    before, trainings = plant.tx.actor, Trainings(plant)
    inspector = act_as("inspector", name="ren.hui")
    plant.tx.act(before, "test")
    made = plant.produced(plant.device())
    movement = plant.tx.wire.execute("SELECT max(movement_id) FROM genealogy_movement_line").fetchone()
    gauges = Gauges(plant)
    gauge = gauges.registered()
    keys = {
        FileTargetKind.GAUGE: gauge.id,
        FileTargetKind.CALIBRATION: gauges.calibrated(gauge).id,
        FileTargetKind.LOT: made.id,
        FileTargetKind.UNIT: plant.unit_ids(made)[0],
        FileTargetKind.ITEM: made.item_id,
        FileTargetKind.PARTNER: plant.supplier,
        FileTargetKind.MOVEMENT: movement[0] if movement else 0,
        FileTargetKind.QUALITY: Quality(plant).ncr(plant.received()).case.id,
        FileTargetKind.GRANT: trainings.granted(inspector, trainings.defined()).id,
    }
    view = cabinet.attached(kind, keys[kind])
    assert view.target == FileTarget(kind=kind, id=keys[kind])
    assert view.target_label
    with pytest.raises(RecordNotFound):
        cabinet.attached(kind, 999_999_999)


def test_a_lots_list_reaches_what_says_something_of_it(plant: Plant, cabinet: Cabinet) -> None:
    parent = plant.material()
    own = cabinet.attached(FileTargetKind.LOT, parent.id)
    of_item = cabinet.attached(FileTargetKind.ITEM, parent.item_id, "drawing")
    of_supplier = cabinet.attached(FileTargetKind.PARTNER, plant.supplier, "certificate")
    elsewhere = cabinet.attached(FileTargetKind.LOT, plant.received().id, "other")
    child = plant.do(
        DrawLot(lot_id=parent.id, location_id=plant.at["WH"], quantity=Decimal(1), target_id=plant.at["PR"])
    )
    found = plant.do(ListAttachments(target=FileTarget(kind=FileTargetKind.LOT, id=child.id), related=True))
    assert {one.id for one in found} == {own.id, of_item.id, of_supplier.id}
    assert elsewhere.id not in {one.id for one in found}
    assert plant.do(ListAttachments(target=FileTarget(kind=FileTargetKind.LOT, id=child.id))) == []


def test_the_same_file_is_not_attached_twice_but_again_after_it_was_withdrawn(plant: Plant, cabinet: Cabinet) -> None:
    lot = plant.received()
    first = cabinet.attached(FileTargetKind.LOT, lot.id)
    with pytest.raises(AttachmentExists):
        cabinet.attached(FileTargetKind.LOT, lot.id)
    plant.do(WithdrawFile(id=first.id, reason="wrong lot"))
    assert cabinet.attached(FileTargetKind.LOT, lot.id).id != first.id


@pytest.mark.requirement("P11-04")
def test_withdrawing_is_a_step_with_a_reason_and_no_deletion(plant: Plant, cabinet: Cabinet) -> None:
    made = cabinet.attached(FileTargetKind.LOT, plant.received().id)
    for nothing in ("", "  "):
        with pytest.raises(ReasonMissing):
            plant.do(WithdrawFile(id=made.id, reason=nothing))
    gone = plant.do(WithdrawFile(id=made.id, reason=" the supplier sent another "))
    assert gone.withdrawn_at == plant.tx.now
    assert gone.withdrawn_reason == "the supplier sent another"
    with pytest.raises(AttachmentWithdrawn):
        plant.do(WithdrawFile(id=made.id, reason="again"))
    assert plant.do(ListAttachments(target=made.target)) == [gone]
    assert files.read(plant.tx.wire, made.sha256) == PDF


@pytest.mark.parametrize(
    ("name", "content"), [("tool.pdf", b"MZ\x90\0" * 20), ("tool.bat", b"del *"), ("a.pdf", b"#!/bin/sh\n")]
)
def test_a_program_is_refused_whatever_it_is_called_unless_the_plant_wants_it(
    plant: Plant, cabinet: Cabinet, name: str, content: bytes
) -> None:
    lot = plant.received()
    with pytest.raises(FileForbidden):
        cabinet.attached(FileTargetKind.LOT, lot.id, content=content, file_name=name)
    plant.tx.settings = msgspec.structs.replace(plant.tx.settings, executables=True)
    assert cabinet.attached(FileTargetKind.LOT, lot.id, content=content, file_name=name).file_name == name


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("number", {"number": "x" * 101}),
        ("number", {"number": "a\x07"}),
        ("note", {"note": " padded"}),
        ("valid_until", {"issued_on": -1, "valid_until": -2}),
        ("issued_on", {"issued_on": 1}),
    ],
)
def test_what_is_said_of_a_file_must_make_sense(
    plant: Plant, cabinet: Cabinet, field: str, values: dict[str, Any]
) -> None:
    shifted: dict[str, Any] = {
        name: plant.tx.today + timedelta(days=value) if isinstance(value, int) else value
        for name, value in values.items()
    }
    with pytest.raises(ValueNotAllowed) as wrong:
        cabinet.attached(FileTargetKind.LOT, plant.received().id, **shifted)
    assert wrong.value.field == field


# --- contents


def test_a_content_over_the_limit_or_of_no_bytes_is_refused_before_it_is_sent(plant: Plant) -> None:
    limit = plant.tx.settings.file_limit
    with pytest.raises(FileTooLarge):
        plant.do(BeginUpload(sha256="0" * 64, size=limit + 1))
    with pytest.raises(ValueNotAllowed):
        plant.do(BeginUpload(sha256="0" * 64, size=0))
    assert plant.do(BeginUpload(sha256="0" * 64, size=limit)).stored == 0


def test_a_content_that_is_not_whole_is_none(plant: Plant, cabinet: Cabinet) -> None:
    lot, digest = plant.received(), sha256(PDF).hexdigest()
    begun = plant.do(BeginUpload(sha256=digest, size=len(PDF)))
    files.add(plant.tx.wire, begun.upload_id, 0, PDF[:10])
    assert plant.do(BeginUpload(sha256=digest, size=len(PDF))).stored == 10
    with pytest.raises(FileMissing):
        plant.do(FinishUpload(sha256=digest))
    attach = AttachFile(
        target=FileTarget(kind=FileTargetKind.LOT, id=lot.id),
        sha256=digest,
        type_id=cabinet.type_id("coa"),
        file_name="a.pdf",
    )
    with pytest.raises(FileMissing):
        plant.do(attach)
    files.add(plant.tx.wire, begun.upload_id, 10, PDF[10:])
    assert plant.do(FinishUpload(sha256=digest)).complete
    assert plant.do(attach).sha256 == digest


def test_a_piece_that_does_not_follow_is_refused(plant: Plant) -> None:
    begun = plant.do(BeginUpload(sha256=sha256(PDF).hexdigest(), size=len(PDF)))
    files.add(plant.tx.wire, begun.upload_id, 0, PDF[:10])
    for start in (0, 5, 11):
        with pytest.raises(files.Overtaken):
            files.add(plant.tx.wire, begun.upload_id, start, PDF[10:])


def test_a_content_that_is_not_what_was_announced_is_dropped(plant: Plant) -> None:
    digest = sha256(PDF).hexdigest()
    begun = plant.do(BeginUpload(sha256=digest, size=4))
    files.add(plant.tx.wire, begun.upload_id, 0, b"evil")
    with pytest.raises(Exception, match="FileDamaged") as refused:
        plant.do(FinishUpload(sha256=digest))
    assert isinstance(getattr(refused.value, "error", None), FileDamaged)
    assert files.stored(plant.tx.wire, begun.upload_id) == 0
    assert not files.there(plant.tx.wire, digest)


# --- who may


@pytest.mark.requirement("CMO-01")
@pytest.mark.trap("T11")
def test_a_customers_user_sees_its_own_files_alone(plant: Plant, cabinet: Cabinet, act_as: Callable[..., Any]) -> None:
    mine, theirs = plant.produced(plant.device()), plant.produced(plant.device(customer_id=plant.other))
    own = cabinet.attached(FileTargetKind.LOT, mine.id, content=PDF + b"mine")
    foreign = [
        cabinet.attached(FileTargetKind.LOT, theirs.id, content=PDF + b"theirs"),
        cabinet.attached(FileTargetKind.UNIT, plant.unit_ids(theirs)[0], content=PDF + b"unit"),
        cabinet.attached(FileTargetKind.ITEM, theirs.item_id, content=PDF + b"item"),
        cabinet.attached(FileTargetKind.PARTNER, plant.other, content=PDF + b"partner"),
        cabinet.attached(FileTargetKind.PARTNER, plant.supplier, content=PDF + b"supplier"),
        cabinet.attached(FileTargetKind.ITEM, plant.received().item_id, content=PDF + b"shared item"),
    ]
    act_as("registrant", customer_id=plant.registrant)
    assert plant.do(ListAttachments(target=own.target, related=True)) == [own]
    assert plant.do(GetFile(sha256=own.sha256)).sha256 == own.sha256
    for one in foreign:
        with pytest.raises(RecordNotFound):
            plant.do(ListAttachments(target=one.target))
        with pytest.raises(RecordNotFound):
            plant.do(GetFile(sha256=one.sha256))
        with pytest.raises(RecordNotFound):
            plant.do(GetFile(sha256=one.sha256, attachment_id=one.id))
        with pytest.raises(RecordNotFound):
            plant.do(WithdrawFile(id=one.id, reason="not mine"))


@pytest.mark.requirement("CMO-01")
def test_what_is_attached_where_a_right_is_lacking_too_is_neither_refused_nor_told(
    plant: Plant, cabinet: Cabinet, act_as: Callable[..., Any]
) -> None:
    """A registrant reads no gauges: what hangs there as well is its lot's file, what hangs there alone is not there."""
    mine, gauge = plant.produced(plant.device()), Gauges(plant).registered()
    shared = cabinet.attached(FileTargetKind.LOT, mine.id, content=PDF + b"both")
    cabinet.attached(FileTargetKind.GAUGE, gauge.id, content=PDF + b"both")
    alone = cabinet.attached(FileTargetKind.GAUGE, gauge.id, content=PDF + b"gauge alone")
    act_as("registrant", customer_id=plant.registrant)
    assert plant.do(GetFile(sha256=shared.sha256)).sha256 == shared.sha256
    assert plant.do(BeginUpload(sha256=shared.sha256, size=shared.size)).complete
    assert not plant.do(BeginUpload(sha256=alone.sha256, size=alone.size)).complete
    for asked in (GetFile(sha256=alone.sha256), GetFile(sha256=alone.sha256, attachment_id=alone.id)):
        with pytest.raises(RecordNotFound):
            plant.do(asked)


@pytest.mark.requirement("CMO-01")
def test_a_hash_alone_fetches_nothing_for_a_customers_user(
    plant: Plant, cabinet: Cabinet, act_as: Callable[..., Any]
) -> None:
    mine, theirs = plant.produced(plant.device()), plant.produced(plant.device(customer_id=plant.other))
    secret = cabinet.attached(FileTargetKind.LOT, theirs.id, content=b"their recipe")
    act_as("registrant", customer_id=plant.registrant)
    begun = plant.do(BeginUpload(sha256=secret.sha256, size=secret.size))
    assert not begun.complete
    claim = AttachFile(
        target=FileTarget(kind=FileTargetKind.LOT, id=mine.id),
        sha256=secret.sha256,
        type_id=secret.type_id,
        file_name="mine.txt",
    )
    with pytest.raises(FileMissing):
        plant.do(claim)
    files.add(plant.tx.wire, begun.upload_id, 0, b"their recipe")
    assert plant.do(FinishUpload(sha256=secret.sha256)).complete
    assert plant.do(claim).sha256 == secret.sha256
