"""The form that queues labels for what is shown or selected somewhere. No Qt."""

from collections.abc import Sequence

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Flaw, Values, Wrong
from veralot_shared.contracts.labels import (
    JobView,
    LabelKind,
    ListPrinters,
    ListTemplates,
    PrinterView,
    QueueLabels,
    TemplateView,
)
from veralot_shared.i18n import N_
from veralot_shared.ids import LotId, TemplateId
from veralot_shared.messages import Page

OF_A_LOT = (LabelKind.LOT, LabelKind.UNIT, LabelKind.PACKAGE)
"""What can be labelled where a lot is shown: itself, each of its units, each of its packages."""
NOT_POSITIVE = N_("It must be more than zero.")
NO_TEMPLATE = N_("There is no approved template for this. Design one and have it approved first.")


class PrintForm(FormPresenter[JobView]):
    """Queue labels."""

    title = N_("Print labels")
    explain = N_("What each label says is taken from the records now. Printing begins on the page that opens next.")
    button = N_("Queue labels")

    def __init__(self, services: Services, subjects: Sequence[Subject]) -> None:
        super().__init__(services)
        self.subjects = subjects
        self.kind = LabelKind(subjects[0].kind)
        self.templates: dict[TemplateId, TemplateView] = {}
        self.read = False
        self.values = {"copies": 1}
        self.fields = (
            Field(name="template_id", label=N_("&Template"), kind=FieldKind.CHOICE),
            Field(name="copies", label=N_("&Copies of each"), kind=FieldKind.WHOLE, chars=8),
            Field(
                name="printer_id",
                label=N_("&Printer"),
                kind=FieldKind.CHOICE,
                required=False,
                hint=N_("Empty: saved as a file."),
            ),
        )

    def begin(self) -> None:
        """Read which templates fit, and which printers there are."""
        self.ask(ListTemplates(page=Page(limit=1000)), self._take_templates)
        self.ask(ListPrinters(), self._take_printers)

    def summary(self, values: Values) -> str:
        """Say what is labelled."""
        template = self.templates.get(values.get("template_id") or TemplateId(0))
        if not self.templates:
            return self.words.text(NO_TEMPLATE) if self.read else ""
        if template is not None and template.kind is not self.kind:
            return self.words.text("For every {kind} of the lot.", kind=self.words.label(template.kind).lower())
        return self.words.plural("For {count} record.", "For {count} records.", len(self.subjects))

    def message(self, values: Values) -> QueueLabels:
        """Return the command. Raises: Wrong."""
        if values["copies"] < 1:
            raise Wrong(Flaw("copies", NOT_POSITIVE))
        template = self.templates[values["template_id"]]
        whole_lot = template.kind is not self.kind
        return QueueLabels(
            template_id=template.id,
            subject_ids=[] if whole_lot else [each.id for each in self.subjects],
            lot_id=LotId(self.subjects[0].id) if whole_lot else None,
            copies=values["copies"],
            printer_id=values["printer_id"],
        )

    def said(self, reply: JobView) -> str:
        """Say how many were queued."""
        total = reply.counts.total
        return self.words.plural(
            "{count} label queued as {job}.", "{count} labels queued as {job}.", total, job=reply.job_no
        )

    def _fits(self, template: TemplateView) -> bool:
        if not template.active or template.effective is None:
            return False
        of_the_lot = self.kind is LabelKind.LOT and len(self.subjects) == 1 and template.kind in OF_A_LOT
        return template.kind is self.kind or of_the_lot

    def _take_templates(self, found: list[TemplateView]) -> None:
        self.templates = {template.id: template for template in found if self._fits(template)}
        self.read, words = True, self.words
        choices = tuple(
            Choice(each.id, each.code, words.beside(words.name(each.name, each.name_zh), words.label(each.kind)), each)
            for each in self.templates.values()
        )
        self.offered.tell("template_id", choices)
        own = [each.id for each in self.templates.values() if each.kind is self.kind]
        if own:
            self.proposed.tell("template_id", own[0])

    def _take_printers(self, found: list[PrinterView]) -> None:
        active = [printer for printer in found if printer.active]
        self.offered.tell("printer_id", tuple(Choice(each.id, each.code, each.name, each) for each in active))
        if len(active) == 1:
            self.proposed.tell("printer_id", active[0].id)
