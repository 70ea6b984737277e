"""The reconciliation: what the files ask for against what the database has, signed, and verified with nothing of ours."""

import json
from decimal import Decimal
from io import BytesIO

import msgspec
import psycopg
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pypdf import PdfReader

from tests.factories.identity import account, acting, entry
from tests.server.modules.exchange.plant import as_csv, tables
from tests.server.modules.exchange.site import Site
from veralot_server.core.audit.heads import log_key
from veralot_server.core.certificates import PlantSigner
from veralot_shared.contracts.exchange import (
    CountLine,
    ExportReconciliation,
    GetImport,
    ImportFile,
    ImportFiles,
    ImportUndone,
    ImportView,
    ReconciliationView,
    RecordContradicted,
    SignReconciliation,
    SumLine,
    UndoImport,
)
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.contracts.identity import SignatureNeeded, SignaturesOf
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.ids import ImportId
from veralot_shared.verify.report import Name, Report, Result, Verdict
from veralot_shared.verify.verifier import Trust, verify


@pytest.fixture
def view(site: Site) -> ImportView:
    """Return an import."""
    files = [ImportFile(name=f"{kind}.csv", content=as_csv(table).encode()) for kind, table in tables().items()]
    return site.send(ImportFiles(files=files))


def report(site: Site, view: ImportView, language: str = "en") -> FileView:
    assert view.id is not None
    return site.send(ExportReconciliation(id=view.id, language=language))


def checked(site: Site, content: bytes) -> Report:
    signer = PlantSigner.load_or_create(site.settings.keys, site.settings.plant)
    trust = Trust(certificates=[signer.authority.public_bytes(Encoding.DER)], vkey=log_key(site.settings).vkey)
    return verify(content, trust)


def sign(site: Site, view: ImportView) -> ImportView:
    assert view.id is not None
    command = SignReconciliation(id=view.id)
    with site.transaction(command.op) as tx:
        acting(tx, account(tx, "head", "quality_head"))
        with pytest.raises(SignatureNeeded) as need:
            tx.call(command)
        signed = msgspec.structs.replace(entry("head"), shown_hash=need.value.shown_hash)
        return tx.call(SignReconciliation(id=view.id, signature=signed))


def flat(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


# --- compared --------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("A11-04")
def test_counts_and_sums_are_those_of_the_files(view: ImportView) -> None:
    found = view.reconciliation
    assert found is not None
    assert found.agrees
    assert {line.table: line.written for line in found.counts}["genealogy_lot"] == 10
    sums = {(line.item, line.movement): (str(line.wanted), str(line.written), line.unit) for line in found.sums}
    received = sum(
        float(row["quantity"]) for row in tables()["movements"] if (row["kind"], row["item"]) == ("receipt", "RM")
    )
    assert float(sums["RM", "receipt"][1]) == received
    assert all(wanted == written for wanted, written, _ in sums.values())


def test_any_difference_is_a_difference() -> None:
    good, bad = CountLine(table="a", wanted=1, written=1), CountLine(table="a", wanted=1, written=2)
    few = SumLine(item="A", movement="receipt", unit="kg", wanted=Decimal(2), written=Decimal(1))
    assert ReconciliationView(counts=[good], sums=[]).agrees
    assert not ReconciliationView(counts=[good, bad], sums=[]).agrees
    assert not ReconciliationView(counts=[good], sums=[few]).agrees


# --- signed ----------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("A11-04")
def test_the_report_is_verified_with_nothing_of_ours(site: Site, view: ImportView) -> None:
    signed = sign(site, view)
    assert signed.signatures == 1
    file = report(site, view)
    found = checked(site, file.content)
    assert {check.name: check.result for check in found.checks if check.result is not Result.PASSED} == {
        Name.CONSISTENCY: Result.NOT_RUN
    }
    assert found.check(Name.IMPORT).facts["number"] == str(view.id)
    record = json.loads(PdfReader(BytesIO(file.content)).attachments["record.json"][0])
    assert [each["sha256"] for each in record["import"]["files"]["files"]] == [each.sha256 for each in view.files]
    text = flat(file.content)
    for words in ("Everything agrees", view.files[0].sha256, "Movement line", "Head", "Verified"):
        assert words in text


def test_it_speaks_chinese_too(site: Site, view: ImportView) -> None:
    assert report(site, view, "zh_CN").name.endswith("zh_CN.pdf")
    with pytest.raises(ValueNotAllowed):
        report(site, view, "tlh")
    with pytest.raises(RecordNotFound):
        site.send(ExportReconciliation(id=ImportId(999), language="en"))


@pytest.mark.trap("T10")
def test_an_altered_report_is_refused(site: Site, view: ImportView) -> None:
    content = bytearray(report(site, view).content)
    content[len(content) // 3] ^= 1
    assert checked(site, bytes(content)).verdict is Verdict.REFUSED


@pytest.mark.requirement("P11-06")
def test_nothing_is_printed_that_the_log_contradicts(site: Site, view: ImportView) -> None:
    with psycopg.connect(site.urls.owner, autocommit=True) as owner:
        owner.execute("ALTER TABLE exchange_import DISABLE TRIGGER USER")
        owner.execute("UPDATE exchange_import SET test = true WHERE id = %s", (view.id,))
        owner.execute("ALTER TABLE exchange_import ENABLE TRIGGER USER")
    with pytest.raises(RecordContradicted, match="test"):
        report(site, view)


@pytest.mark.requirement("P11-18")
@pytest.mark.trap("T10")
def test_undoing_voids_the_signature_and_shows_in_the_report(site: Site, view: ImportView) -> None:
    sign(site, view)
    assert view.id is not None
    site.send(UndoImport(id=view.id, reason="Wrong plant"))
    with site.transaction() as tx:
        (signature,) = tx.call(SignaturesOf(kind="import", key=str(view.id)))
    assert not signature.valid
    assert "Undone" in flat(report(site, view).content)
    assert checked(site, report(site, view).content).check(Name.SIGNATURES).facts["void"] == "1"
    with pytest.raises(ImportUndone):
        site.send(SignReconciliation(id=view.id))
    assert site.send(GetImport(id=view.id)).undone_at is not None
