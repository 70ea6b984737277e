"""Importing a plant's own files.

`actions` is everything one can do, `presenters` decide (no Qt), `pages` show, `models` are the columns of the tables.
"""

from veralot_client.core.module import Module, Panel
from veralot_client.core.services import Services
from veralot_client.modules.exchange.actions import actions
from veralot_shared.contracts.exchange import Permission
from veralot_shared.contracts.identity import Role
from veralot_shared.i18n import N_


def make_import(services: Services, _record_id: int | None) -> object:
    """Return the page that imports files."""
    from veralot_client.modules.exchange.pages.imports import ImportPage  # noqa: PLC0415 - Qt only when a page opens

    return ImportPage(services)


MODULE = Module(
    name="exchange",
    panels=(
        Panel(
            id="exchange.import_page",
            title=N_("Import"),
            make=make_import,
            icon="exchange/import",
            permission=Permission.READ,
            roles=frozenset({Role.ADMINISTRATOR}),
        ),
    ),
    actions=actions,
)
