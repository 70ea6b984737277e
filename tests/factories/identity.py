"""Accounts as the identity module has them: with a password, a verified identity, a session."""

from typing import Any, Final

from sqlalchemy import Row, insert, select, update

from veralot_server.core.module import Subject
from veralot_server.core.transaction import Actor, Transaction
from veralot_server.modules.identity import sessions
from veralot_server.modules.identity.authentication import hasher
from veralot_server.modules.identity.tables import FormerPassword, RolePermission, Session, User, UserRole
from veralot_server.modules.items.tables import Partner
from veralot_shared.contracts.identity import Login, Permission
from veralot_shared.ids import PartnerId, SessionId, UserId
from veralot_shared.messages import Meaning, SignatureEntry, SignedCommand, contract_hash

PASSWORD: Final = "seven blue kettles sing"
OTHER_PASSWORD: Final = "a lantern under the bridge"
WORKSTATION: Final = "QA-PC-1"


def account(tx: Transaction, name: str, *roles: str, password: str | None = PASSWORD, **columns: object) -> UserId:
    """Return an account that may sign in, and sign what its roles allow; `columns` say what is different."""
    before = tx.actor, tx.op
    tx.act(Actor.system("test"), "test.Setup")
    password_hash = hasher(tx).hash(password) if password is not None else None
    values = {
        "user_name": name,
        "user_key": name.casefold(),
        "full_name": name.title(),
        "full_name_zh": "张三",
        "state": "active",
        "password_hash": password_hash,
        "password_changed_at": tx.now,
        "must_change_password": False,
        "identity_document": "Passport",
        "identity_verified_at": tx.now,
        "identity_verified_by": 0,
        "accountability_accepted_at": tx.now,
        **columns,
    }
    user_id: UserId = tx.execute(insert(User).values(values).returning(User.id)).scalar_one()
    for role in roles:
        tx.execute(insert(UserRole).values(user_id=user_id, role=role))
    if password_hash:
        tx.execute(insert(FormerPassword).values(user_id=user_id, password_hash=password_hash))
    tx.act(*before)
    return user_id


def customer(tx: Transaction, code: str) -> PartnerId:
    """Return a new customer."""
    values = {
        "code": code,
        "kind": "customer",
        "name": f"Customer {code}",
        "name_zh": "",
        "address": "",
        "country": "CN",
    }
    new: PartnerId = tx.execute(insert(Partner).values(values).returning(Partner.id)).scalar_one()
    return new


def stored(tx: Transaction, user_id: UserId) -> Row[Any]:
    """Return the account's row."""
    return tx.execute(select(User.__table__).where(User.id == user_id)).one()


def alter(tx: Transaction, user_id: UserId, **columns: object) -> None:
    """Change an account behind the handlers' back."""
    tx.execute(update(User).where(User.id == user_id).values(columns))


def session_row(tx: Transaction, session_id: SessionId | None) -> Row[Any]:
    """Return a session's row."""
    return tx.execute(select(Session.__table__).where(Session.id == session_id)).one()


def acting(tx: Transaction, user_id: UserId, *, has_signed: bool = False) -> Actor:
    """Go on as this person in a new session, with the rights of their roles."""
    tx.act(Actor.system("test"), "test.Setup")
    row = stored(tx, user_id)
    roles = list(tx.execute(select(UserRole.role).where(UserRole.user_id == user_id)).scalars())
    rights = tx.execute(select(RolePermission.permission).where(RolePermission.role.in_(roles))).scalars()
    session_id, _ = sessions.begin(tx, user_id, WORKSTATION)
    actor = Actor(
        user_id=user_id,
        user_name=row.user_name,
        full_name=row.full_name,
        session_id=session_id,
        workstation=WORKSTATION,
        roles=frozenset(roles),
        permissions=frozenset(rights),
        customer_id=row.customer_id,
        has_signed=has_signed,
    )
    tx.act(actor, "test.Test")
    return actor


def stranger(tx: Transaction) -> None:
    """Go on as nobody yet, as a login begins."""
    tx.act(Actor.system("unknown"), Login.op)


def credentials(name: str, password: str = PASSWORD, totp: str | None = None) -> Login:
    """Return what somebody enters to sign in."""
    return Login(user_name=name, password=password, totp=totp, workstation=WORKSTATION, contract_hash=contract_hash())


def signed_before(tx: Transaction) -> None:
    """Let the acting session have given its first signature."""
    tx.execute(update(Session).where(Session.id == tx.actor.session_id).values(signed_at=tx.now))


class CloseRoom(
    SignedCommand[None],
    signed=Meaning.APPROVED,
    statement="I close this room.",
    permission=Permission.IDENTITY_VERIFY,
):
    """A signed command of no module, for which one needs to be the head of quality."""

    room: str


def room(number: str, *doers: int, **content: object) -> Subject:
    """Return a record to sign."""
    facts = {"number": number, "area": 12, **content}
    return Subject(kind="room", key=number, label=f"Room {number}", content=facts, doers=frozenset(doers))


def entry(user_name: str | None = None, secret: str = PASSWORD) -> SignatureEntry:
    """Return what a signer enters."""
    return SignatureEntry(user_name=user_name, secret=secret, shown_hash="", reason="Seen and found good")
