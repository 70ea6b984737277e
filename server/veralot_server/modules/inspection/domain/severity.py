"""What decided lots, and people, do to how severely the next lot is inspected (ISO 2859-1 clause 9, AQL-03 to AQL-10).

Each defect class has its own sampling and so its own state under the standard's rules; the goods are as severely inspected as
the severest of their classes, and no supply is taken in once one class is discontinued.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from veralot_server.modules.inspection.domain.content import BY_VARIABLES
from veralot_server.modules.inspection.domain.facts import ClassFacts, InspectionFacts
from veralot_server.modules.inspection.domain.sampling import as_plan
from veralot_shared.contracts.inspection import (
    ClassRule,
    DefectClass,
    Scheme,
    Severity,
    SeverityForbidden,
    SwitchingEvent,
    Verdict,
)
from veralot_shared.rules.sampling import decisions, skip_lot, switching
from veralot_shared.rules.sampling.decisions import Decision
from veralot_shared.rules.sampling.own.pages import NO_TABLES, OwnTables
from veralot_shared.rules.sampling.skip_lot import SkipLot, SkipRule
from veralot_shared.rules.sampling.switching import Step, Switching, SwitchReason
from veralot_shared.rules.sampling.terms import SWITCHED

SEVEREST: Final = (Severity.DISCONTINUED, Severity.TIGHTENED, Severity.NORMAL, Severity.REDUCED)


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """What the lots so far leave to the next one: the state of each class's switching, and of its skipping."""

    switching: dict[DefectClass, Switching] = {}
    skipping: dict[DefectClass, SkipLot] = {}


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """Where a severity stands after something happened, and why: each reason of `why` is of the class of `classes` there."""

    severity: Severity
    score: int
    reducible: bool
    rejections: int
    state: Remembered
    why: list[SwitchReason]
    classes: list[DefectClass]


def of_class(state: Remembered, rule: ClassRule) -> Severity:
    """Return how severely a class is inspected; where a scheme knows no severities, normally.

    Discontinued inspection has no tables: what is inspected all the same is inspected as before it.
    """
    known, scheme = state.switching.get(rule.defect_class), tabled(rule.scheme)
    if known is None or scheme not in SWITCHED:
        return Severity.NORMAL
    severity = carried(known, scheme).severity
    return Severity.TIGHTENED if severity is Severity.DISCONTINUED else severity


def carried(known: Switching, scheme: Scheme) -> Switching:
    """Return a class's state under a scheme. A plan that is revised to another one does not undo what the lots have done.

    Every count begins anew. Reduced inspection is not carried over: it was approved by the rules of the other scheme.
    """
    if known.scheme is scheme:
        return known
    return switching.start(scheme, Severity.NORMAL if known.severity is Severity.REDUCED else known.severity)


def tabled(scheme: Scheme) -> Scheme:
    """Return the scheme whose tables are used: what skip-lot inspects, it inspects by ISO 2859-1."""
    return Scheme.ISO_2859_1_1999 if scheme is Scheme.SKIP_LOT else scheme


def is_skipped(state: Remembered, rule: ClassRule, draw: int) -> bool:
    """Say whether a class is passed over in the next lot; `draw` was drawn by the server."""
    known = state.skipping.get(rule.defect_class)
    asked = skip_rule(rule)
    return known is not None and known.rule == asked and not skip_lot.must_inspect(known, draw)


def skip_rule(one: ClassRule | ClassFacts) -> SkipRule | None:
    """Return how a class skips lots, if it does. What was earned by another rule counts for nothing."""
    if one.scheme is not Scheme.SKIP_LOT or one.skip is None or one.clearance is None:
        return None
    return SkipRule(one.clearance, one.skip)


def after_lot(state: Remembered, inspection: InspectionFacts, *, accepted: bool, own: OwnTables = NO_TABLES) -> Moved:
    """Return where a severity stands after an original lot was decided, class by class; `own` are the plant's own tables."""
    states, skips, why = dict(state.switching), dict(state.skipping), list[tuple[DefectClass, SwitchReason]]()
    for one in inspection.classes:
        if not one.stages:
            continue
        scheme = tabled(one.scheme)
        if scheme in SWITCHED:
            step = class_step(states.get(one.defect_class), one, scheme, own)
            states[one.defect_class] = step.state
            why += [(one.defect_class, reason) for reason in step.reasons]
        former, rule = skips.pop(one.defect_class, None), skip_rule(one)
        if rule is not None:
            known = former if former is not None and former.rule == rule else SkipLot(rule)
            skips[one.defect_class] = skip_lot.after(known, accepted=accepted)
    return moved(Remembered(switching=states, skipping=skips), why, own)


def class_step(former: Switching | None, one: ClassFacts, scheme: Scheme, own: OwnTables) -> Step:
    """Return the step of a class after a lot."""
    known = switching.start(scheme) if former is None else carried(former, scheme)
    if known.severity is Severity.DISCONTINUED:
        # Taken in before supply was discontinued: only an accepted improvement changes that.
        return Step(known, ())
    plan = msgspec.structs.replace(as_plan(one), scheme=scheme)
    if one.verdict is Verdict.PENDING:
        return switching.undecided(known, plan)
    return switching.after(known, plan, decision_of(one), own=own)


def decision_of(one: ClassFacts) -> Decision:
    """Return how a class was decided, as the rules of switching take it."""
    if one.scheme in BY_VARIABLES:
        # Mean and spread decided, not the count.
        verdict = decisions.Verdict.ACCEPT if one.verdict is Verdict.ACCEPTED else decisions.Verdict.REJECT
        return Decision(verdict, one.stage_no, one.nonconforming)
    return decisions.judged(as_plan(one), one.stage_no, one.nonconforming)


def moved(state: Remembered, why: list[tuple[DefectClass, SwitchReason]], own: OwnTables = NO_TABLES) -> Moved:
    """Return where the goods stand by the states of their classes."""
    known = list(state.switching.values())
    present = {one.severity for one in known} or {Severity.NORMAL}
    return Moved(
        severity=next(one for one in SEVEREST if one in present),
        score=min((one.score for one in known), default=0),
        reducible=bool(reducible(state.switching, own)),
        rejections=max((rejections(one) for one in known), default=0),
        state=state,
        why=[reason for _name, reason in why],
        classes=[name for name, _reason in why],
    )


def rejections(one: Switching) -> int:
    """Return how many lots were not accepted under tightened inspection, those that have discontinued it included."""
    return switching.FAILED_UNDER_TIGHTENED if one.severity is Severity.DISCONTINUED else one.failed


def reducible(states: Mapping[DefectClass, Switching], own: OwnTables = NO_TABLES) -> list[DefectClass]:
    """Return the classes that may be reduced, if a responsible person approves."""
    return [name for name, one in states.items() if switching.may_reduce(one, own)]


def by_person(
    severity: Severity, score: int, state: Remembered, event: SwitchingEvent, own: OwnTables = NO_TABLES
) -> Moved:
    """Return where a severity stands after a person's decision. Raises: SeverityForbidden."""
    states, why = dict(state.switching), list[tuple[DefectClass, SwitchReason]]()
    for name, one in state.switching.items():
        step = person_step(one, event, own)
        if step is not None:
            states[name] = step.state
            why += [(name, reason) for reason in step.reasons]
    if not why:
        raise SeverityForbidden(severity=severity, score=score)
    return moved(Remembered(switching=states, skipping=state.skipping), why, own)


def person_step(one: Switching, event: SwitchingEvent, own: OwnTables) -> Step | None:
    """Return what a decision does to one class; nothing where it does not concern it."""
    if event is SwitchingEvent.REDUCTION_APPROVED:
        may = switching.may_reduce(one, own)
        return switching.reduce(one, steady=True, approved=True, own=own) if may else None
    if event is SwitchingEvent.PRODUCTION_IRREGULAR:
        return switching.end_reduced(one, irregular=True) if one.severity is Severity.REDUCED else None
    return switching.resume(one) if one.severity is Severity.DISCONTINUED else None
