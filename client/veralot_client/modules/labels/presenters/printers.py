"""Behind the list of label printers and its forms. No Qt."""

from veralot_client.core.services import Services
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Values
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.labels import CreatePrinter, ListPrinters, PrintersChanged, PrinterView, UpdatePrinter
from veralot_shared.errors import RecordChanged
from veralot_shared.i18n import N_

TABLE = "labels_printer"
"""What the audit log calls printers."""
RESOLUTIONS = {6: "6 (152 dpi)", 8: "8 (203 dpi)", 12: "12 (300 dpi)", 24: "24 (600 dpi)"}
ANSWERS_HINT = N_("It tells which labels have come out. Otherwise a person says so.")


class PrintersPresenter(WholeList[PrinterView]):
    """Reads the printers and keeps them fresh; they are few, so the first page is all."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: services.server.call(ListPrinters()) if not page.offset else [])
        self.follow(PrintersChanged, lambda _event: self.load())


def reach() -> tuple[Field, ...]:
    """Return the fields that say where a printer is and what it can do."""
    dots = tuple(Choice(count, text) for count, text in RESOLUTIONS.items())
    return (
        Field(name="name", label=N_("&Name"), required=False),
        Field(name="host", label=N_("&Address"), hint=N_("The printer's name or IP address in the network."), chars=30),
        Field(name="port", label=N_("&Port"), kind=FieldKind.WHOLE, chars=8),
        Field(name="dots", label=N_("&Dots per mm"), kind=FieldKind.CHOICE, choices=dots),
        Field(name="answers", label=N_("The printer answe&rs"), kind=FieldKind.FLAG, hint=ANSWERS_HINT),
    )


class CreatePrinterForm(FormPresenter[PrinterView]):
    """Register a printer."""

    title = N_("New label printer")
    explain = N_("Printers that speak ZPL are reached over the network, usually on port 9100.")
    button = N_("Register printer")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.values = {"port": 9100, "dots": 12, "answers": True}
        self.fields = (Field(name="code", label=N_("P&rinter"), chars=20), *reach())

    def message(self, values: Values) -> CreatePrinter:
        """Return the command."""
        return CreatePrinter(**values)

    def said(self, reply: PrinterView) -> str:
        """Say that it is registered."""
        return self.words.text("Printer {code} is registered.", code=reply.code)


class EditPrinterForm(FormPresenter[PrinterView]):
    """Change a printer."""

    title = N_("Printer {code}")
    button = N_("Save")

    def __init__(self, services: Services, printer: PrinterView) -> None:
        super().__init__(services)
        self.printer = printer
        self.version = printer.version
        self.fields = (*reach(), Field(name="active", label=N_("Ac&tive"), kind=FieldKind.FLAG))
        self.values = {field.name: getattr(printer, field.name) for field in self.fields}

    def heading(self) -> str:
        """Return the heading with the printer's code."""
        return self.words.text(self.title, code=self.printer.code)

    def message(self, values: Values) -> UpdatePrinter:
        """Return the command."""
        return UpdatePrinter(id=self.printer.id, version=self.version, **values)

    def changed_meanwhile(self, error: RecordChanged) -> None:
        """Save the newer version from now on."""
        self.version = error.version

    def said(self, reply: PrinterView) -> str:
        """Say that it is saved."""
        return self.words.text("Printer {code} is saved.", code=reply.code)
