"""Behind the designer: the layout as it is being drawn, what is selected, undo and redo, preview, saving. No Qt."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.modules.labels.presenters import geometry
from veralot_client.modules.labels.presenters.geometry import Box, Guides, Handle
from veralot_shared.contracts.labels import (
    AIS_OF,
    FIELDS_OF,
    ApproveVersion,
    DrawingView,
    Element,
    ElementKind,
    GetTemplate,
    LabelField,
    LabelSymbol,
    Layout,
    LayoutProblem,
    ListVersions,
    PreviewLabel,
    SaveDraft,
    TemplatesChanged,
    TemplateVersionView,
    TemplateView,
    VersionStatus,
)
from veralot_shared.errors import CodedError, RecordChanged
from veralot_shared.i18n import N_
from veralot_shared.ids import TemplateId

UNDO_STEPS = 200
GRID = Decimal("0.5")
FIRST_TEXT = N_("Text")
SIZES = {
    ElementKind.TEXT: (30, 5),
    ElementKind.FIELD: (30, 5),
    ElementKind.DATA_MATRIX: (18, 18),
    ElementKind.CODE_128: (60, 10),
    ElementKind.HRI: (36, 12),
    ElementKind.SYMBOL: (8, 8),
}
"""How large a new element is, in millimetres."""


class Design(Presenter):
    """The designer of one template.

    Attributes:
        changed: told when the layout or the selection is another.
        drawn: told when the preview has come.
        shown: told when template and versions were read.
        problem: told why something could not be read or saved.
    """

    def __init__(self, services: Services, template_id: TemplateId) -> None:
        super().__init__(services)
        self.template_id = template_id
        self.template: TemplateView | None = None
        self.versions: list[TemplateVersionView] = []
        self.version: TemplateVersionView | None = None
        self.layout = Layout(width=Decimal(70), height=Decimal(40))
        self.selected: int | None = None
        self.drawing: DrawingView | None = None
        self.drawn_of = self.layout
        self.guides = Guides()
        self.snaps = True
        self.saved = True
        self.changed: Observers[[]] = Observers()
        self.drawn: Observers[[]] = Observers()
        self.shown: Observers[[]] = Observers()
        self.problem: Observers[[CodedError]] = Observers()
        self._undo: list[Layout] = []
        self._redo: list[Layout] = []
        self._before: Layout | None = None
        self.follow(TemplatesChanged, self._on_change)

    # --- reading -----------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the template and its versions; what was drawn and not saved stays."""
        self.ask(GetTemplate(id=self.template_id), self._take_template, self.problem.tell)
        self.ask(ListVersions(template_id=self.template_id), self._take_versions, self.problem.tell)

    def open_version(self, number: int) -> None:
        """Show another version; saving makes a draft of it."""
        found = next((version for version in self.versions if version.number == number), None)
        if found is not None:
            self._open(found)

    def may_change(self) -> bool:
        """Return whether this person may design."""
        return self.services.session.can(SaveDraft.permission)

    # --- what is selected --------------------------------------------------------------------------------------------

    @property
    def element(self) -> Element | None:
        """The selected element."""
        place = self.selected
        return self.layout.elements[place] if place is not None and place < len(self.layout.elements) else None

    def select(self, place: int | None) -> None:
        """Select an element, or none."""
        if place != self.selected:
            self.selected = place
            self.changed.tell()

    def step(self, by: int) -> None:
        """Select the next element, or the one before."""
        count = len(self.layout.elements)
        if count:
            self.select(((-1 if self.selected is None and by > 0 else self.selected or 0) + by) % count)

    def element_at(self, x: float, y: float) -> int | None:
        """Return the foremost element at a place."""
        for place in reversed(range(len(self.layout.elements))):
            box = geometry.box_of(self.layout.elements[place])
            if box.left <= Decimal(str(x)) <= box.right and box.top <= Decimal(str(y)) <= box.bottom:
                return place
        return None

    # --- changing ----------------------------------------------------------------------------------------------------

    def add(self, kind: ElementKind) -> None:
        """Put a new element in the middle of the label."""
        width, height = (
            min(Decimal(side), limit)
            for side, limit in zip(SIZES[kind], (self.layout.width, self.layout.height), strict=True)
        )
        x, y = (
            geometry.mm((limit - side) / 2)
            for side, limit in ((width, self.layout.width), (height, self.layout.height))
        )
        element = Element(kind=kind, x=x, y=y, width=width, height=height, **self._first_content(kind))
        self._put([*self.layout.elements, element])
        self.selected = len(self.layout.elements) - 1
        self._tell()

    def remove(self) -> None:
        """Take the selected element away."""
        if self.element is None:
            return
        self._put([each for place, each in enumerate(self.layout.elements) if place != self.selected])
        self.selected = None
        self._tell()

    def duplicate(self) -> None:
        """Put a copy of the selected element beside it."""
        element = self.element
        if element is None:
            return
        box = geometry.moved(geometry.box_of(element), Decimal(2), Decimal(2), self.layout)
        self._put([*self.layout.elements, geometry.placed(element, box)])
        self.selected = len(self.layout.elements) - 1
        self._tell()

    def arrange(self, *, front: bool) -> None:
        """Bring the selected element to the front or to the back."""
        element, place = self.element, self.selected
        if element is None or place is None:
            return
        rest = [each for at, each in enumerate(self.layout.elements) if at != place]
        self._put([*rest, element] if front else [element, *rest])
        self.selected = len(rest) if front else 0
        self._tell()

    def change(self, **values: Any) -> None:  # noqa: ANN401 - the fields of an element have types of their own
        """Change the selected element."""
        element = self.element
        if element is not None:
            new = msgspec.structs.replace(element, **values)
            if new != element:
                self._replace(new)
                self._tell()

    def resize_label(self, width: Decimal, height: Decimal) -> None:
        """Change the size of the label."""
        if (width, height) != (self.layout.width, self.layout.height):
            self._remember()
            self.layout = msgspec.structs.replace(self.layout, width=width, height=height)
            self._tell()

    def nudge(self, dx: Decimal, dy: Decimal) -> None:
        """Move the selected element a little."""
        element = self.element
        if element is not None:
            self.change(**place_of(geometry.moved(geometry.box_of(element), dx, dy, self.layout)))

    # --- dragging: one step of undo from press to release ------------------------------------------------------------

    def begin_drag(self) -> None:
        """The mouse went down on the selected element."""
        self._before = self.layout

    def drag(self, dx: float, dy: float, handle: Handle | None = None, *, free: bool = False) -> None:
        """Move or resize by so much from where the drag began; `free` leaves out lines and grid."""
        before, place = self._before, self.selected
        if before is None or place is None:
            return
        start = geometry.box_of(before.elements[place])
        by = Decimal(str(dx)), Decimal(str(dy))
        self.guides = Guides()
        box = geometry.moved(start, *by, before) if handle is None else geometry.resized(start, handle, *by, before)
        if self.snaps and not free:
            box, self.guides = self._snap(box, handle, before, place)
        elements = list(before.elements)
        elements[place] = geometry.placed(elements[place], box)
        self.layout = msgspec.structs.replace(before, elements=elements)
        self.changed.tell()

    def end_drag(self) -> None:
        """The mouse went up."""
        before, self._before = self._before, None
        self.guides = Guides()
        if before is not None and before != self.layout:
            self._undo.append(before)
            self._redo.clear()
            self._tell()
        else:
            self.changed.tell()

    def _snap(self, box: Box, handle: Handle | None, layout: Layout, place: int) -> tuple[Box, Guides]:
        without = frozenset({place})
        if handle is None:
            return geometry.snapped_move(box, layout, without, GRID)
        return geometry.snapped_resize(box, handle, layout, without, GRID)

    # --- undo --------------------------------------------------------------------------------------------------------

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is something to do again."""
        return bool(self._redo)

    def undo(self) -> None:
        """Take the last change back."""
        self._travel(self._undo, self._redo)

    def redo(self) -> None:
        """Make the last change again that was taken back."""
        self._travel(self._redo, self._undo)

    def _travel(self, back: list[Layout], forth: list[Layout]) -> None:
        if back:
            forth.append(self.layout)
            self.layout = back.pop()
            if self.element is None:
                self.selected = None
            self._tell()

    # --- saving ------------------------------------------------------------------------------------------------------

    @property
    def draft(self) -> TemplateVersionView | None:
        """The draft, where there is one."""
        return next((version for version in self.versions if version.status is VersionStatus.DRAFT), None)

    @property
    def problems(self) -> Sequence[LayoutProblem]:
        """What is wrong with the label as it was drawn last."""
        return self.drawing.problems if self.drawing is not None else ()

    def save(self, done: Callable[[], None] = lambda: None) -> None:
        """Save what is drawn as the draft."""
        draft = self.draft
        command = SaveDraft(template_id=self.template_id, revision=draft.revision if draft else 0, layout=self.layout)

        def take(version: TemplateVersionView) -> None:
            self.saved = True
            self.version = version
            self.services.notices.done(self.words.text("Draft {number} is saved.", number=version.number))
            self.load()
            done()

        self.send(command, take, self._on_not_saved)

    def approve(self) -> None:
        """Ask for the signature that makes the draft the version that prints."""
        draft = self.draft
        if draft is not None:
            self.send(ApproveVersion(version_id=draft.id), self._on_approved)

    def _on_approved(self, version: TemplateVersionView) -> None:
        self.services.notices.done(
            self.words.text("Version {number} is approved and prints now.", number=version.number)
        )
        self.load()

    def _on_not_saved(self, error: CodedError) -> None:
        self.problem.tell(error)
        if isinstance(error, RecordChanged):
            self.load()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _first_content(self, kind: ElementKind) -> dict[str, Any]:
        template = self.template
        if template is None or kind is ElementKind.TEXT:
            return {"text": self.words.text(FIRST_TEXT)} if kind is ElementKind.TEXT else {}
        ais = list(AIS_OF[template.kind])
        if "00" in ais:
            ais.remove("00")
        match kind:
            case ElementKind.SYMBOL:
                return {"symbol": LabelSymbol.LOT}
            case ElementKind.FIELD:
                return {"bound": first_field(template)}
            case ElementKind.HRI:
                return {"ais": ais}
            case _:
                return {"ais": ais} if ais else {"bound": first_field(template)}

    def _replace(self, element: Element) -> None:
        self._put([element if place == self.selected else each for place, each in enumerate(self.layout.elements)])

    def _put(self, elements: list[Element]) -> None:
        self._remember()
        self.layout = msgspec.structs.replace(self.layout, elements=elements)

    def _remember(self) -> None:
        self._undo.append(self.layout)
        del self._undo[:-UNDO_STEPS]
        self._redo.clear()

    def _tell(self) -> None:
        self.saved = self.version is not None and self.layout == self.version.layout
        self.changed.tell()
        self._preview()

    def _preview(self) -> None:
        if self.template is None:
            return
        layout = self.layout
        self.ask(PreviewLabel(kind=self.template.kind, layout=layout), lambda view: self._take_drawing(layout, view))

    def _take_drawing(self, layout: Layout, drawing: DrawingView) -> None:
        self.drawn_of, self.drawing = layout, drawing
        self.drawn.tell()

    def _take_template(self, template: TemplateView) -> None:
        first = self.template is None
        self.template = template
        if first:
            self._preview()
        self.shown.tell()

    def _take_versions(self, versions: list[TemplateVersionView]) -> None:
        self.versions = versions
        present = next((each for each in versions if self.version is not None and each.id == self.version.id), None)
        if self.version is None or (self.saved and (present is None or present.layout != self.layout)):
            newest = self.draft or (versions[0] if versions else None)
            if newest is not None:
                self._open(newest)
        else:
            self.version = present or self.version
        self.shown.tell()

    def _open(self, version: TemplateVersionView) -> None:
        self.version, self.layout, self.selected, self.saved = version, version.layout, None, True
        self._undo.clear()
        self._redo.clear()
        self.shown.tell()
        self._tell()

    def _on_change(self, event: TemplatesChanged) -> None:
        if self.template_id in event.template_ids:
            self.load()


def first_field(template: TemplateView) -> LabelField:
    """Return the field that a new element is bound to at first."""
    return next(field for field in LabelField if field in FIELDS_OF[template.kind])


def place_of(box: Box) -> dict[str, Decimal]:
    """Return a box as the fields of an element."""
    return {
        "x": geometry.mm(box.left),
        "y": geometry.mm(box.top),
        "width": geometry.mm(box.right - box.left),
        "height": geometry.mm(box.bottom - box.top),
    }
