"""The list of exceptions: breaches, what was found and what was done."""

from veralot_client.core.services import Services
from veralot_client.modules.spc.presenters.columns import EXCEPTION_COLUMNS
from veralot_client.modules.spc.presenters.forms import AnswerForm
from veralot_client.modules.spc.presenters.lists import ExceptionsPresenter
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.table.table import TableWords
from veralot_client.widgets.table.window import Sort
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.spc import ExceptionStatus, ExceptionView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="spc.exceptions",
    name=N_("Control chart exceptions"),
    empty=N_("No subgroup has breached a rule."),
    none_match=N_("No exception matches these filters."),
)
ANSWER = "spc.answer_chosen"


class ExceptionsPage(ListPage[ExceptionView]):
    """Lists exceptions; an open one is answered here."""

    def __init__(self, services: Services, exception_id: int | None) -> None:
        self.exceptions = ExceptionsPresenter(services)
        super().__init__(services, self.exceptions, self.exceptions, EXCEPTION_COLUMNS, WORDS, lambda one: one.id)
        self._wanted = exception_id
        self.add_buttons([ANSWER])
        self.sort_by(Sort("number", descending=True))
        self.exceptions.keep(self.exceptions.shown.subscribe(self._choose))
        self.exceptions.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Control chart exceptions")

    def point_at(self, part: str) -> None:
        """Go to the exception with this id."""
        self._wanted = int(part)
        self._choose()

    def retranslate(self) -> None:
        """Nothing here speaks but the table and the button, which do it themselves."""

    def can_perform(self, action_id: str) -> bool:
        """Return whether the chosen exception is open."""
        one = self.table.current()
        return action_id == ANSWER and one is not None and one.status is ExceptionStatus.OPEN

    def perform(self, action_id: str) -> None:
        """Open the form of the answer."""
        one = self.table.current()
        if action_id == ANSWER and one is not None:
            show_form(self.services, AnswerForm(self.services, one), self)

    def _choose(self) -> None:
        """Go to the exception that the page was opened for."""
        place = None if self._wanted is None else self.rows.index_of(self._wanted)
        if place is not None:
            self._wanted = None
            self.table.grid.go_to(place)
