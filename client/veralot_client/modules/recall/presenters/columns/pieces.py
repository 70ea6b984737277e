"""Columns that several tables of a recall have. No Qt."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any, Final

from veralot_client.core.navigation import Place
from veralot_client.widgets.table import columns
from veralot_client.widgets.table.columns import Column, Filter, Option
from veralot_client.widgets.tones import Tone
from veralot_shared.i18n import N_

ALL: Final = Decimal(100)
FIGURES: Final = (
    ("made", N_("Made")),
    ("on_hand", N_("On hand")),
    ("in_process", N_("In process")),
    ("used", N_("Used")),
    ("passed_on", N_("Passed to other lots")),
    ("shipped", N_("Shipped")),
    ("returned", N_("Returned")),
    ("scrapped", N_("Scrapped")),
    ("returned_to_supplier", N_("Returned to supplier")),
    ("unaccounted", N_("Unaccounted")),
)
"""What becomes of a lot, in the order in which it is read."""
RARE: Final = frozenset({"returned_to_supplier"})
TITLES: Final = dict(FIGURES)
YES_NO: Final = (Option("True", N_("Yes")), Option("False", N_("No")))

plain: Final = partial(columns.plain, filter=Filter.TEXT)
"""A column that one filters by what it shows."""


def sum_of(name: str, title: str, *, hidden: bool = False) -> Column[Any]:
    """Return the column of a figure; nought is left out, so that what there is stands out."""
    return Column(
        id=name,
        title=title,
        value=lambda row: getattr(row, name),
        text=lambda row, words: words.number(getattr(row, name)) if getattr(row, name) else "",
        filter=Filter.TEXT,
        chars=9,
        right=True,
        hidden=hidden,
    )


def unaccounted() -> Column[Any]:
    """Return the column of what is missing, which stands out."""
    return Column(
        id="unaccounted",
        title=TITLES["unaccounted"],
        value=lambda row: row.unaccounted,
        text=lambda row, words: words.number(row.unaccounted) if row.unaccounted else "",
        tone=lambda row: Tone.BAD if row.unaccounted else None,
        filter=Filter.TEXT,
        chars=12,
    )


def percent() -> Column[Any]:
    """Return the column of how much is accounted for."""
    return Column(
        id="percent",
        title=N_("Accounted, %"),
        value=lambda row: row.percent,
        tone=lambda row: Tone.GOOD if row.percent == ALL else Tone.BAD,
        filter=Filter.TEXT,
        chars=12,
    )


def lot(title: str = N_("Lot"), key: Callable[[Any], int] = lambda row: row.lot_id) -> Column[Any]:
    """Return the column of a lot's number, which leads to its dossier."""
    return Column(
        id="lot_no",
        title=title,
        value=lambda row: row.lot_no,
        link=lambda row: Place("lot", key(row)),
        filter=Filter.TEXT,
        chars=18,
    )


UNIT: Final = plain("unit", N_("Unit"), 6)


def balance(*, with_passed: bool) -> tuple[Column[Any], ...]:
    """Return the columns of a balance."""
    names = [(name, title) for name, title in FIGURES[:-1] if with_passed or name != "passed_on"]
    sums = tuple(sum_of(name, title, hidden=name in RARE) for name, title in names)
    return (*sums, unaccounted(), percent(), UNIT)
