"""The form that says why there is no result. Nothing is sent by it: the reason stands in the sheet, as a result does. No Qt."""

from collections.abc import Callable

from veralot_client.core.services import Services
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Field, FieldKind, Values, Wrong, missing
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_


class LackingForm(FormPresenter[str]):
    """Asks for the reason, and answers with it."""

    title = N_("Not applicable")
    explain = N_("The reason is recorded in the place of the result. It can be undone until it is sent.")
    button = N_("Take the reason")

    def __init__(self, services: Services, about: str) -> None:
        """Ask of the result that is called `about`."""
        super().__init__(services)
        self.values = {"about": about}
        self.fields = (
            Field(name="about", label=N_("Result"), kind=FieldKind.FIXED, required=False),
            Field(name="reason", label=N_("Why is there no result?"), kind=FieldKind.NOTE),
        )

    def submit(
        self,
        values: Values,
        done: Callable[[str], None],
        failed: Callable[[CodedError], None],
        declined: Callable[[], None],
    ) -> None:
        """Answer with the reason. Raises: Wrong."""
        flaws = missing(self.fields, values)
        if flaws:
            raise Wrong(*flaws)
        done(str(values["reason"]).strip())
