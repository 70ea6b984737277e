"""Everything that is affected and where it is now; or, of a recall, as it was when that was frozen."""

from decimal import Decimal
from time import perf_counter

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall import recalls, snapshots
from veralot_server.modules.recall.domain.figures import percent, totals, worst
from veralot_server.modules.recall.queries.balance import Balance, balance
from veralot_server.modules.recall.queries.suspects import behind, shown
from veralot_server.modules.recall.queries.walk import Lot, Reached, reach
from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.contracts.recall import AffectedLot, AffectedView, FindAffected, Gap, GetAffected, ShippedLine

THOUSANDTH = Decimal("0.001")


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
    counted = balance(tx, reached)
    rows = [affected(lot, reached, counted) for lot in reached.lots.values()]
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


def affected(lot: Lot, reached: Reached, counted: Balance) -> AffectedLot:
    """Return a lot with its balance."""
    sums = counted.sums[lot.id]
    whole, astray = lot.id in reached.whole, sums.unaccounted
    return AffectedLot(
        *lot[:10],
        LotStatus(lot.status),
        lot.held + counted.held.get(lot.id, 0),
        lot.id in reached.roots,
        whole,
        lot.unit,
        *sums,
        astray,
        percent(sums.made, abs(astray)),
        counted.serials.get(lot.id, ""),
        Gap.USE_UNKNOWN if lot.id in counted.blind else None,
        lot.customer_zh,
    )


def for_reader(tx: Transaction, counted: Balance) -> list[ShippedLine]:
    """Return what was shipped; a customer's user sees what came to that customer."""
    reader = tx.actor.customer_id
    return [line for line in counted.shipped if reader is None or line.customer_id == reader]
