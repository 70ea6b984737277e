"""What an administrator does with others' accounts, and the head of quality with their identity."""

from typing import Final

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.core.versions import Stored, check_version
from veralot_server.modules.identity import accounts, sessions
from veralot_server.modules.identity.accounts import Account
from veralot_server.modules.identity.domain import (
    check_person,
    check_reason,
    check_roles,
    check_user_name,
    next_state,
)
from veralot_server.modules.identity.passwords import first_hash, new_hash
from veralot_server.modules.identity.tables import User
from veralot_shared.contracts.identity import (
    AccountEvent,
    AccountState,
    CreateUser,
    DisableUser,
    EnableUser,
    EndReason,
    ResetPassword,
    UpdateUser,
    UserView,
    VerifyIdentity,
)
from veralot_shared.errors import TransitionIllegal, ValueNotAllowed
from veralot_shared.i18n import N_
from veralot_shared.ids import UserId

OWN_IDENTITY_RULE: Final = N_("Nobody verifies their own identity. Ask another person who has this right.")
OWN_PASSWORD_RULE: Final = N_("Change your own password with the old one instead.")
OWN_ACCOUNT_RULE: Final = N_("Nobody opens or closes their own account. Ask another administrator.")
DOCUMENT_RULE: Final = N_("Name the document that was seen.")


@handles(CreateUser)
def create_user(command: CreateUser, tx: Transaction) -> UserView:
    """Make an account. An empty password makes one with which nobody can sign in until one is given (`REQUESTED`)."""
    check_user_name(command.user_name)
    check_person(command.full_name, command.language)
    check_roles(command.roles, command.customer_id, accounts.signing_roles(tx))
    accounts.check_customer(tx, command.customer_id)
    password_hash = first_hash(tx, command.user_name, command.password) if command.password else None
    user_id = accounts.create(
        tx,
        command.user_name,
        full_name=command.full_name.strip(),
        full_name_zh=command.full_name_zh.strip(),
        state=AccountState.ACTIVE if password_hash else AccountState.REQUESTED,
        language=command.language,
        customer_id=command.customer_id,
    )
    if password_hash:
        accounts.set_password(tx, user_id, password_hash, first=True)
    accounts.set_roles(tx, user_id, (), command.roles)
    return accounts.changed(tx, user_id)


@handles(UpdateUser)
def update_user(command: UpdateUser, tx: Transaction) -> UserView:
    """Change an account's names, roles, language or customer, if it is still as it was read."""
    account = accounts.locked(tx, command.id)
    stored = Stored("user", User.__tablename__, account.id, account.user_name, account.version)
    check_version(tx, stored, command.version, theirs=editable(account), yours=editable(command))
    check_person(command.full_name, command.language)
    check_roles(command.roles, command.customer_id, accounts.signing_roles(tx))
    accounts.check_customer(tx, command.customer_id)
    accounts.write(
        tx,
        account.id,
        version=account.version + 1,
        full_name=command.full_name.strip(),
        full_name_zh=command.full_name_zh.strip(),
        language=command.language,
        customer_id=command.customer_id,
    )
    accounts.set_roles(tx, account.id, account.roles, command.roles)
    return accounts.changed(tx, account.id)


def editable(source: Account | UpdateUser) -> dict[str, object]:
    """Return the fields that `UpdateUser` changes, of an account or of the message."""
    return {
        "full_name": source.full_name.strip(),
        "full_name_zh": source.full_name_zh.strip(),
        "roles": sorted(set(source.roles)),
        "language": source.language,
        "customer_id": source.customer_id,
    }


@handles(DisableUser)
def disable_user(command: DisableUser, tx: Transaction) -> UserView:
    """Close an account; its sessions end at once (P11-24)."""
    check_reason(command.reason)
    account = another(tx, command.id, OWN_ACCOUNT_RULE)
    state = next_state(account.user_name, account.state, AccountEvent.DISABLE)
    tx.because(command.reason)
    accounts.write(tx, account.id, state=state)
    sessions.end_all(tx, account.id, EndReason.ACCOUNT_DISABLED)
    return accounts.changed(tx, account.id)


@handles(EnableUser)
def enable_user(command: EnableUser, tx: Transaction) -> UserView:
    """Open a disabled or locked account again; one that never had a password still waits for its first."""
    check_reason(command.reason)
    account = another(tx, command.id, OWN_ACCOUNT_RULE)
    opened = next_state(account.user_name, account.state, AccountEvent.ENABLE)
    tx.because(command.reason)
    state = opened if account.password_hash else AccountState.REQUESTED
    accounts.write(tx, account.id, state=state, failed_attempts=0)
    return accounts.changed(tx, account.id)


@handles(ResetPassword)
def reset_password(command: ResetPassword, tx: Transaction) -> UserView:
    """Give a person a first password; whoever is signed in with the old one is signed out."""
    account = another(tx, command.id, OWN_PASSWORD_RULE)
    state = next_state(account.user_name, account.state, AccountEvent.GIVE_PASSWORD)
    password_hash = new_hash(tx, account.id, account.user_name, command.password, field="password")
    accounts.set_password(tx, account.id, password_hash, first=True, state=state)
    sessions.end_all(tx, account.id, EndReason.PASSWORD_CHANGED)
    return accounts.changed(tx, account.id)


@handles(VerifyIdentity)
def verify_identity(command: VerifyIdentity, tx: Transaction) -> UserView:
    """Record which document was seen, by whom and when (P11-20)."""
    if not command.document.strip():
        raise ValueNotAllowed(field="document", value=command.document, rule=DOCUMENT_RULE)
    account = another(tx, command.id, OWN_IDENTITY_RULE)
    if account.state is AccountState.DISABLED:
        raise TransitionIllegal(kind="user", key=account.user_name, state=account.state, event="verify")
    accounts.write(
        tx,
        account.id,
        identity_document=command.document.strip(),
        identity_verified_at=tx.now,
        identity_verified_by=tx.actor.user_id,
    )
    return accounts.changed(tx, account.id)


def another(tx: Transaction, user_id: UserId, rule: str) -> Account:
    """Lock and return an account that is not the actor's own. Raises RecordNotFound, ValueNotAllowed."""
    account = accounts.locked(tx, user_id)
    if account.id == tx.actor.user_id:
        raise ValueNotAllowed(field="id", value=account.user_name, rule=rule)
    return account
