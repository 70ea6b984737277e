"""One function for each command.

`login` begins a session, `sessions` locks and ends them, `own` is what one does with one's own account and `totp` with
one's authenticator, `people` what an administrator does with others' accounts, `badges` and `workstations` with what is
shared on the floor, `floor` begins a session there.
"""

from veralot_server.modules.identity.handlers import badges, floor, login, own, people, sessions, totp, workstations

__all__ = ["badges", "floor", "login", "own", "people", "sessions", "totp", "workstations"]
