"""Prints quality records."""

from collections import Counter
from typing import Final

import msgspec

from veralot_server.core.certificates import PlantSigner
from veralot_server.core.module import handles
from veralot_server.core.reports.document import render
from veralot_server.core.reports.evidence import shown
from veralot_server.core.reports.formats import Formats
from veralot_server.core.reports.page import Imprint
from veralot_server.core.reports.printer import printed_by
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality.domain import words
from veralot_server.modules.quality.printing import story
from veralot_shared.contracts.attachments import FileTarget, FileTargetKind, ListAttachments
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.contracts.identity import SignaturesOf, SignatureView
from veralot_shared.contracts.quality import CaseDetail, GetCase, PrintCase
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import LANGUAGES, Translator

RECORD_FILE: Final = "record.json"
PDF: Final = "application/pdf"


@handles(PrintCase)
def print_case(command: PrintCase, tx: Transaction) -> FileView:
    """Print a record with its signatures; the record itself goes into the file as well."""
    # pyHanko takes a second or two to import; a server that prints nothing should not wait for it.
    from veralot_server.core.reports.sealing import Attachment, seal  # noqa: PLC0415 - see above

    if command.language not in LANGUAGES:
        raise ValueNotAllowed(value=command.language, rule=words.RULE_LANGUAGE, field="language")
    detail = tx.call(GetCase(id=command.case_id))
    files = tx.call(ListAttachments(target=FileTarget(kind=FileTargetKind.QUALITY, id=detail.case.id)))
    signed = [shown(view) for view in signatures_in(tx, detail)]
    translator = Translator(command.language)
    signer = PlantSigner.load_or_create(tx.settings.keys, tx.settings.plant)
    imprint = Imprint(
        plant=signer.plant,
        title=translator.text(words.NAMES[detail.case.kind]),
        subject=detail.case.number,
        confidentiality=translator.text("Confidential"),
        printed_by=printed_by(tx),
        printed_at=tx.now,
        zone=tx.zone,
    )
    pdf = render(list(story(detail, files, signed, Formats(translator, tx.zone))), imprint, translator)
    record = Attachment(RECORD_FILE, "application/json", detail.case.number, msgspec.json.encode(detail))
    content = seal(pdf, [record], signer, reason=imprint.title, at=tx.now)
    name = f"{detail.case.number}-{command.language}.pdf"
    return FileView.made(name, PDF, content)


def signatures_in(tx: Transaction, detail: CaseDetail) -> list[SignatureView]:
    """Return every signature in a record, in the order of its steps, checked against what was signed."""
    places: Counter[str] = Counter()
    found: dict[int, SignatureView] = {}
    for step in detail.steps:
        places[step.event] += 1
        if step.signature_id is None:
            continue
        key = f"{detail.case.id}/{step.event}/{places[step.event]}"
        for view in tx.call(SignaturesOf(kind="quality_step", key=key)):
            found.setdefault(view.id, view)
    return list(found.values())
