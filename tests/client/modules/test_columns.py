"""Every column of every list sorts and filters, or is named here with why it does not."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from PySide6.QtWidgets import QApplication

import veralot_client.modules
from veralot_client.core.services import Services
from veralot_client.widgets.table.columns import Column, Filter, filtering
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords

MODULES: Final = Path(veralot_client.modules.__file__ or "").parent

COUNTED: Final = "Counted of the rows that are shown alone: to filter by it would count every row of the plant."
BESIDE: Final = "The item's code beside it filters, and finds the same."
UNIT: Final = "It follows from the item, whose code filters."
NUMBER: Final = "Its list is filtered by what is looked for; a quantity is not."
QUEUE: Final = "A queue, newest first, which is worked off in this order."
LOG: Final = "The log stands in its own order; what it is filtered by stands above it, in the bar of filters."
SSCC: Final = "Containers stand in the order of their numbers, of which the index gives a window."
ANOVA: Final = "A printed table of an analysis of variance: its lines stand in the order of the method."
BY_SEARCH: Final = (
    "Found by the search box and by the record that it is of; this list is filtered by what its users look for."
)

FILTERS_NOT: Final[dict[str, dict[str, str]]] = {
    "audit.ENTRIES": dict.fromkeys(
        [
            *("index", "at", "user_name", "message", "table", "operation", "changes", "reason", "signature_id"),
            "workstation",
        ],
        LOG,
    ),
    "genealogy.LOTS": dict.fromkeys(("unit",), UNIT)
    | dict.fromkeys(("quantity_made", "manufactured", "cycle", "created_at", "created_by"), NUMBER),
    "inspection.INSPECTIONS": dict.fromkeys(("results", "failed"), COUNTED)
    | dict.fromkeys(("unit",), UNIT)
    | dict.fromkeys(("item_name",), BESIDE)
    | dict.fromkeys(("quantity", "created_at"), NUMBER)
    | dict.fromkeys(("severity", "decision", "supplier", "order_no", "plan_code", "origin"), BY_SEARCH),
    "inspection.PLANS": dict.fromkeys(("characteristics",), COUNTED)
    | dict.fromkeys(("item_name",), BESIDE)
    | dict.fromkeys(("revision", "released", "changed_at"), NUMBER)
    | dict.fromkeys(("operation", "supplier", "customer"), BY_SEARCH),
    "labels.JOBS": dict.fromkeys(("total", "queued", "issued", "unaccounted"), COUNTED)
    | dict.fromkeys(("requested_at",), QUEUE),
    "warehouse.STOCK": dict.fromkeys(("item_name",), BESIDE)
    | dict.fromkeys(("unit",), UNIT)
    | dict.fromkeys(("quantity",), NUMBER)
    | dict.fromkeys(("supplier_lot_no", "location_name"), BY_SEARCH),
    "warehouse.CONTAINERS": dict.fromkeys(("lots", "containers", "statuses", "earliest_expiry"), COUNTED)
    | dict.fromkeys(("made_at",), NUMBER),
}
"""Columns of lists that the server gives in windows, by which it does not filter."""

SORTS_NOT: Final[dict[str, dict[str, str]]] = {
    "audit.ENTRIES": FILTERS_NOT["audit.ENTRIES"],
    "genealogy.LOTS": {"unit": UNIT},
    "inspection.INSPECTIONS": {"unit": UNIT, "results": COUNTED, "failed": COUNTED},
    "inspection.PLANS": {"characteristics": COUNTED},
    "labels.JOBS": dict.fromkeys(
        [
            *("job_no", "state", "subjects", "template", "printer", "total", "queued", "issued", "unaccounted"),
            *("requested_by", "requested_at"),
        ],
        QUEUE,
    ),
    "warehouse.STOCK": {"location_name": "The location's code beside it sorts."},
    "warehouse.CONTAINERS": dict.fromkeys(
        [
            *("container_no", "kind", "state", "location", "inside_no", "lots", "containers", "statuses"),
            *("earliest_expiry", "customer", "made_at"),
        ],
        SSCC,
    ),
    "capture.SIDES": dict.fromkeys(("what", "then", "now"), "Two sides of one thing, in the order of the form."),
    "capture.LINES": dict.fromkeys(
        ("name", "part", "entered", "recorded", "limits", "gauge", "note"),
        "An entry, in the order in which it was made.",
    ),
    "capture.ENTRIES": {"why": "Words of many kinds, most of them said once."},
    "spc.SOURCES": dict.fromkeys(("name", "freedom", "squares", "mean", "ratio", "p"), ANOVA),
    "spc.COMPONENTS": dict.fromkeys(("name", "deviation", "share", "of_tolerance"), ANOVA),
}
"""Columns by which a list does not sort."""


class Shown(NamedTuple):
    """A table that a page shows: its module, the name of its columns, and whether the server gives it in windows."""

    file: Path
    columns: str
    windowed: bool

    @property
    def module(self) -> str:
        return self.file.relative_to(MODULES).parts[0]

    @property
    def name(self) -> str:
        return f"{self.module}.{self.columns}"


def windows(tree: ast.AST) -> set[str]:
    """Return what rows are called that are fetched in windows."""
    made = (node for node in ast.walk(tree) if isinstance(node, ast.Assign | ast.AnnAssign))
    targets = {
        ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
        for node in made
        if node.value is not None and ast.unparse(node.value).startswith("FetchedRows(")
    }
    assert len(targets) == ast.unparse(tree).count("FetchedRows("), "rows that no name is given cannot be followed"
    return targets


def tables() -> Iterator[Shown]:
    """Yield every table that a page of a module makes."""
    for file in sorted(MODULES.rglob("pages/**/*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        fetched = windows(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "DataTable":
                yield Shown(file, ast.unparse(node.args[1]), ast.unparse(node.args[2]) in fetched)


def found(table: Shown) -> tuple[Column[Any], ...]:
    """Return the columns that a page names."""
    dotted = ".".join(table.file.relative_to(MODULES.parents[1]).with_suffix("").parts)
    columns: tuple[Column[Any], ...] = getattr(importlib.import_module(dotted), table.columns)
    return columns


TABLES: Final = list(tables())
WINDOWED: Final = [table for table in TABLES if table.windowed]


def test_the_tables_are_found() -> None:
    assert {table.name for table in WINDOWED} == FILTERS_NOT.keys()
    assert len({table.module for table in TABLES}) > 8


@pytest.mark.parametrize("table", WINDOWED, ids=lambda table: f"{table.name}-{table.file.stem}")
def test_a_list_of_the_server_filters_by_every_column_or_says_why_not(table: Shown) -> None:
    without = {column.id for column in found(table) if column.filter is Filter.NONE}
    assert without == set(FILTERS_NOT[table.name])
    assert all(FILTERS_NOT[table.name].values())


def every_tuple() -> Iterator[tuple[str, tuple[Column[Any], ...]]]:
    """Yield all columns that stand in models and presenters, by module and name."""
    for file in sorted(MODULES.rglob("*.py")):
        parts = file.relative_to(MODULES.parents[1]).with_suffix("").parts
        if "pages" in parts:
            continue
        for name, value in vars(importlib.import_module(".".join(parts).removesuffix(".__init__"))).items():
            if isinstance(value, tuple) and value and all(isinstance(each, Column) for each in value):
                yield f"{file.relative_to(MODULES).parts[0]}.{name}", value


def test_every_list_sorts_by_every_column_or_says_why_not() -> None:
    unsorted: dict[str, set[str]] = {}
    for name, columns in every_tuple():
        unsorted.setdefault(name, set()).update(column.id for column in columns if not column.sortable)
    assert {name: ids for name, ids in unsorted.items() if ids} == {name: set(why) for name, why in SORTS_NOT.items()}


def test_no_column_of_a_choice_is_without_choices() -> None:
    for name, columns in every_tuple():
        assert all(column.choices for column in columns if column.filter is Filter.CHOICE), name


@pytest.mark.usefixtures("qapp")
def test_a_list_that_is_here_filters_by_every_column(services: Services, qapp: QApplication) -> None:
    """So no module's list held in memory needs to say it of a column, and none can forget to."""
    columns = (
        Column[tuple[str, int]](id="code", title="Code", value=lambda row: row[0], filter=Filter.TEXT),
        Column[tuple[str, int]](id="count", title="Count", value=lambda row: row[1]),
    )
    assert [column.filter for column in filtering(columns)] == [Filter.TEXT, Filter.TEXT]
    rows = ListRows(columns, services.words, [("A", 1), ("B", 12000)])
    table: DataTable[tuple[str, int]] = DataTable(services, columns, rows, TableWords(id="t", name="T", empty="-"))
    rows.query(None, {"count": "12,0"})
    assert [table.model.row_at(place) for place in range(rows.count or 0)] == [("B", 12000)]
    rows.query(None, {"count": "<5"})
    assert [table.model.row_at(place) for place in range(rows.count or 0)] == [("A", 1)]
    table.deleteLater()
    qapp.processEvents()
