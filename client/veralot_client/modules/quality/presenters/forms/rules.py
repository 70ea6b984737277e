"""Forms of the plant's own rules: what is agreed with customers, within which terms, to whom what is late is passed. No Qt."""

from collections.abc import Sequence
from typing import Any

from veralot_client.core.services import Services
from veralot_client.modules.quality.presenters.forms import derive
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Values
from veralot_shared.contracts.quality import (
    AgreementView,
    EscalationView,
    SetAgreement,
    SetEscalations,
    SetTerms,
    TermEntry,
    TermView,
)
from veralot_shared.i18n import N_
from veralot_shared.messages import Command


class AgreementForm(FormPresenter[AgreementView]):
    """Enters what was agreed with a customer."""

    title = N_("Enter what was agreed…")
    explain = N_(
        "What the customer must consent to before it is carried out, and within how many hours it is told. With no customer it "
        "holds for all with whom nothing else was agreed. What holds now stays on record; clocks that run keep their end."
    )
    button = N_("Save")

    def __init__(self, services: Services, present: AgreementView | None = None) -> None:
        super().__init__(services)
        self.fields = derive.fields_of(services, SetAgreement, {})
        self.values = {"notice_hours": 24, "consent_concession": True}
        if present is not None:
            name = services.words.name(present.customer, present.customer_zh)
            self.values = {
                "customer_id": None if present.customer_id is None else Choice(present.customer_id, name),
                "consent_concession": present.consent_concession,
                "consent_rework": present.consent_rework,
                "notice_hours": present.notice_hours,
            }

    def heading(self) -> str:
        """Return what is done."""
        return self.words.text(self.title).removesuffix("…")

    def message(self, values: Values) -> Command[Any]:
        """Return the command."""
        return SetAgreement(**derive.structured(SetAgreement, values))


class EscalationsForm(FormPresenter[list[EscalationView]]):
    """Says anew to whom what is late is passed."""

    title = N_("Change the levels…")
    explain = N_(
        "Each level comes later than the one before. What is late is told to everybody with the role and shows in their inbox. "
        "Steps and actions count the days that the plant works, clocks of law and agreement every day."
    )
    button = N_("Save")

    def __init__(self, services: Services, present: Sequence[EscalationView]) -> None:
        super().__init__(services)
        self.fields = derive.fields_of(services, SetEscalations, {})
        self.values = {"levels": [{"after_days": one.after_days, "role": one.role} for one in present]}

    def heading(self) -> str:
        """Return what is done."""
        return self.words.text(self.title).removesuffix("…")

    def message(self, values: Values) -> Command[Any]:
        """Return the command."""
        return SetEscalations(**derive.structured(SetEscalations, values))


class TermForm(FormPresenter[list[TermView]]):
    """Says anew within how many days a step is done, or a record is closed."""

    title = N_("Change the term…")
    explain = N_(
        "It holds for whatever begins from now on. Records that stand there already keep the day that they were given."
    )
    button = N_("Save")

    def __init__(self, services: Services, present: TermView) -> None:
        super().__init__(services)
        self.present = present
        label = N_("&Days") if present.status is None else N_("Working &days")
        self.fields = (Field(name="days", label=label, kind=FieldKind.WHOLE),)
        self.values = {"days": present.days}

    def heading(self) -> str:
        """Return which record it is of, and where that stands."""
        one, words = self.present, self.words
        step = words.label(one.status) if one.status else words.text("From opening to closing")
        return words.headed(words.label(one.kind), step)

    def message(self, values: Values) -> Command[Any]:
        """Return the command."""
        one = self.present
        return SetTerms(terms=[TermEntry(kind=one.kind, status=one.status, days=values["days"])])
