"""Every column of every module shows people and partners by their names in the language that is read."""

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

from veralot_client import modules
from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column

NAMES = re.compile(r"by|\w+_by|customer|supplier|consignee|owner")
FREE = ("veralot_client.modules.gauges.models.GAUGES", "owner")
"""Who looks after a gauge is written down freely."""


class Anything:
    """A row that has whatever is asked of it: names in both languages, and within it more of its kind."""

    def __getattr__(self, field: str) -> Any:
        if not NAMES.fullmatch(field.removesuffix("_zh")):
            return self
        return "王芳" if field.endswith("_zh") else "Wang Fang"


def tables() -> Iterator[tuple[str, Column[Any]]]:
    """Yield the columns of every table that a module writes down, by where it stands."""
    seen: set[int] = set()
    for found in walk_packages(modules.__path__, f"{modules.__name__}."):
        if ".pages" in found.name:
            continue
        for name, value in vars(import_module(found.name)).items():
            if isinstance(value, tuple) and id(value) not in seen:
                seen.add(id(value))
                yield from ((f"{found.name}.{name}", each) for each in value if isinstance(each, Column))


NAMED = [(place, each) for place, each in tables() if NAMES.fullmatch(each.id) and (place, each.id) != FREE]


@pytest.mark.parametrize(("place", "column"), NAMED, ids=lambda each: getattr(each, "id", each))
def test_a_name_is_shown_in_the_language_that_is_read(place: str, column: Column[Any]) -> None:
    shown = [column.read(Anything(), Words(language)) for language in ("en", "zh_CN")]
    assert shown == ["Wang Fang", "王芳"], place


def test_names_are_sorted_as_they_are_read() -> None:
    """Among English readers Wang comes after Li; among Chinese ones by what stands there."""
    column = next(column for _place, column in NAMED if column.id == "by")
    english, chinese = (column.order(Anything(), Words(language)) for language in ("en", "zh_CN"))
    assert english != chinese
