"""Sampling by variables: standard deviation method, variability unknown (ANSI/ASQ Z1.9-2003, AQL-14).

A single limit is judged by the constant k (Form 1), two limits together by the estimated percent nonconforming and its
maximum M (Form 2). M is computed from k, so that both forms decide alike; the printed M belongs to a k with more figures
than are printed and differs from it slightly. The characteristic must be normally distributed; whoever uses the result
checks that.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from math import asin, cos, exp, lgamma, pi, sin, sqrt
from statistics import fmean, stdev
from typing import Final

import msgspec

from veralot_shared.rules.sampling import (
    AqlUnknown,
    InspectionDiscontinued,
    LetterNotEstablished,
    LimitsInvalid,
    LotTooSmall,
    SchemeHasNoTables,
    SpreadMissing,
    TooFewMeasured,
)
from veralot_shared.rules.sampling.tables import DOWN, NO_PLAN, SMALLEST_LOT, read
from veralot_shared.rules.sampling.terms import InspectionLevel, Scheme, Severity

LEVELS: Final = ("S-3", "S-4", "I", "II", "III")
TIGHTENED_COLUMN: Final = "T"
PERCENT_STEP: Final = Decimal("0.001")
STEPS: Final = 400
"""Steps of the integration; the estimates then agree with the printed tables to their last digit."""


class VariablesPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How many units are measured, and what their values are compared with: `k`, or `maximum` percent for two limits."""

    scheme: Scheme
    severity: Severity
    lot_size: int
    level: InspectionLevel
    aql: Decimal
    letter: str
    row: str
    size: int
    k: Decimal
    maximum: Decimal
    hundred_percent: bool = False


class VariablesDecision(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on measured values and what it rests on. Percents are None without the limit; indices likewise."""

    accepted: bool
    mean: float
    deviation: float
    lower_index: float | None
    upper_index: float | None
    lower_percent: float | None
    upper_percent: float | None


def variables_plan(
    lot_size: int,
    level: InspectionLevel,
    aql: Decimal,
    severity: Severity = Severity.NORMAL,
    scheme: Scheme = Scheme.ANSI_Z1_9,
) -> VariablesPlan:
    """Return the plan by variables of a lot.

    Raises LotTooSmall, LetterNotEstablished, AqlUnknown, SchemeHasNoTables, InspectionDiscontinued.
    """
    if scheme is not Scheme.ANSI_Z1_9:
        raise SchemeHasNoTables(scheme=scheme)
    if severity is Severity.DISCONTINUED:
        raise InspectionDiscontinued
    letter = variables_letter(lot_size, level)
    at = column(aql, severity)
    rows = columns(page(severity))
    order = list(rows)
    place = order.index(letter)
    while rows[order[place]][1][at] == DOWN:
        place += 1
    row = order[place]
    size, cells = rows[row]
    k = Decimal(cells[at])
    return VariablesPlan(
        scheme=scheme,
        severity=severity,
        lot_size=lot_size,
        level=level,
        aql=aql,
        letter=letter,
        row=row,
        size=min(size, lot_size),
        k=k,
        maximum=maximum_percent(k, size),
        hundred_percent=size >= lot_size,
    )


def page(severity: Severity) -> Severity:
    """Return the severity whose table holds a plan: tightened inspection reads that of normal inspection."""
    return Severity.REDUCED if severity is Severity.REDUCED else Severity.NORMAL


@cache
def columns(severity: Severity = Severity.NORMAL) -> dict[str, tuple[int, dict[str, str]]]:
    """Return a master table: for each code letter its sample size and its cells by the heading of their column."""
    head, *lines = read("z1_9")[severity].strip().splitlines()
    headings = head.split()[1:]
    rows = (line.split() for line in lines)
    return {letter: (int(size), dict(zip(headings, cells, strict=True))) for letter, size, *cells in rows}


def variables_letter(lot_size: int, level: InspectionLevel) -> str:
    """Return the code letter (Table A-2). Raises LotTooSmall, LetterNotEstablished for a level that it does not have."""
    if lot_size < SMALLEST_LOT:
        raise LotTooSmall(lot_size=lot_size)
    if level not in LEVELS:
        raise LetterNotEstablished(scheme=Scheme.ANSI_Z1_9, level=level)
    text: str = read("z1_9")["letters"]
    rows = (line.split() for line in text.strip().splitlines())
    letters = next(letters for top, *letters in rows if top == NO_PLAN or lot_size <= int(top))
    return letters[LEVELS.index(level)]


def column(aql: Decimal, severity: Severity) -> str:
    """Return the heading under which a plan stands: tightened inspection reads the column before its AQL's."""
    headings = list(columns(page(severity))["P"][1])
    known = [heading for heading in headings if heading != TIGHTENED_COLUMN]
    found = next((heading for heading in known if Decimal(heading) == aql), None)
    if found is None:
        raise AqlUnknown(aql=aql, known=[Decimal(heading) for heading in known])
    return headings[headings.index(found) - 1] if severity is Severity.TIGHTENED else found


def maximum_percent(k: Decimal, size: int) -> Decimal:
    """Return M, the largest estimated percent nonconforming that is accepted: what is estimated at an index of exactly k."""
    return Decimal(100 * nonconforming(float(k), size)).quantize(PERCENT_STEP)


def judge(
    plan: VariablesPlan, values: Sequence[float], lower: float | None = None, upper: float | None = None
) -> VariablesDecision:
    """Return the verdict on the measured values of a lot against one limit or two.

    Raises TooFewMeasured, LimitsInvalid, SpreadMissing.
    """
    if (lower is None and upper is None) or (lower is not None and upper is not None and lower >= upper):
        raise LimitsInvalid
    if len(values) != plan.size:
        raise TooFewMeasured(wanted=plan.size, given=len(values))
    if plan.hundred_percent:
        return each_judged(values, lower, upper)
    mean, deviation = fmean(values), stdev(values)
    if deviation == 0:
        raise SpreadMissing
    below = None if lower is None else (mean - lower) / deviation
    above = None if upper is None else (upper - mean) / deviation
    percents = [None if index is None else 100 * nonconforming(index, plan.size) for index in (below, above)]
    given = [index for index in (below, above) if index is not None]
    together = sum(percent for percent in percents if percent is not None)
    accepted = given[0] >= plan.k if len(given) == 1 else together <= plan.maximum
    return VariablesDecision(
        accepted=accepted,
        mean=mean,
        deviation=deviation,
        lower_index=below,
        upper_index=above,
        lower_percent=percents[0],
        upper_percent=percents[1],
    )


def each_judged(values: Sequence[float], lower: float | None, upper: float | None) -> VariablesDecision:
    """Return the verdict where every unit of the lot is measured: nothing is estimated, each value is within the limits."""
    within = all((lower is None or lower <= value) and (upper is None or value <= upper) for value in values)
    return VariablesDecision(
        accepted=within,
        mean=fmean(values),
        deviation=stdev(values),
        lower_index=None,
        upper_index=None,
        lower_percent=None,
        upper_percent=None,
    )


def nonconforming(index: float, size: int) -> float:
    """Return the estimated fraction beyond a limit that lies `index` standard deviations from the mean (Table B-5).

    It is the minimum variance unbiased estimate: a beta distribution with both parameters size / 2 - 1.
    """
    position = 0.5 - index * sqrt(size) / (2 * (size - 1))
    return symmetric_beta(min(1.0, max(0.0, position)), size / 2 - 1)


def symmetric_beta(position: float, parameter: float) -> float:
    """Return the distribution function of a beta distribution whose parameters are equal and at least 1/2.

    With t = sin²u the integrand is smooth at both ends, so Simpson's rule is enough.
    """
    if position > 1 / 2:
        return 1 - symmetric_beta(1 - position, parameter)
    end = asin(sqrt(position))
    power = 2 * parameter - 1  # t^(a-1) (1-t)^(a-1) dt is 2 (sin u cos u)^(2a-1) du
    if power == 0:
        return 2 * end / pi
    angles = [end * number / STEPS for number in range(STEPS + 1)]
    heights: list[float] = [(sin(angle) * cos(angle)) ** power for angle in angles]
    area = heights[0] + heights[-1] + 4 * sum(heights[1:-1:2]) + 2 * sum(heights[2:-1:2])
    whole = exp(2 * lgamma(parameter) - lgamma(2 * parameter))
    return 2 * area * end / STEPS / 3 / whole
