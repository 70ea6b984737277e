"""What stands in for the window in tests without one: it does at once, and remembers, what the shell would show."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from veralot_client.core.background import Job
from veralot_client.core.notices import Answer
from veralot_shared.contracts.identity import AccountState, LoginView, Role, SignatureNeeded, UserView
from veralot_shared.errors import CodedError
from veralot_shared.ids import SessionId, UserId
from veralot_shared.messages import SignatureEntry, messages

T = TypeVar("T")


class Inline:
    """A background that does the work at once, in the same thread."""

    def start(
        self,
        work: Callable[[Job], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        title: str = "",
    ) -> Job:
        job = Job(title)
        try:
            result = work(job)
        except CodedError as error:
            if failed is None:
                raise
            failed(error)
        else:
            done(result)
        return job

    def post(self, call: Callable[[], None]) -> None:
        call()


class Opened:
    """A navigator that remembers where it was sent."""

    def __init__(self) -> None:
        self.places: list[tuple[str, int]] = []
        self.parts: list[str] = []
        self.panels: list[str] = []
        self.openable: frozenset[str] = frozenset({"lot", "item", "user"})

    def open(self, kind: str, record_id: int, part: str = "") -> None:
        self.places.append((kind, record_id))
        self.parts.append(part)

    def show(self, panel: str, part: str = "") -> None:
        self.panels.append(panel)
        if part:
            self.parts.append(part)

    def can_open(self, kind: str) -> bool:
        return kind in self.openable


class Shown:
    """Notices that remember what was shown; confirmations are answered with `yes`."""

    def __init__(self) -> None:
        self.errors: list[Exception] = []
        self.texts: list[str] = []
        self.questions: list[tuple[str, str, str]] = []
        self.yes = True

    def error(self, error: Exception) -> None:
        self.errors.append(error)

    def done(self, text: str) -> None:
        self.texts.append(text)

    def confirm(self, title: str, text: str, button: str, answer: Answer) -> None:
        self.questions.append((title, text, button))
        answer(self.yes)


class Pen:
    """A signer who always signs with the same secret, or declines when it has none."""

    def __init__(self) -> None:
        self.secret: str | None = "secret"
        self.asked: list[SignatureNeeded] = []
        self.problems: list[CodedError | None] = []
        self.finished = 0

    def ask(
        self,
        need: SignatureNeeded,
        problem: CodedError | None,
        answer: Callable[[SignatureEntry | None], None],
    ) -> None:
        self.asked.append(need)
        self.problems.append(problem)
        secret = self.secret
        answer(None if secret is None else SignatureEntry(secret=secret, shown_hash=need.shown_hash, reason="checked"))

    def finish(self) -> None:
        self.finished += 1


def make_user(user_name: str = "li.wei", *roles: Role) -> UserView:
    """Return an account that may work."""
    at = datetime(2025, 3, 1, 8, 0, tzinfo=UTC)
    return UserView(
        id=UserId(7),
        version=1,
        user_name=user_name,
        full_name="Li Wei",
        full_name_zh="李伟",
        state=AccountState.ACTIVE,
        roles=list(roles) or [Role.QA_RELEASE],
        customer_id=None,
        customer=None,
        customer_zh=None,
        language="en",
        totp_enrolled=False,
        identity_verified_at=at,
        identity_verified_by="admin",
        identity_verified_by_zh="管理员",
        accountability_accepted_at=at,
        password_changed_at=at,
        must_change_password=False,
        failed_attempts=0,
        created_at=at,
    )


def every_permission() -> list[str]:
    """Return each right that any message asks for."""
    return sorted({str(kind.permission) for kind in messages().values() if kind.permission is not None})


def make_login(permissions: list[str] | None = None, *, change: bool = False, accept: bool = False) -> LoginView:
    """Return what a server answers to a login."""
    return LoginView(
        token="a-token",
        session_id=SessionId(3),
        user=make_user(),
        permissions=every_permission() if permissions is None else permissions,
        idle_seconds=900,
        plant="Suzhou Plant",
        plant_zone="Asia/Shanghai",
        must_change_password=change,
        must_accept_accountability=accept,
    )
