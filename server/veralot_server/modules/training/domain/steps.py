"""Which step of a person's qualification is legal after which."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from veralot_shared.contracts.training import GrantEvent, GrantState
from veralot_shared.errors import TransitionIllegal

_E = GrantEvent
STANDING: Final = frozenset({_E.GRANTED, _E.RENEWED, _E.REINSTATED})

AFTER: Final[Mapping[GrantEvent, frozenset[GrantEvent | None]]] = MappingProxyType(
    {
        _E.GRANTED: frozenset({None}),
        _E.RENEWED: STANDING,
        _E.SUSPENDED: STANDING,
        _E.REINSTATED: frozenset({_E.SUSPENDED}),
    }
)
"""What is done → what may have been signed last; nothing where nobody has signed yet."""


def require(label: str, last: GrantEvent | None, event: GrantEvent, state: GrantState) -> None:
    """Check that a step may follow on what was signed last. Raises: TransitionIllegal."""
    if last not in AFTER[event]:
        raise TransitionIllegal(kind="qualification", key=label, state=state, event=event)


def require_proposed(label: str, *, proposed: bool, event: GrantEvent, state: GrantState) -> None:
    """Check that something was imported that waits for a signature. Raises: TransitionIllegal."""
    if not proposed:
        raise TransitionIllegal(kind="qualification", key=label, state=state, event=event)


def confirmed(last: GrantEvent | None) -> GrantEvent:
    """Return what signing an imported grant is: the first one, or a renewal."""
    return _E.GRANTED if last is None else _E.RENEWED
