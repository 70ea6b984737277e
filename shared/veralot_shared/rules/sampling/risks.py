"""Reads the operating characteristic: producer's and consumer's risk, the qualities they belong to, and the worst outgoing."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import msgspec

from veralot_shared.rules.sampling import FractionInvalid
from veralot_shared.rules.sampling.curves import (
    Distribution,
    Outcome,
    law_of,
    outcome,
    probability_of_acceptance,
)
from veralot_shared.rules.sampling.terms import Plan

PRODUCER: Final = 0.95
"""Lots of the producer's risk quality are accepted so often: a risk of 5 %."""
CONSUMER: Final = 0.10
"""Lots of the consumer's risk quality (LTPD, RQL) are accepted so often."""
PRECISION: Final = 1e-10
UNLIKELY: Final = 0.005
"""Where the curve falls below this, it is drawn no further."""


class Risks(msgspec.Struct, frozen=True, kw_only=True):
    """The points of a curve that people talk about; qualities as fractions.

    `producer_risk` is how often a lot of AQL quality is not accepted, None where the plan has no AQL. `outgoing_limit` is the
    worst average outgoing quality (AOQL), reached at `outgoing_limit_at`.
    """

    distribution: Distribution
    producer_quality: float
    indifferent_quality: float
    consumer_quality: float
    aql: float | None
    producer_risk: float | None
    outgoing_limit: float
    outgoing_limit_at: float


def quality_at(plan: Plan, probability: float, distribution: Distribution | None = None) -> float:
    """Return the quality at which the plan accepts that often, by halving: the curve falls everywhere.

    Raises FractionInvalid, LotTooSmall.
    """
    if not 0 < probability < 1:
        raise FractionInvalid(value=probability)
    law = law_of(plan, distribution)
    low, high = 0.0, 1.0
    while law is Distribution.POISSON and probability_of_acceptance(plan, high, law) > probability:
        low, high = high, high * 2
    while high - low > PRECISION * high:
        middle = (low + high) / 2
        better = probability_of_acceptance(plan, middle, law) > probability
        low, high = (middle, high) if better else (low, middle)
    return high


def risks(plan: Plan, distribution: Distribution | None = None) -> Risks:
    """Return the points of a plan's curve. Raises LotTooSmall."""
    law = law_of(plan, distribution)
    aql = None if plan.aql is None else float(plan.aql / Decimal(100))
    worst = max(curve(plan, law), key=lambda point: point.outgoing)
    return Risks(
        distribution=law,
        producer_quality=quality_at(plan, PRODUCER, law),
        indifferent_quality=quality_at(plan, 1 / 2, law),
        consumer_quality=quality_at(plan, CONSUMER, law),
        aql=aql,
        producer_risk=None if aql is None else 1 - probability_of_acceptance(plan, aql, law),
        outgoing_limit=worst.outgoing,
        outgoing_limit_at=worst.quality,
    )


def curve(
    plan: Plan, distribution: Distribution | None = None, points: int = 201, end: float | None = None
) -> Sequence[Outcome]:
    """Return the curve from perfect quality to `end`, or to where a lot is hardly accepted any more. Raises LotTooSmall."""
    law = law_of(plan, distribution)
    last = quality_at(plan, UNLIKELY, law) if end is None else end
    return [outcome(plan, last * number / (points - 1), law) for number in range(points)]
