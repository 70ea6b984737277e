"""In whose name an entry is recorded: its person with today's rights, at the device, under the session that signed it."""

from collections.abc import Iterable

import msgspec

from veralot_server.core.transaction import Actor, Transaction
from veralot_shared.ids import PartnerId, SessionId, UserId

PEOPLE = """
SELECT u.id, u.user_name, u.full_name, u.state, u.customer_id,
       coalesce((SELECT json_agg(r.role ORDER BY r.role) FROM identity_user_role r WHERE r.user_id = u.id), '[]') AS roles,
       coalesce((SELECT json_agg(DISTINCT p.permission) FROM identity_user_role r
                 JOIN identity_role_permission p ON p.role = r.role WHERE r.user_id = u.id), '[]') AS permissions
FROM identity_user u WHERE u.id = ANY(%(ids)s)
"""

COME_WITH = b"""
WITH owner AS (SELECT DISTINCT role FROM identity_role_permission WHERE permission = %(right)s)
SELECT p.permission FROM identity_role_permission p JOIN owner h ON h.role = p.role
GROUP BY p.permission HAVING count(*) = (SELECT count(*) FROM owner)
"""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person with the state of their account and their rights now."""

    id: UserId
    user_name: str
    full_name: str
    state: str
    customer_id: PartnerId | None
    roles: list[str]
    permissions: list[str]

    @property
    def open(self) -> bool:
        """Whether the account may be worked with."""
        return self.state == "active"

    def actor(self, workstation: str, *more: str, session_id: SessionId | None = None) -> Actor:
        """Return the person as the one who acts, with `more` rights where a decision gives them."""
        return Actor(
            user_id=self.id,
            user_name=self.user_name,
            full_name=self.full_name,
            session_id=session_id,
            workstation=workstation,
            roles=frozenset(self.roles),
            permissions=frozenset((*self.permissions, *more)),
            customer_id=self.customer_id,
        )


def people(tx: Transaction, ids: Iterable[int]) -> dict[int, Person]:
    """Return people by their ids."""
    return {person.id: person for person in tx.rows(Person, PEOPLE, ids=sorted(set(ids)))}


def come_with(tx: Transaction, right: str) -> list[str]:
    """Return the rights that everybody has who has this one: what carries a command out may ask for them as well."""
    return [row[0] for row in tx.wire.execute(COME_WITH, {"right": right}).fetchall()]
