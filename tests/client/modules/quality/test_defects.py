"""The page of the plant's defect codes, and how forms and records show them."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.quality.records import make_detail, make_step
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.quality.pages.defects import DefectsPage
from veralot_client.modules.quality.pages.record import RecordPage
from veralot_client.modules.quality.presenters import lookups
from veralot_client.modules.quality.presenters.forms.base import DeedForm
from veralot_client.modules.quality.presenters.forms.opening import OPENINGS, OpenForm
from veralot_client.widgets.form.spec import Choice, FieldKind
from veralot_client.widgets.page import Page
from veralot_shared.contracts.quality import (
    DefectView,
    DefineDefect,
    EvaluateNcr,
    GetCase,
    ListDefects,
    QualityEvent,
    RenameDefect,
    RetireDefect,
    SaidView,
    Severity,
)
from veralot_shared.ids import DefectId


def make_defect(**fields: Any) -> DefectView:
    """Return a code in use."""
    values: dict[str, Any] = {
        "id": DefectId(3),
        "code": "NDL-BOND",
        "name": "Needle bond leaks",
        "name_zh": "针座粘接泄漏",
        "severity": Severity.MAJOR,
        "records": 4,
        "retired_at": None,
        "retired_by": None,
        "retired_by_zh": None,
        "retired_reason": "",
    }
    return DefectView(**(values | fields))


GONE = make_defect(
    id=DefectId(4), code="OLD", name="Old", name_zh="旧", retired_at=datetime(2026, 11, 1, tzinfo=UTC), retired_by="Li"
)


@pytest.fixture
def page(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> DefectsPage:
    fake_server.answer(ListDefects, lambda query: [make_defect(), *([GONE] if query.retired else [])])
    return cast("DefectsPage", show(DefectsPage(desk)))


def possible(page: DefectsPage) -> set[str]:
    names = ("define", "rename", "retire", "restore")
    return {name for name in names if page.can_perform(f"quality.{name}_defect")}


def test_codes_are_listed_retired_ones_on_request(page: DefectsPage) -> None:
    assert list(page.rows.rows) == [make_defect()]
    page.perform("quality.retired_defects")
    assert list(page.rows.rows) == [make_defect(), GONE]


def test_only_what_can_be_done_with_a_code_is_offered(page: DefectsPage) -> None:
    assert possible(page) == {"define"}
    page.table.grid.go_to(0)
    assert possible(page) == {"define", "rename", "retire"}
    page.perform("quality.retired_defects")
    page.table.grid.go_to(1)
    assert possible(page) == {"define", "rename", "restore"}


def test_a_code_is_defined(page: DefectsPage, fake_server: FakeServer) -> None:
    fake_server.answer(DefineDefect, make_defect())
    page.perform("quality.define_defect")
    dialog = open_dialog()
    for field, value in (("code", "NDL-BOND"), ("name", "Needle bond leaks"), ("name_zh", "针座粘接泄漏")):
        dialog.form.put(field, value)
    dialog.send()
    assert [one for one in fake_server.executed if isinstance(one, DefineDefect)] == [
        DefineDefect(code="NDL-BOND", name="Needle bond leaks", name_zh="针座粘接泄漏")
    ]


def test_a_form_begins_with_the_names_that_the_code_has(page: DefectsPage, fake_server: FakeServer) -> None:
    fake_server.answer(RenameDefect, make_defect(name="Bond failure"))
    page.table.grid.go_to(0)
    page.perform("quality.rename_defect")
    dialog = open_dialog()
    dialog.form.put("name", "Bond failure")
    dialog.send()
    assert [one for one in fake_server.executed if isinstance(one, RenameDefect)] == [
        RenameDefect(id=DefectId(3), name="Bond failure", name_zh="针座粘接泄漏", severity=Severity.MAJOR)
    ]


def test_a_code_is_retired_with_the_reason(page: DefectsPage, fake_server: FakeServer) -> None:
    fake_server.answer(RetireDefect, GONE)
    page.table.grid.go_to(0)
    page.perform("quality.retire_defect")
    dialog = open_dialog()
    assert set(dialog.form.values()) == {"reason"}
    dialog.form.put("reason", "Merged")
    dialog.send()
    assert [one for one in fake_server.executed if isinstance(one, RetireDefect)] == [
        RetireDefect(id=DefectId(3), reason="Merged")
    ]


def test_forms_search_the_codes_in_use_by_name_in_the_language_of_the_moment(
    desk: Services, fake_server: FakeServer
) -> None:
    fake_server.answer(ListDefects, [make_defect()])
    desk.words.switch("zh_CN")
    for fields in (
        OpenForm(desk, OPENINGS["quality.open_ncr"]).fields,
        DeedForm(desk, make_detail(), EvaluateNcr).fields,
    ):
        (field,) = [each for each in fields if each.name == "defect"]
        assert field.kind is FieldKind.RECORD
        assert field.search is not None
        assert field.search("粘接")[0][:3] == ("NDL-BOND", "针座粘接泄漏", "NDL-BOND")
    (asked,) = {one.search for one in fake_server.executed if isinstance(one, ListDefects)}
    assert asked == "粘接"


def test_the_chosen_defect_proposes_how_grave_it_usually_is(desk: Services) -> None:
    form = OpenForm(desk, OPENINGS["quality.open_ncr"])
    told: list[tuple[str, object]] = []
    form.proposed.subscribe(lambda path, value: told.append((path, value)))
    form.entered("defect", {"defect": lookups.defect(desk, make_defect())})
    form.entered("title", {"defect": lookups.defect(desk, make_defect())})
    form.entered("defect", {"defect": lookups.defect(desk, make_defect(severity=None))})
    assert told == [("severity", Severity.MAJOR)]


def test_evaluating_again_begins_with_the_code_that_the_record_has(desk: Services) -> None:
    said = SaidView(name="defect", kind="text", value="NDL-BOND", called=["Needle bond leaks", "针座粘接泄漏"])
    detail = make_detail(
        defect="NDL-BOND",
        defect_name="Bond failure",
        defect_name_zh="粘接失效",
        steps=[make_step(QualityEvent.EVALUATE, said)],
    )
    form = DeedForm(desk, detail, EvaluateNcr)
    assert form.values["defect"] == Choice("NDL-BOND", "Bond failure", "NDL-BOND")


def test_a_step_shows_the_name_that_the_code_had_then(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page]
) -> None:
    said = SaidView(name="defect", kind="text", value="NDL-BOND", called=["Needle bond leaks", "针座粘接泄漏"])
    former = SaidView(name="defect", kind="code:DefectCode", value="function")
    fake_server.answer(GetCase, make_detail())
    page = cast("RecordPage", show(RecordPage(desk, 5)))
    facts = list(page.record.facts_of(make_step(QualityEvent.OPEN, said, former)))
    assert facts == [("Defect", "Needle bond leaks"), ("Defect", "Function")]
