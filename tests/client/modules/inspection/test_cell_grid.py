"""The grid in which a printed page is shown and typed."""

from PySide6.QtWidgets import QApplication

from veralot_client.modules.inspection.pages.cell_grid import CellGrid


def test_cells_are_shown_anew_when_the_page_grows_and_shrinks(qapp: QApplication) -> None:
    shown = CellGrid(editable=False)
    for cells, flaws in (
        ([["a", "b"], ["c", "d"]], {}),
        ([["a"]], {}),
        ([["a", "b"], ["c", "x"]], {(1, 1): "no cell"}),
        ([["a", "b"], ["c", "x"]], {}),
    ):
        shown.show_cells(cells, flaws)
        qapp.processEvents()
        found = [[shown.item(row, column) for column in range(len(cells[0]))] for row in range(len(cells))]
        assert [[one.text() if one else "" for one in line] for line in found] == cells
        marked = {
            (row, column) for row, line in enumerate(found) for column, one in enumerate(line) if one and one.toolTip()
        }
        assert marked == set(flaws)
    shown.deleteLater()
