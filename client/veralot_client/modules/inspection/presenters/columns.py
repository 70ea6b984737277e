"""The columns of the tables of inspections. No Qt."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from veralot_client.core.navigation import Place, Subject
from veralot_client.core.words import Words
from veralot_client.modules.inspection.presenters.entry.measuring import gauge_told
from veralot_client.modules.inspection.presenters.entry.standing import WRITABLE
from veralot_client.widgets.table import columns
from veralot_client.widgets.table.columns import Column, Filter, Option, named, plain
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.inspection import (
    UNDECIDED,
    CharacteristicView,
    DefectClass,
    InspectionStage,
    InspectionStatus,
    InspectionView,
    Judgement,
    PageState,
    PlanView,
    RevisionDifference,
    RevisionLine,
    RevisionStatus,
    Severity,
    StepView,
    SwitchingStep,
    SwitchingView,
    TableStatus,
    Verdict,
)
from veralot_shared.i18n import N_

BEGINS: Final = N_("begins with")
WAITING: Final = Option("waiting", N_("Undecided"))
OVERDUE: Final = Option("overdue", N_("Overdue"))

TONES: Final[Mapping[Any, Tone]] = MappingProxyType(
    {
        InspectionStatus.CREATED: Tone.WARNING,
        InspectionStatus.SAMPLING: Tone.INFO,
        InspectionStatus.RECORDING: Tone.INFO,
        InspectionStatus.OFFLINE_PENDING: Tone.WARNING,
        InspectionStatus.COMPLETE: Tone.INFO,
        InspectionStatus.EVALUATED: Tone.WARNING,
        InspectionStatus.OOS_INVESTIGATION: Tone.BAD,
        InspectionStatus.RETEST: Tone.WARNING,
        InspectionStatus.DECIDED: Tone.GOOD,
        InspectionStatus.CLOSED: Tone.NEUTRAL,
        InspectionStatus.CANCELLED: Tone.NEUTRAL,
        Verdict.PENDING: Tone.NEUTRAL,
        Verdict.ACCEPTED: Tone.GOOD,
        Verdict.NOT_ACCEPTED: Tone.BAD,
        Judgement.CONFORMING: Tone.GOOD,
        Judgement.NEAR_LIMIT: Tone.WARNING,
        Judgement.NONCONFORMING: Tone.BAD,
        Judgement.RECORDED: Tone.NEUTRAL,
        RevisionStatus.DRAFT: Tone.WARNING,
        RevisionStatus.RELEASED: Tone.GOOD,
        RevisionStatus.SUPERSEDED: Tone.NEUTRAL,
        RevisionStatus.WITHDRAWN: Tone.NEUTRAL,
        TableStatus.FIRST_READING: Tone.INFO,
        TableStatus.DIFFERING: Tone.BAD,
        TableStatus.AGREED: Tone.WARNING,
        TableStatus.IN_FORCE: Tone.GOOD,
        PageState.CONFIRMED: Tone.GOOD,
        PageState.PARTLY: Tone.WARNING,
        PageState.OWN: Tone.GOOD,
        PageState.OPEN: Tone.NEUTRAL,
        Severity.NORMAL: Tone.NEUTRAL,
        Severity.REDUCED: Tone.GOOD,
        Severity.TIGHTENED: Tone.WARNING,
        Severity.DISCONTINUED: Tone.BAD,
    }
)
"""How each state looks; it stands in words beside."""


def tone(value: object) -> Tone:
    """Return how a state looks."""
    return TONES.get(value, Tone.NEUTRAL)


coded: Final = partial(columns.coded, tones=tone)
"""A column of a code in this module's tones."""


def is_overdue(row: InspectionView) -> bool:
    """Return whether an inspection should be decided by now."""
    return row.due_at is not None and row.status in UNDECIDED and row.due_at < datetime.now(UTC)


def subject(one: InspectionView) -> Subject:
    """Return an inspection as what a page is about, with what other modules' actions ask of it."""
    traits = {"open": one.status in WRITABLE, "failed": one.failed > 0}
    return Subject("inspection", one.id, one.number, frozenset(name for name, true in traits.items() if true))


def due_text(row: InspectionView, words: Words) -> str:
    """Return when an inspection is due, and that it is overdue."""
    if row.due_at is None:
        return ""
    moment = words.moment(row.due_at)
    return words.text("{moment}, overdue", moment=moment) if is_overdue(row) else moment


def progress(row: InspectionView, words: Words) -> str:
    """Return how many of the results are there."""
    if row.skipped:
        return words.text("skipped")
    return f"{words.number(row.results)} / {words.number(row.results_due)}"


INSPECTIONS: Final[tuple[Column[InspectionView], ...]] = (
    Column(
        id="number",
        title=N_("Inspection"),
        value=lambda row: row.number,
        link=lambda row: Place("inspection", row.id),
        filter=Filter.TEXT,
        chars=15,
        hint=BEGINS,
    ),
    coded("status", N_("Status"), 18, filter=Filter.CHOICE, choices=(WAITING, *InspectionStatus)),
    Column(
        id="due_at",
        title=N_("Due"),
        value=lambda row: row.due_at,
        text=due_text,
        tone=lambda row: Tone.BAD if is_overdue(row) else None,
        filter=Filter.CHOICE,
        choices=(OVERDUE,),
        chars=29,
    ),
    columns.lot(16, filter=Filter.TEXT, hint=BEGINS),
    # A lot may have several inspections, each of a part of it.
    plain("quantity", N_("Quantity"), 9, right=True),
    plain("unit", N_("Unit"), 5, sortable=False),
    plain("item_code", N_("Item"), 12, filter=Filter.TEXT, hint=BEGINS),
    named("item_name", N_("Item name"), 26),
    plain("stage", N_("Stage"), 12, filter=Filter.CHOICE, choices=tuple(InspectionStage)),
    Column(
        id="results",
        title=N_("Results"),
        value=lambda row: row.results,
        text=progress,
        chars=10,
        right=True,
        sortable=False,
    ),
    Column(
        id="failed",
        title=N_("Nonconforming"),
        value=lambda row: row.failed,
        tone=lambda row: Tone.BAD if row.failed else None,
        chars=14,
        right=True,
        sortable=False,
    ),
    coded("severity", N_("Inspection severity"), 18),
    coded("verdict", N_("Verdict"), 13, filter=Filter.CHOICE, choices=tuple(Verdict)),
    plain("decision", N_("Usage decision"), 14),
    named("supplier", N_("Supplier"), 20),
    plain("order_no", N_("Order"), 12, hidden=True),
    plain("plan_code", N_("Plan"), 14, hidden=True),
    plain("origin", N_("Made by"), 14, hidden=True),
    plain("created_at", N_("Made at"), 20, hidden=True),
)

PLANS: Final[tuple[Column[PlanView], ...]] = (
    Column(
        id="code",
        title=N_("Plan"),
        value=lambda row: row.code,
        link=lambda row: Place("inspection_plan", row.id),
        filter=Filter.TEXT,
        chars=18,
        hint=BEGINS,
    ),
    coded("status", N_("Newest revision"), 14, filter=Filter.CHOICE, choices=tuple(RevisionStatus)),
    plain("revision", N_("Revision"), 8, right=True),
    plain("released", N_("In force"), 8, right=True),
    plain("item_code", N_("Item"), 12, filter=Filter.TEXT, hint=BEGINS),
    named("item_name", N_("Item name"), 28),
    plain("stage", N_("Stage"), 12, filter=Filter.CHOICE, choices=tuple(InspectionStage)),
    plain("operation", N_("Operation"), 12),
    named("supplier", N_("Supplier"), 20),
    named("customer", N_("Customer"), 20),
    plain("characteristics", N_("Characteristics"), 10, right=True, sortable=False),
    plain("changed_at", N_("Changed"), 20),
)


def number_text(name: str) -> Callable[[Any, Words], str]:
    """Return how a number of a characteristic reads: with just as many decimal places as it is read to."""

    def text(row: Any, _words: Words) -> str:  # noqa: ANN401 - any row with a precision
        value = getattr(row, name)
        return "" if value is None else f"{value:.{row.precision}f}"

    return text


def measure(name: str, title: str) -> Column[CharacteristicView]:
    """Return a column of a characteristic's number."""
    return Column(
        id=name, title=title, value=lambda row: getattr(row, name), text=number_text(name), chars=9, right=True
    )


CHARACTERISTICS: Final[tuple[Column[CharacteristicView], ...]] = (
    plain("position", N_("No."), 4, right=True),
    plain("code", N_("Balloon"), 8),
    named("name", N_("Characteristic"), 28),
    measure("lower", N_("Lower limit")),
    measure("nominal", N_("Nominal")),
    measure("upper", N_("Upper limit")),
    plain("unit", N_("Unit"), 6),
    plain("defect_class", N_("Defect class"), 10),
    plain("kind", N_("Kind"), 12),
    plain("sample_size", N_("Own sample"), 8, right=True),
    plain("method", N_("Method"), 18),
    Column(
        id="gauge_type",
        title=N_("Gauge"),
        value=lambda row: row.gauge_type,
        text=lambda row, words: gauge_told(row.gauge_type, words),
        chars=14,
    ),
    plain("investigate", N_("Investigated"), 10),
)

REVISIONS: Final[tuple[Column[RevisionLine], ...]] = (
    plain("number", N_("Revision"), 8, right=True),
    coded("status", N_("Status"), 13),
    plain("change_note", N_("What changed"), 34),
    plain("inspections", N_("Inspections"), 10, right=True),
    named("made_by", N_("Made by"), 14),
    plain("made_at", N_("Made at"), 20),
    named("released_by", N_("Released by"), 14),
    plain("released_at", N_("Released at"), 20),
)

DIFFERENCES: Final[tuple[Column[RevisionDifference], ...]] = (
    plain("code", N_("Characteristic or class"), 18),
    Column(
        id="field",
        title=N_("Field"),
        value=lambda row: row.field,
        text=lambda row, words: words.field(row.field),
        chars=18,
    ),
    plain("old", N_("Before the change"), 34),
    plain("new", N_("After the change"), 34),
)


STEPS: Final[tuple[Column[StepView], ...]] = (
    plain("at", N_("When"), 20),
    plain("event", N_("What was done"), 24),
    coded("to_status", N_("Status"), 18),
    named("by", N_("By"), 16),
    plain("note", N_("Note"), 40),
)

SWITCHINGS: Final[tuple[Column[SwitchingView], ...]] = (
    plain("item_code", N_("Item"), 12, filter=Filter.TEXT, hint=BEGINS),
    named("item_name", N_("Item name"), 26, filter=Filter.TEXT),
    named("supplier", N_("Supplier"), 22, filter=Filter.TEXT),
    coded("severity", N_("Inspection severity"), 18, filter=Filter.CHOICE, choices=tuple(Severity)),
    plain("score", N_("Switching score"), 9, right=True),
    plain("reducible", N_("May be reduced"), 10),
    plain("stage", N_("Stage"), 12, filter=Filter.CHOICE, choices=tuple(InspectionStage)),
    plain("line", N_("Operation"), 12, filter=Filter.TEXT),
    plain("rejections", N_("Not accepted, tightened"), 12, right=True),
    plain("lots", N_("Lots"), 6, right=True),
    plain("changed_at", N_("Changed"), 20),
)


def why_text(row: SwitchingStep, words: Words) -> str:
    """Return why a severity is what it is, class by class: each follows the rules by itself."""
    if len(row.classes) != len(row.why):
        return words.listed(words.label(one) for one in row.why)
    of_class: dict[DefectClass, list[str]] = {}
    for name, one in zip(row.classes, row.why, strict=True):
        of_class.setdefault(name, []).append(words.label(one))
    return " · ".join(words.headed(words.label(name), words.listed(told)) for name, told in of_class.items())


SWITCHING_STEPS: Final[tuple[Column[SwitchingStep], ...]] = (
    plain("at", N_("When"), 20),
    plain("event", N_("What happened"), 20),
    coded("to_severity", N_("Inspection severity"), 18),
    plain("score", N_("Score"), 6, right=True),
    Column(id="why", title=N_("Why"), value=lambda row: len(row.why), text=why_text, chars=44),
    Column(
        id="inspection_no",
        title=N_("Inspection"),
        value=lambda row: row.inspection_no,
        link=lambda row: Place("inspection", row.inspection_id) if row.inspection_id else None,
        chars=15,
    ),
    plain("lot_no", N_("Lot"), 14),
    named("by", N_("By"), 14),
    plain("reason", N_("Reason"), 30),
)
