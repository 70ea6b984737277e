"""Which lots may be put together, and what the lot is then that they make."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

from veralot_server.modules.genealogy.domain import words
from veralot_server.modules.genealogy.domain.facts import LotFacts
from veralot_server.modules.genealogy.domain.status import beneath, require_no_hold
from veralot_shared.contracts.genealogy import LotStatus, MergeUnlike
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import PartnerId

T = TypeVar("T")

FEWEST = 2


class Merged(NamedTuple):
    """A lot that others make together. What they do not have in common it does not have; it expires with the earliest."""

    lot_no: str
    quantity: Decimal
    status: LotStatus
    returned: bool
    cycle: int
    supplier_id: PartnerId | None
    supplier_lot_no: str | None
    order_no: str | None
    manufactured: date | None
    expiry: date | None


def require_alike(sources: Sequence[LotFacts], today: date) -> None:
    """Check that lots may be put together. Raises: MergeUnlike, LotOnHold, ValueNotAllowed."""
    if len(sources) < FEWEST:
        raise ValueNotAllowed(value=str(len(sources)), rule=words.RULE_MERGE_MANY, field="sources")
    for lot in sources:
        require_no_hold(lot)
    aspects: dict[str, Callable[[LotFacts], object]] = {
        words.DIFFERS_ITEM: lambda lot: lot.item_id,
        words.DIFFERS_STATUS: lambda lot: (beneath(lot.status, lot.expiry, today), lot.returned),
        words.DIFFERS_CUSTOMER: lambda lot: lot.customer_id,
    }
    for aspect, of in aspects.items():
        if len({of(lot) for lot in sources}) > 1:
            raise MergeUnlike(difference=aspect)


def merged(sources: Sequence[LotFacts], lot_no: str, quantity: Decimal) -> Merged:
    """Return what lots that are alike make together."""
    expiries = [lot.expiry for lot in sources if lot.expiry is not None]
    return Merged(
        lot_no=lot_no,
        quantity=quantity,
        status=sources[0].status,
        returned=sources[0].returned,
        cycle=max(lot.cycle for lot in sources),
        supplier_id=common(lot.supplier_id for lot in sources),
        supplier_lot_no=common(lot.supplier_lot_no for lot in sources),
        order_no=common(lot.order_no for lot in sources),
        manufactured=common(lot.manufactured for lot in sources),
        expiry=min(expiries, default=None),
    )


def common(values: Iterable[T | None]) -> T | None:
    """Return the value that all have, or `None` if they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else None
