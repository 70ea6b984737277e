"""What files and columns may be called: English or Chinese, whatever their case, width and spaces."""

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final
from unicodedata import normalize

from veralot_server.modules.exchange.columns import COLUMNS
from veralot_shared.contracts.exchange import ColumnMap, FileKindUnknown, FileUnreadable, Kind, Match
from veralot_shared.i18n import N_

CHINESE: Final = MappingProxyType(
    {
        "编码": "code",
        "代码": "code",
        "类型": "kind",
        "类别": "kind",
        "名称": "name",
        "英文名称": "name",
        "中文名称": "name_zh",
        "地址": "address",
        "国家": "country",
        "全球位置码": "gln",
        "客户": "customer",
        "用户名": "user_name",
        "姓名": "full_name",
        "英文姓名": "full_name",
        "中文姓名": "full_name_zh",
        "角色": "roles",
        "语言": "language",
        "证件": "identity_document",
        "身份证件": "identity_document",
        "追溯方式": "tracking",
        "追溯": "tracking",
        "单位": "unit",
        "最小数量": "quantum",
        "最小单位量": "quantum",
        "保质期(月)": "shelf_life_months",
        "有效期(月)": "shelf_life_months",
        "植入": "implantable",
        "植入物": "implantable",
        "器械类别": "device_class",
        "管理类别": "device_class",
        "物料": "item",
        "产品": "item",
        "物料编码": "item",
        "级别": "level",
        "包装级别": "level",
        "包含数量": "contains",
        "装量": "contains",
        "时间": "at",
        "发生时间": "at",
        "移动号": "movement",
        "移动": "movement",
        "工单": "order_no",
        "工单号": "order_no",
        "单据": "document_no",
        "单据号": "document_no",
        "批号": "lot_no",
        "数量": "quantity",
        "从库位": "from_location",
        "来源库位": "from_location",
        "到库位": "to_location",
        "目标库位": "to_location",
        "目标批号": "to_lot",
        "目标物料": "to_item",
        "序列号": "serials",
        "目标序列号": "into_serials",
        "包装号": "package_no",
        "外包装号": "inside_package",
        "合作方": "partner",
        "往来单位": "partner",
        "供应商批号": "supplier_lot_no",
        "生产日期": "manufactured",
        "失效日期": "expiry",
        "有效期至": "expiry",
        "状态": "status",
        "操作人": "by",
        "经办人": "by",
        "原因": "reason",
        "事件": "event",
        "原因代码": "reason_code",
        "解除时间": "lifted_at",
        "解除人": "lifted_by",
        "版本": "revision",
        "版次": "revision",
        "行号": "position",
        "项次": "position",
        "组件": "component",
        "子件": "component",
        "子件编码": "component",
        "用量": "quantity",
        "基数": "per",
        "库位": "to_location",
        "货位": "to_location",
        "供应商": "partner",
        "资质": "qualification",
        "要求资质": "qualifications",
        "适用范围": "covers",
        "有效月数": "months",
        "要求等级": "least_level",
        "技能等级": "skill_level",
        "有效自": "held_from",
        "有效至": "held_until",
        "证据": "evidence",
        "评价依据": "evidence",
        "量程下限": "range_low",
        "量程上限": "range_high",
        "分度值": "resolution",
        "校准周期(月)": "interval_months",
        "提前提醒天数": "warning_days",
        "存放地点": "location",
        "保管人": "keeper",
        "制造商": "maker",
        "型号": "model",
        "出厂编号": "serial_no",
        "校准日期": "calibrated_on",
        "校准有效期": "due_on",
        "下次校准": "due_on",
        "证书编号": "certificate_no",
        "溯源至": "traceable_to",
        "检验计划": "plan",
        "检验阶段": "stage",
        "工序": "operation",
        "时限(小时)": "due_hours",
        "缺陷类别": "defect_class",
        "抽样标准": "scheme",
        "抽样方案": "scheme",
        "抽样类型": "sampling",
        "检验水平": "inspection_level",
        "样本量": "sample_size",
        "逾期天数": "after_days",
        "让步须经同意": "consent_concession",
        "返工须经同意": "consent_rework",
        "通知时限(小时)": "notice_hours",
        "天数": "days",
        "严重程度": "severity",
        "严重性": "severity",
        "接收数": "accept",
        "跳批": "skip",
        "连续合格批数": "clearance",
        "不合格品率(%)": "rejectable",
        "公称值": "nominal",
        "下限": "lower",
        "上限": "upper",
        "小数位": "precision",
        "方法": "method",
        "量具类型": "gauge_type",
        "超差调查": "investigate",
        "气球页": "balloon_page",
        "气球横": "balloon_x",
        "气球纵": "balloon_y",
    }
)
"""Chinese headings, as they are after `heading` has folded their brackets and case."""

BY_KIND: Final = MappingProxyType(
    {
        (Kind.MOVEMENTS, "level"): "package_level",
        (Kind.HOLDS, "serials"): "serial",
        (Kind.STOCK, "location"): "to_location",
        (Kind.STOCK, "supplier"): "partner",
        (Kind.STOCK, "at_location"): "to_location",
        (Kind.BOMS, "parent"): "item",
        (Kind.INSPECTION_PLANS, "partner"): "supplier",
        (Kind.INSPECTION_PLANS, "plan"): "code",
        (Kind.INSPECTION_PLANS, "level"): "inspection_level",
        (Kind.BOMS, "qty"): "quantity",
        (Kind.QUALIFICATION_GRANTS, "level"): "skill_level",
        (Kind.DEFECTS, "defect_class"): "severity",
        (Kind.DEFECTS, "class"): "severity",
        (Kind.ESCALATION_LEVELS, "roles"): "role",
    }
)
"""Headings that mean another column in this kind of file."""

ALIKE: Final = MappingProxyType(
    {
        "lot": "lot_no",
        "lot_number": "lot_no",
        "batch": "lot_no",
        "batch_no": "lot_no",
        "batch_number": "lot_no",
        "charge": "lot_no",
        "qty": "quantity",
        "amount": "quantity",
        "uom": "unit",
        "unit_of_measure": "unit",
        "item_no": "item",
        "item_code": "item",
        "item_number": "item",
        "part": "item",
        "part_no": "item",
        "part_number": "item",
        "material": "item",
        "material_no": "item",
        "sku": "item",
        "物料号": "item",
        "产品编码": "item",
        "料号": "item",
        "exp": "expiry",
        "exp_date": "expiry",
        "expiry_date": "expiry",
        "expiration_date": "expiry",
        "use_by": "expiry",
        "有效期": "expiry",
        "mfg_date": "manufactured",
        "manufacturing_date": "manufactured",
        "production_date": "manufactured",
        "生产批号": "lot_no",
        "批次": "lot_no",
        "批次号": "lot_no",
        "vendor": "partner",
        "vendor_lot": "supplier_lot_no",
        "supplier_lot": "supplier_lot_no",
        "supplier_batch": "supplier_lot_no",
        "date": "at",
        "datetime": "at",
        "timestamp": "at",
        "posting_date": "at",
        "日期": "at",
        "operator": "by",
        "user": "by",
        "entered_by": "by",
        "制单人": "by",
        "bin": "to_location",
        "storage_bin": "to_location",
        "warehouse": "to_location",
        "仓位": "to_location",
        "仓库": "to_location",
        "serial": "serials",
        "serial_no": "serials",
        "serial_number": "serials",
        "serial_numbers": "serials",
        "order": "order_no",
        "work_order": "order_no",
        "production_order": "order_no",
        "生产订单": "order_no",
        "document": "document_no",
        "po": "document_no",
        "po_no": "document_no",
        "rev": "revision",
        "pos": "position",
        "line": "position",
        "child": "component",
        "component_item": "component",
        "number": "code",
        "id": "code",
        "描述": "name",
        "description": "name",
        "品名": "name",
        "chinese_name": "name_zh",
        "name_cn": "name_zh",
        "type": "kind",
        "country_code": "country",
        "shelf_life": "shelf_life_months",
        "remark": "reason",
        "remarks": "reason",
        "comment": "reason",
        "备注": "reason",
    }
)
"""What other programs call such columns: proposed to a person and never taken for granted, save in a saved mapping."""

NAME: Final = re.compile(r"(?:[0-9]+[-_ .]*)?(.+?)\.(?:csv|txt|tsv|xlsx)", re.IGNORECASE)
FORMS: Final = re.compile(r".*\.(csv|txt|tsv|xlsx)", re.IGNORECASE | re.DOTALL)
LONGEST_NAME: Final = 200
ODD_NAME: Final = N_("Its name has characters that lead elsewhere. Give it a plain name, without folders.")


def form_of(file: str) -> str:
    """Return a file's format (`csv`, `xlsx`) by the ending of its name.

    The name is never used as a path; one that would be another path elsewhere is refused all the same, since what is
    shown and kept of an import must be what was sent. Raises: FileKindUnknown, FileUnreadable.
    """
    if re.search(r"[\\/:]|\.\.", file) or not file.isprintable() or len(file) > LONGEST_NAME:
        raise FileUnreadable(file=printable(file), problem=ODD_NAME)
    match = FORMS.fullmatch(file.strip())
    if match is None:
        raise FileKindUnknown(file=file, kinds=[f"{kind}.csv" for kind in Kind])
    return "xlsx" if match[1].lower() == "xlsx" else "csv"


def printable(name: str) -> str:
    """Return a name in which nothing hides."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)[:LONGEST_NAME]


def kind_of(file: str) -> Kind:
    """Return what a file holds by its name. Raises: FileKindUnknown."""
    found = guessed_kind(file)
    if found is None:
        raise FileKindUnknown(file=file, kinds=[f"{kind}.csv" for kind in Kind])
    return found


def guessed_kind(file: str) -> Kind | None:
    """Return what a file holds by its name, or None if that does not say it."""
    match = NAME.fullmatch(file.strip())
    found = re.sub(r"[-\s]+", "_", match[1].strip().lower()) if match else ""
    return Kind(found) if found in list(Kind) else None


def folded(text: str) -> str:
    """Return a heading without case, width, spaces at its ends, and the star of what must be filled."""
    return re.sub(r"[-\s]+", "_", normalize("NFKC", text).strip().strip("*").strip().lower())


def heading(text: str, kind: Kind) -> str:
    """Return the name of the column that a heading means, Chinese or English; one that means none is returned folded."""
    plain = folded(text)
    name = CHINESE.get(plain, plain)
    return BY_KIND.get((kind, name), name)


def headings(cells_: Sequence[str], kind: Kind) -> list[str]:
    """Return the names of a header row's columns."""
    return [heading(text, kind) for text in cells_]


def mapped(cells_: Sequence[str], kind: Kind, columns: Sequence[ColumnMap]) -> tuple[list[str], set[int]]:
    """Return the fields of a header row's columns, and the places of those that are left out on purpose.

    What is mapped is what the mapping says; any other heading is what it means by itself.
    """
    given = {folded(column.heading): column.field for column in columns}
    header, ignored = [], set[int]()
    for place, text in enumerate(cells_):
        field = given.get(folded(text))
        if field == "":
            ignored.add(place)
        header.append(heading(text, kind) if field is None else field)
    return header, ignored


def guess(text: str, kind: Kind, columns: Sequence[ColumnMap]) -> tuple[str, Match]:
    """Return which field a column is likely to be, and how sure that is."""
    given = {folded(column.heading): column.field for column in columns}
    plain, known = folded(text), {column.name for column in COLUMNS[kind]}
    if plain in given:
        return given[plain], Match.GIVEN
    name = heading(text, kind)
    if name in known:
        return name, Match.NAME if plain == name else Match.CHINESE
    alike = ALIKE.get(plain, "")
    alike = BY_KIND.get((kind, alike), alike)
    return (alike, Match.ALIKE) if alike in known else ("", Match.NONE)
