"""Containers, places and stock, as people work with them.

`actions` is everything one can do, `presenters` decide (no Qt), `pages` show.
"""

from veralot_client.core.module import Area, Module, Panel
from veralot_client.core.navigation import Found
from veralot_client.core.services import Services
from veralot_client.modules.warehouse.actions import actions
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.warehouse import Permission
from veralot_shared.i18n import N_

STORE = frozenset({Role.WAREHOUSE})


def make_stock(services: Services, _record_id: int | None) -> object:
    """Return the page of stock."""
    from veralot_client.modules.warehouse.pages.stock import StockPage  # noqa: PLC0415 - Qt only when a page opens

    return StockPage(services)


def make_places(services: Services, _record_id: int | None) -> object:
    """Return the tree of locations."""
    from veralot_client.modules.warehouse.pages.places import PlacesPage  # noqa: PLC0415 - as make_stock

    return PlacesPage(services)


def make_containers(services: Services, _record_id: int | None) -> object:
    """Return the list of containers."""
    from veralot_client.modules.warehouse.pages.containers import ContainersPage  # noqa: PLC0415 - as make_stock

    return ContainersPage(services)


def make_container(services: Services, record_id: int | None) -> object:
    """Return the page of one container."""
    from veralot_client.modules.warehouse.pages.container import ContainerPage  # noqa: PLC0415 - as make_stock

    return ContainerPage(services, record_id or 0)


def make_put_away(services: Services, _record_id: int | None) -> object:
    """Return the page that puts away."""
    from veralot_client.modules.warehouse.pages.put_away import PutAwayPage  # noqa: PLC0415 - as make_stock

    return PutAwayPage(services)


def make_picks(services: Services, _record_id: int | None) -> object:
    """Return the page of FEFO suggestions."""
    from veralot_client.modules.warehouse.pages.picks import PicksPage  # noqa: PLC0415 - as make_stock

    return PicksPage(services)


def find(services: Services, text: str, most: int) -> list[Found]:
    """Answer the search box; runs in the background. Raises: CodedError."""
    from veralot_client.modules.warehouse.presenters.containers import find as ask  # noqa: PLC0415 - as make_stock

    return ask(services, text, most)


MODULE = Module(
    name="warehouse",
    panels=(
        Panel(
            id="warehouse.put_away_page",
            title=N_("Put away"),
            make=make_put_away,
            icon="warehouse/put-away",
            permission=Permission.HANDLE,
            roles=STORE,
            shortcut="Ctrl+5",
        ),
        Panel(
            id="warehouse.stock",
            title=N_("Stock"),
            make=make_stock,
            icon="warehouse/stock",
            permission=Permission.READ,
            roles=STORE | {Role.PLANNER},
            shortcut="Ctrl+6",
        ),
        Panel(
            id="warehouse.containers",
            title=N_("Containers"),
            make=make_containers,
            icon="warehouse/containers",
            permission=Permission.READ,
            roles=STORE,
        ),
        Panel(
            id="warehouse.container",
            title=N_("Container"),
            make=make_container,
            kinds=("container",),
            icon="warehouse/container",
            permission=Permission.READ,
        ),
        Panel(
            id="warehouse.places",
            title=N_("Locations"),
            make=make_places,
            icon="warehouse/place",
            permission=Permission.READ,
            area=Area.CENTRE,
        ),
        Panel(
            id="warehouse.picks",
            title=N_("What to pick"),
            make=make_picks,
            icon="warehouse/pick",
            permission=Permission.READ,
        ),
    ),
    actions=actions,
    find=find,
)
