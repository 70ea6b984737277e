"""A figure: what is measured against what in the same run, its target, and how it is printed."""

import statistics
from collections.abc import Callable

import msgspec

ROUNDS = 5


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One measured figure. `ratio` compares with the baseline of the same run; `met` is `None` where there is no target."""

    name: str
    value: str
    baseline: str = ""
    ratio: float | None = None
    target: str = ""
    met: bool | None = None

    def line(self) -> str:
        """Return the figure as one line."""
        mark = {True: "✓", False: "✗", None: " "}[self.met]
        ratio = "" if self.ratio is None else f"ratio {self.ratio:.2f}"
        baseline = f"baseline {self.baseline}" if self.baseline else ""
        parts = (
            f"{mark} {self.name:<58}",
            f"{self.value:>18}",
            baseline,
            ratio,
            self.target and f"(target {self.target})",
        )
        return "  ".join(part for part in parts if part)


def median_of(measure: Callable[[], float], rounds: int = ROUNDS) -> float:
    """Return the median of several measurements."""
    return statistics.median(measure() for _ in range(rounds))


def interleaved(first: Callable[[], float], second: Callable[[], float], rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the medians of two measurements taken in turn, so that what slows the machine slows both."""
    pairs = [(first(), second()) for _ in range(rounds)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)
