"""The plant's keys: made once, readable by their owner alone, of the right kind, useless without the passphrase."""

import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from veralot_server.core.certificates import DOCUMENT_SIGNING, PASSPHRASE, KeysUnreadable, LogKey, PlantSigner
from veralot_shared.rules import checkpoint, merkle
from veralot_shared.rules.signed_note import KeyNameInvalid

NO_PASSPHRASE: dict[str, str] = {}
NAME = "plant.example/audit"


def signer(folder: Path, environ: dict[str, str] | None = None) -> PlantSigner:
    return PlantSigner.load_or_create(folder, "华信医疗 Huaxin", environ or NO_PASSPHRASE)


def test_the_root_certifies_and_the_other_signs_documents(tmp_path: Path) -> None:
    made = signer(tmp_path)
    made.certificate.verify_directly_issued_by(made.authority)
    made.authority.verify_directly_issued_by(made.authority)
    root = made.authority.extensions.get_extension_for_class(x509.KeyUsage).value
    own = made.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (root.key_cert_sign, root.digital_signature, root.content_commitment) == (True, False, False)
    assert (own.key_cert_sign, own.digital_signature, own.content_commitment) == (False, True, True)
    uses = made.certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert set(uses) == {DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION}
    for certificate, authority in ((made.authority, True), (made.certificate, False)):
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
        assert (constraints.critical, constraints.value.ca) == (True, authority)
    assert isinstance(made.key.curve, SECP256R1)


def test_they_live_ten_years_and_carry_the_plants_name(tmp_path: Path) -> None:
    made = signer(tmp_path)
    left = made.certificate.not_valid_after_utc - datetime.now(UTC)
    assert timedelta(days=3650) < left < timedelta(days=3653)
    names = [
        certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
        for certificate in (made.authority, made.certificate)
    ]
    assert names == ["Veralot plant 华信医疗 Huaxin", "华信医疗 Huaxin"]


def test_a_name_too_long_for_a_certificate_is_cut_between_characters(tmp_path: Path) -> None:
    made = PlantSigner.load_or_create(tmp_path, "某" * 100, NO_PASSPHRASE)
    assert made.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == "某" * 21


def test_they_are_made_once(tmp_path: Path) -> None:
    assert signer(tmp_path).fingerprint == signer(tmp_path).fingerprint
    assert LogKey.load_or_create(tmp_path, NAME, NO_PASSPHRASE).vkey == LogKey.load_or_create(tmp_path, NAME, {}).vkey


def test_processes_that_race_get_the_same_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        fingerprints = set(pool.map(lambda _: signer(tmp_path).fingerprint, range(8)))
        vkeys = set(pool.map(lambda _: LogKey.load_or_create(tmp_path, NAME, NO_PASSPHRASE).vkey, range(8)))
    assert (len(fingerprints), len(vkeys)) == (1, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "plant"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights in access lists, not in the mode")
def test_nobody_else_can_read_the_keys(tmp_path: Path) -> None:
    signer(tmp_path / "keys")
    LogKey.load_or_create(tmp_path / "keys", NAME, NO_PASSPHRASE)
    keys = list((tmp_path / "keys").rglob("*.key"))
    assert len(keys) == 3
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}
    folders = [path for path in (tmp_path / "keys").rglob("*") if path.is_dir()]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (tmp_path / "keys", *folders)} == {0o700}


def test_with_a_passphrase_the_files_alone_are_useless(tmp_path: Path) -> None:
    secret = {PASSPHRASE: "correct horse 电池"}
    made = signer(tmp_path, secret)
    log_key = LogKey.load_or_create(tmp_path, NAME, secret)
    assert all(b"ENCRYPTED" in key.read_bytes() for key in tmp_path.rglob("*.key"))
    assert signer(tmp_path, secret).fingerprint == made.fingerprint
    assert LogKey.load_or_create(tmp_path, NAME, secret).vkey == log_key.vkey
    for wrong in (NO_PASSPHRASE, {PASSPHRASE: "wrong"}):
        with pytest.raises(KeysUnreadable, match=PASSPHRASE):
            PlantSigner.load_or_create(tmp_path, "x", wrong)
        with pytest.raises(KeysUnreadable, match=PASSPHRASE):
            LogKey.load_or_create(tmp_path, NAME, wrong)


@pytest.mark.parametrize("file", ["signing.key", "signing.pem", "ca.pem"])
def test_a_damaged_file_is_named(tmp_path: Path, file: str) -> None:
    signer(tmp_path)
    (tmp_path / "plant" / file).write_bytes(b"damaged")
    with pytest.raises(KeysUnreadable, match=file):
        signer(tmp_path)


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    signer(tmp_path)
    LogKey.load_or_create(tmp_path, NAME, NO_PASSPHRASE)
    plant, log = tmp_path / "plant" / "signing.key", tmp_path / "log" / "log.key"
    ec_key, ed_key = plant.read_bytes(), log.read_bytes()
    plant.write_bytes(ed_key)
    log.write_bytes(ec_key)
    with pytest.raises(KeysUnreadable):
        signer(tmp_path)
    with pytest.raises(KeysUnreadable):
        LogKey.load_or_create(tmp_path, NAME, NO_PASSPHRASE)


def test_a_log_keeps_its_name(tmp_path: Path) -> None:
    first = LogKey.load_or_create(tmp_path, NAME, NO_PASSPHRASE)
    assert LogKey.load_or_create(tmp_path, "another.example/audit", NO_PASSPHRASE).name == first.name == NAME


def test_a_name_that_no_verifier_could_read_is_refused_and_nothing_is_left_behind(tmp_path: Path) -> None:
    with pytest.raises(KeyNameInvalid):
        LogKey.load_or_create(tmp_path, "two words", NO_PASSPHRASE)
    assert not list(tmp_path.iterdir())


@pytest.mark.requirement("P11-02")
def test_the_log_key_signs_what_anybody_can_verify(tmp_path: Path) -> None:
    key = LogKey.load_or_create(tmp_path, NAME, NO_PASSPHRASE)
    head = checkpoint.verify(key.sign(3, merkle.root([b"x" * 32] * 3)), key.vkey)
    assert (head.origin, head.size) == (NAME, 3)
