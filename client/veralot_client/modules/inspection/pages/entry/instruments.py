"""Connects an instrument on a port of this computer, and remembers which."""

from PySide6.QtWidgets import QWidget

from veralot_client.core.instruments.listening import Listener
from veralot_client.core.instruments.reading import InstrumentFailed
from veralot_client.core.services import Services
from veralot_client.modules.inspection.pages.entry.large import enlarge
from veralot_client.modules.inspection.presenters.entry.entry import EntryPresenter
from veralot_client.modules.inspection.presenters.entry.wiring import WiringForm
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.form.spec import Choice
from veralot_client.widgets.tones import Tone
from veralot_shared.errors import CodedError

REMEMBERED = "entry-instrument"


class Connected:
    """The instrument of one entry screen."""

    def __init__(self, services: Services, presenter: EntryPresenter) -> None:
        self._services = services
        self._presenter = presenter
        self._listener: Listener | None = None

    @property
    def name(self) -> str:
        """What is connected; empty for nothing."""
        return "" if self._listener is None else self._listener.instrument.name

    def choose(self, parent: QWidget) -> None:
        """Ask which port, and connect it; if one is connected, let it go."""
        from veralot_client.core.instruments.serial_line import ports  # noqa: PLC0415 - only who has one needs it

        if self._listener is not None:
            self.close()
            self._presenter.shown.tell()
            return
        known = [Choice(port.device, port.device, port.description) for port in ports()]
        last = (self._services.settings.layout(REMEMBERED) or b"").decode("utf-8", "replace")
        form = show_form(self._services, WiringForm(self._services, known, last), parent)
        enlarge(form, large=self._services.settings.choices.large_controls)
        form.done_with.connect(self.connect)

    def connect(self, port: str) -> None:
        """Connect the instrument on a port."""
        from veralot_client.core.instruments.serial_line import SerialInstrument  # noqa: PLC0415 - as choose

        self.close()
        try:
            self._listener = Listener(
                SerialInstrument(port), self._presenter.take_reading, self._fail, self._services.background.post
            )
        except InstrumentFailed as error:
            self._fail(error)
            return
        self._services.settings.keep_layout(REMEMBERED, port.encode())
        self._presenter.shown.tell()

    def close(self) -> None:
        """Let the instrument go."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def _fail(self, error: CodedError) -> None:
        if isinstance(error, InstrumentFailed):
            self.close()
            self._presenter.shown.tell()
        self._presenter.said.tell(self._services.words.error(error), Tone.BAD)
