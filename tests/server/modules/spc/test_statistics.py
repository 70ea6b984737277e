"""The statistics against what handbooks and textbooks print: each test names its source."""

import numpy as np
import pytest
from numpy.typing import NDArray

from veralot_server.modules.spc.statistics import capability, constants, limits, normality, rules
from veralot_server.modules.spc.statistics.limits import Estimate
from veralot_shared.contracts.spc import Chart, Incalculable

Floats = NDArray[np.float64]

RANGE_FACTORS = {
    2: (1.128, 0.853),
    3: (1.693, 0.888),
    4: (2.059, 0.880),
    5: (2.326, 0.864),
    6: (2.534, 0.848),
    7: (2.704, 0.833),
    8: (2.847, 0.820),
    9: (2.970, 0.808),
    10: (3.078, 0.797),
    15: (3.472, 0.756),
    20: (3.735, 0.729),
    25: (3.931, 0.708),
}
"""d2 and d3, Montgomery, Introduction to Statistical Quality Control, appendix VI."""

DEVIATION_FACTORS = {2: 0.7979, 3: 0.8862, 4: 0.9213, 5: 0.9400, 10: 0.9727, 25: 0.9896}
"""c4, the same appendix."""


@pytest.mark.parametrize(("size", "factors"), RANGE_FACTORS.items())
def test_factors_of_ranges_are_those_of_the_table(size: int, factors: tuple[float, float]) -> None:
    assert (constants.d2(size), constants.d3(size)) == pytest.approx(factors, abs=6e-4)


@pytest.mark.parametrize(("size", "factor"), DEVIATION_FACTORS.items())
def test_factors_of_deviations_are_those_of_the_table(size: int, factor: float) -> None:
    assert constants.c4(size) == pytest.approx(factor, abs=6e-5)


def test_a_range_of_too_many_has_no_factor() -> None:
    with pytest.raises(ValueError, match="26"):
        constants.d2(26)


@pytest.mark.requirement("SPC-01")
class TestLimits:
    def test_moving_ranges_of_flow_rates(self) -> None:
        """NIST/SEMATECH e-Handbook 6.3.2.2: flow rates of ten batches."""
        flow = column(49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)
        found = limits.estimate(Chart.I_MR, flow)
        points = limits.location(flow, found)
        assert found.centre == pytest.approx(50.81)
        assert (points.upper[0], points.lower[0]) == pytest.approx((55.8041, 45.8159), abs=5e-3)
        ranges = limits.dispersion(Chart.I_MR, flow, found)
        assert np.isnan(ranges.values[0])
        assert ranges.centre[1] == pytest.approx(1.8778, abs=5e-4)
        assert ranges.lower[1] == 0

    def test_counts_of_flaws_on_wafers(self) -> None:
        """NIST/SEMATECH e-Handbook 6.3.3.1: flaws on 25 wafers; the limits are 16 and three times its root to each side."""
        wafers = column(
            *(16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14, 16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13)
        )
        found = limits.estimate(Chart.C, wafers)
        points = limits.attributes(Chart.C, wafers[:, 0], np.ones(25), found)
        assert (points.centre[0], points.lower[0], points.upper[0]) == pytest.approx((16, 4, 28))
        assert list(rules.breaches(points.distances, [rules.BEYOND])[rules.BEYOND]) == [23]

    def test_fractions_of_defective_chips(self) -> None:
        """NIST/SEMATECH e-Handbook 6.3.3.2: defectives among 50 chips from each of 30 wafers."""
        chips = column(
            *(12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22),
            *(8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6),
        )
        found = limits.estimate(Chart.P, chips, np.full(30, 50.0))
        points = limits.attributes(Chart.P, chips[:, 0], np.full(30, 50.0), found)
        expected = (0.2313, 0.0524, 0.4102)
        assert (points.centre[0], points.lower[0], points.upper[0]) == pytest.approx(expected, abs=1e-4)
        assert list(rules.breaches(points.distances, [rules.BEYOND])[rules.BEYOND]) == [14, 22]
        counted = limits.attributes(Chart.NP, chips[:, 0], np.full(30, 50.0), found)
        np.testing.assert_allclose(counted.distances, points.distances)

    def test_counts_of_defective_chips_are_the_fractions_times_the_size(self) -> None:
        """The same wafers as an np chart: NIST/SEMATECH e-Handbook 6.3.3.2 times 50; Montgomery, chapter on np charts."""
        counts, size = np.array([12.0, 15, 8, 10, 4, 7, 16, 9, 14, 10]), np.full(10, 50.0)
        found = limits.estimate(Chart.NP, counts[:, None], size)
        pieces = limits.attributes(Chart.NP, counts, size, found)
        shares = limits.attributes(Chart.P, counts, size, found)
        assert pieces.values == pytest.approx(counts)
        for line in ("centre", "lower", "upper"):
            assert getattr(pieces, line) == pytest.approx(50 * getattr(shares, line))
        assert float(pieces.upper[0]) == pytest.approx(10.5 + 3 * (10.5 * (1 - 0.21)) ** 0.5)

    @pytest.mark.parametrize(
        ("mean", "low", "high", "pairs", "digits"),
        [
            (10_000_002, 1, 3, 1, 1e-12),
            (1.2, 1.1, 1.3, 500, 1e-10),
            (1_000_000.2, 0.1, 0.3, 500, 1e-8),
            (1e7 + 0.2, 0.1, 0.3, 500, 1e-6),
        ],
        ids=["NumAcc1", "NumAcc2", "NumAcc3", "NumAcc4"],
    )
    def test_deviations_keep_their_digits(
        self, mean: float, low: float, high: float, pairs: int, digits: float
    ) -> None:
        """NIST StRD, univariate summary statistics, NumAcc1 to NumAcc4: certified deviations 1, 0.1, 0.1 and 0.1."""
        base = mean - (low + high) / 2
        values = np.array([mean, *[base + low, base + high] * pairs])
        points = limits.dispersion(Chart.XBAR_S, values[None, :], limits.Estimate(mean, 1.0))
        certified = (high - low) / 2
        assert float(points.values[0]) == pytest.approx(certified, rel=digits)
        assert float(limits.location(values[None, :], limits.Estimate(mean, 1.0)).values[0]) == pytest.approx(
            mean, rel=1e-14
        )

    def test_flaws_per_unit_of_unequal_lots_have_limits_of_their_own(self) -> None:
        counts, units = column(7, 5, 12, 6, 3), np.array([10.0, 5.0, 12.0, 6.0, 4.0])
        found = limits.estimate(Chart.U, counts, units)
        points = limits.attributes(Chart.U, counts[:, 0], units, found)
        assert found.centre == pytest.approx(33 / 37)
        np.testing.assert_allclose(points.upper - points.centre, 3 * np.sqrt(33 / 37 / units))

    def test_weighted_means_of_a_process_that_drifts(self) -> None:
        """NIST/SEMATECH e-Handbook 6.3.2.4: target 50, deviation 2.0539, weight 0.3, limits of a long run."""
        first = [52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3]
        data = np.array([*first, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])
        printed = [50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33]
        printed += [50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99]
        points = limits.ewma(data, np.ones(20), Estimate(50, 2.0539), weight=0.3, width=3, settled=True)
        np.testing.assert_allclose(points.values, printed, atol=0.0101)
        assert (points.upper[0], points.lower[0]) == pytest.approx((52.5884, 47.4115), abs=1e-3)

    def test_first_limits_of_weighted_means_are_narrower(self) -> None:
        """ISO 7870-6: the variance of the first weighted mean is the weight's square of a mean's."""
        points = limits.ewma(np.array([1.0, 2.0]), np.ones(2), Estimate(0, 1), weight=0.2, width=3)
        assert points.upper == pytest.approx([0.6, 3 * np.sqrt(0.04 * (1 + 0.64))])

    def test_cumulative_sums_find_a_small_shift(self) -> None:
        """NIST/SEMATECH e-Handbook 6.3.2.3: target 325, k = 0.3175 and h = 4.1959 in units of the data."""
        hundredths = [
            -7.5,
            -32.5,
            -27.5,
            -65,
            35,
            22.5,
            -87.5,
            -47.5,
            22.5,
            -40,
            -37.5,
            15,
            332.5,
            225,
            282.5,
            350,
            167.5,
        ]
        data = 325 + np.array([*hundredths, 277.5, 187.5, 335]) / 100
        sums = limits.cusum(data, np.ones(20), Estimate(325, 1.0), slack=0.3175, interval=4.1959)
        assert sums.lower[:4] == pytest.approx([0, 0.0075, 0, 0.3325], abs=1e-9)
        assert sums.upper[12:15] == pytest.approx([3.0075, 4.94, 7.4475], abs=1e-9)
        assert sums.breaches[0] == 13

    def test_means_and_ranges_of_piston_rings(self) -> None:
        """Montgomery, examples of the x-bar, R and s charts (5th edition, table 5-3): five inside diameters in 25 subgroups."""
        rings = piston_rings()
        found = limits.estimate(Chart.XBAR_R, rings)
        points = limits.location(rings, found)
        assert found.centre == pytest.approx(74.001, abs=5e-4)
        assert (points.upper[0], points.lower[0]) == pytest.approx((74.014, 73.988), abs=7e-4)
        ranges = limits.dispersion(Chart.XBAR_R, rings, found)
        assert (ranges.centre[0], ranges.upper[0]) == pytest.approx((0.023, 0.049), abs=5e-4)
        deviations = limits.estimate(Chart.XBAR_S, rings)
        panel = limits.dispersion(Chart.XBAR_S, rings, deviations)
        assert (panel.centre[0], panel.upper[0]) == pytest.approx((0.0094, 0.0196), abs=7e-5)

    def test_subgroups_may_be_of_unequal_size(self) -> None:
        groups = np.array([[1.0, 2.0, 3.0], [2.0, 4.0, np.nan], [3.0, np.nan, np.nan]])
        found = limits.estimate(Chart.XBAR_R, groups)
        assert found.spread == pytest.approx((2 / constants.d2(3) + 2 / constants.d2(2)) / 2)
        points = limits.location(groups, found)
        assert points.values == pytest.approx([2, 3, 3])
        assert points.upper[2] - points.centre[2] == pytest.approx(3 * found.spread)
        assert np.isnan(limits.dispersion(Chart.XBAR_S, groups, found).values[2])

    @pytest.mark.parametrize("chart", [Chart.XBAR_R, Chart.XBAR_S, Chart.I_MR, Chart.EWMA])
    def test_what_does_not_vary_has_no_limits(self, chart: Chart) -> None:
        with pytest.raises(limits.TooFew):
            limits.estimate(chart, np.ones((5, 1 if chart in {Chart.I_MR, Chart.EWMA} else 4)))

    def test_one_point_has_no_limits(self) -> None:
        with pytest.raises(limits.TooFew):
            limits.estimate(Chart.I_MR, column(1))

    def test_nothing_found_has_no_limits(self) -> None:
        none = column(0, 0, 0)
        with pytest.raises(limits.TooFew):
            limits.attributes(Chart.P, none[:, 0], np.full(3, 50.0), limits.estimate(Chart.P, none, np.full(3, 50.0)))


@pytest.mark.requirement("SPC-02")
class TestRules:
    """Nelson, The Shewhart Control Chart - Tests for Special Causes, Journal of Quality Technology 16 (1984)."""

    PATTERNS = {
        rules.BEYOND: [0.0, 1.0, 3.1],
        rules.ONE_SIDE: [-0.1] + [0.5, 0.6] * 4 + [0.2],
        rules.TREND: [0.5, -2.0, -1.5, -1.0, 0.0, 0.5, 0.9],
        rules.ALTERNATING: [0.1, -0.2, 0.3, -0.1, 0.2, -0.3, 0.4, -0.2, 0.3, -0.1, 0.2, -0.3, 0.1, -0.2],
        rules.TWO_OF_THREE: [0.0, 2.1, 0.5, 2.2],
        rules.FOUR_OF_FIVE: [0.0, -1.1, -1.2, 0.5, -1.4, -1.3],
        rules.HUGGING: [0.5, -0.4, 0.3] * 5,
        rules.AVOIDING: [1.5, -1.4, 1.2, 1.3, -1.6, -1.5, 1.1, -1.2],
    }

    @pytest.mark.parametrize("rule", sorted(rules.ALL))
    def test_a_pattern_is_found_where_it_is_complete_and_not_before(self, rule: int) -> None:
        pattern = np.array(self.PATTERNS[rule])
        for sign in (1, -1):
            assert list(rules.breaches(sign * pattern, [rule])[rule]) == [len(pattern) - 1]

    @pytest.mark.parametrize("rule", sorted(rules.ALL - {rules.BEYOND}))
    def test_a_gap_ends_a_pattern(self, rule: int) -> None:
        pattern = np.array(self.PATTERNS[rule])
        broken = np.insert(pattern, len(pattern) - 1, np.nan)
        assert rules.breaches(broken, [rule])[rule].size == 0

    def test_only_what_is_switched_on_is_looked_for(self) -> None:
        assert set(rules.breaches(np.array([5.0]), [rules.BEYOND, rules.TREND])) == {rules.BEYOND, rules.TREND}

    def test_points_on_the_limit_are_within(self) -> None:
        assert rules.breaches(np.array([3.0, -3.0]), [rules.BEYOND])[rules.BEYOND].size == 0

    def test_what_lies_on_a_line_lies_on_it_in_decimal_readings_too(self) -> None:
        """In binary 10.3 is more than three tenths above 10, and the mean of three readings depends on their order."""
        on_limit = limits.location(column(10.3, 9.7), limits.Estimate(10.0, 0.1))
        assert rules.breaches(on_limit.distances, [rules.BEYOND])[rules.BEYOND].size == 0
        assert rules.breaches(limits.location(column(10.31), limits.Estimate(10.0, 0.1)).distances)[rules.BEYOND].size
        centre = float(np.array([0.1, 0.2, 0.3]).mean())
        level = limits.location(column(*[0.3] * 4, 0.2, *[0.3] * 4), limits.Estimate(centre, 0.1))
        assert rules.breaches(level.distances, [rules.ONE_SIDE])[rules.ONE_SIDE].size == 0
        orders = np.array([[1.1, 2.2, 3.3], [3.3, 1.1, 2.2]])
        groups = np.vstack([orders, np.array([[step] * 3 for step in (2.3, 2.4, 2.5, 2.6)])])
        rising = limits.location(groups, limits.Estimate(2.2, 1.0))
        assert rules.breaches(rising.distances, [rules.TREND])[rules.TREND].size == 0

    def test_as_many_as_chance_makes(self) -> None:
        """Of a million normal values 0.27 % lie beyond three deviations."""
        z = np.random.default_rng(7).standard_normal(1_000_000)
        assert rules.breaches(z, [rules.BEYOND])[rules.BEYOND].size == pytest.approx(2700, rel=0.06)


@pytest.mark.requirement("SPC-05")
class TestCapability:
    LIMITS = capability.Specification(8.0, 20.0)

    def test_indices_of_the_handbook(self) -> None:
        """NIST/SEMATECH e-Handbook 6.1.6: limits 20 and 8, mean 16, deviation 2: Cp 1.0, Cpk 0.6667."""
        values = shaped(50, 16, 2)
        found = capability.capability(values, 2.0, 49, self.LIMITS, stable=True)
        assert isinstance(found.cp, capability.Index)
        assert isinstance(found.cpk, capability.Index)
        assert (found.cp.value, found.cpk.value) == pytest.approx((1.0, 0.6667), abs=1e-4)
        assert found.pp == pytest.approx(found.cp)

    def test_intervals(self) -> None:
        """Bissell's interval of Cpk, and the chi-squared one of Cp: Montgomery, examples 8.4 and 8.5."""
        twenty = capability._whole(capability.Specification(38, 62), 1.75, 19)  # noqa: SLF001 - the example has no values
        assert isinstance(twenty, capability.Index)
        assert (twenty.value, twenty.lower, twenty.upper) == pytest.approx((2.29, 1.57, 3.01), abs=0.01)
        nearer = capability._nearer(capability.Specification(None, 3.99), 0, 1, 19, 20)  # noqa: SLF001 - as above
        assert (nearer.value, nearer.lower, nearer.upper) == pytest.approx((1.33, 0.88, 1.78), abs=0.02)

    @pytest.mark.parametrize(
        ("values", "specification", "stable", "reason"),
        [
            (np.arange(24.0), LIMITS, True, Incalculable.FEW),
            (np.arange(50.0), capability.Specification(None, None), True, Incalculable.NO_LIMITS),
            (np.ones(50), LIMITS, True, Incalculable.CONSTANT),
            (np.arange(50.0), LIMITS, False, Incalculable.UNSTABLE),
            (np.exp(np.arange(50.0)), LIMITS, True, Incalculable.NOT_NORMAL),
        ],
    )
    def test_says_why_there_is_no_index(
        self,
        values: Floats,
        specification: capability.Specification,
        stable: bool,  # noqa: FBT001 - pytest passes parameters by name
        reason: Incalculable,
    ) -> None:
        found = capability.capability(values, 1.0, 20, specification, stable=stable)
        assert set(found) == {capability.NotCalculable(reason)}

    @pytest.mark.parametrize("limits", [capability.Specification(None, 20), capability.Specification(12, None)])
    def test_one_limit_gives_the_index_of_that_limit_alone(self, limits: capability.Specification) -> None:
        """CpkU and CpkL of ISO 22514-2: a distance of 4 over three deviations of 2."""
        found = capability.capability(shaped(50, 16, 2), 2.0, 49, limits, stable=True)
        assert found.cp == found.pp == capability.NotCalculable(Incalculable.ONE_LIMIT)
        for one in (found.cpk, found.ppk):
            assert isinstance(one, capability.Index)
            assert one.value == pytest.approx(4 / 6, abs=1e-3)
            assert one.lower < one.value < one.upper


class TestNormality:
    def test_of_normal_and_other_values(self) -> None:
        values = np.random.default_rng(11)
        normal = normality.anderson_darling(values.standard_normal(1000))
        other = normality.anderson_darling(np.exp(values.standard_normal(1000)))
        assert normal is not None
        assert other is not None
        assert normal.holds
        assert not other.holds

    def test_p_at_the_printed_points(self) -> None:
        """D'Agostino and Stephens, table 4.7: 0.752 at 5 %, 0.873 at 2.5 %, 1.035 at 1 %."""
        for statistic, p in ((0.631, 0.10), (0.752, 0.05), (0.873, 0.025), (1.035, 0.01)):
            assert normality._p(statistic) == pytest.approx(p, rel=0.03)  # noqa: SLF001 - the table gives no values

    def test_rejects_as_seldom_as_it_says(self) -> None:
        values = np.random.default_rng(5).standard_normal((2000, 30))
        rejected = [found for row in values if (found := normality.anderson_darling(row)) and not found.holds]
        assert len(rejected) / 2000 == pytest.approx(0.05, abs=0.015)

    def test_too_few_or_all_the_same_say_nothing(self) -> None:
        assert normality.anderson_darling(np.arange(7.0)) is None
        assert normality.anderson_darling(np.ones(10)) is None


def column(*values: float) -> Floats:
    return np.array(values, dtype=np.float64)[:, None]


def shaped(count: int, mean: float, deviation: float) -> Floats:
    """Return values of a normal shape with exactly this mean and deviation."""
    raw = np.sort(np.random.default_rng(3).standard_normal(count))
    result: Floats = mean + deviation * (raw - raw.mean()) / raw.std(ddof=1)
    return result


def piston_rings() -> Floats:
    """Montgomery, table 5-3: five inside diameters in mm of each of 25 subgroups."""
    thousandths = """
        30 2 19 -8 8; -5 -8 1 11 4; -12 24 21 5 2; 2 -4 -7 15 9; -8 7 15 -11 14; 9 -6 -3 -15 -7; -5 6 -6 0 5;
        -15 3 -7 15 -12; 8 -5 9 5 4; -2 0 -10 7 -5; -6 -2 -6 -5 -10; 4 0 7 0 -4; -17 2 -2 -3 12; 6 -33 -6 0 -16;
        12 14 -2 -1 7; 0 -16 5 -2 -4; -6 12 -14 5 7; 6 10 18 3 0; -16 2 3 5 -3; 0 10 13 20 3; -18 1 15 5 -4; 4
        -1 -10 6 9; 10 -11 -10 9 14; 15 8 -7 0 10; -18 -16 -5 17 13"""
    rows = [[float(value) for value in row.split()] for row in thousandths.split(";")]
    return 74 + np.array(rows) / 1000
