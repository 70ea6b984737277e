"""Plans of the pictures: one with a drawing, two whose lots are inspected; and what is changed of one meanwhile."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import msgspec

from scripts.screenshots.drawing import hub
from scripts.screenshots.people import Person
from veralot_shared.contracts.attachments import AttachFile, FileTarget, FileTargetKind, ListFileTypes
from veralot_shared.contracts.inspection import (
    Balloon,
    CharacteristicEntry,
    CharacteristicKind,
    ClassRule,
    CreatePlan,
    DefectClass,
    GetPlan,
    InspectionStage,
    ListPlans,
    PlanDetail,
    PlanFilter,
    ReleasePlan,
    RevisePlan,
    SaveRevision,
)
from veralot_shared.contracts.items import ItemView, ListItems
from veralot_shared.ids import AttachmentId
from veralot_shared.messages import Page
from veralot_shared.rules.sampling.terms import InspectionLevel, Scheme

Kind, Class = CharacteristicKind, DefectClass
CHARACTERISTICS: Final = (
    CharacteristicEntry(
        code="1",
        name="Length over all",
        name_zh="总长",
        kind=Kind.VARIABLE,
        defect_class=Class.MAJOR,
        nominal=Decimal("24.00"),
        lower=Decimal("23.90"),
        upper=Decimal("24.10"),
        unit="mm",
        precision=2,
        method="SOP-IQC-02",
        balloon=Balloon(x=330, y=800),
    ),
    CharacteristicEntry(
        code="2",
        name="Bore diameter",
        name_zh="内孔直径",
        kind=Kind.VARIABLE,
        defect_class=Class.MAJOR,
        nominal=Decimal("4.270"),
        lower=Decimal("4.250"),
        upper=Decimal("4.290"),
        unit="mm",
        precision=3,
        method="SOP-IQC-02",
        balloon=Balloon(x=205, y=330),
    ),
    CharacteristicEntry(
        code="3",
        name="Width of the wing",
        name_zh="翼片宽度",
        kind=Kind.VARIABLE,
        defect_class=Class.MAJOR,
        nominal=Decimal("4.00"),
        lower=Decimal("3.95"),
        upper=Decimal("4.05"),
        unit="mm",
        precision=2,
        method="SOP-IQC-02",
        balloon=Balloon(x=545, y=140),
    ),
    CharacteristicEntry(
        code="4",
        name="No flash, no sink marks",
        name_zh="无飞边、无缩痕",
        kind=Kind.ATTRIBUTE,
        defect_class=Class.MINOR,
        method="SOP-IQC-01",
        balloon=Balloon(x=600, y=290),
    ),
)


CATHETER: Final = (
    CharacteristicEntry(
        code="1",
        name="Working length",
        name_zh="有效长度",
        kind=Kind.VARIABLE,
        defect_class=Class.MAJOR,
        nominal=Decimal("135.0"),
        lower=Decimal("133.0"),
        upper=Decimal("137.0"),
        unit="cm",
        precision=1,
        method="SOP-FQC-11",
    ),
    CharacteristicEntry(
        code="2",
        name="Burst pressure",
        name_zh="爆破压力",
        kind=Kind.READING,
        defect_class=Class.MAJOR,
        lower=Decimal("14.0"),
        unit="bar",
        precision=1,
        method="SOP-FQC-13",
        sample_size=3,
    ),
    CharacteristicEntry(
        code="3",
        name="Tip round, without flash",
        name_zh="头端圆滑、无飞边",
        kind=Kind.ATTRIBUTE,
        defect_class=Class.MINOR,
        method="SOP-FQC-14",
    ),
)
"""What is inspected of each catheter by itself; three of them are burst."""
STRICT: Final = (msgspec.structs.replace(CHARACTERISTICS[0], investigate=True, balloon=None),)
"""What is investigated where it fails."""


def rules(*aqls: tuple[DefectClass, str]) -> list[ClassRule]:
    """Return the sampling of classes by GB/T 2828.1, level S-2."""
    scheme, level = Scheme.GB_T_2828_1_2012, InspectionLevel.SPECIAL_2
    return [ClassRule(defect_class=name, scheme=scheme, level=level, aql=Decimal(aql)) for name, aql in aqls]


def item(person: Person, code: str) -> ItemView:
    """Return an item by its code. Raises: LookupError, CodedError."""
    known = person.call(ListItems(search=code, page=Page(limit=100)))
    found = next((one for one in known if one.code == code), None)
    if found is None:
        raise LookupError(code)
    return found


def released(
    writer: Person,
    head: Person,
    code: str,
    about: ItemView,
    characteristics: Sequence[CharacteristicEntry] = CHARACTERISTICS,
    *,
    picture: AttachmentId | None = None,
    stage: InspectionStage = InspectionStage.INCOMING,
) -> PlanDetail:
    """Return a plan that one person wrote and another released, by default for incoming goods. Raises: CodedError."""
    draft = writer.call(CreatePlan(code=code, item_id=about.id, stage=stage)).revision
    content = SaveRevision(
        revision_id=draft.id,
        version=draft.version,
        rules=rules((Class.MAJOR, "1.0"), (Class.MINOR, "4.0")),
        characteristics=list(characteristics),
        due_hours=24,
        picture_id=picture,
    )
    return head.sign(ReleasePlan(revision_id=writer.call(content).revision.id))


def with_balloons(writer: Person, head: Person, code: str, about: ItemView) -> PlanDetail:
    """Return a plan with a drawing, and a draft of its next revision. Raises: CodedError."""
    drawings = next(one.id for one in writer.call(ListFileTypes()) if one.code == "drawing")
    target = FileTarget(kind=FileTargetKind.ITEM, id=about.id)
    digest = writer.hand_over(hub())
    file = AttachFile(target=target, sha256=digest, file_name="DWG-0417.png", type_id=drawings, number="DWG-0417")
    plan = released(writer, head, code, about, picture=writer.call(file).id)
    return writer.call(RevisePlan(plan_id=plan.plan.id, change_note="New cavity of the mould"))


def replace(writer: Person, head: Person, code: str) -> None:
    """Release the draft of a plan. Raises: CodedError."""
    (plan,) = writer.call(ListPlans(filter=PlanFilter(code=code))).rows
    draft = writer.call(GetPlan(id=plan.id)).revision
    head.sign(ReleasePlan(revision_id=draft.id))
