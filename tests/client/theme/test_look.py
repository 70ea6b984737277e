"""How the client looks: contrast, one set of tokens, icons and type for everything that is shown."""

import re
from itertools import product

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QRawFont
from PySide6.QtWidgets import QApplication

from veralot_client.theme.fonts import FAMILY, load_fonts, text_font
from veralot_client.theme.icons import icon
from veralot_client.theme.style import palette, style_sheet
from veralot_client.theme.tokens import DARK, LIGHT, Tokens, tokens
from veralot_resources import path

GROUNDS = ("window", "surface", "raised", "sunken", "stripe")
PAIRS = [
    *product(("text", "muted"), (*GROUNDS, "hover", "selection")),
    *product(("faint", "accent", "good", "warning", "bad", "info"), ("surface", "raised")),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("good", "good_soft"),
    ("warning", "warning_soft"),
    ("bad", "bad_soft"),
    ("info", "info_soft"),
]


def luminance(color: QColor) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    parts = (color.redF(), color.greenF(), color.blueF())
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_words_can_be_read_on_their_ground(look: Tokens, ink: str, ground: str) -> None:
    bright, dim = sorted((luminance(look.color(ink)), luminance(look.color(ground))), reverse=True)
    assert (bright + 0.05) / (dim + 0.05) >= 4.5


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_a_widget_finds_the_colours_of_its_palette(qapp: QApplication, look: Tokens) -> None:
    assert qapp is not None
    assert tokens(palette(look)) is look
    assert "$" not in style_sheet(look)


def test_every_picture_of_the_style_sheet_is_there() -> None:
    for look in (LIGHT, DARK):
        files = re.findall(r'url\("([^"]+)"\)', style_sheet(look))
        assert files
        assert all(path("qss", file.rpartition("/")[2]).is_file() for file in files)


def test_every_icon_draws_something(qapp: QApplication) -> None:
    assert qapp is not None
    drawings = sorted(path("icons").glob("*/*.svg"))
    assert drawings
    for file in drawings:
        picture = icon(f"{file.parent.name}/{file.stem}").pixmap(QSize(24, 24)).toImage()
        inked = sum(picture.pixelColor(x, y).alpha() > 0 for x in range(24) for y in range(24))
        assert inked > 10, file.name


def test_an_icon_that_does_not_exist_is_an_error(qapp: QApplication) -> None:
    assert qapp is not None
    with pytest.raises(FileNotFoundError, match=r"icons/common/nothing\.svg"):
        icon("common/nothing")


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_typeface_has_every_sign_of_the_catalogues(qapp: QApplication, weight: str) -> None:
    assert qapp is not None
    font = QRawFont(str(path("fonts", f"NotoSansSC-{weight}.ttf")), 13)
    sources = sorted(path("locale").rglob("*.po"))
    assert sources
    signs = {sign for source in sources for sign in source.read_text(encoding="utf-8") if sign.isprintable()}
    missing = sorted(sign for sign in signs if not font.supportsCharacter(ord(sign)))
    assert missing == []


def test_digits_are_of_one_width_and_english_quotes_are_narrow(qapp: QApplication) -> None:
    assert qapp is not None
    load_fonts()
    english, chinese = text_font("en"), text_font("zh_CN")
    assert QFont(english).family() == FAMILY
    assert len({QFontMetricsF(english).horizontalAdvance(digit) for digit in "0123456789"}) == 1
    assert QFontMetricsF(english).horizontalAdvance("“") < QFontMetricsF(chinese).horizontalAdvance("“") * 0.7
