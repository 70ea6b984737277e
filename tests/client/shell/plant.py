"""A module and a person, small and real, for tests of the window around them."""

from datetime import UTC, datetime

from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout

from tests.client.stand_ins import make_user
from tests.fakes import FakeServer
from veralot_client.core.actions import Action, Menu
from veralot_client.core.module import Area, Module, Panel
from veralot_client.core.navigation import Found, Place, Subject
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.widgets.page import Page
from veralot_shared.contracts.genealogy import PlaceHold, SampleLot
from veralot_shared.contracts.identity import Hello, LockSession, Logout, Role, ServerView, UnlockSession, WhoAmI
from veralot_shared.i18n import N_
from veralot_shared.ids import LotId

NOW = datetime(2025, 3, 4, 9, 30, tzinfo=UTC)


class NotePage(Page):
    """A page with one field; typing in it is unsaved until it is sent."""

    def __init__(self, services: Services, record_id: int | None) -> None:
        super().__init__(services, Presenter(services))
        self.record_id = record_id
        self.refreshed = 0
        self.performed: list[str] = []
        self.pointed: list[str] = []
        self.about: tuple[Subject, ...] = ()
        self.heading, self.note = QLabel(), QLineEdit()
        column = QVBoxLayout(self)
        column.addWidget(self.heading)
        column.addWidget(self.note)
        column.addStretch()
        self.setFocusProxy(self.note)
        self.note.textChanged.connect(self.possibilities_changed)
        self.retranslate()

    def title(self) -> str:
        return self.words.text("Lots") if self.record_id is None else f"L-{self.record_id}"

    def retranslate(self) -> None:
        self.heading.setText(self.title())
        self.note.setAccessibleName(self.title())

    def subjects(self) -> tuple[Subject, ...]:
        return self.about

    def refresh(self) -> None:
        self.refreshed += 1

    def unsaved(self) -> bool:
        return bool(self.note.text())

    def can_perform(self, action_id: str) -> bool:
        return action_id == "notes.clear" and self.unsaved()

    def why_not(self, action_id: str) -> str:
        return "Nothing is noted." if action_id == "notes.clear" and not self.unsaved() else ""

    def point_at(self, part: str) -> None:
        self.pointed.append(part)

    def perform(self, action_id: str) -> None:
        self.performed.append(action_id)
        self.note.clear()


def find(_services: Services, text: str, _most: int) -> list[Found]:
    """Return two lots that begin with the text, one of which is it."""
    if text.startswith("zz"):
        return []
    return [
        Found("Lot", text, "Catheter tube, 2,000 m, in stock", Place("lot", 7), exact=True),
        Found("Serial number", f"{text}-0012", "PTCA balloon catheter 3.0 × 20", Place("lot", 8)),
    ]


def actions(services: Services) -> list[Action]:
    """Return an action that sends a command, and one of the page."""

    def sample() -> None:
        services.sender.send(SampleLot(lot_id=LotId(7)), lambda _lot: None)

    return [
        Action(
            id="notes.sample",
            title=N_("Sample…"),
            run=sample,
            sends=SampleLot,
            menu=Menu.QUALITY,
            shortcut="Ctrl+Shift+S",
            icon="common/scan",
        ),
        Action(id="notes.clear", title=N_("Clear the note"), panel="notes.note", menu=Menu.RECORD, shortcut="Ctrl+Del"),
        Action(id="notes.hold", title=N_("Put on hold…"), run=lambda: None, sends=PlaceHold, menu=Menu.QUALITY),
    ]


MODULE = Module(
    name="notes",
    panels=(
        Panel(id="notes.list", title=N_("Lots"), make=NotePage, roles=frozenset({Role.QA_RELEASE}), shortcut="Ctrl+1"),
        Panel(id="notes.side", title=N_("History"), make=NotePage, area=Area.RIGHT, roles=frozenset({Role.QA_RELEASE})),
        Panel(id="notes.note", title=N_("Note"), make=NotePage, kinds=("lot",)),
    ),
    actions=actions,
    find=find,
    answers="notes.list",
)


def furnish(fake: FakeServer) -> None:
    """Have a server answer what every session asks."""
    view = ServerView(
        name="srv", version="0.1.0", contract_hash="", plant="Suzhou Plant", plant_zone="Asia/Shanghai", demo=True
    )
    fake.answer(Hello, view)
    fake.answer(LockSession, None)
    fake.answer(UnlockSession, None)
    fake.answer(Logout, None)
    fake.answer(WhoAmI, make_user())
