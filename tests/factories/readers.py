"""Two people who read a page, and whoever signs; the pages are made up by `tests/factories/sampling.py`."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.factories import sampling
from tests.factories.inspection import Inspections
from tests.factories.sampling import MULTIPLE, grid
from veralot_server.core.transaction import Actor
from veralot_shared.contracts.inspection import (
    BeginSamplingTable,
    ClassRule,
    DefectClass,
    EstablishSamplingTable,
    InspectionLevel,
    ReadSamplingTable,
    SamplingKind,
    SamplingTableDetail,
    TablePage,
)
from veralot_shared.ids import SamplingTableId

Become = Callable[..., Actor]
SOURCE = {"document": "Made-up standard 1:2099", "copy_no": "licence 0815", "sheet": "Table X, p. 7"}
ROLE = "quality_head"


class Readers:
    """Two people who read, and whoever signs."""

    def __init__(self, inspections: Inspections, act_as: Become) -> None:
        self.inspections = inspections
        self.tx = inspections.tx
        self.act_as = act_as
        self.everybody = self.tx.actor

    def first(self, cells: Any = None, page: TablePage = MULTIPLE) -> SamplingTableDetail:
        """Enter the first reading."""
        self.act_as(ROLE, name="first")
        return self.tx.call(BeginSamplingTable(of_page=page, grid=cells or grid(), **SOURCE))

    def second(self, found: SamplingTableDetail, cells: Any = None, name: str = "second") -> SamplingTableDetail:
        """Enter another reading."""
        self.act_as(ROLE, name=name)
        return self.tx.call(ReadSamplingTable(table_id=found.table.id, grid=cells or grid()))

    def signed(self, found: SamplingTableDetail, name: str = "second") -> SamplingTableDetail:
        """Establish a table."""
        self.act_as(ROLE, name=name)
        return self.inspections.signed(EstablishSamplingTable(table_id=found.table.id))

    def established(self, cells: Any = None, page: TablePage = MULTIPLE) -> SamplingTableDetail:
        """Return a table in force, of the page that reads so; then somebody with every right goes on."""
        found = self.signed(self.second(self.first(cells, page), cells))
        self.tx.act(self.everybody, self.tx.op)
        return found

    def established_by_values(self) -> list[SamplingTableId]:
        """Establish the letters and both severities of plans by variables."""
        pages = (
            (sampling.LETTERS_BY_VALUES, sampling.letters_by_values()),
            (sampling.BY_VALUES, sampling.by_values()),
            (sampling.TIGHTENED_BY_VALUES, sampling.by_values(tighter=True)),
        )
        return [self.established(grid(content, page), page).table.id for page, content in pages]


def rule(**fields: Any) -> ClassRule:
    """Return the sampling that no confirmed table has."""
    known = {"scheme": MULTIPLE.scheme, "kind": SamplingKind.MULTIPLE, "level": InspectionLevel.GENERAL_II}
    return ClassRule(defect_class=DefectClass.MAJOR, **(known | {"aql": Decimal("1.0")} | fields))
