"""What the identity module refuses, and why."""

from veralot_shared.contracts.identity.states import Role
from veralot_shared.contracts.identity.views import SubjectView
from veralot_shared.errors import CodedError, FieldDifference
from veralot_shared.messages import Meaning


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


class RolesOfPlant(CodedError, status=422):
    """A customer's user was to have roles of the plant: these are for the plant's own people (CMO-01)."""

    text = (
        "A customer's user has no role in the plant, but these were chosen: {roles}. "
        "Take them away, or give the person no customer."
    )
    roles: list[Role]
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


class NothingToSign(CodedError, status=422):
    """The command names no record that a signature could be bound to."""

    text = "There is nothing to sign: this names no record. Choose at least one."


class SignedContentChanged(CodedError, status=409):
    """What the dialog showed is no longer what the records hold; nothing was signed."""

    text = "The records have changed since they were shown to you. Nothing was signed. Read them again, then sign."
    differences: list[FieldDifference]
