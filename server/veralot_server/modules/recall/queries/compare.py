"""Frozen figures beside those of now."""

from collections.abc import Iterator
from decimal import Decimal

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.recall import recalls, snapshots
from veralot_server.modules.recall.domain.figures import FIGURES
from veralot_shared.contracts.recall import AffectedLot, Changed, CompareRecall, ComparisonView, GetAffected


@answers(CompareRecall)
def compare_recall(query: CompareRecall, tx: Transaction) -> ComparisonView:
    """Set the newest frozen figures beside those of now; nothing that was frozen is replaced.

    Raises:
        RecordNotFound: no such recall that the actor may see.
        FiguresNotFrozen, FiguresAltered: there is nothing to compare with.
        SerialsUnordered, ValueNotAllowed: a suspect has no fit form.
    """
    recall = recalls.facts(tx, query.recall_id)
    frozen = snapshots.newest(tx, recall.id, recall.number)
    then = snapshots.read(tx, recall.id, recall.number, frozen.id)
    now = tx.call(GetAffected(recall_id=recall.id))
    before, after = {lot.id: lot for lot in then.lots}, {lot.id: lot for lot in now.lots}
    ids = [*before, *(lot for lot in after if lot not in before)]
    return ComparisonView(
        then=frozen,
        then_totals=then.totals,
        now_totals=now.totals,
        now_at=now.at,
        changed=[row for lot in ids for row in differences(before.get(lot), after.get(lot))],
    )


def differences(then: AffectedLot | None, now: AffectedLot | None) -> Iterator[Changed]:
    """Yield the figures of one lot that are other ones now."""
    known = then or now
    if known is None:
        return
    for name in FIGURES:
        was, is_now = figure(then, name), figure(now, name)
        if was != is_now:
            yield Changed(known.id, known.lot_no, known.item_code, known.unit, name, was, is_now)


def figure(lot: AffectedLot | None, name: str) -> Decimal | None:
    """Return a figure of a lot, nothing where the lot is not affected."""
    value: Decimal | None = None if lot is None else getattr(lot, name)
    return value
