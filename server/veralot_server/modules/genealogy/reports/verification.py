"""The last part: how to verify this dossier, what is attached, and the head of the log that it is proven against."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final

from reportlab.platypus import Flowable

from veralot_server.core.certificates import PlantSigner, fingerprint
from veralot_server.core.reports import style
from veralot_server.core.reports.blocks import Facts, Text, heading
from veralot_server.core.reports.document import ROOM
from veralot_server.core.reports.formats import Formats
from veralot_server.core.reports.tables import Column, table
from veralot_server.modules.genealogy.reports.evidence import Evidence
from veralot_shared.i18n import N_
from veralot_shared.verify.format import PROOFS, README, RECORD, SIGNATURES

KEY: Final = "verification"
DESCRIPTIONS: Final = {
    RECORD: N_("The record of this lot, for programs"),
    SIGNATURES: N_("The electronic signatures with the content that they bind"),
    PROOFS: N_("The proofs that the audit entries are in the sealed log"),
    README: N_("How to verify this dossier, in English and Chinese"),
}
MANIFEST_DESCRIPTION: Final = N_("The list of the attachments with their hashes")


def printed(
    evidence: Evidence, signer: PlantSigner, attachments: Mapping[str, bytes], formats: Formats
) -> Iterator[Flowable]:
    """Yield the verification page."""
    _ = formats.translator.text
    yield from heading(KEY, _("How to verify this dossier"))
    for line in steps(formats):
        yield Text(line, style.BODY, after=3)
    yield Text(_("Attachments"), style.SUBHEADING, before=6, keep=True)
    rows = [[name, _(text), sha256(attachments[name]).hexdigest()] for name, text in DESCRIPTIONS.items()]
    yield table([Column(_("File")), Column(_("What it is")), Column("SHA-256", whole=True)], rows, ROOM)
    yield Text(_("Keys"), style.SUBHEADING, before=6, keep=True)
    yield Facts(
        [
            (_("Root certificate (SHA-256)"), fingerprint(signer.authority)),
            (_("Signing certificate (SHA-256)"), fingerprint(signer.certificate)),
            (_("Signing certificate valid until"), formats.day(signer.certificate.not_valid_after_utc.date())),
            (_("Key of the audit log"), evidence.proofs.vkey),
        ],
        columns=1,
    )
    yield Text(_("Head of the audit log"), style.SUBHEADING, before=6, keep=True)
    yield Text(evidence.proofs.checkpoint.strip(), style.SMALL)


def steps(formats: Formats) -> list[str]:
    """Return what a reader who has nothing of ours does."""
    _ = formats.translator.text
    return [
        _("1. Get the plant's certificate and the key of its audit log from the plant itself, not from this file."),
        _("2. Install the verifier: pip install 'veralot-shared[verify]'. It needs neither the network nor the plant."),
        _("3. Run: veralot-verify --certificate ca.pem --key log.vkey <this file>"),
        _("4. With an older head of the log, add --checkpoint <note>: it proves that no older entry was changed."),
        _("The plant's signature alone can be checked with any PDF reader that validates signatures, or with pdfsig."),
    ]
