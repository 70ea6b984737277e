"""The terms of steps: within how many days each is done."""

from veralot_client.core.services import Services
from veralot_client.modules.quality.presenters.columns import TERMS
from veralot_client.modules.quality.presenters.forms.rules import TermForm
from veralot_client.modules.quality.presenters.records import TermsPresenter
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.table.table import TableWords
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.quality import Permission, TermView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="quality.terms",
    name=N_("Terms of steps"),
    empty=N_("Loading…"),
    none_match=N_("No term matches these filters."),
)
SET = "quality.set_term"


class TermsPage(ListPage[TermView]):
    """Lists the terms, kind by kind in the order of their steps; Enter changes one."""

    def __init__(self, services: Services) -> None:
        presenter = TermsPresenter(services)
        super().__init__(services, presenter, presenter, TERMS, WORDS, lambda row: (row.kind, row.status))
        self.add_buttons([SET])
        self.table.chosen.connect(self._change)
        self.retranslate()
        presenter.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Terms of steps")

    def retranslate(self) -> None:
        """Nothing here speaks but the table and the buttons, which do it themselves."""

    def can_perform(self, action_id: str) -> bool:
        """Return whether a term is chosen."""
        return action_id == SET and self.table.current() is not None

    def perform(self, _action_id: str) -> None:
        """Change the chosen term."""
        row = self.table.current()
        if row is not None:
            self._change(row)

    def _change(self, row: TermView) -> None:
        if self.services.session.can(Permission.TERM_MANAGE):
            form = TermForm(self.services, row)
            show_form(self.services, form, self).done_with.connect(lambda _reply: self.source.load())
