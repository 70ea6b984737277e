"""By when steps are due, and to whom what is late is passed: the plant's own rules (I-60)."""

from datetime import datetime
from enum import StrEnum

import msgspec

from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.quality.kinds import Permission
from veralot_shared.contracts.quality.states import CaseKind, QualityStatus
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


class ListEscalations(Query[list[EscalationView]]):
    """List to whom what is late is passed, the first level first; everybody's inbox goes by it."""


class SetEscalations(Command[list[EscalationView]], permission=Permission.ESCALATION_MANAGE):
    """Say anew to whom what is late is passed: at least one level, each later than the one before.

    Raises: ValueNotAllowed.
    """

    levels: list[EscalationEntry]


class TermEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Within how many working days the next step of a state is done; with no state, within how many days a record is closed."""

    kind: CaseKind
    status: QualityStatus | None = None
    days: int


class TermView(msgspec.Struct, frozen=True, kw_only=True):
    """A term as it holds. `first_days` is what every plant begins with."""

    kind: CaseKind
    status: QualityStatus | None
    days: int
    first_days: int


class ListTerms(Query[list[TermView]], permission=Permission.READ):
    """List within how many days steps are done and records closed, kind by kind in the order of their steps."""


class SetTerms(Command[list[TermView]], permission=Permission.TERM_MANAGE):
    """Say anew within how many days some steps are done; due days that were given stay. Raises: ValueNotAllowed."""

    terms: list[TermEntry]


class LateKind(StrEnum):
    """What of a record can be late."""

    STEP = "step"
    ACTION = "action"
    CLOCK = "clock"


class PassingView(msgspec.Struct, frozen=True, kw_only=True):
    """That something late was told to whose it is (level 0, no role), or passed to a role.

    `what` says which it was and reads as `what_kind` says, as in a section of a dossier.
    """

    source: LateKind
    what: str
    what_kind: str
    due_at: datetime
    level: int
    role: Role | None
    at: datetime
