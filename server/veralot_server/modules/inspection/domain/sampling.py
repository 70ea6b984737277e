"""How many are inspected and how many may fail: each class's rule, frozen for one lot by the standards' tables."""

from collections.abc import Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final

import msgspec

from veralot_server.modules.inspection.domain import words
from veralot_server.modules.inspection.domain.content import BY_VARIABLES
from veralot_server.modules.inspection.domain.facts import ClassFacts
from veralot_server.modules.inspection.domain.own_tables import NONE, Own
from veralot_shared.contracts.inspection import ClassRule, InspectionLevel, SampleStage, SamplingKind, Scheme, Severity
from veralot_shared.errors import Sentence
from veralot_shared.rules.judging import FAILED, judge_value
from veralot_shared.rules.quantities import plain_text
from veralot_shared.rules.sampling import (
    LetterNotEstablished,
    SpreadMissing,
    TableNotEstablished,
    plans,
    variables,
)
from veralot_shared.rules.sampling.terms import Plan, Stage, printed_aql

HUNDRED: Final = 100
SMALLEST: Final = 2
"""The smallest lot that the standards' tables know; one piece alone is inspected as it is."""
SIMPLER: Final = MappingProxyType(
    {SamplingKind.MULTIPLE: SamplingKind.DOUBLE, SamplingKind.DOUBLE: SamplingKind.SINGLE}
)
WHY_SIMPLER: Final = MappingProxyType(
    {SamplingKind.DOUBLE: words.WHY_DOUBLE_INSTEAD, SamplingKind.SINGLE: words.WHY_SINGLE_INSTEAD}
)


class Frozen(msgspec.Struct, frozen=True, kw_only=True):
    """The sampling of one class of one lot."""

    severity: Severity
    kind: SamplingKind
    letter: str
    row: str
    lot_size: int
    stages: list[SampleStage]
    constant: Decimal | None
    maximum: Decimal | None
    why: list[Sentence]
    tables: list[int] = []


def frozen(rule: ClassRule, size: int, severity: Severity, *, skipped: bool = False, own: Own = NONE) -> Frozen:
    """Return how a class is sampled in a lot; `own` are the plant's own tables.

    Raises:
        SamplingError: the tables have no such plan.
    """
    if rule.scheme in BY_VARIABLES and size >= SMALLEST:
        return by_variables(rule, size, severity, own)
    found = plan_of(rule, size, severity, own)
    return Frozen(
        severity=found.severity,
        kind=found.kind,
        letter=found.letter,
        row=found.row,
        lot_size=size,
        stages=[] if skipped else cumulated(found.stages),
        constant=None,
        maximum=None,
        why=[*why(rule, found, size, skipped=skipped), *own.sources(found.tables)],
        tables=list(found.tables),
    )


def for_lot(rule: ClassRule, size: int, severity: Severity, *, skipped: bool = False, own: Own = NONE) -> Frozen:
    """Return how a class is sampled in a lot that is there.

    A plan is released only where the tables know a lot of usual size. Where neither the confirmed ones nor the plant's own
    know this one, every piece is inspected: whoever receives goods can choose no other edition.

    Raises:
        SamplingError: the tables have no such plan by Z1.9, for which nothing stands in.
    """
    try:
        return frozen(rule, size, severity, skipped=skipped, own=own)
    except (TableNotEstablished, LetterNotEstablished):
        if rule.scheme is Scheme.ANSI_Z1_9:
            raise
    whole = ClassRule(defect_class=rule.defect_class, scheme=Scheme.HUNDRED_PERCENT)
    found = frozen(whole, size, severity, skipped=skipped)
    return msgspec.structs.replace(found, why=[Sentence(words.WHY_UNCONFIRMED, {"lot": str(size)})])


def by_variables(rule: ClassRule, size: int, severity: Severity, own: Own) -> Frozen:
    """Return the sampling of a class whose measured values are judged by mean and spread. Raises: SamplingError."""
    level = rule.level or InspectionLevel.GENERAL_II
    found = variables.variables_plan(size, level, rule.aql or Decimal(1), severity, rule.scheme, own.tables)
    values = {"aql": printed_aql(found.aql), "row": found.row}
    said = [
        Sentence(words.WHY_LETTER, {"lot": str(size), "level": level, "letter": found.letter}),
        Sentence(words.WHY_TABLE, values),
        Sentence(words.WHY_VARIABLES, {"constant": plain_text(found.k)}),
    ]
    return Frozen(
        severity=found.severity,
        kind=SamplingKind.SINGLE,
        letter=found.letter,
        row=found.row,
        lot_size=size,
        stages=[SampleStage(size=found.size, cumulative=found.size, accept=0, reject=1)],
        constant=found.k,
        maximum=found.maximum,
        why=[*said, *own.sources(found.tables)],
        tables=list(found.tables),
    )


def plan_of(rule: ClassRule, size: int, severity: Severity, own: Own) -> Plan:
    """Return the plan that a rule leads to. Raises: SamplingError."""
    if rule.scheme is Scheme.HUNDRED_PERCENT or size < SMALLEST:
        return plans.hundred_percent(size)
    if rule.scheme is Scheme.CUSTOMER:
        accept = rule.accept or 0
        return plans.given_plan([Stage(rule.sample_size or 1, accept, accept + 1)], lot_size=size)
    if rule.scheme is Scheme.ZERO_ACCEPTANCE:
        return plans.zero_acceptance(size, float(rule.rejectable or 0) / HUNDRED)
    return of_tables(rule, size, severity, rule.kind, own)


def of_tables(rule: ClassRule, size: int, severity: Severity, kind: SamplingKind, own: Own) -> Plan:
    """Return the plan that the tables have for a lot, the plant's own where the published are not confirmed.

    Under normal inspection it is of the kind that the rule asks, or none. Another severity comes with the lots, when nobody
    can choose again: where its table is not confirmed, a simpler kind at the same letter and AQL serves, as the standards
    leave the kind open. Raises: SamplingError.
    """
    scheme = Scheme.ISO_2859_1_1999 if rule.scheme is Scheme.SKIP_LOT else rule.scheme
    level = rule.level or InspectionLevel.GENERAL_II
    try:
        return plans.plan(size, level, rule.aql or Decimal(1), severity, scheme, kind, own.tables)
    except TableNotEstablished:
        if severity is Severity.NORMAL or kind not in SIMPLER:
            raise
    return of_tables(rule, size, severity, SIMPLER[kind], own)


def cumulated(stages: tuple[Stage, ...]) -> list[SampleStage]:
    """Return stages with how many are inspected in all up to each."""
    found: list[SampleStage] = []
    total = 0
    for stage in stages:
        total += stage.size
        found.append(SampleStage(size=stage.size, cumulative=total, accept=stage.accept, reject=stage.reject))
    return found


def why(rule: ClassRule, found: Plan, size: int, *, skipped: bool) -> list[Sentence]:
    """Return in words where a plan's numbers come from."""
    lot = {"lot": str(size)}
    said: list[Sentence] = []
    if rule.skip is not None:
        said.append(Sentence(words.WHY_SKIPPED if skipped else words.WHY_UNSKIPPED, {"skip": str(rule.skip)}))
    if found.letter:
        said.append(Sentence(words.WHY_LETTER, lot | {"level": str(found.level), "letter": found.letter}))
        values = {"aql": printed_aql(found.aql or Decimal(0)), "row": found.row}
        said.append(Sentence(words.WHY_TABLE, values))
        if found.kind is not rule.kind and not found.hundred_percent:
            said.append(Sentence(WHY_SIMPLER[found.kind]))
    elif rule.scheme is Scheme.ZERO_ACCEPTANCE:
        said.append(Sentence(words.WHY_ZERO, {"rejectable": plain_text(rule.rejectable or Decimal(0))}))
    elif rule.scheme is Scheme.CUSTOMER:
        said.append(Sentence(words.WHY_CUSTOMER))
    else:
        said.append(Sentence(words.WHY_FULL))
    if found.hundred_percent and rule.scheme is not Scheme.HUNDRED_PERCENT:
        said.append(Sentence(words.WHY_WHOLE, lot))
    return said


def as_plan(facts: ClassFacts) -> Plan:
    """Return a class's frozen sampling as the standards' rules take it."""
    stages = tuple(Stage(stage.size, stage.accept, stage.reject) for stage in facts.stages)
    return Plan(
        scheme=facts.scheme,
        severity=facts.severity,
        kind=facts.kind,
        stages=stages,
        lot_size=facts.lot_size,
        aql=facts.aql,
        letter=facts.letter,
        row=facts.row,
        level=facts.level,
    )


def accepts_by_variables(
    facts: ClassFacts, values: Sequence[Decimal], lower: Decimal | None, upper: Decimal | None
) -> bool:
    """Say whether measured values are accepted by a class's frozen plan; fewer than it asks for never are."""
    size = facts.stages[0].size if facts.stages else 0
    if len(values) < size:
        return False
    if facts.constant is None or facts.maximum is None:
        # Every piece is there: nothing is estimated.
        return all(judge_value(value, lower, upper) not in FAILED for value in values)
    plan = variables.VariablesPlan(
        scheme=facts.scheme,
        severity=facts.severity,
        lot_size=facts.lot_size,
        level=facts.level or InspectionLevel.GENERAL_II,
        aql=facts.aql or Decimal(0),
        letter=facts.letter,
        row=facts.row,
        size=len(values),
        k=facts.constant,
        maximum=facts.maximum,
        hundred_percent=len(values) >= facts.lot_size,
    )
    ends = (None if lower is None else float(lower), None if upper is None else float(upper))
    try:
        return variables.judge(plan, [float(value) for value in values], *ends).accepted
    except SpreadMissing:
        # All alike: there is no spread, and every one of them says the same.
        return all(judge_value(value, lower, upper) not in FAILED for value in values)
