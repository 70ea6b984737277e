"""Every text that a person may see exists in Simplified Chinese, with the same data in it."""

from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from reportlab.pdfbase.ttfonts import TTFontFile

from scripts.translations import catalogue, code
from scripts.translations.text import Problem, Text
from veralot_resources import path as resource
from veralot_shared import i18n
from veralot_shared.contracts.exchange import ColumnMissing
from veralot_shared.contracts.genealogy import LotStatus, ReleaseLot
from veralot_shared.contracts.identity import LoginRefused
from veralot_shared.contracts.items import GtinInvalid
from veralot_shared.errors import REGISTRY, RecordNotFound
from veralot_shared.i18n import Translator

COLLECTED, FAULTS = catalogue.collected()


@pytest.fixture(scope="module")
def chinese() -> Catalog:
    """Return the catalogue as it stands in the tree."""
    return catalogue.read(catalogue.CATALOGUE)


@pytest.fixture(scope="module")
def translator(chinese: Catalog) -> Translator:
    """Return a translator that speaks by the catalogue of the tree, compiled now."""
    stream = BytesIO()
    write_mo(stream, chinese)
    stream.seek(0)
    return Translator("zh_CN", GNUTranslations(stream))


def worded(problems: Iterator[Problem] | list[Problem]) -> str:
    """Return problems as a list to read."""
    return "\n".join(f"{place}: {what}" for place, what in problems)


def test_every_text_is_translated(chinese: Catalog) -> None:
    assert not worded(catalogue.problems(COLLECTED, chinese))


def test_every_text_can_be_translated() -> None:
    assert not worded(FAULTS)


def test_no_translation_is_left_over(chinese: Catalog) -> None:
    assert not worded(catalogue.unused(COLLECTED, chinese))


def test_texts_of_every_source_are_collected() -> None:
    assert {"", "field", "list", "message", "permission", "table", "LotStatus", "Role"} <= {key[0] for key in COLLECTED}
    assert {"", LoginRefused.text, ColumnMissing.text, ReleaseLot.statement} <= {"", *(key[1] for key in COLLECTED)}
    assert {cls.text for cls in REGISTRY.values()} <= {key[1] for key in COLLECTED}
    assert len(COLLECTED) > 1000


def test_every_character_of_the_catalogue_is_in_the_font_of_the_reports(chinese: Catalog) -> None:
    known = TTFontFile(str(resource("fonts/NotoSansSC-Regular.ttf"))).charToGlyph
    strings = [part for message in chinese for part in ([message.string] if message.id else []) for part in _flat(part)]
    assert not {
        character for text in strings for character in text if ord(character) not in known and character != "\n"
    }


def _flat(string: object) -> list[str]:
    parts = string if isinstance(string, list | tuple) else [string or ""]
    return [str(part) for part in parts]


# --- broken on purpose -----------------------------------------------------------------------------------------------

PO = """
msgid "Lot {lot_no} was received."
msgstr "%s"
"""


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        (PO % "", "not translated"),
        ("#, fuzzy" + PO % "批 {lot_no} 已收货。", "only guessed"),
        (PO % "批已收货。", "other placeholders"),
        (PO % "批 {lot} 已收货。", "other placeholders"),
        (PO % "批 {lot_no 已收货。", "other placeholders"),
        (PO % "Lot {lot_no} received.", "no Chinese"),
        (PO % "批 {lot_no} 已收货", "ends otherwise"),
        (PO % "批 {lot_no} 已收货(&R)。", "other access keys"),
    ],
)
def test_a_wrong_translation_is_found(entry: str, what: str) -> None:
    text = Text("", "Lot {lot_no} was received.", "", "somewhere.py")
    found = read_po(BytesIO(entry.encode()), locale="zh_CN")
    assert any(what in problem.what for problem in catalogue.problems({text.key: text}, found))


def test_a_right_translation_passes() -> None:
    text = Text("", "Lot {lot_no} was received.", "", "somewhere.py")
    found = read_po(BytesIO((PO % "批 {lot_no} 已收货。").encode()), locale="zh_CN")
    assert not worded(catalogue.problems({text.key: text}, found))


def test_a_translation_taken_away_is_missed(chinese: Catalog) -> None:
    key = next(key for key in COLLECTED if key == ("LotStatus", "In test"))
    chinese_but_one = read_po(BytesIO(_written(chinese)), locale="zh_CN")
    chinese_but_one.delete(key[1], key[0])
    assert "In test" in worded(catalogue.problems(COLLECTED, chinese_but_one))


def _written(chinese: Catalog) -> bytes:
    stream = BytesIO()
    write_po(stream, chinese)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ('_("Released")', [("", "Released")]),
        ('N_("Released")', [("", "Released")]),
        ('self._words.text("Lot {lot_no}", lot_no=1)', [("", "Lot {lot_no}")]),
        ('translator.context("list", ", ")', [("list", ", ")]),
        ('words.plural("{count} lot", "{count} lots", 2)', [("", "{count} lot")]),
        ('X = (N_("{count} lot"), N_("{count} lots"))', [("", "{count} lot")]),
        ('X = (N_("Yes"), N_("No"))', [("", "Yes"), ("", "No")]),
        ('_("one" if x else "two")', [("", "one"), ("", "two")]),
        ('raise RecordNotFound(kind="lot", key=key)', [("", "lot")]),
        ('tx.found(row, "unit", key)', [("", "unit")]),
        (
            'SectionView(id="a", title="Stock", columns=[ColumnView("b", title="Place")])',
            [("", "Stock"), ("", "Place")],
        ),
        ('sa.text("SELECT 1")', []),
        ("_(text)", []),
    ],
)
def test_texts_are_read_out_of_the_code(line: str, texts: list[tuple[str, str]]) -> None:
    found = list(code.texts_of(line, "somewhere.py"))
    assert [text.key for text in found if isinstance(text, Text)] == texts
    assert not [problem for problem in found if isinstance(problem, Problem)]


@pytest.mark.parametrize("line", ['_(f"Lot {x}")', 'words.plural("{count} lot", many, 2)'])
def test_what_cannot_be_translated_is_found(line: str) -> None:
    assert [problem for problem in code.texts_of(line, "somewhere.py") if isinstance(problem, Problem)]


# --- as it is shown --------------------------------------------------------------------------------------------------


def test_labels_fields_and_errors_are_worded_in_chinese(translator: Translator) -> None:
    assert translator.label(LotStatus.QUARANTINE) == "待检"
    assert translator.field("lines[1].expiry") == "明细行 2: 失效日期"
    assert translator.error(RecordNotFound(kind="lot", key="R-1")) == "此处没有批“R-1”。"
    wrong = GtinInvalid(gtin="09520000000011", expected="9", field="pack_levels[0].gtin")
    assert "09520000000011" in translator.error(wrong)
    assert "{" not in translator.error(wrong)


def test_every_language_is_in_its_own_words() -> None:
    assert set(i18n.LANGUAGES) == {"en", "zh_CN"}
    assert i18n.LANGUAGES["zh_CN"] == "简体中文"
