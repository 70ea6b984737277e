"""What a handler may know of a command that was entered while the server was away."""

from datetime import datetime
from uuid import UUID

import msgspec

from veralot_shared.ids import UserId


class Captured(msgspec.Struct, frozen=True, kw_only=True):
    """A command that was entered while the server was away, as the handler that records it may know.

    `user_id` is who entered it, as was proved; `counter` its place in the device's journal. `device_at` is the device's clock,
    `entered_at` the same moment by the server's; `accepted` says that a person has decided that it stands although something
    had changed.
    """

    entry: UUID
    user_id: UserId
    device: str
    counter: int
    snapshot_id: int | None
    device_at: datetime
    entered_at: datetime
    accepted: bool = False
