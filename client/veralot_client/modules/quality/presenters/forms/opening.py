"""Forms that begin a record, from nothing, from a lot or from another record. No Qt."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.quality.presenters import lookups
from veralot_client.modules.quality.presenters.forms import derive
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Values
from veralot_shared.contracts.genealogy import GetLot, LotView
from veralot_shared.contracts.quality import (
    CaseDetail,
    DiscloseComplainant,
    DraftPermit,
    DraftScar,
    OpenNcr,
    PlanTest,
    Reach,
    ReceiveComplaint,
    ReportDeviation,
    RequestCapa,
    SourceKind,
)
from veralot_shared.i18n import N_
from veralot_shared.ids import LotId
from veralot_shared.messages import Command


class Opening(NamedTuple):
    """How a kind of record is begun."""

    message: type[Command[Any]]
    title: str
    icon: str
    hint: str
    explain: str
    shortcut: str = ""


OPENINGS: Final[Mapping[str, Opening]] = MappingProxyType(
    {
        "quality.open_ncr": Opening(
            OpenNcr,
            N_("Report a nonconformity…"),
            "common/warning",
            N_("Its lots and the suspected ones are held at once."),
            N_(
                "Say what is wrong. Everything named, and what it went into, is held at once; only quality lifts the holds."
            ),
            "Ctrl+Alt+N",
        ),
        "quality.report_deviation": Opening(
            ReportDeviation,
            N_("Report a deviation…"),
            "quality/record",
            N_("Something was done otherwise than laid down."),
            N_("Say what was done otherwise than laid down, when, and what was corrected at once."),
        ),
        "quality.receive_complaint": Opening(
            ReceiveComplaint,
            N_("Receive a complaint…"),
            "genealogy/recall",
            N_("From anybody, in whatever way."),
            N_(
                "Name, address, phone number and what concerns a patient's health are kept apart, and shown only on request."
            ),
        ),
        "quality.request_capa": Opening(
            RequestCapa,
            N_("Request a CAPA…"),
            "genealogy/dispose",
            N_("So that it does not happen again, or does not happen at all."),
            "",
        ),
        "quality.draft_permit": Opening(
            DraftPermit,
            N_("Ask for a permit to deviate…"),
            "audit/plan",
            N_("A planned deviation, within bounds."),
            N_("From which requirement, for which lots, how much, and on which days."),
        ),
        "quality.draft_scar": Opening(
            DraftScar,
            N_("Request a supplier's corrective action…"),
            "genealogy/shipment",
            N_("A supplier is to find the cause and remove it."),
            "",
        ),
        "quality.plan_test": Opening(
            PlanTest,
            N_("Plan a correction test…"),
            "genealogy/sample",
            N_("The test that proves that a correction works."),
            N_("Of which NCR or CAPA, by which method, on how many, and how many may fail. A failed test reopens it."),
        ),
    }
)
"""By the id of the action."""


class OpenForm(FormPresenter[CaseDetail]):
    """Begins a record."""

    button = N_("Save")

    def __init__(
        self, services: Services, opening: Opening, *, lot_id: int | None = None, origin: CaseDetail | None = None
    ) -> None:
        super().__init__(services)
        self.opening = opening
        self.title = opening.title
        self.explain = opening.explain
        self._lot_id = lot_id
        self.fields = derive.fields_of(services, opening.message, {})
        self.values = {"reach": Reach.DESCENDANTS, "allowed_failures": 0}
        if origin is not None:
            self.values |= from_record(origin, services.words)
        elif lot_id is not None:
            self.values["source_kind"] = SourceKind.LOT

    def heading(self) -> str:
        """Return what is begun."""
        return self.words.text(self.title).removesuffix("…")

    def begin(self) -> None:
        """Read the lot that the form was opened from."""
        if self._lot_id is not None:
            self.ask(GetLot(id=LotId(self._lot_id)), self._take)

    def message(self, values: Values) -> Command[Any]:
        """Return the command."""
        made = derive.message_of(self.opening.message, values)
        if not isinstance(made, Command):
            raise TypeError(f"{self.opening.message.__name__} is no command")
        return made

    def entered(self, path: str, values: Values) -> None:
        """Propose how grave the chosen defect usually is."""
        lookups.propose_severity(self, path, values)

    def said(self, reply: CaseDetail) -> str:
        """Say which number it got, and how many lots it holds."""
        held = sum(lot.hold_id is not None for lot in reply.lots)
        number = self.words.text("{number} is opened.", number=reply.case.number)
        lots = self.words.plural("{count} lot is held.", "{count} lots are held.", held) if held else ""
        return f"{number} {lots}".strip()

    def _take(self, lot: LotView) -> None:
        self.filled.tell("lot_ids", [{"lot_id": derive.lot_choice(lot)}])
        self.proposed.tell("source_label", lot.lot_no)
        if lot.supplier_id is not None:
            supplier = Choice(lot.supplier_id, self.words.name(lot.supplier or "", lot.supplier_zh or ""))
            self.proposed.tell("supplier_id", supplier)


def from_record(detail: CaseDetail, words: Words) -> Values:
    """Return what a record that comes from another begins with: all that the forms of both have."""
    origin = detail.case
    choice = Choice(origin.id, origin.number, origin.title, origin)
    values: Values = {
        "title": origin.title,
        "from_id": choice,
        "of_id": choice,
        "source_kind": SourceKind.CASE,
        "source_label": origin.number,
        "severity": origin.severity,
        "lot_ids": [{"lot_id": Choice(lot.lot_id, lot.lot_no, lot.item_code)} for lot in detail.lots],
    }
    if origin.defect is not None:
        values["defect"] = Choice(origin.defect, words.name(origin.defect_name, origin.defect_name_zh), origin.defect)
    if origin.item_id is not None:
        item = words.name(origin.item_name, origin.item_name_zh)
        values["item_id"] = Choice(origin.item_id, origin.item_code, item)
    if origin.supplier_id is not None:
        values["supplier_id"] = Choice(origin.supplier_id, words.name(origin.supplier, origin.supplier_zh))
    return values


class SubjectForm(OpenForm):
    """Reports a nonconformity of whatever a page is about: a gauge, a chart, an item, a supplier."""

    def __init__(self, services: Services, about: Subject) -> None:
        super().__init__(services, OPENINGS["quality.open_ncr"])
        self._about = about
        self.values |= {"source_kind": SOURCES[about.kind], "source_label": about.label}
        if about.kind == "item":
            self.values["item_id"] = Choice(about.id, about.label)

    def message(self, values: Values) -> Command[CaseDetail]:
        """Return the command; its source is the record of the page, whatever was typed over its number."""
        made = derive.message_of(OpenNcr, values, source_id=self._about.id)
        if not isinstance(made, OpenNcr):
            raise TypeError(f"{type(made).__name__} opens no nonconformity")
        return made


SOURCES: Final[Mapping[str, SourceKind]] = MappingProxyType(
    {
        "item": SourceKind.OTHER,
        "partner": SourceKind.SUPPLIER,
        "gauge": SourceKind.CALIBRATION,
        "calibration": SourceKind.CALIBRATION,
        "gauge_study": SourceKind.CALIBRATION,
        "control_chart": SourceKind.TREND,
        "location": SourceKind.ENVIRONMENT,
        "recall": SourceKind.CUSTOMER,
    }
)
"""Of which records of other modules' pages a nonconformity can be reported, and as from what it then counts."""


class DiscloseForm(FormPresenter[Any]):
    """Shows who complained, with the reason, which is put on record."""

    title = N_("Show the complainant…")
    explain = N_("That you were shown it, and why, is put on record.")
    button = N_("Show")

    def __init__(self, services: Services, detail: CaseDetail) -> None:
        super().__init__(services)
        self.detail = detail
        label = services.words.field("reason")
        self.fields = (Field(name="reason", label=label, kind=FieldKind.TEXT),)

    def message(self, values: Values) -> DiscloseComplainant:
        """Return the command."""
        return DiscloseComplainant(case_id=self.detail.case.id, reason=values["reason"])
