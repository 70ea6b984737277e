"""A record on paper: both languages, every signature, nobody's private data; and files that are attached to it."""

from hashlib import sha256
from io import BytesIO

import pytest
from psycopg.types.json import Jsonb
from pypdf import PdfReader

from tests.factories import items
from tests.factories.genealogy import Plant
from tests.factories.people import person
from tests.factories.quality import Quality, line
from tests.server.modules.quality.test_complaints import received
from veralot_server.core import files
from veralot_server.core.module import SIGNING, SUBJECTS
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.attachments import (
    AttachFile,
    BeginUpload,
    FileTarget,
    FileTargetKind,
    FinishUpload,
    ListAttachments,
    ListFileTypes,
)
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.contracts.quality import CaseDetail, DisposeNcr, LineDisposition, PrintCase
from veralot_shared.errors import RecordNotFound, ValueNotAllowed

SIGNER = "Signer"
BIND = """
INSERT INTO identity_signature_record (signature_id, kind, key, label, content, content_hash)
VALUES (%(signature)s, 'quality_step', %(key)s, %(label)s, %(content)s, %(hash)s)
"""


def text_of(file: FileView) -> str:
    """Return the text of a PDF, as a search in it finds it."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(file.content)).pages)


def bound(plant: Plant, detail: CaseDetail) -> None:
    """Let the signature on the newest step bind that step, as the dispatcher does."""
    step, number = detail.steps[-1], detail.case.id
    key = f"{number}/{step.event}/1"
    found = SUBJECTS["quality_step"](key, plant.tx)
    assert found is not None
    values = {"signature": step.signature_id, "key": key, "label": found.label, "hash": found.content_hash}
    plant.tx.wire.execute(BIND, {**values, "content": Jsonb(found.content)})


def attached(plant: Plant, detail: CaseDetail, name: str) -> None:
    """Attach a file to a record."""
    content = f"%PDF-1.7\n% {name}\n".encode()
    digest = sha256(content).hexdigest()
    begun = plant.do(BeginUpload(sha256=digest, size=len(content)))
    files.add(plant.tx.wire, begun.upload_id, 0, content)
    plant.do(FinishUpload(sha256=digest))
    (kind, *_) = plant.do(ListFileTypes())
    target = FileTarget(kind=FileTargetKind.QUALITY, id=detail.case.id)
    plant.do(AttachFile(target=target, sha256=digest, file_name=name, type_id=kind.id))


@pytest.mark.requirement("P11-12")
@pytest.mark.parametrize(("language", "words"), [("en", "Valid"), ("zh_CN", "有效")])
def test_a_record_is_printed_whole_in_either_language(
    quality: Quality, plant: Plant, language: str, words: str
) -> None:
    lot = plant.material(10)
    ready = quality.ready(lot)
    attached(plant, ready, "photo.pdf")
    detail = quality.disposed(ready, line(lot, 10, LineDisposition.SCRAP))
    bound(plant, detail)
    file = plant.do(PrintCase(case_id=detail.case.id, language=language))
    text = text_of(file)
    assert sha256(file.content).hexdigest() == file.sha256
    for said in (detail.case.number, detail.case.title, lot.lot_no, "photo.pdf", words, SIGNER):
        assert said in text
    assert not any(void in text for void in ("Void: changed", "签名后已变更"))
    assert "/ByteRange" in file.content.decode("latin-1")


def test_who_complained_is_not_printed(plant: Plant) -> None:
    text = text_of(plant.do(PrintCase(case_id=received(plant).case.id)))
    assert "kept apart" in text
    assert not any(private in text for private in ("Weber", "Hamburg", "+49 40 1", "Patient unharmed"))


def test_only_languages_that_veralot_speaks_are_printed(quality: Quality, plant: Plant) -> None:
    with pytest.raises(ValueNotAllowed):
        plant.do(PrintCase(case_id=quality.ncr().case.id, language="tlh"))


@pytest.mark.trap("T10")
def test_a_signature_binds_the_files_that_the_record_had(quality: Quality, plant: Plant) -> None:
    lot = plant.material(10)
    detail = quality.ready(lot)
    attached(plant, detail, "before.pdf")
    command = DisposeNcr(case_id=detail.case.id, lines=[line(lot, 10, LineDisposition.SCRAP)])
    (before, *_) = SIGNING[command.op](command, plant.tx)
    attached(plant, detail, "swapped.pdf")
    (swapped, *_) = SIGNING[command.op](command, plant.tx)
    assert len(before.content["files"]) == 1
    assert before.content_hash != swapped.content_hash


@pytest.mark.trap("T11")
def test_files_of_a_record_are_seen_by_whoever_sees_it(quality: Quality, plant: Plant, tx: Transaction) -> None:
    lot = plant.material(5, plant.component(customer_id=plant.registrant))
    detail = quality.ncr(lot)
    attached(plant, detail, "micrograph.pdf")
    target = FileTarget(kind=FileTargetKind.QUALITY, id=detail.case.id)
    for customer, seen in ((plant.registrant, True), (items.customer(tx, "STRANGER"), False)):
        tx.act(person(tx, f"user-{customer}", roles=(), customer_id=customer), "test.Test")
        if seen:
            assert [one.file_name for one in plant.do(ListAttachments(target=target))] == ["micrograph.pdf"]
        else:
            with pytest.raises(RecordNotFound):
                plant.do(ListAttachments(target=target))
