"""Where a reason is asked for, there must be one."""

from veralot_shared.contracts.genealogy import ReasonMissing


def require_reason(reason: str, field: str = "reason") -> None:
    """Check that a reason says something. Raises: ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing(field=field)
