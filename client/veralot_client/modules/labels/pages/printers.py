"""The list of label printers."""

from veralot_client.core.services import Services
from veralot_client.modules.labels.models import PRINTERS
from veralot_client.modules.labels.presenters.printers import (
    TABLE,
    CreatePrinterForm,
    EditPrinterForm,
    PrintersPresenter,
)
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.record_page import RecordListPage
from veralot_client.widgets.table.table import TableWords
from veralot_shared.contracts.labels import PrinterView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="labels.printers",
    name=N_("Label printers"),
    empty=N_("There are no label printers yet."),
    hint=N_("Register those that labels are sent to. Without one, labels are saved as files."),
    none_match=N_("No printer matches these filters."),
)


class PrintersPage(RecordListPage[PrinterView]):
    """Lists printers; Enter edits the chosen one."""

    def __init__(self, services: Services, chosen: int | None = None) -> None:
        presenter = PrintersPresenter(services)
        super().__init__(services, presenter, presenter, PRINTERS, WORDS, lambda printer: printer.id)
        self.set_up(TABLE, ["labels.create_printer", "labels.edit_printer"], "code", chosen)

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Label printers")

    def perform(self, action_id: str) -> None:
        """Open the form of an action."""
        printer = self.table.current()
        if action_id == "labels.create_printer":
            show_form(self.services, CreatePrinterForm(self.services), self)
        elif printer is not None:
            show_form(self.services, EditPrinterForm(self.services, printer), self)
