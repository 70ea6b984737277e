"""Switching between normal, tightened, reduced and discontinued inspection, as a pure state (9.1 to 9.4, AQL-03 to AQL-10).

Whoever keeps the state keeps it per item, supplier or line, and stage of inspection, with the reasons of each step (AQL-12).
Lots that are submitted again do not count (AQL-10), nor do lots that were sampled under another severity than the present
one. To reduced inspection nothing switches by itself: a responsible person approves it (`reduce`), as they approve a
supplier's improvement (`resume`). By variables (Z1.9) the rules are those of Z1.4; ISO 3951-1 switches to tightened and back
likewise, and its reduced inspection, which nobody must use, is not offered.
"""

from enum import StrEnum
from typing import Final

import msgspec

from veralot_shared.i18n import N_
from veralot_shared.rules.quantities import plain_text
from veralot_shared.rules.sampling import InspectionDiscontinued, NotDiscontinued, SchemeHasNoTables, SwitchNotAllowed
from veralot_shared.rules.sampling.decisions import Decision, Verdict
from veralot_shared.rules.sampling.own.merging import cell_at, confirmed
from veralot_shared.rules.sampling.own.pages import NO_TABLES, OwnTables, TablePage, holds_plan
from veralot_shared.rules.sampling.terms import (
    BY_ATTRIBUTES,
    SWITCHED,
    WITHOUT_SCORE,
    Plan,
    SamplingKind,
    Scheme,
    Severity,
)

WINDOW: Final = 5
FAILED_OF_WINDOW: Final = 2
FAILED_UNDER_TIGHTENED: Final = 5
SCORE_FOR_REDUCED: Final = 30
LOTS_FOR_REDUCED: Final = 10
STRICT_FROM: Final = 2
"""From this acceptance number on, a single plan is judged at the next tighter AQL too (9.3.3.2)."""


class SwitchReason(StrEnum):
    """Why a step of switching is what it is; kept with the step."""

    SUBMITTED_AGAIN = "submitted_again"
    OTHER_SEVERITY = "sampled_under_another_severity"
    SCORE_ADDED = "score_added"
    SCORE_RESET = "score_reset"
    COUNTED_ACCEPTED = "accepted_and_counted"
    COUNTED_FAILED = "not_accepted_and_counted"
    TWO_OF_FIVE = "two_of_five_lots_not_accepted"
    FIVE_ACCEPTED = "five_lots_in_a_row_accepted"
    FIVE_FAILED = "five_lots_not_accepted_under_tightened"
    REDUCED_FAILED = "a_lot_not_accepted_under_reduced"
    BETWEEN_NUMBERS = "count_between_the_reduced_numbers"
    IRREGULAR = "production_irregular_or_delayed"
    OTHER_CONDITIONS = "other_conditions_warrant_it"
    REDUCED_APPROVED = "reduced_inspection_approved"
    IMPROVEMENT_ACCEPTED = "improvement_accepted"


class Switching(msgspec.Struct, frozen=True, kw_only=True):
    """What the lots so far leave to the next one. A new state is the start: normal inspection (AQL-03).

    `recent` are the last five outcomes under the present severity, `accepted_in_row` the accepted ones in a row, `failed`
    the lots not accepted since tightened inspection began. `score` is the switching score; Z1.4 and Z1.9 have none.
    """

    scheme: Scheme
    severity: Severity = Severity.NORMAL
    score: int = 0
    recent: tuple[bool, ...] = ()
    accepted_in_row: int = 0
    failed: int = 0


class Step(msgspec.Struct, frozen=True):
    """The state after something happened, and why it is what it is."""

    state: Switching
    reasons: tuple[SwitchReason, ...]


def start(scheme: Scheme, severity: Severity = Severity.NORMAL) -> Switching:
    """Return the state in which a severity begins: every count at zero (9.1, 9.3.3.2). Raises SchemeHasNoTables."""
    if scheme not in SWITCHED:
        raise SchemeHasNoTables(scheme=scheme)
    return Switching(scheme=scheme, severity=severity)


def after(
    state: Switching, plan: Plan, decision: Decision, *, original: bool = True, own: OwnTables = NO_TABLES
) -> Step:
    """Return the state after a lot was decided (9.3, 9.4).

    `plan` is the one that the lot was inspected by, `original` says that the lot was not submitted again, `own` are the
    plant's own tables.
    Raises InspectionDiscontinued.
    """
    if state.severity is Severity.DISCONTINUED:
        raise InspectionDiscontinued
    if not original:
        return Step(state, (SwitchReason.SUBMITTED_AGAIN,))
    if plan.severity is not state.severity:
        return Step(state, (SwitchReason.OTHER_SEVERITY,))
    accepted = decision.verdict is Verdict.ACCEPT
    counted = msgspec.structs.replace(
        state,
        recent=(*state.recent, accepted)[-WINDOW:],
        accepted_in_row=state.accepted_in_row + 1 if accepted else 0,
        failed=state.failed + (state.severity is Severity.TIGHTENED and not accepted),
    )
    if state.severity is Severity.NORMAL:
        return after_normal(counted, plan, decision, own)
    return after_tightened(counted) if state.severity is Severity.TIGHTENED else after_reduced(counted, decision)


def undecided(state: Switching, plan: Plan) -> Step:
    """Return the state after a lot that something else failed before these samples had decided.

    It did not fail by them, so it tightens nothing; nor was it accepted by them, so what has to be so in a row begins anew.
    """
    if plan.severity is not state.severity:
        return Step(state, (SwitchReason.OTHER_SEVERITY,))
    scored = state.severity is Severity.NORMAL and state.scheme not in WITHOUT_SCORE
    anew = msgspec.structs.replace(state, score=0, accepted_in_row=0)
    return Step(anew, (SwitchReason.SCORE_RESET,) if scored else ())


def after_normal(state: Switching, plan: Plan, decision: Decision, own: OwnTables = NO_TABLES) -> Step:
    """Return the state after a lot under normal inspection: tightened after two of five, else the score (9.3.1, 9.3.3.2)."""
    if state.recent.count(False) >= FAILED_OF_WINDOW:
        return Step(start(state.scheme, Severity.TIGHTENED), (SwitchReason.TWO_OF_FIVE,))
    if state.scheme in WITHOUT_SCORE:
        return counted_alone(state)
    points = score_of(plan, decision, own)
    scored = msgspec.structs.replace(state, score=state.score + points if points else 0)
    return Step(scored, (SwitchReason.SCORE_ADDED if points else SwitchReason.SCORE_RESET,))


def after_tightened(state: Switching) -> Step:
    """Return the state after a lot under tightened inspection: five accepted in a row, or five failed (9.3.2, 9.4)."""
    if state.accepted_in_row >= WINDOW:
        return Step(start(state.scheme), (SwitchReason.FIVE_ACCEPTED,))
    if state.failed >= FAILED_UNDER_TIGHTENED:
        return Step(start(state.scheme, Severity.DISCONTINUED), (SwitchReason.FIVE_FAILED,))
    return counted_alone(state)


def after_reduced(state: Switching, decision: Decision) -> Step:
    """Return the state after a lot under reduced inspection: one that fails, or lies between the numbers, ends it (9.3.4)."""
    if decision.verdict is not Verdict.ACCEPT:
        return Step(start(state.scheme), (SwitchReason.REDUCED_FAILED,))
    if decision.ends_reduced:
        return Step(start(state.scheme), (SwitchReason.BETWEEN_NUMBERS,))
    return counted_alone(state)


def counted_alone(state: Switching) -> Step:
    """Return the state of a lot that was counted and switched nothing."""
    return Step(state, (SwitchReason.COUNTED_ACCEPTED if state.recent[-1] else SwitchReason.COUNTED_FAILED,))


def score_of(plan: Plan, decision: Decision, own: OwnTables = NO_TABLES) -> int:
    """Return what a lot adds to the switching score, 0 to reset it (9.3.3.2, AQL-07).

    A single plan adds 3 from an acceptance number of 2 on, if the lot would be accepted at the next tighter AQL too, and 2
    below it, if the lot is accepted. A double plan adds 3 if the lot is accepted after the first sample, a multiple one
    after the third at the latest.
    """
    if decision.verdict is not Verdict.ACCEPT:
        return 0
    if plan.kind is SamplingKind.DOUBLE:
        return 3 if decision.samples == 1 else 0
    if plan.kind is SamplingKind.MULTIPLE:
        return 3 if decision.samples <= 3 else 0  # noqa: PLR2004 - the third sample is the standard's
    if plan.acceptance_number < STRICT_FROM:
        return 2
    stricter = acceptance_one_step_tighter(plan, own)
    return 3 if stricter is not None and decision.count <= stricter else 0


def acceptance_one_step_tighter(plan: Plan, own: OwnTables = NO_TABLES) -> int | None:
    """Return the acceptance number of the same sample at the next lower AQL, None where the row has no plan there."""
    page = TablePage(scheme=plan.scheme, kind=SamplingKind.SINGLE, severity=plan.severity)
    content, table = confirmed(page), own.of(page)
    known = content.headings if content is not None else () if table is None else table.content.headings
    heading = "" if plan.aql is None else plain_text(plan.aql)
    if heading not in known[1:]:
        return None
    cell = cell_at(page, plan.row, known[known.index(heading) - 1], own)
    return int(cell.text.partition("/")[0]) if cell is not None and holds_plan(cell.text) else None


def may_reduce(state: Switching, own: OwnTables = NO_TABLES) -> bool:
    """Tell whether the lots allow reduced inspection: a score of 30, by Z1.4 and Z1.9 ten in a row (9.3.3.1, AQL-06)."""
    return why_not_reduced(state, own) is None


def why_not_reduced(state: Switching, own: OwnTables = NO_TABLES) -> str | None:
    """Return why the lots do not allow reduced inspection, as a text to translate, None if they do."""
    if state.severity is not Severity.NORMAL:
        return N_("Inspection is not normal.")
    if state.scheme is Scheme.ISO_3951_1:
        return N_("By ISO 3951-1 inspection is not reduced here.")
    page = TablePage(scheme=state.scheme, kind=SamplingKind.SINGLE, severity=Severity.REDUCED)
    if state.scheme in BY_ATTRIBUTES and confirmed(page) is None and own.of(page) is None:
        return N_("The tables of reduced inspection are not confirmed for this edition.")
    if state.scheme in WITHOUT_SCORE:
        short = state.accepted_in_row < LOTS_FOR_REDUCED
        return N_("Fewer than ten lots in a row were accepted.") if short else None
    return N_("The switching score is below 30.") if state.score < SCORE_FOR_REDUCED else None


def reduce(state: Switching, *, steady: bool, approved: bool, own: OwnTables = NO_TABLES) -> Step:
    """Begin reduced inspection: the lots allow it, production is steady, a responsible person approves it (9.3.3.1).

    The limit numbers of Z1.4's Table VIII are optional there and not asked for. Raises SwitchNotAllowed.
    """
    why = why_not_reduced(state, own)
    if why is None and not steady:
        why = N_("Production is not steady.")
    if why is None and not approved:
        why = N_("Nobody responsible has approved it.")
    if why is not None:
        raise SwitchNotAllowed(why=why)
    return Step(start(state.scheme, Severity.REDUCED), (SwitchReason.REDUCED_APPROVED,))


def end_reduced(state: Switching, *, irregular: bool) -> Step:
    """Return to normal because production became irregular or delayed, or other conditions warrant it (9.3.4, AQL-08).

    Under any other severity nothing changes.
    """
    reason = SwitchReason.IRREGULAR if irregular else SwitchReason.OTHER_CONDITIONS
    if state.severity is not Severity.REDUCED:
        return Step(state, ())
    return Step(start(state.scheme), (reason,))


def resume(state: Switching) -> Step:
    """Begin tightened inspection again: the supplier's improvement was accepted (9.4, AQL-09). Raises NotDiscontinued."""
    if state.severity is not Severity.DISCONTINUED:
        raise NotDiscontinued
    return Step(start(state.scheme, Severity.TIGHTENED), (SwitchReason.IMPROVEMENT_ACCEPTED,))
