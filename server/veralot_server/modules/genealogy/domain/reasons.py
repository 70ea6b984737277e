"""Where a reason or a list is asked for, there must be one."""

from collections.abc import Sized

from veralot_server.modules.genealogy.domain import words
from veralot_shared.contracts.genealogy import ReasonMissing
from veralot_shared.errors import ValueNotAllowed


def require_reason(reason: str, field: str = "reason") -> None:
    """Check that a reason says something. Raises: ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing(field=field)


def require_any(named: Sized, field: str) -> None:
    """Check that a list names something. Raises: ValueNotAllowed."""
    if not named:
        raise ValueNotAllowed(value="", rule=words.RULE_LINES, field=field)
