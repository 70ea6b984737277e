"""The list of label templates."""

from veralot_client.core.services import Services
from veralot_client.modules.labels.models import TEMPLATES
from veralot_client.modules.labels.presenters.templates import (
    TABLE,
    CreateTemplateForm,
    EditTemplateForm,
    TemplatesPresenter,
)
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.record_page import RecordListPage
from veralot_client.widgets.table.table import TableWords
from veralot_shared.contracts.labels import TemplateView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="labels.templates",
    name=N_("Label templates"),
    empty=N_("There are no label templates yet."),
    hint=N_("Create one, design it, and have it approved."),
    none_match=N_("No template matches these filters."),
)


class TemplatesPage(RecordListPage[TemplateView]):
    """Lists templates; Enter opens the designer."""

    def __init__(self, services: Services, chosen: int | None = None) -> None:
        presenter = TemplatesPresenter(services)
        super().__init__(services, presenter, presenter, TEMPLATES, WORDS, lambda template: template.id)
        verbs = ["labels.create_template", "labels.open_designer", "labels.edit_template"]
        self.set_up(TABLE, verbs, "code", chosen)

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Label templates")

    def perform(self, action_id: str) -> None:
        """Open a form or the designer."""
        template = self.table.current()
        if action_id == "labels.create_template":
            dialog = show_form(self.services, CreateTemplateForm(self.services), self)
            dialog.done_with.connect(lambda made: self.services.navigator.open("label_template", made.id))
        elif template is not None and action_id == "labels.open_designer":
            self.services.navigator.open("label_template", template.id)
        elif template is not None:
            show_form(self.services, EditTemplateForm(self.services, template), self)
