"""The levels of escalation: to whom what is late is passed, and when."""

from veralot_client.core.services import Services
from veralot_client.modules.quality.presenters.columns import ESCALATIONS
from veralot_client.modules.quality.presenters.forms.rules import EscalationsForm
from veralot_client.modules.quality.presenters.records import EscalationsPresenter
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.table.table import TableWords
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.quality import EscalationView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="quality.escalations",
    name=N_("Escalation"),
    empty=N_("Nothing that is late is passed to anybody."),
    none_match=N_("No level matches these filters."),
)


class EscalationsPage(ListPage[EscalationView]):
    """Lists the levels; Enter changes them."""

    def __init__(self, services: Services) -> None:
        presenter = EscalationsPresenter(services)
        super().__init__(services, presenter, presenter, ESCALATIONS, WORDS, lambda row: row.level)
        self.add_buttons(["quality.set_escalations"])
        self.table.chosen.connect(lambda _row: self.perform("quality.set_escalations"))
        self.retranslate()
        presenter.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Escalation")

    def retranslate(self) -> None:
        """Nothing here speaks but the table and the buttons, which do it themselves."""

    def can_perform(self, action_id: str) -> bool:
        """Return that levels can always be changed."""
        return action_id == "quality.set_escalations"

    def perform(self, _action_id: str) -> None:
        """Change the levels."""
        form = EscalationsForm(self.services, self.source.rows)
        show_form(self.services, form, self).done_with.connect(lambda _reply: self.source.load())
