"""A form on one quality record: its fields follow from its message, its choices from the record. No Qt."""

from typing import Any

from veralot_client.core.services import Services
from veralot_client.modules.quality.presenters import lookups
from veralot_client.modules.quality.presenters.catalogue import DEED_TEXTS
from veralot_client.modules.quality.presenters.forms import deeds, derive
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Values
from veralot_shared.contracts.quality import CaseDetail
from veralot_shared.i18n import N_
from veralot_shared.messages import Command, SignedCommand

TO_SIGN = N_("Continue to signature")
ENDING = ("Cancel", "Dismiss", "Reject")
"""How the names of messages begin that end something or send it back: their button shows it."""


class DeedForm(FormPresenter[Any]):
    """Does one thing with a record."""

    button = N_("Save")

    def __init__(self, services: Services, detail: CaseDetail, kind: type[Command[Any]]) -> None:
        super().__init__(services)
        self.detail = detail
        self.kind = kind
        text = DEED_TEXTS[kind]
        self.title = text.title
        self.explain = text.explain
        self.button = TO_SIGN if issubclass(kind, SignedCommand) else N_("Save")
        self.danger = kind.__name__.startswith(ENDING)
        self.values = deeds.first_values(services, detail, kind)
        self.fields = derive.fields_of(services, kind, deeds.special(services, detail, kind))

    def heading(self) -> str:
        """Return the record's number, and what is done with it."""
        return self.words.headed(self.detail.case.number, self.words.text(self.title).removesuffix("…"))

    def message(self, values: Values) -> Command[Any]:
        """Return the command."""
        sent = {name: value for name, value in values.items() if name != deeds.SHOWN}
        made = derive.message_of(self.kind, sent, case_id=self.detail.case.id)
        if not isinstance(made, Command):
            raise TypeError(f"{self.kind.__name__} is no command")
        return made

    def entered(self, path: str, values: Values) -> None:
        """Propose how grave the chosen defect usually is."""
        lookups.propose_severity(self, path, values)

    def said(self, reply: Any) -> str:  # noqa: ANN401 - every command on a record answers with the record
        """Say where the record stands now."""
        if not isinstance(reply, CaseDetail):
            return ""
        case = reply.case
        return self.words.text("{number} is now “{status}”.", number=case.number, status=self.words.label(case.status))
