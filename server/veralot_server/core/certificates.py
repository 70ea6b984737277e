"""The plant's own keys: the certificate that signs documents, and the key that signs the heads of the audit log.

They are made once, at `init`, and lie in a folder outside the database, readable by the server's user alone, so that
whoever can write to the database still cannot sign. `VERALOT_KEY_PASSPHRASE` encrypts the keys where it is set.

    keys/plant/ca.pem       the plant's own root: handed to whoever verifies (`veralot-verify --certificate`)
    keys/plant/signing.pem  the certificate that every signed document carries
    keys/log/log.vkey       the log's verifier key: handed out with it (`veralot-verify --key`)
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from veralot_shared.rules import checkpoint
from veralot_shared.rules.signed_note import verifier_key

PASSPHRASE: Final = "VERALOT_KEY_PASSPHRASE"  # noqa: S105 - the variable's name, not a passphrase
LIFETIME: Final = timedelta(days=3652)
"""Ten years; a document stays verifiable after it, since its chain is judged at the time of its signature."""
DOCUMENT_SIGNING: Final = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""id-kp-documentSigning (RFC 9336 §3)."""
CLOCK_SKEW: Final = timedelta(minutes=5)
LONGEST_NAME: Final = 64
"""Upper bound of a name's parts (X.520); counted here in bytes, as the library does."""


class KeysUnreadable(RuntimeError):
    """A key file cannot be read: it is no key of this kind, or the passphrase does not fit."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} cannot be read as a key; check the file and {PASSPHRASE}")
        self.file = file


class PlantSigner(msgspec.Struct, frozen=True):
    """The plant as a signer of documents: its key, its certificate, and the root that vouches for it."""

    plant: str
    key: EllipticCurvePrivateKey
    certificate: x509.Certificate
    authority: x509.Certificate

    @classmethod
    def load_or_create(cls, folder: Path, plant: str, environ: Mapping[str, str] = os.environ) -> "PlantSigner":
        """Return the plant's signer, made in `folder`/plant if it is not there yet.

        Raises:
            KeysUnreadable: the files are damaged, or the passphrase does not fit.
        """
        home = folder / "plant"
        make_once(home, lambda made: write_plant(made, plant, passphrase(environ)))
        key = load_key(home / "signing.key", passphrase(environ))
        if not isinstance(key, EllipticCurvePrivateKey):
            raise KeysUnreadable(home / "signing.key")
        return cls(plant, key, load_certificate(home / "signing.pem"), load_certificate(home / "ca.pem"))

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the root certificate in hexadecimal: what a verifier compares it with."""
        return fingerprint(self.authority)


class LogKey(msgspec.Struct, frozen=True):
    """The key that signs the heads of the audit log (Ed25519). `name` is the log's origin."""

    name: str
    key: Ed25519PrivateKey

    @classmethod
    def load_or_create(cls, folder: Path, name: str, environ: Mapping[str, str] = os.environ) -> "LogKey":
        """Return the log's key, made in `folder`/log if it is not there yet.

        A log keeps the name with which it began: outsiders know it by that, whatever the plant is called later.

        Raises:
            KeyNameInvalid: `name` has a space, a plus sign or a control character in it.
            KeysUnreadable: the files are damaged, or the passphrase does not fit.
        """
        home = folder / "log"
        make_once(home, lambda made: write_log_key(made, name, passphrase(environ)))
        first_name = (home / "log.vkey").read_text(encoding="utf-8").partition("+")[0]
        key = load_key(home / "log.key", passphrase(environ))
        if not isinstance(key, Ed25519PrivateKey):
            raise KeysUnreadable(home / "log.key")
        return cls(first_name, key)

    @property
    def vkey(self) -> str:
        """The verifier key as text, to be handed to whoever will verify."""
        return verifier_key(self.name, self.key).vkey

    def sign(self, size: int, root: bytes) -> str:
        """Return the signed checkpoint of the log's first `size` leaves."""
        return checkpoint.sign(checkpoint.Checkpoint(self.name, size, root), self.name, self.key)


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate in hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


# --- making ----------------------------------------------------------------------------------------------------------


def write_plant(folder: Path, plant: str, secret: bytes | None) -> None:
    """Make the plant's root and signing certificate (EC P-256) and write them, with their keys, into `folder`."""
    root_key, key = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
    root_name = common_name(plant, f"Veralot plant {plant}")
    root = certify(root_name, root_key, root_name, root_key, authority=True)
    signing = certify(common_name(plant, plant), key, root_name, root_key, authority=False)
    write_private(folder / "ca.key", private_pem(root_key, secret))
    write_private(folder / "signing.key", private_pem(key, secret))
    (folder / "ca.pem").write_bytes(root.public_bytes(Encoding.PEM))
    (folder / "signing.pem").write_bytes(signing.public_bytes(Encoding.PEM))


def write_log_key(folder: Path, name: str, secret: bytes | None) -> None:
    """Make the log's key and write it, with its verifier key, into `folder`. Raises KeyNameInvalid."""
    key = Ed25519PrivateKey.generate()
    (folder / "log.vkey").write_text(verifier_key(name, key).vkey, encoding="utf-8")
    write_private(folder / "log.key", private_pem(key, secret))


def common_name(organisation: str, name: str) -> x509.Name:
    """Return a distinguished name; what is too long for X.520 is cut."""
    parts = ((NameOID.ORGANIZATION_NAME, organisation), (NameOID.COMMON_NAME, name))
    return x509.Name([x509.NameAttribute(oid, cut(text)) for oid, text in parts])


def cut(text: str) -> str:
    """Return as many whole characters as `LONGEST_NAME` bytes hold."""
    return text.encode()[:LONGEST_NAME].decode(errors="ignore")


def certify(
    subject: x509.Name,
    key: EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: EllipticCurvePrivateKey,
    *,
    authority: bool,
) -> x509.Certificate:
    """Return a certificate of `key`: a root that may only certify, or one that may only sign documents (RFC 5280)."""
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(key_usage(authority=authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if not authority:
        # NSS, with which pdfsig and others judge, asks for e-mail protection; it does not know document signing yet.
        uses = x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(uses, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def key_usage(*, authority: bool) -> x509.KeyUsage:
    """Return what a key may do: certify, or sign with commitment to the content (non-repudiation)."""
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


# --- files -----------------------------------------------------------------------------------------------------------


def make_once(folder: Path, write: Callable[[Path], None]) -> None:
    """Make `folder` with what `write` puts in it, whole or not at all, unless it is there; processes may race."""
    if folder.exists():
        return
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        write(made)
        made.rename(folder)
    except OSError:
        if not folder.exists():
            raise
    finally:
        shutil.rmtree(made, ignore_errors=True)


def passphrase(environ: Mapping[str, str]) -> bytes | None:
    """Return the passphrase of the key files, if one is set."""
    return environ.get(PASSPHRASE, "").encode() or None


def private_pem(key: EllipticCurvePrivateKey | Ed25519PrivateKey, secret: bytes | None) -> bytes:
    """Return a key as PKCS #8 in PEM, encrypted if there is a passphrase."""
    return key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(secret) if secret else NoEncryption()
    )


def write_private(file: Path, content: bytes) -> None:
    """Write a new file that only its owner may read."""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:  # noqa: PTH123 - Path.open takes no descriptor
        stream.write(content)


def load_key(file: Path, secret: bytes | None) -> PrivateKeyTypes:
    """Return the key in a file. Raises KeysUnreadable."""
    try:
        return load_pem_private_key(file.read_bytes(), secret)
    except (OSError, TypeError, ValueError) as problem:
        raise KeysUnreadable(file) from problem


def load_certificate(file: Path) -> x509.Certificate:
    """Return the certificate in a file. Raises KeysUnreadable."""
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError) as problem:
        raise KeysUnreadable(file) from problem
