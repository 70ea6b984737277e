"""The list of shared computers."""

from veralot_client.core.services import Services
from veralot_client.modules.identity.actions import ON_WORKSTATIONS
from veralot_client.modules.identity.floor_models import WORKSTATIONS
from veralot_client.modules.identity.presenters import floor
from veralot_client.modules.identity.presenters.floor import EnrolForm, WithdrawForm, WorkstationsPresenter
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.record_page import RecordListPage
from veralot_client.widgets.table.table import TableWords
from veralot_shared.contracts.identity import WorkstationView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="identity.workstations",
    name=N_("Shared computers"),
    empty=N_("No computer is enrolled for badges yet."),
    hint=N_("Sign in at the computer itself and choose “Use this computer with badges…”."),
)


class WorkstationsPage(RecordListPage[WorkstationView]):
    """Lists the computers that people take turns at; this one is enrolled here."""

    def __init__(self, services: Services) -> None:
        self.stations = WorkstationsPresenter(services)
        super().__init__(services, self.stations, self.stations, WORKSTATIONS, WORDS, lambda station: station.id)
        self.set_up(floor.WORKSTATIONS, [f"identity.{verb}" for verb, *_rest in ON_WORKSTATIONS], "name", None)

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Shared computers")

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work with the chosen computer, or with this one."""
        return self.stations.can(action_id, self.table.current())

    def perform(self, action_id: str) -> None:
        """Open the form of an action."""
        station = self.table.current()
        if action_id == "identity.enrol_workstation":
            form = show_form(self.services, EnrolForm(self.services), self)
            form.done_with.connect(lambda _reply: self.stations.load())
        elif station is not None:
            form = show_form(self.services, WithdrawForm(self.services, station), self)
            form.done_with.connect(self.stations.forget)
