"""Whether actions were effective and tests passed: computed from what was measured, edited by nobody."""

from collections.abc import Sequence

from veralot_server.modules.quality.domain import words
from veralot_shared.contracts.quality import Comparison, CriterionEntry, MeasureEntry
from veralot_shared.errors import ValueNotAllowed


def require_criteria(criteria: Sequence[CriterionEntry]) -> None:
    """Check criteria before anything is done: each has a measure, days and a number. Raises: ValueNotAllowed."""
    if not criteria:
        raise ValueNotAllowed(value="", rule=words.RULE_ONE, field="criteria")
    for place, one in enumerate(criteria):
        if not one.metric.strip():
            raise ValueNotAllowed(value="", rule=words.RULE_METRIC, field=f"criteria[{place}].metric")
        for name, value in (("period_days", one.period_days), ("sample", one.sample)):
            if value <= 0:
                raise ValueNotAllowed(value=str(value), rule=words.RULE_POSITIVE, field=f"criteria[{place}].{name}")


def require_measures(criteria: Sequence[CriterionEntry], measures: Sequence[MeasureEntry]) -> None:
    """Check that each criterion was measured on as many as planned. Raises: ValueNotAllowed."""
    if len(criteria) != len(measures):
        raise ValueNotAllowed(value=str(len(measures)), rule=words.RULE_MEASURES, field="measures")
    for place, (planned, found) in enumerate(zip(criteria, measures, strict=True)):
        if found.sample < planned.sample:
            raise ValueNotAllowed(value=str(found.sample), rule=words.RULE_SAMPLE, field=f"measures[{place}].sample")


def longest(criteria: Sequence[CriterionEntry]) -> int:
    """Return over how many days the effect is measured: the longest of the criteria's periods."""
    return max((one.period_days for one in criteria), default=0)


def effective(criteria: Sequence[CriterionEntry], measures: Sequence[MeasureEntry]) -> bool:
    """Return whether every criterion is met."""
    return all(met(planned, found) for planned, found in zip(criteria, measures, strict=True))


def met(planned: CriterionEntry, found: MeasureEntry) -> bool:
    """Return whether one criterion is met."""
    if planned.comparison is Comparison.AT_MOST:
        return found.measured <= planned.threshold
    return found.measured >= planned.threshold
