"""What is shown of qualifications, and of who holds them."""

from datetime import date, datetime

import msgspec

from veralot_shared.contracts.training.states import GrantEvent, GrantState
from veralot_shared.ids import GrantId, InspectionId, LotId, QualificationId, SignatureId, UserId


class QualificationName(msgspec.Struct, frozen=True, kw_only=True):
    """A qualification, as what asks for it names it."""

    id: QualificationId
    code: str
    name: str
    name_zh: str


class QualificationView(msgspec.Struct, frozen=True, kw_only=True):
    """A qualification: what it is for, how long it holds, and how many people hold it today.

    `least_level` is the level of skill from which somebody may work under it; without one no levels are kept.
    """

    id: QualificationId
    version: int
    code: str
    name: str
    name_zh: str
    covers: str
    months: int
    warning_days: int
    least_level: int | None
    withdrawn_at: datetime | None
    withdrawn_reason: str
    holders: int
    plans: int


class GrantView(msgspec.Struct, frozen=True, kw_only=True):
    """A person's qualification as its last signed step leaves it; `state` is that of the day on which it was asked for.

    `event` and what follows it are empty while nobody has signed yet. `since` is when the last step was signed; `proposed`
    says that an import waits to be signed; `number` counts all steps.
    """

    id: GrantId
    user_id: UserId
    user_name: str
    full_name: str
    full_name_zh: str
    active: bool
    qualification_id: QualificationId
    code: str
    name: str
    name_zh: str
    least_level: int | None
    warning_days: int
    event: GrantEvent | None
    level: int | None
    held_from: date | None
    held_until: date | None
    since: datetime | None
    reason: str
    number: int
    proposed: bool
    files: int
    state: GrantState = GrantState.NOT_GRANTED


class GrantPage(msgspec.Struct, frozen=True, kw_only=True):
    """A window of the list of grants and how many there are in all."""

    total: int
    rows: list[GrantView]


class VersionView(msgspec.Struct, frozen=True, kw_only=True):
    """A step of a person's qualification, with all that holds from it on. Nothing of it ever changes."""

    number: int
    event: GrantEvent
    level: int | None
    held_from: date
    held_until: date
    evidence: str
    reason: str
    at: datetime
    by: str
    by_zh: str
    signature_id: SignatureId | None


class GrantDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A person's qualification with its whole history, the newest first."""

    grant: GrantView
    versions: list[VersionView]


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """One of the plant's own people, as whoever grants qualifications chooses them."""

    id: UserId
    user_name: str
    full_name: str
    full_name_zh: str
    roles: list[str]


class AbleView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who holds every qualification that is asked for, and until when all of them hold."""

    user_id: UserId
    full_name: str
    full_name_zh: str
    until: date


class HeldView(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody held a qualification when they worked on an inspection, as it was then.

    Without a grant they did not hold it, and a person let it pass; `accepted_because` says why.
    """

    id: int
    inspection_id: InspectionId
    inspection_no: str
    lot_id: LotId
    user_id: UserId
    full_name: str
    full_name_zh: str
    qualification_id: QualificationId
    code: str
    name: str
    name_zh: str
    grant_id: GrantId | None
    level: int | None
    held_from: date | None
    held_until: date | None
    at: datetime
    accepted_because: str
