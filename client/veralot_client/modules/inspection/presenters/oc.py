"""The points of the operating characteristic of a class's plan. No Qt."""

from veralot_client.core.words import Words
from veralot_shared.contracts.inspection import ClassSampling
from veralot_shared.rules.sampling.curves import probability_of_acceptance
from veralot_shared.rules.sampling.terms import Plan, Stage

STEPS = 60
WIDEST = 1.0
ALMOST_NEVER = 0.02
HUNDRED = 100
LIKELY, UNLIKELY = 0.95, 0.10


def as_plan(one: ClassSampling) -> Plan:
    """Return a class's sampling as the standards' rules take it."""
    return Plan(
        scheme=one.scheme,
        severity=one.severity,
        kind=one.kind,
        stages=tuple(Stage(stage.size, stage.accept, stage.reject) for stage in one.stages),
        lot_size=one.lot_size,
        aql=one.aql,
        letter=one.letter,
        row=one.row,
    )


def points(one: ClassSampling) -> list[tuple[float, float]]:
    """Return percentages nonconforming with the probability that the lot is accepted, until that is almost never."""
    if not one.stages or one.constant is not None:
        return []
    plan = as_plan(one)
    end = WIDEST
    while end > WIDEST / HUNDRED and probability_of_acceptance(plan, end / 2) < ALMOST_NEVER:
        end /= 2
    qualities = [end * step / STEPS for step in range(STEPS + 1)]
    return [(quality * HUNDRED, probability_of_acceptance(plan, quality)) for quality in qualities]


def quality_at(found: list[tuple[float, float]], chance: float) -> float:
    """Return the percentage nonconforming down to which a lot is accepted at least so often."""
    return max((quality for quality, accepted in found if accepted >= chance), default=0.0)


def described(found: list[tuple[float, float]], words: Words) -> str:
    """Return what the curve says, in words."""
    if not found:
        return words.text("A plan by variables, or one that passes the lot over, has no such curve here.")
    return words.text(
        "With {good} % nonconforming a lot is accepted 95 times in 100; with {bad} %, 10 times.",
        good=f"{quality_at(found, LIKELY):.2f}",
        bad=f"{quality_at(found, UNLIKELY):.2f}",
    )
