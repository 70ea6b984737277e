"""Nodes (lots, units, packages, shipments), movements in double entry, the stock they leave, and the edges they make.

Stock is written by nothing but the trigger on movement lines: what leaves one place arrives at another, so quantity is
conserved by construction (see the migration). Rows of different lots are never merged.
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Sequence,
    SmallInteger,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from veralot_server.core.database import Base
from veralot_shared.ids import (
    HoldId,
    ItemId,
    LocationId,
    LotId,
    MovementId,
    NodeId,
    PackageId,
    PartnerId,
    ShipmentId,
    SignatureId,
    UnitId,
    UserId,
)

NODE_IDS = Sequence("genealogy_node_id_seq", data_type=BigInteger, metadata=Base.metadata)
"""One series for all kinds of node, so that an edge names its ends by number alone."""


def found_by(table: str, column: str) -> Index:
    """Return the index that finds a number by its beginning, whatever its case and the database's collation."""
    upper = func.upper(text(column)).label("number")
    return Index(f"ix_{table}_{column}", upper, postgresql_ops={"number": "text_pattern_ops"})


class Location(Base):
    """A place where stock lies, or one of the outsides that it comes from and goes to."""

    __tablename__ = "genealogy_location"

    id: Mapped[LocationId] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_zh: Mapped[str]
    kind: Mapped[str]
    outside: Mapped[bool]
    customer_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("items_partner.id"))
    active: Mapped[bool] = mapped_column(server_default=text("true"))


class Lot(Base):
    """A lot. `status` is the one beneath any open holds."""

    __tablename__ = "genealogy_lot"
    __table_args__ = (
        UniqueConstraint("item_id", "lot_no"),
        found_by("genealogy_lot", "lot_no"),
        found_by("genealogy_lot", "supplier_lot_no"),
        found_by("genealogy_lot", "order_no"),
        Index(None, "customer_id"),
        Index("ix_genealogy_lot_number", "lot_no", "id"),
        Index("ix_genealogy_lot_status", "status", "id"),
    )

    id: Mapped[LotId] = mapped_column(NODE_IDS, server_default=NODE_IDS.next_value(), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    lot_no: Mapped[str]
    item_id: Mapped[ItemId] = mapped_column(ForeignKey("items_item.id"))
    status: Mapped[str]
    cycle: Mapped[int] = mapped_column(server_default=text("1"))
    supplier_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("items_partner.id"))
    supplier_lot_no: Mapped[str | None]
    customer_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("items_partner.id"))
    order_no: Mapped[str | None]
    manufactured: Mapped[date | None]
    expiry: Mapped[date | None]
    quantity_made: Mapped[Decimal]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    created_by: Mapped[UserId]


class Unit(Base):
    """A serialised unit: one piece of a lot with a number of its own."""

    __tablename__ = "genealogy_unit"
    __table_args__ = (
        UniqueConstraint("item_id", "serial_no"),
        found_by("genealogy_unit", "serial_no"),
        Index(None, "lot_id"),
        Index(None, "package_id"),
    )

    id: Mapped[UnitId] = mapped_column(NODE_IDS, server_default=NODE_IDS.next_value(), primary_key=True)
    serial_no: Mapped[str]
    item_id: Mapped[ItemId] = mapped_column(ForeignKey("items_item.id"))
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("genealogy_lot.id"))
    location_id: Mapped[LocationId] = mapped_column(ForeignKey("genealogy_location.id"))
    status: Mapped[str]
    package_id: Mapped[PackageId | None] = mapped_column(ForeignKey("genealogy_package.id"))


class Package(Base):
    """A package of one pack level with its number, what it holds and what holds it."""

    __tablename__ = "genealogy_package"
    __table_args__ = (
        found_by("genealogy_package", "package_no"),
        Index(None, "lot_id"),
        Index(None, "inside_id"),
    )

    id: Mapped[PackageId] = mapped_column(NODE_IDS, server_default=NODE_IDS.next_value(), primary_key=True)
    package_no: Mapped[str] = mapped_column(unique=True)
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("genealogy_lot.id"))
    level: Mapped[int]
    gtin: Mapped[str]
    quantity: Mapped[Decimal]
    inside_id: Mapped[PackageId | None] = mapped_column(ForeignKey("genealogy_package.id"))


class Shipment(Base):
    """What left for a customer at one time."""

    __tablename__ = "genealogy_shipment"
    __table_args__ = (
        found_by("genealogy_shipment", "shipment_no"),
        Index(None, "customer_id"),
    )

    id: Mapped[ShipmentId] = mapped_column(NODE_IDS, server_default=NODE_IDS.next_value(), primary_key=True)
    shipment_no: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[PartnerId] = mapped_column(ForeignKey("items_partner.id"))
    shipped_at: Mapped[datetime]


class Movement(Base):
    """Something that happened to stock. `at` is when it happened, `recorded_at` when it was entered."""

    __tablename__ = "genealogy_movement"
    __table_args__ = (
        found_by("genealogy_movement", "order_no"),
        found_by("genealogy_movement", "document_no"),
        Index(None, "at"),
        Index("ix_genealogy_movement_by_id", "by_id", "at"),
    )

    id: Mapped[MovementId] = mapped_column(Identity(), primary_key=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    order_no: Mapped[str | None]
    document_no: Mapped[str | None]
    reason: Mapped[str]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())


class MovementLine(Base):
    """One entry of a movement: so much of a lot from one place to another, or into another lot."""

    __tablename__ = "genealogy_movement_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        Index(None, "movement_id"),
        Index(None, "lot_id"),
        Index(
            "ix_genealogy_movement_line_target_lot_id",
            "target_lot_id",
            postgresql_where=text("target_lot_id <> lot_id"),
        ),
        Index("ix_genealogy_movement_line_source_id", "source_id", "movement_id"),
        Index("ix_genealogy_movement_line_target_id", "target_id", "movement_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    movement_id: Mapped[MovementId] = mapped_column(ForeignKey("genealogy_movement.id"))
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("genealogy_lot.id"))
    target_lot_id: Mapped[LotId] = mapped_column(ForeignKey("genealogy_lot.id"))
    source_id: Mapped[LocationId] = mapped_column(ForeignKey("genealogy_location.id"))
    target_id: Mapped[LocationId] = mapped_column(ForeignKey("genealogy_location.id"))
    quantity: Mapped[Decimal]


class Stock(Base):
    """How much of a lot is at a location: the sum of its movement lines, kept by their trigger."""

    __tablename__ = "genealogy_stock"
    __table_args__ = (
        UniqueConstraint("lot_id", "location_id"),
        CheckConstraint("outside OR quantity >= 0", name="quantity"),
        Index(
            "ix_genealogy_stock_lying",
            "location_id",
            "lot_id",
            postgresql_where=text("NOT outside AND quantity > (0)::numeric"),
        ),
        Index(
            "ix_genealogy_stock_on_hand",
            "lot_id",
            postgresql_include=["quantity"],
            postgresql_where=text("NOT outside AND quantity > (0)::numeric"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("genealogy_lot.id"))
    location_id: Mapped[LocationId] = mapped_column(ForeignKey("genealogy_location.id"))
    outside: Mapped[bool]
    quantity: Mapped[Decimal]


class Edge(Base):
    """Why one node stands behind another.

    `scope` says in which graph the edge counts: L in the lot graph alone (its units are named by edges of their own), U in
    the unit graph alone, B in both. So each graph is walked by one indexed condition and neither says more than is known.
    """

    __tablename__ = "genealogy_edge"
    __table_args__ = (
        CheckConstraint("scope IN ('L', 'U', 'B')", name="scope"),
        Index("ix_genealogy_edge_parent", "parent_id", "scope", postgresql_include=["child_id"]),
        Index("ix_genealogy_edge_child", "child_id", "scope", postgresql_include=["parent_id"]),
        Index(None, "movement_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    parent_id: Mapped[NodeId]
    child_id: Mapped[NodeId]
    scope: Mapped[str]
    kind: Mapped[str]
    quantity: Mapped[Decimal]
    unit: Mapped[str]
    order_no: Mapped[str | None]
    at: Mapped[datetime]
    movement_id: Mapped[MovementId] = mapped_column(ForeignKey("genealogy_movement.id"))


class Hold(Base):
    """A hold on a lot or unit; several stack, each is lifted by itself and stays on record."""

    __tablename__ = "genealogy_hold"
    __table_args__ = (
        Index(None, "node_id"),
        Index("ix_genealogy_hold_open", "node_id", postgresql_where=text("lifted_at IS NULL")),
    )

    id: Mapped[HoldId] = mapped_column(Identity(), primary_key=True)
    node_id: Mapped[NodeId]
    reason_code: Mapped[str]
    reason: Mapped[str]
    placed_by: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    placed_at: Mapped[datetime]
    signature_id: Mapped[SignatureId | None] = mapped_column(ForeignKey("identity_signature.id"))
    lifted_by: Mapped[UserId | None] = mapped_column(ForeignKey("identity_user.id"))
    lifted_at: Mapped[datetime | None]
    lift_signature_id: Mapped[SignatureId | None] = mapped_column(ForeignKey("identity_signature.id"))


class StatusChange(Base):
    """One step in a lot's life: append-only, and the record that release signatures and auditors look at."""

    __tablename__ = "genealogy_status_change"
    __table_args__ = (Index(None, "lot_id"), Index("ix_genealogy_status_change_by_id", "by_id", "at"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("genealogy_lot.id"))
    event: Mapped[str]
    from_status: Mapped[str | None]
    to_status: Mapped[str]
    cycle: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[datetime]
    by_id: Mapped[UserId] = mapped_column(ForeignKey("identity_user.id"))
    reason: Mapped[str]
    signature_id: Mapped[SignatureId | None] = mapped_column(ForeignKey("identity_signature.id"))
    imported: Mapped[bool] = mapped_column(server_default=text("false"))
