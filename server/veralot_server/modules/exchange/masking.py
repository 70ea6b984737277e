"""People in test data: each name gives way to a made-up one, the same for the same person in every file and every import.

The made-up name is a keyed hash. The key lies with the plant's other keys and never in the database, so that whoever has
the test data cannot try out names until one fits.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from veralot_server.modules.identity.domain import user_key
from veralot_shared.contracts.exchange import Kind

KEY_FILE: Final = "masking.key"
KEY_BYTES: Final = 32
DIGITS: Final = 10

ACCOUNT, NAME, NAME_ZH, OTHER = "account", "name", "name_zh", "other"

PERSONAL: Final[Mapping[Kind, Mapping[str, str]]] = MappingProxyType(
    {
        Kind.USERS: {
            "user_name": ACCOUNT,
            "full_name": NAME,
            "full_name_zh": NAME_ZH,
            "identity_document": OTHER,
        },
        Kind.GAUGES: {"keeper": OTHER},
        Kind.QUALIFICATION_GRANTS: {"user_name": ACCOUNT, "evidence": OTHER},
        Kind.STOCK: {"by": ACCOUNT},
        Kind.MOVEMENTS: {"by": ACCOUNT},
        Kind.STATUSES: {"by": ACCOUNT},
        Kind.HOLDS: {"by": ACCOUNT, "lifted_by": ACCOUNT},
    }
)
"""Which fields tell of people, and as what."""
CLOCKWORK: Final = "system"
"""The plant's own clockwork is nobody."""


def load_key(folder: Path) -> bytes:
    """Return the plant's key for made-up names, made when it is first needed."""
    file = folder / KEY_FILE
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"{KEY_FILE}.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_bytes(secrets.token_bytes(KEY_BYTES))
        # Whoever is first wins; two processes never use two keys.
        try:
            file.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_bytes()


class Masker:
    """Makes up names."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def mask(self, text: str, as_: str) -> str:
        """Return the made-up name of somebody, or the made-up text."""
        if as_ == ACCOUNT and user_key(text) == CLOCKWORK:
            return text
        folded = user_key(text) if as_ == ACCOUNT else " ".join(text.split()).casefold()
        digits = hmac.new(self._key, f"{as_}\0{folded}".encode(), hashlib.sha256).hexdigest()[:DIGITS]
        forms = {ACCOUNT: "user.{}", NAME: "Person {}", NAME_ZH: "人员 {}", OTHER: "masked {}"}
        return forms[as_].format(digits)

    def of_row(
        self, kind: Kind, header: Sequence[str], more: Sequence[str], refused: str
    ) -> Callable[[Sequence[str]], list[str]]:
        """Return what masks a row of a file; `more` are further fields that tell of people."""
        fields = dict.fromkeys(more, OTHER) | dict(PERSONAL.get(kind, {}))
        places = [(place, fields[name]) for place, name in enumerate(header) if name in fields]

        def masked(record: Sequence[str]) -> list[str]:
            cells = list(record)
            for place, as_ in places:
                if place < len(cells) and cells[place].strip() and cells[place] != refused:
                    cells[place] = self.mask(cells[place].strip(), as_)
            return cells

        return masked
