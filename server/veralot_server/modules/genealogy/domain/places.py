"""Where stock of which status may lie: returned and rejected goods never beside good ones (ISO 13485 6.4.2; I-20, I-40)."""

from datetime import date

from veralot_server.modules.genealogy.domain.facts import LotFacts, PlaceFacts
from veralot_server.modules.genealogy.domain.status import effective
from veralot_shared.contracts.genealogy import LocationForbidden, LocationKind, LotStatus, allowed
from veralot_shared.ids import PartnerId


def require_fit(
    lot_no: str,
    state: LotStatus,
    place: PlaceFacts,
    *,
    customer_id: PartnerId | None,
    returned: bool = False,
    field: str = "target_id",
) -> None:
    """Check that stock may lie at a place: the place's kind fits its status, and it is not another customer's.

    Raises: LocationForbidden.
    """
    stranger = None not in (place.customer_id, customer_id) and place.customer_id != customer_id
    if place.kind not in allowed(state, returned=returned) or stranger:
        raise forbidden(lot_no, state, place, field)


def require_allowed(lot: LotFacts, place: PlaceFacts, today: date, field: str = "target_id") -> None:
    """Check that a lot may be moved to a place as it stands. Raises: LocationForbidden."""
    state = effective(lot, today)
    require_fit(lot.lot_no, state, place, customer_id=lot.customer_id, returned=lot.returned, field=field)


def require_kind(lot: LotFacts, place: PlaceFacts, kind: LocationKind, today: date, field: str = "target_id") -> None:
    """Check that a place is of the one kind that a step needs. Raises: LocationForbidden."""
    if place.kind is not kind:
        raise forbidden(lot.lot_no, effective(lot, today), place, field)


def forbidden(lot_no: str, state: LotStatus, place: PlaceFacts, field: str) -> LocationForbidden:
    """Return the error that stock of this status must not lie there."""
    return LocationForbidden(lot_no=lot_no, status=state, location=place.code, kind=place.kind, field=field)
