"""What to pick first: the earliest expiry, then the earliest receipt; what may not be taken says why (I-39, I-44)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final, NamedTuple

from veralot_server.modules.warehouse.domain.facts import Pickable
from veralot_shared.contracts.genealogy import SHIPPABLE, USABLE, LotStatus
from veralot_shared.contracts.items import ItemKind
from veralot_shared.contracts.warehouse import PickLine, Skip
from veralot_shared.ids import PartnerId
from veralot_shared.rules.dates import days_left

WAITING: Final = frozenset({LotStatus.EXPECTED, LotStatus.QUARANTINE, LotStatus.IN_TEST, LotStatus.AT_STERILIZER})
NEVER: Final = datetime.max.replace(tzinfo=UTC)


class Demand(NamedTuple):
    """How much is wanted, for whom, and how many days it must still last."""

    quantity: Decimal
    customer_id: PartnerId | None
    days_left: int
    for_shipment: bool
    today: date


def first(stock: Pickable) -> tuple[object, ...]:
    """Return what stock is picked by: expiry (none last), receipt, then lot and place so that the order is always one."""
    return (
        stock.expiry or date.max,
        stock.received_at or NEVER,
        stock.lot_no,
        stock.lot_id,
        stock.container_id is not None,
        stock.location,
        stock.container_no or "",
    )


def skip(stock: Pickable, demand: Demand) -> Skip | None:
    """Return why stock may not be taken, the weightiest reason; none if it may."""
    reasons = (
        (Skip.ON_HOLD, stock.status is LotStatus.HOLD),
        (Skip.EXPIRED, stock.status is LotStatus.EXPIRED),
        (Skip.NOT_RELEASED, stock.status is None or stock.status in WAITING),
        (Skip.BLOCKED, stock.status not in USABLE),
        (Skip.OTHER_CUSTOMER, stranger(stock.customer_id, demand)),
        (Skip.PLACE_OF_ANOTHER_CUSTOMER, stranger(stock.place_customer_id, demand)),
        (Skip.CONTAINER_OF_ANOTHER_CUSTOMER, stranger(stock.container_customer_id, demand)),
        (Skip.NOT_ON_THE_MARKET, demand.for_shipment and not shippable(stock, demand)),
        (Skip.EXPIRES_TOO_SOON, too_soon(stock, demand)),
        (Skip.UNITS_ON_HOLD, stock.held_units >= stock.quantity),
    )
    return next((reason for reason, holds in reasons if holds), None)


def stranger(customer_id: PartnerId | None, demand: Demand) -> bool:
    """Tell whether something is kept for another customer than the one it is wanted for."""
    return customer_id is not None and customer_id != demand.customer_id


def shippable(stock: Pickable, demand: Demand) -> bool:
    """Tell whether stock may leave: finished goods go to others than their registrant only from the market (CN-17)."""
    to_registrant = stock.customer_id is not None and stock.customer_id == demand.customer_id
    return stock.item_kind is not ItemKind.FINISHED or stock.status in SHIPPABLE or to_registrant


def too_soon(stock: Pickable, demand: Demand) -> bool:
    """Tell whether stock expires before it has lasted as long as it must."""
    return stock.expiry is not None and days_left(stock.expiry, demand.today) < demand.days_left


def suggested(stocks: Sequence[Pickable], demand: Demand) -> list[PickLine]:
    """Return every row of stock in the order of picking, with how much of it to take; rows of lots are never merged."""
    rest, lines = demand.quantity, []
    for stock in sorted(stocks, key=first):
        why = skip(stock, demand)
        free = stock.quantity - stock.held_units
        take = min(rest, free) if why is None else Decimal(0)
        rest -= take
        lines.append(line(stock, take, why))
    return lines


def line(stock: Pickable, take: Decimal, why: Skip | None) -> PickLine:
    """Return a row as it is shown."""
    return PickLine(
        lot_id=stock.lot_id,
        lot_no=stock.lot_no,
        status=stock.status,
        expiry=stock.expiry,
        received_at=stock.received_at,
        customer=stock.customer,
        customer_zh=stock.customer_zh,
        location_id=stock.location_id,
        location=stock.location,
        container_id=stock.container_id,
        container_no=stock.container_no,
        quantity=stock.quantity,
        take=take,
        skip=why,
        why=stock.why if why is Skip.ON_HOLD else "",
    )
