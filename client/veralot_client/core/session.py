"""Who is signed in, with which rights, and whether the session lives, is locked or has ended."""

from enum import StrEnum
from typing import Protocol

from msgspec import structs

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
from veralot_shared.errors import CodedError, ServerUnavailable
from veralot_shared.messages import contract_hash

PASSWORD, BADGE = "password", "badge"
"""How a person proves who they are; the names are parts of names of files."""


class Proofs(Protocol):
    """Is told when a person has proven who they are, with what they proved it by. Called in the background."""

    def proven(self, login: LoginView, secret: str, method: str) -> None:
        """A person has signed in."""
        ...

    def unlocked(self, login: LoginView | None) -> None:
        """The server has opened a person's locked session."""
        ...

    def changed(self, login: LoginView | None, secret: str) -> None:
        """A person has another password."""
        ...

    def alone(self, secret: str, method: str, said: str) -> LoginView | None:
        """Return who comes back by a secret while the server is away; None where nobody is kept. Raises: CodedError."""
        ...

    def keeps_anybody(self) -> bool:
        """Return whether this computer keeps anybody who might."""
        ...


class SessionState(StrEnum):
    """Where a session stands. `ENDED`: it timed out or was revoked; the windows stay, the person signs in again."""

    SIGNED_OUT = "signed_out"
    ACTIVE = "active"
    LOCKED = "locked"
    ENDED = "ended"


class Session:
    """The one session of this client. Methods that call the server block; `changed` tells each new state.

    Attributes:
        alone: the person came back while the server was away: this computer alone has their proof. They can enter what may
            be entered offline; the server takes nothing else from them before it has the proof itself.
        asked_anew: they are asked for the proof because the server is back.
    """

    def __init__(self, server: Server, post: Post = at_once, proofs: Proofs | None = None) -> None:
        self.changed: Observers[[SessionState]] = Observers(post)
        self.login_view: LoginView | None = None
        self.alone = self.asked_anew = False
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

    @property
    def may_come_alone(self) -> bool:
        """Whether somebody might come back here while the server is away."""
        return self._proofs is not None and self._proofs.keeps_anybody()

    def hello(self) -> ServerView:
        """Return who answers. Raises: ServerUnavailable."""
        return self._server.call(Hello())

    def login(self, user_name: str, password: str, totp: str | None = None) -> LoginView:
        """Begin a session; while the server is away, one to enter in, for whom this computer knows.

        Raises: LoginRefused, AccountLocked, TotpNeeded, ClientOutdated, ServerUnavailable, AloneRefused, AloneTooOften,
            AloneExpired, JournalRefused.
        """
        self._server.token = None
        asked = Login(
            user_name=user_name,
            password=password,
            workstation=self._server.workstation,
            contract_hash=contract_hash(),
            totp=totp,
        )
        try:
            view = self._server.call(asked)
        except ServerUnavailable:
            view = self._come_alone(password, PASSWORD, user_name)
            self.login_view = view
            self._enter(SessionState.ACTIVE, alone=True)
            return view
        self._server.token = view.token
        self.login_view = view
        if self._proofs is not None:
            self._proofs.proven(view, password, PASSWORD)
        if not view.must_change_password and not view.must_accept_accountability:
            self._enter(SessionState.ACTIVE)
        return view

    def prove_badge(self, badge: str, pin: str, workstation_token: str) -> LoginView:
        """Begin a session with badge and PIN, which `adopt` takes over where its person works.

        Raises: BadgeRefused, WorkstationUnknown, PinNeeded, AccountLocked, PasswordExpired, ServerUnavailable, AloneRefused,
            AloneTooOften, AloneExpired, JournalRefused.
        """
        asked = BadgeLogin(badge=badge, pin=pin, workstation_token=workstation_token, contract_hash=contract_hash())
        secret = f"{badge}\n{pin}"
        try:
            view = self._server.call(asked)
        except ServerUnavailable:
            return self._come_alone(secret, BADGE, badge)
        self._server.token = view.token
        if self._proofs is not None:
            self._proofs.proven(view, secret, BADGE)
        return view

    def adopt(self, view: LoginView) -> None:
        """Go on under a session that was just begun, in place of the one before; or alone, where it is without a token."""
        if view.token:
            self._server.token = view.token
            self.login_view = view
        else:
            self.login_view = self.login_view or view
        self._enter(SessionState.ACTIVE, alone=not view.token)

    def drop(self, view: LoginView) -> None:
        """End a session that nobody will use."""
        self._server.token = view.token
        self.logout()

    def change_password(self, old: str, new: str) -> None:
        """Change the own password. Raises: LoginRefused, PasswordTooWeak, PasswordUsedBefore."""
        self._server.call(ChangePassword(old=old, new=new))
        self._done(must_change_password=False)
        if self._proofs is not None:
            self._proofs.changed(self.login_view, new)

    def accept_accountability(self, password: str) -> None:
        """Accept that one's electronic signature binds. Raises: LoginRefused."""
        self._server.call(AcceptAccountability(password=password))
        self._done(must_accept_accountability=False)

    def begin(self) -> None:
        """The duties after a login are done: the session is active."""
        self._enter(SessionState.ACTIVE, alone=self.alone)

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
        """Unlock the session; while the server is away, to enter what may be entered offline.

        Raises: LoginRefused, AccountLocked, SessionNeeded, ServerUnavailable, AloneRefused, AloneTooOften, AloneExpired,
            JournalRefused.
        """
        alone = False
        try:
            self._server.call(UnlockSession(password=password))
        except ServerUnavailable:
            self._come_alone(password, PASSWORD, self.user.user_name if self.user else "")
            alone = True
        else:
            if self._proofs is not None:
                self._proofs.unlocked(self.login_view)
        self._enter(SessionState.ACTIVE, alone=alone)

    def ask_anew(self) -> None:
        """The server is back, and has no proof of who is here: the screen locks until it has. What is typed stays."""
        if self.alone and self._state is SessionState.ACTIVE:
            self.asked_anew = True
            self.lock()

    def end(self) -> None:
        """The server has ended the session: it timed out or was revoked."""
        if self._state in {SessionState.ACTIVE, SessionState.LOCKED}:
            self._server.token = None
            self.asked_anew = self.alone
            self._enter(SessionState.ENDED)

    def _done(self, **duty: bool) -> None:
        """Take a duty off the login: a login that this computer remembers is not asked for it while the server is away."""
        if self.login_view is not None:
            self.login_view = structs.replace(self.login_view, **duty)

    def _forget(self) -> None:
        self._server.token = None
        self.login_view = None
        self._enter(SessionState.SIGNED_OUT)

    def _on_refusal(self, error: CodedError) -> None:
        if isinstance(error, SessionNeeded):
            self.end()
        elif isinstance(error, SessionLocked) and self._state is SessionState.ACTIVE:
            self._enter(SessionState.LOCKED)

    def _come_alone(self, secret: str, method: str, said: str) -> LoginView:
        """Return who is here by this computer's own knowledge. Raises: CodedError."""
        view = None if self._proofs is None else self._proofs.alone(secret, method, said)
        if view is None:
            raise ServerUnavailable
        return view

    def _enter(self, state: SessionState, *, alone: bool = False) -> None:
        self.alone = alone
        if state is SessionState.ACTIVE:
            self.asked_anew = False
        if state is not self._state:
            self._state = state
            self.changed.tell(state)
