"""A lot needs its certificate: no release without it; then it is signed for, printed, and verified by an outsider."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from tests.journeys.conftest import Person
from veralot_server.core.audit.heads import log_key
from veralot_server.settings import Settings
from veralot_shared.contracts.attachments import (
    AttachFile,
    AttachmentView,
    FileStanding,
    FileTarget,
    FileTargetKind,
    ListFileTypes,
    ListRequiredFiles,
    RequireFile,
    UploadView,
    WithdrawFile,
)
from veralot_shared.contracts.genealogy import (
    ExportDossier,
    GetDossier,
    ListLocations,
    LotView,
    NotReady,
    ReceiveLot,
    ReleaseLot,
    SampleLot,
)
from veralot_shared.contracts.identity import SignaturesOf
from veralot_shared.contracts.items import ListItems, ListPartners
from veralot_shared.messages import Page

People = Callable[[str], Person]

CERTIFICATE = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\n" + bytes(range(256)) * 500


@pytest.fixture(scope="module")
def lot(people: People, story: dict[str, Any]) -> LotView:
    """Return a lot in test of a material that no other story is about."""
    warehouse, told = people("warehouse"), story["receive"]
    item = next(one for one in warehouse.call(ListItems(page=Page(limit=1000))) if one.code == "PK-TYV")
    supplier = next(one for one in warehouse.call(ListPartners(page=Page(limit=1000))) if one.code == told["supplier"])
    place = next(one for one in warehouse.call(ListLocations()) if one.code == told["location"])
    made: LotView = warehouse.call(
        ReceiveLot(
            item_id=item.id,
            lot_no="R-FILES-1",
            supplier_id=supplier.id,
            supplier_lot_no="SUP-FILES-1",
            quantity=Decimal(10),
            unit=item.unit,
            location_id=place.id,
            expiry=date.today() + timedelta(days=900),  # noqa: DTZ011 - any day far ahead
        )
    )
    sampled: LotView = people("inspector").call(SampleLot(lot_id=made.id))
    return sampled


def sent(person: Person, content: bytes) -> str:
    """Send a content by the door of files."""
    digest = sha256(content).hexdigest()
    headers = {"Authorization": person.headers["Authorization"]}
    reply = person.http.put(f"/files/{digest}", content=content, headers=headers)
    assert msgspec.json.decode(reply.content, type=UploadView).complete
    return digest


@pytest.fixture(scope="module")
def certificate(people: People, lot: LotView) -> AttachmentView:
    """Require a certificate of the lot's item, see the release refused, and attach one."""
    inspector, qa = people("inspector"), people("qa")
    types = {one.code: one.id for one in qa.call(ListFileTypes())}
    people("quality_head").call(RequireFile(type_id=types["coa"], item_id=lot.item_id))
    with pytest.raises(NotReady, match="has no Certificate of analysis"):
        qa.call(ReleaseLot(lot_id=lot.id))
    assert qa.call(ListRequiredFiles(lot_id=lot.id))[0].state is FileStanding.MISSING
    made: AttachmentView = inspector.call(
        AttachFile(
            target=FileTarget(kind=FileTargetKind.LOT, id=lot.id),
            sha256=sent(inspector, CERTIFICATE),
            file_name="检验报告 CoA.pdf",
            type_id=types["coa"],
            number="CoA-4711",
        )
    )
    return made


@pytest.mark.requirement("P11-03", "P11-18", "I-38")
def test_the_release_is_signed_over_the_certificate(people: People, lot: LotView, certificate: AttachmentView) -> None:
    qa = people("qa")
    qa.sign(ReleaseLot(lot_id=lot.id), reason="Certificate reviewed")
    (signature,) = qa.call(SignaturesOf(kind="lot", key=str(lot.id)))
    assert ("attachment", str(certificate.id), True) in {(one.kind, one.key, one.valid) for one in signature.records}


def verified(file: Path, plant: Settings, *more: str) -> "subprocess.CompletedProcess[str]":
    """Run the verifier as an outsider does."""
    program = shutil.which("veralot-verify", path=str(Path(sys.executable).parent))
    assert program is not None
    authority = plant.keys / "plant" / "ca.pem"
    arguments = [program, str(file), "--key", log_key(plant).vkey, "--certificate", str(authority), *more]
    return subprocess.run(arguments, capture_output=True, text=True, check=False)


@pytest.mark.requirement("P11-03")
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_dossier_binds_the_file_and_holds_it_if_asked(
    people: People, lot: LotView, certificate: AttachmentView, demo_plant: Settings, tmp_path: Path, language: str
) -> None:
    qa = people("qa")
    section = next(one for one in qa.call(GetDossier(lot_id=lot.id)).sections if one.id == "attachments.files")
    assert certificate.sha256 in section.rows[0]
    pdf = tmp_path / "dossier.pdf"
    pdf.write_bytes(qa.call(ExportDossier(lot_id=lot.id, language=language, enclosed=True)).content)
    told = verified(pdf, demo_plant)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "1. Each was compared, byte for byte: 1." in told.stdout
    without = tmp_path / "without.pdf"
    without.write_bytes(qa.call(ExportDossier(lot_id=lot.id, language=language)).content)
    assert without.stat().st_size < pdf.stat().st_size
    told = verified(without, demo_plant)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "0 of them were compared" in told.stdout
    beside = tmp_path / "files"
    beside.mkdir()
    (beside / "any name.pdf").write_bytes(CERTIFICATE)
    assert "Each was compared, byte for byte: 1." in verified(without, demo_plant, "--files", str(beside)).stdout
    (beside / "swapped.pdf").write_bytes(CERTIFICATE + b" ")
    told = verified(without, demo_plant, "--files", str(beside))
    assert told.returncode == 1
    assert "names no file with the content of swapped.pdf" in told.stdout


@pytest.mark.requirement("P11-18")
@pytest.mark.trap("T10", "T13")
def test_a_late_file_is_a_supplement_and_a_withdrawn_one_voids_the_signature(
    people: People, lot: LotView, certificate: AttachmentView
) -> None:
    inspector, qa = people("inspector"), people("qa")
    types = {one.code: one.id for one in qa.call(ListFileTypes())}
    inspector.call(
        AttachFile(
            target=certificate.target,
            sha256=sent(inspector, b"a picture that came late"),
            file_name="late.txt",
            type_id=types["picture"],
        )
    )
    section = next(one for one in qa.call(GetDossier(lot_id=lot.id)).sections if one.id == "attachments.files")
    place = [column.id for column in section.columns].index("state")
    assert [row[place] for row in section.rows] == ["in_force", "supplement"]
    (signature,) = qa.call(SignaturesOf(kind="lot", key=str(lot.id)))
    assert signature.valid
    qa.call(WithdrawFile(id=certificate.id, reason="The supplier recalled this certificate"))
    (signature,) = qa.call(SignaturesOf(kind="lot", key=str(lot.id)))
    assert not signature.valid
    headers = {"Authorization": qa.headers["Authorization"]}
    kept: httpx.Response = qa.http.get(f"/files/{certificate.sha256}", headers=headers)
    assert kept.content == CERTIFICATE, "withdrawn, not deleted"
