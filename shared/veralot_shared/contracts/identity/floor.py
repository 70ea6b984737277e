"""Shared computers on the floor: badges, PINs, enrolled workstations, and signing in with both (DI-01, P11-25, P11-27).

A badge and its PIN begin a session and nothing else: an electronic signature in it takes user name and password, as in
any other session (11.200(a)(1)).
"""

from datetime import date, datetime
from typing import Annotated

import msgspec

from veralot_shared.contracts.identity.states import BadgeState, Permission
from veralot_shared.contracts.identity.views import LoginView, UserView
from veralot_shared.errors import CodedError
from veralot_shared.ids import BadgeId, UserId, WorkstationId
from veralot_shared.messages import Command, Event, Page, Query, Secret

IdleSeconds = Annotated[int, msgspec.Meta(ge=30, le=3600)]


class BadgeView(msgspec.Struct, frozen=True, kw_only=True):
    """A badge. Of its code only a keyed hash is stored; `label` is what is printed on it.

    `test_due` is the day by which it is to be tested again (11.300(e)); nothing for a badge that is out of use.
    """

    id: BadgeId
    user_id: UserId
    user_name: str
    full_name: str
    full_name_zh: str
    label: str
    state: BadgeState
    assigned_at: datetime
    assigned_by: str
    assigned_by_zh: str
    changed_at: datetime
    reason: str
    tested_at: datetime
    test_due: date | None
    replaces: str | None


class WorkstationView(msgspec.Struct, frozen=True, kw_only=True):
    """A computer that several people share. It proves itself with a key of its own, of which only the hash is stored."""

    id: WorkstationId
    name: str
    idle_seconds: int
    enrolled_at: datetime
    enrolled_by: str
    enrolled_by_zh: str
    last_used_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_reason: str


class EnrolmentView(msgspec.Struct, frozen=True, kw_only=True):
    """A new workstation with its key, which is told once and kept by that computer alone."""

    workstation: WorkstationView
    token: str


# --- signing in ------------------------------------------------------------------------------------------------------


class BadgeLogin(Command[LoginView], public=True, secret_reply=True):
    """Begin a session at an enrolled workstation; the person's former session at the same one ends.

    Raises: BadgeRefused, WorkstationUnknown, PinNeeded, AccountLocked, PasswordExpired, ClientOutdated, RecordNotFound,
    TransitionIllegal.
    """

    badge: Secret
    pin: Secret
    workstation_token: Secret
    contract_hash: str


class SetPin(Command[UserView]):
    """Set the own PIN, in a session that was begun with the password, which is asked for again.

    Raises: LoginRefused, AccountLocked, PinTooWeak, PasswordLoginNeeded, RecordNotFound, TransitionIllegal.
    """

    password: Secret
    pin: Secret


# --- badges ----------------------------------------------------------------------------------------------------------


class ListBadges(Query[list[BadgeView]], permission=Permission.USER_READ):
    """List badges by person, those out of use included."""

    search: str = ""
    page: Page = Page()


class AssignBadge(Command[BadgeView], permission=Permission.BADGE_MANAGE):
    """Give a person a badge that nobody ever had; it counts as tested, since it was read (P11-27).

    `replaces` is the lost or worn one, which is taken out of use in the same step (P11-25).

    Raises: BadgeUsedBefore, RecordNotFound, TransitionIllegal, ValueNotAllowed.
    """

    user_id: UserId
    code: Secret
    label: str
    replaces: BadgeId | None = None


class BlockBadge(Command[BadgeView], permission=Permission.BADGE_MANAGE):
    """Block a lost badge at once; sessions of its person that a badge began end (P11-25).

    Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed.
    """

    id: BadgeId
    reason: str


class UnblockBadge(Command[BadgeView], permission=Permission.BADGE_MANAGE):
    """Let a badge that was found again count once more. Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed."""

    id: BadgeId
    reason: str


class ReturnBadge(Command[BadgeView], permission=Permission.BADGE_MANAGE):
    """Take a badge back for good: nobody is ever given it again.

    Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed.
    """

    id: BadgeId
    reason: str


class CheckBadge(Command[BadgeView], permission=Permission.BADGE_MANAGE):
    """Record that a badge was read and is the one it should be (P11-27).

    Raises: RecordNotFound, TransitionIllegal, BadgeOther, ValueNotAllowed.
    """

    id: BadgeId
    code: Secret


# --- workstations ----------------------------------------------------------------------------------------------------


class ListWorkstations(Query[list[WorkstationView]], permission=Permission.USER_READ):
    """List the computers that were enrolled for floor use, withdrawn ones included."""


class EnrolWorkstation(Command[EnrolmentView], permission=Permission.WORKSTATION_MANAGE, secret_reply=True):
    """Let a computer be used with badges; its screen goes back to the badge after `idle_seconds`.

    Raises: RecordExists, ValueNotAllowed, RecordNotFound.
    """

    name: str
    idle_seconds: IdleSeconds = 180


class WithdrawWorkstation(Command[WorkstationView], permission=Permission.WORKSTATION_MANAGE):
    """Let a computer be used with badges no longer; sessions at it end.

    Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed.
    """

    id: WorkstationId
    reason: str


class FloorChanged(Event, permission=Permission.USER_READ):
    """Badges or workstations changed."""

    badge_ids: list[BadgeId]


# --- errors ----------------------------------------------------------------------------------------------------------


class BadgeRefused(CodedError, status=401):
    """The badge is unknown or out of use, or the PIN is wrong; which of them is not said."""

    text = "Badge or PIN is wrong, or the badge is out of use."


class WorkstationUnknown(CodedError, status=401):
    """The computer is not enrolled for floor use, or no longer."""

    text = "This computer is not enrolled for badges. Sign in with your password, or ask an administrator to enrol it."


class PinNeeded(CodedError, status=403):
    """The badge's person has set no PIN yet."""

    text = "You have no PIN yet. Sign in with your password once and set one under “My account”."


class PinTooWeak(CodedError, status=422):
    """The PIN breaks rules; all broken rules are named."""

    text = "This PIN is too weak: {rules}."
    rules: list[str]
    field: str | None = "pin"


class PasswordLoginNeeded(CodedError, status=403):
    """What is asked for needs a session that was begun with the password."""

    text = "This needs a session that you began with your password. Sign out, and sign in with it."


class BadgeUsedBefore(CodedError, status=409):
    """The badge was given to somebody before; no badge is used again (11.300)."""

    text = "This badge was given to {user_name} before. A badge is never given to another person; take a new one."
    user_name: str
    field: str | None = "code"


class BadgeOther(CodedError, status=422):
    """The badge that was read is not the one that is tested."""

    text = "This is another badge than {label}."
    label: str
    field: str | None = "code"
