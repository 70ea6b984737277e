"""Containers with what was done to them, what is in them, and the rules of places.

What is in a container follows from its lines and from nothing else, as stock follows from movement lines; a trigger posts
both. Where a container stood follows from its steps.
"""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from veralot_server.core.database import Base
from veralot_shared.ids import ConditionId, ContainerId, ItemId, LocationId, LotId, PartnerId, UnitId, UserId


class Container(Base):
    """A container: its number, where it stands and what holds it. One that has left stands nowhere."""

    __tablename__ = "warehouse_container"
    __table_args__ = (
        Index(
            "ix_warehouse_container_container_no",
            func.upper(text("container_no")).label("number"),
            postgresql_ops={"number": "text_pattern_ops"},
        ),
        Index(None, "location_id"),
        Index(None, "inside_id"),
        CheckConstraint("inside_id <> id", name="inside"),
        CheckConstraint("(state = 'open') = (location_id IS NOT NULL)", name="somewhere"),
    )

    id: Mapped[ContainerId] = mapped_column(Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    container_no: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    state: Mapped[str]
    location_id: Mapped[LocationId | None] = mapped_column(ForeignKey("genealogy_location.id"))
    inside_id: Mapped[ContainerId | None] = mapped_column(ForeignKey("warehouse_container.id"))
    customer_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("items_partner.id"))
    made_at: Mapped[datetime]


class Handling(Base):
    """Something that was done with containers; append-only."""

    __tablename__ = "warehouse_handling"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    reason: Mapped[str]


class Step(Base):
    """Where a container stood and what held it after a handling; append-only."""

    __tablename__ = "warehouse_step"
    __table_args__ = (Index(None, "container_id"), Index(None, "handling_id"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    handling_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("warehouse_handling.id"))
    container_id: Mapped[ContainerId] = mapped_column(ForeignKey("warehouse_container.id"))
    location_id: Mapped[LocationId | None] = mapped_column(ForeignKey("genealogy_location.id"))
    inside_id: Mapped[ContainerId | None] = mapped_column(ForeignKey("warehouse_container.id"))


class ContentLine(Base):
    """So much of a lot, or one of its units, out of one container into another; no container means loose. Append-only."""

    __tablename__ = "warehouse_content_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("source_id IS DISTINCT FROM target_id", name="ends"),
        Index(None, "handling_id"),
        Index(None, "source_id"),
        Index(None, "target_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    handling_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("warehouse_handling.id"))
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("genealogy_lot.id"))
    unit_id: Mapped[UnitId | None] = mapped_column(ForeignKey("genealogy_unit.id"))
    source_id: Mapped[ContainerId | None] = mapped_column(ForeignKey("warehouse_container.id"))
    target_id: Mapped[ContainerId | None] = mapped_column(ForeignKey("warehouse_container.id"))
    quantity: Mapped[Decimal]


class Content(Base):
    """How much of a lot is in a container: the sum of its lines, kept by their trigger."""

    __tablename__ = "warehouse_content"
    __table_args__ = (
        UniqueConstraint("container_id", "lot_id"),
        CheckConstraint("quantity >= 0", name="quantity"),
        Index(None, "lot_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    container_id: Mapped[ContainerId] = mapped_column(ForeignKey("warehouse_container.id"))
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("genealogy_lot.id"))
    quantity: Mapped[Decimal]


class ContainedUnit(Base):
    """In which container a serialised unit is, and under which lot it went in; kept by the same trigger."""

    __tablename__ = "warehouse_contained_unit"
    __table_args__ = (Index(None, "container_id"), Index(None, "lot_id"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("genealogy_unit.id"), unique=True)
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("genealogy_lot.id"))
    container_id: Mapped[ContainerId | None] = mapped_column(ForeignKey("warehouse_container.id"))


class Numbering(Base):
    """How SSCCs are made; one row, from when a prefix is first set."""

    __tablename__ = "warehouse_numbering"
    __table_args__ = (CheckConstraint("single", name="single"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    single: Mapped[bool] = mapped_column(unique=True, server_default=text("true"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    prefix: Mapped[str]
    extension: Mapped[int]
    next_serial: Mapped[int] = mapped_column(BigInteger)


class Condition(Base):
    """A storage condition."""

    __tablename__ = "warehouse_condition"

    id: Mapped[ConditionId] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_zh: Mapped[str]
    lowest: Mapped[Decimal | None]
    highest: Mapped[Decimal | None]


class PlaceRule(Base):
    """Where a location stands in the tree, what it offers and what it takes. No statuses mean all that its kind takes."""

    __tablename__ = "warehouse_place_rule"
    __table_args__ = (CheckConstraint("capacity > 0", name="capacity"), Index(None, "parent_id"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    location_id: Mapped[LocationId] = mapped_column(ForeignKey("genealogy_location.id"), unique=True)
    parent_id: Mapped[LocationId | None] = mapped_column(ForeignKey("genealogy_location.id"))
    condition_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    statuses: Mapped[list[str]] = mapped_column(ARRAY(Text))
    one_customer: Mapped[bool]
    one_lot: Mapped[bool]
    capacity: Mapped[int | None]


class Storage(Base):
    """The storage condition that an item needs."""

    __tablename__ = "warehouse_storage"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    item_id: Mapped[ItemId] = mapped_column(ForeignKey("items_item.id"), unique=True)
    condition_id: Mapped[ConditionId | None] = mapped_column(ForeignKey("warehouse_condition.id"))


class Agreement(Base):
    """What is agreed with a customer about where its goods lie."""

    __tablename__ = "warehouse_agreement"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    customer_id: Mapped[PartnerId] = mapped_column(ForeignKey("items_partner.id"), unique=True)
    apart: Mapped[bool]
    note: Mapped[str]
