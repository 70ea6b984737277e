"""Lots, units, their movements and the trace between them, as people work with them.

`actions` is everything one can do, `presenters` decide (no Qt), `pages` show, `models` holds the tree of a trace.
"""

from veralot_client.core.module import Area, Module, Panel
from veralot_client.core.navigation import Found
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.actions import actions
from veralot_shared.contracts.genealogy import Permission
from veralot_shared.contracts.identity import Role
from veralot_shared.i18n import N_

EVERYBODY = frozenset(Role) - {Role.ADMINISTRATOR}


def make_lots(services: Services, _record_id: int | None) -> object:
    """Return the list of lots."""
    from veralot_client.modules.genealogy.pages.lots import LotsPage  # noqa: PLC0415 - Qt only when a page opens

    return LotsPage(services)


def make_dossier(services: Services, record_id: int | None) -> object:
    """Return the dossier of a lot."""
    from veralot_client.modules.genealogy.pages.dossier import DossierPage  # noqa: PLC0415 - as make_lots

    return DossierPage(services, record_id or 0)


def make_trace(services: Services, record_id: int | None) -> object:
    """Return the trace from a node."""
    from veralot_client.modules.genealogy.pages.trace import TracePage  # noqa: PLC0415 - as make_lots

    return TracePage(services, record_id or 0)


def make_picture(services: Services, record_id: int | None) -> object:
    """Return the genealogy picture from a node."""
    from veralot_client.modules.genealogy.pages.picture.page import PicturePage  # noqa: PLC0415 - as make_lots

    return PicturePage(services, record_id or 0)


def make_receive(services: Services, _record_id: int | None) -> object:
    """Return the page that receives lots."""
    from veralot_client.modules.genealogy.pages.receive import ReceivePage  # noqa: PLC0415 - as make_lots

    return ReceivePage(services)


def make_readiness(services: Services, _record_id: int | None) -> object:
    """Return the list of what is ready for release."""
    from veralot_client.modules.genealogy.pages.readiness import ReadinessPage  # noqa: PLC0415 - as make_lots

    return ReadinessPage(services)


def make_holds(services: Services, _record_id: int | None) -> object:
    """Return the list of holds."""
    from veralot_client.modules.genealogy.pages.holds import HoldsPage  # noqa: PLC0415 - as make_lots

    return HoldsPage(services)


def make_found(services: Services, _record_id: int | None) -> object:
    """Return the page of what was found."""
    from veralot_client.modules.genealogy.pages.found import FoundPage  # noqa: PLC0415 - as make_lots

    return FoundPage(services)


def find(services: Services, text: str, most: int) -> list[Found]:
    """Answer the search box; runs in the background. Raises: CodedError."""
    from veralot_client.modules.genealogy.presenters.found import find as ask  # noqa: PLC0415 - as make_lots

    return ask(services, text, most)


MODULE = Module(
    name="genealogy",
    panels=(
        Panel(
            id="genealogy.lots",
            title=N_("Lots"),
            make=make_lots,
            icon="genealogy/lots",
            permission=Permission.READ,
            roles=EVERYBODY,
            shortcut="Ctrl+1",
        ),
        Panel(
            id="genealogy.dossier",
            title=N_("Dossier"),
            make=make_dossier,
            kinds=("lot",),
            icon="genealogy/dossier",
            permission=Permission.READ,
        ),
        Panel(
            id="genealogy.trace_page",
            title=N_("Trace"),
            make=make_trace,
            kinds=("trace", "unit", "package", "shipment"),
            icon="genealogy/trace",
            permission=Permission.READ,
        ),
        Panel(
            id="genealogy.picture_page",
            title=N_("Genealogy picture"),
            make=make_picture,
            kinds=("picture",),
            icon="genealogy/picture",
            permission=Permission.READ,
        ),
        Panel(
            id="genealogy.receive_page",
            title=N_("Receive"),
            make=make_receive,
            icon="genealogy/receive",
            permission=Permission.RECEIVE,
            roles=frozenset({Role.WAREHOUSE}),
            shortcut="Ctrl+2",
        ),
        Panel(
            id="genealogy.readiness",
            title=N_("Ready for release"),
            make=make_readiness,
            icon="genealogy/release",
            permission=Permission.READ,
            roles=frozenset({Role.QUALITY_HEAD, Role.QA_RELEASE, Role.REGISTRANT}),
            first=True,
            shortcut="Ctrl+Alt+R",
        ),
        Panel(
            id="genealogy.holds",
            title=N_("Holds"),
            make=make_holds,
            icon="genealogy/hold",
            permission=Permission.READ,
            area=Area.CENTRE,
            shortcut="Ctrl+3",
        ),
        Panel(
            id="genealogy.found",
            title=N_("Search"),
            make=make_found,
            icon="common/search",
            permission=Permission.READ,
            shortcut="Ctrl+4",
        ),
    ),
    actions=actions,
    find=find,
    answers="genealogy.found",
)
