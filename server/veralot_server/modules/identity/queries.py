"""Answers: who is there, who has which right, who is signed in, who signed what."""

from typing import Final

from veralot_server.core.module import SUBJECTS, answers, read_again
from veralot_server.core.transaction import SYSTEM_USER, Transaction
from veralot_server.modules.identity import accounts, floor, signatures
from veralot_shared import __version__
from veralot_shared.contracts.identity import (
    BadgeView,
    Hello,
    ListBadges,
    ListRoles,
    ListSessions,
    ListUsers,
    ListWorkstations,
    Permission,
    PermissionDenied,
    Role,
    RoleView,
    ServerView,
    SessionView,
    SignaturesOf,
    SignatureView,
    UserView,
    WhoAmI,
    WorkstationView,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.messages import contract_hash

LONGEST_WINDOW: Final = 1000

PEOPLE = f"""{accounts.USERS}
WHERE u.id <> %(system)s AND (%(customer)s::bigint IS NULL OR u.customer_id = %(customer)s)
  AND (u.user_key LIKE %(like)s OR lower(u.full_name) LIKE %(like)s OR u.full_name_zh LIKE %(like)s)
ORDER BY u.user_key
OFFSET %(offset)s LIMIT %(limit)s
"""

SESSIONS = """
SELECT s.id, s.user_id, u.user_name, s.workstation, s.address, s.started_at,
       coalesce(c.at, s.started_at) AS last_seen_at, s.locked_at IS NOT NULL AS locked,
       coalesce(s.ended_at, CASE WHEN s.expires_at <= %(now)s THEN s.expires_at END) AS ended_at,
       s.id = coalesce(%(session)s, 0) AS current
FROM identity_session s
JOIN identity_user u ON u.id = s.user_id
LEFT JOIN rpc.contact c ON c.session_id = s.id
WHERE (%(everybody)s OR s.user_id = %(user)s) AND (%(customer)s::bigint IS NULL OR u.customer_id = %(customer)s)
  AND s.started_at > %(now)s - interval '30 days'
ORDER BY s.id DESC
LIMIT %(limit)s
"""
"""Sessions of the last 30 days, ended ones included, so that a person can see where they were signed in."""

BADGES = f"""{floor.BADGES}
  AND (u.user_key LIKE %(like)s OR lower(u.full_name) LIKE %(like)s OR u.full_name_zh LIKE %(like)s
       OR lower(b.label) LIKE %(like)s)
ORDER BY u.user_key, b.state, b.id DESC
OFFSET %(offset)s LIMIT %(limit)s
"""


@answers(Hello, single=True)
def hello(_: Hello, tx: Transaction) -> ServerView:
    """Tell who answers."""
    return ServerView(
        name="Veralot",
        version=__version__,
        contract_hash=contract_hash(),
        plant=tx.settings.plant,
        plant_zone=tx.settings.zone,
        demo=tx.settings.demo,
    )


@answers(WhoAmI, single=True)
def who_am_i(_: WhoAmI, tx: Transaction) -> UserView:
    """Return the own account."""
    return accounts.view(tx, tx.actor.user_id)


@answers(ListUsers, single=True)
def list_users(query: ListUsers, tx: Transaction) -> list[UserView]:
    """List accounts by user name; a customer's user sees those of its customer."""
    return tx.rows(
        UserView,
        PEOPLE,
        system=SYSTEM_USER,
        customer=tx.actor.customer_id,
        like=f"%{literally(query.search.strip().casefold())}%",
        offset=max(0, query.page.offset),
        limit=min(max(0, query.page.limit), LONGEST_WINDOW),
    )


def literally(text: str) -> str:
    """Return a text that LIKE takes as it stands."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


@answers(ListRoles)
def list_roles(_: ListRoles, tx: Transaction) -> list[RoleView]:
    """List every role with its rights."""
    rights = accounts.rights(tx, Role)
    return [RoleView(role=role, permissions=sorted(rights[role])) for role in Role]


@answers(ListSessions)
def list_sessions(query: ListSessions, tx: Transaction) -> list[SessionView]:
    """List the own sessions, or with the right for it everybody's, newest first."""
    if query.everybody and Permission.SESSION_MANAGE not in tx.actor.permissions:
        permission = Permission.SESSION_MANAGE
        raise PermissionDenied(permission=permission, roles=accounts.roles_with(tx, permission))
    return tx.rows(
        SessionView,
        SESSIONS,
        everybody=query.everybody,
        user=tx.actor.user_id,
        customer=tx.actor.customer_id,
        session=tx.actor.session_id,
        now=tx.now,
        limit=LONGEST_WINDOW,
    )


@answers(ListBadges, single=True)
def list_badges(query: ListBadges, tx: Transaction) -> list[BadgeView]:
    """List badges by person, those in use first."""
    return tx.rows(
        BadgeView,
        BADGES,
        **floor.scope(tx),
        like=f"%{literally(query.search.strip().casefold())}%",
        offset=max(0, query.page.offset),
        limit=min(max(0, query.page.limit), LONGEST_WINDOW),
    )


@answers(ListWorkstations, single=True)
def list_workstations(_: ListWorkstations, tx: Transaction) -> list[WorkstationView]:
    """List the computers that were enrolled, by name; a customer's user sees none."""
    query = f"{floor.WORKSTATIONS} ORDER BY lower(w.name)"
    return tx.rows(WorkstationView, query, customer=tx.actor.customer_id)


@answers(SignaturesOf)
def signatures_of(query: SignaturesOf, tx: Transaction) -> list[SignatureView]:
    """List the signatures on a record.

    Raises:
        RecordNotFound: there is no such record, or none that the actor may see.
    """
    # A key that was signed is one that we made; of any other nothing is known but that somebody sent it.
    found = signatures.on_record(tx, query.kind, query.key)
    known = SUBJECTS.get(query.kind) if found else None
    there = known(query.key, tx) if known else read_again(query.kind, query.key, tx)
    if there is None and (tx.actor.customer_id is not None or not found):
        raise RecordNotFound(kind="record", key=query.key)
    return found
