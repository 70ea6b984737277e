"""What failed in an inspection is reported as a nonconformity that begins with all that the inspection knows."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

import pytest

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.inspection.plant import make_detail, make_inspection
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.inspection.pages.inspection import InspectionPage
from veralot_client.modules.quality.presenters.forms.failing import FailedForm, begins_with
from veralot_client.widgets.form.spec import Choice
from veralot_client.widgets.page import Page
from veralot_shared.contracts.inspection import (
    DefectClass,
    FailureView,
    GetInspection,
    ListFailures,
    ListResults,
    ListSwitching,
)
from veralot_shared.contracts.quality import DefectCode, DefectView, ListDefects, OpenNcr, Severity, SourceKind
from veralot_shared.ids import CharacteristicId, DefectId

Settle = Callable[[], None]


def make_failure(**changes: Any) -> FailureView:
    """Return a length of which two of eighty were too long."""
    one = make_inspection()
    values: dict[str, Any] = {
        "inspection_id": one.id,
        "inspection_no": one.number,
        "lot_id": one.lot_id,
        "lot_no": one.lot_no,
        "item_id": one.item_id,
        "supplier_id": one.supplier_id,
        "customer_id": None,
        "characteristic_id": CharacteristicId(1),
        "code": "1",
        "name": "Length of the hub",
        "name_zh": "导管座长度",
        "defect_class": DefectClass.MAJOR,
        "requirement": "23.9 … 24.1 mm",
        "found": ["24.31", "24.4"],
        "unit_ids": [],
        "inspected": 80,
        "nonconforming": 2,
        "quantity": Decimal(1200),
        "unit": "pcs",
    }
    return FailureView(**(values | changes))


DIMENSION = DefectView(
    id=DefectId(1),
    code=DefectCode.DIMENSION,
    name="Dimension",
    name_zh="尺寸",
    severity=None,
    records=0,
    retired_at=None,
    retired_by=None,
    retired_by_zh=None,
    retired_reason="",
)

SURFACE = make_failure(
    characteristic_id=CharacteristicId(2),
    code="2",
    name="Surface",
    name_zh="外观",
    defect_class=DefectClass.CRITICAL,
    requirement="",
    found=["1"],
    nonconforming=1,
)


def test_the_form_begins_with_what_failed(desk: Services) -> None:
    values = begins_with(make_inspection(), [make_failure(), SURFACE], desk.words)
    assert values["title"] == "Length of the hub, Surface: lot R261120-01 failed"
    assert values["description"].splitlines() == [
        "1 Length of the hub: 2 of 80 nonconforming; required 23.9 … 24.1 mm; found 24.31, 24.4.",
        "2 Surface: 1 of 80 nonconforming.",
    ]
    assert (values["severity"], values.get("defect")) == (Severity.CRITICAL, None)
    alone = begins_with(make_inspection(), [make_failure()], desk.words)
    assert alone["severity"] is Severity.MAJOR


@pytest.mark.parametrize(
    ("failures", "offered", "proposed"),
    [
        ([make_failure()], [DIMENSION], ["尺寸"]),
        ([make_failure(), SURFACE], [DIMENSION], []),
        ([make_failure()], [], []),
    ],
)
def test_a_wrong_dimension_is_proposed_as_the_plant_calls_it(
    desk: Services,
    fake_server: FakeServer,
    failures: list[FailureView],
    offered: list[DefectView],
    proposed: list[str],
) -> None:
    desk.words.switch("zh_CN")
    fake_server.answer(ListDefects, offered)
    form = FailedForm(desk, make_inspection(), failures)
    told: list[str] = []
    form.proposed.subscribe(lambda path, value: told.append(cast("Choice", value).label) if path == "defect" else None)
    form.begin()
    assert told == proposed


def test_the_report_names_its_inspection_whatever_is_typed(desk: Services) -> None:
    form = FailedForm(desk, make_inspection(), [make_failure()])
    sent = form.message(form.values | {"source_label": "another", "lot_ids": []})
    assert isinstance(sent, OpenNcr)
    assert (sent.source_kind, sent.source_id) == (SourceKind.INSPECTION, make_inspection().id)
    assert sent.severity is Severity.MAJOR


def test_the_values_speak_chinese(desk: Services) -> None:
    desk.words.switch("zh_CN")
    values = begins_with(make_inspection(), [make_failure()], desk.words)
    assert values["title"] == "导管座长度：批 R261120-01 不合格"
    assert "80 中 2 不合格" in values["description"]


@pytest.mark.requirement("I-55")
def test_it_is_offered_on_the_page_of_the_inspection(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page]
) -> None:
    fake_server.answer(GetInspection, make_detail())
    fake_server.answer(ListResults, [])
    fake_server.answer(ListSwitching, [])
    fake_server.answer(ListFailures, [make_failure()])
    page = show(InspectionPage(desk, 7))
    desk.actions.enter_page("inspection.page", page)
    assert desk.actions.run("quality.open_ncr_failed")
    assert "IN-2026-00007" in str(open_dialog().form.values())
