"""Evidence files as people work with them.

The panel of files follows the record that one works on: a lot, a unit, an item, a partner. `actions` is everything one can
do, `presenters` decide (no Qt), `pages` show, `models` are the columns of the tables.
"""

from veralot_client.core.module import Area, Module, Panel
from veralot_client.core.services import Services
from veralot_client.modules.attachments.actions import actions
from veralot_shared.contracts.attachments import Permission
from veralot_shared.contracts.identity import Role
from veralot_shared.i18n import N_

KEEPERS = frozenset({Role.DOCUMENT_CONTROLLER})


def make_files(services: Services, _record_id: int | None) -> object:
    """Return the panel of files beside the page that one works on."""
    from veralot_client.modules.attachments.pages.files import FilesPage  # noqa: PLC0415 - Qt only when a page opens

    return FilesPage(services)


def make_preview(services: Services, record_id: int | None) -> object:
    """Return the page of one attachment."""
    from veralot_client.modules.attachments.pages.one_file import FilePage  # noqa: PLC0415 - as make_files

    return FilePage(services, record_id or 0)


def make_rules(services: Services, _record_id: int | None) -> object:
    """Return the list of rules."""
    from veralot_client.modules.attachments.pages.rules import RulesPage  # noqa: PLC0415 - as make_files

    return RulesPage(services)


def make_types(services: Services, _record_id: int | None) -> object:
    """Return the list of types."""
    from veralot_client.modules.attachments.pages.types import TypesPage  # noqa: PLC0415 - as make_files

    return TypesPage(services)


MODULE = Module(
    name="attachments",
    panels=(
        Panel(
            id="attachments.files",
            title=N_("Files"),
            make=make_files,
            area=Area.RIGHT,
            icon="attachments/files",
            permission=Permission.READ,
            roles=KEEPERS,
            shortcut="Ctrl+Alt+F",
        ),
        Panel(
            id="attachments.file",
            title=N_("File"),
            make=make_preview,
            kinds=("attachment",),
            icon="attachments/document",
            permission=Permission.READ,
        ),
        Panel(
            id="attachments.rules",
            title=N_("Required files"),
            make=make_rules,
            icon="attachments/rules",
            permission=Permission.READ,
            roles=KEEPERS,
        ),
        Panel(
            id="attachments.types",
            title=N_("File types"),
            make=make_types,
            icon="attachments/types",
            permission=Permission.READ,
        ),
    ),
    actions=actions,
)
