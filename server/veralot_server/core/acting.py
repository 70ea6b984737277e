"""Telling the database who acts by which command, and what the command was answered before."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from veralot_shared.ids import UserId


class Former(msgspec.Struct, frozen=True):
    """What a command was answered before: its operation, the digest of its content, its sender, the reply as kept, and when.

    Digest and body are in hexadecimal; a reply without a `body` was given so long ago that it is no longer kept.
    """

    op: str
    digest: str
    user_id: UserId
    body: str | None
    at: datetime


ACT = b"""
SELECT set_config('veralot.act', $1, true) || set_config('veralot.reason', '', true)
    || set_config('veralot.signature', '', true), rpc.former($2::uuid)
"""
_FORMER = msgspec.json.Decoder(Former)


class Acting(NamedTuple):
    """Of which command a transaction is begun, and under which id, by whoever holds a token."""

    op: str
    command_id: UUID | None


def former(told: bytes | None) -> Former | None:
    """Return an earlier reply from what the database says of it; `None` for nothing."""
    return None if told is None else _FORMER.decode(told)
