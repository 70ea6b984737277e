"""The names and numbers of the story, as the demonstration plant's `story.toml` has them."""

import tomllib
from typing import Any

import msgspec

from veralot_resources import path


class Receive(msgspec.Struct, frozen=True):
    """The supplier's box and the lot that it becomes."""

    scan: str
    item: str
    supplier: str
    manufactured: str
    lot_no: str
    quantity: str
    purchase_order: str
    location: str
    store: str


class Draw(msgspec.Struct, frozen=True):
    """What is drawn of that lot."""

    lot_no: str
    child_no: str
    quantity: str
    target: str
    order_no: str


class Produce(msgspec.Struct, frozen=True):
    """The lot that the order makes."""

    order_no: str
    item: str
    lot_no: str
    quantity: str
    location: str
    serials: list[str]


class Consume(msgspec.Struct, frozen=True):
    """One input; its serial numbers where it has them, one for each unit of the output."""

    lot_no: str
    location: str
    quantity: str
    serials: list[str]


class Finish(msgspec.Struct, frozen=True):
    """The trip to the sterilizer."""

    load_no: str
    waiting: str
    sterilizer: str
    store: str


class Pack(msgspec.Struct, frozen=True):
    """The box that the units are packed in."""

    level: int
    package_no: str


class Ship(msgspec.Struct, frozen=True):
    """The shipment."""

    shipment_no: str
    customer: str


class Complaint(msgspec.Struct, frozen=True):
    """What a customer complains of."""

    item: str
    serial: str
    lot_no: str
    text: str
    text_zh: str
    hold_reason_code: str


class Suspect(msgspec.Struct, frozen=True):
    """The supplier's lot behind it, and how far it reached before the story began."""

    lot_no: str
    units: int


class Certificate(msgspec.Struct, frozen=True):
    """What the supplier sent along with the lot that is received."""

    file: str
    type: str
    type_zh: str
    number: str


class Container(msgspec.Struct, frozen=True):
    """A pallet with cartons, and where it stands."""

    number: str
    place: str


class Label(msgspec.Struct, frozen=True):
    """The label of the units that are made: where a symbol stands on it, and how many are torn."""

    code: str
    name: str
    name_zh: str
    symbol_x: str
    symbol_y: str
    torn: int


class Migration(msgspec.Struct, frozen=True):
    """Another program's file, and the fewest errors that are in it."""

    file: str
    errors: int


class Badge(msgspec.Struct, frozen=True):
    """A shared computer, and the badge of the operator who works at it."""

    station: str
    label: str
    code: str
    pin: str


class Inspection(msgspec.Struct, frozen=True):
    """The delivery that is inspected: what it is measured with, and what is found of it, in the order of entering.

    Attributes:
        overdue: a gauge that must not be used.
        first: values that are entered while the server is there; the last of them is near a limit.
        away: values that are entered while it is not.
        bad: the value that fails.
    """

    lot_no: str
    gauge: str
    overdue: str
    first: list[str]
    away: list[str]
    bad: str


class Chart(msgspec.Struct, frozen=True):
    """A control chart, and readings that are out of its limits."""

    code: str
    readings: list[str]


class Story(msgspec.Struct, frozen=True):
    """The whole story. `users` holds user names by what they do in it."""

    users: dict[str, str]
    receive: Receive
    draw: Draw
    produce: Produce
    consume: list[Consume]
    finish: Finish
    pack: Pack
    ship: Ship
    complaint: Complaint
    suspect: Suspect
    certificate: Certificate
    container: Container
    label: Label
    migration: Migration
    badge: Badge
    inspection: Inspection
    chart: Chart


def load() -> Story:
    """Return the story. Raises: msgspec.ValidationError where the file does not fit."""
    told: dict[str, Any] = tomllib.loads(path("demo", "story.toml").read_text("utf-8"))
    return msgspec.convert(told, Story)
