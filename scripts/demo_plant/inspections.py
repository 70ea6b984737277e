"""The inspection plans of the plant: incoming needles and filters, sampled by the tables, measured and looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ClassLine:
    """How one class of a plan is sampled, as in `inspection_plans.csv`."""

    code: str
    item: str
    stage: str
    due_hours: int
    defect_class: str
    scheme: str
    inspection_level: str
    aql: str
    qualifications: str


@dataclass(frozen=True, kw_only=True)
class Characteristic:
    """A characteristic, as in `characteristics.csv`."""

    plan: str
    code: str
    name: str
    name_zh: str
    kind: str
    defect_class: str
    nominal: str
    lower: str
    upper: str
    unit: str
    precision: str
    method: str
    gauge_type: str
    qualifications: str


def _line(code: str, item: str, defect_class: str, aql: str) -> ClassLine:
    return ClassLine(
        code=code,
        item=item,
        stage="incoming",
        due_hours=48,
        defect_class=defect_class,
        scheme="gb/t_2828.1-2012",
        inspection_level="S-2",
        aql=aql,
        qualifications="SAMP",
    )


def _measured(plan: str, code: str, names: tuple[str, str], limits: str, gauge: str) -> Characteristic:
    """Return what is measured; `limits` is nominal, lower and upper value, unit and decimal places."""
    nominal, lower, upper, unit, precision = limits.split()
    return Characteristic(
        plan=plan,
        code=code,
        name=names[0],
        name_zh=names[1],
        kind="variable",
        defect_class="major",
        nominal=nominal,
        lower=lower,
        upper=upper,
        unit=unit,
        precision=precision,
        method="SOP-IQC-02",
        gauge_type=gauge,
        qualifications="DIM",
    )


def _seen(plan: str, code: str, names: tuple[str, str]) -> Characteristic:
    """Return what is looked at."""
    return Characteristic(
        plan=plan,
        code=code,
        name=names[0],
        name_zh=names[1],
        kind="attribute",
        defect_class="minor",
        nominal="",
        lower="",
        upper="",
        unit="",
        precision="",
        method="SOP-IQC-01",
        gauge_type="",
        qualifications="VIS",
    )


CLASSES = (
    _line("IQC-NDL", "CP-NDL", "major", "1.0"),
    _line("IQC-NDL", "CP-NDL", "minor", "2.5"),
    _line("IQC-FLT", "CP-FLT", "major", "1.0"),
    _line("IQC-FLT", "CP-FLT", "minor", "2.5"),
)

CHARACTERISTICS = (
    _measured("IQC-NDL", "1", ("Outer diameter", "外径"), "0.72 0.70 0.74 mm 3", "micrometer"),
    _measured("IQC-NDL", "2", ("Penetration force", "穿刺力"), "0.45 0 0.70 N 2", "tensile_tester"),
    _seen("IQC-NDL", "3", ("Bevel without burrs, clean", "针尖无毛刺、洁净")),
    _measured("IQC-FLT", "1", ("Housing diameter", "外壳直径"), "18.20 18.10 18.30 mm 2", "caliper"),
    _seen("IQC-FLT", "2", ("Membrane whole, no particles", "滤膜完整、无异物")),
)
