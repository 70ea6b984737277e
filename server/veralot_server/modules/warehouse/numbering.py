"""Gives SSCCs out of the plant's GS1 company prefix, each once."""

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.warehouse.domain import numbers
from veralot_shared.contracts.warehouse import NumberingView, PrefixMissing, PrefixUsedUp

READ = "SELECT version, prefix, extension, next_serial FROM warehouse_numbering"


class NumberingFacts(msgspec.Struct, frozen=True, kw_only=True):
    """How SSCCs are made."""

    version: int
    prefix: str
    extension: int
    next_serial: int


def facts(tx: Transaction, *, lock: bool = False) -> NumberingFacts | None:
    """Return how SSCCs are made; none while no prefix is set."""
    return tx.one(NumberingFacts, f"{READ} FOR UPDATE" if lock else READ)


def view(found: NumberingFacts | None) -> NumberingView:
    """Return the numbering as it is shown, with the SSCC that is given next."""
    if found is None:
        return NumberingView(version=0, prefix="", extension=0, next_serial=0, next_sscc=None)
    try:
        following = numbers.sscc(found.prefix, found.extension, found.next_serial)
    except PrefixUsedUp:
        following = None
    return NumberingView(
        version=found.version,
        prefix=found.prefix,
        extension=found.extension,
        next_serial=found.next_serial,
        next_sscc=following,
    )


def draw(tx: Transaction, count: int) -> list[str]:
    """Return so many SSCCs that were never given; numbers that containers of elsewhere brought along are left out.

    Raises:
        PrefixMissing, PrefixUsedUp
    """
    found = facts(tx, lock=True)
    if found is None:
        raise PrefixMissing
    serial, drawn = found.next_serial, list[str]()
    while len(drawn) < count:
        batch = [numbers.sscc(found.prefix, found.extension, serial + n) for n in range(count - len(drawn))]
        serial += len(batch)
        query = "SELECT container_no FROM warehouse_container WHERE container_no = ANY(%s)"
        taken = {row[0] for row in tx.wire.execute(query, (batch,))}
        drawn += [number for number in batch if number not in taken]
    tx.wire.execute("UPDATE warehouse_numbering SET next_serial = %s", (serial,))
    return drawn
