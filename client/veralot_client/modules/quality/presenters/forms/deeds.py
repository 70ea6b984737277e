"""Which fields of which message are special: choices that the record offers, and what they hold at first. No Qt."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, get_type_hints

import msgspec

from veralot_client.core.services import Services
from veralot_client.modules.quality.presenters.forms import derive
from veralot_client.modules.quality.presenters.hindrances import to_do
from veralot_client.modules.quality.presenters.lookups import RECORDS
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Values
from veralot_client.widgets.values import CODES
from veralot_shared.contracts.quality import (
    DEEDS,
    REPORTS,
    REWORKED,
    AssessImpact,
    CaseDetail,
    CaseView,
    CheckCapa,
    DecideReportability,
    DisposeNcr,
    EvaluateNcr,
    ExcludeLot,
    ExecuteLine,
    ExtendAction,
    FinishAction,
    InvestigateCapa,
    InvestigateDeviation,
    LineDisposition,
    LineEntry,
    LineState,
    LogComplaint,
    PermitWay,
    PlanCapa,
    QualityEvent,
    ReportLine,
    ReportToAuthority,
    SaidView,
    SegregateNcr,
    TriageComplaint,
    VerifyLine,
)
from veralot_shared.i18n import N_
from veralot_shared.messages import Command

SHOWN: Final = "shown"
"""A field that only shows what to know before one enters anything."""

Special = Callable[[Services, CaseDetail], dict[str, Field]]

AGAIN: Final = frozenset({EvaluateNcr, InvestigateCapa, InvestigateDeviation, PlanCapa, TriageComplaint, AssessImpact})
"""What may be said anew: the form begins with what was said last."""


def special(services: Services, detail: CaseDetail, kind: type[Command[Any]]) -> dict[str, Field]:
    """Return the fields of a message that the record itself shapes."""
    make = SPECIAL.get(kind)
    return make(services, detail) if make else {}


def first_values(services: Services, detail: CaseDetail, kind: type[Command[Any]]) -> Values:
    """Return what a form holds at first."""
    case = detail.case
    values: Values = derive.defaults_of(kind)
    if kind in AGAIN:
        values |= {"severity": case.severity, **chosen_defect(services, case), **last_said(detail, kind)}
    if kind in {EvaluateNcr, DecideReportability}:
        values["reports"] = [due.clock for due in detail.clocks if due.clock in REPORTS and due.met_at is None]
        values.setdefault("aware_on", case.aware_on)
    if kind is AssessImpact:
        values["lot_ids"] = [{"lot_id": Choice(lot.lot_id, lot.lot_no, lot.item_code)} for lot in detail.lots]
    if kind is DisposeNcr:
        values["lines"] = undecided(detail)
    elif kind is CheckCapa:
        values[SHOWN] = "\n".join(criteria(services, detail))
        values["measures"] = [{} for _ in criteria(services, detail)]
    elif kind is LogComplaint:
        first = {one.name: one.value for one in detail.steps[0].said}
        values |= {"aware_on": case.aware_on, "device_name": first.get("device_name", ""), "udi": first.get("udi", "")}
    for name, field in special(services, detail, kind).items():
        if field.kind is FieldKind.CHOICE and len(field.choices) == 1:
            values[name] = field.choices[0].key
    return values


def chosen_defect(services: Services, case: CaseView) -> Values:
    """Return the defect that a record has, as a form holds it."""
    if case.defect is None:
        return {}
    return {"defect": Choice(case.defect, services.words.name(case.defect_name, case.defect_name_zh), case.defect)}


# --- choices ---------------------------------------------------------------------------------------------------------


def line_choices(services: Services, detail: CaseDetail, *states: LineState) -> tuple[Choice, ...]:
    """Return the lines of the present cycle that are at one of these points."""
    words = services.words
    return tuple(
        Choice(line.id, f"{line.lot_no} · {words.quantity(line.quantity, line.unit)} · {words.label(line.disposition)}")
        for line in detail.lines
        if line.cycle == detail.case.cycle and line.state in states
    )


def choice(services: Services, name: str, choices: Iterable[Choice], **options: Any) -> dict[str, Field]:  # noqa: ANN401 - fields of `Field`
    """Return a field with these choices."""
    label = services.words.field(name)
    return {name: Field(name=name, label=label, kind=FieldKind.CHOICE, choices=tuple(choices), **options)}


def of_lines(*states: LineState) -> Special:
    """Return what offers the lines at these points."""
    return lambda services, detail: choice(services, "line_id", line_choices(services, detail, *states))


def open_actions(services: Services, detail: CaseDetail, *, own: bool) -> Sequence[Choice]:
    """Return actions that are not done, of this person alone or of everybody."""
    person = services.session.user
    mine = person.id if own and person is not None else None
    words = services.words
    return [
        Choice(
            action.id, action.what, words.beside(words.name(action.owner, action.owner_zh), words.date(action.due_on))
        )
        for action in to_do(detail)
        if mine is None or action.owner_id == mine
    ]


def lots_of(services: Services, detail: CaseDetail) -> tuple[Choice, ...]:
    """Return the lots of a record of which something is on hand."""
    words = services.words
    return tuple(
        Choice(lot.lot_id, lot.lot_no, words.quantity(lot.on_hand, lot.unit))
        for lot in detail.lots
        if lot.on_hand > Decimal(0)
    )


GROUNDS: Final = MappingProxyType(
    {
        "instruction": ("disposition", REWORKED),
        "adverse_effects": ("disposition", REWORKED),
        "regulatory_check": ("disposition", frozenset({LineDisposition.CONCESSION})),
    }
)
"""What only some dispositions need (I-56, I-58)."""


def disposing(services: Services, detail: CaseDetail) -> dict[str, Field]:
    """Return the lines of a disposition, with the lots of the record to choose from."""
    lots = choice(services, "lot_id", lots_of(services, detail))
    columns = derive.fields_of(services, LineEntry, lots)
    label = services.words.field("lines")
    shown = tuple(replace(derive.compact(one), asked=GROUNDS.get(one.name)) for one in columns)
    required = bool(undecided(detail))
    lines = Field(name="lines", label=label, kind=FieldKind.LINES, columns=shown, required=required)
    return {"lines": lines}


def dividing(services: Services, detail: CaseDetail) -> dict[str, Field]:
    """Return the lots that are still to be divided, and the units of their lines where the item is serialised."""
    words = services.words
    waiting = {line.lot_id: line.lot_no for line in detail.lines if not line.apart and line.state is LineState.DECIDED}
    lots = choice(services, "lot_id", (Choice(key, label) for key, label in waiting.items()))
    line = choice(services, "line_id", line_choices(services, detail, LineState.DECIDED))["line_id"]
    serials = Field(name="serials", label=words.field("serials"), kind=FieldKind.SERIALS)
    parts = Field(
        name="parts",
        label=words.field("parts"),
        kind=FieldKind.LINES,
        columns=(line, serials),
        required=False,
        hint=N_("Only of a serialised lot: which units go to which line."),
    )
    return {**lots, "parts": parts}


def excluding(services: Services, detail: CaseDetail) -> dict[str, Field]:
    """Return the lots that a permit counts as made under it."""
    words = services.words
    made = [one for one in detail.permitted if one.way is PermitWay.MADE]
    return choice(
        services, "lot_id", (Choice(one.lot_id, one.lot_no, words.quantity(one.quantity, one.unit)) for one in made)
    )


def measuring(services: Services, _detail: CaseDetail) -> dict[str, Field]:
    """Return the criteria of the plan above the field in which they are measured."""
    label = services.words.text("Criteria")
    shown = Field(name=SHOWN, label=label, kind=FieldKind.FIXED, required=False)
    hints = get_type_hints(CheckCapa)
    measures = derive.derived(services, "measures", hints["measures"], required=True)
    return {"case_id": shown, "measures": measures}


def reporting(services: Services, detail: CaseDetail) -> dict[str, Field]:
    """Return the reports that were decided upon and are not sent."""
    owed = [due.clock for due in detail.clocks if due.clock in REPORTS and due.met_at is None]
    return choice(services, "report", (Choice(clock, services.words.label(clock)) for clock in owed))


def deciding(services: Services, _detail: CaseDetail) -> dict[str, Field]:
    """Return the reports that there are."""
    choices = tuple(Choice(clock, services.words.label(clock)) for clock in sorted(REPORTS))
    label = services.words.field("reports")
    return {"reports": Field(name="reports", label=label, kind=FieldKind.CHOICES, choices=choices, required=False)}


SPECIAL: Final[Mapping[type[Command[Any]], Special]] = MappingProxyType(
    {
        DisposeNcr: disposing,
        SegregateNcr: dividing,
        ExecuteLine: of_lines(LineState.DECIDED),
        ReportLine: of_lines(LineState.ORDERED),
        VerifyLine: of_lines(LineState.REPORTED),
        ExcludeLot: excluding,
        FinishAction: lambda services, detail: choice(services, "action_id", open_actions(services, detail, own=True)),
        ExtendAction: lambda services, detail: choice(services, "action_id", open_actions(services, detail, own=False)),
        CheckCapa: measuring,
        ReportToAuthority: reporting,
        DecideReportability: deciding,
        EvaluateNcr: deciding,
    }
)

# --- what was said before --------------------------------------------------------------------------------------------


def undecided(detail: CaseDetail) -> list[Values]:
    """Return a line for all of each lot that is still to be decided on."""
    return [{"lot_id": lot.lot_id, "quantity": lot.on_hand} for lot in detail.lots if lot.lot_id in detail.undecided]


def criteria(services: Services, detail: CaseDetail) -> list[str]:
    """Return the criteria of the newest plan in words."""
    words = services.words
    found = []
    for row in newest(detail, QualityEvent.PLAN).get("criteria", []):
        cells = {cell["name"]: cell["value"] for cell in row}
        comparison = words.label(CODES["Comparison"](cells["comparison"]))
        found.append(
            words.text(
                "{metric}: {comparison} {threshold}, in {days} days, of {sample}",
                metric=cells.get("metric", ""),
                comparison=comparison,
                threshold=cells.get("threshold", ""),
                days=cells.get("period_days", ""),
                sample=cells.get("sample", ""),
            )
        )
    return found


def newest(detail: CaseDetail, event: QualityEvent) -> dict[str, Any]:
    """Return what the newest step of a kind has said, by name."""
    said: list[SaidView] = next((step.said for step in reversed(detail.steps) if step.event is event), [])
    return {one.name: one.value for one in said}


def last_said(detail: CaseDetail, kind: type[Command[Any]]) -> Values:
    """Return what was said last in such a step, as far as a form can hold it: records by their names it cannot."""
    said = newest(detail, DEEDS[kind][1])
    hints = get_type_hints(kind)
    known = {spec.name for spec in msgspec.structs.fields(kind)}
    found: Values = {}
    for name, value in said.items():
        if name in known and name not in RECORDS and not name.endswith(("_id", "_ids")):
            entered = rows(value) if isinstance(value, list) else as_entered(value, hints[name])
            if entered is not None:
                found[name] = entered
    return found


def as_entered(value: Any, hint: Any) -> Any:  # noqa: ANN401 - a JSON value and any annotation
    """Return a value of a step as a field holds it; nothing where it cannot."""
    try:
        return msgspec.convert(value, hint, strict=False)
    except msgspec.ValidationError:
        return None


def rows(value: list[Any]) -> list[Values] | None:
    """Return rows of a step as lines of a form; nothing where they name records."""
    made: list[Values] = []
    for row in value:
        if any(cell["name"].endswith("_id") for cell in row):
            return None
        made.append({cell["name"] or derive.SINGLE: read(cell) for cell in row})
    return made


def read(cell: dict[str, Any]) -> object:
    """Return one cell of a row as a field holds it."""
    head, _, name = cell["kind"].partition(":")
    if head == "code":
        return CODES[name](cell["value"])
    return Decimal(cell["value"]) if head == "number" and isinstance(cell["value"], str) else cell["value"]
