"""A genuine dossier is accepted, and what could not be compared is said to be so."""

import socket
from typing import NoReturn

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from tests.factories.evidence import LOT, LOT_ROW, dossier_view
from tests.factories.log import Log
from tests.shared.verify import papers
from tests.shared.verify.judging import everything
from veralot_shared.verify.format import attach
from veralot_shared.verify.report import Name, Reason, Result, Verdict
from veralot_shared.verify.verifier import Trust, verify

pytestmark = pytest.mark.requirement("P11-02", "P11-03")

OF_OTHERS = {Name.ARCHIVE, Name.ENTRIES, Name.IMPORT}


def test_a_genuine_dossier_is_accepted() -> None:
    report = verify(papers.genuine(), everything())
    assert {check.name for check in report.checks if check.result is not Result.PASSED} == {Name.FILES}
    assert report.check(Name.FILES).result is Result.NOT_APPLICABLE
    assert [check.name for check in report.checks] == [name for name in Name if name not in OF_OTHERS]
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
    root = papers.plant().root.fingerprint(hashes.SHA256()).hex()
    assert report.check(Name.ISSUER).facts["fingerprint"] == root


def test_no_connection_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise AssertionError("the verifier opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert verify(papers.genuine(), everything()).verdict is Verdict.ACCEPTED


def test_the_signing_certificate_itself_may_be_trusted() -> None:
    certificate = papers.plant().certificate.public_bytes(Encoding.DER)
    assert verify(papers.genuine(), Trust(certificates=[certificate])).check(Name.ISSUER).result is Result.PASSED


def test_a_dossier_without_signatures_has_none_to_check() -> None:
    log = Log()
    entry = log.write("genealogy_lot", LOT, "I", {**LOT_ROW, "status": "released", "version": 3})
    files = attach(dossier_view(), [], log.proofs([entry]), "")
    report = verify(papers.signed(papers.paper(files), papers.plant()))
    assert report.check(Name.SIGNATURES).result is Result.NOT_APPLICABLE
    assert report.verdict is Verdict.INTACT
