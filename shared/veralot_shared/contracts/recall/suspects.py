"""What is suspected: each kind is a struct of the tagged union `Suspect`, and has one resolver on the server.

A module that brings another kind (a load, a piece of equipment, a document's revision) adds its struct to the union and
registers who finds the lots and units behind it (`core.module.finds`).
"""

from datetime import datetime

import msgspec

from veralot_shared.ids import GaugeId, ItemId, LocationId, LotId, PartnerId, UserId


class Criterion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """One thing that is suspected."""


class LotSuspect(Criterion, frozen=True, kw_only=True, tag="lot"):
    """One lot."""

    lot_id: LotId


class SupplierLotSuspect(Criterion, frozen=True, kw_only=True, tag="supplier_lot"):
    """Everything that came under a supplier's lot number, as received once or several times."""

    supplier_lot_no: str
    supplier_id: PartnerId | None = None


class SerialsSuspect(Criterion, frozen=True, kw_only=True, tag="serials"):
    """The units of an item whose serial numbers lie in a range, both ends included."""

    item_id: ItemId
    first: str
    last: str


class LocationSuspect(Criterion, frozen=True, kw_only=True, tag="location"):
    """Everything that lay at a location at some moment of a time."""

    location_id: LocationId
    since: datetime
    until: datetime


class PersonSuspect(Criterion, frozen=True, kw_only=True, tag="person"):
    """Everything that a person moved, made or decided on in a time."""

    user_id: UserId
    since: datetime
    until: datetime


class WindowSuspect(Criterion, frozen=True, kw_only=True, tag="window"):
    """Everything that was received or made in a time; with an item, of that item alone."""

    since: datetime
    until: datetime
    item_id: ItemId | None = None


class GaugeSuspect(Criterion, frozen=True, kw_only=True, tag="gauge"):
    """Everything that was measured with a gauge in a time."""

    gauge_id: GaugeId
    since: datetime
    until: datetime


Suspect = (
    LotSuspect | SupplierLotSuspect | SerialsSuspect | LocationSuspect | PersonSuspect | WindowSuspect | GaugeSuspect
)
