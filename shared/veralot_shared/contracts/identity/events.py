"""What the identity module tells every client."""

from veralot_shared.ids import SessionId, UserId
from veralot_shared.messages import Event


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
