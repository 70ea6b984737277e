"""The list of file types."""

from veralot_client.core.services import Services
from veralot_client.modules.attachments.models import TYPES
from veralot_client.modules.attachments.presenters.types import TABLE, CreateTypeForm, EditTypeForm, TypesPresenter
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.record_page import RecordListPage
from veralot_client.widgets.table.table import TableWords
from veralot_shared.contracts.attachments import FileTypeView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="attachments.types",
    name=N_("File types"),
    empty=N_("There are no file types yet."),
    none_match=N_("No file type matches these filters."),
)


class TypesPage(RecordListPage[FileTypeView]):
    """Lists the types; Enter edits the chosen one."""

    def __init__(self, services: Services) -> None:
        presenter = TypesPresenter(services)
        super().__init__(services, presenter, presenter, TYPES, WORDS, lambda row: row.id)
        self.set_up(TABLE, ["attachments.create_type", "attachments.edit_type"], "code", None)

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("File types")

    def perform(self, action_id: str) -> None:
        """Open the form of an action."""
        row = self.table.current()
        if action_id == "attachments.create_type":
            show_form(self.services, CreateTypeForm(self.services), self)
        elif row is not None:
            show_form(self.services, EditTypeForm(self.services, row), self)
