"""Registers label printers and changes them."""

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.core.versions import refuse_if_changed
from veralot_server.modules.labels import printers
from veralot_server.modules.labels.domain import names
from veralot_shared.contracts.labels import CreatePrinter, PrintersChanged, PrinterView, UpdatePrinter
from veralot_shared.errors import RecordExists
from veralot_shared.ids import PrinterId

FIELDS = ("name", "host", "port", "dots", "answers", "active")


@handles(CreatePrinter)
def create_printer(command: CreatePrinter, tx: Transaction) -> PrinterView:
    """Register a printer."""
    names.require_code(command.code)
    names.require_names(name=command.name)
    names.require_reach(command.host, command.port, command.dots)
    taken = tx.wire.execute("SELECT FROM labels_printer WHERE upper(code) = upper(%s)", (command.code,))
    if taken.fetchone() is not None:
        raise RecordExists(kind="label printer", key=command.code, field="code")
    query = """INSERT INTO labels_printer (code, name, host, port, dots, answers)
               VALUES (%(code)s, %(name)s, %(host)s, %(port)s, %(dots)s, %(answers)s) RETURNING id"""
    values = {name: getattr(command, name) for name in ("code", *FIELDS[:-1])}
    row = tx.wire.execute(query, values).fetchone()
    return told(tx, PrinterId(tx.found(row, "label printer", command.code)[0]))


@handles(UpdatePrinter)
def update_printer(command: UpdatePrinter, tx: Transaction) -> PrinterView:
    """Change a printer; jobs that were printed on it keep its name."""
    names.require_names(name=command.name)
    names.require_reach(command.host, command.port, command.dots)
    tx.wire.execute("SELECT FROM labels_printer WHERE id = %s FOR UPDATE", (command.id,))
    found = printers.view(tx, command.id, "id")
    refuse_if_changed(
        command,
        tx,
        table="labels_printer",
        kind="label printer",
        key=found.id,
        label=found.code,
        version=found.version,
        fields=FIELDS,
    )
    query = """UPDATE labels_printer SET name = %(name)s, host = %(host)s, port = %(port)s, dots = %(dots)s,
               answers = %(answers)s, active = %(active)s, version = version + 1 WHERE id = %(id)s"""
    tx.wire.execute(query, {"id": found.id, **{name: getattr(command, name) for name in FIELDS}})
    return told(tx, found.id)


def told(tx: Transaction, printer_id: PrinterId) -> PrinterView:
    """Tell everybody that a printer changed, and return it."""
    tx.emit(PrintersChanged(printer_ids=[printer_id]))
    return printers.view(tx, printer_id)
