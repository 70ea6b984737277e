"""How computed figures read: with the decimals that were measured, with units, and never as a zero that is none."""

from decimal import Decimal

import msgspec
import pytest

from tests.client.modules.conftest import ShowPage
from tests.client.modules.spc import plant
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.spc.pages.charts import ChartsPage
from veralot_client.modules.spc.pages.studies import StudiesPage
from veralot_client.modules.spc.pages.study import probability
from veralot_client.modules.spc.presenters.chart import index_text
from veralot_client.modules.spc.presenters.studies import StudyPresenter
from veralot_client.widgets.page import Page
from veralot_shared.contracts.spc import (
    GetStudy,
    Incalculable,
    IndexView,
    ListControls,
    ListExceptions,
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


@pytest.mark.parametrize(("p", "said"), [(0.0, "p < 0.0001"), (0.00009, "p < 0.0001"), (0.0201, "p 0.0201")])
def test_a_probability_is_never_shown_as_zero(p: float, said: str) -> None:
    assert probability(p) == said


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
