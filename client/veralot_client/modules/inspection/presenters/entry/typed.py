"""Reads what was typed, scanned from a caliper, or pasted, as a result of a characteristic: exactly, or not at all."""

import re
from decimal import Decimal
from typing import Final
from unicodedata import normalize

import msgspec

from veralot_client.widgets.form.spec import Flaw
from veralot_shared.contracts.inspection import NUMERIC, CharacteristicKind, CharacteristicView
from veralot_shared.i18n import N_
from veralot_shared.ids import AttachmentId
from veralot_shared.rules.judging import Judgement, fits_precision, judge_attribute, judge_count, judge_value

NUMBER: Final = re.compile(r"([+\-−]?)\s*(\d+(?:[.,]\d*)?|[.,]\d+)\s*([^\d\s.,+\-].*)?")
COUNT: Final = re.compile(r"(\d+)\s*/\s*(\d+)")

GOOD: Final = frozenset(
    {"pass", "p", "ok", "o", "yes", "y", "good", "g", "1", "+", "√", "✓", "是", "合格", "好", "对", "通过"}
)
BAD: Final = frozenset(
    {"fail", "f", "ng", "no", "n", "bad", "b", "0", "-", "x", "×", "✗", "否", "不合格", "坏", "错", "不通过"}
)
"""Spellings of good and bad in both languages. Case, width and spaces make no difference: what is kept is a truth value."""

NOT_A_NUMBER: Final = N_(
    "“{typed}” is not a number. Type digits with one point or comma, without separators of thousands."
)
TOO_PRECISE: Final = N_("This is read to {precision} decimal places; “{typed}” has more.")
OTHER_UNIT: Final = N_("This is measured in {unit}, not in “{typed}”.")
NOT_GOOD_OR_BAD: Final = N_("“{typed}” is neither good nor bad. Type P or F, or how many of how many failed, as 2/50.")
COUNT_WRONG: Final = N_("{bad} of {all} cannot fail: there are {left} samples left here.")
NEEDS_WORDS: Final = N_("Please write something.")
NEEDS_PICTURE: Final = N_("Choose a picture: press the button.")


class Typed(msgspec.Struct, frozen=True, gc=False):
    """A result as it was understood: the one form that its kind asks, how many samples it covers, and how it is judged."""

    text: str
    judgement: Judgement
    value: Decimal | None = None
    conforming: bool | None = None
    nonconforming: int | None = None
    words: str | None = None
    covers: int = 1
    attachment_id: AttachmentId | None = None


class NotUnderstood(Exception):
    """What was typed is no result; the flaw says why."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.flaw = Flaw("value", text, values)


def understood(text: str, one: CharacteristicView, left: int = 1) -> Typed:
    """Return what was typed as a result; `left` is how many samples a count may cover. Raises: NotUnderstood."""
    plain = normalize("NFKC", text).strip()
    if one.kind in NUMERIC:
        return number(plain, one)
    if one.kind is CharacteristicKind.ATTRIBUTE:
        return attribute(plain, left)
    if one.kind is CharacteristicKind.PHOTO:
        raise NotUnderstood(NEEDS_PICTURE)
    if not plain:
        raise NotUnderstood(NEEDS_WORDS)
    return Typed(text.strip(), Judgement.RECORDED, words=text.strip())


def number(plain: str, one: CharacteristicView) -> Typed:
    """Return a typed number, exact to its last digit. Raises: NotUnderstood."""
    match = NUMBER.fullmatch(plain)
    if match is None:
        raise NotUnderstood(NOT_A_NUMBER, typed=plain)
    sign, digits, unit = match.groups()
    if unit and normalize("NFKC", unit).strip() != normalize("NFKC", one.unit):
        raise NotUnderstood(OTHER_UNIT, unit=one.unit, typed=unit.strip())
    value = Decimal(("-" if sign in "-−" and sign else "") + digits.replace(",", ".").rstrip("."))
    return valued(value, one)


def valued(value: Decimal, one: CharacteristicView) -> Typed:
    """Return a number as a result. Raises: NotUnderstood."""
    if not fits_precision(value, one.precision):
        raise NotUnderstood(TOO_PRECISE, precision=one.precision, typed=f"{value:f}")
    shown = f"{value:.{one.precision}f}"
    return Typed(shown, judge_value(value, one.lower, one.upper), value=value)


def attribute(plain: str, left: int) -> Typed:
    """Return good, bad, or how many of how many failed. Raises: NotUnderstood."""
    match = COUNT.fullmatch(plain)
    if match is not None:
        return counted(int(match[1]), int(match[2]), left)
    word = plain.casefold()
    if word not in GOOD | BAD:
        raise NotUnderstood(NOT_GOOD_OR_BAD, typed=plain)
    good = word in GOOD
    return Typed("✓" if good else "✗", judge_attribute(conforming=good), conforming=good)


def counted(bad: int, everything: int, left: int) -> Typed:
    """Return a counted result. Raises: NotUnderstood."""
    if not 1 <= everything <= left or bad > everything:
        raise NotUnderstood(COUNT_WRONG, bad=bad, all=everything, left=left)
    return Typed(f"{bad}/{everything}", judge_count(bad), nonconforming=bad, covers=everything)
