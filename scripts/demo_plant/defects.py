"""The plant's own defect codes, beside those with which every plant begins."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Defect:
    """A defect code, as in `defects.csv`."""

    code: str
    name: str
    name_zh: str
    severity: str


DEFECTS = tuple(
    Defect(code=code, name=name, name_zh=name_zh, severity=severity)
    for code, name, name_zh, severity in (
        ("MLD-SHORT", "Short shot", "缺料", "minor"),
        ("MLD-FLASH", "Flash", "飞边", "minor"),
        ("MLD-FLOW", "Flow mark", "流痕", "minor"),
        ("MLD-SHADE", "Colour shade", "色差", "minor"),
        ("NDL-BOND", "Needle bond leaks", "针座粘接泄漏", "major"),
        ("NDL-FORCE", "Penetration force too high", "穿刺力超限", "major"),
        ("NDL-POINT", "Blunt or bent point", "针尖钝或弯", "critical"),
        ("CTH-BOND", "Bond line open", "粘接线开裂", "major"),
        ("CTH-KINK", "Shaft kinked", "管体打折", "major"),
        ("CLN-PART", "Particles", "微粒污染", "major"),
        ("CLN-HAIR", "Hair or fibre", "毛发或纤维", "major"),
        ("SEAL-OPEN", "Seal open or channelled", "封口开裂或通道", "critical"),
        ("LBL-MISS", "Label incomplete", "标签内容缺失", "major"),
        ("LBL-MIX", "Wrong label", "错贴标签", "critical"),
        ("PCK-CRUSH", "Case crushed", "外箱压损", "minor"),
        ("DOC-GAP", "Record incomplete", "记录不完整", "minor"),
    )
)
