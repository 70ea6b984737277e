"""The list of partners."""

from collections.abc import Sequence

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.items.models import PARTNERS
from veralot_client.modules.items.presenters.partners import (
    TABLE,
    CreatePartnerForm,
    EditPartnerForm,
    PartnersPresenter,
)
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.record_page import RecordListPage
from veralot_client.widgets.table.table import TableWords
from veralot_shared.contracts.items import PartnerView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="items.partners",
    name=N_("Partners"),
    empty=N_("There are no partners yet."),
    hint=N_("Create them here, or import the plant's files."),
    none_match=N_("No partner matches these filters."),
)


class PartnersPage(RecordListPage[PartnerView]):
    """Lists partners; Enter edits the chosen one."""

    def __init__(self, services: Services, chosen: int | None = None) -> None:
        presenter = PartnersPresenter(services)
        super().__init__(services, presenter, presenter, PARTNERS, WORDS, lambda partner: partner.id)
        self.set_up(TABLE, ["items.create_partner", "items.edit_partner"], "code", chosen)

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Partners")

    def subjects(self) -> Sequence[Subject]:
        """Return the chosen partner."""
        partner = self.table.current()
        return () if partner is None else (Subject("partner", partner.id, partner.code),)

    def perform(self, action_id: str) -> None:
        """Open the form of an action."""
        partner = self.table.current()
        if action_id == "items.create_partner":
            show_form(self.services, CreatePartnerForm(self.services), self)
        elif partner is not None:
            show_form(self.services, EditPartnerForm(self.services, partner), self)
