"""What the entry screen says to scans, pastes and readings that do not fit."""

from types import MappingProxyType
from typing import Final

from veralot_client.core.words import Words
from veralot_client.modules.inspection.presenters.entry.typed import Typed
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.inspection import CharacteristicView
from veralot_shared.i18n import N_
from veralot_shared.rules.judging import Judgement

UNKNOWN_SCAN: Final = N_("“{code}” is neither a unit of this lot nor a gauge.")
NO_SAMPLE_LEFT: Final = N_("Every sample has its unit already; {serial} is one too many.")
GAUGE_SET: Final = N_("Gauge {gauge}, calibrated until {day}.")
AT_UNIT: Final = N_("Unit {serial}: sample {number}.")
TOO_MANY: Final = N_("{count} values were pasted, but only {left} places follow here. Nothing was taken.")
TWO_WAYS: Final = N_("Copy one column, or one row: what was pasted has several of both. Nothing was taken.")
PASTED_WRONG: Final = N_("Value {number}: {problem} Nothing was taken.")
NOT_A_PLACE: Final = N_("A reading came, but the result that is shown takes no number.")
READ_ONLY: Final = N_("Results cannot be entered now: {status}.")
NEEDS_GAUGE: Final = N_("Scan the gauge first ({kind}).")
ALREADY_THERE: Final = N_("This result is recorded already. Correct it with a reason: the former one stays seen.")
STILL_READING: Final = N_("The results are still being read. Type it again in a moment.")
NOT_ON_DISK: Final = N_(
    "This computer’s disk does not take what is typed: it is full or broken. Send it now; until then a power cut would lose it."
)
WHY: Final = N_("{why}")
CAME: Final = MappingProxyType(
    {
        Judgement.CONFORMING: ("✓ ", N_("{value}, in specification: {characteristic}"), Tone.GOOD),
        Judgement.NEAR_LIMIT: ("△ ", N_("{value}, near the limit: {characteristic}"), Tone.WARNING),
        Judgement.NONCONFORMING: ("✗ ", N_("{value}, out of specification: {characteristic}"), Tone.BAD),
        Judgement.RECORDED: ("", N_("{value}: {characteristic}"), Tone.GOOD),
    }
)
"""What is said of a reading that an instrument sent: whoever measures looks at the piece, and the screen has gone on."""


def came(typed: Typed, one: CharacteristicView, words: Words) -> tuple[str, Tone]:
    """Return what to say of a reading that was taken, and how it sounds."""
    sign, text, tone = CAME[typed.judgement]
    value = f"{typed.text}\N{NO-BREAK SPACE}{one.unit}".strip()
    name = f"{one.code} {words.name(one.name, one.name_zh)}".strip()
    return f"{sign}{words.text(text, value=value, characteristic=name)}", tone
