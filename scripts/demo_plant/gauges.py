"""The gauges of the plant: most are good for a while yet, some are due soon, one is overdue."""

from dataclasses import dataclass

from veralot_shared.contracts.gauges import GaugeKind


@dataclass(frozen=True, kw_only=True)
class Gauge:
    """A gauge, as in `gauges.csv`."""

    code: str
    name: str
    name_zh: str
    kind: GaugeKind
    unit: str
    range_low: str
    range_high: str
    resolution: str
    interval_months: int
    location: str
    maker: str
    model: str
    serial_no: str
    calibrated_on: str
    due_on: str
    certificate_no: str
    traceable_to: str


def _gauge(code: str, names: tuple[str, str], kind: GaugeKind, measures: str, where: str, dates: str) -> Gauge:
    """Return a gauge; `measures` is unit, range and resolution, `dates` its last calibration and the next."""
    unit, low, high, step = measures.split()
    done, due = dates.split() if dates else ("", "")
    number = code.replace("-", "")
    return Gauge(
        code=code,
        name=names[0],
        name_zh=names[1],
        kind=kind,
        unit=unit,
        range_low=low,
        range_high=high,
        resolution=step,
        interval_months=12,
        location=where,
        maker="Demo Metrology",
        model=f"DM-{number[:3]}",
        serial_no=f"DM{number}",
        calibrated_on=done,
        due_on=due,
        certificate_no=f"DM-26-{number}" if done else "",
        traceable_to="NIM demo" if done else "",
    )


_CALIPER, _MICROMETER = ("Digital caliper", "数显卡尺"), ("Outside micrometer", "外径千分尺")
_INCOMING, _FINAL = "Incoming inspection 来料检验", "Final inspection 成品检验"
_K = GaugeKind

GAUGES = (
    _gauge("CAL-001", _CALIPER, _K.CALIPER, "mm 0 150 0.01", _INCOMING, "2026-06-15 2027-06-15"),
    _gauge("CAL-002", _CALIPER, _K.CALIPER, "mm 0 150 0.01", _FINAL, "2026-09-02 2027-09-02"),
    _gauge("CAL-003", _CALIPER, _K.CALIPER, "mm 0 300 0.01", "Moulding 注塑", "2025-11-10 2026-11-10"),
    _gauge("MIC-001", _MICROMETER, _K.MICROMETER, "mm 0 25 0.001", _INCOMING, "2026-08-20 2027-08-20"),
    _gauge("MIC-002", _MICROMETER, _K.MICROMETER, "mm 0 25 0.001", "Catheters 导管", "2025-12-08 2026-12-08"),
    _gauge(
        "PLG-001",
        ("Plug gauge 0.50", "塞规 0.50"),
        _K.PLUG_GAUGE,
        "mm 0.48 0.52 0.001",
        _FINAL,
        "2026-03-03 2027-03-03",
    ),
    _gauge(
        "OPT-001",
        ("Video measuring machine", "影像测量仪"),
        _K.OPTICAL,
        "mm 0 300 0.001",
        "Metrology room 计量室",
        "2026-04-22 2027-04-22",
    ),
    _gauge(
        "BAL-001", ("Balance", "电子天平"), _K.BALANCE, "g 0 220 0.0001", "Laboratory 实验室", "2026-07-01 2027-07-01"
    ),
    _gauge(
        "TEN-001",
        ("Tensile tester", "拉力试验机"),
        _K.TENSILE,
        "N 0 500 0.1",
        "Laboratory 实验室",
        "2026-05-19 2027-05-19",
    ),
    _gauge(
        "PRS-001",
        ("Burst tester", "爆破压力测试仪"),
        _K.PRESSURE,
        "bar 0 40 0.1",
        "Catheters 导管",
        "2026-06-30 2027-06-30",
    ),
    _gauge("LKT-001", ("Leak tester", "检漏仪"), _K.LEAK, "kPa 0 100 0.1", _FINAL, "2026-10-12 2027-10-12"),
    _gauge("THM-001", ("Thermometer", "温度计"), _K.THERMOMETER, "°C 0 60 0.1", "Laboratory 实验室", ""),
)
