"""What the record of a complaint must hold before it is closed: the seven items of 21 CFR 820.35(a) (QMSR-03)."""

from collections.abc import Iterator

import msgspec

from veralot_server.modules.quality.domain import words
from veralot_shared.errors import Sentence


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What a complaint's record holds of the seven items."""

    device_name: str
    received_on: str
    udi: str
    complainant: str
    address: str
    phone: str
    nature: str
    correction: str
    reply: str


def lacking(held: Held) -> Iterator[Sentence]:
    """Yield what is missing, in the order of the rule."""
    whole = all((held.complainant, held.address, held.phone))
    items = (
        (held.device_name, words.FIELD_DEVICE),
        (held.received_on, words.FIELD_RECEIVED),
        (held.udi, words.FIELD_UDI),
        ("whole" if whole else "", words.FIELD_COMPLAINANT),
        (held.nature, words.FIELD_NATURE),
        (held.correction, words.FIELD_CORRECTION),
        (held.reply, words.FIELD_REPLY),
    )
    for value, text in items:
        if not value.strip():
            yield Sentence(text)
