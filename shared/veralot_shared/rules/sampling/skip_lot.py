"""Skip-lot sampling SkSP-2 of Dodge and Perry: after some accepted lots in a row, only a fraction of lots is inspected.

The inspected lots follow an ordinary plan. One lot that is not accepted ends skipping. ISO 2859-3 qualifies suppliers by
rules of its own and is not claimed here.
"""

import msgspec

from veralot_shared.rules.sampling import FractionInvalid, PlanInvalid


class SkipRule(msgspec.Struct, frozen=True):
    """After `clearance` lots accepted in a row, one lot of `one_in` is inspected, drawn at random."""

    clearance: int
    one_in: int

    def __post_init__(self) -> None:
        if self.clearance < 1 or self.one_in < 2:  # noqa: PLR2004 - one of one would skip nothing
            raise PlanInvalid


class SkipLot(msgspec.Struct, frozen=True):
    """What the lots so far leave to the next one: every lot is inspected until enough were accepted in a row."""

    rule: SkipRule
    skipping: bool = False
    accepted_in_row: int = 0


def must_inspect(state: SkipLot, draw: int) -> bool:
    """Tell whether the next lot is inspected. `draw` is a random whole number from 0 to below `one_in`, drawn by the server."""
    return not state.skipping or draw % state.rule.one_in == 0


def after(state: SkipLot, *, accepted: bool) -> SkipLot:
    """Return the state after a lot was inspected. A skipped lot changes nothing."""
    if not accepted:
        return SkipLot(state.rule)
    in_row = state.accepted_in_row + 1
    return SkipLot(state.rule, state.skipping or in_row >= state.rule.clearance, in_row)


def probability_of_acceptance(rule: SkipRule, of_plan: float) -> float:
    """Return how often a lot is accepted, inspected or skipped, where the plan accepts it with `of_plan` (Perry 1973).

    Raises FractionInvalid.
    """
    if not 0 <= of_plan <= 1:
        raise FractionInvalid(value=of_plan)
    fraction = 1 / rule.one_in
    cleared = of_plan**rule.clearance
    return (fraction * of_plan + (1 - fraction) * cleared) / (fraction + (1 - fraction) * cleared)
