"""What the identity module answers with."""

from datetime import datetime

import msgspec

from veralot_shared.contracts.identity.states import AccountState, LoginMethod, Role
from veralot_shared.errors import Sentence
from veralot_shared.ids import PartnerId, SessionId, SignatureId, UserId
from veralot_shared.messages import Meaning


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
    customer_zh: str | None
    language: str
    totp_enrolled: bool
    identity_verified_at: datetime | None
    identity_verified_by: str | None
    identity_verified_by_zh: str | None
    accountability_accepted_at: datetime | None
    password_changed_at: datetime | None
    must_change_password: bool
    failed_attempts: int
    created_at: datetime
    pin_set_at: datetime | None = None


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
    """What a client gets to know at login. The token is shown once and stored on the server only as a hash.

    `workstation` is what the audit log calls the computer: its enrolled name, where it has one.
    """

    token: str
    session_id: SessionId
    user: UserView
    permissions: list[str]
    idle_seconds: int
    plant: str
    plant_zone: str
    must_change_password: bool
    must_accept_accountability: bool
    method: LoginMethod = LoginMethod.PASSWORD
    workstation: str = ""


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
    """One record that is about to be signed, in plain facts: field name → value as text.

    `kinds` says of which facts the text is a `number` or a `flag` (True or False), so that it is written as elsewhere.
    `sentences` are the facts that are sentences of ours: their text in `facts` is the English one.
    """

    kind: str
    key: str
    label: str
    facts: dict[str, str]
    content_hash: str
    kinds: dict[str, str] = {}
    sentences: dict[str, Sentence] = {}


class TotpView(msgspec.Struct, frozen=True, kw_only=True):
    """A new TOTP secret, shown once as a QR code and as text."""

    uri: str
    secret: str


class RoleView(msgspec.Struct, frozen=True, kw_only=True):
    """A role and its rights."""

    role: Role
    permissions: list[str]
