"""The columns of the table of results. No Qt."""

from collections.abc import Callable
from typing import Final

from veralot_client.core.words import Words
from veralot_client.modules.inspection.presenters.columns import tone
from veralot_client.widgets.table.columns import Column, Filter, named, plain
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.inspection import CharacteristicView, Judgement, ResultView
from veralot_shared.i18n import N_
from veralot_shared.ids import CharacteristicId


def result_text(row: ResultView, words: Words) -> str:
    """Return what was recorded."""
    if row.value is not None:
        return words.number(row.value)
    if row.conforming is not None:
        return words.text("good") if row.conforming else words.text("bad")
    if row.nonconforming is not None:
        return words.text(
            "{bad} of {inspected} bad", bad=words.number(row.nonconforming), inspected=words.number(row.inspected or 0)
        )
    if row.not_applicable is not None:
        return words.text("not applicable: {reason}", reason=row.not_applicable)
    return row.text or (words.text("photo") if row.attachment_id else "")


def result_state(row: ResultView, words: Words) -> str:
    """Return whether a result counts, and if not, why."""
    if row.counts:
        return words.label(row.judgement)
    return words.text("set aside") if row.invalidated else words.text("corrected")


RESULTS: Final[tuple[Column[ResultView], ...]] = (
    Column(
        id="judgement",
        title=N_("Judged"),
        value=lambda row: row.judgement,
        text=result_state,
        tone=lambda row: tone(row.judgement) if row.counts else Tone.NEUTRAL,
        filter=Filter.CHOICE,
        choices=tuple(Judgement),
        chars=15,
    ),
    named("recorded_by", N_("Recorded by"), 14),
    plain("recorded_at", N_("Recorded at"), 20),
    Column(
        id="device_time",
        title=N_("Captured offline"),
        value=lambda row: row.device_time,
        tone=lambda row: Tone.WARNING if row.device_time else None,
        chars=20,
    ),
    plain("entered_at", N_("The same by the server’s clock"), 20, hidden=True),
    plain("note", N_("Note"), 20),
    plain("reason", N_("Reason of the correction"), 20),
    plain("late_reason", N_("Why late"), 16, hidden=True),
    plain("workstation", N_("Workstation"), 14, hidden=True),
)
"""What follows in the table of results."""

Asked = Callable[[CharacteristicId], CharacteristicView | None]
"""Tells the characteristic that a result is of; None while it is not known."""


def results(asked: Asked, newest: Callable[[], int]) -> tuple[Column[ResultView], ...]:
    """Return the columns of results: each with what was measured, in its unit and to its decimal places.

    `newest` tells which attempt is the newest: in a retest its results stand out.
    """

    def named_text(row: ResultView, words: Words) -> str:
        one = asked(row.characteristic_id)
        return row.code if one is None else f"{row.code}  {words.name(one.name, one.name_zh)}"

    def measured(row: ResultView, words: Words) -> str:
        one = asked(row.characteristic_id)
        if one is None or row.value is None:
            return result_text(row, words)
        return f"{words.measured(row.value, one.precision)}\N{NO-BREAK SPACE}{one.unit}".strip()

    return (
        Column(
            id="code",
            title=N_("Characteristic"),
            value=lambda row: row.code,
            text=named_text,
            filter=Filter.TEXT,
            chars=30,
        ),
        plain("sample_no", N_("Sample"), 7, right=True),
        plain("serial_no", N_("Serial number"), 14),
        Column(
            id="attempt",
            title=N_("Attempt"),
            value=lambda row: row.attempt,
            tone=lambda row: Tone.INFO if row.attempt == newest() > 1 else None,
            chars=7,
            right=True,
        ),
        Column(id="result", title=N_("Result"), value=lambda row: row.value, text=measured, chars=18, right=True),
        *RESULTS,
    )
