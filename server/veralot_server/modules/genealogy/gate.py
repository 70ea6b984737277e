"""What stands before a lot's release: the checks that the modules have registered, run for the release and for whoever asks.

One predicate for both, so that what a page shows beforehand and what the release refuses cannot drift apart. What did not
run stops a release as a failure does (T9). Whoever asks beforehand is also told what the lot's own state forbids (`standing`):
the release itself refuses that by errors of its own.
"""

from collections.abc import Iterator
from typing import Final

from veralot_server.core.module import READINESS
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import lots
from veralot_shared.contracts.genealogy import (
    LOT_TRANSITIONS,
    BlockerView,
    CheckResult,
    CheckView,
    LotEvent,
    LotStatus,
    LotView,
    NotReady,
    Permission,
)
from veralot_shared.contracts.items import ItemKind
from veralot_shared.errors import Sentence
from veralot_shared.i18n import N_
from veralot_shared.ids import LotId
from veralot_shared.rules.dates import is_expired

RELEASES: Final = frozenset({LotEvent.ACCEPT, LotEvent.RELEASE_PRODUCTION, LotEvent.RELEASE_MARKET})
"""The events that the checks stand before. A concession is a signed decision about what is missing, and not one of them."""

STOPPING: Final = frozenset({CheckResult.FAILED, CheckResult.NOT_RUN})
NOT_RUN: Final = N_("The check “{check}” did not run.")

STATE: Final = "genealogy.lot"
STATE_TITLE: Final = N_("Status of the lot")
HELD: Final = N_("The lot is on hold: {reason}")
UNSAMPLED: Final = N_("The sample of the lot has not been taken.")
EXPIRED: Final = N_("The lot expired on {day}.")
WRONG: Final = N_("A lot with this status is not released.")

HOLDS: Final = "SELECT reason FROM genealogy_hold WHERE node_id = %s AND lifted_at IS NULL ORDER BY id"


def checks(tx: Transaction, lot: LotView, event: LotEvent) -> list[CheckView]:
    """Return what every module says of a lot before an event, by the checks' names."""
    return [check(lot, event, tx) for _, check in sorted(READINESS.items())]


def require_ready(tx: Transaction, lot_id: LotId, event: LotEvent) -> None:
    """Refuse a release that lacks evidence, naming all that is missing. What the lot's state forbids is told elsewhere.

    Raises:
        NotReady: a check failed, or did not run.
    """
    if event not in RELEASES:
        return
    lot = lots.view(tx, lot_id)
    if (lot.status_beneath, event) not in LOT_TRANSITIONS:
        return
    missing = [sentence for one in checks(tx, lot, event) if one.result in STOPPING for sentence in said(one)]
    if missing:
        raise NotReady(lot_no=lot.lot_no, missing=missing)


def said(check: CheckView) -> list[Sentence]:
    """Return in sentences why a check stands in the way."""
    return [Sentence(one.text, one.values) for one in check.missing] or [Sentence(NOT_RUN, {"check": check.id})]


def next_release(lot: LotView, kind: ItemKind) -> LotEvent | None:
    """Return which release is the next step of a lot of an item of some kind; none where it has had its last, or never has one.

    Finished goods are released for production and then by their registrant to the market, all others are accepted (CN-17).
    """
    if lot.status_beneath in (LotStatus.QUARANTINE, LotStatus.IN_TEST):
        return LotEvent.RELEASE_PRODUCTION if kind is ItemKind.FINISHED else LotEvent.ACCEPT
    return LotEvent.RELEASE_MARKET if lot.status_beneath is LotStatus.PROD_RELEASED and lot.customer_id else None


def standing(tx: Transaction, lot: LotView, event: LotEvent) -> list[CheckView]:
    """Return all that stands before a release: the lot's own state, and what every module says of it."""
    missing = list(state_forbids(tx, lot, event))
    result = CheckResult.FAILED if missing else CheckResult.PASSED
    return [CheckView(id=STATE, title=STATE_TITLE, result=result, missing=missing), *checks(tx, lot, event)]


def state_forbids(tx: Transaction, lot: LotView, event: LotEvent) -> Iterator[BlockerView]:
    """Yield what a lot's own state has against a release."""
    for (reason,) in tx.wire.execute(HOLDS, (lot.id,)).fetchall() if lot.holds else []:
        yield of_lot(lot, HELD, {"reason": reason}, Permission.LIFT)
    if lot.status_beneath is LotStatus.QUARANTINE:
        yield of_lot(lot, UNSAMPLED, {}, Permission.SAMPLE)
    elif (lot.status_beneath, event) not in LOT_TRANSITIONS:
        yield of_lot(lot, WRONG, {})
    if lot.expiry is not None and is_expired(lot.expiry, tx.today):
        yield of_lot(lot, EXPIRED, {"day": lot.expiry.isoformat()})


def of_lot(lot: LotView, text: str, values: dict[str, str], permission: str = "") -> BlockerView:
    """Return something that stands in the way and is cleared at the lot itself."""
    return BlockerView(text, values, kind="lot", id=lot.id, label=lot.lot_no, permission=permission)
