"""Recalls and mock recalls: what is suspected, what it reaches, where that is, who has it, what became of it.

`actions` is everything one can do, `presenters` decide (no Qt), `pages` show.
"""

from veralot_client.core.module import Module, Panel
from veralot_client.core.services import Services
from veralot_client.modules.recall.actions import LIST, PAGE, actions
from veralot_shared.contracts.recall import Permission
from veralot_shared.i18n import N_


def make_list(services: Services, _record_id: int | None) -> object:
    """Return the list of recalls."""
    from veralot_client.modules.recall.pages.recalls import RecallsPage  # noqa: PLC0415 - Qt only when a page opens

    return RecallsPage(services)


def make_page(services: Services, record_id: int | None) -> object:
    """Return the page of a recall."""
    from veralot_client.modules.recall.pages.recall import RecallPage  # noqa: PLC0415 - as make_list

    return RecallPage(services, record_id or 0)


MODULE = Module(
    name="recall",
    panels=(
        Panel(
            id=LIST,
            title=N_("Recalls"),
            make=make_list,
            icon="genealogy/recall",
            permission=Permission.READ,
            shortcut="Ctrl+7",
        ),
        Panel(
            id=PAGE,
            title=N_("Recall"),
            make=make_page,
            kinds=("recall",),
            icon="genealogy/recall",
            permission=Permission.READ,
        ),
    ),
    actions=actions,
)
