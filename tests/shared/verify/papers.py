"""Makes signed PDFs with attachments, genuine and forged, with pyHanko alone: no server package is needed here."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import Any, NamedTuple, TypeAlias

import msgspec
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file
from pyhanko.pdf_utils.generic import StreamObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.factories.evidence import dossier_view, lot_log, signature_evidence
from tests.factories.log import Log
from veralot_shared.verify.format import MANIFEST, AttachedFile, Manifest, Proofs, attach, media_type

PAGE = b"BT /F1 12 Tf 20 100 Td (Lot P-26030017 is released) Tj ET"
Files = dict[str, bytes]
Writer: TypeAlias = Any
"""One of pyHanko's writers; half of their methods have no annotations."""
Json: TypeAlias = Any
"""A JSON document that a test changes; its form is what is being tested."""


class Signer(NamedTuple):
    """Somebody who signs PDFs: a key, its certificate, and the root over it."""

    key: EllipticCurvePrivateKey
    certificate: x509.Certificate
    root: x509.Certificate

    @property
    def root_der(self) -> bytes:
        """Return the root's certificate as DER."""
        return self.root.public_bytes(Encoding.DER)


def new_signer(name: str, *, lifetime: timedelta = timedelta(days=3652)) -> Signer:
    """Return a signer with a root of its own."""
    root_key, key = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
    root = certify(f"Root of {name}", root_key, f"Root of {name}", root_key, lifetime)
    return Signer(key, certify(name, key, f"Root of {name}", root_key, lifetime), root)


def certify(
    subject: str,
    key: EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: EllipticCurvePrivateKey,
    lifetime: timedelta,
) -> x509.Certificate:
    """Return a certificate; a self-signed one is an authority."""
    authority, now = subject == issuer, datetime.now(UTC)
    usages = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "encipher_only"), False)
    return (
        x509.CertificateBuilder(named(issuer), named(subject), key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + lifetime)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority,
                content_commitment=not authority,
                key_cert_sign=authority,
                crl_sign=authority,
                decipher_only=False,
                **usages,
            ),
            critical=True,
        )
        .sign(issuer_key, hashes.SHA256())
    )


def named(name: str) -> x509.Name:
    """Return a distinguished name."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@cache
def plant() -> Signer:
    """Return the plant."""
    return new_signer("Plant")


@cache
def forger() -> Signer:
    """Return somebody else, who calls himself the same."""
    return new_signer("Plant")


@cache
def log_and_entries() -> tuple[Log, list[int]]:
    """Return the audit log and the numbers of the lot's entries; not to be written to."""
    return lot_log()


@cache
def proofs() -> Proofs:
    """Return the lot's proofs, with consistency since a log of 500 entries."""
    log, entries = log_and_entries()
    return log.proofs(entries, since=[500])


def attachments(**lot: Any) -> Files:
    """Return the attachments of a dossier whose record says `lot` of the lot."""
    return attach(dossier_view(**lot), signature_evidence(), proofs(), "How to verify. 如何验证。")


def listed(files: Files, *, format_name: str = "veralot-dossier/1") -> Files:
    """Return the files with a manifest that fits them, as a careful forger makes it."""
    entries = [
        AttachedFile(name=name, media_type=media_type(name), size=len(content), sha256=sha256(content).hexdigest())
        for name, content in files.items()
        if name != MANIFEST
    ]
    return {**files, MANIFEST: msgspec.json.encode(Manifest(format=format_name, files=entries))}


def doctored(name: str, change: Callable[[Json], object]) -> Files:
    """Return the attachments with one of them changed as JSON, and a manifest that fits."""
    files = attachments()
    content = msgspec.json.decode(files[name])
    return listed({**files, name: msgspec.json.encode(change(content) or content)})


def paper(files: Files, extra: Iterable[tuple[str, bytes]] = ()) -> Writer:
    """Return an unsigned PDF with attachments; `extra` ones may repeat a name."""
    writer: Writer = PdfFileWriter()  # type: ignore[no-untyped-call]  # see Writer
    content = writer.add_object(StreamObject(stream_data=PAGE))
    page: Writer = PageObject  # its constructor is not annotated
    writer.insert_page(page(contents=content, media_box=(0, 0, 300, 200)))
    for name, data in [*sorted(files.items()), *extra]:
        made = EmbeddedFileObject.from_file_data(writer, data, mime_type=media_type(name))
        spec = FileSpec(file_spec_string=name, file_name=name, embedded_data=made, af_relationship=pdf_name("/Data"))
        embed_file(writer, spec)
    return writer


def signed(
    writer: Writer,
    signer: Signer,
    *,
    field: str = "PlantSignature",
    subfilter: SigSeedSubFilter = SigSeedSubFilter.PADES,
) -> bytes:
    """Return the PDF, signed."""
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # its constructor lacks its annotation
    store.register(Certificate.load(signer.root_der))
    pyhanko_signer = SimpleSigner(
        signing_cert=Certificate.load(signer.certificate.public_bytes(Encoding.DER)),
        signing_key=PrivateKeyInfo.load(signer.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        cert_registry=store,
    )
    metadata = PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=subfilter)
    stream: BytesIO = PdfSigner(metadata, pyhanko_signer).sign_pdf(writer)
    return stream.getvalue()


def empty() -> Writer:
    """Return a PDF with nothing in it."""
    return PdfFileWriter()  # type: ignore[no-untyped-call]  # see Writer


def written(writer: Writer) -> bytes:
    """Return the PDF, unsigned or updated."""
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def update(content: bytes) -> Writer:
    """Return a writer that appends to a PDF, as the standard allows."""
    return IncrementalPdfFileWriter(BytesIO(content))


@cache
def genuine() -> bytes:
    """Return a genuine dossier, signed by the plant."""
    return signed(paper(attachments()), plant())


def forged(files: Files, extra: Iterable[tuple[str, bytes]] = ()) -> bytes:
    """Return a dossier that somebody else made of these files and signed."""
    return signed(paper(files, extra), forger())
