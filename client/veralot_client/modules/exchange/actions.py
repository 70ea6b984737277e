"""Everything that one can do with files of the plant."""

from collections.abc import Iterator

from veralot_client.core.actions import Action, Menu
from veralot_client.core.services import Services
from veralot_shared.contracts.exchange import (
    CancelImport,
    ExportErrors,
    ExportFiles,
    ExportReconciliation,
    ImportFiles,
    SignReconciliation,
    UndoImport,
)
from veralot_shared.i18n import N_

PAGE = "exchange.import_page"


def actions(_services: Services) -> Iterator[Action]:
    """Yield every action of the module."""
    rows = (
        ("choose", N_("Choose files…"), ImportFiles, "exchange/choose", N_("CSV or XLSX files of any names.")),
        (
            "check",
            N_("Check"),
            ImportFiles,
            "exchange/check",
            N_("Reads everything, lists every error, writes nothing."),
        ),
        ("run", N_("Import"), ImportFiles, "exchange/import", N_("Writes all of it or nothing.")),
        ("cancel", N_("Cancel"), CancelImport, "common/cancel", N_("Stops what is under way; nothing is written.")),
        (
            "errors",
            N_("Save all errors…"),
            ExportErrors,
            "genealogy/export",
            N_("All errors as a file, in both languages."),
        ),
        (
            "files",
            N_("Save as Veralot files…"),
            ExportFiles,
            "genealogy/export",
            N_("The files mapped and cleaned, under Veralot's headings; people are masked if this is a test."),
        ),
        (
            "undo",
            N_("Undo…"),
            UndoImport,
            "common/undo",
            N_("Takes back what an import wrote, while nothing rests on it."),
        ),
        (
            "sign",
            N_("Sign for it…"),
            SignReconciliation,
            "common/sign",
            N_("Signs that counts and sums were compared."),
        ),
        (
            "report",
            N_("Save the report…"),
            ExportReconciliation,
            "genealogy/export",
            N_("Counts, sums and file hashes as a PDF that the plant has signed."),
        ),
        ("resume", N_("Go on"), ImportFiles, "exchange/import", N_("Starts an interrupted import again.")),
    )
    for verb, title, sends, icon, hint in rows:
        yield Action(id=f"exchange.{verb}", title=title, panel=PAGE, sends=sends, icon=icon, menu=Menu.FILE, hint=hint)
