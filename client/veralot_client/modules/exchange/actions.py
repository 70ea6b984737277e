"""Everything that one can do with files of the plant."""

from collections.abc import Iterator

from veralot_client.core.actions import Action, Menu
from veralot_client.core.services import Services
from veralot_shared.contracts.exchange import ImportFiles
from veralot_shared.i18n import N_

PAGE = "exchange.import_page"


def actions(_services: Services) -> Iterator[Action]:
    """Yield every action of the module."""
    rows = (
        ("choose", N_("Choose files…"), "choose", N_("CSV or XLSX files: partners, items, lots, movements and so on.")),
        ("check", N_("Check"), "check", N_("Reads everything, lists every error, and writes nothing.")),
        ("run", N_("Import"), "import", N_("Writes all of it or nothing.")),
    )
    for verb, title, icon, hint in rows:
        yield Action(
            id=f"exchange.{verb}",
            title=title,
            panel=PAGE,
            sends=ImportFiles,
            icon=f"exchange/{icon}",
            menu=Menu.FILE,
            hint=hint,
        )
