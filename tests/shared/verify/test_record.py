"""The record and the electronic signatures against the log: a doctored one is refused with genuine proofs."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256

import msgspec
import pytest

from tests.factories.evidence import LOT, LOT_ROW, SIGNATURE_ROW, dossier_view
from tests.factories.log import Log
from tests.shared.verify import papers
from tests.shared.verify.judging import failures, refusal
from tests.shared.verify.papers import Json
from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.verify.format import PROOFS, RECORD, SIGNATURES, attach
from veralot_shared.verify.report import Name, Reason, Verdict
from veralot_shared.verify.verifier import verify

pytestmark = pytest.mark.requirement("P11-02", "P11-03")


def changed_proofs(change: Callable[[Json], object]) -> bytes:
    """Return a dossier with altered proofs."""
    return papers.forged(papers.doctored(PROOFS, change))


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
    """The forger fixes the manifest and signs again; a reader without the certificate still has the log."""

    def doctor(record: Json) -> None:
        record["lot"][field] = value

    content = papers.forged(papers.doctored(RECORD, doctor))
    assert refusal(content) == {Name.RECORD: Reason.RECORD_CONTRADICTS_LOG}


def test_a_record_with_a_field_taken_out_is_refused() -> None:
    content = papers.forged(papers.doctored(RECORD, lambda record: record["lot"].pop("expiry") and record))
    assert refusal(content) == {Name.RECORD: Reason.RECORD_CONTRADICTS_LOG}


def test_a_record_of_a_lot_without_entries_is_refused() -> None:
    def swap(record: Json) -> None:
        record["lot"]["id"] = 18

    assert refusal(papers.forged(papers.doctored(RECORD, swap)))[Name.RECORD] is Reason.LOT_NOT_IN_LOG


def test_a_deleted_lot_is_refused() -> None:
    log = Log()
    entries = [
        log.write("genealogy_lot", LOT, "I", {**LOT_ROW, "status": "released", "version": 3}),
        log.write("genealogy_lot", LOT, "D", None, old=LOT_ROW),
    ]
    files = attach(dossier_view(), [], log.proofs(entries), "")
    assert refusal(papers.forged(files)) == {Name.RECORD: Reason.LOT_DELETED}


def test_a_hidden_hold_is_found() -> None:
    log = Log()
    entries = [
        log.write("genealogy_lot", LOT, "I", {**LOT_ROW, "status": "released", "version": 3}),
        log.write("genealogy_hold", 4, "I", {"id": 4, "node_id": LOT, "lifted_at": None}),
    ]
    files = attach(dossier_view(), [], log.proofs(entries), "")
    report = verify(papers.forged(files))
    assert failures(report) == {Name.RECORD: Reason.RECORD_CONTRADICTS_LOG}
    assert report.check(Name.RECORD).facts == {"field": "holds", "told": "0", "logged": "1"}


def ended_by_the_clock(log: Log) -> bytes:
    """Return the dossier of a lot whose row is still called released on the day after its expiry."""
    row = {**LOT_ROW, "status": "released", "version": 3, "expiry": "2026-04-10"}
    entry = log.write("genealogy_lot", LOT, "I", row)
    told = dossier_view(expiry=date(2026, 4, 10), status=LotStatus.EXPIRED, status_beneath=LotStatus.EXPIRED)
    return papers.forged(attach(told, [], log.proofs([entry]), ""))


def test_a_lot_that_the_clock_ended_is_expired() -> None:
    assert verify(ended_by_the_clock(Log())).verdict is Verdict.INTACT


def test_a_lot_on_hold_counts_as_held() -> None:
    log = Log()
    entries = [
        log.write("genealogy_lot", LOT, "I", {**LOT_ROW, "status": "released", "version": 3}),
        log.write("genealogy_hold", 4, "I", {"id": 4, "node_id": LOT, "lifted_at": None}),
    ]
    files = attach(dossier_view(status=LotStatus.HOLD, holds=1), [], log.proofs(entries), "")
    assert verify(papers.forged(files)).verdict is Verdict.INTACT


@pytest.mark.parametrize(("place", "entry"), [("/lot", 999_999), ("/sections/99", 1005), ("/lot/nothing", 1005)])
def test_a_row_that_is_not_proven_is_refused(place: str, entry: int) -> None:
    def claim(proofs: Json) -> None:
        proofs["rows"] = {place: entry}

    assert refusal(changed_proofs(claim)) == {Name.RECORD: Reason.ROW_NOT_PROVEN}


# --- the electronic signatures


def changed_signature(change: Callable[[Json], object]) -> bytes:
    def alter(signatures: Json) -> Json:
        return change(signatures[0]) or signatures

    return papers.forged(papers.doctored(SIGNATURES, alter))


@pytest.mark.requirement("P11-17")
@pytest.mark.parametrize("field", sorted(SIGNATURE_ROW.keys() - {"id", "session_id", "workstation"}))
def test_a_doctored_signature_is_refused(field: str) -> None:
    def doctor(signature: Json) -> None:
        signature[field] = "2026-03-02T06:12:45Z" if field == "signed_at" else "other"

    found = refusal(changed_signature(doctor))
    assert found == {Name.SIGNATURES: Reason.SIGNATURE_CONTRADICTS_LOG}


@pytest.mark.requirement("P11-18")
def test_a_signature_over_other_content_is_refused() -> None:
    def doctor(signature: Json) -> None:
        signature["records"][0]["content"]["expiry"] = "2030-12-31"

    assert refusal(changed_signature(doctor)) == {Name.SIGNATURES: Reason.CONTENT_HASH_WRONG}


def test_other_content_with_a_hash_that_fits_is_refused() -> None:
    def doctor(signature: Json) -> None:
        record = signature["records"][0]
        record["content"]["expiry"] = "2030-12-31"
        record["content_hash"] = sha256(msgspec.json.encode(record["content"], order="sorted")).hexdigest()

    assert refusal(changed_signature(doctor)) == {Name.SIGNATURES: Reason.SIGNATURE_CONTRADICTS_LOG}


@pytest.mark.parametrize("records", [[], None, [1], [{}], [{"content": {"x": 0.5}}]])
def test_signed_records_of_another_form_are_refused(records: object) -> None:
    def doctor(signature: Json) -> None:
        signature["records"] = records

    found = refusal(changed_signature(doctor))[Name.SIGNATURES]
    assert found in {Reason.SIGNATURE_CONTRADICTS_LOG, Reason.CONTENT_HASH_WRONG}


def test_a_signature_that_was_left_out_is_missed() -> None:
    files = papers.listed({**papers.attachments(), SIGNATURES: b"[]"})
    assert refusal(papers.forged(files)) == {Name.SIGNATURES: Reason.SIGNATURE_LEFT_OUT}


def test_an_invented_signature_is_refused() -> None:
    def invent(signature: Json) -> None:
        signature["id"] = 10

    assert refusal(changed_signature(invent)) == {Name.SIGNATURES: Reason.SIGNATURE_NOT_IN_LOG}
