"""The server's own proof of who it is: a certificate that was given, or one that it makes for itself.

A certificate of its own is vouched for by nobody; so its fingerprint is printed, and each client asks its person once
whether it is the one that the administrator named, and knows it from then on.
"""

import ipaddress
import os
import socket
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from veralot_server.core.certificates import (
    CLOCK_SKEW,
    LIFETIME,
    common_name,
    fingerprint,
    load_certificate,
    load_key,
    make_once,
    passphrase,
    private_pem,
    write_private,
)
from veralot_server.settings import Settings

WARN_BEFORE: Final = timedelta(days=30)


class TlsUnusable(RuntimeError):
    """Certificate and key cannot serve; the text says why and what to do."""


class Tls(NamedTuple):
    """A certificate with its key, ready to be served."""

    certificate: Path
    key: Path
    password: str | None
    fingerprint: str
    ends: datetime
    own: bool
    """Whether the server made it for itself, so that nobody else vouches for it."""

    @property
    def ends_soon(self) -> bool:
        """Whether it is time for a new one."""
        return self.ends - datetime.now(UTC) < WARN_BEFORE


def prepare(settings: Settings, environ: Mapping[str, str] = os.environ) -> Tls:
    """Return the certificate that the settings name, or the server's own, made if it is not there yet.

    Raises:
        TlsUnusable: only one of the two files was named, they do not belong together, or the certificate has ended.
        KeysUnreadable: a file is no certificate or key, or the passphrase does not fit.
    """
    named = (settings.certificate, settings.certificate_key)
    if any(named) and not all(named):
        raise TlsUnusable("a certificate needs its key: set both VERALOT_CERTIFICATE and VERALOT_CERTIFICATE_KEY")
    home = settings.keys / "tls"
    if not any(named):
        make_once(home, lambda made: write_own(made, settings, passphrase(environ)))
    certificate, key = settings.certificate or home / "server.pem", settings.certificate_key or home / "server.key"
    return checked(certificate, key, passphrase(environ), own=not any(named))


def checked(certificate: Path, key: Path, secret: bytes | None, *, own: bool) -> Tls:
    """Return certificate and key if they can serve. Raises TlsUnusable, KeysUnreadable."""
    found, loaded = load_certificate(certificate), load_key(key, secret)
    shapes = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if found.public_key().public_bytes(*shapes) != loaded.public_key().public_bytes(*shapes):
        raise TlsUnusable(f"{key} is not the key of {certificate}")
    if found.not_valid_after_utc < datetime.now(UTC):
        what = "remove its folder, so that a new one is made" if own else "have a new one issued"
        raise TlsUnusable(f"{certificate} has ended on {found.not_valid_after_utc:%Y-%m-%d}; {what}")
    password = secret.decode() if secret and b"ENCRYPTED" in key.read_bytes() else None
    return Tls(certificate, key, password, in_pairs(fingerprint(found)), found.not_valid_after_utc, own)


def in_pairs(hexadecimal: str) -> str:
    """Return a fingerprint as people compare it, `AB:CD:…`."""
    return ":".join(hexadecimal[at : at + 2] for at in range(0, len(hexadecimal), 2)).upper()


def write_own(folder: Path, settings: Settings, secret: bytes | None) -> None:
    """Make the server's own certificate (EC P-256) and write it, with its key, into `folder`."""
    key = generate_private_key(SECP256R1())
    certificate = certify(settings.plant, key, names(settings.host))
    write_private(folder / "server.key", private_pem(key, secret))
    (folder / "server.pem").write_bytes(certificate.public_bytes(Encoding.PEM))


def certify(plant: str, key: EllipticCurvePrivateKey, known_as: Iterable[x509.GeneralName]) -> x509.Certificate:
    """Return a certificate that vouches for itself and for nobody else."""
    name, now = common_name(plant, f"Veralot server {socket.gethostname()}"), datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(known_as), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def names(host: str) -> list[x509.GeneralName]:
    """Return the names by which this machine may be called."""
    here = socket.gethostname()
    found: set[str] = {"localhost", "127.0.0.1", "::1", host, here}
    try:
        found |= {str(address[0]).partition("%")[0] for *_, address in socket.getaddrinfo(here, None)}
    except OSError:
        # A machine that cannot look up its own name is still called by the others.
        found.discard("")
    return [general_name(one) for one in sorted(found)]


def general_name(text: str) -> x509.GeneralName:
    """Return an address or a host's name as certificates hold it."""
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text.encode("idna").decode())
