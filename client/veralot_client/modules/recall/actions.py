"""Everything that a person can do with recalls, each under one id."""

from collections.abc import Iterator
from typing import Any

from veralot_client.core.actions import Action, Menu
from veralot_client.core.services import Services
from veralot_shared.contracts.genealogy import Permission as Genealogy
from veralot_shared.contracts.recall import (
    ChangeSuspects,
    CloseRecall,
    DecideRecall,
    EvaluateHazard,
    ExportConsignees,
    ExportLetters,
    FreezeFigures,
    GetAffected,
    HoldAffected,
    MarkRecalled,
    NotifyConsignees,
    ReconcileRecall,
    RecordCheck,
    RecordNotice,
    RecordResponse,
    StartRecall,
)
from veralot_shared.i18n import N_
from veralot_shared.messages import Message

LIST, PAGE = "recall.list", "recall.page"

ON_PAGE: tuple[tuple[str, str, type[Message[Any]], str, str], ...] = (
    ("add_suspect", N_("Add suspect…"), ChangeSuspects, "widgets/plus", N_("Say what else is suspected.")),
    (
        "drop_suspect",
        N_("Remove suspect"),
        ChangeSuspects,
        "common/close",
        N_("What is selected is suspected no longer."),
    ),
    (
        "change_tracing",
        N_("Tracing and instructions…"),
        ChangeSuspects,
        "genealogy/trace",
        N_("Trace single units or whole lots; say what consignees are to do."),
    ),
    ("look_again", N_("Find again"), GetAffected, "common/refresh", N_("Find what is affected now.")),
    ("hold_all", N_("Hold all…"), HoldAffected, "genealogy/hold", N_("Hold everything affected with one signature.")),
    (
        "mark",
        N_("Recall the lots…"),
        MarkRecalled,
        "genealogy/recall",
        N_("Give every affected lot the status recalled."),
    ),
    ("evaluate", N_("Evaluate the hazard…"), EvaluateHazard, "genealogy/dispose", ""),
    ("decide", N_("Decide…"), DecideRecall, "common/sign", ""),
    (
        "freeze",
        N_("Freeze the figures"),
        FreezeFigures,
        "common/lock",
        N_("Keep what is affected now, and list who has it."),
    ),
    ("notice", N_("Report to an authority…"), RecordNotice, "common/shield", ""),
    (
        "consignees",
        N_("Export the list…"),
        ExportConsignees,
        "genealogy/export",
        N_("Consignees and balance as PDF or XLSX."),
    ),
    ("letters", N_("Make letters…"), ExportLetters, "widgets/export", N_("To those selected, or to all.")),
    (
        "notify",
        N_("Record notification…"),
        NotifyConsignees,
        "common/good",
        N_("Those selected, or all, were notified."),
    ),
    ("respond", N_("Record an answer…"), RecordResponse, "genealogy/return", ""),
    ("check", N_("Record a check…"), RecordCheck, "genealogy/sample", ""),
    ("reconcile", N_("Reconcile…"), ReconcileRecall, "genealogy/adjust", ""),
    ("authority_close", N_("Closed by the authority…"), RecordNotice, "common/shield", ""),
    ("close", N_("Close…"), CloseRecall, "genealogy/release", ""),
)
"""What can be done on the page of one recall: verb, title, message, icon, hint."""


NEEDS = {"hold_all": Genealogy.HOLD, "mark": Genealogy.RECALL}
"""Rights that orders need beside that of running a recall: whoever has these has that one too."""


def actions(services: Services) -> Iterator[Action]:
    """Yield every action of the module."""
    yield Action(
        id="recall.start",
        title=N_("Start a recall…"),
        run=lambda: open_start(services, mock=False),
        sends=StartRecall,
        icon="genealogy/recall",
        menu=Menu.QUALITY,
        hint=N_("A real one: the law's steps and clocks follow."),
    )
    yield Action(
        id="recall.start_mock",
        title=N_("Start a mock recall…"),
        run=lambda: open_start(services, mock=True),
        sends=StartRecall,
        icon="common/scan",
        menu=Menu.QUALITY,
        shortcut="Ctrl+Shift+M",
        hint=N_("An exercise: how fast everything is found, and how much is accounted for."),
    )
    yield Action(
        id="recall.start_here",
        title=N_("Start a mock recall from here…"),
        kinds=("lot",),
        about=lambda subjects: open_from_lot(services, subjects[0].id),
        sends=StartRecall,
        icon="common/scan",
        menu=Menu.QUALITY,
        hint=N_("An exercise with this lot as the suspect."),
    )
    yield Action(
        id="recall.open",
        title=N_("Open recall"),
        panel=LIST,
        icon="common/open",
        menu=Menu.RECORD,
    )
    for verb, title, sends, picture, hint in ON_PAGE:
        yield Action(
            id=f"recall.{verb}",
            title=title,
            panel=PAGE,
            sends=sends,
            permission=NEEDS.get(verb),
            icon=picture,
            menu=Menu.QUALITY,
            hint=hint,
        )


def open_start(services: Services, *, mock: bool) -> None:
    """Open the form that starts a recall."""
    from veralot_client.modules.recall.presenters.starting import StartForm  # noqa: PLC0415 - Qt only when used

    show(services, StartForm(services, mock=mock))


def open_from_lot(services: Services, lot_id: int) -> None:
    """Open the form that starts a mock recall of a lot."""
    from veralot_client.modules.recall.presenters.starting import StartHereForm  # noqa: PLC0415 - as open_start

    show(services, StartHereForm(services, lot_id))


def show(services: Services, form: Any) -> None:  # noqa: ANN401 - a form's presenter, whose type needs what is loaded later
    """Open a form, and the recall that it starts."""
    from veralot_client.widgets.form.dialog import show_form  # noqa: PLC0415 - as open_start

    dialog = show_form(services, form)
    dialog.done_with.connect(lambda detail: services.navigator.open("recall", detail.recall.id))
