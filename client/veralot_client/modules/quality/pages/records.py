"""The list of quality records."""

from veralot_client.core.services import Services
from veralot_client.modules.quality.presenters.columns import RECORDS
from veralot_client.modules.quality.presenters.records import RecordsPresenter
from veralot_client.widgets.table.table import TableWords
from veralot_client.widgets.table.window import Sort
from veralot_client.widgets.whole_page import ListPage
from veralot_shared.contracts.quality import CaseView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="quality.records",
    name=N_("Quality records"),
    empty=N_("No quality record is open."),
    hint=N_(
        "Whoever finds something wrong reports a nonconformity: from a lot, an inspection, an order, or from here."
    ),
    none_match=N_("No quality record matches these filters."),
)


class RecordsPage(ListPage[CaseView]):
    """Lists quality records of all kinds, the newest first; Enter opens one."""

    def __init__(self, services: Services) -> None:
        self.records = RecordsPresenter(services)
        super().__init__(services, self.records, self.records, RECORDS, WORDS, lambda row: row.id)
        self.add_buttons(
            [
                "quality.open",
                "quality.only_open",
                "quality.open_ncr",
                "quality.report_deviation",
                "quality.receive_complaint",
                "quality.request_capa",
            ]
        )
        self.sort_by(Sort("opened_at", descending=True))
        self.table.chosen.connect(self._open)
        self.retranslate()
        self.records.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Quality records")

    def retranslate(self) -> None:
        """Nothing here speaks but the table and the buttons, which do it themselves."""

    def can_perform(self, action_id: str) -> bool:
        """Return whether a record is chosen; what begins one needs none."""
        return action_id != "quality.open" or self.table.current() is not None

    def perform(self, action_id: str) -> None:
        """Open the chosen record, show closed ones as well, or begin a record."""
        row = self.table.current()
        if action_id == "quality.only_open":
            self.records.toggle()
        elif action_id == "quality.open":
            if row is not None:
                self._open(row)
        else:
            self.services.actions.run(action_id)

    def _open(self, row: CaseView) -> None:
        self.services.navigator.open("quality", row.id)
