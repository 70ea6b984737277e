"""The properties of the selected element, or of the label where none is."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from veralot_client.core.services import Services
from veralot_client.modules.labels.presenters import geometry
from veralot_client.modules.labels.presenters.design import Design
from veralot_client.widgets.page import Retranslated
from veralot_shared.contracts.labels import (
    AIS_OF,
    FIELDS_OF,
    Align,
    Element,
    ElementKind,
    LabelField,
    LabelSymbol,
)
from veralot_shared.i18n import LANGUAGES, N_
from veralot_shared.rules.gs1_identifiers import IDENTIFIERS

LENGTHS = ("x", "y", "width", "height")
TITLES = {
    "x": N_("From the left"),
    "y": N_("From the top"),
    "width": N_("Width"),
    "height": N_("Height"),
    "font_size": N_("Size of type"),
    "text": N_("Text"),
    "bound": N_("Shows"),
    "language": N_("Language"),
    "align": N_("Alignment"),
    "bold": N_("Bold"),
    "required": N_("A label without this value is refused"),
    "ais": N_("Carries"),
    "symbol": N_("Symbol"),
}
WRITES = frozenset({ElementKind.TEXT, ElementKind.FIELD, ElementKind.HRI})
CODED = frozenset({ElementKind.DATA_MATRIX, ElementKind.CODE_128, ElementKind.HRI})
PLAIN_CODES = frozenset({ElementKind.DATA_MATRIX, ElementKind.CODE_128})


def shown_for(element: Element | None) -> frozenset[str]:
    """Return which properties an element has."""
    if element is None:
        return frozenset({"width", "height"})
    names = set(LENGTHS)
    names |= {"font_size", "bold", "align"} if element.kind in WRITES else set()
    names |= {"text"} if element.kind is ElementKind.TEXT else set()
    names |= {"bound", "language", "required"} if element.kind is ElementKind.FIELD else set()
    names |= {"ais"} if element.kind in CODED else set()
    names |= {"bound"} if element.kind in PLAIN_CODES and not element.ais else set()
    names |= {"symbol"} if element.kind is ElementKind.SYMBOL else set()
    return frozenset(names)


class Properties(Retranslated):
    """Shows and changes properties; every change is one step of undo."""

    def __init__(self, services: Services, design: Design) -> None:
        super().__init__()
        self._words = services.words
        self._design = design
        self._showing = False
        self.heading = QLabel()
        self.heading.setProperty("role", "subtitle")
        self.spins = {name: self._spin(name) for name in (*LENGTHS, "font_size")}
        self.text = QPlainTextEdit()
        self.text.setFixedHeight(70)
        self.text.setTabChangesFocus(True)
        self.combos = {name: QComboBox() for name in ("bound", "language", "align", "symbol")}
        self.flags = {name: QCheckBox() for name in ("bold", "required")}
        self.ais = {ai: QCheckBox() for ai in sorted({ai for ais in AIS_OF.values() for ai in ais})}
        self._rows: dict[str, tuple[QLabel, QWidget]] = {}
        self._lay_out()
        self._connect()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _, words = self._words.text, self._words
        for name, (label, widget) in self._rows.items():
            label.setText(_(TITLES[name]))
            widget.setAccessibleName(_(TITLES[name]))
        for name, flag in self.flags.items():
            flag.setText(_(TITLES[name]))
        for ai, box in self.ais.items():
            box.setText(f"({ai}) {IDENTIFIERS[ai].title}")
        self._fill("language", list(LANGUAGES.items()))
        self._fill("align", [(value.value, words.label(value)) for value in Align])
        self._fill("symbol", [(value.value, words.label(value)) for value in LabelSymbol])
        self.show_design()

    def show_design(self) -> None:
        """Show what is selected now."""
        self._showing = True
        element, words = self._design.element, self._words
        number = (self._design.selected or 0) + 1
        self.heading.setText(words.text("Label") if element is None else f"{number}  {words.label(element.kind)}")
        shown = shown_for(element)
        for name, (label, widget) in self._rows.items():
            label.setVisible(name in shown)
            widget.setVisible(name in shown)
        for name, flag in self.flags.items():
            flag.setVisible(name in shown)
        self._show_lengths(element)
        if element is not None:
            self._show_element(element)
        self.setEnabled(self._design.may_change())
        self._showing = False

    def _show_lengths(self, element: Element | None) -> None:
        source = element if element is not None else self._design.layout
        for name in LENGTHS:
            value = getattr(source, name, None)
            if value is not None:
                self.spins[name].setValue(float(value))

    def _show_element(self, element: Element) -> None:
        template = self._design.template
        self.spins["font_size"].setValue(float(element.font_size))
        if self.text.toPlainText() != element.text:
            self.text.setPlainText(element.text)
        if template is not None:
            fields = [(each.value, self._words.label(each)) for each in LabelField if each in FIELDS_OF[template.kind]]
            self._fill("bound", fields)
            for ai, box in self.ais.items():
                box.setVisible(ai in AIS_OF[template.kind])
                box.setChecked(ai in element.ais)
            self._rows["ais"][1].setVisible(element.kind in CODED and bool(AIS_OF[template.kind]))
        chosen = {
            "bound": element.bound,
            "language": element.language,
            "align": element.align,
            "symbol": element.symbol,
        }
        for name, value in chosen.items():
            self.combos[name].setCurrentIndex(self.combos[name].findData(str(value) if value is not None else None))
        self.flags["bold"].setChecked(element.bold)
        self.flags["required"].setChecked(element.required)

    # --- changing ----------------------------------------------------------------------------------------------------

    def _on_length(self, name: str) -> None:
        if self._showing:
            return
        value = geometry.mm(self.spins[name].value())
        layout = self._design.layout
        if self._design.element is not None:
            self._design.change(**{name: value})
        elif name == "width":
            self._design.resize_label(value, layout.height)
        elif name == "height":
            self._design.resize_label(layout.width, value)

    def _on_combo(self, name: str) -> None:
        value = self.combos[name].currentData()
        if self._showing or value is None:
            return
        kinds = {"bound": LabelField, "align": Align, "symbol": LabelSymbol}
        self._design.change(**{name: kinds[name](value) if name in kinds else value})

    def _on_text(self) -> None:
        if not self._showing:
            self._design.change(text=self.text.toPlainText())

    def _on_flag(self, name: str) -> None:
        if not self._showing:
            self._design.change(**{name: self.flags[name].isChecked()})

    def _on_ais(self) -> None:
        element, template = self._design.element, self._design.template
        if self._showing or element is None or template is None:
            return
        ticked = [ai for ai in AIS_OF[template.kind] if self.ais[ai].isChecked()]
        self._design.change(ais=ticked)

    # --- making ------------------------------------------------------------------------------------------------------

    @staticmethod
    def _spin(name: str) -> QDoubleSpinBox:
        spin = QDoubleSpinBox()
        is_type = name == "font_size"
        spin.setDecimals(1 if is_type else 2)
        spin.setRange(3.0 if is_type else 0.0, 120.0 if is_type else 300.0)
        spin.setSingleStep(0.5)
        spin.setSuffix(" pt" if is_type else " mm")
        spin.setKeyboardTracking(False)
        spin.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
        return spin

    def _fill(self, name: str, entries: list[tuple[str, str]]) -> None:
        combo = self.combos[name]
        if [(combo.itemData(place), combo.itemText(place)) for place in range(combo.count())] == entries:
            return
        combo.blockSignals(True)
        combo.clear()
        for value, text in entries:
            combo.addItem(text, value)
        combo.blockSignals(False)

    def _connect(self) -> None:
        for name, spin in self.spins.items():
            if name == "font_size":
                spin.valueChanged.connect(self._on_type)
            else:
                spin.valueChanged.connect(lambda _value, name=name: self._on_length(name))
        for name, combo in self.combos.items():
            combo.activated.connect(lambda _place, name=name: self._on_combo(name))
        for name, flag in self.flags.items():
            flag.clicked.connect(lambda _on, name=name: self._on_flag(name))
        for box in self.ais.values():
            box.clicked.connect(self._on_ais)
        self.text.textChanged.connect(self._on_text)

    def _on_type(self, value: float) -> None:
        if not self._showing:
            self._design.change(font_size=Decimal(str(round(value, 1))))

    def _lay_out(self) -> None:
        carried = QWidget()
        column = QVBoxLayout(carried)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for box in self.ais.values():
            column.addWidget(box)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        widgets: dict[str, QWidget] = {
            **{name: self.spins[name] for name in LENGTHS},
            "text": self.text,
            "ais": carried,
            "bound": self.combos["bound"],
            "symbol": self.combos["symbol"],
            "language": self.combos["language"],
            "font_size": self.spins["font_size"],
            "align": self.combos["align"],
        }
        for name, widget in widgets.items():
            label = QLabel()
            label.setBuddy(widget)
            self._rows[name] = (label, widget)
            form.addRow(label, widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(self.heading)
        layout.addLayout(form)
        for flag in self.flags.values():
            layout.addWidget(flag)
        layout.addStretch(1)
