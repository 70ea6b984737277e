"""Makes the reconciliation report as one signed file."""

from veralot_server.core.certificates import PlantSigner
from veralot_server.core.module import handles
from veralot_server.core.reports.document import render
from veralot_server.core.reports.formats import Formats
from veralot_server.core.reports.page import Imprint
from veralot_server.core.reports.printer import printed_by
from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import records
from veralot_server.modules.exchange.reports import readme
from veralot_server.modules.exchange.reports.evidence import gather
from veralot_server.modules.exchange.reports.reconciliation import DESCRIPTIONS, TITLE, story
from veralot_shared.contracts.exchange import ExportReconciliation
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import LANGUAGES, N_, Translator
from veralot_shared.verify.format import IMPORT_FORMAT, attach, media_type


@handles(ExportReconciliation)
def export_reconciliation(command: ExportReconciliation, tx: Transaction) -> FileView:
    """Gather what an import wrote, prove it against the sealed log, print and sign it.

    Raises:
        RecordNotFound: no such import, or the actor is a customer's.
        RecordContradicted: the database was changed past its log.
        GlyphMissing: a text has a character that cannot be printed.
        ValueNotAllowed: a language that Veralot does not speak.
    """
    # pyHanko takes a second or two to import; a server that prints nothing should not wait for it.
    from veralot_server.core.reports.sealing import Attachment, seal  # noqa: PLC0415 - see above

    if command.language not in LANGUAGES:
        raise ValueNotAllowed(
            value=command.language, rule=N_("Choose a language that Veralot speaks."), field="language"
        )
    view = records.one(tx, command.id)
    evidence = gather(view, command.id, tx)
    signer = PlantSigner.load_or_create(tx.settings.keys, tx.settings.plant)
    translator = Translator(command.language)
    words = readme.readme(command.id, signer.plant, signer.fingerprint, evidence.proofs.vkey)
    files = attach(evidence.record, list(evidence.signatures), evidence.proofs, words, named=IMPORT_FORMAT)
    imprint = Imprint(
        plant=signer.plant,
        title=translator.text(TITLE),
        subject=translator.text("Import {number}", number=command.id),
        confidentiality=translator.text("Confidential"),
        printed_by=printed_by(tx),
        printed_at=tx.now,
        zone=tx.zone,
    )
    pdf = render(story(view, evidence, signer, Formats(translator, tx.zone)), imprint, translator)
    attachments = (
        Attachment(name, media_type(name), translator.text(DESCRIPTIONS[name]), data) for name, data in files.items()
    )
    content = seal(pdf, attachments, signer, reason=imprint.title, at=tx.now)
    name = f"import-{command.id}-reconciliation-{command.language}.pdf"
    return FileView.made(name, "application/pdf", content)
