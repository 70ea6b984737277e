"""Whose a record is: it has one customer, or none, and names nothing that belongs to another."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from veralot_shared.contracts.quality import CaseKind, CustomersDiffer
from veralot_shared.ids import PartnerId

PLANTS: Final = frozenset({CaseKind.CAPA, CaseKind.SCAR})
"""Kinds that are the plant's own where no customer's record gave rise to them, whosever lots they name."""


class Owned(NamedTuple):
    """Something that a record names: what it is called, whose it is, and in which field it stands."""

    name: str
    customer_id: PartnerId | None
    field: str


def customer_of(named: Iterable[Owned]) -> PartnerId | None:
    """Return the one customer to whom things belong that do not belong to the plant. Raises: CustomersDiffer."""
    first: Owned | None = None
    for one in named:
        if one.customer_id is None:
            continue
        if first is None:
            first = one
        elif one.customer_id != first.customer_id:
            raise CustomersDiffer(named=one.name, beside=first.name, field=one.field)
    return None if first is None else first.customer_id
