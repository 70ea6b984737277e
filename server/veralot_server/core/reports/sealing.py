"""Attaches files to a PDF and signs it as the plant: PAdES-B-B, one revision, certified so that nothing may change.

Importing pyHanko takes a second or two, so whoever needs this module imports it where it is needed.
"""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Final, NamedTuple

from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.embed import EmbeddedFileObject, EmbeddedFileParams, FileSpec, embed_file
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter, copy_into_new_writer
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from veralot_server.core.certificates import PlantSigner

FIELD: Final = "PlantSignature"


class Attachment(NamedTuple):
    """A file in a PDF."""

    name: str
    media_type: str
    description: str
    content: bytes


def seal(pdf: bytes, attachments: Iterable[Attachment], signer: PlantSigner, *, reason: str, at: datetime) -> bytes:
    """Return the PDF with its attachments, signed.

    The signature field is invisible: what a reader sees of the signature the report draws itself. PDF readers show the
    `reason`; `at` is when the attachments were made.
    """
    writer = copy_into_new_writer(PdfFileReader(BytesIO(pdf)))
    for attachment in sorted(attachments):  # a name tree is sorted (ISO 32000-2 §7.9.6)
        attach(writer, attachment, at)
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=signer.plant,
        reason=reason,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    signed: BytesIO = PdfSigner(metadata, pyhanko_signer(signer)).sign_pdf(writer)
    return signed.getvalue()


def attach(writer: BasePdfFileWriter, attachment: Attachment, at: datetime) -> None:
    """Attach a file to the document, as its data (ISO 32000-2 §14.13)."""
    embedded = EmbeddedFileObject.from_file_data(
        writer,
        attachment.content,
        mime_type=attachment.media_type,
        params=EmbeddedFileParams(creation_date=at, modification_date=at),
    )
    embed_file(
        writer,
        FileSpec(
            file_spec_string=attachment.name,
            file_name=attachment.name,
            embedded_data=embedded,
            description=attachment.description,
            af_relationship=pdf_name("/Data"),
        ),
    )


def pyhanko_signer(signer: PlantSigner) -> SimpleSigner:
    """Return the plant as pyHanko's signer, with the root beside its own certificate."""
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # its constructor lacks its annotation
    store.register(Certificate.load(signer.authority.public_bytes(Encoding.DER)))
    return SimpleSigner(
        signing_cert=Certificate.load(signer.certificate.public_bytes(Encoding.DER)),
        signing_key=PrivateKeyInfo.load(signer.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        cert_registry=store,
    )
