"""Where stock of which status may lie: returned and rejected goods never beside good ones (ISO 13485 6.4.2; I-20, I-40)."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from veralot_server.modules.genealogy.domain.facts import LotFacts, PlaceFacts
from veralot_server.modules.genealogy.domain.status import effective
from veralot_shared.contracts.genealogy import USABLE, LocationForbidden, LocationKind, LotStatus
from veralot_shared.ids import PartnerId

_K, _S = LocationKind, LotStatus

GOOD: Final = frozenset({_K.WAREHOUSE, _K.PRODUCTION})
WAITING: Final = frozenset({_K.QUARANTINE, _K.PRODUCTION})
LOCKED: Final = frozenset({_K.REJECTED, _K.QUARANTINE})

ALLOWED: Final[Mapping[LotStatus, frozenset[LocationKind]]] = MappingProxyType(
    {
        **dict.fromkeys(USABLE, GOOD),
        _S.EXPECTED: WAITING,
        _S.QUARANTINE: WAITING,
        _S.IN_TEST: WAITING,
        _S.NONCONFORMING: frozenset({_K.REJECTED}),
        _S.REWORK: frozenset({_K.REJECTED, _K.PRODUCTION}),
        _S.AT_STERILIZER: frozenset({_K.STERILIZER}),
        _S.HOLD: LOCKED,
        _S.EXPIRED: LOCKED,
        _S.RECALLED: LOCKED,
    }
)
"""Kinds of place to which stock of a status may be moved. What a count still finds of a lot that has ended is locked away."""

RETURNED: Final = frozenset({_K.RETURNS, _K.REJECTED})
"""Where returned goods may lie until they are accepted anew; to be reworked they go to production."""


def allowed(state: LotStatus, *, returned: bool) -> frozenset[LocationKind]:
    """Return the kinds of place to which stock may be moved."""
    if returned:
        return RETURNED | {_K.PRODUCTION} if state is _S.REWORK else RETURNED
    return ALLOWED.get(state, LOCKED)


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
