"""Scanners that type like keyboards: bursts, separators, control characters, and what a field takes of a code."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from veralot_client.core.services import Services
from veralot_client.widgets import sound
from veralot_client.widgets.form.editors.make import make_editor
from veralot_client.widgets.form.editors.text import TextEditor
from veralot_client.widgets.form.spec import Field, FieldKind
from veralot_client.widgets.scan import ScanField
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.wedge import Wedge
from veralot_shared.errors import CodedError
from veralot_shared.rules.gs1 import GS
from veralot_shared.rules.scans import SHOWN_GS, ScanControlCharacter

UDI = f"]d2011952130700031210LOT-7{GS}17311012"
Key = Qt.Key


class Clock:
    """Time that passes only when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def line(qapp: QApplication) -> Iterator[QLineEdit]:
    assert qapp is QApplication.instance()
    made = QLineEdit()
    yield made
    made.deleteLater()


def press(target: QLineEdit | QPlainTextEdit, key: int, text: str = "", *, control: bool = False) -> None:
    """Press a key."""
    modifier = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(target, QKeyEvent(QEvent.Type.KeyPress, key, modifier, text))


def type_in(target: QLineEdit | QPlainTextEdit, text: str, clock: Clock | None = None, gap: float = 0.002) -> None:
    """Type a text, each key `gap` seconds after the one before."""
    for character in text:
        if clock is not None:
            clock.now += gap
        press(target, 0, character)


def watched(line: QLineEdit | QPlainTextEdit) -> tuple[Wedge, Clock, list[str], list[CodedError]]:
    """Return a wedge on a line with what it tells."""
    clock = Clock()
    wedge = Wedge(line, clock)
    scans: list[str] = []
    refused: list[CodedError] = []
    wedge.scanned.connect(scans.append)
    wedge.refused.connect(refused.append)
    return wedge, clock, scans, refused


@pytest.mark.requirement("GS1-04")
@pytest.mark.parametrize("end", [Key.Key_Return, Key.Key_Enter, Key.Key_Tab])
def test_a_burst_that_ends_is_a_scan_and_its_end_is_nobody_else_s(line: QLineEdit, end: Qt.Key) -> None:
    _, clock, scans, _ = watched(line)
    submitted: list[None] = []
    line.returnPressed.connect(lambda: submitted.append(None))
    type_in(line, UDI, clock)
    press(line, end, "\r" if end is not Key.Key_Tab else "\t")
    assert scans == [UDI]
    assert not submitted
    assert SHOWN_GS in line.text()


def test_what_a_person_types_is_no_scan(line: QLineEdit) -> None:
    _, clock, scans, _ = watched(line)
    submitted: list[None] = []
    line.returnPressed.connect(lambda: submitted.append(None))
    type_in(line, "LOT-7", clock, gap=0.15)
    clock.now += 0.3
    press(line, Key.Key_Return, "\r")
    assert not scans
    assert len(submitted) == 1


@pytest.mark.requirement("GS1-04")
@pytest.mark.parametrize(
    "separator",
    [(0, GS, False), (Key.Key_BracketRight, "", True), (Key.Key_F8, "", False)],
    ids=["ascii", "ctrl", "f8"],
)
def test_the_separator_comes_in_as_scanners_send_it(line: QLineEdit, separator: tuple[int, str, bool]) -> None:
    _, clock, scans, _ = watched(line)
    type_in(line, "]C110LOT", clock)
    key, text, control = separator
    press(line, key, text, control=control)
    type_in(line, "2117", clock)
    press(line, Key.Key_Return, "\r")
    assert scans == [f"]C110LOT{GS}2117"]


def test_f8_alone_is_a_key_of_its_own(line: QLineEdit) -> None:
    watched(line)
    press(line, Key.Key_F8)
    assert line.text() == ""


@pytest.mark.parametrize("substitute", ["^]", "{GS}"])
def test_a_substitute_that_was_set_in_the_scanner_will_do(line: QLineEdit, substitute: str) -> None:
    _, clock, scans, _ = watched(line)
    type_in(line, f"]d210LOT{substitute}2117", clock)
    press(line, Key.Key_Return, "\r")
    assert scans == [f"]d210LOT{GS}2117"]


@pytest.mark.parametrize("character", ["\x04", "\x1e", "\x00", "\x7f"])
def test_a_control_character_refuses_the_scan_and_is_named(line: QLineEdit, character: str) -> None:
    _, clock, scans, refused = watched(line)
    type_in(line, f"0119521307{character}000312", clock)
    press(line, Key.Key_Return, "\r")
    assert not scans
    (error,) = refused
    assert isinstance(error, ScanControlCharacter)
    assert error.character == f"U+{ord(character):04X}"
    assert error.position == 11


def test_a_pause_begins_a_new_burst(line: QLineEdit) -> None:
    _, clock, scans, _ = watched(line)
    type_in(line, "abc", clock, gap=0.2)
    clock.now += 1
    type_in(line, "LOT-7", clock)
    press(line, Key.Key_Return, "\r")
    assert scans == ["LOT-7"]


# --- in fields --------------------------------------------------------------------------------------------------------


def scanned_into(editor: TextEditor, code: str) -> list[tuple[str, Tone]]:
    """Scan a code into an editor and return what it says."""
    said: list[tuple[str, Tone]] = []
    editor.answered.connect(lambda text, tone: said.append((text, tone)))
    type_in(editor.line, code)
    press(editor.line, Key.Key_Return, "\r")
    return said


@pytest.fixture
def lot_field(services: Services) -> TextEditor:
    editor = make_editor(Field(name="lot_no", label="Lot", ais=("10",)), services)
    assert isinstance(editor, TextEditor)
    return editor


@pytest.mark.requirement("GS1-04")
@pytest.mark.parametrize(("code", "taken"), [(UDI, "LOT-7"), ("LOT-8", "LOT-8"), ("]C0LOT-9", "LOT-9")])
def test_a_field_takes_of_a_code_what_it_asks_for(lot_field: TextEditor, code: str, taken: str) -> None:
    said = scanned_into(lot_field, code)
    assert lot_field.value() == taken
    assert said == [(f"Scanned: {taken}", Tone.GOOD)]
    assert lot_field.line.property("flash") == "good"


@pytest.mark.parametrize("code", ["]d20119521307000312", "]d20119521307000313", "]d29999"])
def test_a_code_that_does_not_fit_is_refused_in_words(lot_field: TextEditor, code: str) -> None:
    ((text, tone),) = scanned_into(lot_field, code)
    assert tone is Tone.BAD
    assert text
    assert lot_field.line.property("flash") == "bad"


def test_several_scans_stand_under_each_other_where_serials_are_asked_for(services: Services) -> None:
    editor = make_editor(Field(name="serials", label="Serials", kind=FieldKind.SERIALS), services)
    area = editor.focusProxy()
    assert isinstance(area, QPlainTextEdit)
    for serial in ("A-001", "A-002"):
        type_in(area, serial)
        press(area, Key.Key_Return, "\r")
    assert editor.value() == "A-001\nA-002"


def test_the_scan_field_answers_a_refusal_itself(services: Services) -> None:
    field = ScanField(services.words)
    scans: list[str] = []
    field.scanned.connect(scans.append)
    type_in(field.line, "0119\x04521")
    press(field.line, Key.Key_Return, "\r")
    assert not scans
    assert "U+0004" in field.said
    field.line.setText("LOT-7")
    field.line.returnPressed.emit()
    assert scans == ["LOT-7"]


# --- sound ------------------------------------------------------------------------------------------------------------


def test_good_and_bad_sound_different_and_are_real_files() -> None:
    good, bad = sound.file(good=True).read_bytes(), sound.file(good=False).read_bytes()
    assert good[:4] == bad[:4] == b"RIFF"
    assert len(bad) > 2 * len(good)
    assert sound.file(good=True) == sound.file(good=True)
    assert max(map(abs, sound.levels(sound.GOOD[0]))) <= sound.LOUDNESS


@pytest.mark.usefixtures("qapp")
def test_off_screen_nobody_hears_anything() -> None:
    sound.sound(good=True)
    sound.sound(good=False)
