"""What files and columns may be called: English or Chinese, whatever their case, width and spaces."""

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final
from unicodedata import normalize

from veralot_server.modules.exchange.columns import Kind
from veralot_shared.contracts.exchange import FileKindUnknown

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
    }
)
"""Chinese headings, as they are after `heading` has folded their brackets and case."""

BY_KIND: Final = MappingProxyType(
    {
        (Kind.MOVEMENTS, "level"): "package_level",
        (Kind.HOLDS, "serials"): "serial",
    }
)
"""Headings that mean another column in this kind of file."""

NAME: Final = re.compile(r"(?:[0-9]+[-_ .]*)?(.+?)\.(csv|xlsx)", re.IGNORECASE)


def kind_of(file: str) -> tuple[Kind, str]:
    """Return what a file holds and its format (`csv`, `xlsx`), both by its name. Raises: FileKindUnknown."""
    match = NAME.fullmatch(re.split(r"[\\/]", file)[-1].strip())
    found = re.sub(r"[-\s]+", "_", match[1].strip().lower()) if match else ""
    if match is None or found not in list(Kind):
        raise FileKindUnknown(file=file, kinds=[f"{kind}.csv" for kind in Kind])
    return Kind(found), match[2].lower()


def heading(text: str, kind: Kind) -> str:
    """Return the name of the column that a heading means: without case, width, spaces at its ends, Chinese or English."""
    folded = re.sub(r"[-\s]+", "_", normalize("NFKC", text).strip().strip("*").strip().lower())
    name = CHINESE.get(folded, folded)
    return BY_KIND.get((kind, name), name)


def headings(cells_: Sequence[str], kind: Kind) -> list[str]:
    """Return the names of a header row's columns."""
    return [heading(text, kind) for text in cells_]
