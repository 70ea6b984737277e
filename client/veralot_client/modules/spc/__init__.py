"""Control charts: the list with its alarms, one chart with limits and capability, exceptions, and studies of gauges.

`actions` is everything one can do, `presenters` decide (no Qt), `pages` show.
"""

from collections.abc import Iterator

from veralot_client.core.module import Module, Panel
from veralot_client.core.navigation import Found
from veralot_client.core.observers import Unsubscribe
from veralot_client.core.services import Services
from veralot_client.modules.spc.actions import CHART, CHARTS, EXCEPTIONS, STUDIES, STUDY, actions
from veralot_shared.contracts.spc import Permission, SamplesMissed
from veralot_shared.i18n import N_


def make_charts(services: Services, _record_id: int | None) -> object:
    """Return the list of charts."""
    from veralot_client.modules.spc.pages.charts import ChartsPage  # noqa: PLC0415 - Qt only when a page opens

    return ChartsPage(services)


def make_chart(services: Services, record_id: int | None) -> object:
    """Return the page of a chart."""
    from veralot_client.modules.spc.pages.chart import ChartPage  # noqa: PLC0415 - as make_charts

    return ChartPage(services, record_id or 0)


def make_exceptions(services: Services, record_id: int | None) -> object:
    """Return the list of exceptions."""
    from veralot_client.modules.spc.pages.exceptions import ExceptionsPage  # noqa: PLC0415 - as make_charts

    return ExceptionsPage(services, record_id)


def make_studies(services: Services, _record_id: int | None) -> object:
    """Return the list of studies."""
    from veralot_client.modules.spc.pages.studies import StudiesPage  # noqa: PLC0415 - as make_charts

    return StudiesPage(services)


def make_study(services: Services, record_id: int | None) -> object:
    """Return the page of a study."""
    from veralot_client.modules.spc.pages.study import StudyPage  # noqa: PLC0415 - as make_charts

    return StudyPage(services, record_id or 0)


def find(services: Services, text: str, most: int) -> list[Found]:
    """Answer the search box; runs in the background. Raises: CodedError."""
    if not services.session.can(Permission.READ):
        return []
    from veralot_client.modules.spc.presenters.found import find as ask  # noqa: PLC0415 - as make_charts

    return ask(services, text, most)


def follow(services: Services) -> Iterator[Unsubscribe]:
    """Say in passing, to whoever takes samples, that one was missed; list, chart and inbox go on showing it."""

    def say(event: SamplesMissed) -> None:
        if services.session.can(Permission.RECORD):
            said = services.words.plural(
                "{chart}: {count} timed sample was missed.",
                "{chart}: {count} timed samples were missed.",
                event.missed,
                chart=event.code,
            )
            services.notices.done(said)

    yield services.changes.subscribe(SamplesMissed, say)


MODULE = Module(
    name="spc",
    panels=(
        Panel(
            id=CHARTS,
            title=N_("Control charts"),
            make=make_charts,
            icon="spc/chart",
            permission=Permission.READ,
            shortcut="Ctrl+Alt+S",
        ),
        Panel(
            id=CHART,
            title=N_("Control chart"),
            make=make_chart,
            kinds=("control_chart",),
            icon="spc/chart",
            permission=Permission.READ,
        ),
        Panel(
            id=EXCEPTIONS,
            title=N_("Control chart exceptions"),
            make=make_exceptions,
            kinds=("spc_exception",),
            lists=True,
            icon="common/warning",
            permission=Permission.READ,
        ),
        Panel(
            id=STUDIES,
            title=N_("Gauge studies"),
            make=make_studies,
            icon="spc/gauge",
            permission=Permission.READ,
        ),
        Panel(
            id=STUDY,
            title=N_("Gauge study"),
            make=make_study,
            kinds=("gauge_study",),
            icon="spc/gauge",
            permission=Permission.READ,
        ),
    ),
    actions=actions,
    find=find,
    follow=follow,
    heavy=("pyqtgraph",),
)
