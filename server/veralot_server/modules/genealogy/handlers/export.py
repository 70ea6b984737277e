"""Makes a lot's dossier as one signed file."""

from veralot_server.core.audit.heads import log_key
from veralot_server.core.audit.proofs import Proven, RecordKey, proofs_of, prove_records
from veralot_server.core.certificates import PlantSigner
from veralot_server.core.module import ENCLOSURES, PROOFS, Enclosure, handles
from veralot_server.core.reports.printer import printed_by
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy.reports.dossier import Edition, build_dossier
from veralot_shared.contracts.genealogy import EnclosuresTooLarge, ExportDossier, FileView, GetDossier, LotView
from veralot_shared.contracts.identity import SignaturesOf
from veralot_shared.contracts.items import GetItem
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import LANGUAGES, N_, Translator

MOST_ENCLOSED = 64 * 1024 * 1024
"""Bytes of files in one signed dossier: it is made, signed and opened whole."""

PROVEN = """
SELECT 'genealogy_lot', %(lot)s::text
UNION ALL SELECT 'genealogy_status_change', id::text FROM genealogy_status_change WHERE lot_id = %(lot)s
UNION ALL SELECT 'genealogy_hold', id::text FROM genealogy_hold WHERE node_id = %(lot)s
UNION ALL SELECT 'genealogy_movement_line', id::text FROM genealogy_movement_line
          WHERE lot_id = %(lot)s OR (target_lot_id = %(lot)s AND target_lot_id <> lot_id)
UNION ALL SELECT 'genealogy_movement', movement_id::text FROM genealogy_movement_line
          WHERE lot_id = %(lot)s OR (target_lot_id = %(lot)s AND target_lot_id <> lot_id)
UNION ALL SELECT 'identity_signature', signature_id::text FROM identity_signature_record
          WHERE kind = 'lot' AND key = %(lot)s::text
UNION ALL SELECT 'identity_signature_record', id::text FROM identity_signature_record
          WHERE kind = 'lot' AND key = %(lot)s::text
UNION ALL SELECT 'items_item', item_id::text FROM genealogy_lot WHERE id = %(lot)s
UNION ALL SELECT 'items_partner', partner::text FROM genealogy_lot, unnest(ARRAY[supplier_id, customer_id]) AS partner
          WHERE id = %(lot)s AND partner IS NOT NULL
"""
"""Every row that the dossier speaks of: each of its entries in the log goes into the file with its proof."""


@handles(ExportDossier)
def export_dossier(command: ExportDossier, tx: Transaction) -> FileView:
    """Gather the lot's evidence, prove it against the sealed log, print and sign it.

    Raises:
        RecordNotFound: no such lot, or another customer's.
        RecordContradictsLog: the database was changed past its log.
        EnclosuresTooLarge: the files are more than one signed file can carry.
        ValueNotAllowed: a language that Veralot does not speak.
    """
    if command.language not in LANGUAGES:
        raise ValueNotAllowed(
            value=command.language, rule=N_("Choose a language that Veralot speaks."), field="language"
        )
    # Nobody changes the lot while it is printed: what the record says is then what the log's newest entries say.
    tx.wire.execute("SELECT FROM genealogy_lot WHERE id = %s FOR SHARE", (command.lot_id,))
    dossier = tx.call(GetDossier(lot_id=command.lot_id))
    lot = dossier.lot
    enclosed = enclosures(lot, tx) if command.enclosed else []
    proven = prove(command, lot, tx)
    levels = tx.call(GetItem(id=lot.item_id)).pack_levels
    content = build_dossier(
        dossier,
        proofs_of(proven.head, proven.entries, proven.older),
        Translator(command.language),
        PlantSigner.load_or_create(tx.settings.keys, tx.settings.plant),
        signed=tx.call(SignaturesOf(kind="lot", key=str(lot.id))),
        edition=Edition(printed_by(tx), tx.zone, levels[0].gtin if levels else None),
        enclosed=enclosed,
    )
    name = file_name(lot, command.language)
    return FileView.made(name, "application/pdf", content)


def enclosures(lot: LotView, tx: Transaction) -> list[Enclosure]:
    """Return the files of every module that belong to a lot. Raises: EnclosuresTooLarge."""
    found = [file for _, enclose in sorted(ENCLOSURES.items()) for file in enclose(lot, tx)]
    size = sum(file.size for file in found)
    if size > MOST_ENCLOSED:
        raise EnclosuresTooLarge(lot_no=lot.lot_no, size=size, limit=MOST_ENCLOSED)
    return found


def prove(command: ExportDossier, lot: LotView, tx: Transaction) -> Proven:
    """Prove every log entry of the rows that the dossier speaks of."""
    records = [RecordKey(*row) for row in tx.wire.execute(PROVEN, {"lot": command.lot_id})]
    records += [RecordKey(*pair) for _, prove_more in sorted(PROOFS.items()) for pair in prove_more(lot, tx)]
    with tx.aside() as wire:
        return prove_records(wire, log_key(tx.settings), records, command.checkpoints)


def file_name(lot: LotView, language: str) -> str:
    """Return a name that says what the file is, in characters that every file system takes."""
    plain = "".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in f"{lot.item_code}-{lot.lot_no}")
    return f"dossier-{plain}-{language}.pdf"
