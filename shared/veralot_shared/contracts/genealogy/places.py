"""Which kinds of place take stock of which status, as data that both sides read (ISO 13485 6.4.2; I-20, I-40)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from veralot_shared.contracts.genealogy.states import USABLE, LocationKind, LotStatus

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
