"""Items with their pack levels, and partners."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from veralot_server.core.database import Base
from veralot_shared.ids import ItemId, PartnerId


class Partner(Base):
    """A supplier, customer or contract sterilizer."""

    __tablename__ = "items_partner"

    id: Mapped[PartnerId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str]
    name_zh: Mapped[str]
    address: Mapped[str]
    country: Mapped[str]
    gln: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Item(Base):
    """An item. `quantum` is the smallest quantity that exists of it."""

    __tablename__ = "items_item"
    __table_args__ = (CheckConstraint("quantum > 0", name="quantum"),)

    id: Mapped[ItemId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_zh: Mapped[str]
    kind: Mapped[str]
    tracking: Mapped[str]
    unit: Mapped[str]
    quantum: Mapped[Decimal]
    shelf_life_months: Mapped[int | None]
    implantable: Mapped[bool]
    customer_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("items_partner.id"))
    device_class: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class PackLevel(Base):
    """A level of packing. A GTIN belongs to one level of one item for ever (CN-34)."""

    __tablename__ = "items_pack_level"
    __table_args__ = (UniqueConstraint("item_id", "level"), CheckConstraint("contains > 0", name="contains"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    item_id: Mapped[ItemId] = mapped_column(ForeignKey("items_item.id"))
    level: Mapped[int]
    name: Mapped[str]
    name_zh: Mapped[str]
    gtin: Mapped[str] = mapped_column(unique=True)
    contains: Mapped[int]


class Bom(Base):
    """A bill of materials: what one revision of an item is made of, for `per` of it in its own unit."""

    __tablename__ = "items_bom"
    __table_args__ = (UniqueConstraint("item_id", "revision"), CheckConstraint("per > 0", name="per"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    item_id: Mapped[ItemId] = mapped_column(ForeignKey("items_item.id"))
    revision: Mapped[str]
    per: Mapped[Decimal]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class BomLine(Base):
    """So much of a component, in the component's own unit."""

    __tablename__ = "items_bom_line"
    __table_args__ = (
        UniqueConstraint("bom_id", "position"),
        CheckConstraint("quantity > 0", name="quantity"),
        Index(None, "component_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    bom_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("items_bom.id"))
    position: Mapped[int]
    component_id: Mapped[ItemId] = mapped_column(ForeignKey("items_item.id"))
    quantity: Mapped[Decimal]
