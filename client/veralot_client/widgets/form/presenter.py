"""What a form decides: what it asks, what follows from what is typed, and which message is sent. No Qt."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Values, Wrong, missing
from veralot_shared.errors import CodedError, RecordChanged
from veralot_shared.messages import Message

R = TypeVar("R")


class FormPresenter(Presenter, Generic[R]):
    """Base of what stands behind a form.

    A subclass sets `fields`, perhaps `values`, and answers `message`.

    Attributes:
        title: the heading, marked with `N_`.
        button: what the button that sends says, marked with `N_`; it names what will happen.
        explain: what will happen, in one or two sentences, marked with `N_`.
        danger: whether that cannot be undone; the button shows it.
        fields: what is asked for, in order.
        values: what the fields hold at first.
        redefined: tell it when `fields` have changed; what was typed stays in fields of the same name.
        filled: tell it a path and a value to fill in.
        proposed: tell it a path and a value to fill in if nothing is there yet.
        offered: tell it a path and the choices that can be made there now.
        measured: tell it the path of a quantity and the unit that stands behind it.
    """

    title: str = ""
    button: str = ""
    explain: str = ""
    danger: bool = False

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.fields: tuple[Field, ...] = ()
        self.values: Values = {}
        self.redefined: Observers[[]] = Observers()
        self.filled: Observers[[str, object]] = Observers()
        self.proposed: Observers[[str, object]] = Observers()
        self.measured: Observers[[str, str]] = Observers()
        self.offered: Observers[[str, tuple[Choice, ...]]] = Observers()

    def begin(self) -> None:
        """The form stands: read what it needs from the server."""

    def heading(self) -> str:
        """Return the heading in words; by default the title alone."""
        return self.words.text(self.title)

    def message(self, values: Values) -> Message[R]:
        """Return what is sent. Raises: Wrong."""
        raise NotImplementedError

    def entered(self, path: str, values: Values) -> None:
        """Something was typed or chosen at a path: fill in and offer what follows from it.

        Raises:
            Wrong: it cannot stay like that; the form shows why without leaving the field.
        """

    def summary(self, values: Values) -> str:
        """Return in words what the entries amount to; must be fast, and must bear what is incomplete."""
        return ""

    def said(self, reply: R) -> str:
        """Return in words what was done."""
        return ""

    def checked(self, values: Values) -> Message[R]:
        """Return what is sent, all that is required being there. Raises: Wrong."""
        flaws = missing(self.fields, values)
        if flaws:
            raise Wrong(*flaws)
        return self.message(values)

    def changed_meanwhile(self, error: RecordChanged) -> None:
        """Somebody else saved the record since it was read; the person sees the difference.

        A presenter of a record with versions sends the newer one from now on: who presses the button again means it.
        """

    def adopt(self, error: RecordChanged) -> None:
        """Fill in what somebody else saved."""
        for difference in error.differences:
            field = self.field_at(difference.field)
            if field is not None:
                called = self.words.name(difference.theirs_name, difference.theirs_name_zh)
                self.filled.tell(field.name, entry_of(difference.theirs, field, called))

    def submit(
        self,
        values: Values,
        done: Callable[[R], None],
        failed: Callable[[CodedError], None],
        declined: Callable[[], None],
    ) -> None:
        """Send. Raises: Wrong, before anything is sent."""
        self.send(self.checked(values), done, failed, declined=declined)

    def redefine(self, *fields: Field) -> None:
        """Ask for other fields from now on."""
        self.fields = fields
        self.redefined.tell()

    def field_at(self, path: str) -> Field | None:
        """Return the field at a path."""
        name, _, rest = path.partition("[")
        field = next((field for field in self.fields if field.name == name), None)
        if not rest or field is None or field.kind is not FieldKind.LINES:
            return field
        inner = rest.partition(".")[2]
        return next((column for column in field.columns if column.name == inner), field)


def entry_of(value: Any, field: Field, called: str = "") -> object:  # noqa: ANN401 - a value of a record, as JSON holds it
    """Return what a field holds for the plain value of a record; `called` is how the record is called that this stands for."""
    if value is None:
        return None
    if field.kind is FieldKind.RECORD:
        return Choice(value, called or str(value))
    match field.kind:
        case FieldKind.DATE:
            return date.fromisoformat(str(value))
        case FieldKind.QUANTITY:
            return Decimal(str(value))
        case _:
            return value
