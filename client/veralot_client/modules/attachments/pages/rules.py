"""The list of rules that require files."""

from veralot_client.core.services import Services
from veralot_client.modules.attachments.models import RULES
from veralot_client.modules.attachments.presenters.rules import TABLE, EndRuleForm, RequireForm, RulesPresenter
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.record_page import RecordListPage
from veralot_client.widgets.table.table import TableWords
from veralot_shared.contracts.attachments import FileRuleView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="attachments.rules",
    name=N_("Required files"),
    empty=N_("No file is required before a release yet."),
    hint=N_("Require one: for an item, a kind of item, or a supplier."),
    none_match=N_("No rule matches these filters."),
)


class RulesPage(RecordListPage[FileRuleView]):
    """Lists the rules, ended ones included; Enter ends the chosen one."""

    def __init__(self, services: Services) -> None:
        presenter = RulesPresenter(services)
        super().__init__(services, presenter, presenter, RULES, WORDS, lambda rule: rule.id)
        self.set_up(TABLE, ["attachments.create_rule", "attachments.end_rule"], "type", None)

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Required files")

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work: an ended rule cannot be ended again."""
        rule = self.table.current()
        ended = rule is not None and rule.ended_at is not None
        return super().can_perform(action_id) and not (action_id == "attachments.end_rule" and ended)

    def perform(self, action_id: str) -> None:
        """Open the form of an action."""
        rule = self.table.current()
        if action_id == "attachments.create_rule":
            show_form(self.services, RequireForm(self.services), self)
        elif rule is not None:
            show_form(self.services, EndRuleForm(self.services, rule), self)
