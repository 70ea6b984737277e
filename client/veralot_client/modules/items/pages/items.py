"""The list of items."""

from collections.abc import Sequence

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.items.models import ITEMS
from veralot_client.modules.items.presenters.items import TABLE, CreateItemForm, EditItemForm, ItemsPresenter
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.record_page import RecordListPage
from veralot_client.widgets.table.table import TableWords
from veralot_shared.contracts.items import ItemView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="items.items",
    name=N_("Items"),
    empty=N_("There are no items yet."),
    hint=N_("Create them here, or import the plant's files."),
    none_match=N_("No item matches these filters."),
)


class ItemsPage(RecordListPage[ItemView]):
    """Lists items; Enter edits the chosen one."""

    def __init__(self, services: Services, chosen: int | None = None) -> None:
        presenter = ItemsPresenter(services)
        super().__init__(services, presenter, presenter, ITEMS, WORDS, lambda item: item.id)
        self.set_up(TABLE, ["items.create_item", "items.edit_item"], "code", chosen)

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Items")

    def subjects(self) -> Sequence[Subject]:
        """Return the chosen item."""
        item = self.table.current()
        return () if item is None else (Subject("item", item.id, item.code),)

    def perform(self, action_id: str) -> None:
        """Open the form of an action."""
        item = self.table.current()
        if action_id == "items.create_item":
            show_form(self.services, CreateItemForm(self.services), self)
        elif item is not None:
            show_form(self.services, EditItemForm(self.services, item), self)
