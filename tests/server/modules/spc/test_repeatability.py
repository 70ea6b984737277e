"""What a gauge and its appraisers add to what varies, against published figures."""

import numpy as np
import pytest
from numpy.typing import NDArray

from veralot_server.modules.spc.statistics import gauges

Floats = NDArray[np.float64]


@pytest.mark.requirement("I-47")
class TestGauges:
    def test_the_study_of_the_manual(self) -> None:
        """AIAG, Measurement Systems Analysis, 4th edition, figures III-B 6a and 10."""
        found = gauges.study(aiag())
        assert (found.parts.squares, found.appraisers.squares) == pytest.approx((88.3619, 3.1673), abs=1e-3)
        assert (found.interaction.squares, found.repeated.squares) == pytest.approx((0.3590, 2.7589), abs=1e-3)
        assert found.interaction.ratio == pytest.approx(0.434, abs=1e-3)
        assert found.pooled
        assert (found.parts.ratio, found.appraisers.ratio) == pytest.approx((245.614, 39.617), abs=2e-2)
        variances = (found.repeatability, found.reproducibility, found.between_parts)
        assert variances == pytest.approx((0.03997, 0.05146, 1.08645), abs=1e-4)
        assert found.share == pytest.approx(0.2786, abs=1e-4)
        assert found.categories == 4

    def test_an_interaction_is_no_repeatability(self) -> None:
        parts, appraisers = np.arange(6.0), np.array([0.0, 1.0])
        values = np.repeat((parts[:, None] * (1 + appraisers)[None, :])[:, :, None], 2, axis=2)
        values[:, :, 1] += 0.01 * (-1) ** np.arange(6)[:, None]
        found = gauges.study(values)
        assert not found.pooled
        assert found.repeatability == pytest.approx(5e-5)
        assert found.reproducibility > 1

    def test_an_interaction_stays_one_where_every_repetition_reads_the_same(self) -> None:
        """A coarse gauge repeats itself exactly; that appraisers differ by the part is theirs, not the gauge's."""
        cells = 150 + np.array([[0.1, 0.2], [0.3, 0.1], [0.2, 0.4], [0.5, 0.3]])
        found = gauges.study(np.repeat(cells[:, :, None], 3, axis=2))
        assert (found.repeatability, found.repeated.squares, found.pooled) == (0.0, 0.0, False)
        assert found.reproducibility > 0
        alike = gauges.study(np.repeat(np.repeat(cells[:, :1, None], 2, axis=1), 3, axis=2))
        assert (alike.measuring, alike.pooled, alike.interaction.squares) == (0.0, True, 0.0)

    def test_variances_that_would_be_negative_are_none(self) -> None:
        dice = np.random.default_rng(11)
        for _ in range(200):
            found = gauges.study(dice.normal(10, 1, size=(3, 2, 2)))
            assert min(found.repeatability, found.reproducibility, found.between_parts) >= 0
            assert 0 <= found.share <= 1
            assert found.categories >= 0

    def test_what_is_too_little_is_refused(self) -> None:
        with pytest.raises(ValueError, match="two parts"):
            gauges.study(np.ones((5, 1, 3)))


def aiag() -> Floats:
    """AIAG, figure III-B 6a, as parts, appraisers, trials."""
    trials = """
        .29 -.56 1.34 .47 -.80 .02 .59 -.31 2.26 -1.36; .41 -.68 1.17 .50 -.92 -.11 .75 -.20 1.99 -1.25
        .64 -.58 1.27 .64 -.84 -.21 .66 -.17 2.01 -1.31; .08 -.47 1.19 .01 -.56 -.20 .47 -.63 1.80 -1.68
        .25 -1.22 .94 1.03 -1.20 .22 .55 .08 2.12 -1.62; .07 -.68 1.34 .20 -1.28 .06 .83 -.34 2.19 -1.50
        .04 -1.38 .88 .14 -1.46 -.29 .02 -.46 1.77 -1.49; -.11 -1.13 1.09 .20 -1.07 -.67 .01 -.56 1.45 -1.77
        -.15 -.96 .67 .11 -1.45 -.49 .21 -.49 1.87 -2.16"""
    rows = [[float(value) for value in row.split()] for row in trials.replace("\n", ";").split(";") if row.strip()]
    result: Floats = np.array(rows).reshape(3, 3, 10).transpose(2, 0, 1)
    return result
