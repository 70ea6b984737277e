"""What is possible when, by `GAUGE_TRANSITIONS`."""

from veralot_shared.contracts.gauges import GAUGE_TRANSITIONS, GaugeEvent, GaugeStatus
from veralot_shared.errors import TransitionIllegal


def step(code: str, status: GaugeStatus, event: GaugeEvent) -> GaugeStatus:
    """Return the state that an event leads to. Raises: TransitionIllegal."""
    target = GAUGE_TRANSITIONS.get((status, event))
    if target is None:
        raise TransitionIllegal(kind="gauge", key=code, state=status, event=event)
    return target
