"""What the genealogy tells every client."""

from veralot_shared.contracts.genealogy.states import MovementKind
from veralot_shared.ids import LotId
from veralot_shared.messages import Event


class LotsChanged(Event):
    """Lots, their stock, units, packages or holds changed."""

    lot_ids: list[LotId]


class LotsArrived(Event):
    """Lots were received, reported made, or taken back from a customer, as `kind` says; or more of a lot was made."""

    lot_ids: list[LotId]
    kind: MovementKind
