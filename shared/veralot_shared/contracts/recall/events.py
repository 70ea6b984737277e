"""What is told after something was done in a recall."""

from veralot_shared.ids import RecallId
from veralot_shared.messages import Event


class RecallsChanged(Event):
    """Recalls changed."""

    recall_ids: list[RecallId]
