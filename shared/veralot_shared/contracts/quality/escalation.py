"""To whom what is late is passed, and when: the plant's own rule (I-60)."""

import msgspec

from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.quality.kinds import Permission
from veralot_shared.messages import Command, Query


class EscalationEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """After how many days of delay a step, an action or a clock is passed to a role as well."""

    after_days: int
    role: Role


class EscalationView(msgspec.Struct, frozen=True, kw_only=True):
    """One level of escalation; the first is 1."""

    level: int
    after_days: int
    role: Role


class ListEscalations(Query[list[EscalationView]], permission=Permission.READ):
    """List to whom what is late is passed, the first level first."""


class SetEscalations(Command[list[EscalationView]], permission=Permission.ESCALATION_MANAGE):
    """Say anew to whom what is late is passed: at least one level, each later than the one before.

    Raises: ValueNotAllowed.
    """

    levels: list[EscalationEntry]
