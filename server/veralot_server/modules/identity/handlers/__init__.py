"""One function for each command.

`login` begins a session, `sessions` locks and ends them, `own` is what one does with one's own account and `totp` with
one's authenticator, `people` what an administrator does with others' accounts.
"""

from veralot_server.modules.identity.handlers import login, own, people, sessions, totp

__all__ = ["login", "own", "people", "sessions", "totp"]
