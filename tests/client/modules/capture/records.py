"""What the server answers to these pages."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from veralot_shared.contracts.capture import (
    DeviceView,
    Difference,
    EntryState,
    IncidentKind,
    IncidentView,
    KeyView,
    OfflineEntryDetail,
    OfflineEntryView,
    Proof,
)
from veralot_shared.errors import Sentence
from veralot_shared.ids import DeviceId, EntryKeyId, IncidentId, LotId, OfflineEntryId, UserId

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
CHANGED = Difference(
    what=Sentence("Inspection plan"),
    then=Sentence("Revision {revision} of {plan} was in force.", {"revision": "3", "plan": "IP-014"}),
    now=Sentence("It was replaced by revision {in_force}.", {"in_force": "4"}),
)
HELD = Difference(
    what=Sentence("Lot"),
    then=Sentence("Lot {lot} was not held for this.", {"lot": "R-26-001"}),
    now=Sentence("It is on hold: {reason}", {"reason": "Cracked cartons"}),
)
REVOKED = Difference(
    what=Sentence("Keys of the login"),
    then=Sentence("The login’s keys were good."),
    now=Sentence(
        "They were revoked at {at}: {reason}", {"at": "2026-03-02T09:00:00.000000Z", "reason": "The computer is lost"}
    ),
)
CONFLICT = OfflineEntryView(
    id=OfflineEntryId(12),
    entry=UUID(int=12),
    device_id=DeviceId(1),
    device="LINE-3-QC",
    counter=41,
    user_id=UserId(7),
    user_name="li.wei",
    full_name="Li Wei",
    full_name_zh="李伟",
    op="inspection.RecordResults",
    device_at=NOW - timedelta(minutes=44, seconds=12),
    entered_at=NOW - timedelta(minutes=44),
    received_at=NOW,
    offset_seconds=Decimal("-12.25"),
    jump_seconds=Decimal(-3600),
    proof=Proof.BY_SERVER,
    state=EntryState.CONFLICT,
    lot_id=LotId(7),
    lot_no="R-26-001",
    about="I-26-0107",
    differences=[CHANGED, HELD, REVOKED],
    reason=None,
    decided_at=None,
    decided_by=None,
    decided_by_zh=None,
    decision_reason="",
    signature_id=None,
)
CONTENT = {
    "inspection_id": 107,
    "results": [
        {"characteristic_id": 3, "sample_no": 1, "value": "150.02", "unit": "mm"},
        {"characteristic_id": 4, "sample_no": 1, "conforming": True, "note": ""},
    ],
    "complete": False,
}
DETAIL = OfflineEntryDetail(
    entry=CONFLICT,
    content=CONTENT,
    hash="ab" * 32,
    previous="cd" * 32,
    snapshot_at=NOW - timedelta(hours=2),
    snapshot_expires_at=NOW + timedelta(hours=10),
)
DEVICE = DeviceView(
    id=DeviceId(1),
    device=UUID(int=1),
    name="LINE-3-QC",
    registered_at=NOW - timedelta(days=20),
    registered_by="Li Wei",
    registered_by_zh="李伟",
    contact_at=NOW,
    contact_by="Li Wei",
    contact_by_zh="李伟",
    waiting=3,
    oldest_at=NOW - timedelta(minutes=50),
    offset_seconds=Decimal(-12),
    entries=412,
    conflicts=1,
    incidents=1,
    blocked_at=None,
    blocked_by=None,
    blocked_by_zh=None,
    blocked_reason="",
)
KEY = KeyView(
    id=EntryKeyId(5),
    device_id=DeviceId(1),
    device="LINE-3-QC",
    user_id=UserId(7),
    user_name="li.wei",
    full_name="Li Wei",
    full_name_zh="李伟",
    issued_at=NOW - timedelta(hours=2),
    ends_at=NOW + timedelta(hours=10),
    span_seconds=900,
    entries=12,
    proof=Proof.BY_SERVER,
    revoked_at=None,
    revoked_by=None,
    revoked_by_zh=None,
    revoked_reason="",
)
INCIDENT = IncidentView(
    id=IncidentId(1),
    device_id=DeviceId(1),
    device="LINE-3-QC",
    kind=IncidentKind.MISSING,
    counter=40,
    detail="",
    at=NOW,
)
