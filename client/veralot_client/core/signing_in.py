"""Signing in: credentials, a code if the account has one, then the duties that come before work. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from veralot_client.core.background import Background
from veralot_client.core.changes import Changes
from veralot_client.core.connection import Connection
from veralot_client.core.rpc import Server
from veralot_client.core.secrets import Keeping, Secrets
from veralot_client.core.session import Session, SessionState
from veralot_client.settings import Settings
from veralot_shared.contracts.identity import ClientOutdated, LoginView, ServerView, TotpNeeded
from veralot_shared.errors import CertificateChanged, CertificateUnknown, CodedError, ConnectionNotEncrypted

T = TypeVar("T")

TRUST_ERRORS = (CertificateUnknown, CertificateChanged, ConnectionNotEncrypted)
"""What says that the server does not prove who it is; it is told at once, before a password is typed."""


class Step(StrEnum):
    """What the person is asked for."""

    CREDENTIALS = "credentials"
    CODE = "code"
    PASSWORD = "password"  # noqa: S105 - the name of a step
    ACCOUNTABILITY = "accountability"
    OUTDATED = "outdated"
    TRUST = "trust"


@dataclass(frozen=True, kw_only=True)
class Link:
    """One server and all that hangs on the connection to it."""

    server: Server
    session: Session
    connection: Connection
    changes: Changes


class SignInView(Protocol):
    """What shows the steps."""

    def show_step(self, step: Step) -> None:
        """Ask for this now."""
        ...

    def show_busy(self, *, busy: bool) -> None:
        """An answer of the server is awaited, or came."""
        ...

    def show_error(self, error: CodedError | None) -> None:
        """Show why it did not work, or with None that nothing is wrong."""
        ...

    def show_server(self, server: ServerView | None) -> None:
        """Show who answers at the address that was entered, or that nobody does."""
        ...

    def show_certificate(self, error: CertificateUnknown | CertificateChanged) -> None:
        """Ask whether the certificate is the server's; one that was changed is refused unless the person insists."""
        ...

    def show_bug(self, error: Exception) -> None:
        """Show an error that nobody foresaw."""
        ...


class SigningIn:
    """Takes one person from the address of a server to an active session; `done` gets the link."""

    def __init__(
        self,
        background: Background,
        settings: Settings,
        secrets: Secrets,
        connect: Callable[[str], Link],
        done: Callable[[Link], None],
    ) -> None:
        self.view: SignInView | None = None
        self.keeping: Keeping | None = None
        self.may_come_alone = False
        """Whether somebody might sign in although no server answers: to enter what may be entered offline."""
        self._background = background
        self._settings = settings
        self._secrets = secrets
        self._connect = connect
        self._done = done
        self._link: Link | None = None
        self._looking: Link | None = None
        self._login: LoginView | None = None
        self._url, self._user_name, self._password = "", "", ""

    def recall_password(self, url: str, user_name: str, take: Callable[[str], None]) -> None:
        """Hand `take` the password that this computer keeps for a person, if it does. A key ring may take its time."""
        if self._settings.choices.remember_password:
            self._background.start(
                lambda _job: self._secrets.get(address(url), user_name), lambda found: take(found) if found else None
            )

    def look_at(self, url: str) -> None:
        """Ask who answers at an address."""
        wanted = self._url = address(url)
        if not wanted:
            return

        def arrived(server: ServerView | None) -> None:
            if self.view is not None and wanted == self._url:
                self.view.show_server(server)

        _close(self._looking)
        link = self._looking = self._connect(wanted)

        def failed(error: Exception) -> None:
            self.may_come_alone = link.session.may_come_alone
            arrived(None)
            if self.view is not None and wanted == self._url and isinstance(error, TRUST_ERRORS):
                self._failed(error)

        self._background.start(lambda _job: link.session.hello(), arrived, failed)

    def trust(self, error: CertificateUnknown | CertificateChanged) -> None:
        """The person has compared the fingerprint: this is the server's certificate from now on."""
        self._settings.pin(error.address, error.certificate)
        self.back()
        self.look_at(self._url)

    def sign_in(self, url: str, user_name: str, password: str, *, remember: bool) -> None:
        """Send the credentials."""
        self._url, self._user_name, self._password = address(url), user_name.strip(), password
        self._settings.used_server(self._url)
        self._settings.choose(user_name=self._user_name, remember_password=remember)
        _close(self._link)
        self._link = self._connect(self._url)
        self._send_login(None)

    def enter_code(self, code: str) -> None:
        """Send the credentials again, with the code."""
        self._send_login(code.strip())

    def change_password(self, new: str) -> None:
        """Do the first duty: a password that only its owner knows."""
        session = self._session()
        old = self._password

        def changed(_reply: None) -> None:
            self._password = new
            self._next_duty(password_done=True)

        self._run(lambda: session.change_password(old, new), changed)

    def accept_accountability(self, password: str) -> None:
        """Do the second duty: accept that one's electronic signature binds."""
        session = self._session()
        self._run(lambda: session.accept_accountability(password), lambda _reply: self._finish())

    def back(self) -> None:
        """Begin again with the credentials; a session that was begun is ended."""
        link, self._link, self._login, self._password = self._link, None, None, ""
        if link is not None and link.session.user is not None:
            self._background.start(lambda _job: link.session.logout(), lambda _reply: _close(link))
        if self.view is not None:
            self.view.show_error(None)
            self.view.show_step(Step.CREDENTIALS)

    def end(self) -> None:
        """Nobody signs in any more: the window is closed, or somebody has."""
        self.view = None
        _close(self._looking)
        if self._link is not None and self._link.session.state is not SessionState.ACTIVE:
            _close(self._link)
        self._link = self._looking = None

    def _send_login(self, code: str | None) -> None:
        session = self._session()
        name, password = self._user_name, self._password
        self._run(lambda: session.login(name, password, code), self._logged_in)

    def _logged_in(self, login: LoginView) -> None:
        self._login = login
        self._next_duty(password_done=not login.must_change_password)

    def _next_duty(self, *, password_done: bool) -> None:
        if not password_done:
            self._show(Step.PASSWORD)
        elif self._login is not None and self._login.must_accept_accountability:
            self._show(Step.ACCOUNTABILITY)
        else:
            self._finish()

    def _finish(self) -> None:
        link, name, password = self._link, self._user_name, self._password
        if link is None:
            return
        self._password = ""
        keep = self._settings.choices.remember_password and not self._settings.choices.shared_computer

        def finished(keeping: Keeping | None) -> None:
            self.keeping = keeping
            link.session.begin()
            self._done(link)

        self._background.start(lambda _job: self._keep(name, password, keep=keep), finished, self._failed)

    def _keep(self, user_name: str, password: str, *, keep: bool) -> Keeping | None:
        if keep:
            return self._secrets.keep(self._url, user_name, password)
        self._secrets.forget(self._url, user_name)
        return None

    def _session(self) -> Session:
        if self._link is None:
            self._link = self._connect(self._url)
        return self._link.session

    def _run(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        def arrived(reply: T) -> None:
            if self.view is not None:
                self.view.show_busy(busy=False)
            done(reply)

        if self.view is not None:
            self.view.show_error(None)
            self.view.show_busy(busy=True)
        self._background.start(lambda _job: work(), arrived, self._failed)

    def _failed(self, error: Exception) -> None:
        if self.view is None:
            return
        self.view.show_busy(busy=False)
        if isinstance(error, TotpNeeded):
            self.view.show_step(Step.CODE)
        elif isinstance(error, ClientOutdated):
            self.view.show_step(Step.OUTDATED)
            self.view.show_error(error)
        elif isinstance(error, CertificateUnknown | CertificateChanged):
            self.view.show_error(None)
            self.view.show_step(Step.TRUST)
            self.view.show_certificate(error)
        elif isinstance(error, CodedError):
            self.view.show_error(error)
        else:
            self.view.show_bug(error)

    def _show(self, step: Step) -> None:
        if self.view is not None:
            self.view.show_step(step)


def _close(link: Link | None) -> None:
    if link is not None:
        link.server.close()


def address(text: str) -> str:
    """Return a server's address as entered, with `https` where no scheme was given; nothing for nothing."""
    plain = text.strip().rstrip("/")
    return plain if not plain or "://" in plain else f"https://{plain}"
