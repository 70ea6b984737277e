"""Makes the list of consignees, and the letters to them."""

import zipfile
from io import BytesIO
from typing import Final

from veralot_server.core.certificates import PlantSigner
from veralot_server.core.module import handles
from veralot_server.core.reports.formats import Formats
from veralot_server.core.reports.printer import printed_by
from veralot_server.core.reports.workbook import MEDIA_TYPE as XLSX
from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall import recalls, snapshots
from veralot_server.modules.recall.domain import words
from veralot_server.modules.recall.handlers.notices import one_of
from veralot_server.modules.recall.reports import paper
from veralot_server.modules.recall.reports.letters import languages
from veralot_server.modules.recall.reports.paper import Addressed, Edition
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.contracts.recall import (
    AffectedView,
    ConsigneeView,
    ExportConsignees,
    ExportLetters,
    FileKind,
    GetRecall,
    RecallDetail,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import LANGUAGES, Translator
from veralot_shared.ids import RecallId

PDF: Final = "application/pdf"
ZIP: Final = "application/zip"
EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The date of files in a ZIP: the letters carry their own."""


@handles(ExportConsignees)
def export_consignees(command: ExportConsignees, tx: Transaction) -> FileView:
    """Print what was frozen last."""
    if command.language not in LANGUAGES:
        raise ValueNotAllowed(value=command.language, rule=words.RULE_LANGUAGE, field="language")
    detail, found = frozen(tx, command.recall_id)
    formats = Formats(Translator(command.language), tx.zone)
    name = f"{detail.recall.number}-consignees-{command.language}.{command.kind}"
    if command.kind is FileKind.XLSX:
        return file(name, XLSX, paper.list_xlsx(detail, found, formats, edition(tx)))
    return file(name, PDF, paper.list_pdf(detail, found, formats, edition(tx)))


@handles(ExportLetters)
def export_letters(command: ExportLetters, tx: Transaction) -> FileView:
    """Write to consignees by what was frozen last."""
    detail, found = frozen(tx, command.recall_id)
    chosen = [one_of(detail.consignees, one) for one in command.consignee_ids] or detail.consignees
    if not chosen:
        raise ValueNotAllowed(value="", rule=words.RULE_LETTERS, field="consignee_ids")
    addressed = [addressed_to(consignee, found, command) for consignee in chosen]
    number = detail.recall.number
    if command.kind is FileKind.XLSX:
        return file(f"{number}-letters.xlsx", XLSX, paper.letters_xlsx(detail, addressed, edition(tx)))
    pages = {letter_name(number, to.consignee): paper.letter_pdf(detail, to, edition(tx)) for to in addressed}
    if len(pages) == 1:
        ((name, content),) = pages.items()
        return file(name, PDF, content)
    return file(f"{number}-letters.zip", ZIP, packed(pages))


def frozen(tx: Transaction, recall_id: RecallId) -> tuple[RecallDetail, AffectedView]:
    """Return a recall with its newest frozen figures. Raises: FiguresNotFrozen."""
    recall = recalls.facts(tx, recall_id)
    recalls.require_frozen(recall)
    newest = snapshots.newest(tx, recall.id, recall.number)
    return tx.call(GetRecall(id=recall.id)), snapshots.read(tx, recall.id, recall.number, newest.id)


def edition(tx: Transaction) -> Edition:
    """Return who prints."""
    signer = PlantSigner.load_or_create(tx.settings.keys, tx.settings.plant)
    return Edition(signer, printed_by(tx), tx.now, tx.zone)


def addressed_to(consignee: ConsigneeView, found: AffectedView, command: ExportLetters) -> Addressed:
    """Return a consignee with what was shipped to it."""
    shipped = [line for line in found.shipped if line.customer_id == consignee.partner_id]
    return Addressed(consignee, shipped, languages(command.language, consignee))


def letter_name(number: str, consignee: ConsigneeView) -> str:
    """Return the name of a letter, in characters that every file system takes."""
    plain = "".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in consignee.code)
    return f"{number}-{plain}-{consignee.id}.pdf"


def packed(files: dict[str, bytes]) -> bytes:
    """Return files as a ZIP."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, EARLIEST), content)
    return stream.getvalue()


def file(name: str, media_type: str, content: bytes) -> FileView:
    """Return a file with its hash."""
    return FileView.made(name, media_type, content)
