"""The PDF and its signature: nothing may change, and whoever knows the plant is not deceived."""

import random
from datetime import timedelta

import pytest
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.sign.fields import SigSeedSubFilter

from tests.shared.verify import papers
from tests.shared.verify.judging import everything, failures, refusal
from veralot_shared.verify.format import RECORD
from veralot_shared.verify.report import Name, Reason, Result, Verdict
from veralot_shared.verify.verifier import Trust, verify

pytestmark = pytest.mark.requirement("P11-02", "P11-03")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"PK", papers.genuine()[:2000]])
def test_what_is_no_pdf_is_refused(content: bytes) -> None:
    assert refusal(content) == {Name.PDF: Reason.PDF_UNREADABLE}


def test_an_encrypted_pdf_is_refused() -> None:
    writer = papers.paper(papers.attachments())
    writer.encrypt(owner_pass="secret")
    assert refusal(papers.written(writer)) == {Name.PDF: Reason.PDF_UNREADABLE}


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
    assert refusal(papers.written(papers.paper(papers.attachments()))) == {Name.SIGNATURE: Reason.SIGNATURE_MISSING}


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
    writer = papers.update(papers.genuine())
    writer.root["/Note"] = pdf_string("looks harmless")
    writer.update_root()
    found = refusal(papers.written(writer), everything())
    assert found == {Name.UNCHANGED: Reason.CHANGED_AFTER_SIGNING}


def test_bytes_behind_the_end_are_refused() -> None:
    assert Name.UNCHANGED in refusal(papers.genuine() + b"\n% a comment\n")


def test_a_second_signature_is_refused() -> None:
    writer = papers.update(papers.genuine())
    twice = papers.signed(writer, papers.forger(), field="Another")
    assert refusal(twice, everything()) == {Name.UNCHANGED: Reason.CHANGED_AFTER_SIGNING}


def test_an_attachment_swapped_by_an_update_is_refused() -> None:
    writer = papers.update(papers.genuine())
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    spec = names[names.index(RECORD) + 1]
    stream = spec["/EF"]["/F"]
    stream._data, stream._encoded_data = b"{}", None  # noqa: SLF001 - a forger does not ask
    stream.pop(pdf_name("/Filter"), None)
    writer.mark_update(spec["/EF"].raw_get("/F"))
    found = refusal(papers.written(writer))
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
