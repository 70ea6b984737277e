"""Turns what schemathesis makes up into what hurts more: real ids in it, signatures under it, hostile values in it."""

import random
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from veralot_shared.messages import Message, messages

HOSTILE: Final = (
    "x" * 5000,
    "\x1b[31m\u202e\u0007",
    "a\0b",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "C:\\..\\con",
    "%s%n{0}{x}",
    "\ufeff",
    "\u2028",
    "𠮷" * 300,
    "'; DROP TABLE items_item; --",
    "9" * 30,
    "1E-30",
    "NaN",
    "-Infinity",
    "0001-01-01",
    "9999-12-31T23:59:59.999999Z",
)
NUMBERS: Final = (2**31, 2**31 - 1, 2**62, 2**63, 10**18, -1, 0, -(2**63))
SMALL: Final = frozenset({"version", "revision", "copies", "count", "limit", "check_percent", "capacity", "dots"})


class Attacker:
    """Changes bodies; a seed always does the same."""

    def __init__(self, pools: Mapping[str, list[int]], seed: int) -> None:
        """`pools` are real ids by the name of the field that holds such."""
        self._pools = pools
        self._random = random.Random(seed)

    def aimed(self, op: str, body: Any) -> Any:
        """Return a body that names records which are there, in numbers that could be, most of the time."""
        return self._aim(self._thinned(op, body), "")

    def hostile(self, op: str, body: Any) -> Any:
        """Return such a body with hostile texts and numbers in it."""
        return self._poison(self.aimed(op, body), "")

    def _thinned(self, op: str, body: Any) -> Any:
        """Leave out half of what may be left out, so that one wrong option does not hide all others."""
        message: type[Message[Any]] | None = messages().get(op)
        if message is None or not isinstance(body, dict):
            return body
        needed = {field.encode_name for field in msgspec.structs.fields(message) if field.required}
        return {name: one for name, one in body.items() if name in needed or self._random.random() < 0.5}

    def _aim(self, value: Any, name: str) -> Any:
        if isinstance(value, dict):
            return {key: self._aim(one, key) for key, one in value.items() if key != "signature"}
        if isinstance(value, list):
            return [self._aim(one, name) for one in value[: self._random.choice((1, 2, 3, None))]]
        if isinstance(value, int) and not isinstance(value, bool) and self._random.random() < 0.93:
            return self._number(value, name)
        if isinstance(value, str) and self._random.random() < 0.7:
            return self._text(value, name)
        return value

    def _number(self, value: int, name: str) -> int:
        if name in self._pools:
            return self._random.choice(self._pools[name])
        if name == "id" or name.endswith(("_id", "_ids")):
            return self._random.choice((1, 1, 1, 2, 2, 3))
        return self._random.choice((0, 1, 1, 2, 3, 10)) if name in SMALL else value

    def _text(self, value: str, name: str) -> str:
        if name in {"quantity", "counted"}:
            return self._random.choice(("1", "1", "2", "1.5"))
        return "pcs" if name == "unit" else value or "good"

    def _poison(self, value: Any, name: str) -> Any:
        if isinstance(value, dict):
            return {key: self._poison(one, key) for key, one in value.items()}
        if isinstance(value, list):
            return [self._poison(one, name) for one in value]
        if value is None or isinstance(value, bool) or self._random.random() > 0.3:
            return value
        if isinstance(value, str):
            return self._random.choice(HOSTILE)
        return self._random.choice(NUMBERS) if isinstance(value, int) else value
