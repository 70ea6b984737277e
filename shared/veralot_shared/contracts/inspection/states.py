"""Permissions, states, transitions and kinds of inspections and their plans, as data that both sides read."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from veralot_shared.rights import Right


class Permission(Right):
    """Rights, as scope:resource:action, and what each is called."""

    READ = "inspection:inspection:read", "See inspections"
    PLAN_MANAGE = "inspection:plan:manage", "Write inspection plans"
    PLAN_RELEASE = "inspection:plan:release", "Release inspection plans"
    CREATE = "inspection:inspection:create", "Create inspections"
    RECORD = "inspection:result:record", "Record inspection results"
    INVESTIGATE = "inspection:result:investigate", "Investigate results out of specification"
    DECIDE = "inspection:inspection:decide", "Make usage decisions"
    CANCEL = "inspection:inspection:cancel", "Cancel inspections"
    SWITCH = "inspection:severity:approve", "Approve changes of severity"
    TABLE_MANAGE = "inspection:table:manage", "Establish sampling tables"


class RevisionStatus(StrEnum):
    """Where a revision of a plan stands; once released it is never changed again."""

    DRAFT = "draft"
    RELEASED = "released"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class RevisionEvent(StrEnum):
    """What is done with a revision."""

    SAVE = "save"
    RELEASE = "release"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"


REVISION_TRANSITIONS: Final[Mapping[tuple[RevisionStatus, RevisionEvent], RevisionStatus]] = MappingProxyType(
    {
        (RevisionStatus.DRAFT, RevisionEvent.SAVE): RevisionStatus.DRAFT,
        (RevisionStatus.DRAFT, RevisionEvent.RELEASE): RevisionStatus.RELEASED,
        (RevisionStatus.DRAFT, RevisionEvent.WITHDRAW): RevisionStatus.WITHDRAWN,
        (RevisionStatus.RELEASED, RevisionEvent.SUPERSEDE): RevisionStatus.SUPERSEDED,
        (RevisionStatus.RELEASED, RevisionEvent.WITHDRAW): RevisionStatus.WITHDRAWN,
    }
)
"""(status, event) → status of a plan's revision."""


class InspectionStage(StrEnum):
    """When goods are inspected."""

    INCOMING = "incoming"
    IN_PROCESS = "in_process"
    FINAL = "final"


class CharacteristicKind(StrEnum):
    """What a result of a characteristic is: a number, good or bad, words, a picture, or a number read from an instrument."""

    VARIABLE = "variable"
    ATTRIBUTE = "attribute"
    TEXT = "text_record"
    PHOTO = "photo"
    READING = "reading"


NUMERIC: Final = frozenset({CharacteristicKind.VARIABLE, CharacteristicKind.READING})
"""Kinds whose result is a number with limits."""


class DefectClass(StrEnum):
    """How grave a nonconformity is; each class has its own sampling (AQL-11)."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class SwitchingEvent(StrEnum):
    """What moves the severity, or the score that may reduce it."""

    LOT_ACCEPTED = "lot_accepted"
    LOT_NOT_ACCEPTED = "lot_not_accepted"
    REDUCTION_APPROVED = "reduction_approved"
    PRODUCTION_IRREGULAR = "production_irregular"
    IMPROVEMENT_ACCEPTED = "improvement_accepted"


class InspectionStatus(StrEnum):
    """Where an inspection stands."""

    CREATED = "inspection_created"
    SAMPLING = "sampling"
    RECORDING = "recording"
    OFFLINE_PENDING = "offline_pending"
    COMPLETE = "complete"
    EVALUATED = "evaluated"
    OOS_INVESTIGATION = "oos_investigation"
    RETEST = "retest"
    DECIDED = "decided"
    CLOSED = "inspection_closed"
    CANCELLED = "cancelled"


class InspectionEvent(StrEnum):
    """What is done in an inspection."""

    CREATE = "create_inspection"
    TAKE_SAMPLE = "take_sample"
    RECORD = "record"
    AWAIT_OFFLINE = "await_offline"
    OFFLINE_ARRIVED = "offline_arrived"
    COMPLETE = "complete_inspection"
    EVALUATE = "evaluate_inspection"
    DRAW_NEXT_SAMPLE = "draw_next_sample"
    OPEN_INVESTIGATION = "open_investigation"
    AUTHORISE_RETEST = "authorise_retest"
    CLOSE_INVESTIGATION = "close_investigation"
    DECIDE = "decide_inspection"
    CLOSE = "close_inspection"
    CANCEL = "cancel_inspection"


_S, _E = InspectionStatus, InspectionEvent

INSPECTION_TRANSITIONS: Final[Mapping[tuple[InspectionStatus, InspectionEvent], InspectionStatus]] = MappingProxyType(
    {
        (_S.CREATED, _E.TAKE_SAMPLE): _S.SAMPLING,
        (_S.SAMPLING, _E.TAKE_SAMPLE): _S.SAMPLING,
        (_S.SAMPLING, _E.RECORD): _S.RECORDING,
        (_S.RECORDING, _E.RECORD): _S.RECORDING,
        (_S.SAMPLING, _E.AWAIT_OFFLINE): _S.OFFLINE_PENDING,
        (_S.RECORDING, _E.AWAIT_OFFLINE): _S.OFFLINE_PENDING,
        (_S.OFFLINE_PENDING, _E.AWAIT_OFFLINE): _S.OFFLINE_PENDING,
        (_S.OFFLINE_PENDING, _E.RECORD): _S.OFFLINE_PENDING,
        (_S.OFFLINE_PENDING, _E.OFFLINE_ARRIVED): _S.RECORDING,
        (_S.RECORDING, _E.COMPLETE): _S.COMPLETE,
        (_S.CREATED, _E.EVALUATE): _S.EVALUATED,
        (_S.COMPLETE, _E.EVALUATE): _S.EVALUATED,
        (_S.COMPLETE, _E.DRAW_NEXT_SAMPLE): _S.RECORDING,
        (_S.COMPLETE, _E.OPEN_INVESTIGATION): _S.OOS_INVESTIGATION,
        (_S.EVALUATED, _E.OPEN_INVESTIGATION): _S.OOS_INVESTIGATION,
        (_S.OOS_INVESTIGATION, _E.AUTHORISE_RETEST): _S.RETEST,
        (_S.OOS_INVESTIGATION, _E.CLOSE_INVESTIGATION): _S.EVALUATED,
        (_S.RETEST, _E.RECORD): _S.RETEST,
        (_S.RETEST, _E.COMPLETE): _S.COMPLETE,
        (_S.EVALUATED, _E.DECIDE): _S.DECIDED,
        (_S.DECIDED, _E.CLOSE): _S.CLOSED,
        **{(state, _E.CANCEL): _S.CANCELLED for state in (_S.CREATED, _S.SAMPLING, _S.RECORDING)},
    }
)
"""(status, event) → status of an inspection. What is evaluated was computed; nobody edits it (AQL-13). From complete it goes
on by itself: to the next sample of a double or multiple plan, to an investigation where a characteristic that demands one is
out of specification, or to evaluated. A lot that a skip-lot plan passes over is evaluated as soon as it is there."""

UNDECIDED: Final = frozenset(set(_S) - {_S.DECIDED, _S.CLOSED, _S.CANCELLED})
"""States in which an inspection stands in the way of its lot."""

OPEN_FOR_RESULTS: Final = frozenset({_S.SAMPLING, _S.RECORDING, _S.OFFLINE_PENDING, _S.RETEST})
"""States in which results may be recorded."""


class Verdict(StrEnum):
    """What an evaluation says; it is computed from results and the frozen plan, never entered (AQL-13)."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"


class UsageDecision(StrEnum):
    """What a person decides on an evaluated inspection; only what fits the verdict can be signed."""

    ACCEPT = "accept"
    REJECT = "reject"
    CONCESSION = "concession"
    SORT = "sort"


DECISIONS: Final[Mapping[Verdict, frozenset[UsageDecision]]] = MappingProxyType(
    {
        Verdict.PENDING: frozenset(),
        Verdict.ACCEPTED: frozenset({UsageDecision.ACCEPT}),
        Verdict.NOT_ACCEPTED: frozenset({UsageDecision.REJECT, UsageDecision.CONCESSION, UsageDecision.SORT}),
    }
)
"""Which decisions each verdict allows."""


class Origin(StrEnum):
    """What an inspection came from."""

    RECEIPT = "receipt"
    PRODUCTION = "production"
    RETURN = "customer_return"
    HAND = "by_hand"
    RETEST = "resubmission"


class LaboratoryFinding(StrEnum):
    """What phase one of an investigation found: whether the test itself was wrong."""

    ERROR = "laboratory_error"
    NO_ERROR = "no_laboratory_error"


class InvestigationConclusion(StrEnum):
    """How phase two of an investigation ends."""

    CONFIRMED = "out_of_specification_confirmed"
    RETEST = "retest_by_plan"
