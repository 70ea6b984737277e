"""What inspection has of each page of each edition, and what the plant has established of the chosen one."""

from PySide6.QtCore import Qt

from veralot_client.core.services import Services
from veralot_client.modules.inspection.pages.reading import ReadingDialog
from veralot_client.modules.inspection.presenters.reading import ReadingPresenter
from veralot_client.modules.inspection.presenters.sampling_tables import (
    SAMPLING_PAGES,
    SAMPLING_TABLES,
    SamplingPagesPresenter,
    full_name,
)
from veralot_client.theme.pieces import label
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.saving import ask_where
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.table.window import Sort
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.inspection import PageState, SamplingPageView, SamplingTableDetail, SamplingTableView
from veralot_shared.i18n import N_

READ, OPEN, TEMPLATE = "inspection.read_table", "inspection.open_table", "inspection.table_template"
WORDS = TableWords(
    id="inspection.sampling_pages",
    name=N_("Sampling tables"),
    empty=N_("No page can be shown."),
    none_match=N_("No table matches these filters."),
)
VERSIONS = TableWords(
    id="inspection.sampling_tables",
    name=N_("The plant's own tables of the chosen page"),
    empty=N_("The plant has read nothing of this page."),
    hint=N_(
        "Two people each read it from your own copy, the second without seeing the first's reading. Once two have read each "
        "cell alike, it is signed in force."
    ),
)
EXPLAINED = N_(
    "Veralot ships what two independent readings have confirmed. What is not confirmed is refused, until the plant "
    "establishes it from its own copy of the standard."
)


class SamplingTablesPage(ListPage[SamplingPageView]):
    """Lists pages; below stand the plant's own versions of the chosen one."""

    def __init__(self, services: Services) -> None:
        self.pages = SamplingPagesPresenter(services)
        super().__init__(services, self.pages, self.pages, SAMPLING_PAGES, WORDS, lambda one: one.page)
        self.explained = label("muted", wrap=True)
        self.version_rows = ListRows(SAMPLING_TABLES, services.words, key=lambda one: one.id)
        self.versions: DataTable[SamplingTableView] = DataTable(
            services, SAMPLING_TABLES, self.version_rows, VERSIONS, key=lambda one: one.id
        )
        self.body.setOrientation(Qt.Orientation.Vertical)
        self.body.addWidget(self.versions)
        self.body.setStretchFactor(0, 3)
        self.body.setStretchFactor(1, 2)
        self.add_buttons([READ, OPEN, TEMPLATE])
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self.explained)
        self.sort_by(Sort("table"))
        self.table.picked.connect(self._read)
        self.table.chosen.connect(self._open_newest)
        self.versions.chosen.connect(lambda one: self.services.navigator.open("sampling_table", one.id))
        self.pages.keep(self.pages.listed.subscribe(lambda: self.version_rows.replace(self.pages.versions)))
        self.pages.keep(self.pages.shown.subscribe(self._read))
        self.retranslate()
        self.pages.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Sampling tables")

    def retranslate(self) -> None:
        """Say in the language of the moment what the list is for."""
        self.explained.setText(self.words.text(EXPLAINED))

    def can_perform(self, action_id: str) -> bool:
        """Return whether the chosen page can be read, opened or written as an empty file."""
        one = self.table.current()
        if one is None:
            return False
        if action_id == READ:
            return one.state is not PageState.CONFIRMED and one.begun_id is None
        return action_id == TEMPLATE or (action_id == OPEN and (one.begun_id or one.table_id) is not None)

    def perform(self, action_id: str) -> None:
        """Open the window in which the page is read, its table, or what asks where the empty file goes."""
        one = self.table.current()
        if one is None:
            return
        if action_id == READ:
            dialog = ReadingDialog(self.services, ReadingPresenter(self.services, one.page, None, []), self)
            dialog.done_with.connect(self._on_read)
            dialog.open()
        elif action_id == TEMPLATE:
            name = full_name(one.page, self.words)
            ask_where(self, self.words, name, lambda path: self.pages.export(one.page, path))
        else:
            self._open_newest(one)

    def end(self) -> None:
        """The page is closed for good."""
        self.versions.end()
        super().end()

    def _on_read(self, detail: SamplingTableDetail) -> None:
        self.services.navigator.open("sampling_table", detail.table.id)

    def _open_newest(self, one: SamplingPageView) -> None:
        table_id = one.begun_id or one.table_id
        if table_id is not None:
            self.services.navigator.open("sampling_table", table_id)

    def _read(self) -> None:
        one = self.table.current()
        if one is not None:
            self.pages.choose(one.page)
