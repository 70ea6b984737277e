"""A genuine dossier is accepted; each kind of forgery is refused, and the verifier says which kind it is."""

import random
import socket
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any, NoReturn

import msgspec
import pytest
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter

from tests.factories.evidence import LOT, LOT_ROW, SIGNATURE_ROW, Log
from tests.shared.verify import papers
from veralot_shared.rules import checkpoint
from veralot_shared.verify.format import MANIFEST, PROOFS, README, RECORD, SIGNATURES, attach
from veralot_shared.verify.report import Name, Reason, Report, Result, Verdict
from veralot_shared.verify.verifier import Trust, verify

pytestmark = pytest.mark.requirement("P11-02", "P11-03")

Change = Callable[[Any], Any]


def everything() -> Trust:
    """Return all that a reader can have from the plant."""
    log, _ = papers.log_and_entries()
    return Trust(certificates=[papers.plant().root_der], vkey=log.vkey, older_note=log.note(500))


def failures(report: Report) -> dict[Name, Reason | None]:
    return {check.name: check.reason for check in report.checks if check.result is Result.FAILED}


def refusal(content: bytes, trust: Trust | None = None) -> dict[Name, Reason | None]:
    report = verify(content, trust or Trust())
    assert report.verdict is Verdict.REFUSED
    return failures(report)


# --- genuine


def test_a_genuine_dossier_is_accepted() -> None:
    report = verify(papers.genuine(), everything())
    assert {check.result for check in report.checks} == {Result.PASSED}
    assert [check.name for check in report.checks] == list(Name)
    assert report.verdict is Verdict.ACCEPTED


def test_without_anything_to_compare_with_it_is_intact_and_says_what_did_not_run() -> None:
    report = verify(papers.genuine())
    assert report.verdict is Verdict.INTACT
    not_run = {check.name: check.reason for check in report.checks if check.result is Result.NOT_RUN}
    assert not_run == {
        Name.ISSUER: Reason.CERTIFICATE_NOT_GIVEN,
        Name.LOG_KEY: Reason.LOG_KEY_NOT_GIVEN,
        Name.CONSISTENCY: Reason.OLDER_NOTE_NOT_GIVEN,
    }
    root = papers.plant().root.fingerprint(papers.hashes.SHA256()).hex()
    assert report.check(Name.ISSUER).facts["fingerprint"] == root


def test_no_connection_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise AssertionError("the verifier opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert verify(papers.genuine(), everything()).verdict is Verdict.ACCEPTED


def test_the_signing_certificate_itself_may_be_trusted() -> None:
    certificate = papers.plant().certificate.public_bytes(papers.Encoding.DER)
    assert verify(papers.genuine(), Trust(certificates=[certificate])).check(Name.ISSUER).result is Result.PASSED


def test_a_dossier_without_signatures_has_none_to_check() -> None:
    log = Log()
    entry = log.write("genealogy_lot", LOT, "I", {**LOT_ROW, "status": "released", "version": 3})
    files = attach(papers.dossier_view(), [], log.proofs([entry]), "")
    report = verify(papers.signed(papers.paper(files), papers.plant()))
    assert report.check(Name.SIGNATURES).result is Result.NOT_APPLICABLE
    assert report.verdict is Verdict.INTACT


# --- the file and its signature


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"PK\x03\x04", papers.genuine()[:2000]])
def test_what_is_no_pdf_is_refused(content: bytes) -> None:
    assert refusal(content) == {Name.PDF: Reason.PDF_UNREADABLE}


def test_an_encrypted_pdf_is_refused() -> None:
    writer = papers.paper(papers.attachments())
    writer.encrypt(owner_pass="secret")
    stream = BytesIO()
    writer.write(stream)
    assert refusal(stream.getvalue()) == {Name.PDF: Reason.PDF_UNREADABLE}


def test_a_changed_byte_is_found() -> None:
    altered = papers.genuine().replace(b"is released", b"is RELEASED")
    assert altered != papers.genuine()
    assert refusal(altered)[Name.SIGNATURE] is Reason.DOCUMENT_ALTERED


def test_no_flipped_byte_gets_through() -> None:
    """Wherever a bit of the document is flipped, the file is refused and the verifier does not break.

    In the field of the signature itself a few bits mean nothing (the version of the container, say); nothing of the
    document is there, and the verifier must not break over them either.
    """
    chance = random.Random(20260302)
    content = papers.genuine()
    start = signature_field(content)
    field = range(start, content.index(b">", start))
    for place in chance.sample(range(len(content)), 400):
        altered = bytearray(content)
        altered[place] ^= 1 << chance.randrange(8)
        assert verify(bytes(altered)).verdict is Verdict.REFUSED or place in field, place


def test_a_file_cut_and_pasted_anywhere_is_refused() -> None:
    chance = random.Random(20260303)
    content = papers.genuine()
    for _ in range(200):
        altered = bytearray(content)
        place, length = chance.randrange(len(content)), chance.randrange(1, 200)
        altered[place : place + length] = chance.choice([b"", chance.randbytes(20), b"99999999", content[:length]])
        assert verify(bytes(altered)).verdict is Verdict.REFUSED, place


def signature_field(content: bytes) -> int:
    """Return where the hexadecimal digits of the signature begin."""
    return content.index(b"<", content.rindex(b"/Contents", 0, content.index(b"00000000000000000000"))) + 1


def test_an_unsigned_pdf_is_refused() -> None:
    stream = BytesIO()
    papers.paper(papers.attachments()).write(stream)
    assert refusal(stream.getvalue()) == {Name.SIGNATURE: Reason.SIGNATURE_MISSING}


def test_a_damaged_signature_is_refused() -> None:
    content = papers.genuine()
    start = signature_field(content)
    damaged = content[:start] + b"31" + content[start + 2 :]
    assert refusal(damaged)[Name.SIGNATURE] is Reason.SIGNATURE_UNREADABLE


def test_something_hidden_behind_the_signature_is_found() -> None:
    content = papers.genuine()
    end = content.index(b">", signature_field(content))
    hidden = content[: end - 8] + b"C0FFEE00" + content[end:]
    assert refusal(hidden) == {Name.SIGNATURE: Reason.SIGNATURE_PADDED}


def test_the_plants_own_root_beside_a_forged_certificate_does_not_deceive() -> None:
    """A reader without the certificate compares the fingerprint that is shown; it must be of who vouches."""
    forger = papers.forger()
    content = papers.signed(papers.paper(papers.attachments()), forger._replace(root=papers.plant().root))
    report = verify(content)
    assert failures(report) == {Name.ISSUER: Reason.CHAIN_BROKEN}
    assert report.verdict is Verdict.REFUSED


def test_another_kind_of_signature_is_refused() -> None:
    writer = papers.paper(papers.attachments())
    other = papers.signed(writer, papers.plant(), subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED)
    assert refusal(other) == {Name.SIGNATURE: Reason.NOT_PADES}


def test_an_update_after_signing_is_refused() -> None:
    writer = IncrementalPdfFileWriter(BytesIO(papers.genuine()))
    writer.root["/Note"] = pdf_string("looks harmless")
    writer.update_root()
    stream = BytesIO()
    writer.write(stream)
    found = refusal(stream.getvalue(), everything())
    assert found == {Name.UNCHANGED: Reason.CHANGED_AFTER_SIGNING}


def test_bytes_behind_the_end_are_refused() -> None:
    assert Name.UNCHANGED in refusal(papers.genuine() + b"\n% a comment\n")


def test_a_second_signature_is_refused() -> None:
    writer = IncrementalPdfFileWriter(BytesIO(papers.genuine()))
    twice = papers.signed(writer, papers.forger(), field="Another")
    assert refusal(twice, everything()) == {Name.UNCHANGED: Reason.CHANGED_AFTER_SIGNING}


def test_an_attachment_swapped_by_an_update_is_refused() -> None:
    writer = IncrementalPdfFileWriter(BytesIO(papers.genuine()))
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    spec = names[names.index(RECORD) + 1]
    stream = spec["/EF"]["/F"]
    stream._data, stream._encoded_data = b"{}", None  # noqa: SLF001 - a forger does not ask
    stream.pop(pdf_name("/Filter"), None)
    writer.mark_update(spec["/EF"].raw_get("/F"))
    out = BytesIO()
    writer.write(out)
    found = refusal(out.getvalue())
    assert found[Name.UNCHANGED] is Reason.CHANGED_AFTER_SIGNING
    assert found[Name.ATTACHMENTS] is Reason.ATTACHMENT_ALTERED


def test_another_signer_is_refused_by_whoever_knows_the_plant() -> None:
    found = refusal(papers.forged(papers.attachments()), everything())
    assert found == {Name.ISSUER: Reason.ISSUER_UNKNOWN}


def test_a_certificate_that_has_since_expired_still_vouches() -> None:
    """A record outlives its certificate: the chain is judged at the time of signing."""
    brief = papers.new_signer("Plant", lifetime=timedelta(seconds=2))
    content = papers.signed(papers.paper(papers.attachments()), brief)
    report = verify(content, Trust(certificates=[brief.root_der]))
    assert report.check(Name.ISSUER).result is Result.PASSED


# --- the attachments


@pytest.mark.parametrize("name", [RECORD, SIGNATURES, PROOFS, README])
def test_a_swapped_attachment_is_refused(name: str) -> None:
    files = papers.attachments()
    assert refusal(papers.forged({**files, name: files[name] + b" "})) == {Name.ATTACHMENTS: Reason.ATTACHMENT_ALTERED}


@pytest.mark.parametrize("name", [RECORD, SIGNATURES, PROOFS, README, MANIFEST])
def test_a_missing_attachment_is_refused(name: str) -> None:
    files = papers.attachments()
    del files[name]
    assert refusal(papers.forged(files)) == {Name.ATTACHMENTS: Reason.ATTACHMENT_MISSING}


def test_an_attachment_that_nobody_listed_is_refused() -> None:
    files = {**papers.attachments(), "notes.txt": b"by the way"}
    assert refusal(papers.forged(files)) == {Name.ATTACHMENTS: Reason.ATTACHMENT_UNEXPECTED}


def test_two_attachments_of_one_name_are_refused() -> None:
    content = papers.forged(papers.attachments(), extra=[(RECORD, b"{}")])
    assert refusal(content) == {Name.ATTACHMENTS: Reason.ATTACHMENT_UNEXPECTED}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (RECORD, b"[]"),
        (RECORD, b'{"lot":7}'),
        (RECORD, b"\xff"),
        (RECORD, b"[" * 100_000),
        (SIGNATURES, b"{}"),
        (SIGNATURES, b"[1]"),
        (PROOFS, b"{}"),
        (PROOFS, b'{"checkpoint":"","vkey":"","entries":[{"leaf":"*"}]}'),
    ],
)
def test_an_attachment_of_another_form_is_refused(name: str, content: bytes) -> None:
    files = papers.listed({**papers.attachments(), name: content})
    assert refusal(papers.forged(files)) == {Name.ATTACHMENTS: Reason.ATTACHMENT_UNREADABLE}


def test_a_format_of_another_day_is_named() -> None:
    files = papers.listed(papers.attachments(), format_name="veralot-dossier/9")
    report = verify(papers.forged(files))
    assert failures(report) == {Name.ATTACHMENTS: Reason.FORMAT_UNKNOWN}
    assert report.check(Name.ATTACHMENTS).facts["file"] == "veralot-dossier/9"


# --- the log


def changed_proofs(change: Change) -> bytes:
    return papers.forged(papers.doctored(PROOFS, change))


@pytest.mark.parametrize("field", ["leaf", "path", "index"])
def test_an_altered_proof_is_refused(field: str) -> None:
    def alter(proofs: Any) -> None:
        entry = proofs["entries"][3]
        wrong = {"leaf": entry["leaf"][:-8] + "AAAAAAA=", "path": entry["path"][1:], "index": entry["index"] + 1}
        entry[field] = wrong[field]

    assert refusal(changed_proofs(alter)) == {Name.INCLUSION: Reason.INCLUSION_WRONG}


def test_an_entry_under_another_number_is_refused() -> None:
    def renumber(proofs: Any) -> None:
        proofs["entries"][0]["entry_id"] += 1

    assert refusal(changed_proofs(renumber)) == {Name.INCLUSION: Reason.LEAF_UNREADABLE}


def test_a_dossier_without_any_entry_is_refused() -> None:
    assert refusal(changed_proofs(lambda proofs: proofs["entries"].clear())) == {Name.INCLUSION: Reason.NO_ENTRIES}


def test_an_altered_checkpoint_is_refused() -> None:
    def grow(proofs: Any) -> None:
        proofs["checkpoint"] = proofs["checkpoint"].replace("\n1008\n", "\n1009\n")

    assert refusal(changed_proofs(grow)) == {Name.CHECKPOINT: Reason.CHECKPOINT_FORGED}


@pytest.mark.parametrize("field", ["checkpoint", "vkey"])
def test_a_malformed_checkpoint_or_key_is_refused(field: str) -> None:
    def spoil(proofs: Any) -> None:
        proofs[field] = "nothing of the kind"

    assert refusal(changed_proofs(spoil)) == {Name.CHECKPOINT: Reason.CHECKPOINT_MALFORMED}


def test_a_log_of_another_name_is_refused() -> None:
    log, _ = papers.log_and_entries()

    def rename(proofs: Any) -> None:
        head = checkpoint.verify(log.note(), log.vkey)
        other = checkpoint.Checkpoint("elsewhere.example/log", head.size, head.root)
        proofs["checkpoint"] = checkpoint.sign(other, head.origin, log.key)

    assert refusal(changed_proofs(rename)) == {Name.CHECKPOINT: Reason.CHECKPOINT_FORGED}


def test_a_log_made_up_by_a_forger_is_refused_by_whoever_knows_the_key() -> None:
    log = Log(seed=2)
    entry = log.write("genealogy_lot", LOT, "I", {**LOT_ROW, "status": "released", "version": 3})
    made_up = papers.forged(attach(papers.dossier_view(), [], log.proofs([entry]), ""))
    assert verify(made_up).verdict is Verdict.INTACT
    assert refusal(made_up, Trust(vkey=everything().vkey)) == {Name.LOG_KEY: Reason.LOG_KEY_OTHER}


# --- the record


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "market_released"),
        ("status", "hold"),
        ("status", "expired"),
        ("status_beneath", "market_released"),
        ("expiry", "2030-12-31"),
        ("manufactured", None),
        ("lot_no", "P-26030018"),
        ("supplier_lot_no", "SZ-20260228-B"),
        ("supplier", "Somebody Else Ltd."),
        ("item_code", "TUBE-PVC-40"),
        ("item_name_zh", "另一种导管"),
        ("quantity_made", "12001"),
        ("created_at", "2026-03-02T00:30:16.123456Z"),
        ("holds", -1),
        ("holds", 1),
        ("version", 4),
    ],
)
def test_a_doctored_record_with_genuine_proofs_is_refused(field: str, value: object) -> None:
    """The forger fixes the manifest and signs again; only the log gives him away to a reader without the certificate."""

    def doctor(record: Any) -> None:
        record["lot"][field] = value

    content = papers.forged(papers.doctored(RECORD, doctor))
    assert refusal(content) == {Name.RECORD: Reason.RECORD_CONTRADICTS_LOG}


def test_a_record_with_a_field_taken_out_is_refused() -> None:
    content = papers.forged(papers.doctored(RECORD, lambda record: record["lot"].pop("expiry") and record))
    assert refusal(content) == {Name.RECORD: Reason.RECORD_CONTRADICTS_LOG}


def test_a_record_of_a_lot_without_entries_is_refused() -> None:
    def swap(record: Any) -> None:
        record["lot"]["id"] = 18

    assert refusal(papers.forged(papers.doctored(RECORD, swap)))[Name.RECORD] is Reason.LOT_NOT_IN_LOG


def test_a_deleted_lot_is_refused() -> None:
    log = Log()
    entries = [
        log.write("genealogy_lot", LOT, "I", {**LOT_ROW, "status": "released", "version": 3}),
        log.write("genealogy_lot", LOT, "D", None, old=LOT_ROW),
    ]
    files = attach(papers.dossier_view(), [], log.proofs(entries), "")
    assert refusal(papers.forged(files)) == {Name.RECORD: Reason.LOT_DELETED}


def test_a_hidden_hold_is_found() -> None:
    log = Log()
    entries = [
        log.write("genealogy_lot", LOT, "I", {**LOT_ROW, "status": "released", "version": 3}),
        log.write("genealogy_hold", 4, "I", {"id": 4, "node_id": LOT, "lifted_at": None}),
    ]
    files = attach(papers.dossier_view(), [], log.proofs(entries), "")
    report = verify(papers.forged(files))
    assert failures(report) == {Name.RECORD: Reason.RECORD_CONTRADICTS_LOG}
    assert report.check(Name.RECORD).facts == {"field": "holds", "told": "0", "logged": "1"}


@pytest.mark.parametrize(("place", "entry"), [("/lot", 999_999), ("/sections/99", 1005), ("/lot/nothing", 1005)])
def test_a_row_that_is_not_proven_is_refused(place: str, entry: int) -> None:
    def claim(proofs: Any) -> None:
        proofs["rows"] = {place: entry}

    assert refusal(changed_proofs(claim)) == {Name.RECORD: Reason.ROW_NOT_PROVEN}


# --- the electronic signatures


def changed_signature(change: Change) -> bytes:
    def alter(signatures: Any) -> Any:
        return change(signatures[0]) or signatures

    return papers.forged(papers.doctored(SIGNATURES, alter))


@pytest.mark.requirement("P11-17")
@pytest.mark.parametrize("field", sorted(SIGNATURE_ROW.keys() - {"id", "session_id", "workstation"}))
def test_a_doctored_signature_is_refused(field: str) -> None:
    def doctor(signature: Any) -> None:
        signature[field] = "2026-03-02T06:12:45Z" if field == "signed_at" else "other"

    found = refusal(changed_signature(doctor))
    assert found == {Name.SIGNATURES: Reason.SIGNATURE_CONTRADICTS_LOG}


@pytest.mark.requirement("P11-18")
def test_a_signature_over_other_content_is_refused() -> None:
    def doctor(signature: Any) -> None:
        signature["records"][0]["content"]["expiry"] = "2030-12-31"

    assert refusal(changed_signature(doctor)) == {Name.SIGNATURES: Reason.CONTENT_HASH_WRONG}


def test_other_content_with_a_hash_that_fits_is_refused() -> None:
    def doctor(signature: Any) -> None:
        record = signature["records"][0]
        record["content"]["expiry"] = "2030-12-31"
        record["content_hash"] = papers.sha256(msgspec.json.encode(record["content"], order="sorted")).hexdigest()

    assert refusal(changed_signature(doctor)) == {Name.SIGNATURES: Reason.SIGNATURE_CONTRADICTS_LOG}


@pytest.mark.parametrize("records", [[], None, [1], [{}], [{"content": {"x": 0.5}}]])
def test_signed_records_of_another_form_are_refused(records: object) -> None:
    def doctor(signature: Any) -> None:
        signature["records"] = records

    found = refusal(changed_signature(doctor))[Name.SIGNATURES]
    assert found in {Reason.SIGNATURE_CONTRADICTS_LOG, Reason.CONTENT_HASH_WRONG}


def test_a_signature_that_was_left_out_is_missed() -> None:
    files = papers.listed({**papers.attachments(), SIGNATURES: b"[]"})
    assert refusal(papers.forged(files)) == {Name.SIGNATURES: Reason.SIGNATURE_LEFT_OUT}


def test_an_invented_signature_is_refused() -> None:
    def invent(signature: Any) -> None:
        signature["id"] = 10

    assert refusal(changed_signature(invent)) == {Name.SIGNATURES: Reason.SIGNATURE_NOT_IN_LOG}


# --- consistency


def older(note: str) -> Trust:
    return Trust(older_note=note)


def consistency(note: str) -> Reason | None:
    return verify(papers.genuine(), older(note)).check(Name.CONSISTENCY).reason


def test_a_head_of_the_same_size_must_be_the_same() -> None:
    log, _ = papers.log_and_entries()
    assert consistency(log.note()) is None


def test_the_empty_log_begins_every_log() -> None:
    log, _ = papers.log_and_entries()
    assert consistency(log.note(0)) is None


def test_rewritten_history_is_found() -> None:
    """The plant itself forged its log: it signs both heads with its own key."""
    log, _ = papers.log_and_entries()
    before = Log()
    before.leaves = [*log.leaves[:499], b"what really happened"]
    assert consistency(before.note()) is Reason.HISTORY_REWRITTEN
    before.leaves = [*log.leaves[:-1], b"what really happened"]
    assert consistency(before.note()) is Reason.HISTORY_REWRITTEN


def test_a_note_of_another_size_needs_a_proof_of_its_own() -> None:
    log, _ = papers.log_and_entries()
    assert consistency(log.note(501)) is Reason.CONSISTENCY_MISSING


def test_a_newer_note_is_told_from_a_forged_one() -> None:
    log, _ = papers.log_and_entries()
    later = Log()
    later.leaves = [*log.leaves, b"later"]
    assert consistency(later.note()) is Reason.OLDER_NOTE_NEWER
    assert consistency(Log(seed=2).note()) is Reason.OLDER_NOTE_FORGED
    assert consistency("no note") is Reason.OLDER_NOTE_FORGED


def test_a_note_of_another_log_under_the_same_key_is_told() -> None:
    log, _ = papers.log_and_entries()
    head = checkpoint.verify(log.note(500), log.vkey)
    other = checkpoint.sign(checkpoint.Checkpoint("other.example", head.size, head.root), head.origin, log.key)
    assert consistency(other) is Reason.OLDER_NOTE_OTHER_LOG


def test_what_depends_on_a_failed_check_does_not_run() -> None:
    report = verify(changed_proofs(lambda proofs: proofs.update(checkpoint="x")), older("x"))
    for name in (Name.INCLUSION, Name.RECORD, Name.SIGNATURES, Name.CONSISTENCY):
        check = report.check(name)
        assert (check.result, check.reason) == (Result.NOT_RUN, Reason.EARLIER_CHECK_FAILED)


def test_a_pdf_without_pages_or_names_does_not_break_the_verifier() -> None:
    stream = BytesIO()
    PdfFileWriter().write(stream)
    assert Name.SIGNATURE in refusal(stream.getvalue())
