"""Gauges as people work with them: the register, calibrations, and assessments of what was out of tolerance.

`actions` is everything one can do, `presenters` decide (no Qt), `pages` show, `models` are the columns of the tables.
"""

from veralot_client.core.module import Module, Panel
from veralot_client.core.navigation import Found
from veralot_client.core.services import Services
from veralot_client.modules.gauges.actions import ASSESSMENT, ASSESSMENTS, GAUGE, LIST, actions
from veralot_shared.contracts.gauges import Permission
from veralot_shared.contracts.identity import Role
from veralot_shared.i18n import N_

KEEPERS = frozenset({Role.INSPECTOR})


def make_list(services: Services, record_id: int | None) -> object:
    """Return the register, with the gauge of `record_id` chosen."""
    from veralot_client.modules.gauges.pages.gauges import GaugesPage  # noqa: PLC0415 - Qt only when a page opens

    return GaugesPage(services, record_id)


def make_gauge(services: Services, record_id: int | None) -> object:
    """Return the page of one gauge."""
    from veralot_client.modules.gauges.pages.gauge import GaugePage  # noqa: PLC0415 - as make_list

    return GaugePage(services, record_id or 0)


def make_assessments(services: Services, _record_id: int | None) -> object:
    """Return the list of assessments."""
    from veralot_client.modules.gauges.pages.assessments import AssessmentsPage  # noqa: PLC0415 - as make_list

    return AssessmentsPage(services)


def make_assessment(services: Services, record_id: int | None) -> object:
    """Return the page of one assessment."""
    from veralot_client.modules.gauges.pages.assessment import AssessmentPage  # noqa: PLC0415 - as make_list

    return AssessmentPage(services, record_id or 0)


def find(services: Services, text: str, most: int) -> list[Found]:
    """Answer the search box; runs in the background. Raises: CodedError."""
    from veralot_client.modules.gauges.presenters.gauges import found  # noqa: PLC0415 - as make_list

    return found(services, text, most)


MODULE = Module(
    name="gauges",
    panels=(
        Panel(
            id=LIST,
            title=N_("Gauges"),
            make=make_list,
            icon="gauges/gauge",
            permission=Permission.READ,
            roles=KEEPERS,
        ),
        Panel(
            id=GAUGE,
            title=N_("Gauge"),
            make=make_gauge,
            kinds=("gauge",),
            icon="gauges/gauge",
            permission=Permission.READ,
        ),
        Panel(
            id=ASSESSMENTS,
            title=N_("Assessments of gauges"),
            make=make_assessments,
            icon="common/warning",
            permission=Permission.READ,
        ),
        Panel(
            id=ASSESSMENT,
            title=N_("Assessment of a gauge"),
            make=make_assessment,
            kinds=("gauge_assessment",),
            icon="common/warning",
            permission=Permission.READ,
        ),
    ),
    actions=actions,
    find=find,
)
