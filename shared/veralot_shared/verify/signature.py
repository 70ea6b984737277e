"""The PDF itself: can it be read, is its signature right, was anything added after it, and who issued the certificate.

A dossier is signed once, over the whole file. So anything behind the signature refuses it, also what the PDF standard
would allow, such as a note by a reader: a record has no harmless changes. All is judged offline.
"""

import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import Final, NamedTuple

from asn1crypto import parser as asn1_parser
from asn1crypto.x509 import Certificate
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from veralot_shared.verify.report import Check, Name, Reason, blocked, failed, optional, passed

DAMAGE: Final = (
    PdfError,
    SignatureValidationError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    zlib.error,
)
"""What a parser raises on bytes that somebody damaged on purpose: each means that the file is not what was signed."""


class Signed(NamedTuple):
    """A PDF with its one signature and what came of validating it."""

    signature: EmbeddedPdfSignature
    status: PdfSignatureStatus


class SignatureFault(Exception):
    """There is no signature that could be judged."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def open_pdf(content: bytes) -> PdfFileReader | None:
    """Return a reader of the PDF, or None if it is damaged or encrypted."""
    try:
        reader = PdfFileReader(BytesIO(content))
        readable = not reader.encrypted and "/Pages" in reader.root
    except DAMAGE:
        return None
    return reader if readable else None


def check_signature(reader: PdfFileReader, roots: Sequence[bytes]) -> list[Check]:
    """Return the checks of the signature. `roots` are the certificates (DER) that the reader of the dossier trusts."""
    try:
        signed = validate(reader, roots)
    except SignatureFault as fault:
        return [failed(Name.SIGNATURE, fault.reason), blocked(Name.UNCHANGED), blocked(Name.ISSUER)]
    integrity = judge_integrity(signed)
    issuer = judge_issuer(signed, trusts=bool(roots)) if integrity.reason is None else blocked(Name.ISSUER)
    return [integrity, judge_changes(reader, signed), issuer]


def validate(reader: PdfFileReader, roots: Sequence[bytes]) -> Signed:
    """Return the first signature, validated as of the time that it claims. Raises SignatureFault.

    A reader who trusts no certificate will compare the root's fingerprint instead. So the root in the file must really
    vouch for the signer: a forger could put the plant's own root, which is public, beside a certificate of his.
    """
    try:
        signatures = reader.embedded_signatures
        if not signatures:
            raise SignatureFault(Reason.SIGNATURE_MISSING)
        context = ValidationContext(
            trust_roots=[Certificate.load(root) for root in roots] or [own_root(signatures[0])],
            allow_fetching=False,
            moment=signatures[0].self_reported_timestamp or datetime.now(UTC),
        )
        return Signed(signatures[0], validate_pdf_signature(signatures[0], context, skip_diff=True))
    except DAMAGE as damage:
        raise SignatureFault(Reason.SIGNATURE_UNREADABLE) from damage


def judge_integrity(signed: Signed) -> Check:
    """Tell whether the signed bytes are those that were signed, by the key of the certificate in the file."""
    if not signed.status.intact:
        return failed(Name.SIGNATURE, Reason.DOCUMENT_ALTERED)
    if not is_tidy(signed.signature):
        return failed(Name.SIGNATURE, Reason.SIGNATURE_PADDED)
    if not signed.status.valid:
        return failed(Name.SIGNATURE, Reason.SIGNATURE_WRONG)
    if signed.signature.sig_object.get("/SubFilter") != SigSeedSubFilter.PADES.value:
        return failed(Name.SIGNATURE, Reason.NOT_PADES)
    claimed = signed.signature.self_reported_timestamp
    return passed(
        Name.SIGNATURE,
        signer=signed.status.signing_cert.subject.native.get("common_name", ""),
        signed_at=claimed.astimezone(UTC).isoformat(timespec="seconds") if claimed else "—",
    )


def judge_changes(reader: PdfFileReader, signed: Signed) -> Check:
    """Tell whether the signature covers every byte of the file but itself."""
    whole = signed.status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not whole or len(reader.embedded_signatures) > 1:
        return failed(Name.UNCHANGED, Reason.CHANGED_AFTER_SIGNING)
    return passed(Name.UNCHANGED)


def judge_issuer(signed: Signed, *, trusts: bool) -> Check:
    """Tell whether a trusted certificate vouches for the signer's; without one, show the fingerprint to compare."""
    path = signed.status.validation_path
    if path is None or not signed.status.trusted or not (trusts or stands_alone(path.first, signed)):
        found = fingerprint(own_root(signed.signature))
        return failed(Name.ISSUER, Reason.ISSUER_UNKNOWN if trusts else Reason.CHAIN_BROKEN, fingerprint=found)
    if not trusts:
        return optional(Name.ISSUER, Reason.CERTIFICATE_NOT_GIVEN, fingerprint=fingerprint(path.first))
    return passed(Name.ISSUER, fingerprint=fingerprint(path.first))


def own_root(signature: EmbeddedPdfSignature) -> Certificate:
    """Return the self-issued certificate in the file, else another beside the signer's, else that itself."""
    others: list[Certificate] = signature.other_embedded_certs
    return next((cert for cert in others if cert.self_issued), others[0] if others else signature.signer_cert)


def stands_alone(certificate: Certificate, signed: Signed) -> bool:
    """Tell whether a root is what its own key signed; a signer without a root is bound by the signature itself."""
    if certificate.dump() == signed.status.signing_cert.dump():
        return not signed.signature.other_embedded_certs
    try:
        root = load_der_x509_certificate(certificate.dump())
        root.verify_directly_issued_by(root)
    except (InvalidSignature, TypeError, ValueError, UnsupportedAlgorithm):
        return False
    return True


def fingerprint(certificate: Certificate) -> str:
    """Return the SHA-256 of a certificate in hexadecimal."""
    return sha256(certificate.dump()).hexdigest()


def is_tidy(signature: EmbeddedPdfSignature) -> bool:
    """Tell whether the signature's own field, which no signature can cover, holds that and zeros and nothing else."""
    content = signature.pkcs7_content
    _, _, _, header, value, trailer = asn1_parser.parse(content, strict=False)
    written = written_field(signature)
    rest = content[len(header) + len(value) + len(trailer) :]
    return not any(rest) and written in (f"<{content.hex()}>", f"<{content.hex().upper()}>")


def written_field(signature: EmbeddedPdfSignature) -> str:
    """Return the signature's field as it stands in the file."""
    _, start, end, _ = signature.byte_range
    signature.reader.stream.seek(start)
    return bytes(signature.reader.stream.read(end - start)).decode("latin-1")
