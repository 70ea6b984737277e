"""Permissions, states, transitions and kinds of recalls, as data that both sides read.

The states are those of 21 CFR 7 and 806 and of the NMPA's order on recalls of medical devices (29 of 2017). A mock recall
goes through everything but what only a real one owes to authorities.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from veralot_shared.rights import Right


class Permission(Right):
    """Rights, as scope:resource:action, and what each is called."""

    READ = "recall:recall:read", "See recalls"
    RUN = "recall:recall:run", "Carry out recalls"
    EVALUATE = "recall:hazard:evaluate", "Evaluate health hazards"
    DECIDE = "recall:recall:decide", "Decide recalls"
    CLOSE = "recall:recall:close", "Close recalls"
    EXPORT = "recall:letter:export", "Make recall letters and lists"


class RecallStatus(StrEnum):
    """Where a recall stands: the last thing that was done."""

    SIGNAL = "signal"
    HEALTH_HAZARD_EVALUATION = "health_hazard_evaluation"
    DECISION = "decision"
    SCOPE_FROZEN = "scope_frozen"
    AUTHORITY_NOTIFIED = "authority_notified"
    CUSTOMERS_NOTIFIED = "customers_notified"
    EXECUTION = "execution"
    EFFECTIVENESS_CHECKS = "effectiveness_checks"
    RECONCILED = "reconciled"
    AUTHORITY_CLOSE = "authority_close"
    CLOSED = "closed"
    MOCK = "mock_recall"


class RecallEvent(StrEnum):
    """What is done in a recall."""

    START = "start"
    CHANGE_SUSPECTS = "change_suspects"
    HOLD = "hold"
    MARK = "recall_lots"
    EVALUATE = "evaluate"
    DECIDE = "decide"
    FREEZE = "freeze"
    NOTIFY_AUTHORITY = "notify_authority"
    NOTIFY_CUSTOMERS = "notify_customers"
    RESPOND = "respond"
    CHECK = "check"
    RECONCILE = "reconcile"
    CLOSE_AT_AUTHORITY = "close_at_authority"
    CLOSE = "close"


_S, _E = RecallStatus, RecallEvent
_BEFORE = (_S.SIGNAL, _S.HEALTH_HAZARD_EVALUATION, _S.DECISION)
_RUNNING = (
    _S.SCOPE_FROZEN,
    _S.AUTHORITY_NOTIFIED,
    _S.CUSTOMERS_NOTIFIED,
    _S.EXECUTION,
    _S.EFFECTIVENESS_CHECKS,
)
_TOLD = (_S.CUSTOMERS_NOTIFIED, _S.EXECUTION, _S.EFFECTIVENESS_CHECKS)


def _stays(event: RecallEvent, *states: RecallStatus) -> dict[tuple[RecallStatus, RecallEvent], RecallStatus]:
    """Return that an event is possible in states and leads to no other."""
    return {(state, event): state for state in states}


RECALL_TRANSITIONS: Final[Mapping[tuple[RecallStatus, RecallEvent], RecallStatus]] = MappingProxyType(
    {
        **_stays(_E.CHANGE_SUSPECTS, *_BEFORE, *_RUNNING, _S.MOCK),
        **_stays(_E.HOLD, *_BEFORE, *_RUNNING, _S.RECONCILED, _S.MOCK),
        **_stays(_E.MARK, *_RUNNING),
        **_stays(_E.FREEZE, *_RUNNING, _S.RECONCILED, _S.AUTHORITY_CLOSE, _S.MOCK),
        **_stays(_E.NOTIFY_AUTHORITY, *_RUNNING, _S.RECONCILED),
        **_stays(_E.NOTIFY_CUSTOMERS, *_TOLD, _S.MOCK),
        **_stays(_E.RESPOND, _S.EXECUTION, _S.EFFECTIVENESS_CHECKS, _S.MOCK),
        **_stays(_E.CHECK, _S.EFFECTIVENESS_CHECKS, _S.MOCK),
        (_S.SIGNAL, _E.EVALUATE): _S.HEALTH_HAZARD_EVALUATION,
        (_S.HEALTH_HAZARD_EVALUATION, _E.EVALUATE): _S.HEALTH_HAZARD_EVALUATION,
        (_S.HEALTH_HAZARD_EVALUATION, _E.DECIDE): _S.DECISION,
        (_S.DECISION, _E.FREEZE): _S.SCOPE_FROZEN,
        (_S.SCOPE_FROZEN, _E.NOTIFY_AUTHORITY): _S.AUTHORITY_NOTIFIED,
        (_S.AUTHORITY_NOTIFIED, _E.NOTIFY_CUSTOMERS): _S.CUSTOMERS_NOTIFIED,
        (_S.CUSTOMERS_NOTIFIED, _E.RESPOND): _S.EXECUTION,
        (_S.EXECUTION, _E.CHECK): _S.EFFECTIVENESS_CHECKS,
        (_S.EFFECTIVENESS_CHECKS, _E.RECONCILE): _S.RECONCILED,
        (_S.RECONCILED, _E.CLOSE_AT_AUTHORITY): _S.AUTHORITY_CLOSE,
        (_S.AUTHORITY_CLOSE, _E.CLOSE): _S.CLOSED,
        (_S.DECISION, _E.CLOSE): _S.CLOSED,
        (_S.MOCK, _E.CLOSE): _S.CLOSED,
    }
)
"""(state, event) → state. From the decision a recall is closed at once only if the decision was to take no action. Where
nothing was shipped, or no check is due, reconciling passes through the states between, and writes each of them down."""


class RecallAction(StrEnum):
    """What the decision is (21 CFR 7.3, 806.2; ISO 13485 8.3.3)."""

    NO_ACTION = "no_action"
    ADVISORY = "advisory"
    CORRECTION = "correction"
    REMOVAL = "removal"


class RecallClass(StrEnum):
    """How grave the hazard is: NMPA and FDA both number from I, the gravest, to III."""

    I = "i"  # noqa: E741 - the authorities' own name
    II = "ii"
    III = "iii"


class Jurisdiction(StrEnum):
    """Whose clocks run."""

    CN = "china_nmpa"
    US = "usa_fda"
    OTHER = "other"


class CheckLevel(StrEnum):
    """How many consignees an effectiveness check asks (21 CFR 7.42(b)(3))."""

    A = "a_all_consignees"
    B = "b_a_percentage"
    C = "c_10_percent"
    D = "d_2_percent"
    E = "e_none"


class NoticeKind(StrEnum):
    """What is reported to an authority."""

    EVENT_REPORT = "event_report"
    PLAN = "investigation_report_and_plan"
    REPORT_806 = "report_under_21_cfr_806"
    NOT_REPORTED = "not_reported"
    PROGRESS = "progress"
    CLOSURE = "closure"


class ClockKind(StrEnum):
    """What must be done by a day that the law sets."""

    CN_EVENT_REPORT = "nmpa_event_report_at_once"
    CN_CUSTOMERS = "users_notified_within_the_days_of_the_class"
    CN_PLAN = "nmpa_plan_within_5_working_days"
    US_REPORT = "fda_report_within_10_working_days"


class ContactMethod(StrEnum):
    """How a consignee was reached."""

    LETTER = "letter"
    EMAIL = "email"
    TELEPHONE = "telephone"
    VISIT = "visit"


class Gap(StrEnum):
    """Why more may be affected of a lot than is shown."""

    USE_UNKNOWN = "use_unknown"


class LetterLanguage(StrEnum):
    """In which language a letter is written."""

    CUSTOMER = "by_country"
    ENGLISH = "english"
    CHINESE = "chinese"
    BOTH = "both"


class FileKind(StrEnum):
    """As what a list or letter is made."""

    PDF = "pdf"
    XLSX = "xlsx"
