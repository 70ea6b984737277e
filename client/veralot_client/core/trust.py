"""Which servers this computer trusts, and by what: the usual authorities, the plant's own, or one pinned certificate.

A certificate that a person has compared once is pinned: from then on that server may show this one and no other.
"""

import ipaddress
import ssl
from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlsplit

from veralot_shared.errors import (
    CertificateChanged,
    CertificateUnknown,
    CodedError,
    ConnectionNotEncrypted,
)

ASK_SECONDS = 5.0
HTTPS_PORT = 443


class Trust(NamedTuple):
    """What a server's certificate is judged by.

    Attributes:
        authority: file of the certificate authority, where the plant has its own; empty for the usual ones.
        pinned: the one certificate (PEM) that a person has confirmed; empty where nobody has.
    """

    authority: str = ""
    pinned: str = ""


USUAL = Trust()


def place(url: str) -> str:
    """Return host and port of a server: a pin belongs to these, whatever follows in the address."""
    parts = urlsplit(url)
    return f"{parts.hostname or ''}:{parts.port or HTTPS_PORT}"


def trust_in(url: str, authority: str, pins: Mapping[str, str]) -> Trust:
    """Return what the certificate of the server at `url` is judged by."""
    return Trust(authority, pins.get(place(url), ""))


def refuse_unencrypted(url: str) -> None:
    """Refuse to talk to another computer in the clear. Raises: ConnectionNotEncrypted."""
    parts = urlsplit(url)
    if parts.scheme == "http" and not is_this_computer(parts.hostname or ""):
        raise ConnectionNotEncrypted(address=url)


def is_this_computer(host: str) -> bool:
    """Return whether a host's name or address means the computer that asks."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def context(trust: Trust) -> ssl.SSLContext:
    """Return how a connection is judged. Raises: OSError if the authority's file cannot be read."""
    if not trust.pinned:
        return ssl.create_default_context(cafile=trust.authority or None)
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # The certificate itself is what is known; by which name or address one came to it says nothing more.
    made.check_hostname = False
    made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    made.load_verify_locations(cadata=trust.pinned)
    return made


def refusal(url: str, trust: Trust) -> CodedError | None:
    """Return why the certificate that the server shows now is not trusted; None if none can be had. It blocks."""
    parts = urlsplit(url)
    try:
        shown = ssl.get_server_certificate((parts.hostname or "", parts.port or HTTPS_PORT), timeout=ASK_SECONDS)
    except (OSError, ValueError):
        return None
    if not trust.pinned:
        return CertificateUnknown(address=place(url), fingerprint=fingerprint(shown), certificate=shown)
    known = fingerprint(trust.pinned)
    return CertificateChanged(address=place(url), known=known, fingerprint=fingerprint(shown), certificate=shown)


def fingerprint(pem: str) -> str:
    """Return the SHA-256 of a certificate as people compare it: `AB:CD:…`."""
    digest = sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest().upper()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def is_about_certificate(problem: BaseException) -> bool:
    """Return whether a connection failed because the server's certificate was not trusted."""
    seen: BaseException | None = problem
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
