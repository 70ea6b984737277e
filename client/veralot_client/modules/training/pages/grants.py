"""The list of who holds what."""

from veralot_client.core.services import Services
from veralot_client.modules.training.models import GRANTS
from veralot_client.modules.training.presenters.forms import DeclineForm, GrantForm, confirmation, form_of
from veralot_client.modules.training.presenters.grants import GRANTS_TABLE, GrantsPresenter, imported, may
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.record_page import RecordListPage
from veralot_client.widgets.table.table import TableWords
from veralot_shared.contracts.training import GrantView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="training.grants",
    name=N_("Qualifications of people"),
    empty=N_("Nobody holds a qualification yet."),
    hint=N_("Grant one here, or import the plant's list and sign it."),
    none_match=N_("No qualification matches these filters."),
)
PREFIX = "training."
STEPS = frozenset({"list_renew", "list_suspend", "list_reinstate"})
OFFERS = ("grant", "open", "list_renew", "list_suspend", "list_reinstate", "confirm", "decline")


class GrantsPage(RecordListPage[GrantView]):
    """Lists grants, what ends first at the top; Enter opens one with its history."""

    def __init__(self, services: Services, chosen: int | None = None) -> None:
        presenter = GrantsPresenter(services)
        super().__init__(services, presenter, presenter, GRANTS, WORDS, lambda row: row.id)
        self.set_up(GRANTS_TABLE, [f"{PREFIX}{verb}" for verb in OFFERS], "held_until", chosen)

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Qualifications of people")

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work with what is chosen."""
        verb = action_id.removeprefix(PREFIX)
        if verb in STEPS:
            return may(verb, self.table.current())
        if verb in {"confirm", "decline"}:
            return bool(imported(self.table.selected()))
        return super().can_perform(action_id)

    def perform(self, action_id: str) -> None:
        """Open the chosen grant, or the form of an action."""
        row, verb, services = self.table.current(), action_id.removeprefix(PREFIX), self.services
        if verb == "grant":
            show_form(services, GrantForm(services), self)
        elif verb == "confirm":
            self._confirm()
        elif verb == "decline":
            show_form(services, DeclineForm(services, imported(self.table.selected())), self)
        elif row is not None and verb == "open":
            services.navigator.open("training_grant", row.id)
        elif row is not None:
            show_form(services, form_of(services, verb, row), self)

    def _confirm(self) -> None:
        ids = imported(self.table.selected())
        text = self.words.plural("{count} qualification is granted.", "{count} qualifications are granted.", len(ids))
        self.presenter.send(confirmation(ids), lambda _grants: self.services.notices.done(text))
