"""What the warehouse tells every client."""

from veralot_shared.ids import ContainerId
from veralot_shared.messages import Event


class ContainersChanged(Event):
    """Containers were made, filled, moved or emptied."""

    container_ids: list[ContainerId]


class RulesChanged(Event):
    """Rules of places, storage conditions, agreements or the numbering changed."""
