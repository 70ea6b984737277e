"""The list of users."""

from veralot_client.core.services import Services
from veralot_client.modules.identity.actions import ON_USERS
from veralot_client.modules.identity.models import USERS
from veralot_client.modules.identity.presenters.users import FORMS, TABLE, CreateUserForm, UsersPresenter
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.record_page import RecordListPage
from veralot_client.widgets.table.table import TableWords
from veralot_shared.contracts.identity import UserView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="identity.users",
    name=N_("Users"),
    empty=N_("There are no users."),
    none_match=N_("No user matches these filters."),
)


class UsersPage(RecordListPage[UserView]):
    """Lists accounts; what can be done with the chosen one stands above."""

    def __init__(self, services: Services, chosen: int | None = None) -> None:
        self.users = UsersPresenter(services)
        super().__init__(services, self.users, self.users, USERS, WORDS, lambda user: user.id)
        self.set_up(TABLE, [f"identity.{verb}" for verb, *_rest in ON_USERS], "user_name", chosen)

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Users")

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
