"""Finds the plan of a lot: from the published tables and a plant's own, or of the schemes that say their sample themselves."""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil, prod
from typing import NamedTuple

from veralot_shared.rules.sampling import (
    FractionInvalid,
    InspectionDiscontinued,
    LotTooSmall,
    PlanInvalid,
    SchemeHasNoTables,
)
from veralot_shared.rules.sampling.own.merging import follow, letter_of
from veralot_shared.rules.sampling.own.pages import NO_TABLES, REFERRED, OwnTables, TablePage, stages_in
from veralot_shared.rules.sampling.terms import (
    BY_ATTRIBUTES,
    InspectionLevel,
    Plan,
    SamplingKind,
    Scheme,
    Severity,
    Stage,
)


class Located(NamedTuple):
    """What the tables have for a letter and an AQL.

    Attributes:
        kind: what is done: a single plan where the table of the asked kind refers to it.
        row: the letter of the row that the arrows led to.
        stages: its samples.
        tables: the plant's own tables that it rests on.
    """

    kind: SamplingKind
    row: str
    stages: tuple[Stage, ...]
    tables: tuple[int, ...] = ()


def plan(
    lot_size: int,
    level: InspectionLevel,
    aql: Decimal,
    severity: Severity = Severity.NORMAL,
    scheme: Scheme = Scheme.ISO_2859_1_1999,
    kind: SamplingKind = SamplingKind.SINGLE,
    own: OwnTables = NO_TABLES,
) -> Plan:
    """Return the plan of a lot (10.3, AQL-01, AQL-02, AQL-03).

    The code letter comes from Table 1, the numbers from the master table of kind and severity; an arrow leads to the first
    plan below or above, with that row's own sample size. Where a sample reaches the lot, the whole lot is inspected.
    `Scheme.HUNDRED_PERCENT` inspects it anyway, whatever level and AQL. Where the published tables are not confirmed, the
    plant's `own` are read.

    Raises LotTooSmall, LetterNotEstablished, AqlUnknown, TableNotEstablished, SchemeHasNoTables, InspectionDiscontinued.
    """
    if scheme is Scheme.HUNDRED_PERCENT:
        return hundred_percent(lot_size)
    if scheme not in BY_ATTRIBUTES:
        raise SchemeHasNoTables(scheme=scheme)
    if severity is Severity.DISCONTINUED:
        raise InspectionDiscontinued
    letter, read = letter_of(scheme, lot_size, level, own)
    there = located(TablePage(scheme=scheme, kind=kind, severity=severity), letter, aql, own)
    found = Plan(
        scheme=scheme,
        severity=severity,
        kind=there.kind,
        stages=there.stages,
        lot_size=lot_size,
        level=level,
        aql=aql,
        letter=letter,
        row=there.row,
        tables=tuple(dict.fromkeys((*read, *there.tables))),
    )
    return within_lot(found, lot_size)


def stages_of(
    scheme: Scheme, kind: SamplingKind, severity: Severity, letter: str, aql: Decimal
) -> tuple[SamplingKind, str, tuple[Stage, ...]]:
    """Return what the published tables alone have for a letter: the kind that is done, the letter of its row, its stages.

    Raises AqlUnknown, TableNotEstablished.
    """
    return located(TablePage(scheme=scheme, kind=kind, severity=severity), letter, aql)[:3]


def located(page: TablePage, letter: str, aql: Decimal, own: OwnTables = NO_TABLES) -> Located:
    """Return what the tables have for a letter, the plant's own where the published are not confirmed.

    Raises AqlUnknown, TableNotEstablished.
    """
    there = follow(page, letter, aql, own)
    referred = REFERRED.get(there.cell.text)
    if referred is None:
        stages = stages_in(there.cell.text, there.cell.sizes)
        return Located(page.kind or SamplingKind.SINGLE, there.row, stages, there.tables)
    other = TablePage(scheme=page.scheme, kind=referred, severity=page.severity)
    found = located(other, there.row, aql, own)
    return found._replace(tables=tuple(dict.fromkeys((*there.tables, *found.tables))))


def within_lot(found: Plan, lot_size: int) -> Plan:
    """Return the plan, or the whole lot with its last numbers where its samples reach the lot (AQL-02)."""
    if found.sample_size < lot_size:
        return found
    last = found.stages[-1]
    return Plan(
        scheme=found.scheme,
        severity=found.severity,
        kind=SamplingKind.SINGLE,
        stages=(Stage(lot_size, last.accept, last.reject),),
        lot_size=lot_size,
        level=found.level,
        aql=found.aql,
        letter=found.letter,
        row=found.row,
        hundred_percent=True,
        tables=found.tables,
    )


def hundred_percent(lot_size: int) -> Plan:
    """Return the inspection of every unit: one nonconforming unit and the lot as submitted is not accepted (AQL-14).

    Raises LotTooSmall.
    """
    if lot_size < 1:
        raise LotTooSmall(lot_size=lot_size)
    return Plan(
        scheme=Scheme.HUNDRED_PERCENT,
        severity=Severity.NORMAL,
        kind=SamplingKind.SINGLE,
        stages=(Stage(lot_size, 0, 1),),
        lot_size=lot_size,
        hundred_percent=True,
    )


def zero_acceptance(lot_size: int, rejectable: float, consumer_risk: float = 0.05) -> Plan:
    """Return the smallest sample that accepts on zero and lets a rejectable lot pass at most with the consumer's risk.

    `rejectable` is the fraction nonconforming (LTPD, RQL) that shall be found; the probability is exact, hypergeometric,
    so a small lot has a small sample. This is computed, not one of the published c = 0 tables (AQL-14).
    Raises LotTooSmall, FractionInvalid.
    """
    if lot_size < 1:
        raise LotTooSmall(lot_size=lot_size)
    for value in (rejectable, consumer_risk):
        if not 0 < value < 1:
            raise FractionInvalid(value=value)
    nonconforming = ceil(lot_size * rejectable - 1e-9)
    size = smallest_finding(lot_size, nonconforming, consumer_risk)
    return Plan(
        scheme=Scheme.ZERO_ACCEPTANCE,
        severity=Severity.NORMAL,
        kind=SamplingKind.SINGLE,
        stages=(Stage(size, 0, 1),),
        lot_size=lot_size,
        hundred_percent=size == lot_size,
    )


def smallest_finding(lot_size: int, nonconforming: int, risk: float) -> int:
    """Return the smallest sample that misses all nonconforming units with at most that risk, by halving."""
    low, high = 1, lot_size - nonconforming + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if missed(lot_size, nonconforming, middle) > risk else (low, middle)
    return low


def missed(lot_size: int, nonconforming: int, size: int) -> float:
    """Return how often a sample holds none of the nonconforming units; sample and units may change places."""
    few, many = sorted((nonconforming, size))
    return prod((lot_size - many - at) / (lot_size - at) for at in range(few))


def given_plan(
    stages: Sequence[Stage],
    *,
    scheme: Scheme = Scheme.CUSTOMER,
    lot_size: int | None = None,
    aql: Decimal | None = None,
) -> Plan:
    """Return a plan that a customer or a specification gives itself (AQL-14). Raises PlanInvalid."""
    check(stages)
    kinds = (SamplingKind.SINGLE, SamplingKind.DOUBLE)
    found = Plan(
        scheme=scheme,
        severity=Severity.NORMAL,
        kind=kinds[len(stages) - 1] if len(stages) <= len(kinds) else SamplingKind.MULTIPLE,
        stages=tuple(stages),
        lot_size=lot_size,
        aql=aql,
    )
    return found if lot_size is None else within_lot(found, lot_size)


def check(stages: Sequence[Stage]) -> None:
    """Refuse stages that contradict each other. Raises PlanInvalid."""
    accepts = [stage.accept for stage in stages if stage.accept is not None]
    whole = bool(stages) and stages[-1].accept is not None and all(stage.size > 0 for stage in stages)
    apart = all((-1 if stage.accept is None else stage.accept) < stage.reject and stage.reject > 0 for stage in stages)
    if not (whole and apart and accepts == sorted(accepts) and min(accepts) >= 0):
        raise PlanInvalid
