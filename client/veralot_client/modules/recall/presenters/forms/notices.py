"""Forms of what authorities and consignees were told, and what they answered. No Qt."""

from collections.abc import Sequence
from decimal import Decimal

from veralot_client.core.services import Services
from veralot_client.modules.recall.presenters.forms.base import DAY, NOTE, RecallForm
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Values
from veralot_shared.contracts.recall import (
    ConsigneeView,
    ContactMethod,
    NoticeKind,
    NotifyConsignees,
    RecallDetail,
    RecordCheck,
    RecordNotice,
    RecordResponse,
    ResponseLine,
)
from veralot_shared.i18n import N_
from veralot_shared.ids import ConsigneeId


class NoticeForm(RecallForm[RecallDetail]):
    """Record what was reported to an authority."""

    title = N_("Report to an authority")
    explain = N_("Record what was reported, or why nothing is; Veralot sends nothing itself.")
    button = N_("Record report")

    def __init__(self, services: Services, detail: RecallDetail, *, closing: bool = False) -> None:
        super().__init__(services, detail)
        kinds = [kind for kind in NoticeKind if (kind is NoticeKind.CLOSURE) is closing]
        choices = tuple(Choice(kind, self.words.label(kind)) for kind in kinds)
        if closing:
            self.title = N_("Closed by the authority")
            self.explain = N_("Record that the authority has accepted the recall as completed.")
            self.button = N_("Record closing")
        self.fields = (
            Field(name="kind", label=N_("&Report"), kind=FieldKind.CHOICE, choices=choices),
            Field(name="authority", label=N_("&Authority")),
            DAY,
            Field(name="reference", label=N_("Re&ference"), required=False, chars=24),
            Field(
                name="note",
                label=N_("&Note"),
                kind=FieldKind.NOTE,
                required=False,
                hint=N_("Needed where nothing is reported: say why."),
            ),
        )

    def message(self, values: Values) -> RecordNotice:
        """Return the command."""
        return RecordNotice(recall_id=self.recall.id, **values)


class NotifyForm(RecallForm[RecallDetail]):
    """Record that consignees were notified."""

    title = N_("Record notification")
    explain = N_("Record when and how they were notified; Veralot makes the letters and sends nothing itself.")
    button = N_("Record notification")

    def __init__(self, services: Services, detail: RecallDetail, chosen: Sequence[ConsigneeView]) -> None:
        super().__init__(services, detail)
        self.chosen = list(chosen or detail.consignees)
        labels = [f"{one.code} {self.words.name(one.name, one.name_zh)}" for one in self.chosen]
        self.values = {"consignees": self.words.first_of(labels) or self.words.text("Nothing was shipped to anybody.")}
        self.fields = (
            Field(name="consignees", label=N_("Consignees"), kind=FieldKind.FIXED, required=False),
            DAY,
            self.code("method", N_("&How"), ContactMethod),
            Field(name="reference", label=N_("Re&ference"), required=False, chars=24),
        )

    def message(self, values: Values) -> NotifyConsignees:
        """Return the command."""
        return NotifyConsignees(
            recall_id=self.recall.id,
            consignee_ids=[one.id for one in self.chosen],
            on=values["on"],
            method=values["method"],
            reference=values["reference"],
        )


class ConsigneeForm(RecallForm[RecallDetail]):
    """A form on one consignee."""

    def __init__(self, services: Services, detail: RecallDetail, consignee: ConsigneeView) -> None:
        super().__init__(services, detail)
        self.consignee = consignee

    @property
    def consignee_id(self) -> ConsigneeId:
        """The consignee."""
        return self.consignee.id

    def heading(self) -> str:
        """Return the heading with the consignee's name."""
        name = self.words.name(self.consignee.name, self.consignee.name_zh)
        return f"{self.words.text(self.title)}: {self.consignee.code} {name}"


FIGURES = (
    ("quarantined", N_("Kept apart")),
    ("used", N_("Used")),
    ("returned", N_("Returned")),
    ("destroyed", N_("Destroyed")),
)


class RespondForm(ConsigneeForm):
    """Record what a consignee answered."""

    title = N_("Answer")
    explain = N_("What became of each lot in all, former answers included. Former answers stay on record.")
    button = N_("Record answer")

    def __init__(self, services: Services, detail: RecallDetail, consignee: ConsigneeView) -> None:
        super().__init__(services, detail, consignee)
        lots = tuple(
            Choice(line.lot_id, line.lot_no, self.words.quantity(line.shipped, line.unit)) for line in consignee.lines
        )
        amounts = tuple(
            Field(name=name, label=label, kind=FieldKind.QUANTITY, required=False, chars=8) for name, label in FIGURES
        )
        columns = (Field(name="lot_id", label=N_("Lot"), kind=FieldKind.CHOICE, choices=lots), *amounts)
        self.values = {
            "contact": consignee.contact,
            "lines": [
                {"lot_id": line.lot_id, **{name: getattr(line, name) or None for name, _label in FIGURES}}
                for line in consignee.lines
            ],
        }
        self.fields = (
            Field(name="received_on", label=N_("&Received on"), kind=FieldKind.DATE),
            Field(name="contact", label=N_("&Who answered"), chars=28),
            Field(name="lines", label=N_("Lots"), kind=FieldKind.LINES, columns=columns),
            NOTE,
        )

    def message(self, values: Values) -> RecordResponse:
        """Return the command."""
        lines = [
            ResponseLine(lot_id=line["lot_id"], **{name: line[name] or Decimal(0) for name, _label in FIGURES})
            for line in values["lines"]
        ]
        return RecordResponse(
            recall_id=self.recall.id,
            consignee_id=self.consignee_id,
            received_on=values["received_on"],
            contact=values["contact"],
            lines=lines,
            note=values["note"],
        )


class CheckForm(ConsigneeForm):
    """Record an effectiveness check."""

    title = N_("Effectiveness check")
    explain = N_("Did the notice arrive, and was it acted upon?")
    button = N_("Record check")

    def __init__(self, services: Services, detail: RecallDetail, consignee: ConsigneeView) -> None:
        super().__init__(services, detail, consignee)
        self.fields = (
            DAY,
            self.code("method", N_("&How"), ContactMethod),
            Field(name="contact", label=N_("&Who was asked"), chars=28),
            Field(name="effective", label=N_("&It arrived and was acted upon"), kind=FieldKind.FLAG),
            Field(
                name="note",
                label=N_("&Note"),
                kind=FieldKind.NOTE,
                required=False,
                hint=N_("Needed where it was not: say what is done about it."),
            ),
        )

    def message(self, values: Values) -> RecordCheck:
        """Return the command."""
        return RecordCheck(recall_id=self.recall.id, consignee_id=self.consignee_id, **values)
