"""What the forms on one recall have in common. No Qt."""

from typing import Any, TypeVar

from veralot_client.core.services import Services
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Field, FieldKind
from veralot_shared.contracts.recall import (
    RecallDetail,
)
from veralot_shared.i18n import N_

R = TypeVar("R")
NEEDS_PERCENT = N_("Level B needs a percentage between 1 and 99.")
TO_SIGN = N_("Continue to signature")
NOTE = Field(name="note", label=N_("&Note"), kind=FieldKind.NOTE, required=False)
DAY = Field(name="on", label=N_("&Day"), kind=FieldKind.DATE)


class RecallForm(FormPresenter[R]):
    """A form on one recall."""

    def __init__(self, services: Services, detail: RecallDetail) -> None:
        super().__init__(services)
        self.detail = detail
        self.recall = detail.recall

    def heading(self) -> str:
        """Return the heading with the recall's number."""
        return f"{self.recall.number}: {self.words.text(self.title)}"

    def code(self, name: str, label: str, kind: Any, **options: Any) -> Field:  # noqa: ANN401 - an enumeration, and fields of `Field`
        """Return a field with the values of an enumeration."""
        return Field(name=name, label=label, kind=FieldKind.CHOICE, choices=records.codes(kind, self.words), **options)
