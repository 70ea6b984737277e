"""Everything that one can do with items and partners."""

from collections.abc import Iterator

from veralot_client.core.actions import Action, Menu
from veralot_client.core.services import Services
from veralot_shared.contracts.items import CreateItem, CreatePartner, UpdateItem, UpdatePartner
from veralot_shared.i18n import N_

ITEMS, PARTNERS = "items.items", "items.partners"


def actions(_services: Services) -> Iterator[Action]:
    """Yield every action of the module."""
    rows = (
        ("create_item", N_("New item…"), ITEMS, CreateItem, "create"),
        ("edit_item", N_("Edit item…"), ITEMS, UpdateItem, "edit"),
        ("create_partner", N_("New partner…"), PARTNERS, CreatePartner, "create"),
        ("edit_partner", N_("Edit partner…"), PARTNERS, UpdatePartner, "edit"),
    )
    for verb, title, panel, sends, icon in rows:
        yield Action(id=f"items.{verb}", title=title, panel=panel, sends=sends, icon=f"items/{icon}", menu=Menu.RECORD)
