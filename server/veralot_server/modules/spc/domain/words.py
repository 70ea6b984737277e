"""The sentences that errors and checks of this module carry."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from veralot_shared.contracts.spc import Chart
from veralot_shared.i18n import N_

SYMBOLS: Final[Mapping[Chart, str]] = MappingProxyType(
    {
        Chart.XBAR_R: "X\u0304-R",
        Chart.XBAR_S: "X\u0304-s",
        Chart.I_MR: "I-MR",
        Chart.P: "p",
        Chart.NP: "np",
        Chart.C: "c",
        Chart.U: "u",
        Chart.EWMA: "EWMA",
        Chart.CUSUM: "CUSUM",
    }
)
"""What each kind of chart is called in every language (ISO 7870)."""

CODE: Final = N_("Give the characteristic a code.")
NAME: Final = N_("Give the characteristic a name.")
SIZE_MEASURED: Final = N_("Subgroups of the chart {chart} have {least} to {most} values.")
SIZE_ONE: Final = N_("Counts and single values have subgroups of one.")
RULE: Final = N_("Rule {rule} does not apply to the chart {chart}.")
INTERVAL: Final = N_("The sampling interval is at least one minute.")
WEIGHT: Final = N_("The weight of an EWMA is above 0 and at most 1; its width, the slack and the interval are above 0.")
LIMITS: Final = N_("The lower specification limit is below the upper one.")
NO_PLAN: Final = N_("Plan {plan} is not released.")
NO_CHARACTERISTIC: Final = N_("Plan {plan} has no characteristic {code}.")
KIND: Final = N_("The chart {chart} does not fit characteristic {code}.")

WRONG_NUMBER: Final = N_("Subgroup {place} has {given} values; {needed} are needed.")
NOT_FINITE: Final = N_("Subgroup {place} holds what is no number.")
PRECISION: Final = N_("Subgroup {place}: {value} has more than {precision} decimal places.")
NO_COUNT: Final = N_("Subgroup {place} needs what was counted and among how many.")
COUNT: Final = N_("Subgroup {place}: {count} among {looked_at} cannot be.")
VALUES_AND_COUNT: Final = N_("Subgroup {place} has values where counts belong, or the other way round.")
IN_FUTURE: Final = N_("Subgroup {place} was taken in the future.")
BACKWARDS: Final = N_("Subgroup {place} was taken before the one that is recorded already.")
NOTHING: Final = N_("Enter at least one subgroup.")

TOO_FEW: Final = N_("At least 20 subgroups are needed.")
NO_VARIATION: Final = N_("Nothing varies within subgroups, or nothing was ever found, so no variation is known.")
UNKNOWN_RANGE: Final = N_("Choose the first and the last of recorded subgroups, the first not after the last.")
AFTER_PHASE: Final = N_("New limits begin after the subgroups from which the former ones were computed began.")

TITLE: Final = N_("Give the study a title.")
GAUGE: Final = N_("Choose the gauge that is studied from the register of gauges.")
TWO_OF_EACH: Final = N_("A study needs at least two parts, two appraisers and two trials, each with a name of its own.")
SHAPE: Final = N_("{given} measurements were given; the study has {needed}.")
TOLERANCE: Final = N_("The tolerance is above 0.")
MEASUREMENT: Final = N_("Measurement {place} is no number.")

BLOCK_OPEN: Final = N_("Exception {number} of {chart}: {name} has no assignable cause and action yet.")
