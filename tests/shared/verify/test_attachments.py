"""The attachments: each there once, in its form, with the hash that the manifest gives."""

import pytest

from tests.shared.verify import papers
from tests.shared.verify.judging import failures, refusal
from veralot_shared.verify.format import MANIFEST, PROOFS, README, RECORD, SIGNATURES
from veralot_shared.verify.report import Name, Reason
from veralot_shared.verify.verifier import verify

pytestmark = pytest.mark.requirement("P11-02", "P11-03")


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
