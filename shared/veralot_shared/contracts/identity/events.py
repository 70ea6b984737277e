"""What the identity module tells: to those who may read accounts, and to the person concerned."""

from veralot_shared.contracts.identity.states import Permission
from veralot_shared.ids import SessionId, UserId
from veralot_shared.messages import Event


class UsersChanged(Event, permission=Permission.USER_READ):
    """Accounts changed."""

    user_ids: list[UserId]


class SessionEnded(Event, permission=Permission.USER_READ):
    """A session was revoked or timed out; its client goes to the login window."""

    session_id: SessionId


class SecurityAlert(Event, permission=Permission.USER_READ):
    """Something the security role must see at once (P11-26)."""

    user_name: str
    what: str
    workstation: str
