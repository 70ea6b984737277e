"""Everything that one can do with labels."""

from collections.abc import Iterator, Sequence
from typing import Any

from veralot_client.core.actions import Action, Menu
from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_shared.contracts.labels import (
    ApproveVersion,
    CloseJob,
    CreatePrinter,
    CreateTemplate,
    DestroyLabels,
    ExportLabels,
    QueueLabels,
    ReportLabels,
    ReprintLabels,
    ResumeJob,
    SaveDraft,
    TakeLabels,
    UpdatePrinter,
    UpdateTemplate,
    UseLabels,
    VoidLabels,
)
from veralot_shared.i18n import N_
from veralot_shared.messages import Message

TEMPLATES, DESIGNER, PRINTERS, JOB = "labels.templates", "labels.designer", "labels.printers", "labels.job"

ON_TEMPLATES: tuple[tuple[str, str, type[Message[Any]] | None, str], ...] = (
    ("create_template", N_("New template…"), CreateTemplate, "items/create"),
    ("open_designer", N_("Open designer"), None, "labels/label"),
    ("edit_template", N_("Rename or take out of use…"), UpdateTemplate, "items/edit"),
)

ON_PRINTERS: tuple[tuple[str, str, type[Message[Any]] | None, str], ...] = (
    ("create_printer", N_("New printer…"), CreatePrinter, "items/create"),
    ("edit_printer", N_("Edit printer…"), UpdatePrinter, "items/edit"),
)

ON_JOB: tuple[tuple[str, str, type[Message[Any]] | None, str], ...] = (
    ("send", N_("Print now"), TakeLabels, "labels/print"),
    ("resume", N_("Resume…"), ResumeJob, "common/next"),
    ("close", N_("Reconcile and close…"), CloseJob, "common/sign"),
    ("reprint", N_("Void and reprint…"), ReprintLabels, "common/refresh"),
    ("void", N_("Void…"), VoidLabels, "labels/void"),
    ("use", N_("Used"), UseLabels, "common/good"),
    ("destroy", N_("Destroyed…"), DestroyLabels, "genealogy/scrap"),
    ("came_out", N_("Came out of the printer"), ReportLabels, "common/good"),
    ("queue_again", N_("Did not come out: queue again"), ReportLabels, "common/undo"),
    ("save_pdf", N_("Save as PDF…"), ExportLabels, "genealogy/export"),
    ("save_zpl", N_("Save as ZPL…"), ExportLabels, "genealogy/export"),
)

ON_DESIGNER: tuple[tuple[str, str, type[Message[Any]] | None, str], ...] = (
    ("save_draft", N_("Save draft"), SaveDraft, "common/good"),
    ("approve", N_("Approve…"), ApproveVersion, "common/sign"),
)


def actions(services: Services) -> Iterator[Action]:
    """Yield every action of the module."""
    yield Action(
        id="labels.print",
        title=N_("Print labels…"),
        about=lambda subjects: open_print(services, subjects),
        kinds=("lot", "unit", "package", "location", "item", "gauge"),
        sends=QueueLabels,
        icon="labels/print",
        menu=Menu.RECORD,
        shortcut="Ctrl+P",
        hint=N_("Queue labels for what is shown or selected here."),
    )
    for panel, rows, menu in (
        (TEMPLATES, ON_TEMPLATES, Menu.RECORD),
        (DESIGNER, ON_DESIGNER, Menu.RECORD),
        (PRINTERS, ON_PRINTERS, Menu.ADMINISTRATION),
        (JOB, ON_JOB, Menu.PRODUCTION),
    ):
        for verb, title, sends, icon in rows:
            yield Action(id=f"labels.{verb}", title=title, panel=panel, sends=sends, icon=icon, menu=menu)


def open_print(services: Services, subjects: Sequence[Subject]) -> None:
    """Open the form that queues labels."""
    from veralot_client.modules.labels.presenters.printing import PrintForm  # noqa: PLC0415 - Qt only when used
    from veralot_client.widgets.form.dialog import show_form  # noqa: PLC0415 - as above

    dialog = show_form(services, PrintForm(services, subjects))
    dialog.done_with.connect(lambda job: services.navigator.open("label_job", job.id))
