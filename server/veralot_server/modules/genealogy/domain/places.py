"""Where stock of which status may lie: returned and rejected goods never beside good ones (ISO 13485 6.4.2; I-20, I-40)."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from veralot_server.modules.genealogy.domain.facts import LotFacts, PlaceFacts
from veralot_server.modules.genealogy.domain.status import effective
from veralot_shared.contracts.genealogy import OUTSIDE, USABLE, LocationForbidden, LocationKind, LotStatus

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
        _S.HOLD: LOCKED,
        _S.NONCONFORMING: frozenset({_K.REJECTED}),
        _S.REWORK: frozenset({_K.REJECTED, _K.PRODUCTION}),
        _S.AT_STERILIZER: frozenset({_K.STERILIZER}),
        _S.EXPIRED: LOCKED,
        _S.RECALLED: LOCKED,
    }
)
"""Kinds of place to which stock of a status may be moved. An ended lot has no stock; what a count finds of it is locked away."""

RETURNED: Final = frozenset({_K.RETURNS, _K.REJECTED})
"""Where returned goods may lie until they are accepted anew."""


def allowed(lot: LotFacts, today: date) -> frozenset[LocationKind]:
    """Return the kinds of place to which a lot may be moved."""
    state = effective(lot, today)
    if lot.returned:
        return RETURNED | (frozenset({_K.PRODUCTION}) if state is _S.REWORK else frozenset())
    return ALLOWED.get(state, LOCKED)


def require_allowed(lot: LotFacts, place: PlaceFacts, today: date, field: str = "target_id") -> None:
    """Check that a lot may lie at a place: its kind fits the status, and it is not another customer's.

    Raises: LocationForbidden.
    """
    stranger = None not in (place.customer_id, lot.customer_id) and place.customer_id != lot.customer_id
    if place.kind in OUTSIDE or place.kind not in allowed(lot, today) or stranger:
        raise LocationForbidden(
            lot_no=lot.lot_no, status=effective(lot, today), location=place.code, kind=place.kind, field=field
        )


def require_kind(lot: LotFacts, place: PlaceFacts, kind: LocationKind, today: date, field: str = "target_id") -> None:
    """Check that a place is of the one kind that a step needs. Raises: LocationForbidden."""
    if place.kind is not kind:
        raise LocationForbidden(
            lot_no=lot.lot_no, status=effective(lot, today), location=place.code, kind=place.kind, field=field
        )
