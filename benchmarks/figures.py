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


def interleaved(*measures: Callable[[], float], rounds: int = ROUNDS) -> tuple[float, ...]:
    """Return the medians of measurements taken in turn, so that what slows the machine slows all."""
    taken = [[measure() for measure in measures] for _ in range(rounds)]
    return tuple(statistics.median(each) for each in zip(*taken, strict=True))
