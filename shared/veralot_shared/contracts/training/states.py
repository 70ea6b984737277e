"""Rights, states and steps of people's qualifications, as data that both sides read (ISO 13485 6.2)."""

from enum import StrEnum
from typing import Final

from veralot_shared.rights import Right


class Permission(Right):
    """Rights, as scope:resource:action, and what each is called."""

    READ = "training:qualification:read", "See qualifications"
    MANAGE = "training:qualification:manage", "Manage qualifications"
    SIGN = "training:grant:sign", "Grant qualifications"


class GrantEvent(StrEnum):
    """What is done with a person's qualification. Proposed and declined are what came by an import, until somebody signs."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    GRANTED = "granted"
    RENEWED = "renewed"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"


SIGNED: Final = frozenset({GrantEvent.GRANTED, GrantEvent.RENEWED, GrantEvent.SUSPENDED, GrantEvent.REINSTATED})
"""Steps that count: each bears a signature, and the last of them holds."""


class GrantState(StrEnum):
    """Where a person stands with a qualification on a day: computed from steps and dates, never entered."""

    NOT_GRANTED = "not_granted"
    NOT_YET = "not_yet"
    LEARNING = "learning"
    QUALIFIED = "qualified"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    SUSPENDED = "suspended"


HOLDING: Final = frozenset({GrantState.QUALIFIED, GrantState.EXPIRING})
"""States in which a person may do what the qualification is for."""
