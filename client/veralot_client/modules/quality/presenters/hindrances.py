"""Why something cannot be done with a quality record as it stands, in words. No Qt."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from veralot_client.core.words import Words
from veralot_client.modules.quality.presenters.catalogue import BY_VERB
from veralot_shared.contracts.quality import (
    DEEDS,
    MACHINES,
    ActionView,
    AgreeDisposition,
    CaseDetail,
    CaseKind,
    ConsentDisposition,
    EndorsePlan,
    ExcludeLot,
    ExecuteLine,
    ExtendAction,
    FinishAction,
    LineState,
    QualityEvent,
    QualityStatus,
    RejectDisposition,
    ReportLine,
    ReportToAuthority,
    SegregateNcr,
    VerifyLine,
    fits,
)
from veralot_shared.i18n import N_
from veralot_shared.messages import Command

NEEDS_LINE: Final[Mapping[type[Command[Any]], LineState]] = MappingProxyType(
    {
        ExecuteLine: LineState.DECIDED,
        ReportLine: LineState.ORDERED,
        VerifyLine: LineState.REPORTED,
        SegregateNcr: LineState.DECIDED,
    }
)
"""Messages on a line, and at which point it is then."""

NOTHING_THERE: Final[Mapping[type[Command[Any]], str]] = MappingProxyType(
    {
        ExecuteLine: N_("No line waits to be carried out."),
        ReportLine: N_("No line is being reworked, repaired or sorted. Carry out such a line first."),
        VerifyLine: N_("No rework was reported yet."),
        SegregateNcr: N_("No lot has several lines: there is nothing to divide."),
        AgreeDisposition: N_("Engineering is asked about repairs and concessions alone, and once."),
        ConsentDisposition: N_("The customer is asked only where that was agreed, and once."),
        ExcludeLot: N_("No lot counts as made under this permit."),
        EndorsePlan: N_("Only the plan of a major or critical CAPA needs this, and once."),
        FinishAction: N_("None of the actions that are left is yours."),
        RejectDisposition: N_("Every line of the disposition is carried out, or under way."),
        ExtendAction: N_("No action is left to be done."),
        ReportToAuthority: N_("No report is owed. Decide on reports first."),
    }
)
"""Why a message finds nothing to work on in a state that would let it."""

OF_PAGE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "quality.disclose": N_("Nothing is known of who complained."),
        "quality.test_from": N_("A test proves the correction of a nonconformity or a CAPA."),
        "quality.scar_from": N_("No supplier stands behind this record, or it is such a request already."),
        "quality.ncr_from": N_("This is a nonconformity already."),
        "quality.capa_from": N_("This is a CAPA already."),
    }
)
"""Why what a page offers cannot be done with the record that it shows."""


def hindered(message: type[Command[Any]], detail: CaseDetail, words: Words) -> str:
    """Return why the server would refuse a message that the record's state lets it take; else nothing."""
    event = DEEDS[message][1]
    found = [reason for one in detail.hindered if one.event is event for reason in one.why]
    return words.sentences(words.error(reason.error()) for reason in found)


def why_not(action_id: str, detail: CaseDetail, words: Words) -> str:
    """Return why an action cannot work with a record as it stands."""
    message = BY_VERB.get(action_id)
    if message is None:
        return words.text(OF_PAGE[action_id]) if action_id in OF_PAGE else ""
    kinds, event = DEEDS[message]
    case = detail.case
    if case.kind not in kinds:
        return words.text(
            "Only with: {kinds}", kinds=words.listed(words.label(kind) for kind in CaseKind if kind in kinds)
        )
    if not fits(message, case.kind, case.status):
        return elsewhere(case.kind, case.status, event, words)
    if divides_first(message, detail):
        return words.text("Divide the lot by its lines first.")
    return hindered(message, detail, words) or (words.text(NOTHING_THERE[message]) if message in NOTHING_THERE else "")


def elsewhere(kind: CaseKind, status: QualityStatus, event: QualityEvent, words: Words) -> str:
    """Return in which states something can be done, where the record is in none of them."""
    states = words.listed(words.label(state) for state in states_of(kind, event))
    return words.text(
        "The record is “{status}”. This is done while it is: {states}", status=words.label(status), states=states
    )


def states_of(kind: CaseKind, event: QualityEvent) -> list[QualityStatus]:
    """Return the states in which something can be done, in the order of their steps."""
    return [state for state in QualityStatus if (state, event) in MACHINES[kind]]


def divides_first(message: type[Command[Any]], detail: CaseDetail) -> bool:
    """Return whether a line can only be carried out once its lot is divided."""
    return message is ExecuteLine and bool(at_point(SegregateNcr, detail)) and not at_point(ExecuteLine, detail)


def at_point(message: type[Command[Any]], detail: CaseDetail) -> int:
    """Return how many lines are at the point where a message takes them; only one of them is for what is not divided."""
    state, apart = NEEDS_LINE[message], message is not SegregateNcr
    return sum(line.cycle == detail.case.cycle and line.state is state and line.apart is apart for line in detail.lines)


def without_line(message: type[Command[Any]], detail: CaseDetail) -> bool:
    """Return whether a message is about lines, and no line is at the point where it takes them."""
    if message is RejectDisposition:
        return not any(line.cycle == detail.case.cycle and line.state is LineState.DECIDED for line in detail.lines)
    return message in NEEDS_LINE and not at_point(message, detail)


def to_do(detail: CaseDetail) -> list[ActionView]:
    """Return the actions of the present cycle that are not done; those of a former one are to be done no more."""
    return [one for one in detail.actions if one.cycle == detail.case.cycle and one.done_at is None]
