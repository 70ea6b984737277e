"""Terms of steps on their page, and what of a record was passed upwards."""

from datetime import UTC, datetime
from typing import cast

import pytest

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.quality.records import make_detail
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.quality.pages.record import RecordPage
from veralot_client.modules.quality.pages.terms import TermsPage
from veralot_client.modules.quality.presenters.columns import PASSED, TERMS
from veralot_client.widgets.page import Page
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.quality import (
    CaseKind,
    GetCase,
    LateKind,
    ListTerms,
    PassingView,
    QualityStatus,
    SetTerms,
    TermEntry,
    TermView,
)

OPEN = TermView(kind=CaseKind.NCR, status=QualityStatus.OPEN, days=2, first_days=1)
WHOLE = TermView(kind=CaseKind.NCR, status=None, days=30, first_days=30)
AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture
def page(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> TermsPage:
    fake_server.answer(ListTerms, [OPEN, WHOLE])
    return cast("TermsPage", show(TermsPage(desk)))


def test_terms_say_what_kind_of_days_they_count(page: TermsPage, desk: Services) -> None:
    shown = [[column.read(row, desk.words) for column in TERMS] for row in page.rows.rows]
    assert shown == [
        ["NCR", "Open", "2 working days", "1 working day"],
        ["NCR", "From opening to closing", "30 days", "30 days"],
    ]
    desk.words.switch("zh_CN")
    assert [column.read(OPEN, desk.words) for column in TERMS][1:] == ["开立", "2 个工作日", "1 个工作日"]


def test_a_term_is_changed(page: TermsPage, fake_server: FakeServer) -> None:
    fake_server.answer(SetTerms, [OPEN, WHOLE])
    assert not page.can_perform("quality.set_term")
    page.table.grid.go_to(1)
    page.perform("quality.set_term")
    dialog = open_dialog()
    assert dialog.form.values() == {"days": 30}
    dialog.form.put("days", 20)
    dialog.send()
    assert [one for one in fake_server.executed if isinstance(one, SetTerms)] == [
        SetTerms(terms=[TermEntry(kind=CaseKind.NCR, days=20)])
    ]
    assert sum(isinstance(one, ListTerms) for one in fake_server.executed) > 1, "read again"


def test_a_record_shows_what_was_passed_upwards(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    first = PassingView(
        source=LateKind.STEP, what="open", what_kind="code:QualityStatus", due_at=AT, level=0, role=None, at=AT
    )
    second = PassingView(
        source=LateKind.ACTION, what="Lamp", what_kind="text", due_at=AT, level=1, role=Role.QUALITY_HEAD, at=AT
    )
    fake_server.answer(GetCase, make_detail(passed=[first, second]))
    page = cast("RecordPage", show(RecordPage(desk, 5)))
    told = [[column.read(row, desk.words) for column in (PASSED[0], PASSED[2])] for row in (first, second)]
    assert told == [["Step: Open", "Whose it is"], ["Action: Lamp", "Quality head"]]
    titles = [page.tabs.tabText(place) for place in range(page.tabs.count())]
    assert "Escalations  2" in titles
