"""The form that asks on which port an instrument is. Nothing is sent by it: the computer alone keeps the port. No Qt."""

from collections.abc import Callable, Sequence

from veralot_client.core.services import Services
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Flaw, Values, Wrong
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_

MISSING = N_("Choose a port, or enter one.")


class WiringForm(FormPresenter[str]):
    """Asks for a port, and answers with it."""

    title = N_("Connect instrument")
    explain = N_(
        "Its values go into the field that is being entered. An instrument that types like a keyboard needs no port: put the "
        "cursor into the field and press its button."
    )
    button = N_("Connect")

    def __init__(self, services: Services, ports: Sequence[Choice], last: str) -> None:
        """Offer the ports that the system knows, with what it says is on each; `last` is the one of the last time."""
        super().__init__(services)
        known = any(one.key == last for one in ports)
        self.values = {"port": last if known else None, "other": "" if known else last}
        self.fields = (
            Field(
                name="port",
                label=N_("Port of the instrument"),
                kind=FieldKind.CHOICE,
                required=False,
                choices=tuple(ports),
                hint="" if ports else N_("The system finds no port now. Plug the instrument in and open this again."),
            ),
            Field(
                name="other",
                label=N_("Another port"),
                required=False,
                hint=N_("Its name in the system, such as COM3 or /dev/ttyUSB0; it is taken rather than the one above."),
            ),
        )

    def submit(
        self,
        values: Values,
        done: Callable[[str], None],
        failed: Callable[[CodedError], None],
        declined: Callable[[], None],
    ) -> None:
        """Answer with the port. Raises: Wrong."""
        port = str(values["other"] or values["port"] or "").strip()
        if not port:
            raise Wrong(Flaw("port", MISSING))
        done(port)
