"""Everything that is affected and where it is now; or, of a recall, as it was when that was frozen."""

from collections.abc import Sequence
from decimal import Decimal
from time import perf_counter
from typing import NamedTuple

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall import recalls, snapshots
from veralot_server.modules.recall.domain.figures import percent, totals, worst
from veralot_server.modules.recall.queries.balance import Balance, balance
from veralot_server.modules.recall.queries.statements import EXPIRING, LOTS, array
from veralot_server.modules.recall.queries.suspects import behind, shown
from veralot_server.modules.recall.queries.walk import Reached, reach
from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.contracts.recall import AffectedLot, AffectedView, FindAffected, Gap, GetAffected, ShippedLine
from veralot_shared.ids import ItemId, LotId, PartnerId

THOUSANDTH = Decimal("0.001")


class Lot(NamedTuple):
    """What a lot is."""

    id: LotId
    lot_no: str
    item_id: ItemId
    item_code: str
    item_name: str
    item_name_zh: str
    customer_id: PartnerId | None
    customer: str
    supplier_lot_no: str
    order_no: str
    status: str
    held: int
    unit: str
    made: Decimal


@answers(FindAffected)
def find_affected(query: FindAffected, tx: Transaction) -> AffectedView:
    """Walk from every suspect at once, and balance whatever that leads to.

    Raises:
        RecordNotFound: a suspect is not there, or not the actor's to see.
        SerialsUnordered, ValueNotAllowed: a suspect has no fit form.
    """
    started = perf_counter()
    found = behind(query.suspects, tx)
    reached = reach(tx, [one for _, one in found], query.scope, query.customer_id)
    known = lots(tx, {*reached.whole, *reached.single.values()})
    counted = balance(tx, reached, {lot.id: lot.made for lot in known})
    rows = [affected(lot, reached, counted) for lot in known]
    sums = totals(rows)
    return AffectedView(
        at=tx.now,
        seconds=Decimal(perf_counter() - started).quantize(THOUSANDTH),
        scope=query.scope,
        suspects=[shown(suspect, one) for suspect, one in found],
        lots=rows,
        totals=sums,
        places=counted.places,
        shipped=for_reader(tx, counted),
        units=reached.units,
        packages=reached.packages,
        percent=worst(sums),
        complete=not reached.hidden and not counted.blind,
        hidden=reached.hidden,
    )


@answers(GetAffected)
def get_affected(query: GetAffected, tx: Transaction) -> AffectedView:
    """Find what a recall affects now, or read what was frozen.

    Raises:
        RecordNotFound: no such recall, or frozen figures, that the actor may see.
        FiguresAltered: frozen figures are not what was frozen.
        SerialsUnordered, ValueNotAllowed: as `find_affected`.
    """
    recall = recalls.facts(tx, query.recall_id)
    if query.snapshot_id is not None:
        return snapshots.read(tx, recall.id, recall.number, query.snapshot_id)
    return tx.call(FindAffected(suspects=recall.suspects, scope=recall.scope, customer_id=recall.customer_id))


def lots(tx: Transaction, ids: set[LotId]) -> Sequence[Lot]:
    """Return lots by item and number."""
    values = {"ids": array(ids), "today": tx.today, "expiring": EXPIRING}
    return [Lot(*row) for row in tx.wire.execute(LOTS, values)]


def affected(lot: Lot, reached: Reached, counted: Balance) -> AffectedLot:
    """Return a lot with its balance."""
    sums = counted.sums[lot.id]
    whole = lot.id in reached.whole
    return AffectedLot(
        *lot[:10],
        LotStatus(lot.status),
        lot.held + counted.held.get(lot.id, 0),
        lot.id in reached.roots,
        whole,
        lot.unit,
        *sums,
        sums.unaccounted,
        percent(sums.made, abs(sums.unaccounted)),
        counted.serials.get(lot.id, ""),
        Gap.USE_UNKNOWN if lot.id in counted.blind else None,
    )


def for_reader(tx: Transaction, counted: Balance) -> list[ShippedLine]:
    """Return what was shipped; a customer's user sees what came to that customer."""
    reader = tx.actor.customer_id
    return [line for line in counted.shipped if reader is None or line.customer_id == reader]
