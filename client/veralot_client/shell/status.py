"""What is always visible: the state of the connection, who is signed in, what is being worked on."""

from datetime import UTC, datetime

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from veralot_client.core.background import Job
from veralot_client.core.capture.capture import Capture
from veralot_client.core.connection import Connection, ConnectionState
from veralot_client.core.reminding import Reminder
from veralot_client.core.session import Session
from veralot_client.core.words import Words
from veralot_client.shell.gui_thread import DeskBackground, GuiThread, QtBackground
from veralot_client.shell.reminders import ReminderMark
from veralot_client.theme.icons import icon
from veralot_client.theme.pieces import button, label
from veralot_client.theme.style import repolish
from veralot_client.widgets.page import Retranslated
from veralot_shared.i18n import N_

_LOOKS = {
    ConnectionState.CONNECTING: ("common/reconnect", "muted", N_("Connecting …")),
    ConnectionState.ONLINE: ("common/online", "good", N_("Connected")),
    ConnectionState.RECONNECTING: ("common/reconnect", "warning", N_("Connection lost, trying again …")),
    ConnectionState.OFFLINE: ("common/offline", "bad", N_("Not connected: read-only")),
}
_MARK = QSize(14, 14)
AGES_EVERY_MS = 30_000
"""How often the age of what waits is said anew."""
SAID_FOR_MS = 6000
"""How long a word in passing stays: two lines are read in less."""


class ConnectionMark(Retranslated):
    """The state of the connection, as drawing and words."""

    def __init__(self, connection: Connection, capture: Capture, words: Words) -> None:
        super().__init__()
        self._connection = connection
        self._capture = capture
        self._words = words
        self._mark = QLabel()
        self._text = label()
        self._text.setObjectName("connection_state")
        self._mark.setObjectName("connection_mark")
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(0)
        row.addWidget(self._mark)
        row.addWidget(self._text)
        connection.changed.subscribe(lambda _state: self.retranslate())
        self._unsubscribe = capture.changed.subscribe(self.retranslate)
        self.retranslate()

    def end(self) -> None:
        """The window is gone."""
        self._unsubscribe()

    def retranslate(self) -> None:
        """Say the state in the language of the moment."""
        drawing, color, text = _LOOKS[self._connection.state]
        if self._connection.state is ConnectionState.OFFLINE and goes_on(self._capture):
            drawing, color, text = "common/offline", "warning", N_("Not connected: results are kept on this computer")
        self._mark.setPixmap(icon(drawing, color).pixmap(_MARK, self.devicePixelRatioF()))
        self._text.setText(self._words.text(text))
        self.setAccessibleName(self._text.text())


class WaitingMark(Retranslated):
    """How much waits on this computer to be sent, and since when; not shown while nothing does."""

    def __init__(self, capture: Capture, words: Words) -> None:
        super().__init__()
        self._capture = capture
        self._words = words
        self._text = label("warning")
        self._text.setObjectName("entries_waiting")
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.addWidget(self._text)
        self._unsubscribe = capture.changed.subscribe(self.retranslate)
        # What waits grows older without anything happening.
        self._timer = QTimer(self, interval=AGES_EVERY_MS)
        self._timer.timeout.connect(self.retranslate)
        self._timer.start()
        self.retranslate()

    def end(self) -> None:
        """The window is gone."""
        self._timer.stop()
        self._unsubscribe()

    def retranslate(self) -> None:
        """Say what waits in the language of the moment."""
        text = waiting_text(self._capture, self._words)
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))


def goes_on(capture: Capture) -> bool:
    """Return whether this person can enter results while the server is away."""
    return capture.allowed and capture.why_not() is None


def waiting_text(capture: Capture, words: Words) -> str:
    """Return how much waits and how old the oldest of it is, in words; nothing where nothing does."""
    waiting = capture.waiting() if capture.allowed else None
    if waiting is None or not waiting.count or waiting.oldest_at is None:
        return ""
    return words.plural(
        "{count} entry waits to be sent, for {age} (since {oldest})",
        "{count} entries wait to be sent, the oldest for {age} (since {oldest})",
        waiting.count,
        age=words.age(waiting.oldest_at, datetime.now(UTC)),
        oldest=words.moment(waiting.oldest_at),
    )


class Banner(QFrame):
    """Comes down when the server is away: says what still works and what waits, and lets the person try at once.

    Signals:
        try_now: the person does not want to wait for the next attempt.
    """

    try_now = Signal()

    def __init__(self, connection: Connection, capture: Capture, words: Words) -> None:
        super().__init__()
        self._capture = capture
        self.setObjectName("banner")
        self.setProperty("role", "banner")
        self.setProperty("tone", "warning")
        self._connection = connection
        self._words = words
        self._mark = QLabel()
        self._text = label("warning", wrap=True)
        self._try = button()
        self._try.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # who goes on typing keeps the keyboard where it is
        self._try.clicked.connect(self.try_now)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(10)
        row.addWidget(self._mark)
        row.addWidget(self._text, 1)
        row.addWidget(self._try)
        connection.changed.subscribe(lambda _state: self.follow())
        self._unsubscribe = capture.changed.subscribe(self.follow)
        self._timer = QTimer(self, interval=AGES_EVERY_MS)
        self._timer.timeout.connect(self.follow)
        self._timer.start()
        self.follow()

    def end(self) -> None:
        """The window is gone."""
        self._timer.stop()
        self._unsubscribe()

    def follow(self) -> None:
        """Show or hide by the state of the connection, in the language of the moment."""
        _ = self._words.text
        self._mark.setPixmap(icon("common/offline", "warning").pixmap(QSize(18, 18), self.devicePixelRatioF()))
        self._text.setText(self._said())
        self._try.setText(_("Try now"))
        self.setAccessibleName(self._text.text())
        repolish(self)
        self.setVisible(self._connection.state is ConnectionState.OFFLINE or self._capture.alone)

    def _said(self) -> str:
        _ = self._words.text
        if not goes_on(self._capture):
            said = _(
                "The server cannot be reached. What is open can be read, nothing can be changed until it is back. "
                "What you typed is kept."
            )
        elif self._capture.alone:
            said = _(
                "You came back while the server cannot be reached: results can be entered, nothing else can be done. They are "
                "kept on this computer. When the server is back, it asks you to sign in, and they are sent."
            )
        else:
            said = _(
                "The server cannot be reached. Results can be entered all the same: they are kept on this computer and sent "
                "when it is back. Nothing else can be changed."
            )
        waits = waiting_text(self._capture, self._words)
        return _("{said} {waits}.", said=said, waits=waits) if waits else said


class JobBar(QWidget):
    """Work that takes its time: its name, its progress, and a button that ends it."""

    def __init__(self, background: QtBackground | DeskBackground, gui: GuiThread, words: Words) -> None:
        super().__init__()
        self._gui = gui
        self._words = words
        self._jobs: list[Job] = []
        self._title = label()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(140)
        self._cancel = QToolButton()
        self._cancel.setIcon(icon("common/close"))
        self._cancel.clicked.connect(self._on_cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        for widget in (self._title, self._progress, self._cancel):
            row.addWidget(widget)
        self._subscriptions = [background.started.subscribe(self._on_start), background.ended.subscribe(self._on_end)]
        self.hide()

    def end(self) -> None:
        """The window is gone, while the background goes on for the next person: hear nothing more."""
        for unsubscribe in self._subscriptions:
            unsubscribe()
        self._jobs.clear()

    def _on_start(self, job: Job) -> None:
        self._jobs.append(job)
        job.progressed.subscribe(lambda done, total: self._gui.post(lambda: self._on_progress(job, done, total)))
        self._show_last()

    def _on_end(self, job: Job) -> None:
        if job in self._jobs:
            self._jobs.remove(job)
        self._show_last()

    def _on_progress(self, job: Job, done: int, total: int) -> None:
        if self._jobs and job is self._jobs[-1]:
            self._progress.setRange(0, total)
            self._progress.setValue(done)

    def _on_cancel(self) -> None:
        if self._jobs:
            job = self._jobs[-1]
            job.cancel()
            self._on_end(job)

    def _show_last(self) -> None:
        self.setVisible(bool(self._jobs))
        if self._jobs:
            self._title.setText(self._jobs[-1].title)
            self._progress.setAccessibleName(self._jobs[-1].title)
            self._progress.setRange(0, 0)
            cancel = self._words.text("Cancel")
            self._cancel.setToolTip(cancel)
            self._cancel.setAccessibleName(cancel)


class StatusBar(QStatusBar):
    """The bar at the foot of the main window."""

    def __init__(self, session: Session, connection: Connection, capture: Capture, words: Words, jobs: JobBar) -> None:
        super().__init__()
        self._session = session
        self.waiting = WaitingMark(capture, words)
        self._words = words
        self._who = label()
        self._who.setObjectName("who")
        self.reminders: list[ReminderMark] = []
        self.setSizeGripEnabled(False)
        self.addPermanentWidget(jobs)
        self.addPermanentWidget(self.waiting)
        self.addPermanentWidget(self._who)
        self.mark = ConnectionMark(connection, capture, words)
        self.addPermanentWidget(self.mark)

    def remind(self, reminder: Reminder) -> None:
        """Show a reminder from now on, left of whatever always stands here."""
        mark = ReminderMark(reminder)
        self.reminders.append(mark)
        self.insertPermanentWidget(0, mark)
        mark.retranslate()

    def lock(self, *, locked: bool) -> None:
        """Remind of nothing while the screen is locked."""
        for mark in self.reminders:
            mark.lock(locked=locked)

    def end(self) -> None:
        """The window is gone."""
        self.waiting.end()
        self.mark.end()
        for mark in self.reminders:
            mark.end()

    def say(self, text: str) -> None:
        """Say something in passing."""
        self.showMessage(text, SAID_FOR_MS)

    def retranslate(self) -> None:
        """Say who is signed in, where, and what waits."""
        self.waiting.retranslate()
        for mark in self.reminders:
            mark.retranslate()
        login = self._session.login_view
        if login is not None:
            name = self._words.name(login.user.full_name, login.user.full_name_zh)
            roles = self._words.listed(self._words.label(role) for role in login.user.roles)
            self._who.setText(f"{login.plant}  ·  {name}  ·  {roles}")
