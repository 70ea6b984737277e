"""Who is signed in, with which rights, and whether the session lives, is locked or has ended."""

from enum import StrEnum
from typing import Protocol

from veralot_client.core.observers import Observers, Post, at_once
from veralot_client.core.rpc import Server
from veralot_shared.contracts.identity import (
    AcceptAccountability,
    BadgeLogin,
    ChangePassword,
    Hello,
    LockSession,
    Login,
    LoginView,
    Logout,
    ServerView,
    SessionLocked,
    SessionNeeded,
    UnlockSession,
    UserView,
)
from veralot_shared.errors import CodedError
from veralot_shared.messages import contract_hash


class Proofs(Protocol):
    """Is told when a person has proven who they are, with what they proved it by. Called in the background."""

    def proven(self, login: LoginView, secret: str, method: str) -> None:
        """A person has signed in."""
        ...

    def changed(self, login: LoginView | None, secret: str) -> None:
        """A person has another password."""
        ...


class SessionState(StrEnum):
    """Where a session stands. `ENDED`: it timed out or was revoked; the windows stay, the person signs in again."""

    SIGNED_OUT = "signed_out"
    ACTIVE = "active"
    LOCKED = "locked"
    ENDED = "ended"


class Session:
    """The one session of this client. Methods that call the server block; `changed` tells each new state."""

    def __init__(self, server: Server, post: Post = at_once, proofs: Proofs | None = None) -> None:
        self.changed: Observers[[SessionState]] = Observers(post)
        self.login_view: LoginView | None = None
        self._server = server
        self._proofs = proofs
        self._state = SessionState.SIGNED_OUT
        server.refused.subscribe(self._on_refusal)

    @property
    def state(self) -> SessionState:
        """The state now."""
        return self._state

    @property
    def user(self) -> UserView | None:
        """Who is signed in, also while locked or ended."""
        return self.login_view.user if self.login_view else None

    @property
    def permissions(self) -> frozenset[str]:
        """The rights of the session."""
        return frozenset(self.login_view.permissions) if self.login_view else frozenset()

    def can(self, permission: str | None) -> bool:
        """Return whether the person has a right; None asks for no more than being signed in."""
        return self.login_view is not None and (permission is None or str(permission) in self.permissions)

    def hello(self) -> ServerView:
        """Return who answers. Raises: ServerUnavailable."""
        return self._server.call(Hello())

    def login(self, user_name: str, password: str, totp: str | None = None) -> LoginView:
        """Begin a session. Raises: LoginRefused, AccountLocked, TotpNeeded, ClientOutdated, ServerUnavailable."""
        self._server.token = None
        view = self._server.call(
            Login(
                user_name=user_name,
                password=password,
                workstation=self._server.workstation,
                contract_hash=contract_hash(),
                totp=totp,
            )
        )
        self._server.token = view.token
        self.login_view = view
        if self._proofs is not None:
            self._proofs.proven(view, password, "password")
        if not view.must_change_password and not view.must_accept_accountability:
            self._enter(SessionState.ACTIVE)
        return view

    def prove_badge(self, badge: str, pin: str, workstation_token: str) -> LoginView:
        """Begin a session with badge and PIN, which `adopt` takes over where its person works.

        Raises: BadgeRefused, WorkstationUnknown, PinNeeded, AccountLocked, PasswordExpired, ServerUnavailable.
        """
        view = self._server.call(
            BadgeLogin(badge=badge, pin=pin, workstation_token=workstation_token, contract_hash=contract_hash())
        )
        if self._proofs is not None:
            self._proofs.proven(view, f"{badge}\n{pin}", "badge")
        return view

    def adopt(self, view: LoginView) -> None:
        """Go on under a session that was just begun, in place of the one before."""
        self._server.token = view.token
        self.login_view = view
        self._enter(SessionState.ACTIVE)

    def drop(self, view: LoginView) -> None:
        """End a session that nobody will use."""
        self._server.token = view.token
        self.logout()

    def change_password(self, old: str, new: str) -> None:
        """Change the own password. Raises: LoginRefused, PasswordTooWeak, PasswordUsedBefore."""
        self._server.call(ChangePassword(old=old, new=new))
        if self._proofs is not None:
            self._proofs.changed(self.login_view, new)

    def accept_accountability(self, password: str) -> None:
        """Accept that one's electronic signature binds. Raises: LoginRefused."""
        self._server.call(AcceptAccountability(password=password))

    def begin(self) -> None:
        """The duties after a login are done: the session is active."""
        self._enter(SessionState.ACTIVE)

    def logout(self) -> None:
        """End the session, here at once and on the server if it can be reached."""
        try:
            self._server.call(Logout())
        except CodedError:
            # Away, or ended before: nothing is left to end here, and the server times the session out by itself.
            pass
        finally:
            self._forget()

    def lock(self) -> None:
        """Lock the session. The screen locks even where the server cannot be told."""
        self._enter(SessionState.LOCKED)
        self._server.call(LockSession())

    def unlock(self, password: str) -> None:
        """Unlock the session. Raises: LoginRefused, AccountLocked, SessionNeeded, ServerUnavailable."""
        self._server.call(UnlockSession(password=password))
        self._enter(SessionState.ACTIVE)

    def end(self) -> None:
        """The server has ended the session: it timed out or was revoked."""
        if self._state in {SessionState.ACTIVE, SessionState.LOCKED}:
            self._server.token = None
            self._enter(SessionState.ENDED)

    def _forget(self) -> None:
        self._server.token = None
        self.login_view = None
        self._enter(SessionState.SIGNED_OUT)

    def _on_refusal(self, error: CodedError) -> None:
        if isinstance(error, SessionNeeded):
            self.end()
        elif isinstance(error, SessionLocked) and self._state is SessionState.ACTIVE:
            self._enter(SessionState.LOCKED)

    def _enter(self, state: SessionState) -> None:
        if state is not self._state:
            self._state = state
            self.changed.tell(state)
