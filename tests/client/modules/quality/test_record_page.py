"""The page of a quality record: what it shows, what it offers, what it sends."""

from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import pytest

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.quality.conftest import Open
from tests.client.modules.quality.records import make_case, make_detail, make_line, make_step, texts
from tests.client.stand_ins import Opened
from tests.fakes import FakeServer
from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.core.session import Session
from veralot_client.modules.quality import MODULE
from veralot_client.modules.quality.pages.agreements import AgreementsPage
from veralot_client.modules.quality.pages.causes import Fishbone
from veralot_client.modules.quality.pages.escalations import EscalationsPage
from veralot_client.modules.quality.pages.record import RecordPage
from veralot_client.modules.quality.pages.records import RecordsPage
from veralot_client.modules.quality.presenters.catalogue import BY_VERB, DEED_TEXTS
from veralot_client.modules.quality.presenters.forms import derive
from veralot_client.modules.quality.presenters.forms.base import DeedForm
from veralot_client.modules.quality.presenters.forms.opening import OPENINGS, SOURCES, OpenForm, SubjectForm
from veralot_client.modules.quality.presenters.forms.rules import EscalationsForm
from veralot_client.widgets.form.spec import Choice, FieldKind
from veralot_client.widgets.page import Page
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.quality import (
    DEEDS,
    AgreementView,
    AssessImpact,
    CancelNcr,
    CancelScar,
    CancelTest,
    CaseDetail,
    CaseKind,
    ContainNcr,
    DisposeNcr,
    EscalationEntry,
    EscalationView,
    GetCase,
    LineDisposition,
    LineState,
    ListAgreements,
    ListCases,
    ListEscalations,
    OpenNcr,
    Permission,
    PrintCase,
    QualityChanged,
    QualityEvent,
    QualityStatus,
    SaidView,
    SetEscalations,
    SourceKind,
)
from veralot_shared.ids import CaseId, LineId, LotId
from veralot_shared.messages import Event


def hear(services: Services, event: Event) -> None:
    services.changes._observers[event.name].tell(event)  # noqa: SLF001 - what the listener's thread calls


# --- showing ---------------------------------------------------------------------------------------------------------


def test_the_head_and_the_steps_say_what_happened(open_page: Open) -> None:
    said = SaidView(name="containment", kind="text", value="In the locked cage")
    page = open_page(steps=[make_step(), make_step(QualityEvent.CONTAIN, said)])
    assert page.title() == "NCR-2026-0005"
    assert {"NCR-2026-0005", "Open", "Major", "Contain", "In the locked cage"} <= texts(page)
    assert page.notice.text == "Next: Contain · due 23 Nov 2026"


def test_the_page_speaks_chinese(open_page: Open, desk: Services) -> None:
    page = open_page()
    desk.words.switch("zh_CN")
    page.retranslate()
    assert {"严重（B）", "开立"} <= texts(page)


def test_rows_and_flags_of_a_step_are_told_in_words(open_page: Open) -> None:
    row = [
        {"name": "lot_id", "kind": "text", "value": "R1"},
        {"name": "disposition", "kind": "code:LineDisposition", "value": "scrap"},
    ]
    lines = SaidView(name="lines", kind="rows", value=[row])
    flag = SaidView(name="passed", kind="flag", value=True)
    page = open_page(steps=[make_step(QualityEvent.DISPOSE, lines, flag)])
    assert {"• Lot: R1, Disposition: Scrap", "Yes"} <= texts(page)


def test_it_is_read_again_when_somebody_goes_on_with_it(
    open_page: Open, fake_server: FakeServer, desk: Services
) -> None:
    page = open_page()
    fake_server.answer(GetCase, make_detail(status=QualityStatus.CONTAINED))
    hear(desk, QualityChanged(case_ids=[CaseId(9)]))
    assert page.header.status.text() == "Open", "another record's matter"
    hear(desk, QualityChanged(case_ids=[CaseId(5)]))
    assert page.header.status.text() == "Contained"


# --- offering --------------------------------------------------------------------------------------------------------


def offered(page: RecordPage) -> set[str]:
    return {name.removeprefix("quality.") for name in BY_VERB if page.can_perform(name)}


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({}, {"contain_ncr", "cancel_ncr"}),
        ({"status": QualityStatus.DISPOSITIONED, "lines": [make_line()]}, {"execute_line", "reject_disposition"}),
        (
            {"status": QualityStatus.DISPOSITIONED, "lines": [make_line(apart=False)], "needs_consent": True},
            {"segregate_ncr", "consent_disposition", "reject_disposition"},
        ),
        ({"status": QualityStatus.EXECUTING, "lines": [make_line(state=LineState.ORDERED)]}, {"report_line"}),
        ({"status": QualityStatus.EXECUTING, "lines": [make_line(state=LineState.REPORTED)]}, {"verify_line"}),
        (
            {
                "status": QualityStatus.EXECUTING,
                "lines": [make_line(), make_line(id=LineId(8), state=LineState.ORDERED)],
            },
            {"execute_line", "report_line", "reject_disposition"},
        ),
        ({"status": QualityStatus.CLOSED}, set()),
    ],
)
def test_only_what_can_work_is_offered(open_page: Open, fields: dict[str, Any], names: set[str]) -> None:
    always = set() if fields.get("status") is QualityStatus.CLOSED else TENDED
    assert offered(open_page(**fields)) == names | always


TENDED = {"assign_case", "add_lots", "link_cases", "notify_customer"}


def test_every_deed_has_its_words_and_a_form(desk: Services) -> None:
    assert set(DEED_TEXTS) == set(DEEDS)
    for message, (kinds, _) in DEEDS.items():
        detail = make_detail(kind=min(kinds), lines=[make_line()])
        form = DeedForm(desk, detail, message)
        assert form.fields, message
        assert form.heading().startswith("NCR-2026-0005: ")
    for opening in OPENINGS.values():
        assert OpenForm(desk, opening).fields


# --- sending ---------------------------------------------------------------------------------------------------------


def test_a_form_sends_its_message_and_shows_the_answer(open_page: Open, fake_server: FakeServer) -> None:
    page = open_page()
    fake_server.answer(ContainNcr, make_detail(status=QualityStatus.CONTAINED))
    page.perform("quality.contain_ncr")
    dialog = open_dialog()
    dialog.form.put("containment", "In the cage")
    dialog.send()
    assert [one for one in fake_server.executed if isinstance(one, ContainNcr)] == [
        ContainNcr(case_id=CaseId(5), containment="In the cage")
    ]
    assert page.header.status.text() == "Contained"


def test_the_disposition_begins_with_all_that_is_on_hand(desk: Services) -> None:
    form = DeedForm(desk, make_detail(status=QualityStatus.UNDER_EVALUATION), DisposeNcr)
    (row,) = form.values["lines"]
    assert row == {"lot_id": LotId(7), "quantity": Decimal(75)}
    entered = {**row, "disposition": LineDisposition.SCRAP, "justification": "Specks", "instruction": ""}
    message = form.message({"lines": [entered], "comment": ""})
    assert isinstance(message, DisposeNcr)
    assert (message.lines[0].quantity, message.lines[0].disposition) == (Decimal(75), LineDisposition.SCRAP)


def test_what_is_cancelled_is_no_inspection_in_chinese_either(desk: Services) -> None:
    desk.words.switch("zh_CN")
    titles = [desk.words.text(DEED_TEXTS[message].title) for message in (CancelScar, CancelTest, CancelNcr)]
    assert titles == ["取消供应商纠正措施要求…", "取消纠正确认测试…", "作为误报取消…"]


def test_an_assessment_begins_with_the_lots_that_the_deviation_names(desk: Services) -> None:
    detail = make_detail(kind=CaseKind.DEVIATION, status=QualityStatus.CLASSIFIED)
    form = DeedForm(desk, detail, AssessImpact)
    message = form.message({**form.values, "impact": "One batch"})
    assert isinstance(message, AssessImpact)
    assert message.lot_ids == [LotId(7)]


def test_a_nonconformity_is_reported_from_a_lot(desk: Services) -> None:
    form = OpenForm(desk, OPENINGS["quality.open_ncr"], lot_id=7)
    lot = Choice(7, "R1")
    message = form.message({"title": "X", "description": "Y", "lot_ids": [{"lot_id": lot}], **form.values})
    assert isinstance(message, OpenNcr)
    assert (message.lot_ids, message.source_kind) == ([LotId(7)], SourceKind.LOT)


def test_a_nonconformity_comes_from_another_record_with_all_that_that_knows(open_page: Open, desk: Services) -> None:
    fields = {"kind": CaseKind.COMPLAINT, "status": QualityStatus.INVESTIGATION}
    assert open_page(**fields).can_perform("quality.ncr_from")
    assert not open_page().can_perform("quality.ncr_from")
    detail = make_detail(**fields, defect="NDL", defect_name="Needle", defect_name_zh="针", item_id=4, item_code="SF")
    form = OpenForm(desk, OPENINGS["quality.open_ncr"], origin=detail)
    made = form.message(form.values | {"description": "Leaks"})
    assert isinstance(made, OpenNcr)
    assert (made.from_id, made.lot_ids, made.defect, made.item_id) == (CaseId(5), [LotId(7)], "NDL", 4)


@pytest.mark.parametrize("kind", sorted(SOURCES))
def test_a_nonconformity_is_reported_of_whatever_a_page_is_about(desk: Services, kind: str) -> None:
    form = SubjectForm(desk, Subject(kind, 12, "X-12"))
    made = form.message(form.values | {"title": "Odd", "description": "Leaks", "source_label": "typed over"})
    assert isinstance(made, OpenNcr)
    assert (made.source_kind, made.source_id) == (SOURCES[kind], 12)
    assert (made.item_id is not None) is (kind == "item")


def test_fields_follow_from_the_messages_types(desk: Services) -> None:
    fields = {field.name: field for field in derive.fields_of(desk, OpenNcr, {})}
    assert fields["title"].kind is FieldKind.TEXT
    assert fields["title"].required
    assert fields["lot_ids"].kind is FieldKind.LINES
    assert fields["severity"].kind is FieldKind.CHOICE
    assert not fields["severity"].required
    assert "source_id" not in fields


# --- lists and charts ------------------------------------------------------------------------------------------------


def test_the_list_opens_a_record_and_shows_closed_ones_on_request(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page]
) -> None:
    fake_server.answer(ListCases, lambda query: [] if query.page.offset else [make_case()])
    page = cast("RecordsPage", show(RecordsPage(desk)))
    page.perform("quality.only_open")
    asked = [one.open_only for one in fake_server.executed if isinstance(one, ListCases)]
    assert (asked[0], asked[-1]) == (True, False)
    page.table.chosen.emit(make_case())
    assert cast("Opened", desk.navigator).places[-1] == ("quality", 5)


def test_agreements_are_listed(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(ListAgreements, [])
    page = show(AgreementsPage(desk))
    assert page.title() == "Customers' agreements"


def test_a_customer_reads_what_is_agreed_and_changes_none_of_it(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    (panel,) = [one for one in MODULE.panels if one.id == "quality.agreements"]
    assert panel.permission is Permission.READ
    shown: list[object] = []
    monkeypatch.setattr("veralot_client.modules.quality.pages.agreements.show_form", lambda *given: shown.append(given))
    held = AgreementView(customer_id=None, consent_concession=True, consent_rework=False, notice_hours=24)
    fake_server.answer(ListAgreements, [held])
    page = cast("AgreementsPage", show(AgreementsPage(desk)))
    page.table.chosen.emit(held)
    assert len(shown) == 1
    monkeypatch.setattr(Session, "permissions", frozenset({Permission.READ}))
    page.table.chosen.emit(held)
    assert len(shown) == 1


def test_levels_of_escalation_are_listed_and_changed(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page]
) -> None:
    level = EscalationView(level=1, after_days=2, role=Role.QUALITY_HEAD)
    fake_server.answer(ListEscalations, [level])
    page = cast("EscalationsPage", show(EscalationsPage(desk)))
    assert list(page.rows.rows) == [level]
    form = EscalationsForm(desk, page.source.rows)
    entry = EscalationEntry(after_days=2, role=Role.QUALITY_HEAD)
    assert form.message(form.values) == SetEscalations(levels=[entry])


def test_a_record_is_saved_as_pdf(open_page: Open, fake_server: FakeServer, tmp_path: Path) -> None:
    content = b"%PDF-1.7"
    file = FileView(name="NCR.pdf", media_type="application/pdf", content=content, sha256=sha256(content).hexdigest())
    fake_server.answer(PrintCase, file)
    page = open_page()
    page.perform("quality.print")
    assert [one.case_id for one in fake_server.executed if isinstance(one, PrintCase)] == [page.record.case_id]
    page.record.save(file, tmp_path / "NCR.pdf")
    assert (tmp_path / "NCR.pdf").read_bytes() == content


def test_the_causes_are_drawn_and_told(open_page: Open) -> None:
    cause = [
        {"name": "branch", "kind": "code:Branch", "value": "machine"},
        {"name": "cause", "kind": "text", "value": "Lamp aged"},
        {"name": "likely", "kind": "flag", "value": True},
    ]
    said = SaidView(name="causes", kind="rows", value=[cause])
    page = open_page(
        kind=CaseKind.CAPA, status=QualityStatus.INVESTIGATION, steps=[make_step(QualityEvent.INVESTIGATE, said)]
    )
    page.tabs.setCurrentIndex(page.tabs.indexOf(page.causes))
    bones = page.causes.findChild(Fishbone)
    assert bones is not None
    assert "Machine: Lamp aged" in bones.accessibleName()
    assert not bones.grab().isNull()


def test_a_long_cause_is_read_whole_on_a_narrow_screen(open_page: Open) -> None:
    long = "The maintenance plan of the bonding station names neither the lamp nor the hours after which it is replaced"

    def drawn(text: str) -> Fishbone:
        cells = {"branch": "method", "cause": text, "likely": True}
        row = [{"name": name, "kind": "text", "value": value} for name, value in cells.items()]
        said = SaidView(name="causes", kind="rows", value=[row])
        page = open_page(
            kind=CaseKind.CAPA, status=QualityStatus.INVESTIGATION, steps=[make_step(QualityEvent.INVESTIGATE, said)]
        )
        bones = page.causes.findChild(Fishbone)
        assert bones is not None
        return bones

    short, whole = drawn("No plan"), drawn(long)
    assert whole.heightForWidth(860) > short.heightForWidth(860) > 0
    assert whole.heightForWidth(480) > whole.heightForWidth(1900), "it wraps as often as the width asks for"
    assert whole.minimumSizeHint().height() == whole.heightForWidth(whole.width())


def test_details_are_what_the_pages_take(open_page: Open) -> None:
    page = open_page()
    assert isinstance(page.record.detail, CaseDetail)
    assert [subject[:2] for subject in page.subjects()] == [("quality", 5)]
