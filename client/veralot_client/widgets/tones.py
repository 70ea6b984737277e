"""Which states look good, bad or in between, the same everywhere. Colour goes beside words, never instead of them."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from veralot_shared.contracts.capture import EntryState
from veralot_shared.contracts.genealogy import LotStatus, UnitStatus
from veralot_shared.contracts.identity import AccountState
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
        EntryState.RECORDED: Tone.GOOD,
        EntryState.CONFLICT: Tone.WARNING,
        EntryState.ACCEPTED: Tone.GOOD,
        EntryState.REJECTED: Tone.NEUTRAL,
        EntryState.REFUSED: Tone.BAD,
        AccountState.REQUESTED: Tone.INFO,
        AccountState.ACTIVE: Tone.GOOD,
        AccountState.LOCKED: Tone.BAD,
        AccountState.DISABLED: Tone.NEUTRAL,
    }
)
"""The tone of each state. `LotStatus.CONSUMED` and `UnitStatus.CONSUMED` are equal as text and have one tone."""


def tone_of(state: object) -> Tone:
    """Return how a state looks; what has no tone of its own is neutral."""
    return TONES.get(state, Tone.NEUTRAL) if isinstance(state, StrEnum) else Tone.NEUTRAL
