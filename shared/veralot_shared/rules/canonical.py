"""Canonical bytes: the one way to write a value down, so that a signature's hash can be calculated again (P11-18).

JSON by RFC 8785: members sorted by UTF-16 code units, no spaces, UTF-8, nothing escaped that need not be. Where JSON
has no type of its own, a value has one text: a decimal in plain notation without trailing zeros, so that equal numbers
have equal bytes; a time in UTC with microseconds; everything else as msgspec writes it. Binary floats are refused: they
are not exact. Parsing the bytes as JSON and writing them again gives the same bytes.
"""

import json
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

import msgspec

from veralot_shared.rules.quantities import plain_text

MOST_DIGITS: Final = 100
"""More digits before or after its point no measured value has; `1E+999999` in plain notation would fill a megabyte."""


def canonical_bytes(value: object) -> bytes:
    """Return the canonical JSON of a struct, or of anything that is made of the types that msgspec knows.

    Raises TypeError for a float or another type that has no canonical form, ValueError for a time without a zone, a
    decimal that is no number or has more than `MOST_DIGITS` digits, or text with half a surrogate pair.
    """
    return json.dumps(normal(builtins_of(value)), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def builtins_of(value: object) -> Any:  # noqa: ANN401 - JSON values have no closed type
    """Return what the canonical JSON is made of, with decimals and times still as such. Raises: TypeError."""
    return msgspec.to_builtins(value, builtin_types=(Decimal, datetime), str_keys=True, order="deterministic")


def content_hash(value: object) -> str:
    """Return the SHA-256 of the canonical bytes in hexadecimal: what a signature binds. Raises as `canonical_bytes`."""
    return sha256(canonical_bytes(value)).hexdigest()


def normal(value: Any) -> Any:  # noqa: ANN401 - JSON values have no closed type
    """Return a value of builtins with its members sorted and its decimals and times as text."""
    match value:
        case None | bool() | int() | str():
            return value
        case dict():
            return {key: normal(value[key]) for key in sorted(value, key=utf16)}
        case list() | tuple():
            return [normal(item) for item in value]
        case Decimal():
            return decimal_text(value)
        case datetime():
            return utc_text(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical form: {value!r}")


def decimal_text(value: Decimal) -> str:
    """Return a decimal in plain notation without trailing zeros. Raises ValueError if that would be out of all measure."""
    if value.is_finite() and not -MOST_DIGITS <= value.adjusted() < MOST_DIGITS:
        raise ValueError(f"a number out of all measure has no canonical form: {value:.20g}")
    return plain_text(value)


def utf16(key: str) -> bytes:
    """Return the bytes by which RFC 8785 §3.2.3 sorts members."""
    return key.encode("utf-16-be")


def utc_text(moment: datetime) -> str:
    """Return a moment in UTC with microseconds, as 2026-03-01T08:30:00.000000Z. Raises ValueError without a zone."""
    if moment.utcoffset() is None:
        raise ValueError(f"a time without a zone is no moment: {moment}")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
