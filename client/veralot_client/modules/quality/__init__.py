"""Quality records: nonconformities, CAPA, deviations, complaints, requests to suppliers, correction tests; and their charts.

`actions` is everything one can do, `presenters` decide (no Qt), `pages` show.
"""

from veralot_client.core.module import Area, Module, Panel
from veralot_client.core.navigation import Found, Place
from veralot_client.core.services import Services
from veralot_client.modules.quality.actions import AGREEMENTS, CHARTS, DEFECTS, ESCALATIONS, LIST, PAGE, TERMS, actions
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.quality import ListCases, Permission
from veralot_shared.i18n import N_
from veralot_shared.messages import Page


def make_list(services: Services, _record_id: int | None) -> object:
    """Return the list of quality records."""
    from veralot_client.modules.quality.pages.records import RecordsPage  # noqa: PLC0415 - Qt only when a page opens

    return RecordsPage(services)


def make_page(services: Services, record_id: int | None) -> object:
    """Return the page of a quality record."""
    from veralot_client.modules.quality.pages.record import RecordPage  # noqa: PLC0415 - as make_list

    return RecordPage(services, record_id or 0)


def make_charts(services: Services, _record_id: int | None) -> object:
    """Return the charts."""
    from veralot_client.modules.quality.pages.charts import ChartsPage  # noqa: PLC0415 - as make_list

    return ChartsPage(services)


def make_agreements(services: Services, _record_id: int | None) -> object:
    """Return what is agreed with customers."""
    from veralot_client.modules.quality.pages.agreements import AgreementsPage  # noqa: PLC0415 - as make_list

    return AgreementsPage(services)


def find(services: Services, text: str, most: int) -> list[Found]:
    """Return the records whose number or title has the text in it. Blocks. Raises: CodedError."""
    if not services.session.can(Permission.READ):
        return []
    wanted = text.strip()
    found = services.server.call(ListCases(search=wanted, page=Page(limit=most))) if wanted else []
    return [
        Found(
            services.words.label(one.kind),
            one.number,
            one.title,
            Place("quality", one.id),
            one.number.casefold() == wanted.casefold(),
        )
        for one in found
    ]


def make_escalations(services: Services, _record_id: int | None) -> object:
    """Return to whom what is late is passed."""
    from veralot_client.modules.quality.pages.escalations import EscalationsPage  # noqa: PLC0415 - as make_list

    return EscalationsPage(services)


def make_defects(services: Services, _record_id: int | None) -> object:
    """Return the plant's defect codes."""
    from veralot_client.modules.quality.pages.defects import DefectsPage  # noqa: PLC0415 - as make_list

    return DefectsPage(services)


def make_terms(services: Services, _record_id: int | None) -> object:
    """Return the terms of steps."""
    from veralot_client.modules.quality.pages.terms import TermsPage  # noqa: PLC0415 - as make_list

    return TermsPage(services)


MODULE = Module(
    name="quality",
    panels=(
        Panel(
            id=LIST,
            title=N_("Quality records"),
            make=make_list,
            icon="quality/record",
            permission=Permission.READ,
            roles=frozenset({Role.QUALITY_HEAD, Role.QA_RELEASE}),
            shortcut="Ctrl+9",
        ),
        Panel(
            id=PAGE,
            title=N_("Quality record"),
            make=make_page,
            kinds=("quality",),
            icon="quality/record",
            permission=Permission.READ,
        ),
        Panel(
            id=CHARTS, title=N_("Quality charts"), make=make_charts, icon="quality/charts", permission=Permission.READ
        ),
        Panel(
            id=AGREEMENTS,
            title=N_("Customers' agreements"),
            make=make_agreements,
            area=Area.CENTRE,
            icon="common/shield",
            permission=Permission.READ,
        ),
        Panel(
            id=ESCALATIONS,
            title=N_("Escalation"),
            make=make_escalations,
            area=Area.CENTRE,
            icon="common/warning",
            permission=Permission.ESCALATION_MANAGE,
        ),
        Panel(
            id=TERMS,
            title=N_("Terms of steps"),
            make=make_terms,
            area=Area.CENTRE,
            icon="widgets/calendar",
            permission=Permission.READ,
        ),
        Panel(
            id=DEFECTS,
            title=N_("Defect codes"),
            make=make_defects,
            area=Area.CENTRE,
            icon="genealogy/reject",
            permission=Permission.READ,
        ),
    ),
    actions=actions,
    find=find,
    heavy=("pyqtgraph",),
)
