"""What a quality record offers next: what cannot be done yet and why, what stands out, where a form begins."""

import re
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from tests.client.modules.conftest import open_dialog
from tests.client.modules.quality.conftest import Open
from tests.client.modules.quality.records import make_detail, make_line, make_step, texts
from veralot_client.core.services import Services
from veralot_client.modules.quality.actions import PAGE
from veralot_client.modules.quality.presenters.catalogue import BY_VERB
from veralot_client.modules.quality.presenters.forms.base import DeedForm
from veralot_shared.contracts.quality import (
    MACHINES,
    OVER,
    AddLots,
    AgreementMissing,
    CaseKind,
    HindranceView,
    LineState,
    LotRole,
    QualityEvent,
    QualityStatus,
    SaidView,
)
from veralot_shared.errors import CodedError, Reason, Sentence

WESTERN = re.compile("[\u4e00-\u9fff][,;:] |[,;:] [\u4e00-\u9fff]|。 ")
"""Punctuation that Chinese does not have between Chinese words."""


# --- what cannot be done yet -----------------------------------------------------------------------------------------


def refused(*errors: CodedError, event: QualityEvent = QualityEvent.EXECUTE) -> list[HindranceView]:
    return [HindranceView(event=event, why=[Reason.of(error) for error in errors])]


CONSENT = AgreementMissing(number="NCR-2026-0005", missing=[Sentence("The customer has not consented yet.")])


def test_a_line_that_waits_for_consent_is_disabled_and_says_why(open_page: Open, desk: Services) -> None:
    fields = {"status": QualityStatus.DISPOSITIONED, "lines": [make_line()], "needs_consent": True}
    page = open_page(**fields, hindered=refused(CONSENT))
    button = page.bar.button("quality.execute_line")
    assert not page.can_perform("quality.execute_line")
    assert button.isVisible()
    assert not button.isEnabled()
    said = "The disposition of NCR-2026-0005 cannot be carried out yet. The customer has not consented yet."
    assert button.toolTip() == said
    assert button.accessibleDescription() == said, "a screen reader says it too"
    desk.words.switch("zh_CN")
    page.bar.retranslate()
    assert "客户" in button.toolTip()


def test_it_is_enabled_again_once_nothing_is_missing(open_page: Open) -> None:
    page = open_page(status=QualityStatus.DISPOSITIONED, lines=[make_line()])
    button = page.bar.button("quality.execute_line")
    assert button.isEnabled()
    assert button.accessibleDescription() == ""
    assert button.toolTip().startswith("By the real movement")


@pytest.mark.parametrize(
    ("fields", "action", "said"),
    [
        ({}, "quality.close_ncr", "The record is “Open”. This is done while it is: Verified"),
        ({}, "quality.plan_capa", "Only with: CAPA"),
        ({}, "quality.ncr_from", "This is a nonconformity already."),
        ({}, "quality.disclose", "Nothing is known of who complained."),
        (
            {"status": QualityStatus.DISPOSITIONED, "lines": [make_line(apart=False)]},
            "quality.execute_line",
            "Divide the lot by its lines first.",
        ),
        (
            {"status": QualityStatus.EXECUTING, "lines": [make_line(state=LineState.REPORTED)]},
            "quality.report_line",
            "No line is being reworked, repaired or sorted. Carry out such a line first.",
        ),
        (
            {"kind": CaseKind.DEVIATION, "status": QualityStatus.ACTIONS},
            "quality.finish_action",
            "None of the actions that are left is yours.",
        ),
    ],
)
def test_every_action_says_why_it_cannot_be_done(
    open_page: Open, desk: Services, fields: dict[str, Any], action: str, said: str
) -> None:
    page = open_page(**fields)
    desk.actions.enter_page(PAGE, page)
    assert not page.can_perform(action)
    assert desk.actions.why_not(desk.actions.find(action)) == said
    desk.actions.enter_page("", None)


@pytest.mark.parametrize("kind", list(CaseKind))
def test_no_action_is_silent_about_why_not(open_page: Open, kind: CaseKind) -> None:
    states = {state for state, _ in MACHINES[kind]} | {state for state in OVER if state in MACHINES[kind].values()}
    for status in sorted(states):
        page = open_page(kind=kind, status=status)
        silent = [name for name in BY_VERB if not page.can_perform(name) and not page.why_not(name)]
        assert silent == [], status
        assert not [name for name in BY_VERB if page.can_perform(name) and page.why_not(name)]


def test_chinese_joins_texts_as_chinese_does(open_page: Open, desk: Services) -> None:
    desk.words.switch("zh_CN")
    row = [
        {"name": "lot_id", "kind": "text", "value": "R1"},
        {"name": "disposition", "kind": "code:LineDisposition", "value": "scrap"},
    ]
    said = [
        SaidView(name="lines", kind="rows", value=[row]),
        SaidView(name="lot_id", kind="texts", value=["R1", "R2"]),
    ]
    page = open_page(
        steps=[make_step(QualityEvent.DISPOSE, *said)],
        status=QualityStatus.DISPOSITIONED,
        needs_engineering=True,
        needs_consent=True,
        hindered=refused(CONSENT),
    )
    found = texts(page) | {page.notice.text, page.bar.button("quality.execute_line").toolTip()}
    assert any(text.startswith("• ") and "：R1、" in text for text in found), found
    assert "R1、R2" in found
    assert [text for text in found if WESTERN.search(text)] == []


# --- where one begins ------------------------------------------------------------------------------------------------


def test_the_disposition_begins_where_something_must_be_chosen(open_page: Open, qapp: QApplication) -> None:
    page = open_page(status=QualityStatus.UNDER_EVALUATION)
    page.perform("quality.dispose_ncr")
    dialog = open_dialog()
    qapp.processEvents()
    chosen = dialog.form.editor("lines[0].disposition")
    assert chosen is not None
    assert dialog.form.focusWidget() in {chosen, *chosen.findChildren(QWidget)}


def test_a_form_shows_what_holds_where_nobody_chooses(desk: Services) -> None:
    assert DeedForm(desk, make_detail(), AddLots).values["role"] is LotRole.SUBJECT


def test_what_was_decided_already_does_not_stand_out(open_page: Open) -> None:
    complaint = {"kind": CaseKind.COMPLAINT}
    page = open_page(**complaint, status=QualityStatus.TRIAGED)
    assert page.bar.button("quality.decide_reportability").property("kind") == "primary"
    page = open_page(**complaint, status=QualityStatus.REPORTABILITY_DECIDED)
    assert page.bar.button("quality.decide_reportability").property("kind") is None
    assert page.bar.button("quality.request_sample").property("kind") == "primary"


def test_a_quantity_that_was_said_has_its_unit(open_page: Open) -> None:
    row = [{"name": "quantity", "kind": "quantity", "value": ["15", "pcs"]}]
    page = open_page(steps=[make_step(QualityEvent.DISPOSE, SaidView(name="lines", kind="rows", value=[row]))])
    assert "• Quantity: 15\N{NO-BREAK SPACE}pcs" in texts(page)
