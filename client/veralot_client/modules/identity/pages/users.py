"""The list of users."""

from PySide6.QtWidgets import QPushButton

from veralot_client.core.services import Services
from veralot_client.modules.identity.actions import ON_USERS
from veralot_client.modules.identity.models import USERS
from veralot_client.modules.identity.presenters.users import FORMS, TABLE, CreateUserForm, UsersPresenter
from veralot_client.theme.icons import icon
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.history import HistoryPanel
from veralot_client.widgets.table.table import TableWords
from veralot_client.widgets.table.window import Sort
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.identity import UserView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="identity.users",
    name=N_("Users"),
    empty=N_("There are no users."),
    none_match=N_("No user matches these filters."),
)


class UsersPage(ListPage[UserView]):
    """Lists accounts; what can be done with the chosen one stands above."""

    def __init__(self, services: Services, chosen: int | None = None) -> None:
        self.users = UsersPresenter(services)
        super().__init__(services, self.users, self.users, USERS, WORDS, lambda user: user.id)
        self._wanted = chosen
        self.show_history = QPushButton()
        self.show_history.setCheckable(True)
        self.show_history.setProperty("kind", "quiet")
        self.show_history.setIcon(icon("genealogy/history"))
        self.history = HistoryPanel(services)
        self.history.hide()
        self.body.addWidget(self.history)
        self.body.setStretchFactor(0, 3)
        self.body.setStretchFactor(1, 2)
        self.add_buttons([f"identity.{verb}" for verb, *_rest in ON_USERS], self.show_history)
        self.sort_by(Sort("user_name"))
        self.show_history.toggled.connect(lambda _on: self._show_history())
        self.table.picked.connect(self._show_history)
        self.table.chosen.connect(lambda _user: self._edit())
        self.users.keep(self.users.shown.subscribe(self._choose))
        self.retranslate()
        self.users.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Users")

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self.show_history.setText(self.words.text("H&istory"))

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work with the chosen account."""
        return self.users.can(action_id, self.table.current())

    def perform(self, action_id: str) -> None:
        """Open the form of an action."""
        user = self.table.current()
        if action_id == "identity.create":
            show_form(self.services, CreateUserForm(self.services), self)
        elif user is not None:
            show_form(self.services, FORMS[action_id](self.services, user), self)

    def end(self) -> None:
        """The page is closed for good."""
        self.history.end()
        super().end()

    def _edit(self) -> None:
        action = self.services.actions.find("identity.edit")
        if self.services.actions.permitted(action) and self.can_perform(action.id):
            self.perform(action.id)

    def _show_history(self) -> None:
        user = self.table.current()
        shown = self.show_history.isChecked() and user is not None
        self.history.setVisible(shown)
        if shown and user is not None:
            self.history.show_record(TABLE, str(user.id))

    def _choose(self) -> None:
        """Go to the account that the page was opened for."""
        place = None if self._wanted is None else self.rows.index_of(self._wanted)
        if place is not None:
            self._wanted = None
            self.table.grid.go_to(place)
