"""Computes what chosen subgroups say of the process: what limits are frozen from."""

from collections.abc import Sequence
from typing import NamedTuple

from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc import phases, subgroups
from veralot_server.modules.spc.controls import Row
from veralot_server.modules.spc.domain import charting, words
from veralot_server.modules.spc.domain.charting import Series
from veralot_server.modules.spc.statistics.limits import Estimate, TooFew
from veralot_shared.contracts.spc import LEAST_FOR_LIMITS, LimitsIncalculable
from veralot_shared.errors import ValueNotAllowed


class Base(NamedTuple):
    """The subgroups behind limits, how many there are, and what they say."""

    series: Series
    subgroups: int
    found: Estimate


def computed(tx: Transaction, control: Row, first: int, last: int, excluded: Sequence[int]) -> Base:
    """Return what subgroups say of the process. Raises: LimitsIncalculable."""
    if not 1 <= first <= last <= control.subgroups:
        raise LimitsIncalculable(first=first, last=last, problem=words.UNKNOWN_RANGE)
    found = subgroups.without(subgroups.series(tx, control.id, first, last), excluded)
    if len(found.numbers) < LEAST_FOR_LIMITS:
        problem = words.TOO_FEW
        raise LimitsIncalculable(first=first, last=last, problem=problem)
    try:
        return Base(found, len(found.numbers), charting.estimate(control.spec, found))
    except TooFew as nothing:
        raise LimitsIncalculable(first=first, last=last, problem=words.NO_VARIATION) from nothing


def require_later(tx: Transaction, control: Row, first: int) -> None:
    """Check that a phase begins after the one before it. Raises: ValueNotAllowed."""
    known = phases.of_control(tx, control.id)
    if known and first <= known[-1].first:
        raise ValueNotAllowed(value=str(first), rule=words.AFTER_PHASE, field="first")
