"""What stands in the demonstration plant beside its imported history: set up by the messages that people send."""

import tomllib
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import msgspec

from veralot_server.cli.plant import Plant
from veralot_shared.contracts.genealogy import ListLocations, ListLots, LotFilter
from veralot_shared.contracts.items import ListItems
from veralot_shared.contracts.warehouse import (
    ContainerKind,
    ContentLine,
    CreateCondition,
    FillContainer,
    GetNumbering,
    ListPlaces,
    ListStorage,
    MakeContainers,
    MoveContainer,
    SetNumbering,
    SetPlaceRules,
    SetStorage,
)
from veralot_shared.ids import ConditionId, ContainerId, LocationId
from veralot_shared.messages import Page

EVERYTHING = Page(limit=1000)


class Numbering(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of what SSCCs are made."""

    prefix: str
    extension: int


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A storage condition."""

    code: str
    name: str
    name_zh: str
    lowest: str
    highest: str


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a location offers."""

    code: str
    conditions: list[str]


class Storage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an item needs."""

    item: str
    condition: str


class Container(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A container, and what is in it. The one around it comes first."""

    number: str
    kind: ContainerKind
    location: str
    inside: str
    item: str
    lot_no: str
    quantity: str


class Furnishing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    numbering: Numbering
    condition: list[Condition]
    place: list[Place]
    storage: list[Storage]
    container: list[Container]


def furnish(plant: Plant, file: Path) -> None:
    """Set up what a file says. Raises: msgspec.ValidationError, CodedError."""
    told = msgspec.convert(tomllib.loads(file.read_text("utf-8")), Furnishing)
    number = plant.call(GetNumbering())
    plant.call(SetNumbering(version=number.version, prefix=told.numbering.prefix, extension=told.numbering.extension))
    conditions = {each.code: create(plant, each) for each in told.condition}
    offer(plant, told.place, conditions)
    need(plant, told.storage, conditions)
    stow(plant, told.container)


def create(plant: Plant, condition: Condition) -> ConditionId:
    """Make a storage condition."""
    command = CreateCondition(
        code=condition.code,
        name=condition.name,
        name_zh=condition.name_zh,
        lowest=Decimal(condition.lowest),
        highest=Decimal(condition.highest),
    )
    return plant.call(command).id


def offer(plant: Plant, places: Iterable[Place], conditions: dict[str, ConditionId]) -> None:
    """Say what places offer."""
    known = {place.code: place for place in plant.call(ListPlaces())}
    for each in places:
        place = known[each.code]
        given = [conditions[code] for code in each.conditions]
        plant.call(SetPlaceRules(location_id=place.id, version=place.version, condition_ids=given))


def need(plant: Plant, storage: Iterable[Storage], conditions: dict[str, ConditionId]) -> None:
    """Say what items need."""
    items = {item.code: item.id for item in plant.call(ListItems(page=EVERYTHING))}
    versions = {one.item_id: one.version for one in plant.call(ListStorage(page=EVERYTHING))}
    for each in storage:
        item = items[each.item]
        command = SetStorage(item_id=item, version=versions.get(item, 0), condition_id=conditions[each.condition])
        plant.call(command)


def stow(plant: Plant, containers: Iterable[Container]) -> None:
    """Make containers, put stock into them, and them into each other."""
    places: dict[str, LocationId] = {place.code: place.id for place in plant.call(ListLocations())}
    made: dict[str, ContainerId] = {}
    for each in containers:
        command = MakeContainers(kind=each.kind, location_id=places[each.location], container_no=each.number)
        made[each.number] = plant.call(command)[0].id
        if each.lot_no:
            lots = plant.call(ListLots(filter=LotFilter(lot_no=each.lot_no, item_code=each.item))).rows
            lot = next(lot for lot in lots if lot.lot_no == each.lot_no)
            line = ContentLine(lot_id=lot.id, quantity=Decimal(each.quantity))
            plant.call(FillContainer(container_id=made[each.number], lines=[line]))
        if each.inside:
            plant.call(MoveContainer(container_id=made[each.number], inside_id=made[each.inside]))
