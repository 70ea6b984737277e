"""The forms of one chart: record, answer, freeze, switch rules, pause. No Qt."""

from typing import Any, TypeVar

from veralot_client.core.services import Services
from veralot_client.modules.spc.presenters import entering
from veralot_client.modules.spc.presenters.columns import rules_text
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Flaw, Values, Wrong
from veralot_shared.contracts.genealogy import ListLots, LotFilter
from veralot_shared.contracts.spc import (
    CONTROL_TRANSITIONS,
    COUNTED,
    LEAST_FOR_LIMITS,
    RULES,
    AnswerException,
    Cause,
    ChangeControl,
    ControlEvent,
    ControlView,
    ExceptionView,
    ExplainMissed,
    FreezeLimits,
    LimitsView,
    MissedView,
    MoveControl,
    PhaseView,
    PreviewLimits,
    RecordedSubgroups,
    RecordSubgroups,
    applicable_rules,
)
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.ids import LotId
from veralot_shared.messages import Page

R = TypeVar("R")
NUMBERS = N_("Type numbers of subgroups, such as 7, 12.")
TO_SIGN = N_("Continue to signature")


class ChartForm(FormPresenter[R]):
    """A form on one chart."""

    def __init__(self, services: Services, control: ControlView) -> None:
        super().__init__(services)
        self.control = control

    def heading(self) -> str:
        """Return the heading with the chart's code."""
        return self.words.headed(self.control.code, self.words.text(self.title))


class RecordForm(ChartForm[RecordedSubgroups]):
    """Record subgroups: typed, or pasted from a sheet."""

    title = N_("Record subgroups")
    button = N_("Record")

    def __init__(self, services: Services, control: ControlView) -> None:
        super().__init__(services, control)
        counts = control.chart in COUNTED
        self.explain = (
            N_("One line for each subgroup: what was counted, and among how many.")
            if counts
            else N_("One line for each subgroup, its values parted by spaces or tabs; or one pasted column of values.")
        )
        fields = [
            Field(name="values", label=N_("&Values"), kind=FieldKind.NOTE),
            Field(name="lot", label=N_("&Lot"), kind=FieldKind.RECORD, required=False, search=self._lots, ais=("10",)),
        ]
        if control.missed:
            self.values = {"missed": self.words.number(control.missed)}
            fields.append(Field(name="missed", label=N_("Missed samples"), kind=FieldKind.FIXED, required=False))
        if control.interval_minutes is not None:
            hint = N_("Only where timed samples before this one were missed: why they were.")
            fields.append(
                Field(
                    name="late_reason",
                    label=N_("&Reason"),
                    kind=FieldKind.NOTE,
                    required=bool(control.missed),
                    hint=hint,
                )
            )
        self.fields = tuple(fields)

    def message(self, values: Values) -> RecordSubgroups:
        """Return the command. Raises: Wrong."""
        lot: Choice | None = values["lot"]
        lot_id = None if lot is None else LotId(int(str(lot.key)))
        control, reason = self.control, values.get("late_reason") or ""
        entries = entering.subgroups(values["values"], control.chart, control.subgroup_size, lot_id, reason)
        return RecordSubgroups(control_id=control.id, subgroups=entries)

    def summary(self, values: Values) -> str:
        """Return how many subgroups that is."""
        try:
            entries = entering.subgroups(
                values.get("values") or "", self.control.chart, self.control.subgroup_size, None, ""
            )
        except Wrong:
            return ""
        return self.words.plural("{count} subgroup", "{count} subgroups", len(entries)) if entries else ""

    def said(self, reply: RecordedSubgroups) -> str:
        """Say how many are kept, and at what recording stopped."""
        kept = self.words.plural("{count} subgroup recorded.", "{count} subgroups recorded.", len(reply.subgroup_ids))
        if reply.exception is None:
            return kept
        number = reply.exception.number
        if not reply.left:
            return f"{kept} {self.words.text('Exception {number} is open.', number=number)}"
        stopped = self.words.text(
            "Exception {number} is open; {left} subgroups after it were not recorded.",
            number=number,
            left=self.words.number(reply.left),
        )
        return f"{kept} {stopped}"

    def _lots(self, text: str) -> list[Choice]:
        wanted = LotFilter(lot_no=text)
        found = self.services.server.call(ListLots(filter=wanted, page=Page(limit=20))).rows
        item = self.control.item_id
        return [Choice(lot.id, lot.lot_no, lot.item_code) for lot in found if item is None or lot.item_id == item]


class AnswerForm(FormPresenter[ExceptionView]):
    """Answer an exception."""

    title = N_("Answer the exception")
    explain = N_("Until cause and action are stated, no further subgroup of this characteristic can be saved.")
    button = N_("Answer")

    def __init__(self, services: Services, exception: ExceptionView) -> None:
        super().__init__(services)
        self.exception = exception
        choices = tuple(Choice(one, self.words.label(one)) for one in Cause)
        self.values = {"broken": rules_text(exception.rules, self.words)}
        self.fields = (
            Field(name="broken", label=N_("Breach"), kind=FieldKind.FIXED, required=False),
            Field(name="cause", label=N_("Assignable &cause"), kind=FieldKind.CHOICE, choices=choices),
            Field(name="cause_text", label=N_("What was &found"), kind=FieldKind.NOTE),
            Field(name="action", label=N_("&Action taken"), kind=FieldKind.NOTE),
        )

    def heading(self) -> str:
        """Return the heading with numbers of exception, chart and subgroup."""
        one = self.exception
        return f"{one.number} · {one.control_code} · {self.words.number(one.subgroup_no)}"

    def message(self, values: Values) -> AnswerException:
        """Return the command."""
        return AnswerException(
            exception_id=self.exception.id,
            cause=values["cause"],
            cause_text=values["cause_text"],
            action=values["action"],
        )

    def said(self, reply: ExceptionView) -> str:
        """Say that it is answered."""
        return self.words.text("Exception {number} is answered.", number=reply.number)


class ExplainForm(FormPresenter[MissedView]):
    """Say why timed samples were missed."""

    title = N_("Explain missed samples")
    explain = N_("The next sample was taken without a word on those before it.")
    button = N_("Explain")

    def __init__(self, services: Services, missed: MissedView) -> None:
        super().__init__(services)
        self.missed = missed
        due = self.words.text(
            "{count}, the first due {moment}", count=missed.missed, moment=self.words.moment(missed.due_at)
        )
        self.values = {"missed": due}
        self.fields = (
            Field(name="missed", label=N_("Missed samples"), kind=FieldKind.FIXED, required=False),
            Field(name="reason", label=N_("&Reason"), kind=FieldKind.NOTE),
        )

    def message(self, values: Values) -> ExplainMissed:
        """Return the command."""
        return ExplainMissed(missed_id=self.missed.id, reason=values["reason"])

    def said(self, _reply: MissedView) -> str:
        """Say that it is kept."""
        return self.words.text("The reason is kept.")


def proposed_first(subgroups: int, phases: list[PhaseView]) -> int:
    """Return from which subgroup on new limits are proposed: behind those of the last phase, but enough for limits."""
    if not phases:
        return 1
    enough = subgroups - LEAST_FOR_LIMITS + 1
    return max(1, phases[-1].base_first + 1, min(phases[-1].base_last + 1, enough))


class FreezeForm(ChartForm[PhaseView]):
    """Freeze limits that are computed from chosen subgroups."""

    title = N_("Freeze limits")
    explain = N_(
        "Limits are computed from the subgroups that you choose, never typed. They hold from the first of these on. Leave "
        "out subgroups whose assignable cause is known and removed; say why."
    )
    button = TO_SIGN

    def __init__(self, services: Services, control: ControlView, phases: list[PhaseView]) -> None:
        super().__init__(services, control)
        self.preview: LimitsView | None = None
        self.problem = ""
        self.values = {"first": proposed_first(control.subgroups, phases), "last": max(control.subgroups, 1)}
        self.fields = (
            Field(name="first", label=N_("&First subgroup"), kind=FieldKind.WHOLE, chars=8),
            Field(name="last", label=N_("&Last subgroup"), kind=FieldKind.WHOLE, chars=8),
            Field(name="excluded", label=N_("L&eave out"), required=False, hint=NUMBERS),
            Field(name="limits", label=N_("Limits"), kind=FieldKind.FIXED, required=False),
            Field(name="reason", label=N_("Rea&son"), kind=FieldKind.NOTE),
        )

    def begin(self) -> None:
        """Compute what the proposed subgroups would give."""
        self._compute(self.values | {"excluded": ""})

    def entered(self, path: str, values: Values) -> None:
        """Compute anew when other subgroups are chosen."""
        if path in {"first", "last", "excluded"} and values.get("first") and values.get("last"):
            self._compute(values)

    def message(self, values: Values) -> FreezeLimits:
        """Return the command. Raises: Wrong."""
        return FreezeLimits(
            control_id=self.control.id,
            first=values["first"],
            last=values["last"],
            excluded=excluded(values["excluded"] or ""),
            reason=values["reason"],
        )

    def limits_text(self) -> str:
        """Return the limits that these subgroups would give."""
        found, words = self.preview, self.words
        if found is None:
            return self.problem
        text = words.text(
            "{count} subgroups: centre {centre}, limits {lower} to {upper}.",
            count=words.number(found.subgroups),
            centre=short(found.location.centre),
            lower=short(found.location.lower),
            upper=short(found.location.upper),
        )
        if found.broken:
            numbers = self.words.listed(map(str, found.broken))
            text += " " + words.text("Subgroups that break a rule: {numbers}.", numbers=numbers)
        return text

    def said(self, reply: PhaseView) -> str:
        """Say that the phase is frozen."""
        return self.words.text("Phase {number} is frozen.", number=self.words.number(reply.number))

    def _compute(self, values: Values) -> None:
        try:
            left_out = excluded(values.get("excluded") or "")
        except Wrong:
            return
        self.ask(
            PreviewLimits(control_id=self.control.id, first=values["first"], last=values["last"], excluded=left_out),
            self._take,
            self._refused,
        )

    def _take(self, found: LimitsView) -> None:
        self.preview = found
        self.filled.tell("limits", self.limits_text())

    def _refused(self, error: CodedError) -> None:
        self.preview, self.problem = None, self.words.error(error)
        self.filled.tell("limits", self.problem)


def excluded(text: str) -> list[int]:
    """Return numbers of subgroups. Raises: Wrong."""
    parts = [part for part in text.replace(",", " ").replace("，", " ").replace("、", " ").split() if part]
    if not all(part.isdecimal() for part in parts):
        raise Wrong(Flaw("excluded", NUMBERS))
    return [int(part) for part in parts]


def short(value: float | None) -> str:
    """Return a computed figure as people read it."""
    return "–" if value is None else f"{value:.5g}"


class RulesForm(ChartForm[ControlView]):
    """Switch rules, and change how often is sampled."""

    title = N_("Rules and interval")
    explain = N_("Each rule that is on opens an exception when a subgroup completes its pattern.")
    button = N_("Save")

    def __init__(self, services: Services, control: ControlView) -> None:
        super().__init__(services, control)
        self.values = {"rules": list(control.rules), "interval_minutes": control.interval_minutes}
        self.fields = (
            Field(
                name="rules",
                label=N_("&Rules"),
                kind=FieldKind.CHOICES,
                choices=rule_choices(self, control.chart),
                required=False,
            ),
            interval_field(),
        )

    def message(self, values: Values) -> ChangeControl:
        """Return the command."""
        return ChangeControl(
            control_id=self.control.id,
            version=self.control.version,
            rules=sorted(int(rule) for rule in values["rules"] or []),
            interval_minutes=values["interval_minutes"],
        )


def rule_choices(form: FormPresenter[Any], chart: Any) -> tuple[Choice, ...]:  # noqa: ANN401 - a `Chart`, or nothing yet
    """Return the rules that mean something on a chart, with their words."""
    known = sorted(applicable_rules(chart))
    return tuple(Choice(rule, form.words.headed(str(rule), form.words.text(RULES[rule]))) for rule in known)


def interval_field() -> Field:
    """Return the field of the sampling interval."""
    return Field(
        name="interval_minutes",
        label=N_("Sampling &interval, minutes"),
        kind=FieldKind.WHOLE,
        required=False,
        hint=N_("Empty: samples are not timed."),
        chars=8,
    )


class MoveForm(ChartForm[ControlView]):
    """Pause, resume or end."""

    title = N_("Pause, resume or end")
    explain = N_("While it is paused no timed sample is due. What has ended is not begun again.")
    button = N_("Do it")

    def __init__(self, services: Services, control: ControlView) -> None:
        super().__init__(services, control)
        possible = [event for status, event in CONTROL_TRANSITIONS if status is control.status]
        self.values = {"event": possible[0] if possible else None}
        choices = tuple(Choice(event, self.words.label(event)) for event in possible)
        self.fields = (
            Field(name="event", label=N_("&What"), kind=FieldKind.CHOICE, choices=choices),
            Field(name="reason", label=N_("Rea&son"), kind=FieldKind.NOTE),
        )

    def message(self, values: Values) -> MoveControl:
        """Return the command."""
        event: ControlEvent = values["event"]
        return MoveControl(control_id=self.control.id, event=event, reason=values["reason"])
