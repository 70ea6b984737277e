"""Units as they are signed: by what is printed on them."""

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from veralot_server.core.module import Subject, subject
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import policy

UNITS = """
SELECT u.serial_no, i.code AS item FROM genealogy_unit u JOIN items_item i ON i.id = u.item_id
WHERE u.id = ANY(%(ids)s) ORDER BY u.serial_no, u.id
"""

SHOWN = 20
"""So many serial numbers are shown one by one; of more, the first and the last, and the hash of all."""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A unit, by what is printed on it."""

    serial_no: str
    item: str


def signed_units(tx: Transaction, unit_ids: Sequence[int]) -> Subject:
    """Return units as they are signed: their numbers, or if they are many their count, the first, the last and a hash."""
    pieces = tx.rows(Piece, UNITS, ids=list(unit_ids))
    serials = [piece.serial_no for piece in pieces]
    content: dict[str, object] = {"item": sorted({piece.item for piece in pieces}), "count": len(serials)}
    if len(serials) <= SHOWN:
        content["serials"] = serials
    else:
        whole = sha256("\n".join(serials).encode()).hexdigest()
        content |= {"first": serials[0], "last": serials[-1], "serials_sha256": whole}
    label = f"{serials[0]} … {serials[-1]} ({len(serials)})" if len(serials) > 1 else "".join(serials)
    return Subject(kind="units", key=ranges(unit_ids), label=label, content=content)


@subject("units")
def units_again(key: str, tx: Transaction) -> Subject | None:
    """Read units again; which ones is in the key, as ranges of their ids."""
    ids = [number for part in key.split(",") for number in spread(part)]
    return signed_units(tx, ids) if len(policy.visible(tx, ids)) == len(ids) else None


def ranges(numbers: Sequence[int]) -> str:
    """Return numbers as text that `spread` reads: `3,7-9`."""
    groups: list[list[int]] = []
    for number in sorted(numbers):
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return ",".join(str(group[0]) if len(group) == 1 else f"{group[0]}-{group[-1]}" for group in groups)


def spread(part: str) -> range:
    """Return the numbers of `7` or `7-9`."""
    first, _, last = part.partition("-")
    return range(int(first), int(last or first) + 1)
