"""What stands before a lot's release: the checks that the modules have registered, run for the release and for whoever asks.

One predicate for both, so that what a page shows beforehand and what the release refuses cannot drift apart. What did not
run stops a release as a failure does (T9).
"""

from typing import Final

from veralot_server.core.module import READINESS
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import lots
from veralot_shared.contracts.genealogy import (
    LOT_TRANSITIONS,
    CheckResult,
    CheckView,
    LotEvent,
    LotView,
    NotReady,
)
from veralot_shared.errors import Sentence
from veralot_shared.i18n import N_
from veralot_shared.ids import LotId

RELEASES: Final = frozenset({LotEvent.ACCEPT, LotEvent.RELEASE_PRODUCTION, LotEvent.RELEASE_MARKET})
"""The events that the checks stand before. A concession is a signed decision about what is missing, and not one of them."""

STOPPING: Final = frozenset({CheckResult.FAILED, CheckResult.NOT_RUN})
NOT_RUN: Final = N_("The check “{check}” did not run.")


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
    return check.missing or [Sentence(NOT_RUN, {"check": check.id})]
