"""Inspections: the work list, one inspection with its sampling and decision, plans, severities, and sampling tables.

`actions` is everything one can do, `presenters` decide (no Qt), `pages` show; `entry` declares the screen on which results
are entered.
"""

from veralot_client.core.module import Module, Panel
from veralot_client.core.navigation import Found, Place
from veralot_client.core.services import Services
from veralot_client.modules.inspection.actions import LIST, PAGE, PLAN, PLANS, SEVERITIES, TABLE, TABLES, actions
from veralot_client.modules.inspection.entry import ENTRY_PANELS, entry_actions
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.inspection import InspectionFilter, ListInspections, ListPlans, Permission, PlanFilter
from veralot_shared.i18n import N_
from veralot_shared.messages import Page


def make_list(services: Services, _record_id: int | None) -> object:
    """Return the work list."""
    from veralot_client.modules.inspection.pages.inspections import InspectionsPage  # noqa: PLC0415 - Qt only when opened

    return InspectionsPage(services)


def make_page(services: Services, record_id: int | None) -> object:
    """Return the page of an inspection."""
    from veralot_client.modules.inspection.pages.inspection import InspectionPage  # noqa: PLC0415 - as make_list

    return InspectionPage(services, record_id or 0)


def make_plans(services: Services, _record_id: int | None) -> object:
    """Return the list of plans."""
    from veralot_client.modules.inspection.pages.plans import PlansPage  # noqa: PLC0415 - as make_list

    return PlansPage(services)


def make_plan(services: Services, record_id: int | None) -> object:
    """Return the page of a plan."""
    from veralot_client.modules.inspection.pages.plan import PlanPage  # noqa: PLC0415 - as make_list

    return PlanPage(services, record_id or 0)


def make_severities(services: Services, record_id: int | None) -> object:
    """Return the list of severities."""
    from veralot_client.modules.inspection.pages.severities import SeveritiesPage  # noqa: PLC0415 - as make_list

    return SeveritiesPage(services, record_id)


def make_tables(services: Services, _record_id: int | None) -> object:
    """Return the list of sampling tables."""
    from veralot_client.modules.inspection.pages.sampling_tables import SamplingTablesPage  # noqa: PLC0415 - as make_list

    return SamplingTablesPage(services)


def make_table(services: Services, record_id: int | None) -> object:
    """Return the page of one of the plant's own sampling tables."""
    from veralot_client.modules.inspection.pages.sampling_table import SamplingTablePage  # noqa: PLC0415 - as make_list

    return SamplingTablePage(services, record_id or 0)


def find(services: Services, text: str, most: int) -> list[Found]:
    """Return the inspections and plans whose number or code begins with a text. Blocks. Raises: CodedError."""
    wanted, words = text.strip(), services.words
    if not wanted or not services.session.can(Permission.READ):
        return []
    page = Page(limit=most)
    inspections = services.server.call(ListInspections(filter=InspectionFilter(number=wanted), page=page)).rows
    plans = services.server.call(ListPlans(filter=PlanFilter(code=wanted), page=page)).rows

    def exact(number: str) -> bool:
        return number.casefold() == wanted.casefold()

    made = [
        Found(
            words.text("Inspection"),
            one.number,
            f"{one.lot_no} · {one.item_code} {words.name(one.item_name, one.item_name_zh)}",
            Place("inspection", one.id),
            exact(one.number),
        )
        for one in inspections
    ]
    laid_down = [
        Found(
            words.text("Inspection plan"),
            one.code,
            f"{words.label(one.stage)} · {one.item_code} {words.name(one.item_name, one.item_name_zh)}",
            Place("inspection_plan", one.id),
            exact(one.code),
        )
        for one in plans
    ]
    return made + laid_down


MODULE = Module(
    name="inspection",
    panels=(
        Panel(
            id=LIST,
            title=N_("Inspections"),
            make=make_list,
            icon="inspection/inspection",
            permission=Permission.READ,
            roles=frozenset({Role.INSPECTOR, Role.QA_RELEASE, Role.QUALITY_HEAD}),
            shortcut="Ctrl+0",
        ),
        Panel(
            id=PAGE,
            title=N_("Inspection"),
            make=make_page,
            kinds=("inspection",),
            icon="inspection/inspection",
            permission=Permission.READ,
        ),
        Panel(
            id=PLANS,
            title=N_("Inspection plans"),
            make=make_plans,
            icon="inspection/plan",
            permission=Permission.READ,
        ),
        Panel(
            id=PLAN,
            title=N_("Inspection plan"),
            make=make_plan,
            kinds=("inspection_plan",),
            icon="inspection/plan",
            permission=Permission.READ,
        ),
        Panel(
            id=SEVERITIES,
            title=N_("Severities"),
            make=make_severities,
            kinds=("severity",),
            lists=True,
            icon="inspection/severity",
            permission=Permission.READ,
        ),
        Panel(
            id=TABLES,
            title=N_("Sampling tables"),
            make=make_tables,
            icon="inspection/table",
            permission=Permission.READ,
        ),
        Panel(
            id=TABLE,
            title=N_("Sampling table"),
            make=make_table,
            kinds=("sampling_table",),
            icon="inspection/table",
            permission=Permission.READ,
        ),
        *ENTRY_PANELS,
    ),
    find=find,
    actions=lambda services: [*actions(services), *entry_actions(services)],
    heavy=("pyqtgraph",),
)
