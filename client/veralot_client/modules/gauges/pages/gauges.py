"""The register of gauges."""

from collections.abc import Sequence

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.gauges.models import GAUGES
from veralot_client.modules.gauges.pages import stickers
from veralot_client.modules.gauges.presenters.forms import EditForm, RegisterForm
from veralot_client.modules.gauges.presenters.gauges import TABLE, GaugesPresenter
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.record_page import RecordListPage
from veralot_client.widgets.table.table import TableWords
from veralot_shared.contracts.gauges import GaugeView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="gauges.list",
    name=N_("Gauges"),
    empty=N_("There are no gauges yet."),
    hint=N_("Enter them here, or import the plant's files."),
    none_match=N_("No gauge matches these filters."),
)


class GaugesPage(RecordListPage[GaugeView]):
    """Lists gauges, what is due first; Enter opens the chosen one."""

    kind = "gauge"

    def __init__(self, services: Services, chosen: int | None = None) -> None:
        presenter = GaugesPresenter(services)
        super().__init__(services, presenter, presenter, GAUGES, WORDS, lambda gauge: gauge.id)
        self.set_up(TABLE, ["gauges.register", "gauges.open", "gauges.edit", "gauges.stickers"], "due_on", chosen)

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Gauges")

    def subjects(self) -> Sequence[Subject]:
        """Return the chosen gauges, so that labels are printed for all of them."""
        return [Subject("gauge", gauge.id, gauge.code) for gauge in self.table.selected()]

    def perform(self, action_id: str) -> None:
        """Open the chosen gauge, or the form of an action."""
        gauge = self.table.current()
        if action_id == "gauges.register":
            show_form(self.services, RegisterForm(self.services), self)
        elif action_id == "gauges.stickers":
            chosen = [one.id for one in self.table.selected()]
            if chosen:
                stickers.save(self.presenter, chosen, self)
        elif gauge is not None and action_id == "gauges.open":
            self.services.navigator.open("gauge", gauge.id)
        elif gauge is not None:
            show_form(self.services, EditForm(self.services, gauge), self)
