"""Judges an entry's clocks and keys: by when its login's keys were issued, which nobody on the device can change."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from veralot_server.modules.capture.domain import words
from veralot_shared.contracts.capture import Difference
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_

PUBLIC_KEY: Final = 32
SHORTEST_SPAN: Final = 60
LONGEST_SPAN: Final = 3600
TOLERANCE: Final = timedelta(minutes=2)
"""How far a clock that only runs forwards may be off: it is never set, but no two run quite alike."""
SPAN_RULE: Final = N_("A key signs for a minute to an hour.")
KEY_RULE: Final = N_("A public key has 32 bytes.")
LONGEST_NAME: Final = 100
NAME_RULE: Final = N_("A device has a name of at most 100 characters.")


class Login(NamedTuple):
    """What the server knows of a login's keys."""

    id: int
    user_id: int
    public_keys: bytes
    span_seconds: int
    issued_at: datetime
    device_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
    revoked_reason: str


class WorkList(NamedTuple):
    """What the server knows of a work list."""

    id: int
    user_id: int
    expires_at: datetime
    pieces: list[str]


def check_keys(public_keys: list[bytes], span_seconds: int, name: str) -> None:
    """Check what a device registers. Raises: ValueNotAllowed."""
    if any(len(key) != PUBLIC_KEY for key in public_keys):
        raise ValueNotAllowed(value=str(len(public_keys)), rule=KEY_RULE, field="public_keys")
    if not SHORTEST_SPAN <= span_seconds <= LONGEST_SPAN:
        raise ValueNotAllowed(value=str(span_seconds), rule=SPAN_RULE, field="span_seconds")
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise ValueNotAllowed(value=name, rule=NAME_RULE, field="name")


def public_key(login: Login, span: int) -> bytes | None:
    """Return the key that signs in a span; nothing where the login has none so late."""
    start = span * PUBLIC_KEY
    key = login.public_keys[start : start + PUBLIC_KEY] if span >= 0 else b""
    return key or None


def faults(login: Login, work_list: WorkList | None, entered_at: datetime, now: datetime) -> Iterator[Difference]:
    """Yield what about an entry's time, keys and work list no longer holds."""
    if login.revoked_at is not None:
        yield words.revoked(login.revoked_at, login.revoked_reason)
    if entered_at > login.ends_at:
        yield words.ended(login.ends_at, entered_at)
    if entered_at > now + TOLERANCE:
        yield words.too_early(now, entered_at)
    if work_list is None or work_list.user_id != login.user_id:
        yield words.no_work_list()
    elif entered_at > work_list.expires_at:
        yield words.expired(work_list.expires_at, entered_at)


def seconds(span: timedelta) -> Decimal:
    """Return a span of time in seconds, exactly."""
    return Decimal(span // timedelta(microseconds=1)) / 1_000_000
