"""Opens a person's journal when they prove who they are, and lets them come back to it while the server is away.

It blocks, and is called where the proof was sent from.
"""

import logging
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from veralot_client.core.capture.journals import Journals
from veralot_client.core.rpc import Server
from veralot_client.core.session import BADGE, PASSWORD
from veralot_shared.contracts.capture import (
    AloneExpired,
    AloneRefused,
    AloneTooOften,
    JournalRefused,
    Permission,
    RecoverKey,
)
from veralot_shared.contracts.identity import LoginView
from veralot_shared.errors import CodedError, RecordNotFound
from veralot_shared.i18n import N_

if TYPE_CHECKING:
    from veralot_client.core.capture.remembered import Remembered

log = logging.getLogger(__name__)

MOST_FAILURES: Final = 5
"""So many secrets are tried in vain under one name while the server is away, however often the program is started."""
NO_KEY: Final = N_("its key could not be fetched from the server")


class Keeper:
    """Stands between one server and this computer's journals."""

    def __init__(self, journals: Journals, server: Server) -> None:
        self._journals = journals
        self._server = server

    def proven(self, login: LoginView, secret: str, method: str) -> None:
        """A person has proven who they are; only who may enter something offline needs a journal.

        Who may no longer has what they entered before handed in.
        """
        url, user = self._server.url, login.user
        may = Permission.MAKE in login.permissions
        try:
            if not may and not self._journals.keeps(url, user.id, method):
                return
            self._journals.unlock(url, user.id, secret, method, self._recovered)
            self._journals.proved(url, user.id, said_of(user.user_name, secret, method))
        except JournalRefused as problem:
            # Signing in must not fail for it; whoever then wants to enter something is told.
            log.warning("the journal cannot be opened: %s", problem)
            return
        if may and not user.totp_enrolled:
            # What this computer cannot prove, a second factor, it does not pretend to: such a person needs the server.
            self._journals.know(url, user.id, secret, method, said_of(user.user_name, secret, method))

    def unlocked(self, login: LoginView | None) -> None:
        """The server has opened a person's locked session: what was tried in vain while it was away is over."""
        if login is None:
            return
        try:
            self._journals.proved(self._server.url, login.user.id, login.user.user_name)
        except JournalRefused as problem:
            log.warning("what was tried in vain cannot be settled: %s", problem)

    def changed(self, login: LoginView | None, secret: str) -> None:
        """A person has another password; a journal that the former one did not open may open now."""
        if login is None:
            return
        try:
            if self._journals.of(self._server.url, login.user.id) is None:
                self.proven(login, secret, PASSWORD)
            else:
                self._journals.change_secret(self._server.url, login.user.id, secret)
        except JournalRefused as problem:
            log.warning("the journal's secret cannot be changed: %s", problem)

    def alone(self, secret: str, method: str, said: str) -> LoginView | None:
        """Return the person who comes back by a secret while the server is away; None where nobody is kept here.

        Raises: AloneRefused, AloneTooOften, AloneExpired, JournalRefused.
        """
        if not self.keeps_anybody():
            return None
        from veralot_client.core.capture.remembered import Remembered  # noqa: PLC0415 - only who needs it waits for it

        if not self._journals.may_try(self._server.url, method, said, MOST_FAILURES):
            raise AloneTooOften(failures=MOST_FAILURES)
        content = self._journals.recall(self._server.url, secret, method, said)
        if content is None:
            raise AloneRefused
        found = msgspec.msgpack.decode(content, type=Remembered)
        require_good(found)
        self._journals.came_alone(self._server.url, found.login.user.id, content)
        return found.login

    def keeps_anybody(self) -> bool:
        """Return whether this computer keeps anybody who might come back."""
        return self._journals.keeps_anybody(self._server.url)

    def _recovered(self, device: UUID) -> bytes | None:
        """Return the key to a device's journal from the plant. Raises: JournalRefused where that cannot be known now."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: PLC0415 - see above

        from veralot_shared.rules.wrapping import NotWrapped, unwrap  # noqa: PLC0415 - see above

        mine = X25519PrivateKey.generate()
        asked = RecoverKey(device=device, recipient=mine.public_key().public_bytes_raw())
        try:
            return unwrap(self._server.call(asked).wrapped, mine, device.bytes)
        except RecordNotFound:
            return None
        except (CodedError, NotWrapped) as problem:
            raise JournalRefused(problem=NO_KEY) from problem


def said_of(user_name: str, secret: str, method: str) -> str:
    """Return what a person names themselves by: the badge that is read, or the user name."""
    return secret.partition("\n")[0] if method == BADGE else user_name


def require_good(found: "Remembered") -> None:
    """Check that one can still come back by what is kept. Raises: AloneExpired."""
    if found.keys().now() > found.good_until:
        raise AloneExpired(until=found.good_until)
