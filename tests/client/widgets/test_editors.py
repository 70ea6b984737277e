"""What one types in."""

from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.client.stand_ins import Shown
from veralot_client.core.services import Services
from veralot_client.widgets.form.editors.base import Editor
from veralot_client.widgets.form.editors.choices import ChoiceEdit, ChoicesEdit
from veralot_client.widgets.form.editors.dates import DateEdit, read_date
from veralot_client.widgets.form.editors.make import make_editor
from veralot_client.widgets.form.editors.numbers import QuantityEdit, read_decimal
from veralot_client.widgets.form.editors.record import RecordEdit
from veralot_client.widgets.form.editors.text import SerialsEditor
from veralot_client.widgets.form.spec import NOT_A_DATE, NOT_A_NUMBER, NOT_A_STEP, NOT_FOUND, Choice, Field, FieldKind
from veralot_client.widgets.scan import ScanField
from veralot_client.widgets.tones import Tone
from veralot_shared.errors import ServerUnavailable
from veralot_shared.rules.gs1 import GS
from veralot_shared.rules.scans import SHOWN_GS

TODAY = date(2026, 11, 20)


def make(qtbot: QtBot, services: Services, kind: FieldKind, **changes: Any) -> Editor:
    values: dict[str, Any] = {"name": "it", "label": "It", "kind": kind}
    editor = make_editor(Field(**(values | changes)), services)
    editor.retranslate()
    qtbot.addWidget(editor)
    editor.show()
    return editor


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", "12"),
        ("1,234.5", "1234.5"),
        (" 1 000 ", "1000"),
        ("1，000。5", "1000.5"),
        ("\uff11\uff12", "12"),
        ("-3", "-3"),
        ("12,5x", None),
        ("", None),
        ("NaN", None),
        ("1e99", None),
        ("0.0000001", None),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, value: str | None) -> None:
    assert read_decimal(typed) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2026-05-31", date(2026, 5, 31)),
        ("2026.5.31", date(2026, 5, 31)),
        ("2026/05/31", date(2026, 5, 31)),
        ("2026年5月31日", date(2026, 5, 31)),
        ("20260531", date(2026, 5, 31)),
        ("260531", date(2026, 5, 31)),
        ("+30", date(2026, 12, 20)),
        ("2026-02-30", None),
        ("31-05-2026", None),
        ("tomorrow", None),
        ("+99999999", None),
        ("", None),
    ],
)
def test_dates_are_read_as_people_type_them(typed: str, value: date | None) -> None:
    assert read_date(typed, TODAY) == value


def test_a_quantity_must_be_a_number_in_whole_steps(qtbot: QtBot, services: Services) -> None:
    editor = cast("QuantityEdit", make(qtbot, services, FieldKind.QUANTITY, unit="kg", quantum=Decimal("0.5")))
    for typed, flaw in (("abc", NOT_A_NUMBER), ("1.3", NOT_A_STEP), ("1.5", None), ("", None)):
        editor.line.setText(typed)
        found = editor.flaw()
        assert (found.text if found else None) == flaw
    editor.line.setText("1.3")
    assert editor.value() is None


def test_the_arrow_keys_go_up_and_down_by_a_step(qtbot: QtBot, services: Services) -> None:
    editor = cast("QuantityEdit", make(qtbot, services, FieldKind.QUANTITY, quantum=Decimal("0.5")))
    QTest.keyClick(editor.line, Qt.Key.Key_Up)
    QTest.keyClick(editor.line, Qt.Key.Key_Up)
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    assert editor.value() == Decimal("0.5")
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    assert editor.value() == Decimal(0), "nothing below nothing"


def test_a_whole_number_has_no_decimals(qtbot: QtBot, services: Services) -> None:
    editor = make(qtbot, services, FieldKind.WHOLE)
    editor.put(12)
    assert editor.value() == 12
    cast("QuantityEdit", editor).line.setText("1.5")
    assert editor.flaw() is not None


def test_a_date_is_said_in_words_beside_what_is_typed(qtbot: QtBot, services: Services) -> None:
    editor = cast("DateEdit", make(qtbot, services, FieldKind.DATE))
    QTest.keyClicks(editor.line, "310531")
    assert editor.spoken.text() == "31 May 2031"
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.line.text() == "2031-05-31"
    editor.line.setText("31.13.2031")
    flaw = editor.flaw()
    assert flaw is not None
    assert flaw.text == NOT_A_DATE


def test_a_choice_begins_with_none_and_a_single_one_is_taken(qtbot: QtBot, services: Services) -> None:
    editor = cast("ChoiceEdit", make(qtbot, services, FieldKind.CHOICE))
    editor.offer((Choice(1, "QC-01"), Choice(2, "QC-02")))
    assert editor.value() is None
    editor.put(2)
    editor.offer((Choice(3, "WH"), Choice(2, "QC-02")))
    assert editor.value() == 2, "a choice that is still there stays"
    editor.offer((Choice(3, "WH"),))
    assert editor.value() == 3


def test_several_are_ticked(qtbot: QtBot, services: Services) -> None:
    choices = tuple(Choice(letter, letter.upper()) for letter in "abc")
    editor = cast("ChoicesEdit", make(qtbot, services, FieldKind.CHOICES, choices=choices))
    editor.put(["c", "a"])
    assert editor.value() == ["a", "c"]


# --- records ---------------------------------------------------------------------------------------------------------

FOUND = [Choice(1, "CP-HUB", "Catheter hub"), Choice(2, "CP-HUB2", "Hub, large")]


def search(text: str) -> list[Choice]:
    return [choice for choice in FOUND if choice.label.startswith(text.upper())]


def test_enter_takes_the_record_whose_number_is_typed(qtbot: QtBot, services: Services) -> None:
    editor = cast("RecordEdit", make(qtbot, services, FieldKind.RECORD, search=search))
    QTest.keyClicks(editor.line, "cp-hub")
    with qtbot.waitSignal(editor.settled):
        QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.value() == FOUND[0]
    assert editor.detail.text() == "Catheter hub"


def test_the_only_one_that_fits_is_taken(qtbot: QtBot, services: Services) -> None:
    editor = cast("RecordEdit", make(qtbot, services, FieldKind.RECORD, search=search))
    QTest.keyClicks(editor.line, "CP-HUB2")
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.value() == FOUND[1]


def test_what_is_no_record_is_said(qtbot: QtBot, services: Services) -> None:
    editor = cast("RecordEdit", make(qtbot, services, FieldKind.RECORD, search=search))
    QTest.keyClicks(editor.line, "XX")
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    flaw = editor.flaw()
    assert flaw is not None
    assert flaw.text == NOT_FOUND


def test_typing_on_forgets_the_record(qtbot: QtBot, services: Services) -> None:
    editor = cast("RecordEdit", make(qtbot, services, FieldKind.RECORD, search=search))
    editor.put(FOUND[0])
    QTest.keyClicks(editor.line, "9")
    assert editor.value() is None


def test_a_search_that_fails_is_shown_and_typing_stays(qtbot: QtBot, services: Services) -> None:
    def fail(_text: str) -> list[Choice]:
        raise ServerUnavailable

    editor = cast("RecordEdit", make(qtbot, services, FieldKind.RECORD, search=fail))
    QTest.keyClicks(editor.line, "CP")
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert isinstance(cast("Shown", services.notices).errors[0], ServerUnavailable)
    assert editor.line.text() == "CP"


# --- scanners --------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("GS1-04")
def test_a_scanner_that_types_keeps_its_separator(qtbot: QtBot, services: Services) -> None:
    field = ScanField(services.words)
    qtbot.addWidget(field)
    got: list[str] = []
    field.scanned.connect(got.append)
    QTest.keyClicks(field.line, "10TH26")
    QTest.keyClick(field.line, Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field.line, "17311012")
    assert SHOWN_GS in field.line.text()
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert got == [f"10TH26{GS}17311012"]
    assert not field.line.text(), "ready for the next scan"


def test_a_pasted_scan_keeps_its_separator(qtbot: QtBot, services: Services) -> None:
    field = ScanField(services.words)
    qtbot.addWidget(field)
    QGuiApplication.clipboard().setText(f"10TH26{GS}21A1")
    QTest.keyClick(field.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.line.text() == f"10TH26{SHOWN_GS}21A1"


def test_serial_numbers_take_scans_too(qtbot: QtBot, services: Services) -> None:
    editor = cast("SerialsEditor", make(qtbot, services, FieldKind.SERIALS))
    QTest.keyClicks(editor.area, "21A")
    QTest.keyClick(editor.area, Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier)
    assert editor.value() == f"21A{SHOWN_GS}"


def test_a_scan_is_answered_by_words_and_not_by_colour_alone(qtbot: QtBot, services: Services) -> None:
    field = ScanField(services.words)
    qtbot.addWidget(field)
    field.show()
    field.answer("No item has this GTIN.", Tone.BAD)
    assert field.line.property("invalid") is True
    assert "GTIN" in field._text.text()  # noqa: SLF001 - what is read on the screen
    assert field._picture.isVisible()  # noqa: SLF001 - as above
