"""What a label says: the text of each field, and the element string of each code, from what is known of its subject."""

from datetime import date
from decimal import Decimal
from typing import Final

from veralot_shared.contracts.genealogy import LocationKind
from veralot_shared.contracts.labels import (
    Element,
    ElementKind,
    LabelData,
    LabelDataMissing,
    LabelDataWrong,
    LabelField,
    LabelKind,
    Layout,
)
from veralot_shared.errors import Reason
from veralot_shared.i18n import N_, Translator
from veralot_shared.rules import gs1
from veralot_shared.rules.gs1_identifiers import IDENTIFIERS
from veralot_shared.rules.quantities import plain_text

REPRINT: Final = N_("REPRINT {number}")
SSCC_LENGTH: Final = 18
NAMED: Final = frozenset(
    {
        LabelField.ITEM_NAME,
        LabelField.SUPPLIER,
        LabelField.CUSTOMER,
        LabelField.LEVEL_NAME,
        LabelField.LOCATION_NAME,
        LabelField.GAUGE_NAME,
    }
)
"""Fields that have a name in each language."""
CODED: Final = frozenset({ElementKind.DATA_MATRIX, ElementKind.CODE_128, ElementKind.HRI})


def field_text(data: LabelData, field: LabelField, words: Translator, reprint: int = 0) -> str:
    """Return what a field shows, in the language of `words`; nothing where the record has no value."""
    if field in NAMED:
        names = getattr(data, field.value), getattr(data, f"{field.value}_zh")
        return named(*names, chinese=words.language.startswith("zh"))
    match field:
        case LabelField.LOCATION_KIND:
            return words.label(LocationKind(data.location_kind)) if data.location_kind else ""
        case LabelField.QUANTITY:
            return f"{plain_text(data.quantity)} {data.unit or ''}".strip() if data.quantity is not None else ""
        case LabelField.REPRINT_MARK:
            return words.text(REPRINT, number=reprint) if reprint else ""
        case _:
            return written(getattr(data, field.value))


def named(english: str | None, chinese_name: str | None, *, chinese: bool) -> str:
    """Return a name in one language, the other one where that is empty."""
    first, second = (chinese_name, english) if chinese else (english, chinese_name)
    return first or second or ""


def written(value: str | date | Decimal | None) -> str:
    """Return a value as it stands on a label; dates are YYYY-MM-DD whatever the language (QMSR-14)."""
    return value.isoformat() if isinstance(value, date) else str(value) if value is not None else ""


def ai_values(data: LabelData) -> dict[str, str | date | None]:
    """Return what each application identifier can say of a subject."""
    package = data.package_no if data.kind is LabelKind.PACKAGE else None
    is_sscc = package is not None and is_logistic(package)
    return {
        "00": package if is_sscc else None,
        "01": data.gtin,
        "11": data.manufactured,
        "17": data.expiry,
        "10": data.lot_no,
        "21": data.serial_no if package is None else package if not is_sscc else None,
    }


def is_logistic(number: str) -> bool:
    """Return whether a package's number is an SSCC."""
    return len(number) == SSCC_LENGTH and number.isdecimal() and gs1.check_digit(number[:-1]) == int(number[-1])


def element_string(data: LabelData, ais: list[str], today: date) -> gs1.ElementString:
    """Return the element string of these AIs, in their order (GS1-01).

    Raises:
        LabelDataMissing: the record has no value for one.
        LabelDataWrong: a value cannot be encoded, for example a lot number with a character outside GS1's (GS1-03).
    """
    values = ai_values(data)
    missing = [f"({ai}) {IDENTIFIERS[ai].title}" for ai in ais if not values.get(ai)]
    if missing:
        raise LabelDataMissing(subject=data.label, fields=[], ais=missing)
    try:
        parts = [(ai, encoded(ai, values[ai], today), 1) for ai in ais]
        return gs1.checked(parts, today)
    except gs1.Gs1Error as problem:
        value = problem.value or written(values.get(problem.ai))
        raise LabelDataWrong(subject=data.label, value=value, reason=Reason.of(problem)) from problem


def encoded(ai: str, value: str | date | None, today: date) -> str:
    """Return a value as it is encoded. Raises: a kind of Gs1Error."""
    return gs1.written_date(ai, value, today) if isinstance(value, date) else str(value)


def main_ais(layout: Layout) -> list[str]:
    """Return the AIs of the first GS1 code of a label, which is the one that is scanned back; none where it has none."""
    codes = (element for element in layout.elements if element.kind in CODED and element.ais)
    ordered = sorted(codes, key=lambda element: element.kind is ElementKind.HRI)
    return list(ordered[0].ais) if ordered and ordered[0].kind is not ElementKind.HRI else []


def require_values(layout: Layout, data: LabelData, words: dict[str, Translator]) -> None:
    """Check that the record has what its label must show. Raises: LabelDataMissing."""
    missing = [
        bound
        for element in layout.elements
        if (bound := needed(element)) is not None and not field_text(data, bound, words[element.language])
    ]
    if missing:
        raise LabelDataMissing(subject=data.label, fields=list(dict.fromkeys(missing)), ais=[])


def needed(element: Element) -> LabelField | None:
    """Return the field without whose value an element cannot be printed."""
    if element.kind is ElementKind.SYMBOL or element.kind is ElementKind.TEXT or element.ais:
        return None
    must = element.required or element.kind is not ElementKind.FIELD
    return element.bound if must and element.bound is not LabelField.REPRINT_MARK else None


SAMPLE_DAY: Final = date(2026, 11, 2)


def sample(kind: LabelKind) -> LabelData:
    """Return believable values for a label that is designed before there is anything to print."""
    return LabelData(
        kind=kind,
        id=0,
        label="",
        item_code="FG-PTC-2515",
        item_name="PTCA balloon catheter 2.50 × 15 mm",
        item_name_zh="PTCA 球囊扩张导管 2.50 × 15 mm",
        gtin="06901234567892",
        lot_no="2406B01",
        serial_no="000123",
        manufactured=SAMPLE_DAY,
        expiry=SAMPLE_DAY.replace(year=2028, month=12, day=31),
        quantity=Decimal(100),
        unit="pcs",
        supplier="Polymers Ltd.",
        supplier_zh="聚合物有限公司",
        supplier_lot_no="SUP-4711",
        customer="Registrant Medical Co., Ltd.",
        customer_zh="注册人医疗器械有限公司",
        customer_address="1 Example Road, Suzhou",
        order_no="WO-1001",
        package_no="106141412345678908",
        level_name="Carton",
        level_name_zh="外箱",
        location_code="WH-01-02",
        location_name="Store, rack 1",
        location_name_zh="仓库 1 号架",
        location_kind="warehouse",
        gauge_code="CAL-009",
        gauge_name="Digital caliper",
        gauge_name_zh="数显卡尺",
        calibrated_on=SAMPLE_DAY,
        calibration_due=SAMPLE_DAY.replace(year=2027),
        limited_to="lengths below 100 mm",
    )
