"""What the genealogy tells every client."""

from veralot_shared.ids import LotId
from veralot_shared.messages import Event


class LotsChanged(Event):
    """Lots, their stock, units, packages or holds changed."""

    lot_ids: list[LotId]
