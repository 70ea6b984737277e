"""Operating characteristics of plans: how often a lot of some quality is accepted, and what it costs.

Quality is the fraction nonconforming, 0 to 1; by Poisson it counts nonconformities per unit and may exceed 1. Of a plan by
variables it is the fraction beyond one limit.
"""

from collections.abc import Iterator
from enum import StrEnum
from math import exp, inf, lgamma, log, log1p
from typing import Final

import msgspec

from veralot_shared.rules.sampling import FractionInvalid, LotTooSmall
from veralot_shared.rules.sampling.terms import Plan
from veralot_shared.rules.sampling.variables import acceptance

COUNTED_FROM_AQL: Final = 10
"""Above this AQL the tables are for nonconformities per 100 units alone (5.2)."""


class Distribution(StrEnum):
    """By what law nonconforming come into a sample: from a process, from one lot, as nonconformities, or by values."""

    BINOMIAL = "binomial"
    HYPERGEOMETRIC = "hypergeometric"
    POISSON = "poisson"
    NORMAL = "normal"


class Outcome(msgspec.Struct, frozen=True):
    """What becomes of lots of one quality: accepted or not, after which inspected units, with which outgoing quality."""

    quality: float
    accepted: float
    average_sample: float
    outgoing: float


class Draw(msgspec.Struct, frozen=True):
    """One sample about to be drawn: units inspected so far, its size, the total that rejects, the quality and its law."""

    inspected: int
    size: int
    reject: int
    quality: float
    distribution: Distribution


class Ended(msgspec.Struct, frozen=True):
    """The end of inspection after one stage: units inspected until then, and how often it accepts or rejects there."""

    inspected: int
    accepted: float
    rejected: float


def suited(plan: Plan) -> Distribution:
    """Return the law that the standard's own tables use: Poisson above AQL 10, binomial to it, normal by variables."""
    if plan.constant is not None:
        return Distribution.NORMAL
    counted = plan.aql is not None and plan.aql > COUNTED_FROM_AQL
    return Distribution.POISSON if counted else Distribution.BINOMIAL


def law_of(plan: Plan, asked: Distribution | None = None) -> Distribution:
    """Return the law that is asked for, or the suited one; plans by variables have the normal one alone."""
    return suited(plan) if asked is None or Distribution.NORMAL in {asked, suited(plan)} else asked


def probability_of_acceptance(plan: Plan, quality: float, distribution: Distribution | None = None) -> float:
    """Return how often a lot of that quality is accepted by the plan, over all its stages.

    Hypergeometric needs the plan's lot size, of which the nearest whole number of units is nonconforming.
    Raises FractionInvalid, LotTooSmall.
    """
    return min(1.0, sum(end.accepted for end in ends(plan, quality, law_of(plan, distribution))))


def outcome(plan: Plan, quality: float, distribution: Distribution | None = None) -> Outcome:
    """Return acceptance, average sample number and average outgoing quality at one quality.

    Outgoing quality assumes that every lot that is not accepted is sorted, and nonconforming units are replaced (AOQ); it
    is the incoming one where the lot size is not known to matter. Raises FractionInvalid, LotTooSmall.
    """
    found = list(ends(plan, quality, law_of(plan, distribution)))
    size = plan.lot_size
    left = [1.0 if size is None else max(0, size - end.inspected) / size for end in found]
    return Outcome(
        quality=quality,
        accepted=min(1.0, sum(end.accepted for end in found)),
        average_sample=sum(end.inspected * (end.accepted + end.rejected) for end in found),
        outgoing=quality * sum(end.accepted * rest for end, rest in zip(found, left, strict=True)),
    )


def ends(plan: Plan, quality: float, distribution: Distribution) -> Iterator[Ended]:
    """Yield how inspection ends at each stage. Raises FractionInvalid, LotTooSmall."""
    if not (quality >= 0 and (quality <= 1 or distribution is Distribution.POISSON)):
        raise FractionInvalid(value=quality)
    if distribution is Distribution.HYPERGEOMETRIC and plan.lot_size is None:
        raise LotTooSmall(lot_size=0)
    if plan.constant is not None:
        size = plan.stages[0].size
        accepted = acceptance(float(plan.constant), size, quality)
        yield Ended(size, accepted, 1 - accepted)
        return
    going_on, inspected = {0: 1.0}, 0
    for number, stage in enumerate(plan.stages, start=1):
        totals = drawn(plan, going_on, Draw(inspected, stage.size, stage.reject, quality, distribution))
        inspected += stage.size
        accept = -1 if stage.accept is None else stage.accept
        last = number == len(plan.stages)
        accepted = sum(chance for total, chance in totals.items() if total <= accept or (last and total < stage.reject))
        alive = 0.0 if last else sum(chance for total, chance in totals.items() if accept < total)
        yield Ended(inspected, accepted, max(0.0, sum(going_on.values()) - accepted - alive))
        going_on = {total: chance for total, chance in totals.items() if accept < total}


def drawn(plan: Plan, going_on: dict[int, float], draw: Draw) -> dict[int, float]:
    """Return how often each total below the rejection number stands after one more sample."""
    totals: dict[int, float] = {}
    chances: list[float] = []
    for before, chance in going_on.items():
        if not chances or draw.distribution is Distribution.HYPERGEOMETRIC:
            chances = [exp(log_probability(plan, draw, before, found)) for found in range(draw.reject)]
        for total in range(before, draw.reject):
            totals[total] = totals.get(total, 0.0) + chance * chances[total - before]
    return totals


def log_probability(plan: Plan, draw: Draw, before: int, found: int) -> float:
    """Return the logarithm of how often a sample has so many nonconforming, after `before` in the samples so far."""
    if draw.distribution is Distribution.POISSON:
        mean = draw.size * draw.quality
        return found * safe_log(mean) - mean - lgamma(found + 1) if found else -mean
    if draw.distribution is Distribution.BINOMIAL:
        return log_binomial(draw.size, found, draw.quality)
    lot = plan.lot_size or 0
    bad = round(lot * draw.quality) - before
    rest = lot - draw.inspected
    if found > draw.size:
        return -inf
    return log_choose(bad, found) + log_choose(rest - bad, draw.size - found) - log_choose(rest, draw.size)


def log_binomial(size: int, found: int, quality: float) -> float:
    """Return the logarithm of a binomial probability, also at the ends, where everything or nothing is nonconforming."""
    if quality in {0.0, 1.0}:
        return 0.0 if found == (size if quality else 0) else -inf
    if found > size:
        return -inf
    return log_choose(size, found) + found * log(quality) + (size - found) * log1p(-quality)


def log_choose(of: int, chosen: int) -> float:
    """Return the logarithm of a binomial coefficient, minus infinity where there is no way to choose."""
    if not 0 <= chosen <= of:
        return -inf
    return lgamma(of + 1) - lgamma(chosen + 1) - lgamma(of - chosen + 1)


def safe_log(value: float) -> float:
    """Return a logarithm, minus infinity for nothing."""
    return log(value) if value > 0 else -inf
