"""Signing in and out, accounts, secrets, signatures: what one can ask and do."""

from veralot_shared.contracts.identity.states import Permission, Role
from veralot_shared.contracts.identity.views import (
    LoginView,
    RoleView,
    ServerView,
    SessionView,
    SignatureView,
    TotpView,
    UserView,
)
from veralot_shared.ids import PartnerId, SessionId, UserId
from veralot_shared.messages import Command, Page, Query, Secret


class Hello(Query[ServerView], public=True):
    """Ask who answers. Needs no session and tells nothing about the plant's records."""


class Login(Command[LoginView], public=True, secret_reply=True):
    """Begin a session.

    Raises: LoginRefused, AccountLocked, TotpNeeded, ClientOutdated, RecordNotFound, TransitionIllegal.
    """

    user_name: str
    password: Secret
    workstation: str
    contract_hash: str
    totp: Secret | None = None


class Logout(Command[None]):
    """End the own session."""


class WhoAmI(Query[UserView]):
    """Ask for the own account; a client that reconnects checks with this that its session still lives.

    Raises: RecordNotFound.
    """


class LockSession(Command[None]):
    """Lock the own session: until `UnlockSession`, nothing else is answered."""


class UnlockSession(Command[None]):
    """Unlock the own session with the password.

    Raises: LoginRefused, AccountLocked, RecordNotFound, TransitionIllegal.
    """

    password: Secret


class ListSessions(Query[list[SessionView]]):
    """List the own sessions; with `everybody` and the right for it, those of all."""

    everybody: bool = False


class RevokeSession(Command[None]):
    """End a session at once: the own, or with the right for it anybody's. Raises: RecordNotFound, PermissionDenied."""

    session_id: SessionId


# --- accounts ------------------------------------------------------------------------------------------------------


class ListUsers(Query[list[UserView]], permission=Permission.USER_READ):
    """List accounts, disabled ones included, by user name."""

    search: str = ""
    page: Page = Page()


class ListRoles(Query[list[RoleView]], permission=Permission.USER_READ):
    """List the roles with their rights."""


class CreateUser(Command[UserView], permission=Permission.USER_MANAGE):
    """Make an account. The password is a first one, which its owner must change before signing (P11-22).

    Without one the account is only requested: nobody can sign in until `ResetPassword` gives it one.

    Raises: RecordExists (ids are unique ignoring case and never reused), PasswordTooWeak, RolesConflict, RolesOfPlant,
    RecordNotFound, ValueNotAllowed.
    """

    user_name: str
    full_name: str
    full_name_zh: str = ""
    roles: list[Role]
    password: Secret
    language: str = "en"
    customer_id: PartnerId | None = None


class UpdateUser(Command[UserView], permission=Permission.USER_MANAGE):
    """Change an account's names, roles, language or customer.

    Raises: RecordChanged, RolesConflict, RolesOfPlant, RecordNotFound, ValueNotAllowed.
    """

    id: UserId
    version: int
    full_name: str
    full_name_zh: str
    roles: list[Role]
    language: str
    customer_id: PartnerId | None


class DisableUser(Command[UserView], permission=Permission.USER_MANAGE):
    """Close an account the same day; its sessions end at once and its id stays taken for ever (P11-19, P11-24).

    Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed.
    """

    id: UserId
    reason: str


class EnableUser(Command[UserView], permission=Permission.USER_MANAGE):
    """Open a disabled or locked account of the same person again.

    Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed.
    """

    id: UserId
    reason: str


class ResetPassword(Command[UserView], permission=Permission.USER_MANAGE):
    """Give a person a new first password; it cannot sign until its owner has changed it (P11-22).

    Raises: PasswordTooWeak, PasswordUsedBefore, RecordNotFound, TransitionIllegal, ValueNotAllowed.
    """

    id: UserId
    password: Secret


class ChangePassword(Command[UserView]):
    """Change the own password.

    Raises: LoginRefused (old one wrong), PasswordTooWeak, PasswordUsedBefore, AccountLocked, RecordNotFound,
    TransitionIllegal.
    """

    old: Secret
    new: Secret


class VerifyIdentity(Command[UserView], permission=Permission.IDENTITY_VERIFY):
    """Record that a person's identity was checked, with which document; without it nobody may sign (P11-20).

    Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed.
    """

    id: UserId
    document: str


ACCOUNTABILITY = (
    "An electronic signature that I make in Veralot is the legally binding equivalent of my handwritten signature. "
    "I keep my password to myself, I sign only what I have read and done or decided myself, "
    "and I answer for everything that is done under my name."
)


class AcceptAccountability(Command[UserView], statement=ACCOUNTABILITY):
    """Accept that one's electronic signature binds like the handwritten one (P11-14).

    Raises: LoginRefused, AccountLocked, RecordNotFound, TransitionIllegal.
    """

    password: Secret


class BeginTotp(Command[TotpView], secret_reply=True):
    """Make a new TOTP secret for oneself; it counts once `ConfirmTotp` proves that the device has it.

    Raises: RecordNotFound, TransitionIllegal.
    """


class ConfirmTotp(Command[list[str]], secret_reply=True):
    """Prove the first code and get ten recovery codes, shown once.

    Raises: LoginRefused, RecordNotFound, TransitionIllegal.
    """

    code: Secret


class DisableTotp(Command[UserView], permission=Permission.USER_MANAGE):
    """Take a lost device from an account (P11-25).

    Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed.
    """

    id: UserId
    reason: str


# --- signatures ----------------------------------------------------------------------------------------------------


class SignaturesOf(Query[list[SignatureView]]):
    """List the signatures on a record, newest first, each checked against the record as it is now.

    Raises: RecordNotFound.
    """

    kind: str
    key: str
