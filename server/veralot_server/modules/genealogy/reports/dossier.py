"""Builds the dossier: cover, sections, signatures, audit trail, verification, attachments, the plant's signature."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from reportlab.platypus import Flowable, PageBreak

from veralot_server.core.certificates import PlantSigner
from veralot_server.core.module import Enclosure
from veralot_server.core.reports import signatures
from veralot_server.core.reports.document import render
from veralot_server.core.reports.formats import Formats
from veralot_server.core.reports.page import Imprint
from veralot_server.modules.genealogy.reports import audit_trail, sections, verification
from veralot_server.modules.genealogy.reports.cover import cover
from veralot_server.modules.genealogy.reports.evidence import Evidence, gather
from veralot_server.modules.genealogy.reports.readme import readme
from veralot_shared.contracts.genealogy import DossierView, SectionView
from veralot_shared.contracts.identity import SignatureView
from veralot_shared.i18n import Translator
from veralot_shared.verify.format import MANIFEST, Proofs, attach, media_type

PRINTED_OTHERWISE: Final = ("identity.", "audit.")
"""Sections of these modules are in the record; on paper the signatures and the proven entries stand for them."""


class Edition(NamedTuple):
    """What differs between two prints of one dossier.

    Attributes:
        printed_by: the printed name of who asked for it.
        zone: the plant's time zone.
        gtin: of the smallest pack level, if the item has one.
    """

    printed_by: str
    zone: ZoneInfo
    gtin: str | None = None


def build_dossier(
    dossier: DossierView,
    proofs: Proofs,
    translator: Translator,
    signer: PlantSigner,
    *,
    signed: Iterable[SignatureView],
    edition: Edition,
    enclosed: Sequence[Enclosure] = (),
) -> bytes:
    """Return the signed PDF of a lot's dossier.

    Args:
        dossier: everything known of the lot; its time is the time of printing.
        proofs: every audit entry that concerns the lot (its own row, the signatures on it and their records at least),
            proven against one checkpoint.
        translator: in whose language it is printed; the attachments are the same in all languages.
        signer: the plant.
        signed: the electronic signatures on the lot.
        edition: who prints it, and in which zone times are shown.
        enclosed: the files that are attached too; the record names their hashes whether they are or not.

    Raises:
        RecordContradictsLog: the database says something else than its audit log; nothing is signed then.
    """
    # pyHanko takes a second or two to import; a server that prints nothing should not wait for it.
    from veralot_server.core.reports.sealing import Attachment, seal  # noqa: PLC0415 - see above

    evidence = gather(dossier, proofs, signed)
    own = {file.name: file.read() for file in enclosed}
    files = attach(dossier, list(evidence.signatures), evidence.proofs, readme(evidence, signer), own)
    formats = Formats(translator, edition.zone)
    _ = translator.text
    imprint = Imprint(
        plant=signer.plant,
        title=_("Lot dossier"),
        subject=_("Lot {lot_no}", lot_no=dossier.lot.lot_no),
        confidentiality=_("Confidential"),
        printed_by=edition.printed_by,
        printed_at=dossier.at,
        zone=edition.zone,
    )
    pdf = render(story(evidence, signer, files, formats, edition.gtin), imprint, translator)
    descriptions = {name: _(text) for name, text in verification.DESCRIPTIONS.items()}
    descriptions[MANIFEST] = _(verification.MANIFEST_DESCRIPTION)
    descriptions |= {file.name: file.description for file in enclosed}
    attachments = (Attachment(name, media_type(name), descriptions[name], data) for name, data in files.items())
    return seal(pdf, attachments, signer, reason=imprint.title, at=dossier.at)


def story(
    evidence: Evidence, signer: PlantSigner, files: Mapping[str, bytes], formats: Formats, gtin: str | None
) -> list[Flowable]:
    """Return all parts of the dossier in their order."""
    _ = formats.translator.text
    tables = printed_sections(evidence)
    contents = [
        *((section.id, _(section.title), sections.remark(section, formats)) for section in tables),
        (signatures.KEY, _("Electronic signatures"), signatures.remark(evidence.signatures, formats)),
        (audit_trail.KEY, _("Audit trail"), audit_trail.remark(evidence.leaves, formats)),
        (verification.KEY, _("How to verify this dossier"), ""),
    ]
    return [
        *cover(evidence, signer, formats, gtin=gtin, contents=contents),
        PageBreak(),
        *(flowable for section in tables for flowable in sections.printed(section, formats)),
        *signatures.printed(evidence.signatures, formats),
        *audit_trail.printed(evidence.proofs.entries, evidence.leaves, formats),
        PageBreak(),
        *verification.printed(evidence, signer, files, formats),
    ]


def printed_sections(evidence: Evidence) -> list[SectionView]:
    """Return the sections that are printed as tables."""
    return [section for section in evidence.dossier.sections if not section.id.startswith(PRINTED_OTHERWISE)]
