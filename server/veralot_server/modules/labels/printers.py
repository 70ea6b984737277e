"""Printers in the database."""

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.labels import PrinterView
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import PrinterId

VIEW = "SELECT id, version, code, name, host, port, dots, answers, active FROM labels_printer "


def views(tx: Transaction, tail: str, **values: object) -> list[PrinterView]:
    """Return printers; they belong to the plant, so a customer's user sees none."""
    return tx.rows(PrinterView, VIEW + tail, **values) if tx.actor.customer_id is None else []


def view(tx: Transaction, printer_id: PrinterId, field: str = "printer_id") -> PrinterView:
    """Return one printer. Raises: RecordNotFound."""
    found = views(tx, "WHERE id = %(id)s", id=printer_id)
    if not found:
        raise RecordNotFound(kind="label printer", key=str(printer_id), field=field)
    return found[0]
