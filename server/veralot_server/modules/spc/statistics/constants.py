"""Factors of samples from a normal process: what the mean range and the mean standard deviation are of a true one of 1.

Computed, not copied: published tables are rounded to three or four places. Source: ASTM E2587, annex; ISO 7870-2, annex A.
"""

import math
from functools import cache
from typing import Final

import numpy as np
from scipy.special import ndtr

LARGEST_RANGE: Final = 25
"""The largest subgroup whose range says as much as a standard deviation; beyond it nobody tabulates the factors."""


def c4(size: int) -> float:
    """Return the expectation of the standard deviation of `size` values, in units of the true one."""
    return math.sqrt(2 / (size - 1)) * math.exp(math.lgamma(size / 2) - math.lgamma((size - 1) / 2))


def d2(size: int) -> float:
    """Return the expectation of the range of `size` values, in units of the true standard deviation."""
    return _range(size)[0]


def d3(size: int) -> float:
    """Return the standard deviation of the range of `size` values, in units of the true standard deviation."""
    return _range(size)[1]


@cache
def _range(size: int) -> tuple[float, float]:
    """Return mean and standard deviation of the range, by Gauss-Legendre quadrature over its distribution.

    P(range <= w) = n * integral of phi(x) * (Phi(x + w) - Phi(x)) ** (n - 1) dx, and a moment is an integral of its complement.
    """
    if not 1 < size <= LARGEST_RANGE:
        raise ValueError(f"a range has factors for 2 to {LARGEST_RANGE} values, not for {size}")
    nodes, weights = np.polynomial.legendre.leggauss(240)
    x, x_weights = 9 * nodes, 9 * weights
    w, w_weights = 7 * (nodes + 1), 7 * weights
    density = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    inside = (ndtr(x[None, :] + w[:, None]) - ndtr(x)[None, :]) ** (size - 1)
    beyond = 1 - size * (inside * (density * x_weights)[None, :]).sum(axis=1)
    mean = float((beyond * w_weights).sum())
    square = float((2 * w * beyond * w_weights).sum())
    return mean, math.sqrt(square - mean**2)
