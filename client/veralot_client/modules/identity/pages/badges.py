"""The list of badges."""

from veralot_client.core.services import Services
from veralot_client.modules.identity.actions import ON_BADGES
from veralot_client.modules.identity.floor_models import BADGES
from veralot_client.modules.identity.presenters import floor
from veralot_client.modules.identity.presenters.floor import FORMS, AssignForm, BadgesPresenter
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.record_page import RecordListPage
from veralot_client.widgets.table.table import TableWords
from veralot_shared.contracts.identity import BadgeView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="identity.badges",
    name=N_("Badges"),
    empty=N_("No badge is assigned yet."),
    hint=N_("A badge and a PIN let people take turns at a shared computer."),
    none_match=N_("No badge matches these filters."),
)


class BadgesPage(RecordListPage[BadgeView]):
    """Lists badges with their people; what can be done with the chosen one stands above."""

    def __init__(self, services: Services) -> None:
        self.badges = BadgesPresenter(services)
        super().__init__(services, self.badges, self.badges, BADGES, WORDS, lambda badge: badge.id)
        self.set_up(floor.BADGES, [f"identity.{verb}" for verb, *_rest in ON_BADGES], "user_name", None)

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Badges")

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work with the chosen badge."""
        return self.badges.can(action_id, self.table.current())

    def perform(self, action_id: str) -> None:
        """Open the form of an action."""
        badge = self.table.current()
        if action_id == "identity.assign_badge":
            show_form(self.services, AssignForm(self.services), self)
        elif badge is not None:
            show_form(self.services, FORMS[action_id](self.services, badge), self)
