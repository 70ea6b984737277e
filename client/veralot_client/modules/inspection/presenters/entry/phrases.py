"""What the entry screen says to scans, pastes and readings that do not fit."""

from typing import Final

from veralot_shared.i18n import N_

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
