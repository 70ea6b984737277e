"""What something costs on any machine: how many functions it calls. Tests do not time things; benchmarks do."""

import sys
from collections.abc import Callable


def calls(act: Callable[[], object]) -> int:
    """Return how many functions an act calls."""
    count = 0

    def see(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(see)
    try:
        act()
    finally:
        sys.setprofile(None)
    return count
