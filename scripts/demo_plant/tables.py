"""The rows of each file, as texts and numbers, column by column."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from scripts.demo_plant import catalogue, partners, people, places
from scripts.demo_plant.ledger import Decision, Hold, Posted
from scripts.demo_plant.plant import Plant
from veralot_shared.rules.quantities import plain_text

Cell = str | int | float


class Table(NamedTuple):
    """A table: the names of its columns and its rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


def partner_table() -> Table:
    """Return the partners."""
    columns = ("code", "kind", "name", "name_zh", "address", "country", "gln")
    return Table(
        columns,
        [(it.code, it.kind, it.name, it.name_zh, it.address, it.country, it.gln) for it in partners.PARTNERS],
    )


def location_table() -> Table:
    """Return the locations on the plant's own shelves and at the sterilizer's."""
    columns = ("code", "name", "name_zh", "kind", "customer")
    return Table(columns, [(it.code, it.name, it.name_zh, it.kind, it.customer) for it in places.PLACES])


def user_table() -> Table:
    """Return the people. A first password is never in a file."""
    columns = ("user_name", "full_name", "full_name_zh", "roles", "language", "customer", "identity_document")
    return Table(
        columns,
        [
            (it.user_name, it.full_name, it.full_name_zh, ";".join(it.roles), it.language, it.customer, it.identity_document)
            for it in people.PEOPLE
        ],
    )


def item_table() -> Table:
    """Return the items."""
    columns = ("code", "name", "name_zh", "kind", "tracking", "unit", "quantum")
    columns += ("shelf_life_months", "implantable", "customer", "device_class")
    return Table(
        columns,
        [
            (it.code, it.name, it.name_zh, it.kind, it.tracking, it.unit, _number(it.quantum))
            + (it.shelf_life_months or "", "no", it.customer, it.device_class)
            for it in catalogue.ITEMS.values()
        ],
    )


def pack_level_table() -> Table:
    """Return the pack levels."""
    columns = ("item", "level", "name", "name_zh", "gtin", "contains")
    return Table(columns, [tuple(level_cells(it)) for it in catalogue.PACK_LEVELS])


def level_cells(level: catalogue.PackLevel) -> Iterable[Cell]:
    """Return the cells of one pack level."""
    return level.item, level.level, level.name, level.name_zh, level.gtin, level.contains


def movement_table(plant: Plant) -> Table:
    """Return the movements, one row for each line."""
    columns = ("at", "movement", "kind", "order_no", "document_no", "item", "lot_no", "quantity", "unit")
    columns += ("from_location", "to_location", "to_item", "to_lot", "serials", "into_serials")
    columns += ("package_no", "package_level", "inside_package", "partner", "supplier_lot_no")
    columns += ("manufactured", "expiry", "status", "by", "reason")
    return Table(columns, [_line(posted) for posted in plant.ledger.posted])


def status_table(plant: Plant) -> Table:
    """Return the decisions on lots."""
    columns = ("at", "item", "lot_no", "event", "by", "reason")
    return Table(columns, [_decision(decision) for decision in plant.ledger.decisions])


def hold_table(plant: Plant) -> Table:
    """Return the holds, open and lifted."""
    columns = ("at", "item", "lot_no", "serial", "reason_code", "reason", "by", "lifted_at", "lifted_by")
    return Table(columns, [_hold(hold) for hold in plant.ledger.holds])


def ranges(serials: Iterable[str]) -> str:
    """Return serial numbers as a text, runs of consecutive ones as `first..last`."""
    runs = groupby(enumerate(serials), key=lambda pair: (pair[1][:-3], int(pair[1][-3:]) - pair[0]))
    texts = []
    for _, run in runs:
        units = [serial for _, serial in run]
        texts.append(units[0] if len(units) == 1 else f"{units[0]}..{units[-1]}")
    return " ".join(texts)


def _line(posted: Posted) -> tuple[Cell, ...]:
    head, leg = posted.head, posted.leg
    begins = head.kind in {"receipt", "produce"}
    lot, output = leg.lot, leg.to_lot
    return (
        (_moment(posted.at), posted.movement, head.kind, head.order_no, head.document_no)
        + (lot.item.code, lot.lot_no, plain_text(leg.quantity), lot.item.unit, leg.source, leg.target)
        + (output.item.code if output and head.kind == "consume" else "", output.lot_no if output else "")
        + (ranges(leg.serials), ranges(leg.into_serials))
        + (leg.package_no, leg.package_level or "", leg.inside_package, head.partner)
        + (lot.supplier_lot_no if begins else "", _day(lot.manufactured, begins), _day(lot.expiry, begins))
        + (posted.status, head.by, head.reason)
    )


def _decision(decision: Decision) -> tuple[Cell, ...]:
    lot = decision.lot
    return _moment(decision.at), lot.item.code, lot.lot_no, decision.event, decision.by, decision.reason


def _hold(hold: Hold) -> tuple[Cell, ...]:
    lifted = _moment(hold.lifted_at) if hold.lifted_at else ""
    where = (_moment(hold.at), hold.lot.item.code, hold.lot.lot_no, hold.serial)
    return (*where, hold.reason_code, hold.reason, hold.by, lifted, hold.lifted_by)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _day(day: date | None, wanted: bool) -> str:  # noqa: FBT001 - the row's cells stay one expression
    return day.isoformat() if day and wanted else ""


def _number(quantum: Decimal) -> int | float:
    return int(quantum) if quantum == int(quantum) else float(quantum)
