"""Kinds of quality record, their states, what is done with them, and what that leads to, as data that both sides read.

A rejected or reworked record begins a new cycle and keeps the evidence of the old one. No state is ever deleted.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class CaseKind(StrEnum):
    """Kinds of quality record. A permit is a planned deviation."""

    NCR = "ncr"
    CAPA = "capa"
    DEVIATION = "deviation"
    PERMIT = "permit"
    COMPLAINT = "complaint"
    SCAR = "scar"
    QCT = "qct"


class QualityStatus(StrEnum):
    """Where a quality record stands."""

    OPEN = "open"
    CONTAINED = "contained"
    UNDER_EVALUATION = "under_evaluation"
    DISPOSITIONED = "dispositioned"
    EXECUTING = "executing"
    VERIFIED = "verified"
    ESCALATED_TO_CAPA = "escalated_to_capa"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    INVESTIGATION = "investigation"
    ROOT_CAUSE = "root_cause"
    PLAN = "plan"
    PLAN_APPROVED = "plan_approved"
    IMPLEMENTATION = "implementation"
    IMPLEMENTED = "implemented"
    EFFECTIVENESS = "effectiveness"
    CLOSED_EFFECTIVE = "closed_effective"
    CLOSED_INEFFECTIVE = "closed_ineffective"
    REJECTED = "rejected"
    REPORTED = "reported"
    CLASSIFIED = "classified"
    IMPACT_ASSESSED = "impact_assessed"
    ACTIONS = "actions"
    QA_APPROVED = "qa_approved"
    DRAFT = "draft"
    ASSESSED = "assessed"
    APPROVED = "approved"
    ACTIVE = "active"
    EXPIRED = "expired"
    RECEIVED = "received"
    LOGGED = "logged"
    TRIAGED = "triaged"
    REPORTABILITY_DECIDED = "reportability_decided"
    SAMPLE_REQUESTED = "sample_requested"
    SAMPLE_RECEIVED = "sample_received"
    CONCLUSION = "conclusion"
    RESPONSE_SENT = "response_sent"
    QA_REVIEW = "qa_review"
    NOT_A_COMPLAINT = "not_a_complaint"
    DUPLICATE = "duplicate"
    REOPENED = "reopened"
    ISSUED = "issued"
    ANSWERED = "answered"
    REVIEWED = "reviewed"
    PLANNED = "planned"
    SAMPLED = "sampled"
    TESTED = "tested"
    PASSED = "passed"
    FAILED = "failed"
    CONFIRMED = "confirmed"


class QualityEvent(StrEnum):
    """What is done with a quality record."""

    OPEN = "open"
    CONTAIN = "contain"
    EVALUATE = "evaluate"
    DISPOSE = "dispose"
    AGREE = "agree"
    CONSENT = "consent"
    SEGREGATE = "segregate"
    EXECUTE = "execute"
    REPORT = "report"
    VERIFY = "verify"
    FAIL = "fail"
    CLOSE = "close"
    ESCALATE = "escalate"
    CANCEL = "cancel"
    REOPEN = "reopen"
    ACCEPT = "accept"
    REJECT = "reject"
    INVESTIGATE = "investigate"
    CONFIRM_CAUSE = "confirm_cause"
    PLAN = "plan"
    APPROVE = "approve"
    ENDORSE = "endorse"
    BEGIN = "begin"
    FINISH_ACTION = "finish_action"
    EXTEND = "extend"
    COMPLETE = "complete"
    CHECK = "check"
    CLASSIFY = "classify"
    ASSESS = "assess"
    ACT = "act"
    JUSTIFY = "justify"
    LOG = "log"
    TRIAGE = "triage"
    DISMISS = "dismiss"
    DUPLICATE = "duplicate"
    DECIDE = "decide"
    REPORT_OUT = "report_to_authority"
    REQUEST_SAMPLE = "request_sample"
    RECEIVE_SAMPLE = "receive_sample"
    WAIVE = "waive_investigation"
    CONCLUDE = "conclude"
    RESPOND = "respond"
    REVIEW = "review"
    ISSUE = "issue"
    ANSWER = "answer"
    SAMPLE = "sample"
    TEST = "test"
    PASS = "pass"  # noqa: S105 - what becomes of a test
    CONFIRM = "confirm"
    NOTIFY = "notify_customer"
    ASSIGN = "assign"
    ADD_LOTS = "add_lots"
    EXCLUDE = "exclude_lot"
    LINK = "link"


_S, _E, _K = QualityStatus, QualityEvent, CaseKind
Machine = Mapping[tuple[QualityStatus, QualityEvent], QualityStatus]


def _stays(event: QualityEvent, *states: QualityStatus) -> dict[tuple[QualityStatus, QualityEvent], QualityStatus]:
    """Return that an event is possible in states and leads to no other."""
    return {(state, event): state for state in states}


def _leads(
    event: QualityEvent, target: QualityStatus, *states: QualityStatus
) -> dict[tuple[QualityStatus, QualityEvent], QualityStatus]:
    """Return that an event leads from each of these states to one."""
    return {(state, event): target for state in states}


def _tended(*states: QualityStatus) -> dict[tuple[QualityStatus, QualityEvent], QualityStatus]:
    """Return what can be done with any record while it is open: hand it over, name more lots, link, tell the customer."""
    return {
        pair: target
        for event in (_E.ASSIGN, _E.ADD_LOTS, _E.LINK, _E.NOTIFY)
        for pair, target in _stays(event, *states).items()
    }


_NCR_OPEN = (_S.OPEN, _S.CONTAINED, _S.UNDER_EVALUATION)
_NCR_LIVE = (*_NCR_OPEN, _S.DISPOSITIONED, _S.EXECUTING, _S.VERIFIED)
NCR: Final[Machine] = MappingProxyType(
    {
        (_S.OPEN, _E.CONTAIN): _S.CONTAINED,
        **_leads(_E.EVALUATE, _S.UNDER_EVALUATION, _S.CONTAINED, _S.UNDER_EVALUATION),
        (_S.UNDER_EVALUATION, _E.DISPOSE): _S.DISPOSITIONED,
        **_stays(_E.AGREE, _S.DISPOSITIONED),
        **_stays(_E.CONSENT, _S.DISPOSITIONED),
        **_leads(_E.REJECT, _S.UNDER_EVALUATION, _S.DISPOSITIONED, _S.EXECUTING),
        **_stays(_E.REPORT_OUT, _S.UNDER_EVALUATION, _S.DISPOSITIONED, _S.EXECUTING, _S.VERIFIED),
        **_stays(_E.SEGREGATE, _S.DISPOSITIONED, _S.EXECUTING),
        **_leads(_E.EXECUTE, _S.EXECUTING, _S.DISPOSITIONED, _S.EXECUTING),
        **_stays(_E.REPORT, _S.EXECUTING),
        **_stays(_E.CHECK, _S.EXECUTING),
        (_S.EXECUTING, _E.VERIFY): _S.VERIFIED,
        **_leads(_E.FAIL, _S.UNDER_EVALUATION, _S.EXECUTING),
        (_S.VERIFIED, _E.CLOSE): _S.CLOSED,
        (_S.VERIFIED, _E.ESCALATE): _S.ESCALATED_TO_CAPA,
        **_leads(_E.CANCEL, _S.CANCELLED, *_NCR_OPEN),
        **_leads(_E.REOPEN, _S.UNDER_EVALUATION, _S.VERIFIED, _S.CLOSED, _S.ESCALATED_TO_CAPA),
        **_tended(*_NCR_LIVE),
    }
)

_CAPA_LIVE = (
    _S.REQUESTED,
    _S.ACCEPTED,
    _S.INVESTIGATION,
    _S.ROOT_CAUSE,
    _S.PLAN,
    _S.PLAN_APPROVED,
    _S.IMPLEMENTATION,
    _S.IMPLEMENTED,
    _S.EFFECTIVENESS,
)
CAPA: Final[Machine] = MappingProxyType(
    {
        (_S.REQUESTED, _E.ACCEPT): _S.ACCEPTED,
        (_S.REQUESTED, _E.REJECT): _S.REJECTED,
        **_leads(_E.INVESTIGATE, _S.INVESTIGATION, _S.ACCEPTED, _S.INVESTIGATION),
        (_S.INVESTIGATION, _E.CONFIRM_CAUSE): _S.ROOT_CAUSE,
        **_leads(_E.PLAN, _S.PLAN, _S.ROOT_CAUSE, _S.PLAN),
        (_S.PLAN, _E.APPROVE): _S.PLAN_APPROVED,
        **_stays(_E.ENDORSE, _S.PLAN_APPROVED),
        (_S.PLAN_APPROVED, _E.BEGIN): _S.IMPLEMENTATION,
        **_stays(_E.FINISH_ACTION, _S.PLAN_APPROVED, _S.IMPLEMENTATION),
        **_stays(_E.EXTEND, _S.PLAN_APPROVED, _S.IMPLEMENTATION),
        (_S.IMPLEMENTATION, _E.COMPLETE): _S.IMPLEMENTED,
        **_leads(_E.CHECK, _S.EFFECTIVENESS, _S.IMPLEMENTED, _S.EFFECTIVENESS),
        (_S.EFFECTIVENESS, _E.CLOSE): _S.CLOSED_EFFECTIVE,
        (_S.EFFECTIVENESS, _E.FAIL): _S.CLOSED_INEFFECTIVE,
        **_leads(_E.REOPEN, _S.INVESTIGATION, _S.IMPLEMENTATION, _S.IMPLEMENTED, _S.EFFECTIVENESS, _S.CLOSED_EFFECTIVE),
        **_tended(*_CAPA_LIVE),
    }
)

_DEVIATION_LIVE = (_S.REPORTED, _S.CLASSIFIED, _S.IMPACT_ASSESSED, _S.INVESTIGATION, _S.ACTIONS, _S.QA_APPROVED)
DEVIATION: Final[Machine] = MappingProxyType(
    {
        (_S.REPORTED, _E.CLASSIFY): _S.CLASSIFIED,
        (_S.CLASSIFIED, _E.ASSESS): _S.IMPACT_ASSESSED,
        **_leads(_E.INVESTIGATE, _S.INVESTIGATION, _S.IMPACT_ASSESSED, _S.INVESTIGATION),
        **_leads(_E.ACT, _S.ACTIONS, _S.INVESTIGATION, _S.ACTIONS),
        **_stays(_E.FINISH_ACTION, _S.ACTIONS),
        **_stays(_E.EXTEND, _S.ACTIONS),
        (_S.ACTIONS, _E.APPROVE): _S.QA_APPROVED,
        **_leads(_E.REJECT, _S.INVESTIGATION, _S.ACTIONS, _S.QA_APPROVED),
        (_S.QA_APPROVED, _E.CLOSE): _S.CLOSED,
        **_stays(_E.JUSTIFY, *_DEVIATION_LIVE),
        **_tended(*_DEVIATION_LIVE),
    }
)

PERMIT: Final[Machine] = MappingProxyType(
    {
        **_leads(_E.ASSESS, _S.ASSESSED, _S.DRAFT, _S.ASSESSED),
        (_S.ASSESSED, _E.APPROVE): _S.APPROVED,
        (_S.ASSESSED, _E.REJECT): _S.DRAFT,
        **_stays(_E.EXCLUDE, _S.ACTIVE, _S.EXPIRED),
        **_leads(_E.CLOSE, _S.CLOSED, _S.APPROVED, _S.ACTIVE, _S.EXPIRED),
        **_tended(_S.DRAFT, _S.ASSESSED, _S.APPROVED, _S.ACTIVE, _S.EXPIRED),
    }
)
"""A permit that is approved becomes active and expires by the clock: `PERMIT_CLOCK`."""

PERMIT_CLOCK: Final = (_S.APPROVED, _S.ACTIVE, _S.EXPIRED)
"""What an approved permit counts as before, on, and after the days for which it is valid."""

_COMPLAINT_TRIAGED = (_S.RECEIVED, _S.LOGGED, _S.TRIAGED)
_COMPLAINT_STUDIED = (_S.REPORTABILITY_DECIDED, _S.SAMPLE_REQUESTED, _S.SAMPLE_RECEIVED)
_COMPLAINT_LIVE = (
    *_COMPLAINT_TRIAGED,
    *_COMPLAINT_STUDIED,
    _S.INVESTIGATION,
    _S.CONCLUSION,
    _S.RESPONSE_SENT,
    _S.QA_REVIEW,
    _S.REOPENED,
)
COMPLAINT: Final[Machine] = MappingProxyType(
    {
        (_S.RECEIVED, _E.LOG): _S.LOGGED,
        (_S.LOGGED, _E.TRIAGE): _S.TRIAGED,
        (_S.LOGGED, _E.DISMISS): _S.NOT_A_COMPLAINT,
        (_S.TRIAGED, _E.DISMISS): _S.NOT_A_COMPLAINT,
        **_leads(_E.DUPLICATE, _S.DUPLICATE, *_COMPLAINT_TRIAGED),
        **_leads(_E.DECIDE, _S.REPORTABILITY_DECIDED, _S.TRIAGED, _S.REOPENED),
        **_stays(_E.DECIDE, *_COMPLAINT_STUDIED, _S.INVESTIGATION, _S.CONCLUSION, _S.RESPONSE_SENT, _S.QA_REVIEW),
        **_stays(_E.REPORT_OUT, *_COMPLAINT_STUDIED, _S.INVESTIGATION, _S.CONCLUSION, _S.RESPONSE_SENT, _S.QA_REVIEW),
        (_S.REPORTABILITY_DECIDED, _E.REQUEST_SAMPLE): _S.SAMPLE_REQUESTED,
        (_S.SAMPLE_REQUESTED, _E.RECEIVE_SAMPLE): _S.SAMPLE_RECEIVED,
        **_leads(_E.INVESTIGATE, _S.INVESTIGATION, *_COMPLAINT_STUDIED, _S.INVESTIGATION),
        **_leads(_E.WAIVE, _S.CONCLUSION, *_COMPLAINT_STUDIED),
        (_S.INVESTIGATION, _E.CONCLUDE): _S.CONCLUSION,
        (_S.CONCLUSION, _E.RESPOND): _S.RESPONSE_SENT,
        (_S.RESPONSE_SENT, _E.REVIEW): _S.QA_REVIEW,
        **_leads(_E.REJECT, _S.INVESTIGATION, _S.RESPONSE_SENT, _S.QA_REVIEW),
        **_stays(_E.COMPLETE, *_COMPLAINT_LIVE[1:]),
        (_S.QA_REVIEW, _E.CLOSE): _S.CLOSED,
        **_leads(_E.REOPEN, _S.REOPENED, _S.CLOSED, _S.NOT_A_COMPLAINT, _S.DUPLICATE),
        **_tended(*_COMPLAINT_LIVE),
    }
)

_SCAR_LIVE = (_S.DRAFT, _S.ISSUED, _S.ANSWERED, _S.REVIEWED, _S.VERIFIED)
SCAR: Final[Machine] = MappingProxyType(
    {
        (_S.DRAFT, _E.ISSUE): _S.ISSUED,
        (_S.ISSUED, _E.ANSWER): _S.ANSWERED,
        (_S.ANSWERED, _E.ACCEPT): _S.REVIEWED,
        (_S.ANSWERED, _E.REJECT): _S.ISSUED,
        (_S.REVIEWED, _E.VERIFY): _S.VERIFIED,
        (_S.REVIEWED, _E.FAIL): _S.ISSUED,
        (_S.VERIFIED, _E.CLOSE): _S.CLOSED,
        **_leads(_E.CANCEL, _S.CANCELLED, _S.DRAFT, _S.ISSUED),
        **_tended(*_SCAR_LIVE),
    }
)

_QCT_LIVE = (_S.PLANNED, _S.SAMPLED, _S.TESTED, _S.PASSED)
QCT: Final[Machine] = MappingProxyType(
    {
        (_S.PLANNED, _E.SAMPLE): _S.SAMPLED,
        (_S.SAMPLED, _E.TEST): _S.TESTED,
        (_S.TESTED, _E.PASS): _S.PASSED,
        (_S.TESTED, _E.FAIL): _S.FAILED,
        (_S.PASSED, _E.CONFIRM): _S.CONFIRMED,
        **_leads(_E.CANCEL, _S.CANCELLED, _S.PLANNED, _S.SAMPLED),
        **_tended(*_QCT_LIVE),
    }
)

MACHINES: Final[Mapping[CaseKind, Machine]] = MappingProxyType(
    {
        _K.NCR: NCR,
        _K.CAPA: CAPA,
        _K.DEVIATION: DEVIATION,
        _K.PERMIT: PERMIT,
        _K.COMPLAINT: COMPLAINT,
        _K.SCAR: SCAR,
        _K.QCT: QCT,
    }
)
"""Of each kind: (state, event) → state."""

FIRST: Final[Mapping[CaseKind, QualityStatus]] = MappingProxyType(
    {
        _K.NCR: _S.OPEN,
        _K.CAPA: _S.REQUESTED,
        _K.DEVIATION: _S.REPORTED,
        _K.PERMIT: _S.DRAFT,
        _K.COMPLAINT: _S.RECEIVED,
        _K.SCAR: _S.DRAFT,
        _K.QCT: _S.PLANNED,
    }
)
"""The state in which each kind begins."""

OVER: Final = frozenset(
    {
        _S.CLOSED,
        _S.CANCELLED,
        _S.ESCALATED_TO_CAPA,
        _S.CLOSED_EFFECTIVE,
        _S.CLOSED_INEFFECTIVE,
        _S.REJECTED,
        _S.NOT_A_COMPLAINT,
        _S.DUPLICATE,
        _S.FAILED,
        _S.CONFIRMED,
    }
)
"""States in which nothing is left to do."""

NEW_CYCLE: Final = frozenset({(_K.NCR, _E.FAIL), (_K.NCR, _E.REOPEN), (_K.CAPA, _E.REOPEN), (_K.COMPLAINT, _E.REOPEN)})
"""What begins a new cycle: what failed or came back is evaluated anew, and the evidence of the old cycle stays."""

FOUR_EYES: Final[Mapping[tuple[CaseKind, QualityEvent], frozenset[QualityEvent]]] = MappingProxyType(
    {
        (_K.NCR, _E.DISPOSE): frozenset({_E.OPEN}),
        (_K.NCR, _E.AGREE): frozenset({_E.DISPOSE}),
        (_K.NCR, _E.CHECK): frozenset({_E.REPORT, _E.EXECUTE}),
        (_K.NCR, _E.CLOSE): frozenset({_E.REPORT, _E.CHECK}),
        (_K.CAPA, _E.APPROVE): frozenset({_E.PLAN}),
        (_K.CAPA, _E.ENDORSE): frozenset({_E.PLAN}),
        (_K.CAPA, _E.CHECK): frozenset({_E.PLAN, _E.FINISH_ACTION}),
        (_K.CAPA, _E.CLOSE): frozenset({_E.CHECK, _E.FINISH_ACTION}),
        (_K.DEVIATION, _E.CLASSIFY): frozenset({_E.OPEN}),
        (_K.DEVIATION, _E.APPROVE): frozenset({_E.INVESTIGATE, _E.ACT, _E.FINISH_ACTION}),
        (_K.DEVIATION, _E.CLOSE): frozenset({_E.OPEN, _E.INVESTIGATE}),
        (_K.PERMIT, _E.APPROVE): frozenset({_E.OPEN, _E.ASSESS}),
        (_K.PERMIT, _E.CLOSE): frozenset({_E.OPEN}),
        (_K.COMPLAINT, _E.REVIEW): frozenset({_E.INVESTIGATE, _E.CONCLUDE}),
        (_K.COMPLAINT, _E.WAIVE): frozenset({_E.OPEN}),
        (_K.COMPLAINT, _E.CLOSE): frozenset({_E.INVESTIGATE, _E.CONCLUDE, _E.RESPOND}),
        (_K.SCAR, _E.CLOSE): frozenset({_E.VERIFY}),
        (_K.QCT, _E.PASS): frozenset({_E.TEST}),
        (_K.QCT, _E.CONFIRM): frozenset({_E.TEST, _E.PASS}),
    }
)
"""Who did one of these in the present cycle may not sign that: nobody judges work of their own."""
