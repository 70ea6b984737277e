"""Everything that one can do in the warehouse, each under one id."""

from collections.abc import Iterator
from typing import Any

from veralot_client.core.actions import Action, Menu
from veralot_client.core.services import Services
from veralot_shared.contracts.warehouse import (
    CreateCondition,
    EmptyContainer,
    FillContainer,
    MakeContainers,
    MoveContainer,
    ReconcileStock,
    RetireContainer,
    SetAgreement,
    SetNumbering,
    SetPlaceRules,
    SetStorage,
    ShipContainers,
    SplitContainer,
    SuggestPick,
    TakeOut,
    WhereMayItGo,
)
from veralot_shared.i18n import N_
from veralot_shared.messages import Message

STOCK, CONTAINERS, CONTAINER, PLACES = (
    "warehouse.stock",
    "warehouse.containers",
    "warehouse.container",
    "warehouse.places",
)

ON_PAGES: tuple[tuple[str, str, str, type[Message[Any]], str, Menu], ...] = (
    ("reconcile", N_("Hold against movements"), STOCK, ReconcileStock, "reconcile", Menu.RECORD),
    ("make", N_("New containers…"), CONTAINERS, MakeContainers, "make", Menu.STOCK),
    ("ship_selected", N_("Ship selected…"), CONTAINERS, ShipContainers, "ship", Menu.STOCK),
    ("numbering", N_("Numbering…"), CONTAINERS, SetNumbering, "numbering", Menu.RECORD),
    ("put_in", N_("Put in…"), CONTAINER, FillContainer, "fill", Menu.STOCK),
    ("take_out", N_("Take out…"), CONTAINER, TakeOut, "take-out", Menu.STOCK),
    ("divide", N_("Divide…"), CONTAINER, SplitContainer, "divide", Menu.STOCK),
    ("move", N_("Move…"), CONTAINER, MoveContainer, "move", Menu.STOCK),
    ("stand_alone", N_("Take out of its container"), CONTAINER, TakeOut, "container", Menu.STOCK),
    ("empty", N_("Empty…"), CONTAINER, EmptyContainer, "empty", Menu.STOCK),
    ("ship", N_("Ship…"), CONTAINER, ShipContainers, "ship", Menu.STOCK),
    ("retire", N_("Take out of use…"), CONTAINER, RetireContainer, "retire", Menu.STOCK),
    ("rules", N_("Rules of the place…"), PLACES, SetPlaceRules, "rules", Menu.RECORD),
    ("condition", N_("New storage condition…"), PLACES, CreateCondition, "condition", Menu.RECORD),
    ("storage", N_("Storage of an item…"), PLACES, SetStorage, "storage", Menu.RECORD),
    ("agreement", N_("Agreement with a customer…"), PLACES, SetAgreement, "agreement", Menu.RECORD),
)
"""What can be done on a page: verb, title, panel, message, icon, menu."""

KEYS = {"put_in": "Ins", "take_out": "Ctrl+Del", "divide": "Ctrl+D", "move": "Ctrl+M"}


def actions(services: Services) -> Iterator[Action]:
    """Yield every action of the module."""
    yield Action(
        id="warehouse.put_away",
        title=N_("Put away"),
        run=lambda: services.navigator.show("warehouse.put_away_page"),
        sends=WhereMayItGo,
        icon="warehouse/put-away",
        menu=Menu.STOCK,
        hint=N_("Scan a lot or container, see where it may go, scan the place."),
    )
    yield Action(
        id="warehouse.pick",
        title=N_("What to pick"),
        run=lambda: services.navigator.show("warehouse.picks"),
        sends=SuggestPick,
        icon="warehouse/pick",
        menu=Menu.STOCK,
        hint=N_("The earliest expiry first, and why not the others."),
    )
    for verb, title, panel, sends, icon, menu in ON_PAGES:
        yield Action(
            id=f"warehouse.{verb}",
            title=title,
            panel=panel,
            sends=sends,
            icon=f"warehouse/{icon}",
            menu=menu,
            shortcut=KEYS.get(verb, ""),
        )
