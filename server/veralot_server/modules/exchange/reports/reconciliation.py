"""Prints the reconciliation: which files, how many records of what, how much of which item, and who signed for it."""

from collections.abc import Iterator
from typing import Final

from reportlab.platypus import Flowable

from veralot_server.core.certificates import PlantSigner
from veralot_server.core.reports import signatures, style
from veralot_server.core.reports.blocks import Box, Facts, Text, heading
from veralot_server.core.reports.document import ROOM
from veralot_server.core.reports.formats import Formats
from veralot_server.core.reports.tables import Column, table
from veralot_server.modules.exchange.reports.evidence import Evidence
from veralot_shared.contracts.exchange import ImportState, ImportView, ReconciliationView
from veralot_shared.i18n import N_

DESCRIPTIONS: Final = {
    "record.json": N_("The import with its files, counts and sums, for programs"),
    "signatures.json": N_("The electronic signatures with the content that they bind"),
    "proofs.json": N_("The proofs that the audit entries are in the sealed log"),
    "README.txt": N_("How to verify this report, in English and Chinese"),
    "manifest.json": N_("The list of the attachments with their hashes"),
}
NOBODY: Final = N_("Nobody has signed for this import yet.")
TITLE: Final = N_("Reconciliation of an import")


def story(view: ImportView, evidence: Evidence, signer: PlantSigner, formats: Formats) -> list[Flowable]:
    """Return all parts of the report in their order."""
    return [
        *cover(view, evidence, signer, formats),
        *files(view, formats),
        *counts(view.reconciliation, formats),
        *sums(view.reconciliation, formats),
        *signatures.printed(evidence.signatures, formats, none=NOBODY),
    ]


def cover(view: ImportView, evidence: Evidence, signer: PlantSigner, formats: Formats) -> Iterator[Flowable]:
    """Yield which import this is, and whether everything of it is there."""
    _ = formats.translator.text
    yield Text(_(TITLE), style.LABEL, after=2)
    yield Text(_("Import {number}", number=view.id or 0), style.TITLE, after=6)
    yield verdict(view, formats)
    yield Facts(
        [
            (_("Imported"), formats.time(view.at)),
            (_("By"), formats.name((view.by, view.by_zh))),
            (_("People masked"), _("Yes") if view.test else _("No")),
            (_("Rows"), formats.number(sum(file.rows for file in view.files))),
            (
                _("Audit log"),
                _(
                    "{size} entries, {count} of them proven here",
                    size=formats.number(evidence.size),
                    count=evidence.entries,
                ),
            ),
            (_("Plant's certificate (SHA-256)"), signer.fingerprint),
        ],
        columns=1,
    )


def verdict(view: ImportView, formats: Formats) -> Flowable:
    """Return in a box what the comparison came to."""
    _ = formats.translator.text
    if view.state is ImportState.UNDONE:
        who, why = view.undone_by or "", view.undo_reason
        at = formats.time(view.undone_at) if view.undone_at else ""
        text = _("Undone on {time} by {name}: {reason}", time=at, name=who, reason=why)
        return Box(style.CAREFUL, [Text(_("Undone"), style.SUBHEADING, after=1), Text(text, style.SMALL)])
    if view.reconciliation is not None and view.reconciliation.agrees:
        text = _("Every count and every sum of the files is the same in the database, read back after writing.")
        return Box(style.GOOD, [Text(_("Everything agrees"), style.SUBHEADING, after=1), Text(text, style.SMALL)])
    text = _("What differs is marked in the tables below.")
    return Box(style.STOP, [Text(_("Not everything agrees"), style.SUBHEADING, after=1), Text(text, style.SMALL)])


def files(view: ImportView, formats: Formats) -> Iterator[Flowable]:
    """Yield the files with their hashes."""
    _ = formats.translator.text
    yield from heading("files", _("Files"))
    columns = [
        Column(_("File")),
        Column(_("Kind")),
        Column(_("Rows"), align="right"),
        Column(_("Left out"), align="right"),
        Column("SHA-256", whole=True),
    ]
    rows = [
        [
            file.file,
            formats.code("Kind", file.kind),
            formats.number(file.rows),
            formats.number(file.left_out),
            file.sha256,
        ]
        for file in view.files
    ]
    yield table(columns, rows, ROOM)


def counts(found: ReconciliationView | None, formats: Formats) -> Iterator[Flowable]:
    """Yield how many records of what the files ask for and the database has."""
    _ = formats.translator.text
    yield from heading("counts", _("Records"))
    yield Text(_("Asked for by the files, and read back from the database after writing."), style.NOTE)
    columns = [
        Column(_("Record")),
        Column(_("By the files"), align="right"),
        Column(_("In the database"), align="right"),
        Column(_("Comparison")),
    ]
    lines = found.counts if found else []
    rows = [
        [
            formats.translator.context("table", record_name(line.table)),
            formats.number(line.wanted),
            formats.number(line.written),
            agreement(formats, agrees=line.agrees),
        ]
        for line in lines
    ]
    yield table(columns, rows, ROOM)


def sums(found: ReconciliationView | None, formats: Formats) -> Iterator[Flowable]:
    """Yield how much of which item each kind of movement moved."""
    _ = formats.translator.text
    if found is None or not found.sums:
        return
    yield from heading("sums", _("Quantities"))
    columns = [
        Column(_("Item")),
        Column(_("Movement")),
        Column(_("By the files"), align="right"),
        Column(_("In the database"), align="right"),
        Column(_("Unit")),
        Column(_("Comparison")),
    ]
    rows = [
        [
            line.item,
            formats.code("MovementKind", line.movement),
            formats.number(line.wanted),
            formats.number(line.written),
            line.unit,
            agreement(formats, agrees=line.agrees),
        ]
        for line in found.sums
    ]
    yield table(columns, rows, ROOM)


def record_name(name: str) -> str:
    """Return what the records of a table are called: `genealogy_movement_line` → `Movement line`."""
    return name.partition("_")[2].replace("_", " ").capitalize()


def agreement(formats: Formats, *, agrees: bool) -> str:
    """Return whether two figures agree, in words: colours do not survive every printer."""
    return formats.translator.text("Agrees") if agrees else formats.translator.text("DIFFERS")
