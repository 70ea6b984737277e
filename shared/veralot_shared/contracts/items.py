"""Items and partners: what is bought, made and shipped, for whom and from whom."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import msgspec

from veralot_shared.errors import CodedError
from veralot_shared.ids import ItemId, PartnerId
from veralot_shared.messages import Command, Event, Page, Query
from veralot_shared.rights import Right


class Permission(Right):
    """Rights, as scope:resource:action, and what each is called."""

    ITEM_READ = "items:item:read", "See items"
    ITEM_MANAGE = "items:item:manage", "Manage items"
    PARTNER_READ = "items:partner:read", "See partners"
    PARTNER_MANAGE = "items:partner:manage", "Manage partners"


class Tracking(StrEnum):
    """How finely an item is traced."""

    NONE = "none"
    LOT = "lot"
    SERIAL = "serial"
    BOTH = "both"


class ItemKind(StrEnum):
    """Where an item stands on its way to the customer."""

    MATERIAL = "material"
    COMPONENT = "component"
    PACKAGING = "packaging"
    SEMI_FINISHED = "semi_finished"
    FINISHED = "finished"


class PartnerKind(StrEnum):
    """What a partner is to the plant."""

    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    STERILIZER = "sterilizer"


class PackLevelView(msgspec.Struct, frozen=True, kw_only=True):
    """One level of packing (1 = the smallest sales unit): its GTIN-14 and how many units of the item it holds."""

    level: int
    name: str
    name_zh: str
    gtin: str
    contains: int


class PartnerView(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier, customer (registrant) or contract sterilizer."""

    id: PartnerId
    version: int
    code: str
    kind: PartnerKind
    name: str
    name_zh: str
    address: str
    country: str
    gln: str | None
    active: bool


class ItemView(msgspec.Struct, frozen=True, kw_only=True):
    """An item. `quantum` is the smallest quantity that exists of it, in `unit`."""

    id: ItemId
    version: int
    code: str
    name: str
    name_zh: str
    kind: ItemKind
    tracking: Tracking
    unit: str
    quantum: Decimal
    shelf_life_months: int | None
    implantable: bool
    customer_id: PartnerId | None
    customer: str | None
    customer_zh: str | None
    device_class: str | None
    pack_levels: list[PackLevelView]
    active: bool
    created_at: datetime


class ListItems(Query[list[ItemView]], permission=Permission.ITEM_READ):
    """List items by code."""

    search: str = ""
    page: Page = Page()


class GetItem(Query[ItemView], permission=Permission.ITEM_READ):
    """Return one item. Raises: RecordNotFound."""

    id: ItemId


class ListPartners(Query[list[PartnerView]], permission=Permission.PARTNER_READ):
    """List partners by code."""

    search: str = ""
    kind: PartnerKind | None = None
    page: Page = Page()


class BomLineView(msgspec.Struct, frozen=True, kw_only=True):
    """So much of a component, in the component's own unit."""

    position: int
    component_id: ItemId
    component: str
    component_name: str
    component_name_zh: str
    quantity: Decimal
    unit: str


class BomView(msgspec.Struct, frozen=True, kw_only=True):
    """A bill of materials: what one revision of an item is made of, for `per` of it in its own unit."""

    id: int
    item_id: ItemId
    revision: str
    per: Decimal
    unit: str
    lines: list[BomLineView]


class ListBoms(Query[list[BomView]], permission=Permission.ITEM_READ):
    """List the bills of materials of an item by revision. Raises: RecordNotFound."""

    item_id: ItemId


class PackLevelEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One level of packing, as entered."""

    level: int
    name: str
    name_zh: str = ""
    gtin: str
    contains: int


class CreateItem(Command[ItemView], permission=Permission.ITEM_MANAGE):
    """Make an item.

    Raises: RecordExists, GtinInvalid, GtinTaken, RecordNotFound (customer), UnitUnknown, ValueNotAllowed.
    """

    code: str
    name: str
    name_zh: str = ""
    kind: ItemKind
    tracking: Tracking
    unit: str
    quantum: Decimal = Decimal(1)
    shelf_life_months: int | None = None
    implantable: bool = False
    customer_id: PartnerId | None = None
    device_class: str | None = None
    pack_levels: list[PackLevelEntry] = []


class UpdateItem(Command[ItemView], permission=Permission.ITEM_MANAGE):
    """Change an item's names, shelf life or activity; tracking and unit stay, since lots hang on them.

    Raises: RecordNotFound, RecordChanged, ValueNotAllowed.
    """

    id: ItemId
    version: int
    name: str
    name_zh: str
    shelf_life_months: int | None
    active: bool


class CreatePartner(Command[PartnerView], permission=Permission.PARTNER_MANAGE):
    """Make a partner.

    Raises: RecordExists, ValueNotAllowed, RecordNotFound.
    """

    code: str
    kind: PartnerKind
    name: str
    name_zh: str = ""
    address: str = ""
    country: str = ""
    gln: str | None = None


class UpdatePartner(Command[PartnerView], permission=Permission.PARTNER_MANAGE):
    """Change a partner.

    Raises: RecordNotFound, RecordChanged, ValueNotAllowed.
    """

    id: PartnerId
    version: int
    name: str
    name_zh: str
    address: str
    country: str
    active: bool


class ItemsChanged(Event):
    """Items changed."""

    item_ids: list[ItemId]


class PartnersChanged(Event):
    """Partners changed."""

    partner_ids: list[PartnerId]


class GtinInvalid(CodedError, status=422):
    """A GTIN whose form or check digit is wrong."""

    text = "{field}: “{gtin}” is not a valid GTIN. Its last digit should be {expected}."
    gtin: str
    expected: str
    field: str | None = None


class GtinTaken(CodedError, status=409):
    """A GTIN that another item has; an identifier once used is never reused (CN-34)."""

    text = "{field}: GTIN {gtin} already belongs to item {item}. A GTIN is never used again."
    gtin: str
    item: str
    field: str | None = None


class UnitUnknown(CodedError, status=422):
    """A unit of measure that is not in the table."""

    text = "{field}: the unit “{unit}” is not known. Known units: {known}."
    unit: str
    known: list[str]
    field: str | None = None
