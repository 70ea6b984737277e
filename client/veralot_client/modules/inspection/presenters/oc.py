"""A class's frozen sampling as the chart of the operating characteristic takes it. No Qt."""

from veralot_shared.contracts.inspection import ClassSampling
from veralot_shared.rules.sampling.terms import Plan, Stage


def as_plan(one: ClassSampling) -> Plan:
    """Return a class's sampling as the standards' rules take it; measured whole, each value of a lot is judged by itself."""
    whole = one.stages[0].size >= one.lot_size
    return Plan(
        scheme=one.scheme,
        severity=one.severity,
        kind=one.kind,
        stages=tuple(Stage(stage.size, stage.accept, stage.reject) for stage in one.stages),
        lot_size=one.lot_size,
        level=one.level,
        aql=one.aql,
        letter=one.letter,
        row=one.row,
        constant=None if whole else one.constant,
    )
