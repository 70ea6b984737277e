"""Whether values look like those of a normal distribution: the Anderson-Darling test with estimated mean and deviation.

Source: Stephens, in D'Agostino and Stephens, Goodness-of-Fit Techniques (1986), table 4.9 and formulas of p; NIST/SEMATECH
e-Handbook 1.3.5.14.
"""

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

LEAST: Final = 8
"""Below so many values the formulas for p do not hold."""

DOUBTFUL: Final = 0.05
"""At a p below this the values are called not normal."""


class Normality(NamedTuple):
    """The statistic, adjusted for the number of values, and how probable one as large is of normal values."""

    statistic: float
    p: float

    @property
    def holds(self) -> bool:
        """Return whether nothing speaks against normal values."""
        return self.p >= DOUBTFUL


def anderson_darling(values: NDArray[np.float64]) -> Normality | None:
    """Test values; `None` where there are too few or none that differ."""
    count = len(values)
    if count < LEAST or not np.ptp(values) > 0:
        return None
    z = (np.sort(values) - values.mean()) / values.std(ddof=1)
    place = np.arange(1, count + 1)
    squared = -count - float(((2 * place - 1) / count * (log_ndtr(z) + log_ndtr(-z[::-1]))).sum())
    adjusted = squared * (1 + 0.75 / count + 2.25 / count**2)
    return Normality(adjusted, _p(adjusted))


def _p(a: float) -> float:
    if a >= 0.6:  # noqa: PLR2004 - the four pieces of table 4.9
        return math.exp(1.2937 - 5.709 * a + 0.0186 * a**2) if a < 10 else 0.0  # noqa: PLR2004 - beyond, e-24 and less
    if a > 0.34:  # noqa: PLR2004 - as above
        return math.exp(0.9177 - 4.279 * a - 1.38 * a**2)
    if a > 0.2:  # noqa: PLR2004 - as above
        return 1 - math.exp(-8.318 + 42.796 * a - 59.938 * a**2)
    return 1 - math.exp(-13.436 + 101.14 * a - 223.73 * a**2)
