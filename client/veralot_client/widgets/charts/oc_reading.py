"""What an operating characteristic says in words and numbers, without drawing anything."""

import csv
from collections.abc import Sequence
from decimal import Decimal
from io import StringIO
from typing import Final

from veralot_client.core.words import Words
from veralot_shared.rules.sampling.curves import Distribution, Outcome, probability_of_acceptance
from veralot_shared.rules.sampling.risks import UNLIKELY, Risks, curve, quality_at, risks
from veralot_shared.rules.sampling.terms import Plan

POINTS: Final = 121
WHOLE: Final = 100
TENTHS: Final = 10
HUNDREDTHS: Final = 0.1
PAIR: Final = 2
"""Of a plan with more samples than a double one the title shows the first and the last numbers."""
ROOM: Final = 1.5
"""The chart ends well behind the consumer's point, so that its words have room."""


class OcReading:
    """A plan's curve, read in the language of the moment. Qualities are fractions; on the chart they are per hundred.

    Attributes:
        points: the curve, from perfect quality to where a lot is hardly accepted.
        risks: the qualities and probabilities that people talk about.
    """

    def __init__(self, plan: Plan, words: Words, distribution: Distribution | None = None) -> None:
        """Compute the curve, by the law that suits the plan unless another is given. Raises: LotTooSmall."""
        self._plan = plan
        self._words = words
        self.risks: Risks = risks(plan, distribution)
        self.points: Sequence[Outcome] = curve(plan, distribution, POINTS, self._end())

    def _end(self) -> float:
        found = self.risks
        end = max(quality_at(self._plan, UNLIKELY, found.distribution), ROOM * found.consumer_quality)
        return end if found.distribution is Distribution.POISSON else min(1.0, end)

    def title(self) -> str:
        """Return which plan it is: where it comes from, its samples and its numbers."""
        plan, label = self._plan, self._words.label
        sizes = [stage.size for stage in plan.stages]
        numbers = [f"{'#' if stage.accept is None else stage.accept}/{stage.reject}" for stage in plan.stages]
        size = f"{len(sizes)} × {sizes[0]}" if len(set(sizes)) == 1 < len(sizes) else " + ".join(map(str, sizes))
        shown = numbers if len(numbers) <= PAIR else [numbers[0], "…", numbers[-1]]
        decides = f"Ac/Re = {' '.join(shown)}"
        if plan.constant is not None:
            decides = f"k = {self._words.number(plan.constant)}"
        parts = (label(plan.scheme), label(plan.severity), plan.row, f"n = {size}", decides)
        return " · ".join(part for part in parts if part)

    @property
    def worst(self) -> float:
        """The quality at which the chart ends."""
        return self.points[-1].quality

    @property
    def counted(self) -> bool:
        """Whether nonconformities are counted, not units."""
        return self.risks.distribution is Distribution.POISSON

    def accepted(self, quality: float) -> float:
        """Return how often a lot of that quality is accepted."""
        return probability_of_acceptance(self._plan, quality, self.risks.distribution)

    def axis(self) -> str:
        """Return what the horizontal axis shows."""
        _ = self._words.text
        return _("Nonconformities in 100 units") if self.counted else _("Nonconforming units in the lot, %")

    def quality(self, quality: float) -> str:
        """Return a quality as people say it."""
        if self.counted:
            return self._words.text("{number} per 100 units", number=self._figure(100 * quality))
        return self._percent(quality)

    def at(self, quality: float) -> str:
        """Return what the curve says at a quality."""
        _ = self._words.text
        return _(
            "{quality}: {accepted} of lots accepted",
            quality=self.quality(quality),
            accepted=self._percent(self.accepted(quality)),
        )

    def aql(self) -> str:
        """Return what stands beside the line of the AQL, nothing where there is none."""
        aql = self.risks.aql
        return "" if aql is None else self._words.text("AQL {quality}", quality=self.quality(aql))

    def producer(self) -> str:
        """Return what stands beside the producer's point."""
        return self._words.text("Producer: 95 % at {quality}", quality=self.quality(self.risks.producer_quality))

    def consumer(self) -> str:
        """Return what stands beside the consumer's point."""
        return self._words.text("Consumer: 10 % at {quality}", quality=self.quality(self.risks.consumer_quality))

    def summary(self) -> str:
        """Return the whole curve in sentences, also for those who cannot see it."""
        _, found = self._words.text, self.risks
        sentences = [
            _("Of lots at {quality}, 95 in 100 are accepted (producer's risk quality).", quality=self._producer()),
            _(
                "Of lots at {quality}, 10 in 100 are accepted (consumer's risk quality, LTPD).",
                quality=self._consumer(),
            ),
            _(
                "If lots not accepted are sorted, at most {quality} goes out on average (AOQL).",
                quality=self.quality(found.outgoing_limit),
            ),
            _("Distribution: {law}.", law=self._words.label(found.distribution)),
        ]
        if self._plan.constant is not None:
            sentences.append(_("The curve is that of one limit."))
        if found.aql is not None and found.producer_risk is not None:
            aql, risk = self.quality(found.aql), self._percent(found.producer_risk)
            sentences.insert(0, _("Of lots at the AQL ({quality}), {risk} are not accepted.", quality=aql, risk=risk))
        return ("" if self._words.language.startswith("zh") else " ").join(sentences)

    def rows(self) -> list[list[str]]:
        """Return the curve as rows with headings, numbers with a point, for other programs."""
        _ = self._words.text
        unit = _("per 100 units") if self.counted else "%"
        head = [
            f"{_('Quality of the lot')} ({unit})",
            f"{_('Lots accepted')} (%)",
            _("Average sample number"),
            f"{_('Average outgoing quality')} ({unit})",
        ]
        lines = (
            (100 * point.quality, 100 * point.accepted, point.average_sample, 100 * point.outgoing)
            for point in self.points
        )
        return [head, *([f"{value:.6g}" for value in line] for line in lines)]

    def tsv(self) -> str:
        """Return the rows to paste into a sheet."""
        return "\n".join("\t".join(row) for row in self.rows())

    def csv(self) -> bytes:
        """Return the rows as a file."""
        text = StringIO()
        csv.writer(text).writerows(self.rows())
        return text.getvalue().encode("utf-8-sig")

    def _producer(self) -> str:
        return self.quality(self.risks.producer_quality)

    def _consumer(self) -> str:
        return self.quality(self.risks.consumer_quality)

    def _percent(self, fraction: float) -> str:
        return f"{self._figure(100 * fraction)}\N{NO-BREAK SPACE}%"

    def _figure(self, value: float) -> str:
        digits = 0 if value >= WHOLE else 1 if value >= TENTHS else 2 if value >= HUNDREDTHS or not value else 4
        return self._words.number(Decimal(f"{value:.{digits}f}"))
