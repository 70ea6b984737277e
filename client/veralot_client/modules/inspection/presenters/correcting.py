"""The form that puts another result in the place of a wrong one, which stays seen with the reason. No Qt."""

from collections.abc import Callable
from typing import Any, Final

from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.inspection.presenters.entry.typed import NotUnderstood, Typed, understood
from veralot_client.modules.inspection.presenters.result_columns import result_text
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import MISSING, Choice, Field, FieldKind, Flaw, Values, Wrong
from veralot_shared.contracts.attachments import FileTarget, FileTargetKind, ListAttachments
from veralot_shared.contracts.gauges import ListGauges
from veralot_shared.contracts.inspection import (
    OPEN_FOR_RESULTS,
    CharacteristicKind,
    CharacteristicView,
    CorrectResult,
    InspectionDetail,
    RecordedView,
    ResultEntry,
    ResultView,
)
from veralot_shared.i18n import N_
from veralot_shared.ids import AttachmentId, GaugeId
from veralot_shared.messages import Page

OF_MANY: Final = N_("This result is of {count} samples: type how many of them failed, as 2/{count}.")
EITHER: Final = N_("Either there is a result, or a reason why there is none.")
MARGIN: Final = 100_000
"""More samples than any result covers: what it covers is compared here."""


def correctable(detail: InspectionDetail, result: ResultView | None) -> bool:
    """Return whether another result can be put in the place of one now: before the verdict, in the present attempt."""
    one = detail.inspection
    return result is not None and result.counts and result.attempt == one.attempt and one.status in OPEN_FOR_RESULTS


def told(result: ResultView, unit: str, words: Words) -> str:
    """Return a result in one line: what, how it was judged, who recorded it, and when."""
    shown = f"{result_text(result, words)} {unit}".strip() if result.value is not None else result_text(result, words)
    by = words.name(result.recorded_by, result.recorded_by_zh)
    return f"{shown} · {words.label(result.judgement)} · {words.beside(by, words.moment(result.recorded_at))}"


class CorrectForm(FormPresenter[RecordedView]):
    """Correct a recorded result."""

    title = N_("Correct a result")
    explain = N_("The former result stays on record and stays seen, with your reason. The new one counts in its place.")
    button = N_("Correct")

    def __init__(self, services: Services, detail: InspectionDetail, result: ResultView) -> None:
        super().__init__(services)
        self.detail, self.result = detail, result
        self.characteristic = next(one for one in detail.revision.characteristics if one.id == result.characteristic_id)
        self.values = {"former": told(result, self.characteristic.unit, self.words)}
        self.fields = (
            Field(name="former", label=N_("Recorded"), kind=FieldKind.FIXED, required=False),
            self._asked(),
            Field(
                name="not_applicable",
                label=N_("&Not applicable, because"),
                required=False,
                hint=N_("Instead of a result, where there can be none."),
            ),
            *self._gauges(),
            Field(name="reason", label=N_("Rea&son"), kind=FieldKind.NOTE, hint=N_("Why the former result was wrong.")),
        )

    def heading(self) -> str:
        """Return the heading with what is corrected."""
        one, words = self.characteristic, self.words
        sample = words.text("sample {number}", number=words.number(self.result.sample_no))
        about = words.beside(f"{one.code} {words.name(one.name, one.name_zh)}", sample)
        return words.headed(words.text(self.title), about)

    def message(self, values: Values) -> CorrectResult:
        """Return the command. Raises: Wrong."""
        reason = values["not_applicable"]
        given = values["result"]
        if bool(reason) == (given is not None and given != ""):
            raise Wrong(Flaw("result", EITHER if reason else MISSING))
        gauge = values.get("gauge_id")
        gauge_id = self.result.gauge_id if gauge is None else GaugeId(int(str(gauge.key)))
        fields = {"not_applicable": reason, "inspected": self.result.inspected} if reason else self._read(given)
        return CorrectResult(
            result_id=self.result.id,
            entry=ResultEntry(
                characteristic_id=self.characteristic.id,
                sample_no=None if self.result.unit_id is not None else self.result.sample_no,
                unit_id=self.result.unit_id,
                gauge_id=None if reason else gauge_id,
                **fields,
            ),
            reason=values["reason"],
        )

    def said(self, reply: RecordedView) -> str:
        """Say that it is corrected, and how the new result is judged."""
        judged = self.words.label(reply.results[0].judgement) if reply.results else ""
        return self.words.text("The result is corrected: {judged}.", judged=judged)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _asked(self) -> Field:
        kind = self.characteristic.kind
        label = N_("&Right result")
        if kind is CharacteristicKind.PHOTO:
            hint = N_("A picture that is attached to the lot.")
            return Field(
                name="result", label=label, kind=FieldKind.RECORD, required=False, search=self._pictures, hint=hint
            )
        if kind is CharacteristicKind.ATTRIBUTE:
            hint = N_("P for good, F for bad, or how many of how many failed, as 2/50.")
        elif kind is CharacteristicKind.TEXT:
            hint = ""
        else:
            hint = limits_told(self.characteristic, self.words)
        return Field(name="result", label=label, required=False, hint=hint)

    def _gauges(self) -> tuple[Field, ...]:
        if not self.characteristic.gauge_type and self.result.gauge_id is None:
            return ()
        hint = N_("Empty: the same as before.")
        return (
            Field(
                name="gauge_id",
                label=N_("&Gauge"),
                kind=FieldKind.RECORD,
                required=False,
                search=gauges(self.services),
                hint=hint,
            ),
        )

    def _read(self, given: Any) -> dict[str, Any]:  # noqa: ANN401 - a text, or the choice of a picture
        """Return what was entered as the fields of a result. Raises: Wrong."""
        if isinstance(given, Choice):
            return {"attachment_id": AttachmentId(int(str(given.key)))}
        try:
            typed = understood(str(given), self.characteristic, MARGIN)
        except NotUnderstood as wrong:
            raise Wrong(Flaw("result", wrong.flaw.text, wrong.flaw.values)) from wrong
        if self.characteristic.kind is CharacteristicKind.ATTRIBUTE:
            return self._counted(typed)
        return {"value": typed.value, "text": typed.words}

    def _counted(self, typed: Typed) -> dict[str, Any]:
        """Return good or bad in the form of the former result: of as many samples. Raises: Wrong."""
        covers = self.result.inspected or 1
        single = covers == 1
        if typed.covers != covers or (typed.nonconforming is None and not single):
            raise Wrong(Flaw("result", OF_MANY, {"count": covers}))
        bad = typed.nonconforming if typed.nonconforming is not None else int(not typed.conforming)
        if self.result.inspected is None:
            return {"conforming": bad == 0}
        return {"inspected": covers, "nonconforming": bad}

    def _pictures(self, text: str) -> list[Choice]:
        """Return pictures of the lot by name. Blocks. Raises: CodedError."""
        target = FileTarget(kind=FileTargetKind.LOT, id=self.detail.inspection.lot_id)
        wanted = text.casefold()
        return [
            Choice(one.id, one.file_name, self.words.moment(one.added_at), one)
            for one in self.services.server.call(ListAttachments(target=target))
            if one.withdrawn_at is None and one.media_type.startswith("image/") and wanted in one.file_name.casefold()
        ]


def gauges(services: Services) -> Callable[[str], list[Choice]]:
    """Return the search for gauges that may be used, by code, name or serial number."""

    def search(text: str) -> list[Choice]:
        found = services.server.call(ListGauges(search=text, page=Page(limit=records.LISTED)))
        return [
            Choice(one.id, one.code, services.words.name(one.name, one.name_zh), one)
            for one in found
            if one.rule is None
        ]

    return search


def limits_told(one: CharacteristicView, words: Words) -> str:
    """Return what is allowed, with its unit."""
    low, high = ("" if end is None else f"{end:.{one.precision}f}" for end in (one.lower, one.upper))
    if low and high:
        return f"{low} … {high} {one.unit}".strip()
    if low or high:
        return (f"≥ {low}" if low else f"≤ {high}") + f" {one.unit}"
    return words.text("in {unit}", unit=one.unit) if one.unit else ""
