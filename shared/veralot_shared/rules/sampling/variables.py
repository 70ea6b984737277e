"""Sampling by variables: standard deviation method, variability unknown (ANSI/ASQ Z1.9-2003, ISO 3951-1, AQL-14).

The tables of Z1.9 are published here; those of ISO 3951-1 are used where a plant has established them itself, and its two
limits are judged alike, by an M that belongs to k.

A single limit is judged by the constant k (Form 1), two limits together by the estimated percent nonconforming and its
maximum M (Form 2). M is computed from k, so that both forms decide alike; the printed M belongs to a k with more figures
than are printed and differs from it slightly. The characteristic must be normally distributed; whoever uses the result
checks that.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from math import asin, cos, exp, lgamma, pi, sin, sqrt
from statistics import NormalDist, fmean, stdev
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
from veralot_shared.rules.sampling.own.merging import follow, letter_of
from veralot_shared.rules.sampling.own.pages import NO_TABLES, OwnTables, TablePage
from veralot_shared.rules.sampling.tables import DOWN, NO_PLAN, SMALLEST_LOT, read
from veralot_shared.rules.sampling.terms import InspectionLevel, SamplingKind, Scheme, Severity

LEVELS: Final = ("S-3", "S-4", "I", "II", "III")
TIGHTENED_COLUMN: Final = "T"
PERCENT_STEP: Final = Decimal("0.001")
STEPS: Final = 400
"""Steps of the integration; the estimates then agree with the printed tables to their last digit."""
NORMAL: Final = NormalDist()
REACH: Final = 6.0
"""How far from its middle a chi distribution is followed; what lies beyond weighs nothing."""
SPREADS: Final = 160


class VariablesPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How many units are measured, and what their values are compared with: `k`, or `maximum` percent for two limits.

    `tables` are the plant's own that it rests on.
    """

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
    tables: tuple[int, ...] = ()


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
    own: OwnTables = NO_TABLES,
) -> VariablesPlan:
    """Return the plan by variables of a lot; by ISO 3951-1 in the plant's `own` tables.

    Raises LotTooSmall, LetterNotEstablished, TableNotEstablished, AqlUnknown, SchemeHasNoTables, InspectionDiscontinued.
    """
    if scheme not in {Scheme.ANSI_Z1_9, Scheme.ISO_3951_1}:
        raise SchemeHasNoTables(scheme=scheme)
    if severity is Severity.DISCONTINUED:
        raise InspectionDiscontinued
    if scheme is Scheme.ISO_3951_1:
        return of_own_tables(lot_size, level, aql, severity, own)
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


def of_own_tables(
    lot_size: int, level: InspectionLevel, aql: Decimal, severity: Severity, own: OwnTables
) -> VariablesPlan:
    """Return the plan by ISO 3951-1 of a lot, whose tables the plant has established (Tables A.1, B.1 and B.2).

    Raises LotTooSmall, LetterNotEstablished, TableNotEstablished, AqlUnknown.
    """
    scheme = Scheme.ISO_3951_1
    letter, read_letters = letter_of(scheme, lot_size, level, own)
    table = TablePage(scheme=scheme, kind=SamplingKind.SINGLE, severity=severity)
    there = follow(table, letter, aql, own)
    number, _, constant = there.cell.text.partition("/")
    size, k = int(number), Decimal(constant)
    return VariablesPlan(
        scheme=scheme,
        severity=severity,
        lot_size=lot_size,
        level=level,
        aql=aql,
        letter=letter,
        row=there.row,
        size=min(size, lot_size),
        k=k,
        maximum=maximum_percent(k, size),
        hundred_percent=size >= lot_size,
        tables=tuple(dict.fromkeys((*read_letters, *there.tables))),
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


def acceptance(k: float, size: int, quality: float) -> float:
    """Return how often a lot is accepted of which that fraction lies beyond its one limit, with normally distributed values.

    The index is at least k as often as a noncentral t is at least k √n: for each spread that the sample may show, the mean
    has to lie far enough from the limit.
    """
    if not 0 < quality < 1:
        return 1 - quality
    distance = -sqrt(size) * NORMAL.inv_cdf(quality)
    slope = k * sqrt(size / (size - 1))
    return min(1.0, sum(weight * NORMAL.cdf(distance - slope * spread) for spread, weight in spreads(size - 1)))


@cache
def spreads(freedom: int) -> tuple[tuple[float, float], ...]:
    """Return places of a chi distribution with the weights of Simpson's rule, which sum to one."""
    low, high = max(0.0, sqrt(freedom) - REACH), sqrt(freedom) + REACH
    places = [low + (high - low) * number / SPREADS for number in range(SPREADS + 1)]
    heights = [(place / sqrt(freedom)) ** (freedom - 1) * exp((freedom - place * place) / 2) for place in places]
    weights = [height * (2 if number % 2 == 0 else 4) for number, height in enumerate(heights)]
    weights[0], weights[-1] = heights[0], heights[-1]
    whole = sum(weights)
    return tuple((place, weight / whole) for place, weight in zip(places, weights, strict=True))


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
