"""Forms and their dialog: nothing typed is lost, and what is wrong stands at its field."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.client.modules.plant import make_partner
from tests.client.stand_ins import Shown
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.widgets.form.dialog import FormDialog
from veralot_client.widgets.form.editors.lines import LinesEdit
from veralot_client.widgets.form.editors.make import make_editor
from veralot_client.widgets.form.form import Form
from veralot_client.widgets.form.presenter import FormPresenter, entry_of
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Flaw, Values, Wrong
from veralot_client.widgets.values import NOTHING, both_sides
from veralot_shared.contracts.items import PartnerView, UpdatePartner
from veralot_shared.errors import FieldDifference, MessageInvalid, RecordChanged, Sentence, ServerBusy, ValueNotAllowed

LINES = (
    Field(name="lot", label="Lot"),
    Field(name="quantity", label="Quantity", kind=FieldKind.QUANTITY, required=False),
)


class PartnerForm(FormPresenter[PartnerView]):
    title = "Edit partner"
    button = "Save"
    explain = "The address stands on every shipment."

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.version = 1
        self.values = {"name": "Taihu", "active": True}
        self.fields = (
            Field(name="name", label="&Name"),
            Field(name="address", label="&Address", kind=FieldKind.NOTE, required=False),
            Field(
                name="country",
                label="&Country",
                kind=FieldKind.CHOICE,
                choices=(Choice("CN", "China"), Choice("DE", "Germany")),
            ),
            Field(name="since", label="Supplier &since", kind=FieldKind.DATE, required=False),
            Field(name="limit", label="&Limit", kind=FieldKind.QUANTITY, required=False, unit="pcs"),
            Field(name="active", label="Acti&ve", kind=FieldKind.FLAG),
            Field(name="lines", label="L&ines", kind=FieldKind.LINES, required=False, columns=LINES),
        )

    def message(self, values: Values) -> UpdatePartner:
        if values["name"] == "nobody":
            raise Wrong(Flaw("name", "This is nobody."), Flaw("lines[1].lot", "This lot is unknown."))
        return UpdatePartner(
            id=make_partner().id,
            version=self.version,
            name=values["name"],
            name_zh="",
            address=values["address"],
            country=values["country"],
            active=values["active"],
        )

    def changed_meanwhile(self, error: RecordChanged) -> None:
        self.version = error.version

    def summary(self, values: Values) -> str:
        return f"{len(values.get('lines', []))} lines"

    def said(self, reply: PartnerView) -> str:
        return f"{reply.name} is saved."


@pytest.fixture
def dialog(qapp: QApplication, services: Services) -> Iterator[FormDialog]:
    """An open dialog; it deletes itself when it is closed."""
    made = FormDialog(services, PartnerForm(services))
    made.show()
    yield made
    if isValid(made):
        made.accept()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def form(dialog: FormDialog) -> Form:
    return dialog.form


def test_a_form_that_goes_with_its_window_is_told_nothing_more(qapp: QApplication, services: Services) -> None:
    window = QWidget()
    left = FormDialog(services, PartnerForm(services), window)
    left.show()
    type_name(left.form, "Taihu East")
    window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(left), "the session has ended"
    services.words.switch("zh_CN")
    services.words.switch("en")


def type_name(form: Form, text: str) -> None:
    """Type a name as a person does."""
    line: Any = form.editor("name")
    line.line.selectAll()
    QTest.keyClicks(line.line, text)


def complete(form: Form) -> None:
    form.put("country", "CN")


def test_what_is_missing_is_said_at_its_field(dialog: FormDialog, fake_server: FakeServer) -> None:
    type_name(dialog.form, " ")
    dialog.send()
    assert dialog.form.flaw_at("name") == "Please fill this in."
    assert dialog.form.flaw_at("country") == "Please fill this in."
    assert not dialog.form.flaw_at("address")
    assert not fake_server.calls, "nothing was sent"


def test_the_first_flaw_gets_the_keyboard(qtbot: QtBot, dialog: FormDialog) -> None:
    dialog.activateWindow()
    dialog.send()
    editor = dialog.form.editor("country")
    assert editor is not None
    target = editor.focusProxy()
    qtbot.waitUntil(lambda: target is not None and target.hasFocus())


def test_what_cannot_be_read_is_said_and_not_sent(dialog: FormDialog, fake_server: FakeServer) -> None:
    complete(dialog.form)
    cast("Any", dialog.form.editor("since")).line.setText("31.13.2026")
    dialog.send()
    assert "not a date" in dialog.form.flaw_at("since")
    assert not fake_server.calls


def test_a_refusal_stands_at_the_field_that_it_names(dialog: FormDialog, fake_server: FakeServer) -> None:
    complete(dialog.form)
    fake_server.answer(UpdatePartner, ValueNotAllowed(value="Taihu", rule="It is taken.", field="name"))
    dialog.send()
    assert "It is taken." in dialog.form.flaw_at("name")
    assert dialog.isVisible()
    type_name(dialog.form, "Dianchi")
    assert not dialog.form.flaw_at("name"), "typing on takes the complaint away"


def test_a_refused_field_is_called_as_the_form_calls_it(dialog: FormDialog, fake_server: FakeServer) -> None:
    complete(dialog.form)
    wrong = [Sentence("Enter a text of no more than {count} characters.", {"count": "40"})]
    fake_server.answer(UpdatePartner, MessageInvalid(problem=wrong, field="since"))
    dialog.send()
    assert dialog.form.flaw_at("since") == "Supplier since: Enter a text of no more than 40 characters."
    fake_server.answer(UpdatePartner, MessageInvalid(problem=wrong, field="lines[0].lot"))
    dialog.form.put("lines", [{"lot": "R1"}])
    dialog.send()
    lines = cast("LinesEdit", dialog.form.editor("lines"))
    assert lines.lines[0].error.text() == "Lot: Enter a text of no more than 40 characters."


def test_a_refusal_of_no_field_stands_above_the_form(dialog: FormDialog, fake_server: FakeServer) -> None:
    complete(dialog.form)
    fake_server.answer(UpdatePartner, ServerBusy())
    dialog.send()
    assert "busy" in dialog.form.notice.text


def test_several_flaws_stand_each_at_its_place(form: Form, dialog: FormDialog) -> None:
    complete(form)
    type_name(form, "nobody")
    form.put("lines", [{"lot": "R1"}, {"lot": "R2"}])
    dialog.send()
    lines = cast("LinesEdit", form.editor("lines"))
    assert form.flaw_at("name") == "This is nobody."
    assert [line.error.text() for line in lines.lines] == ["", "This lot is unknown."]


def test_what_is_done_is_said_and_the_dialog_closes(
    dialog: FormDialog, services: Services, fake_server: FakeServer
) -> None:
    complete(dialog.form)
    fake_server.answer(UpdatePartner, make_partner(name="Taihu"))
    dialog.send()
    assert not dialog.isVisible()
    assert cast("Shown", services.notices).texts == ["Taihu is saved."]


def test_nothing_typed_is_lost_while_the_server_is_away(dialog: FormDialog, fake_server: FakeServer) -> None:
    complete(dialog.form)
    type_name(dialog.form, "Dianchi")
    fake_server.stop()
    dialog.send()
    assert dialog.isVisible()
    assert "cannot be reached" in dialog.form.notice.text
    assert dialog.form.values()["name"] == "Dianchi"
    fake_server.answer(UpdatePartner, make_partner(name="Dianchi"))
    fake_server.start()
    dialog.send()
    assert cast("UpdatePartner", fake_server.executed[-1]).name == "Dianchi"


def test_a_form_cannot_be_sent_while_the_server_is_known_to_be_away(dialog: FormDialog, services: Services) -> None:
    for _attempt in range(4):
        services.connection.lost()
    assert not dialog.submit.isEnabled()
    assert "kept" in dialog.form.notice.text
    services.connection.opened()
    assert dialog.submit.isEnabled()


def test_a_person_is_asked_before_typed_text_is_thrown_away(dialog: FormDialog, services: Services) -> None:
    notices = cast("Shown", services.notices)
    notices.yes = False
    type_name(dialog.form, "Dianchi")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert notices.questions
    notices.yes = True
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_form_in_which_nothing_was_typed_closes_at_once(dialog: FormDialog, services: Services) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not cast("Shown", services.notices).questions


def test_control_enter_sends_from_any_field(dialog: FormDialog, fake_server: FakeServer) -> None:
    complete(dialog.form)
    fake_server.answer(UpdatePartner, make_partner())
    area = cast("Any", dialog.form.editor("address")).area
    QTest.keyClick(area, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(fake_server.executed) == 1


def changed(version: int = 7) -> RecordChanged:
    differences = [FieldDifference("name", "Taihu", "Taihu Plastics"), FieldDifference("since", None, "2026-05-31")]
    return RecordChanged(kind="partner", key="S07", changed_by="Cao Rui", version=version, differences=differences)


def test_the_second_of_two_is_told_and_shown_the_difference(dialog: FormDialog, fake_server: FakeServer) -> None:
    complete(dialog.form)
    fake_server.answer(UpdatePartner, changed())
    dialog.send()
    shown = [cell.text() for cell in dialog.differences.cells]
    assert dialog.differences.isVisible()
    assert {"Taihu", "Taihu Plastics", "31 May 2026", "Cao Rui saved"} <= set(shown)
    fake_server.answer(UpdatePartner, make_partner())
    dialog.send()
    assert cast("UpdatePartner", fake_server.executed[-1]).version == 7, "pressing again means: mine, knowing theirs"


def test_what_the_other_saved_can_be_taken_over(dialog: FormDialog, fake_server: FakeServer) -> None:
    complete(dialog.form)
    fake_server.answer(UpdatePartner, changed())
    dialog.send()
    QTest.mouseClick(dialog.differences.theirs, Qt.MouseButton.LeftButton)
    assert dialog.form.values()["name"] == "Taihu Plastics"
    assert dialog.form.values()["since"] == date(2026, 5, 31)


def test_a_record_in_the_difference_is_called_as_people_call_it(services: Services) -> None:
    one = FieldDifference("customer_id", 5, 7, "One Medical", "壹医疗", "Two Medical", "贰医疗")
    assert both_sides(one, services.words) == ("One Medical", "Two Medical")
    services.words.switch("zh_CN")
    assert both_sides(one, services.words) == ("壹医疗", "贰医疗")
    assert both_sides(FieldDifference("name", "A", None), services.words) == ("A", NOTHING)


def test_a_record_that_the_other_saved_is_taken_over_by_its_name() -> None:
    owner = Field(name="owner_id", label="Owner", kind=FieldKind.RECORD)
    assert entry_of(7, owner, "Li Na") == Choice(7, "Li Na")
    assert entry_of(None, owner) is None


# --- lines -----------------------------------------------------------------------------------------------------------


def test_lines_in_which_nothing_is_entered_do_not_count(form: Form) -> None:
    lines = cast("LinesEdit", form.editor("lines"))
    lines.add_line()
    cast("Any", form.editor("lines[0].lot")).line.setText("R1")
    assert form.values()["lines"] == [{"lot": "R1", "quantity": None}]
    assert form.summary.text() == "0 lines"
    form.put("lines[0].quantity", Decimal(5))
    assert form.summary.text() == "1 lines"


def test_lines_can_be_added_and_taken_out(form: Form) -> None:
    lines = cast("LinesEdit", form.editor("lines"))
    form.put("lines", [{"lot": "R1"}, {"lot": "R2"}, {"lot": "R3"}])
    lines.lines[1].remove.click()
    assert [line["lot"] for line in lines.value()] == ["R1", "R3"]
    for button in [line.remove for line in lines.lines]:
        button.click()
    assert len(lines.lines) == 1, "there is always a line to type in"


@pytest.mark.usefixtures("qapp")
def test_a_field_of_a_line_is_there_where_another_asks_for_it(services: Services) -> None:
    ways = (Choice("scrap", "Scrap"), Choice("rework", "Rework"))
    columns = (
        Field(name="way", label="Way", kind=FieldKind.CHOICE, choices=ways),
        Field(name="how", label="How", asked=("way", frozenset({"rework"}))),
        Field(name="much", label="Much", kind=FieldKind.QUANTITY, asked=("way", frozenset({"rework"}))),
    )
    edit = LinesEdit(Field(name="lines", label="Lines", kind=FieldKind.LINES, columns=columns), services, make_editor)
    edit.put([{"way": "scrap"}, {"way": "rework", "how": "WI-7"}])
    assert [line.editors["how"].isVisibleTo(edit) for line in edit.lines] == [False, True]
    edit.lines[1].editors["way"].put("scrap")
    edit.lines[1].editors["way"].changed.emit()
    assert [line.editors["how"].isVisibleTo(edit) for line in edit.lines] == [False, False]
    assert edit.value() == [{"way": "scrap", "how": "", "much": None}] * 2, "what is not asked for is not sent"
    edit.lines[1].editors["way"].put("rework")
    edit.lines[1].editors["way"].changed.emit()
    assert edit.value()[1]["how"] == "WI-7", "nor is it lost while one looks at another choice"


def test_what_cannot_be_read_in_a_line_is_said_there(form: Form, dialog: FormDialog) -> None:
    complete(form)
    form.put("lines", [{"lot": "R1"}])
    cast("Any", form.editor("lines[0].quantity")).line.setText("many")
    dialog.send()
    lines = cast("LinesEdit", form.editor("lines"))
    assert lines.lines[0].error.text() == "This is not a number."


# --- words -----------------------------------------------------------------------------------------------------------


def test_optional_fields_say_so_and_required_ones_do_not(form: Form) -> None:
    said = [label.text() for label in form.findChildren(type(form.summary))]
    assert "&Address (optional)" in said
    assert "&Name" in said


def test_every_field_has_a_name_for_screen_readers_and_a_key(form: Form) -> None:
    for name in ("name", "address", "country", "since", "limit", "active"):
        editor = form.editor(name)
        assert editor is not None
        assert (editor.focusProxy() or editor).accessibleName()
    editor = form.editor("name")
    assert editor is not None
    assert (editor.focusProxy() or editor).accessibleName() == "Name"


def test_the_button_names_what_will_happen(dialog: FormDialog) -> None:
    assert [button.text() for button in dialog.findChildren(QPushButton) if button.isDefault()] == ["Save"]


def test_other_fields_keep_what_was_typed_in_those_of_the_same_name(form: Form, dialog: FormDialog) -> None:
    type_name(form, "Dianchi")
    presenter = cast("PartnerForm", dialog._presenter)  # noqa: SLF001 - what a presenter does by itself
    presenter.redefine(*presenter.fields[:2], Field(name="gln", label="&GLN"))
    assert form.values() == {"name": "Dianchi", "address": "", "gln": ""}
