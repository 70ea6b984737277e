"""Items and partners.

`actions` is everything one can do, `presenters` decide (no Qt), `pages` show, `models` are the columns of the tables.
"""

from veralot_client.core.module import Module, Panel
from veralot_client.core.services import Services
from veralot_client.modules.items.actions import actions
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.items import Permission
from veralot_shared.i18n import N_

MASTER_DATA = frozenset({Role.PLANNER, Role.DOCUMENT_CONTROLLER, Role.BUYER})


def make_items(services: Services, record_id: int | None) -> object:
    """Return the list of items, with the one of `record_id` chosen."""
    from veralot_client.modules.items.pages.items import ItemsPage  # noqa: PLC0415 - Qt only when a page opens

    return ItemsPage(services, record_id)


def make_partners(services: Services, record_id: int | None) -> object:
    """Return the list of partners, with the one of `record_id` chosen."""
    from veralot_client.modules.items.pages.partners import PartnersPage  # noqa: PLC0415 - as make_items

    return PartnersPage(services, record_id)


MODULE = Module(
    name="items",
    panels=(
        Panel(
            id="items.items",
            title=N_("Items"),
            make=make_items,
            icon="items/items",
            permission=Permission.ITEM_READ,
            roles=MASTER_DATA,
        ),
        Panel(
            id="items.partners",
            title=N_("Partners"),
            make=make_partners,
            icon="items/partners",
            permission=Permission.PARTNER_READ,
            roles=MASTER_DATA,
        ),
    ),
    actions=actions,
)
