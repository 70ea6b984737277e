"""Which states look good, bad or in between, the same everywhere. Colour goes beside words, never instead of them."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from veralot_shared.contracts.capture import EntryState
from veralot_shared.contracts.genealogy import CheckResult, LotStatus, UnitStatus
from veralot_shared.contracts.identity import AccountState
from veralot_shared.contracts.inspection import Verdict
from veralot_shared.contracts.quality import LineState, QualityStatus, Severity
from veralot_shared.contracts.recall import RecallStatus


class Tone(StrEnum):
    """How a state looks: the names are those of the theme's style sheet."""

    NEUTRAL = "neutral"
    INFO = "info"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


TONES: Final = MappingProxyType(
    {
        LotStatus.EXPECTED: Tone.NEUTRAL,
        LotStatus.QUARANTINE: Tone.WARNING,
        LotStatus.IN_TEST: Tone.INFO,
        LotStatus.RELEASED: Tone.GOOD,
        LotStatus.HOLD: Tone.BAD,
        LotStatus.NONCONFORMING: Tone.BAD,
        LotStatus.CONCESSION: Tone.WARNING,
        LotStatus.REWORK: Tone.WARNING,
        LotStatus.AT_STERILIZER: Tone.INFO,
        LotStatus.PROD_RELEASED: Tone.GOOD,
        LotStatus.MARKET_RELEASED: Tone.GOOD,
        LotStatus.EXPIRED: Tone.BAD,
        LotStatus.RECALLED: Tone.BAD,
        LotStatus.CONSUMED: Tone.NEUTRAL,
        LotStatus.SHIPPED: Tone.NEUTRAL,
        LotStatus.SCRAPPED: Tone.NEUTRAL,
        LotStatus.RETURNED_TO_SUPPLIER: Tone.NEUTRAL,
        UnitStatus.MADE: Tone.INFO,
        UnitStatus.CONSUMED: Tone.NEUTRAL,
        UnitStatus.SHIPPED: Tone.NEUTRAL,
        UnitStatus.SCRAPPED: Tone.NEUTRAL,
        RecallStatus.SIGNAL: Tone.WARNING,
        RecallStatus.HEALTH_HAZARD_EVALUATION: Tone.WARNING,
        RecallStatus.DECISION: Tone.BAD,
        RecallStatus.SCOPE_FROZEN: Tone.BAD,
        RecallStatus.AUTHORITY_NOTIFIED: Tone.BAD,
        RecallStatus.CUSTOMERS_NOTIFIED: Tone.BAD,
        RecallStatus.EXECUTION: Tone.BAD,
        RecallStatus.EFFECTIVENESS_CHECKS: Tone.WARNING,
        RecallStatus.RECONCILED: Tone.INFO,
        RecallStatus.AUTHORITY_CLOSE: Tone.INFO,
        RecallStatus.CLOSED: Tone.NEUTRAL,
        RecallStatus.MOCK: Tone.INFO,
        QualityStatus.OPEN: Tone.BAD,
        QualityStatus.CONTAINED: Tone.WARNING,
        QualityStatus.UNDER_EVALUATION: Tone.WARNING,
        QualityStatus.DISPOSITIONED: Tone.WARNING,
        QualityStatus.EXECUTING: Tone.WARNING,
        QualityStatus.VERIFIED: Tone.INFO,
        QualityStatus.ESCALATED_TO_CAPA: Tone.NEUTRAL,
        QualityStatus.CANCELLED: Tone.NEUTRAL,
        QualityStatus.ACCEPTED: Tone.INFO,
        QualityStatus.INVESTIGATION: Tone.WARNING,
        QualityStatus.ROOT_CAUSE: Tone.WARNING,
        QualityStatus.PLAN: Tone.WARNING,
        QualityStatus.PLAN_APPROVED: Tone.INFO,
        QualityStatus.IMPLEMENTATION: Tone.WARNING,
        QualityStatus.IMPLEMENTED: Tone.INFO,
        QualityStatus.EFFECTIVENESS: Tone.INFO,
        QualityStatus.CLOSED_EFFECTIVE: Tone.GOOD,
        QualityStatus.CLOSED_INEFFECTIVE: Tone.BAD,
        QualityStatus.REJECTED: Tone.NEUTRAL,
        QualityStatus.REPORTED: Tone.BAD,
        QualityStatus.CLASSIFIED: Tone.WARNING,
        QualityStatus.IMPACT_ASSESSED: Tone.WARNING,
        QualityStatus.ACTIONS: Tone.WARNING,
        QualityStatus.QA_APPROVED: Tone.INFO,
        QualityStatus.DRAFT: Tone.NEUTRAL,
        QualityStatus.ASSESSED: Tone.INFO,
        QualityStatus.APPROVED: Tone.GOOD,
        QualityStatus.RECEIVED: Tone.BAD,
        QualityStatus.LOGGED: Tone.WARNING,
        QualityStatus.TRIAGED: Tone.WARNING,
        QualityStatus.REPORTABILITY_DECIDED: Tone.WARNING,
        QualityStatus.SAMPLE_REQUESTED: Tone.WARNING,
        QualityStatus.SAMPLE_RECEIVED: Tone.WARNING,
        QualityStatus.CONCLUSION: Tone.INFO,
        QualityStatus.RESPONSE_SENT: Tone.INFO,
        QualityStatus.QA_REVIEW: Tone.INFO,
        QualityStatus.NOT_A_COMPLAINT: Tone.NEUTRAL,
        QualityStatus.DUPLICATE: Tone.NEUTRAL,
        QualityStatus.REOPENED: Tone.BAD,
        QualityStatus.ISSUED: Tone.WARNING,
        QualityStatus.ANSWERED: Tone.INFO,
        QualityStatus.REVIEWED: Tone.INFO,
        QualityStatus.PLANNED: Tone.INFO,
        QualityStatus.SAMPLED: Tone.INFO,
        QualityStatus.TESTED: Tone.WARNING,
        QualityStatus.PASSED: Tone.GOOD,
        QualityStatus.FAILED: Tone.BAD,
        QualityStatus.CONFIRMED: Tone.GOOD,
        LineState.DECIDED: Tone.WARNING,
        LineState.ORDERED: Tone.WARNING,
        LineState.DONE: Tone.GOOD,
        Severity.CRITICAL: Tone.BAD,
        Severity.MAJOR: Tone.WARNING,
        Severity.MINOR: Tone.INFO,
        EntryState.RECORDED: Tone.GOOD,
        EntryState.CONFLICT: Tone.WARNING,
        EntryState.ACCEPTED: Tone.GOOD,
        EntryState.REJECTED: Tone.NEUTRAL,
        EntryState.REFUSED: Tone.BAD,
        CheckResult.NOT_RUN: Tone.WARNING,
        CheckResult.NOT_APPLICABLE: Tone.NEUTRAL,
        Verdict.PENDING: Tone.NEUTRAL,
        Verdict.NOT_ACCEPTED: Tone.BAD,
        AccountState.REQUESTED: Tone.INFO,
        AccountState.ACTIVE: Tone.GOOD,
        AccountState.LOCKED: Tone.BAD,
        AccountState.DISABLED: Tone.NEUTRAL,
    }
)
"""The tone of each state. `LotStatus.CONSUMED` and `UnitStatus.CONSUMED` are equal as text and have one tone,
as have `EntryState.ACCEPTED` and `Verdict.ACCEPTED`, or what failed and passed of checks and of tests."""


def tone_of(state: object) -> Tone:
    """Return how a state looks; what has no tone of its own is neutral."""
    return TONES.get(state, Tone.NEUTRAL) if isinstance(state, StrEnum) else Tone.NEUTRAL
