"""What a person sees of qualifications, grants, renews, suspends and signs, and what that sends."""

from datetime import date
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.training import plant
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.training.pages.grant import GrantPage
from veralot_client.modules.training.pages.grants import GrantsPage
from veralot_client.modules.training.pages.matrix import MatrixPage
from veralot_client.modules.training.pages.mine import MinePage
from veralot_client.modules.training.pages.qualifications import QualificationsPage
from veralot_client.modules.training.presenters.forms import GrantForm
from veralot_client.widgets.form.spec import Choice
from veralot_client.widgets.page import Page
from veralot_client.widgets.table.table import DataTable
from veralot_shared.contracts import training as t


def cells(table: DataTable[Any]) -> list[list[str]]:
    """Return what a table shows, row by row."""
    QApplication.processEvents()
    model = table.grid.model()
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


@pytest.fixture
def matrix(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> MatrixPage:
    """Return the matrix of two people and two qualifications."""
    fake_server.answer(t.ListQualifications, [plant.make_qualification(), plant.welds()])
    fake_server.answer(t.ListPeople, plant.people())
    fake_server.answer(t.ListGrants, t.GrantPage(total=1, rows=[plant.make_grant()]))
    return cast("MatrixPage", show(MatrixPage(desk)))


@pytest.fixture
def grants(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> GrantsPage:
    """Return the list with one grant and one that was imported."""
    rows = [plant.make_grant(), plant.imported()]
    fake_server.answer(t.ListGrants, t.GrantPage(total=2, rows=rows))
    return cast("GrantsPage", show(GrantsPage(desk)))


@pytest.fixture
def qualifications(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> QualificationsPage:
    """Return the list of two qualifications."""
    fake_server.answer(t.ListQualifications, [plant.make_qualification(), plant.welds()])
    return cast("QualificationsPage", show(QualificationsPage(desk)))


# --- the matrix ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("I-13")
def test_the_matrix_shows_everybody_and_where_they_stand(matrix: MatrixPage) -> None:
    assert matrix.table is not None
    assert cells(matrix.table) == [["Chen Jie", "", ""], ["Zhao Min", "Qualified · 4", ""]]
    matrix.everybody.setChecked(False)
    assert cells(matrix.table) == [["Zhao Min", "Qualified · 4", ""]]


def test_the_heads_name_the_qualifications_in_the_language_of_the_moment(matrix: MatrixPage, desk: Services) -> None:
    def heads() -> list[str]:
        assert matrix.table is not None
        model = matrix.table.model
        return [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())]

    assert heads()[1] == "DIM Dimensional measuring"
    desk.words.switch("zh_CN")
    matrix.retranslate()
    assert heads()[:2] == ["人员", "DIM 尺寸测量"]


def test_another_qualification_is_another_column(matrix: MatrixPage, fake_server: FakeServer) -> None:
    before = matrix.table
    fake_server.answer(t.ListQualifications, [plant.make_qualification()])
    matrix.refresh()
    assert matrix.table is not before
    assert matrix.table is not None
    assert cells(matrix.table) == [["Chen Jie", ""], ["Zhao Min", "Qualified · 4"]]


def test_a_matrix_of_nothing_says_what_to_do(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    for message, answer in ((t.ListQualifications, []), (t.ListPeople, plant.people())):
        fake_server.answer(message, answer)
    fake_server.answer(t.ListGrants, t.GrantPage(total=0, rows=[]))
    page = cast("MatrixPage", show(MatrixPage(desk)))
    assert page.empty.isVisible()
    desk.words.switch("zh_CN")
    page.retranslate()
    assert page.title() == "技能矩阵"


# --- who holds what --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("I-13")
def test_the_list_offers_the_steps_that_can_be_taken(grants: GrantsPage) -> None:
    assert [row[0] for row in cells(grants.table)] == ["Zhao Min", "Chen Jie"]
    grants.table.grid.go_to(0)
    can = [verb for verb in ("renew", "suspend", "reinstate") if grants.can_perform(f"training.list_{verb}")]
    assert can == ["renew", "suspend"]
    assert not grants.can_perform("training.confirm")
    grants.table.grid.go_to(1)
    assert grants.can_perform("training.confirm")
    assert not grants.can_perform("training.list_renew")


@pytest.mark.requirement("I-13")
def test_a_qualification_is_granted_with_the_level_that_it_keeps(desk: Services) -> None:
    form, asked = GrantForm(desk), plant.make_qualification()
    filled: list[tuple[str, object]] = []
    form.filled.subscribe(lambda path, value: filled.append((path, value)))
    values = form.values | {
        "user_id": Choice(plant.ZHAO, "Zhao Min"),
        "qualification_id": Choice(asked.id, asked.code, asked.name, asked),
        "held_from": date(2026, 11, 20),
        "held_until": None,
        "evidence": "Course of 2 November, test passed",
    }
    assert "level" not in [field.name for field in form.fields]
    form.entered("qualification_id", values)
    assert "level" in [field.name for field in form.fields]
    assert filled == [("held_until", date(2028, 11, 20))]
    sent = form.message(values | {"level": 3, "held_until": date(2027, 11, 20)})
    assert (sent.user_id, sent.qualification_id, sent.level) == (plant.ZHAO, plant.DIM, 3)
    assert (sent.held_from, sent.held_until) == (date(2026, 11, 20), date(2027, 11, 20))


@pytest.mark.requirement("I-13")
def test_a_qualification_is_granted(grants: GrantsPage, fake_server: FakeServer) -> None:
    fake_server.answer(t.ListPeople, plant.people())
    fake_server.answer(t.ListQualifications, [plant.welds()])
    fake_server.answer(t.GrantQualification, plant.make_detail())
    grants.perform("training.grant")
    dialog = open_dialog()
    asked = plant.welds()
    dialog.form.put("user_id", Choice(plant.ZHAO, "Zhao Min", "zhao.min", plant.people()[1]))
    dialog.form.put("qualification_id", Choice(asked.id, asked.code, asked.name, asked))
    dialog.form.put("evidence", "Observed at work")
    dialog.send()
    (sent,) = [one for one in fake_server.executed if isinstance(one, t.GrantQualification)]
    assert (sent.user_id, sent.qualification_id, sent.level) == (plant.ZHAO, plant.WELD, None)


@pytest.mark.requirement("I-13")
def test_what_was_imported_is_signed_together_or_declined(grants: GrantsPage, fake_server: FakeServer) -> None:
    grants.table.grid.selectAll()
    fake_server.answer(t.ConfirmGrants, [plant.make_grant()])
    grants.perform("training.confirm")
    (sent,) = [one for one in fake_server.executed if isinstance(one, t.ConfirmGrants)]
    assert sent.ids == [plant.imported().id]
    grants.table.grid.go_to(1)
    fake_server.answer(t.DeclineGrants, [plant.imported()])
    grants.perform("training.decline")
    dialog = open_dialog()
    dialog.form.put("reason", "The course is not ours")
    dialog.send()
    (declined,) = [one for one in fake_server.executed if isinstance(one, t.DeclineGrants)]
    assert (declined.ids, declined.reason) == ([plant.imported().id], "The course is not ours")


@pytest.fixture
def opened(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> Any:
    """Return what opens the page of a grant."""

    def open_page(grant: t.GrantView | None = None) -> GrantPage:
        fake_server.answer(t.GetGrant, plant.make_detail(grant))
        return cast("GrantPage", show(GrantPage(desk, plant.HELD)))

    return open_page


@pytest.mark.requirement("I-13")
def test_a_grant_shows_its_history_and_is_suspended(opened: Any, fake_server: FakeServer) -> None:
    page = opened()
    assert (page.title(), page.chip.text(), page.notice.text) == ("Zhao Min · DIM", "Qualified", "")
    assert "Course and test" in cells(page.versions)[0]
    fake_server.answer(t.SuspendGrant, plant.make_detail(plant.suspended()))
    page.perform("training.suspend")
    dialog = open_dialog()
    assert "DIM of Zhao Min" in dialog.windowTitle()
    dialog.form.put("reason", "Wrong method")
    dialog.send()
    (sent,) = [one for one in fake_server.executed if isinstance(one, t.SuspendGrant)]
    assert (sent.id, sent.reason) == (plant.HELD, "Wrong method")


@pytest.mark.requirement("I-13")
def test_a_suspended_grant_says_why_and_is_reinstated_and_not_renewed(opened: Any) -> None:
    page = opened(plant.suspended())
    assert page.chip.text() == "Suspended"
    assert "is suspended since 2026-11-20 (Wrong method)" in page.notice.text
    can = [verb for verb in ("renew", "suspend", "reinstate") if page.can_perform(f"training.{verb}")]
    assert can == ["reinstate"]


@pytest.mark.requirement("I-13")
def test_one_that_has_ended_says_since_when(opened: Any) -> None:
    page = opened(plant.make_grant(held_until=date(2026, 3, 30), state=t.GrantState.EXPIRED))
    assert page.chip.text() == "Expired"
    assert "DIM Dimensional measuring ended on 2026-03-30" in page.notice.text


def test_a_renewal_begins_with_the_level_of_before(opened: Any, fake_server: FakeServer) -> None:
    page = opened()
    fake_server.answer(t.RenewGrant, plant.make_detail())
    page.perform("training.renew")
    dialog = open_dialog()
    assert dialog.form.values()["level"] == 4
    dialog.form.put("held_from", date(2026, 11, 20))
    dialog.form.put("evidence", "Observed at work")
    dialog.send()
    (sent,) = [one for one in fake_server.executed if isinstance(one, t.RenewGrant)]
    assert (sent.id, sent.level, sent.held_until) == (plant.HELD, 4, None)


# --- what there is, and one's own ------------------------------------------------------------------------------------


def test_qualifications_are_defined_changed_and_withdrawn(
    qualifications: QualificationsPage, fake_server: FakeServer
) -> None:
    assert [row[0] for row in cells(qualifications.table)] == ["DIM", "WELD"]
    fake_server.answer(t.DefineQualification, plant.make_qualification("SAMP"))
    qualifications.perform("training.define")
    dialog = open_dialog()
    for name, value in {"code": "SAMP", "name": "Sampling", "least_level": 3}.items():
        dialog.form.put(name, value)
    dialog.send()
    (made,) = [one for one in fake_server.executed if isinstance(one, t.DefineQualification)]
    assert (made.code, made.months, made.warning_days, made.least_level) == ("SAMP", 24, 60, 3)
    qualifications.table.grid.go_to(0)
    fake_server.answer(t.ChangeQualification, plant.make_qualification())
    qualifications.perform("training.change")
    dialog = open_dialog()
    dialog.form.put("months", 12)
    dialog.send()
    (changed,) = [one for one in fake_server.executed if isinstance(one, t.ChangeQualification)]
    assert (changed.id, changed.version, changed.months) == (plant.DIM, 2, 12)
    fake_server.answer(t.WithdrawQualification, plant.make_qualification())
    qualifications.perform("training.withdraw")
    dialog = open_dialog()
    dialog.form.put("reason", "Replaced")
    dialog.send()
    assert [one.reason for one in fake_server.executed if isinstance(one, t.WithdrawQualification)] == ["Replaced"]


def test_a_person_sees_their_own(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(t.MyQualifications, [plant.make_grant()])
    page = cast("MinePage", show(MinePage(desk)))
    assert cells(page.table)[0][:3] == ["DIM", "Dimensional measuring", "Qualified · 4"]
    page.table.chosen.emit(plant.make_grant())
    assert desk.navigator.places == [("training_grant", plant.HELD)]  # type: ignore[attr-defined]  # the stand-in's own
