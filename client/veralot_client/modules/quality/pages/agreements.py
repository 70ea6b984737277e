"""The list of what is agreed with customers."""

from veralot_client.core.services import Services
from veralot_client.modules.quality.presenters.columns import AGREEMENTS
from veralot_client.modules.quality.presenters.forms.rules import AgreementForm
from veralot_client.modules.quality.presenters.records import AgreementsPresenter
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.table.table import TableWords
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.quality import AgreementView, Permission
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="quality.agreements",
    name=N_("Customers' agreements"),
    empty=N_("Nothing was entered yet."),
    hint=N_("With whom nothing of its own was agreed, what stands for all others holds."),
    none_match=N_("No agreement matches these filters."),
)
SET, FORMER = "quality.set_agreement", "quality.former_agreements"


class AgreementsPage(ListPage[AgreementView]):
    """Lists agreements by customer, what holds for all others first; Enter changes one, for whoever may.

    A customer's user reads here what holds for that customer.
    """

    def __init__(self, services: Services) -> None:
        self.agreements = AgreementsPresenter(services)
        super().__init__(
            services,
            self.agreements,
            self.agreements,
            AGREEMENTS,
            WORDS,
            lambda row: (row.customer_id, row.id),
        )
        self.add_buttons([SET, FORMER])
        self.table.chosen.connect(lambda _row: self._change())
        self.retranslate()
        self.agreements.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Customers' agreements")

    def retranslate(self) -> None:
        """Nothing here speaks but the table and the buttons, which do it themselves."""

    def _change(self) -> None:
        if self.services.session.can(Permission.AGREEMENT_MANAGE):
            self.perform(SET)

    def can_perform(self, action_id: str) -> bool:
        """Return that an agreement can always be entered, and former ones be shown or not."""
        return action_id in {SET, FORMER}

    def perform(self, action_id: str) -> None:
        """Enter an agreement, beginning with the chosen one, or show whether former ones are listed."""
        if action_id == FORMER:
            self.agreements.toggle()
        else:
            show_form(self.services, AgreementForm(self.services, self.table.current()), self)
