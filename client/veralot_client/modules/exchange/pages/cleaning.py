"""What cleaning would change: the rules at the left, each with how many cells it changes; before and after at the right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from veralot_client.core.services import Services
from veralot_client.modules.exchange.models import CHANGES
from veralot_client.modules.exchange.presenters.files import FilesPresenter
from veralot_client.widgets.page import Retranslated
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_shared.contracts.exchange import CellChange, Cleaning, CleaningRule, CleaningView
from veralot_shared.i18n import N_

WORDS = TableWords(
    id="exchange.changes",
    name=N_("What cleaning changes"),
    empty=N_("This rule changes nothing here."),
)
NOTHING = TableWords(
    id="exchange.changes",
    name=N_("What cleaning changes"),
    empty=N_("No rule is chosen."),
    hint=N_("Choose a rule at the left to see what it changes, before it applies. Only ticked rules apply."),
)
ORDERED = frozenset({Cleaning.DATE, Cleaning.MOMENT})
"""Rules that need to know in which order a date's parts stand."""


class CleaningPane(Retranslated):
    """Shows the rules of the current file, and takes which of them apply."""

    def __init__(self, services: Services, files: FilesPresenter) -> None:
        super().__init__()
        self.files, self.words = files, services.words
        self.rules = QListWidget()
        self.once = QCheckBox()
        self.field, self.action = QComboBox(), QComboBox()
        self.argument, self.add = QLineEdit(), QPushButton()
        self.label = QLabel()
        self.rows: ListRows[CellChange] = ListRows(CHANGES, services.words)
        self.table: DataTable[CellChange] = DataTable(services, CHANGES, self.rows, NOTHING)
        self._filling = False
        self._asked: tuple[str, CleaningView | None, int] = ("", None, 0)
        self._lay_out()
        self.rules.itemChanged.connect(self._tick)
        self.rules.currentRowChanged.connect(lambda _row: self._show_changes())
        self.once.toggled.connect(self._leave_out)
        self.add.clicked.connect(self._add)
        self.action.activated.connect(lambda _place: self._explain())
        self.retranslate()

    def end(self) -> None:
        """The page is closed for good."""
        self.table.end()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self.words.text
        self.label.setText(_("Rules; only ticked ones apply"))
        self.rules.setAccessibleName(_("Cleaning rules"))
        self.add.setText(_("Add rule"))
        self.field.setAccessibleName(_("Field of the new rule"))
        self.action.setAccessibleName(_("What the new rule does"))
        self.argument.setAccessibleName(_("More about the new rule"))
        self.action.clear()
        for action in Cleaning:
            self.action.addItem(self.words.label(action), action.value)
        self._explain()
        self.show_file()

    def begin(self) -> None:
        """The pane is looked at: ask what the rules would change, if that is not known."""
        if self.files.current in self.files.previews and self.files.current not in self.files.cleanings:
            self.files.clean()

    def show_file(self) -> None:
        """Show the rules of the current file."""
        self._filling = True
        view, cleaning = self.files.previews.get(self.files.current), self.files.cleanings.get(self.files.current)
        row = self.rules.currentRow()
        offered = self.files.offered.get(self.files.current, []) if view else []
        self.rules.clear()
        for rule in offered:
            item = QListWidgetItem(self._said(rule, cleaning))
            used = rule in self.files.setup.rules
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if used else Qt.CheckState.Unchecked)
            self.rules.addItem(item)
        self.rules.setCurrentRow(min(max(row, 0), len(offered) - 1))
        self.once.setChecked(self.files.setup.drop_duplicates)
        self.once.setText(self._said_of_duplicates(cleaning))
        self._fill_fields()
        for widget in (self.add, self.field, self.action, self.argument, self.once):
            widget.setEnabled(view is not None and view.kind is not None)
        self._filling = False
        self._show_changes()

    def _said(self, rule: CleaningRule, cleaning: CleaningView | None) -> str:
        where = self.words.text("every field") if rule.field == "*" else self.files.title(rule.field)
        what = self.words.label(rule.action)
        more = f" ({rule.argument})" if rule.argument else ""
        effect = next((each for each in cleaning.effects if each.rule == rule), None) if cleaning else None
        count = self.words.plural("{count} cell", "{count} cells", effect.changed) if effect else "…"
        return f"{what}{more}: {where}  ·  {count}"

    def _said_of_duplicates(self, cleaning: CleaningView | None) -> str:
        if cleaning is None:
            return self.words.text("Leave out rows that repeat an earlier one")
        return self.words.plural(
            "Leave out rows that repeat an earlier one ({count} row)",
            "Leave out rows that repeat an earlier one ({count} rows)",
            cleaning.duplicates,
        )

    def _fill_fields(self) -> None:
        view = self.files.previews.get(self.files.current)
        chosen = self.field.currentData()
        self.field.clear()
        self.field.addItem(self.words.text("every field"), "*")
        for field in view.fields if view else []:
            self.field.addItem(self.words.text(field.title), field.name)
        self.field.setCurrentIndex(max(0, self.field.findData(chosen)))

    def _show_changes(self) -> None:
        if self._filling:
            return
        cleaning, row = self.files.cleanings.get(self.files.current), self.rules.currentRow()
        effect = cleaning.effects[row] if cleaning and 0 <= row < len(cleaning.effects) else None
        self.table.say_of_itself(WORDS if effect else NOTHING)
        self.rows.replace(effect.examples if effect else [])

    def _explain(self) -> None:
        """Say what more a rule asks for."""
        action, _ = Cleaning(self.action.currentData()), self.words.text
        asks = {
            Cleaning.NUMBER: _("Decimal sign: . or ,"),
            Cleaning.REPLACE: _("old=new; old=new"),
            **dict.fromkeys(ORDERED, _("Order: ymd, dmy or mdy")),
        }
        self.argument.setVisible(action in asks)
        self.argument.setPlaceholderText(asks.get(action, ""))

    def _tick(self, item: QListWidgetItem) -> None:
        if not self._filling:
            rule = self.files.offered[self.files.current][self.rules.row(item)]
            self.files.use(rule, used=item.checkState() is Qt.CheckState.Checked)

    def _leave_out(self, on: bool) -> None:  # noqa: FBT001 - Qt's own signal
        if not self._filling:
            self.files.change(reread=False, drop_duplicates=on)
            self.files.clean()

    def _add(self) -> None:
        action, typed = Cleaning(self.action.currentData()), self.argument.text().strip()
        pairs = dict(part.split("=", 1) for part in typed.split(";") if "=" in part)
        values = {old.strip(): new.strip() for old, new in pairs.items()} if action is Cleaning.REPLACE else {}
        asks = action in ORDERED or action is Cleaning.NUMBER
        rule = CleaningRule(
            field=self.field.currentData(), action=action, argument=typed if asks else "", values=values
        )
        self.argument.clear()
        self.files.offer(rule)

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.label, self.rules, self.once):
            column.addWidget(widget)
        row = QHBoxLayout()
        for box in (self.action, self.field):
            row.addWidget(box, stretch=1)
        column.addLayout(row)
        below = QHBoxLayout()
        below.addWidget(self.argument, stretch=1)
        below.addWidget(self.add)
        below.addStretch()
        column.addLayout(below)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.table)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(split)
