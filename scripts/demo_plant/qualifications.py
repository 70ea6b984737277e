"""What one must be qualified for in the plant, and who of its people is."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Qualification:
    """A qualification, as in `qualifications.csv`."""

    code: str
    name: str
    name_zh: str
    covers: str
    months: int
    warning_days: int
    least_level: str


@dataclass(frozen=True, kw_only=True)
class Held:
    """That somebody is qualified, as in `qualification_grants.csv`."""

    user_name: str
    qualification: str
    held_from: str
    held_until: str
    skill_level: str
    evidence: str


QUALIFICATIONS = (
    Qualification(
        code="DIM",
        name="Dimensional measuring",
        name_zh="尺寸测量",
        covers="Callipers, micrometers, plug gauges, video measuring machine 卡尺、千分尺、塞规、影像测量仪",
        months=48,
        warning_days=60,
        least_level="3",
    ),
    Qualification(
        code="VIS",
        name="Visual inspection of welds and bonds",
        name_zh="焊缝与粘接目检",
        covers="Seals, welds, bond lines, particles; near vision tested 封口、焊缝、粘接线、微粒；近视力合格",
        months=48,
        warning_days=60,
        least_level="",
    ),
    Qualification(
        code="SAMP",
        name="Sampling of incoming goods",
        name_zh="来料抽样",
        covers="Sampling by GB/T 2828.1, labels of samples, quarantine 按 GB/T 2828.1 抽样、样品标识、待检区",
        months=48,
        warning_days=60,
        least_level="",
    ),
    Qualification(
        code="CLEAN",
        name="Gowning for the clean room",
        name_zh="洁净区更衣",
        covers="Entry to PR-CAT, ISO 7 进入 PR-CAT，ISO 7 级",
        months=48,
        warning_days=60,
        least_level="",
    ),
)


def _held(user_name: str, qualification: str, held_from: str, level: str = "", held_until: str = "") -> Held:
    return Held(
        user_name=user_name,
        qualification=qualification,
        held_from=held_from,
        held_until=held_until,
        skill_level=level,
        evidence=f"TR-26-{qualification}: course, test and observation at work 培训、考试与现场观察",
    )


HELD = (
    _held("zhao.min", "DIM", "2026-05-04", "4"),
    _held("zhao.min", "VIS", "2026-05-04"),
    _held("zhao.min", "SAMP", "2026-05-04"),
    _held("chen.jie", "DIM", "2026-05-11", "3"),
    _held("chen.jie", "VIS", "2026-05-11"),
    _held("chen.jie", "SAMP", "2026-05-11"),
    _held("li.na", "SAMP", "2026-05-11"),
    _held("yang.mei", "DIM", "2026-09-07", "2"),
    _held("liu.yang", "CLEAN", "2026-05-06"),
    _held("yang.mei", "CLEAN", "2026-05-06"),
    _held("huang.lei", "CLEAN", "2025-11-24", held_until="2026-12-18"),
)
