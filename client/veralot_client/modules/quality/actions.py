"""Everything that a person can do with quality records, each under one id."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from veralot_client.core.actions import Action, Menu
from veralot_client.core.background import Job
from veralot_client.core.services import Services
from veralot_client.modules.quality.presenters.catalogue import DEED_TEXTS, verb
from veralot_client.modules.quality.presenters.forms.failing import FailedForm
from veralot_client.modules.quality.presenters.forms.opening import OPENINGS, SOURCES, OpenForm, SubjectForm
from veralot_shared.contracts.inspection import FailureView, GetInspection, InspectionView, ListFailures
from veralot_shared.contracts.quality import (
    DefineDefect,
    DiscloseComplainant,
    OpenNcr,
    PrintCase,
    RenameDefect,
    ReportDeviation,
    RestoreDefect,
    RetireDefect,
    SetAgreement,
    SetEscalations,
    SetTerms,
)
from veralot_shared.i18n import N_
from veralot_shared.ids import InspectionId
from veralot_shared.messages import Command

LIST, PAGE, CHARTS, AGREEMENTS = "quality.records", "quality.page", "quality.charts", "quality.agreements"
ESCALATIONS, TERMS, DEFECTS = "quality.escalations", "quality.terms", "quality.defects"

FROM_LOT: dict[str, tuple[str, str, type[Command[Any]]]] = {
    "quality.open_ncr": ("quality.open_ncr_here", N_("Report a nonconformity of this lot…"), OpenNcr),
    "quality.report_deviation": (
        "quality.report_deviation_here",
        N_("Report a deviation of this lot…"),
        ReportDeviation,
    ),
}
"""What can also be begun from a lot."""


def actions(services: Services) -> Iterator[Action]:
    """Yield every action of the module."""
    yield from openings(services)
    yield Action(
        id="quality.open_ncr_failed",
        title=N_("Report what failed as a nonconformity…"),
        kinds=("inspection",),
        trait="failed",
        about=lambda places: report_failed(services, InspectionId(places[0].id)),
        sends=OpenNcr,
        icon="common/warning",
        menu=Menu.QUALITY,
        hint=N_("Begins with what the inspection found; its lot and the suspected ones are held at once."),
    )
    yield Action(
        id="quality.open_ncr_of",
        title=N_("Report a nonconformity of this…"),
        kinds=tuple(SOURCES),
        about=lambda places: show(services, SubjectForm(services, places[0])),
        sends=OpenNcr,
        icon="common/warning",
        menu=Menu.QUALITY,
        hint=N_("Begins with the record that the page is about."),
    )
    yield from of_pages()
    for message, text in DEED_TEXTS.items():
        yield Action(
            id=verb(message),
            title=text.title,
            panel=PAGE,
            sends=message,
            icon=text.icon,
            menu=Menu.QUALITY,
            hint=text.explain,
            palette=True,
        )


def openings(services: Services) -> Iterator[Action]:
    """Yield what begins a record."""
    for name, opening in OPENINGS.items():
        yield Action(
            id=name,
            title=opening.title,
            run=partial(open_form, services, name),
            sends=opening.message,
            icon=opening.icon,
            menu=Menu.QUALITY,
            hint=opening.hint,
            shortcut=opening.shortcut,
        )
        if name in FROM_LOT:
            own, title, message = FROM_LOT[name]
            yield Action(
                id=own,
                title=title,
                kinds=("lot",),
                about=lambda places, name=name: open_form(services, name, places[0].id),  # type: ignore[misc]  # bound early
                sends=message,
                icon=opening.icon,
                menu=Menu.QUALITY,
                hint=opening.hint,
            )


def of_pages() -> Iterator[Action]:
    """Yield what belongs to the pages and is no deed."""
    yield Action(id="quality.open", title=N_("Open record"), panel=LIST, icon="common/open", menu=Menu.RECORD)
    yield Action(
        id="quality.only_open",
        title=N_("Closed ones too"),
        panel=LIST,
        icon="widgets/filter-x",
        menu=Menu.VIEW,
        hint=N_("Show what is closed as well, or leave it out."),
    )
    yield Action(
        id="quality.disclose",
        title=N_("Show the complainant…"),
        panel=PAGE,
        sends=DiscloseComplainant,
        icon="common/eye",
        menu=Menu.QUALITY,
        hint=N_("That you were shown it, and why, is put on record."),
    )
    yield Action(
        id="quality.print",
        title=N_("Save as PDF"),
        panel=PAGE,
        sends=PrintCase,
        icon="genealogy/export",
        menu=Menu.RECORD,
        hint=N_("The whole record with its signatures, signed by the plant. Who complained is not printed."),
    )
    for name, title in (
        ("quality.ncr_from", N_("Report a nonconformity from this…")),
        ("quality.capa_from", N_("Request a CAPA from this…")),
        ("quality.scar_from", N_("Request the supplier's corrective action from this…")),
        ("quality.test_from", N_("Plan a correction test of this…")),
    ):
        opening = OPENINGS[OF_RECORD[name]]
        yield Action(id=name, title=title, panel=PAGE, sends=opening.message, icon=opening.icon, menu=Menu.QUALITY)
    yield Action(
        id="quality.set_escalations",
        title=N_("Change the levels…"),
        panel=ESCALATIONS,
        sends=SetEscalations,
        icon="widgets/plus",
        menu=Menu.QUALITY,
    )
    yield Action(
        id="quality.set_term",
        title=N_("Change the term…"),
        panel=TERMS,
        sends=SetTerms,
        icon="items/edit",
        menu=Menu.QUALITY,
        hint=N_("Within how many days it is done from now on."),
    )
    yield from of_defects()
    yield Action(
        id="quality.set_agreement",
        title=N_("Enter what was agreed…"),
        panel=AGREEMENTS,
        sends=SetAgreement,
        icon="widgets/plus",
        menu=Menu.QUALITY,
    )
    yield Action(
        id="quality.former_agreements",
        title=N_("Former ones too"),
        panel=AGREEMENTS,
        icon="widgets/filter-x",
        menu=Menu.VIEW,
        hint=N_("Show what was agreed before as well, or leave it out."),
    )


def of_defects() -> Iterator[Action]:
    """Yield what can be done with the plant's defect codes."""
    for name, title, message, drawing, hint in (
        ("define", N_("Define a defect code…"), DefineDefect, "widgets/plus", N_("A new code that can be chosen.")),
        ("rename", N_("Change the names…"), RenameDefect, "items/edit", N_("And how grave it usually is.")),
        ("retire", N_("Retire…"), RetireDefect, "common/cancel", N_("It is offered no more; records keep it.")),
        ("restore", N_("Take back into use…"), RestoreDefect, "common/undo", N_("It can be chosen again.")),
    ):
        yield Action(
            id=f"quality.{name}_defect",
            title=title,
            panel=DEFECTS,
            sends=message,
            icon=drawing,
            menu=Menu.RECORD,
            hint=hint,
        )
    yield Action(
        id="quality.retired_defects",
        title=N_("Retired ones too"),
        panel=DEFECTS,
        icon="widgets/filter-x",
        menu=Menu.VIEW,
        hint=N_("Show codes that are offered no more as well, or leave them out."),
    )


OF_RECORD = {
    "quality.ncr_from": "quality.open_ncr",
    "quality.capa_from": "quality.request_capa",
    "quality.scar_from": "quality.draft_scar",
    "quality.test_from": "quality.plan_test",
}
"""What the page of a record begins from it, by the action."""


def open_form(services: Services, name: str, lot_id: int | None = None) -> None:
    """Open the form that begins a record, and then the record."""
    show(services, OpenForm(services, OPENINGS[name], lot_id=lot_id))


def report_failed(services: Services, inspection_id: InspectionId) -> None:
    """Open the form that reports what failed in an inspection; where nothing did, say so."""

    def read(_job: Job) -> tuple[InspectionView, list[FailureView]]:
        failures = services.server.call(ListFailures(inspection_id=inspection_id))
        return services.server.call(GetInspection(id=inspection_id)).inspection, failures

    def opened(found: tuple[InspectionView, list[FailureView]]) -> None:
        inspection, failures = found
        if failures:
            show(services, FailedForm(services, inspection, failures))
        else:
            services.notices.done(
                services.words.text("Nothing failed in inspection {number}.", number=inspection.number)
            )

    services.background.start(read, opened, services.notices.error)


def show(services: Services, form: Any) -> None:  # noqa: ANN401 - a form's presenter, whose type needs what is loaded later
    """Open a form, and the record that it begins."""
    from veralot_client.widgets.form.dialog import show_form  # noqa: PLC0415 - Qt only when used

    dialog = show_form(services, form)
    dialog.done_with.connect(lambda detail: services.navigator.open("quality", detail.case.id))
