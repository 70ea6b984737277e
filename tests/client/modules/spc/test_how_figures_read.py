"""How computed figures read: with the decimals that were measured, with units, and never as a zero that is none."""

from decimal import Decimal

import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from tests.client.modules.conftest import ShowPage
from tests.client.modules.spc import plant
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.spc.pages.chart import ChartPage
from veralot_client.modules.spc.pages.charts import ChartsPage
from veralot_client.modules.spc.pages.studies import StudiesPage
from veralot_client.modules.spc.pages.study import StudyPage
from veralot_client.modules.spc.presenters.analysis import probability, share_tone
from veralot_client.modules.spc.presenters.chart import index_text
from veralot_client.modules.spc.presenters.columns import specification
from veralot_client.modules.spc.presenters.forms import proposed_first
from veralot_client.modules.spc.presenters.studies import StudyPresenter
from veralot_client.widgets.page import Page
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.spc import (
    CapabilityView,
    Chart,
    ChartView,
    GetCapability,
    GetChart,
    GetStudy,
    Incalculable,
    IndexView,
    ListControls,
    ListExceptions,
    ListMissed,
    ListStudies,
)
from veralot_shared.ids import StudyId


def test_measurements_of_a_study_have_as_many_decimals_as_the_finest(
    services: Services, fake_server: FakeServer
) -> None:
    study = plant.make_study()
    values = [Decimal("19.1"), Decimal("19.08"), Decimal(19), None, *study.entry.values[4:]]
    fake_server.answer(
        GetStudy, msgspec.structs.replace(study, entry=msgspec.structs.replace(study.entry, values=values))
    )
    presenter = StudyPresenter(services, StudyId(3))
    presenter.load()
    assert presenter.typed[0] == ["19.10", "19.08", "19.00", ""]


@pytest.mark.parametrize(("p", "said"), [(0.0, "< 0.0001"), (0.00009, "< 0.0001"), (0.0201, "0.0201")])
def test_a_probability_is_never_shown_as_zero(p: float, said: str) -> None:
    assert probability(p) == said


@pytest.mark.parametrize(
    ("name", "share", "tone"),
    [
        ("gauge", 0.1, Tone.GOOD),
        ("gauge", 0.11, Tone.WARNING),
        ("gauge", 0.301, Tone.BAD),
        ("gauge", None, None),
        ("part", 0.99, None),
    ],
)
def test_the_share_of_the_gauge_alone_is_judged(name: str, share: float | None, tone: Tone | None) -> None:
    assert share_tone(name, share) is tone


def test_a_study_shows_its_figures_in_columns(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    study = plant.make_study()
    assert study.analysis is not None
    one = msgspec.structs.replace(study.analysis, categories=1)
    fake_server.answer(GetStudy, msgspec.structs.replace(study, analysis=one))
    page = StudyPage(desk, 3)
    show(page)
    assert page.head.text() == "GRR 6.4 %, 1 distinct category"
    model = page.components.grid.model()
    shown = [[model.index(row, column).data() for column in range(4)] for row in range(model.rowCount())]
    assert shown[0] == ["GRR", "0.1", "6.0 %", "6.0 %"]
    assert page.sources.grid.model().index(0, 5).data() == "< 0.0001"
    assert "in N." in page.said.text()


@pytest.mark.requirement("SPC-05")
def test_an_index_that_needs_both_limits_says_so_where_there_is_one(services: Services) -> None:
    cp = IndexView(name="Cp", value=None, lower=None, upper=None, why_not=Incalculable.NO_LIMITS)
    assert index_text(cp, services, one_sided=True) == "not calculable: there is only one specification limit"
    assert index_text(cp, services) == "not calculable: No specification limits"


def test_a_chart_and_a_study_are_begun_from_their_lists(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page]
) -> None:
    fake_server.answer(ListControls, [])
    fake_server.answer(ListExceptions, [])
    fake_server.answer(ListStudies, [])
    for page, begin in ((ChartsPage(desk), "spc.define"), (StudiesPage(desk), "spc.new_study")):
        show(page)
        assert page.bar is not None
        assert page.bar.button(begin).isEnabled(), f"{begin}: an empty list offers its beginning"


def test_measurements_are_copied_for_a_sheet(services: Services, fake_server: FakeServer) -> None:
    study = plant.make_study()
    fake_server.answer(GetStudy, study)
    presenter = StudyPresenter(services, StudyId(3))
    presenter.load()
    whole = presenter.copied([]).splitlines()
    assert whole[0] == "\tA · 1\tA · 2\tB · 1\tB · 2"
    assert whole[1].split("\t") == ["1", *presenter.typed[0]]
    assert len(whole) == 1 + len(study.entry.parts)
    part = presenter.copied([(0, 1), (1, 2)])
    assert part == "\t".join(presenter.typed[0][1:3]) + "\n" + "\t".join(presenter.typed[1][1:3]) + "\n"


@pytest.mark.requirement("SPC-01")
@pytest.mark.parametrize(
    ("subgroups", "phase", "first"), [(34, None, 1), (34, (1, 25), 15), (60, (1, 25), 26), (22, (1, 21), 3)]
)
def test_limits_are_proposed_from_enough_subgroups(subgroups: int, phase: tuple[int, int] | None, first: int) -> None:
    last = plant.make_chart().phases[-1]
    phases = [msgspec.structs.replace(last, base_first=phase[0], base_last=phase[1])] if phase else []
    assert proposed_first(subgroups, phases) == first


def test_axes_read_in_the_unit_itself(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    """Readings of some thousandths are not shown as whole numbers of another unit."""
    chart = plant.make_chart()
    small = [
        msgspec.structs.replace(panel, values=[None if one is None else one / 1000 for one in panel.values], steps=[])
        for panel in chart.panels
    ]
    page = chart_page(desk, fake_server, show, msgspec.structs.replace(chart, panels=small))
    for panel in page.plot.panels:
        axis = panel.plot.getAxis("left")
        axis.updateAutoSIPrefix()
        assert axis.autoSIPrefixScale == 1.0
        assert not axis.label.isVisible(), "lengthwise, a low panel has no room for its name"
    titles = [panel.plot.titleLabel.text for panel in page.plot.panels]
    assert titles == ["Location (N)", "Dispersion (N)"]


@pytest.mark.requirement("SPC-05")
def test_a_chart_of_counts_has_one_panel_and_no_histogram(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page]
) -> None:
    none = msgspec.structs.replace(
        plant.make_capability(calculable=False), edges=[], heights=[], quantiles=[], ordered=[]
    )
    fake_server.answer(GetCapability, none)
    chart = plant.make_chart(control=plant.make_control(chart=Chart.P, subgroup_size=1, unit=""))
    page = chart_page(desk, fake_server, show, msgspec.structs.replace(chart, panels=chart.panels[:1]), none)
    assert not page.capability.histogram.isVisible()
    assert not page.capability.normal.isVisible()
    assert page.plot.view.ci.layout.rowMaximumHeight(1) == 0


def test_limits_and_readings_have_the_places_that_are_measured() -> None:
    words = Words()
    control = plant.make_control(lower=Decimal("9.5"), upper=Decimal(10), precision=2, unit="mm")
    assert specification(control, words) == "9.50 … 10.00 mm"
    assert specification(plant.make_control(lower=None), words) == "–"


def test_a_low_page_cuts_off_no_fact(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    """A laptop of 768 lines: what there is no room for scrolls, and is not squeezed."""
    page = chart_page(desk, fake_server, show, plant.make_chart(), plant.make_capability(calculable=False))
    page.resize(870, 610)
    QApplication.processEvents()
    assert page.body.minimumSizeHint().height() <= page.height()
    for facts in (page.capability.facts, page.phases):
        for _, text in facts._pairs:  # noqa: SLF001 - what is shown
            assert not text.isVisible() or text.height() >= text.heightForWidth(text.width()), text.text()


def chart_page(
    desk: Services,
    fake_server: FakeServer,
    show: ShowPage[Page],
    chart: ChartView,
    capability: CapabilityView | None = None,
) -> ChartPage:
    """Return the page of a chart."""
    fake_server.answer(GetChart, chart)
    fake_server.answer(GetCapability, capability or plant.make_capability())
    fake_server.answer(ListMissed, [])
    page = ChartPage(desk, 1)
    show(page)
    return page
