"""People, roles, sessions and electronic signatures.

Sources: 21 CFR 11.10(d), (g), (j); 11.50; 11.70; 11.100; 11.200; 11.300. GMP 2025 for the separation of heads (CN-03).
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from veralot_shared.errors import CodedError, FieldDifference
from veralot_shared.ids import PartnerId, SessionId, SignatureId, UserId
from veralot_shared.messages import Command, Event, Meaning, Page, Query, Secret


class Permission(StrEnum):
    """Rights, as scope:resource:action."""

    USER_READ = "identity:user:read"
    USER_MANAGE = "identity:user:manage"
    IDENTITY_VERIFY = "identity:user:verify"
    SESSION_MANAGE = "identity:session:manage"
    SIGN = "identity:signature:sign"


class Role(StrEnum):
    """What a person is in the plant. The rights of each role are rows in the database, not code."""

    ADMINISTRATOR = "administrator"
    PLANNER = "planner"
    PRODUCTION_HEAD = "production_head"
    QUALITY_HEAD = "quality_head"
    QA_RELEASE = "qa_release"
    INSPECTOR = "inspector"
    DOCUMENT_CONTROLLER = "document_controller"
    WAREHOUSE = "warehouse"
    BUYER = "buyer"
    OPERATOR = "operator"
    MANAGER = "manager"
    AUDITOR = "auditor"
    REGISTRANT = "registrant"


class AccountState(StrEnum):
    """Life of an account; it is never deleted and its id is never given to another person (11.100(a))."""

    REQUESTED = "requested"
    ACTIVE = "active"
    LOCKED = "locked"
    DISABLED = "disabled"


# --- views -----------------------------------------------------------------------------------------------------------


class UserView(msgspec.Struct, frozen=True, kw_only=True):
    """A person's account. `customer` limits a customer's user to that customer's records."""

    id: UserId
    version: int
    user_name: str
    full_name: str
    full_name_zh: str
    state: AccountState
    roles: list[Role]
    customer_id: PartnerId | None
    customer: str | None
    language: str
    totp_enrolled: bool
    identity_verified_at: datetime | None
    identity_verified_by: str | None
    accountability_accepted_at: datetime | None
    password_changed_at: datetime | None
    must_change_password: bool
    failed_attempts: int
    created_at: datetime


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """One login at one workstation."""

    id: SessionId
    user_id: UserId
    user_name: str
    workstation: str
    address: str
    started_at: datetime
    last_seen_at: datetime
    locked: bool
    ended_at: datetime | None
    current: bool


class LoginView(msgspec.Struct, frozen=True, kw_only=True):
    """What a client gets to know at login. The token is shown once and stored on the server only as a hash."""

    token: str
    session_id: SessionId
    user: UserView
    permissions: list[str]
    idle_seconds: int
    plant: str
    plant_zone: str
    must_change_password: bool
    must_accept_accountability: bool


class ServerView(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers: shown on the login window before anybody is known."""

    name: str
    version: str
    contract_hash: str
    plant: str
    plant_zone: str
    demo: bool


class SignedRecordView(msgspec.Struct, frozen=True, kw_only=True):
    """One record under a signature: which, its content hash when signed, and whether it is still that."""

    kind: str
    key: str
    label: str
    content_hash: str
    valid: bool


class SignatureView(msgspec.Struct, frozen=True, kw_only=True):
    """A signature as it is shown and printed: printed name, date and time, meaning (11.50)."""

    id: SignatureId
    signer_id: UserId
    user_name: str
    full_name: str
    full_name_zh: str
    role: str
    meaning: Meaning
    statement: str
    reason: str
    signed_at: datetime
    message: str
    records: list[SignedRecordView]
    valid: bool


class SubjectView(msgspec.Struct, frozen=True, kw_only=True):
    """One record that is about to be signed, in plain facts: field name → value as text."""

    kind: str
    key: str
    label: str
    facts: dict[str, str]
    content_hash: str


class TotpView(msgspec.Struct, frozen=True, kw_only=True):
    """A new TOTP secret, shown once as a QR code and as text."""

    uri: str
    secret: str


class RoleView(msgspec.Struct, frozen=True, kw_only=True):
    """A role and its rights."""

    role: Role
    permissions: list[str]


# --- being there -----------------------------------------------------------------------------------------------------


class Hello(Query[ServerView], public=True):
    """Ask who answers. Needs no session and tells nothing about the plant's records."""


class Login(Command[LoginView], public=True, secret_reply=True):
    """Begin a session.

    Raises: LoginRefused, AccountLocked, TotpNeeded, ClientOutdated.
    """

    user_name: str
    password: Secret
    workstation: str
    contract_hash: str
    totp: Secret | None = None


class Logout(Command[None]):
    """End the own session."""


class WhoAmI(Query[UserView]):
    """Ask for the own account; a client that reconnects checks with this that its session still lives."""


class LockSession(Command[None]):
    """Lock the own session: until `UnlockSession`, nothing else is answered."""


class UnlockSession(Command[None]):
    """Unlock the own session with the password. Raises: LoginRefused, AccountLocked."""

    password: Secret


class ListSessions(Query[list[SessionView]]):
    """List the own sessions; with `everybody` and the right for it, those of all."""

    everybody: bool = False


class RevokeSession(Command[None]):
    """End a session at once: the own, or with the right for it anybody's. Raises: RecordNotFound, PermissionDenied."""

    session_id: SessionId


# --- accounts --------------------------------------------------------------------------------------------------------


class ListUsers(Query[list[UserView]], permission=Permission.USER_READ):
    """List accounts, disabled ones included, by user name."""

    search: str = ""
    page: Page = Page()


class ListRoles(Query[list[RoleView]], permission=Permission.USER_READ):
    """List the roles with their rights."""


class CreateUser(Command[UserView], permission=Permission.USER_MANAGE):
    """Make an account. The password is a first one, which its owner must change before signing (P11-22).

    Without one the account is only requested: nobody can sign in until `ResetPassword` gives it one.

    Raises: RecordExists (ids are unique ignoring case and never reused), PasswordTooWeak, RolesConflict.
    """

    user_name: str
    full_name: str
    full_name_zh: str = ""
    roles: list[Role]
    password: Secret
    language: str = "en"
    customer_id: PartnerId | None = None


class UpdateUser(Command[UserView], permission=Permission.USER_MANAGE):
    """Change an account's names, roles, language or customer. Raises: RecordChanged, RolesConflict."""

    id: UserId
    version: int
    full_name: str
    full_name_zh: str
    roles: list[Role]
    language: str
    customer_id: PartnerId | None


class DisableUser(Command[UserView], permission=Permission.USER_MANAGE):
    """Close an account the same day; its sessions end at once and its id stays taken for ever (P11-19, P11-24)."""

    id: UserId
    reason: str


class EnableUser(Command[UserView], permission=Permission.USER_MANAGE):
    """Open a disabled or locked account of the same person again."""

    id: UserId
    reason: str


class ResetPassword(Command[UserView], permission=Permission.USER_MANAGE):
    """Give a person a new first password; it cannot sign until its owner has changed it (P11-22)."""

    id: UserId
    password: Secret


class ChangePassword(Command[UserView]):
    """Change the own password. Raises: LoginRefused (old one wrong), PasswordTooWeak, PasswordUsedBefore."""

    old: Secret
    new: Secret


class VerifyIdentity(Command[UserView], permission=Permission.IDENTITY_VERIFY):
    """Record that a person's identity was checked, with which document; without it nobody may sign (P11-20)."""

    id: UserId
    document: str


ACCOUNTABILITY = (
    "An electronic signature that I make in Veralot is the legally binding equivalent of my handwritten signature. "
    "I keep my password to myself, I sign only what I have read and done or decided myself, "
    "and I answer for everything that is done under my name."
)


class AcceptAccountability(Command[UserView], statement=ACCOUNTABILITY):
    """Accept that one's electronic signature binds like the handwritten one (P11-14). Raises: LoginRefused."""

    password: Secret


class BeginTotp(Command[TotpView], secret_reply=True):
    """Make a new TOTP secret for oneself; it counts once `ConfirmTotp` proves that the device has it."""


class ConfirmTotp(Command[list[str]], secret_reply=True):
    """Prove the first code and get ten recovery codes, shown once. Raises: LoginRefused."""

    code: Secret


class DisableTotp(Command[UserView], permission=Permission.USER_MANAGE):
    """Take a lost device from an account (P11-25)."""

    id: UserId
    reason: str


# --- signatures ------------------------------------------------------------------------------------------------------


class SignaturesOf(Query[list[SignatureView]]):
    """List the signatures on a record, newest first, each checked against the record as it is now."""

    kind: str
    key: str


# --- events ----------------------------------------------------------------------------------------------------------


class UsersChanged(Event):
    """Accounts changed."""

    user_ids: list[UserId]


class SessionEnded(Event):
    """A session was revoked or timed out; its client goes to the login window."""

    session_id: SessionId


class SecurityAlert(Event):
    """Something the security role must see at once (P11-26)."""

    user_name: str
    what: str
    workstation: str


# --- errors ----------------------------------------------------------------------------------------------------------


class SessionNeeded(CodedError, status=401):
    """No session, an unknown one, or one that has ended."""

    text = "You are not signed in, or your session has ended. Please sign in."


class SessionLocked(CodedError, status=401):
    """The session is locked after inactivity; its owner unlocks it with the password."""

    text = "This session is locked. Unlock it with your password."


class ClientOutdated(CodedError, status=426):
    """Client and server were built from different contracts."""

    text = "This client does not match the server (server version {server_version}). Please update the client."
    server_version: str


class LoginRefused(CodedError, status=401):
    """User or secret is wrong; which of the two is not said."""

    text = "User name or password is wrong."


class TotpNeeded(CodedError, status=401):
    """The password is right; the account also needs a code from the authenticator or a recovery code."""

    text = "Enter the six-digit code of your authenticator app, or a recovery code."


class AccountLocked(CodedError, status=401):
    """Locked after too many failures; an administrator opens it."""

    text = "This account is locked after {failures} failed attempts. An administrator can unlock it."
    failures: int


class PermissionDenied(CodedError, status=403):
    """The person lacks the right; the roles that have it are named, so that one knows whom to ask."""

    text = "You do not have the right “{permission}”. It belongs to: {roles}."
    permission: str
    roles: list[Role]


class RolesConflict(CodedError, status=422):
    """Two roles that one person must not hold together (CN-03; 11.10(g))."""

    text = "One person cannot be both {first} and {second}. {rule}"
    first: Role
    second: Role
    rule: str
    field: str | None = "roles"


class PasswordTooWeak(CodedError, status=422):
    """The password breaks rules of the policy; all broken rules are named."""

    text = "This password is too weak: {rules}."
    rules: list[str]
    field: str | None = "password"


class PasswordUsedBefore(CodedError, status=422):
    """The password is one of the last ones."""

    text = "You have used this password before. Choose a new one; the last {count} cannot be used again."
    count: int
    field: str | None = "new"


class PasswordExpired(CodedError, status=403):
    """The password is too old or a first one; until it is changed nothing else is answered."""

    text = "Your password must be changed before you go on."


class SignatureNeeded(CodedError, status=403):
    """The command must be signed; this is what would be signed. Send it again with the entry."""

    text = "This needs your electronic signature: {statement}"
    statement: str
    meaning: Meaning
    subjects: list[SubjectView]
    shown_hash: str
    needs_user_name: bool
    second_person: bool


class SignatureRefused(CodedError, status=403):
    """The signature's two components do not prove the signer."""

    text = "The signature was not accepted: user name or password is wrong."
    field: str | None = "signature"


class SignerNotAllowed(CodedError, status=403):
    """The person may not sign this; `rule` says why and what to do."""

    text = "{user_name} cannot sign this. {rule}"
    user_name: str
    rule: str
    field: str | None = "signature"


class SignedContentChanged(CodedError, status=409):
    """What the dialog showed is no longer what the records hold; nothing was signed."""

    text = "The records have changed since they were shown to you. Nothing was signed. Read them again, then sign."
    differences: list[FieldDifference]
