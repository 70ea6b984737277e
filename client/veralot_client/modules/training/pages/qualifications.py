"""What there is to be qualified for."""

from veralot_client.core.services import Services
from veralot_client.modules.training.models import QUALIFICATIONS
from veralot_client.modules.training.presenters.forms import ChangeForm, DefineForm, WithdrawForm
from veralot_client.modules.training.presenters.grants import QUALIFICATIONS_TABLE, QualificationsPresenter
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.record_page import RecordListPage
from veralot_client.widgets.table.table import TableWords
from veralot_shared.contracts.training import QualificationView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="training.qualifications",
    name=N_("Qualifications"),
    empty=N_("There is no qualification yet."),
    hint=N_("Define what one must be qualified for, or import a list."),
    none_match=N_("No qualification matches these filters."),
)
DEFINE, CHANGE, WITHDRAW = "training.define", "training.change", "training.withdraw"
WITHDRAWN = "training.withdrawn"


class QualificationsPage(RecordListPage[QualificationView]):
    """Lists qualifications, with how many people hold each and how many plans ask for it; Enter changes one."""

    def __init__(self, services: Services, chosen: int | None = None) -> None:
        self.list = QualificationsPresenter(services)
        super().__init__(services, self.list, self.list, QUALIFICATIONS, WORDS, lambda row: row.id)
        self.set_up(QUALIFICATIONS_TABLE, [DEFINE, CHANGE, WITHDRAW, WITHDRAWN], "code", chosen)

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Qualifications")

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work with the chosen qualification."""
        row = self.table.current()
        if action_id == WITHDRAWN:
            return True
        if action_id in {CHANGE, WITHDRAW}:
            return row is not None and row.withdrawn_at is None
        return super().can_perform(action_id)

    def perform(self, action_id: str) -> None:
        """Open the form of an action, or show whether withdrawn ones are listed."""
        row, services = self.table.current(), self.services
        if action_id == WITHDRAWN:
            self.list.toggle()
        elif action_id == DEFINE:
            show_form(services, DefineForm(services), self)
        elif row is not None:
            form = ChangeForm(services, row) if action_id == CHANGE else WithdrawForm(services, row)
            show_form(services, form, self)
