"""Rules and types: lists and forms."""

from typing import Any, cast

import pytest

from tests.client.modules.attachments.conftest import TYPES
from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.plant import NOW
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.attachments.pages.rules import RulesPage
from veralot_client.modules.attachments.pages.types import TypesPage
from veralot_client.modules.attachments.presenters.rules import NO_SCOPE, EndRuleForm, RequireForm
from veralot_client.modules.attachments.presenters.types import CreateTypeForm, EditTypeForm
from veralot_client.widgets.form.spec import Choice, Flaw, Values, Wrong
from veralot_client.widgets.page import Page
from veralot_shared.contracts.attachments import (
    CreateFileType,
    EndFileRule,
    FileGate,
    FileRuleView,
    FileTargetKind,
    ListFileRules,
    RequireFile,
    UpdateFileType,
)
from veralot_shared.errors import RecordChanged
from veralot_shared.ids import AttachmentRuleId, ItemId


def make_rule(key: int = 1, **changes: Any) -> FileRuleView:
    """Return a rule on an item."""
    values: dict[str, Any] = {
        "id": AttachmentRuleId(key),
        "type_id": TYPES[0].id,
        "type_name": TYPES[0].name,
        "type_name_zh": TYPES[0].name_zh,
        "gate": FileGate.RELEASE,
        "bound_to": FileTargetKind.LOT,
        "item_id": ItemId(4),
        "item_code": "CP-HUB",
        "item_kind": None,
        "supplier_id": None,
        "supplier": None,
        "supplier_zh": None,
        "made_at": NOW,
        "made_by": "Zhou Ling",
        "made_by_zh": "周玲",
        "ended_at": None,
        "ended_by": None,
        "ended_by_zh": None,
        "ended_reason": "",
    }
    return FileRuleView(**(values | changes))


def entries(**changes: Any) -> Values:
    found: Values = {"type_id": TYPES[0].id, "gate": FileGate.RELEASE, "bound_to": FileTargetKind.LOT}
    return found | {"item_id": None, "item_kind": None, "supplier_id": None} | changes


def test_a_file_is_required(services: Services) -> None:
    form = RequireForm(services)
    form.begin()
    command = form.checked(entries(item_id=Choice(4, "CP-HUB")))
    assert command == RequireFile(type_id=TYPES[0].id, item_id=ItemId(4))
    assert form.said(make_rule()) == "Certificate of analysis is required from now on."
    with pytest.raises(Wrong) as wrong:
        form.checked(entries())
    assert wrong.value.flaws == (Flaw("item_id", NO_SCOPE),)


def test_rules_are_listed_and_an_ended_one_is_not_ended_again(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page]
) -> None:
    ended = make_rule(2, type_name="Drawing", ended_at=NOW, ended_by="Zhou Ling", ended_reason="revision B")
    fake_server.answer(ListFileRules, [make_rule(), ended])
    page = cast("RulesPage", show(RulesPage(desk)))
    assert page.table.model.rowCount() == 2
    page.table.grid.go_to(0)
    assert page.can_perform("attachments.end_rule")
    page.perform("attachments.end_rule")
    assert open_dialog().heading.text() == "End the rule on Certificate of analysis"
    page.table.grid.go_to(1)
    assert not page.can_perform("attachments.end_rule")
    assert EndRuleForm(desk, make_rule()).checked({"reason": "no more"}) == EndFileRule(
        id=make_rule().id, reason="no more"
    )


def test_types_are_listed_made_and_changed(desk: Services, show: ShowPage[Page]) -> None:
    page = cast("TypesPage", show(TypesPage(desk)))
    assert page.table.model.rowCount() == len(TYPES)
    assert CreateTypeForm(desk).checked({"code": "dose", "name": "Dose map", "name_zh": ""}) == CreateFileType(
        code="dose", name="Dose map"
    )
    form = EditTypeForm(desk, TYPES[0])
    form.changed_meanwhile(RecordChanged(kind="file type", key="coa", changed_by="x", differences=[], version=5))
    assert form.checked({"name": "CoA", "name_zh": "", "active": False}) == UpdateFileType(
        id=TYPES[0].id, version=5, name="CoA", name_zh="", active=False
    )
