"""The print queue."""

from PySide6.QtWidgets import QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.modules.labels.models import JOBS
from veralot_client.modules.labels.presenters.jobs import JobsPresenter
from veralot_client.widgets.page import Page
from veralot_client.widgets.table.rows import FetchedRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_shared.contracts.labels import JobView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="labels.jobs",
    name=N_("Print queue"),
    empty=N_("No labels were printed yet."),
    hint=N_("Open a lot and choose “Print labels”."),
    none_match=N_("No print job matches these filters."),
)


class JobsPage(Page):
    """Lists print jobs, newest first; Enter opens one."""

    def __init__(self, services: Services) -> None:
        presenter = JobsPresenter(services, self.refresh)
        super().__init__(services, presenter)
        rows = FetchedRows(services.background, presenter.fetch)
        self.table: DataTable[JobView] = DataTable(services, JOBS, rows, WORDS, key=lambda job: job.id)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.addWidget(self.table)
        self.setFocusProxy(self.table)
        self.table.chosen.connect(lambda job: services.navigator.open("label_job", job.id))
        rows.reload()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Print queue")

    def retranslate(self) -> None:
        """Nothing here speaks but the table, which does it itself."""

    def refresh(self) -> None:
        """Read the queue again."""
        self.table.reload()

    def end(self) -> None:
        """The page is closed for good."""
        self.table.end()
        super().end()
