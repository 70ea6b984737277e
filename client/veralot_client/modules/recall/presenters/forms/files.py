"""Forms that make letters and lists. No Qt."""

from collections.abc import Sequence
from typing import Any

from veralot_client.core.services import Services
from veralot_client.modules.recall.presenters.forms.base import RecallForm
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Values
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.contracts.recall import (
    ConsigneeView,
    ExportConsignees,
    ExportLetters,
    FileKind,
    LetterLanguage,
    RecallDetail,
)
from veralot_shared.i18n import LANGUAGES, N_
from veralot_shared.messages import Message


class FileForm(RecallForm[FileView]):
    """A form that makes a file."""

    def submit(self, values: Values, done: Any, failed: Any, declined: Any) -> None:  # noqa: ANN401 - as the base has them
        """Send, as work that is shown with its progress. Raises: Wrong."""
        title = self.words.text(N_("Making {number}"), number=self.recall.number)
        self.send(self.checked(values), done, failed, declined=declined, title=title)


class LettersForm(FileForm):
    """Make letters."""

    title = N_("Letters to consignees")
    explain = N_("By the frozen figures. Several PDF letters come as one ZIP; a workbook has a sheet for each.")
    button = N_("Make letters")

    def __init__(self, services: Services, detail: RecallDetail, chosen: Sequence[ConsigneeView]) -> None:
        super().__init__(services, detail)
        self.chosen = list(chosen or detail.consignees)
        labels = [f"{one.code} {self.words.name(one.name, one.name_zh)}" for one in self.chosen]
        self.values = {
            "consignees": self.words.first_of(labels),
            "kind": FileKind.PDF,
            "language": LetterLanguage.CUSTOMER,
        }
        self.fields = (
            Field(name="consignees", label=N_("Consignees"), kind=FieldKind.FIXED, required=False),
            self.code("kind", N_("&File"), FileKind),
            self.code("language", N_("&Language"), LetterLanguage),
        )

    def message(self, values: Values) -> Message[FileView]:
        """Return the command."""
        return ExportLetters(
            recall_id=self.recall.id,
            consignee_ids=[one.id for one in self.chosen],
            kind=values["kind"],
            language=values["language"],
        )


class ListForm(FileForm):
    """Make the list of consignees with the balance."""

    title = N_("Consignees and balance")
    explain = N_("By the frozen figures. The PDF is signed by the plant and carries the figures themselves.")
    button = N_("Export")

    def __init__(self, services: Services, detail: RecallDetail) -> None:
        super().__init__(services, detail)
        languages = tuple(Choice(code, name) for code, name in LANGUAGES.items())
        self.values = {"kind": FileKind.PDF, "language": self.words.language}
        self.fields = (
            self.code("kind", N_("&File"), FileKind),
            Field(name="language", label=N_("&Language"), kind=FieldKind.CHOICE, choices=languages),
        )

    def message(self, values: Values) -> Message[FileView]:
        """Return the command."""
        return ExportConsignees(recall_id=self.recall.id, kind=values["kind"], language=values["language"])
