"""Which form a suspect must have, before anything is looked for."""

from collections.abc import Iterable

from veralot_server.modules.recall.domain import words
from veralot_server.modules.recall.domain.serials import span
from veralot_server.modules.recall.domain.steps import require_window
from veralot_shared.contracts.recall import (
    GaugeSuspect,
    LocationSuspect,
    PersonSuspect,
    SerialsSuspect,
    SupplierLotSuspect,
    Suspect,
    WindowSuspect,
)
from veralot_shared.errors import ValueNotAllowed


def require_forms(suspects: Iterable[Suspect]) -> None:
    """Check suspects by themselves. Raises: SerialsUnordered, ValueNotAllowed."""
    for suspect in suspects:
        match suspect:
            case SerialsSuspect():
                span(suspect.first, suspect.last)
            case LocationSuspect() | PersonSuspect() | WindowSuspect() | GaugeSuspect():
                require_window(suspect.since, suspect.until)
            case SupplierLotSuspect() if not suspect.supplier_lot_no.strip():
                raise ValueNotAllowed(value="", rule=words.RULE_SUPPLIER_LOT, field="suspects")
