"""Items and partners of a test plant, made by the handlers, whoever acts."""

from decimal import Decimal
from itertools import count
from typing import Any

from veralot_server.core.module import HANDLERS
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.items import (
    CreateItem,
    CreatePartner,
    ItemKind,
    ItemView,
    PackLevelEntry,
    PartnerKind,
    PartnerView,
    Tracking,
)
from veralot_shared.ids import PartnerId
from veralot_shared.rules.gs1 import check_digit

_NUMBERS = count(1)


def gtin(number: int) -> str:
    """Return a valid GTIN-14 of the prefix that GS1 keeps for demonstrations."""
    payload = f"1952{number:09d}"
    return f"{payload}{check_digit(payload)}"


def partner(tx: Transaction, code: str, kind: PartnerKind = PartnerKind.SUPPLIER, **fields: Any) -> PartnerId:
    """Return a new partner's id."""
    values = {"code": code, "kind": kind, "name": f"{code} Ltd.", "name_zh": f"{code} 公司", **fields}
    made: PartnerView = HANDLERS[CreatePartner.op](CreatePartner(**values), tx)
    return made.id


def customer(tx: Transaction, code: str) -> PartnerId:
    """Return a new customer's id."""
    return partner(tx, code, PartnerKind.CUSTOMER, address=f"{code} Road 1", country="CN")


def item(
    tx: Transaction,
    code: str,
    *,
    kind: ItemKind = ItemKind.COMPONENT,
    tracking: Tracking = Tracking.LOT,
    levels: tuple[int, ...] = (),
    **fields: Any,
) -> ItemView:
    """Return a new item; `levels` says how many pieces each pack level holds, from the smallest."""
    packs = [
        PackLevelEntry(level=level, name=f"Level {level}", gtin=gtin(next(_NUMBERS)), contains=contains)
        for level, contains in enumerate(levels, start=1)
    ]
    values: dict[str, Any] = {"unit": "pcs", "quantum": Decimal(1), "name": f"Item {code}", "name_zh": f"物料 {code}"}
    command = CreateItem(code=code, kind=kind, tracking=tracking, pack_levels=packs, **(values | fields))
    made: ItemView = HANDLERS[CreateItem.op](command, tx)
    return made


def serialised(tx: Transaction, code: str, **fields: Any) -> ItemView:
    """Return a new item whose pieces have numbers of their own."""
    return item(tx, code, tracking=Tracking.BOTH, **fields)
