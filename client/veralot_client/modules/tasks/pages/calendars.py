"""The calendars of working days."""

from PySide6.QtCore import QDate

from veralot_client.core.services import Services
from veralot_client.modules.tasks.presenters.calendars import (
    PERIODS,
    TABLE,
    AddPeriodForm,
    CalendarsPresenter,
    WithdrawPeriodForm,
)
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.record_page import RecordListPage
from veralot_client.widgets.table.table import TableWords
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.tasks import PeriodView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="tasks.calendars",
    name=N_("Working days"),
    empty=N_("No days are entered: working days are Monday to Friday."),
    hint=N_("Enter the holidays of the year and the days on which the plant is closed."),
    none_match=N_("No days match these filters."),
)


class CalendarsPage(RecordListPage[PeriodView]):
    """Lists the days that are worked, or not, otherwise than their weekdays say."""

    def __init__(self, services: Services) -> None:
        presenter = CalendarsPresenter(services)
        super().__init__(services, presenter, presenter, PERIODS, WORDS, lambda row: row.id)
        self._calendars = presenter
        presenter.keep(presenter.shown.subscribe(self._say_unknown))
        self.set_up(TABLE, ["tasks.add_period", "tasks.withdraw_period"], "first", None)

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Working days")

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        super().retranslate()
        self._say_unknown()

    def perform(self, action_id: str) -> None:
        """Open the form of an action."""
        row = self.table.current()
        if action_id == "tasks.add_period":
            show_form(self.services, AddPeriodForm(self.services), self)
        elif row is not None:
            show_form(self.services, WithdrawPeriodForm(self.services, row), self)

    def _say_unknown(self) -> None:
        self.table.notice.say(self._calendars.unknown(QDate.currentDate().year()), Tone.WARNING)
