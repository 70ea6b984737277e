"""The plant's defect codes."""

from collections.abc import Mapping
from typing import Any, Final

from veralot_client.core.services import Services
from veralot_client.modules.quality.presenters.defects import (
    COLUMNS,
    TABLE,
    DefectsPresenter,
    DefineDefectForm,
    OfDefectForm,
)
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.record_page import RecordListPage
from veralot_client.widgets.table.table import TableWords
from veralot_shared.contracts.quality import DefectView, RenameDefect, RestoreDefect, RetireDefect
from veralot_shared.i18n import N_
from veralot_shared.messages import Command

WORDS = TableWords(
    id="quality.defects",
    name=N_("Defect codes"),
    empty=N_("No defect code is in use."),
    hint=N_("Define the plant's own, or import a list of them."),
    none_match=N_("No defect code matches these filters."),
)

DEFINE, RENAME, RETIRE, RESTORE, RETIRED = (
    "quality.define_defect",
    "quality.rename_defect",
    "quality.retire_defect",
    "quality.restore_defect",
    "quality.retired_defects",
)
OF_CODE: Final[Mapping[str, type[Command[Any]]]] = {RENAME: RenameDefect, RETIRE: RetireDefect, RESTORE: RestoreDefect}


class DefectsPage(RecordListPage[DefectView]):
    """Lists the codes, with how many records have each; Enter changes the names."""

    def __init__(self, services: Services) -> None:
        self.defects = DefectsPresenter(services)
        super().__init__(services, self.defects, self.defects, COLUMNS, WORDS, lambda row: row.id)
        self.set_up(TABLE, [DEFINE, RENAME, RETIRE, RESTORE, RETIRED], "code", None)

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Defect codes")

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work with the chosen code."""
        row = self.table.current()
        if action_id == RETIRED:
            return True
        if action_id in {RETIRE, RESTORE}:
            return row is not None and (row.retired_at is None) is (action_id == RETIRE)
        return super().can_perform(action_id)

    def perform(self, action_id: str) -> None:
        """Open the form of an action, or show whether retired codes are listed."""
        row = self.table.current()
        if action_id == RETIRED:
            self.defects.toggle()
        elif action_id == DEFINE:
            show_form(self.services, DefineDefectForm(self.services), self)
        elif row is not None:
            show_form(self.services, OfDefectForm(self.services, row, OF_CODE[action_id]), self)
