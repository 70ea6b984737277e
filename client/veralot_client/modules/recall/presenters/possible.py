"""What can be done in a recall as it stands, so that only buttons are drawn that can work. No Qt."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from veralot_shared.contracts.recall import (
    RECALL_TRANSITIONS,
    RecallAction,
    RecallDetail,
    RecallEvent,
    RecallStatus,
    RecallView,
)

EVENTS: Final[Mapping[str, RecallEvent]] = MappingProxyType(
    {
        "recall.add_suspect": RecallEvent.CHANGE_SUSPECTS,
        "recall.drop_suspect": RecallEvent.CHANGE_SUSPECTS,
        "recall.change_tracing": RecallEvent.CHANGE_SUSPECTS,
        "recall.hold_all": RecallEvent.HOLD,
        "recall.mark": RecallEvent.MARK,
        "recall.evaluate": RecallEvent.EVALUATE,
        "recall.decide": RecallEvent.DECIDE,
        "recall.freeze": RecallEvent.FREEZE,
        "recall.notice": RecallEvent.NOTIFY_AUTHORITY,
        "recall.notify": RecallEvent.NOTIFY_CUSTOMERS,
        "recall.respond": RecallEvent.RESPOND,
        "recall.check": RecallEvent.CHECK,
        "recall.reconcile": RecallEvent.RECONCILE,
        "recall.authority_close": RecallEvent.CLOSE_AT_AUTHORITY,
        "recall.close": RecallEvent.CLOSE,
    }
)
"""Which event of the contract an action leads to."""

NEEDS_SUSPECTS: Final = frozenset({"recall.hold_all", "recall.mark", "recall.freeze", "recall.look_again"})
NEEDS_FIGURES: Final = frozenset({"recall.consignees", "recall.letters"})
NEEDS_CONSIGNEE: Final = frozenset({"recall.respond", "recall.check"})
RECONCILES: Final = frozenset({RecallStatus.CUSTOMERS_NOTIFIED, RecallStatus.EXECUTION})
"""States from which reconciling passes through those between."""


def possible(action_id: str, detail: RecallDetail) -> bool:
    """Return whether an action can work with a recall."""
    recall = detail.recall
    if action_id in NEEDS_SUSPECTS and not recall.suspects:
        return False
    if action_id in NEEDS_CONSIGNEE and not detail.consignees:
        return False
    if action_id in NEEDS_FIGURES:
        return bool(detail.snapshots)
    if action_id == "recall.close" and not detail.snapshots and recall.action is not RecallAction.NO_ACTION:
        return False
    if action_id == "recall.reconcile" and recall.status in RECONCILES:
        return True
    event = EVENTS.get(action_id)
    return recall.status is not RecallStatus.CLOSED if event is None else goes(recall, event)


def goes(recall: RecallView, event: RecallEvent) -> bool:
    """Return whether an event is possible; whoever decided to do nothing closes, and else goes on."""
    nothing = recall.action is RecallAction.NO_ACTION
    if recall.status is RecallStatus.DECISION and event in {RecallEvent.FREEZE, RecallEvent.CLOSE}:
        return nothing is (event is RecallEvent.CLOSE)
    return (recall.status, event) in RECALL_TRANSITIONS
