"""The sections that the modules contribute, each as a table in its own words."""

from collections.abc import Iterator

from reportlab.platypus import Flowable

from veralot_server.core.reports import style
from veralot_server.core.reports.blocks import Text, heading
from veralot_server.core.reports.document import ROOM
from veralot_server.core.reports.formats import Formats
from veralot_server.core.reports.tables import Column, table
from veralot_shared.contracts.genealogy import SectionView


def printed(section: SectionView, formats: Formats) -> Iterator[Flowable]:
    """Yield a section: its title, its note, and its table."""
    _ = formats.translator.text
    yield from heading(section.id, _(section.title))
    if section.note:
        yield Text(_(section.note), style.NOTE)
    if not section.rows:
        yield Text(_("Nothing is recorded."), style.NOTE)
        return
    columns = [Column(_(column.title), "right" if column.kind == "number" else "left") for column in section.columns]
    kinds = [column.kind for column in section.columns]
    rows = [[formats.cell(kind, value) for kind, value in zip(kinds, row, strict=True)] for row in section.rows]
    yield table(columns, rows, ROOM)
    if len(section.rows) < section.total:
        yield Text(_("{shown} of {total} rows are shown.", shown=len(rows), total=section.total), style.NOTE)


def remark(section: SectionView, formats: Formats) -> str:
    """Return what the contents say beside a section's title."""
    return formats.translator.plural("{count} row", "{count} rows", section.total)
