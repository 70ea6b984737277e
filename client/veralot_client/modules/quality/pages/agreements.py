"""The list of what is agreed with customers."""

from veralot_client.core.services import Services
from veralot_client.modules.quality.presenters.columns import AGREEMENTS
from veralot_client.modules.quality.presenters.forms.rules import AgreementForm
from veralot_client.modules.quality.presenters.records import AgreementsPresenter
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.table.table import TableWords
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.quality import AgreementView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="quality.agreements",
    name=N_("Customers' agreements"),
    empty=N_("Nothing was entered yet."),
    hint=N_("Until then a customer consents to concessions, and is told within 24 hours."),
    none_match=N_("No agreement matches these filters."),
)


class AgreementsPage(ListPage[AgreementView]):
    """Lists agreements by customer; Enter changes one."""

    def __init__(self, services: Services) -> None:
        presenter = AgreementsPresenter(services)
        super().__init__(services, presenter, presenter, AGREEMENTS, WORDS, lambda row: row.customer_id)
        self.add_buttons(["quality.set_agreement"])
        self.table.chosen.connect(lambda _row: self.perform("quality.set_agreement"))
        self.retranslate()
        presenter.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Customers' agreements")

    def retranslate(self) -> None:
        """Nothing here speaks but the table and the buttons, which do it themselves."""

    def can_perform(self, action_id: str) -> bool:
        """Return that an agreement can always be entered."""
        return action_id == "quality.set_agreement"

    def perform(self, _action_id: str) -> None:
        """Enter an agreement, beginning with the chosen one."""
        form = AgreementForm(self.services, self.table.current())
        show_form(self.services, form, self).done_with.connect(lambda _reply: self.source.load())
