"""What a recall amounts to: its facts, the balance of each item, its consignees and what they answered, its steps."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from veralot_server.core.reports.formats import Formats
from veralot_server.core.reports.workbook import Cell
from veralot_shared.contracts.recall import AffectedView, RecallDetail
from veralot_shared.i18n import N_

BALANCE: Final = (
    ("made", N_("Made")),
    ("on_hand", N_("On hand")),
    ("in_process", N_("In process")),
    ("used", N_("Used")),
    ("shipped", N_("Shipped")),
    ("returned", N_("Returned")),
    ("scrapped", N_("Scrapped")),
    ("returned_to_supplier", N_("Returned to supplier")),
    ("unaccounted", N_("Unaccounted")),
    ("percent", N_("Accounted, %")),
)
PASSED: Final = ("passed_on", N_("Passed to other lots"))


class Part(NamedTuple):
    """A titled table; columns from `numbers` on hold numbers."""

    key: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numbers: frozenset[int] = frozenset()


def parts(detail: RecallDetail, found: AffectedView, formats: Formats) -> list[Part]:
    """Return every table."""
    return [
        items(found, formats),
        consignees(detail, found, formats),
        answers(detail, formats),
        lots(found, formats),
        steps(detail, formats),
    ]


def facts(detail: RecallDetail, formats: Formats) -> list[tuple[str, str]]:
    """Return the facts of a recall, labelled."""
    _ = formats.translator.text
    recall = detail.recall
    starter, ender = (recall.started_by, recall.started_by_zh), (recall.ended_by, recall.ended_by_zh)
    frozen = detail.snapshots[-1] if detail.snapshots else None
    return [
        (_("Recall"), recall.number),
        (_("Status"), formats.translator.label(recall.status)),
        (_("Started"), f"{formats.time(recall.started_at)}  {formats.name(starter)}"),
        (_("Ended"), f"{formats.time(recall.ended_at)}  {formats.name(ender)}" if recall.ended_at else ""),
        (_("Decision"), formats.translator.label(recall.action) if recall.action else ""),
        (_("Recall class"), formats.translator.label(recall.recall_class) if recall.recall_class else ""),
        (_("Figures frozen at"), formats.time(frozen.at) if frozen else ""),
        (_("Affected lots"), formats.number(len_of(frozen.lots if frozen else None))),
        (_("Affected units"), formats.number(len_of(frozen.units if frozen else None))),
        (_("Accounted, worst item"), f"{formats.number(frozen.percent)} %" if frozen else ""),
        (_("Time to find all"), _("{seconds} s", seconds=formats.number(frozen.seconds)) if frozen else ""),
        (_("SHA-256 of the figures"), frozen.sha256 if frozen else ""),
    ]


def len_of(count: int | None) -> int:
    """Return a count, nought where there is none."""
    return count or 0


def items(found: AffectedView, formats: Formats) -> Part:
    """Return the balance of each item in its unit."""
    _ = formats.translator.text
    chinese = formats.translator.language != "en"
    head = [_("Item"), _("Name"), _("Lots"), *(_(title) for _name, title in BALANCE), _("Unit")]
    rows: list[Sequence[Cell]] = [
        [
            total.item_code,
            (total.item_name_zh if chinese else "") or total.item_name,
            total.lots,
            *(figure(total, name) for name, _title in BALANCE),
            total.unit,
        ]
        for total in found.totals
    ]
    return Part("items", _("Balance by item"), head, rows, frozenset(range(2, 3 + len(BALANCE))))


def lots(found: AffectedView, formats: Formats) -> Part:
    """Return the balance of each lot; rows of different lots are never merged."""
    _ = formats.translator.text
    columns = (*BALANCE[:4], PASSED, *BALANCE[4:])
    head = [_("Item"), _("Lot"), _("Status"), *(_(title) for _name, title in columns), _("Unit"), _("Serial numbers")]
    rows: list[Sequence[Cell]] = [
        [
            lot.item_code,
            lot.lot_no,
            formats.translator.label(lot.status),
            *(figure(lot, name) for name, _title in columns),
            lot.unit,
            lot.serials,
        ]
        for lot in found.lots
    ]
    return Part("lots", _("Balance by lot"), head, rows, frozenset(range(3, 3 + len(columns))))


def figure(row: object, name: str) -> Decimal:
    """Return one figure of a row."""
    value: Decimal = getattr(row, name)
    return value


def consignees(detail: RecallDetail, found: AffectedView, formats: Formats) -> Part:
    """Return who got what with which shipment, and when each was notified."""
    _ = formats.translator.text
    chinese = formats.translator.language != "en"
    known = {consignee.partner_id: consignee for consignee in detail.consignees}
    head = [
        _("Customer"),
        _("Name"),
        _("Address"),
        _("Shipment"),
        _("Date"),
        _("Item"),
        _("Lot"),
        _("Serial numbers"),
        _("Quantity"),
        _("Returned"),
        _("Unit"),
        _("Notified"),
    ]
    rows: list[Sequence[Cell]] = []
    for line in found.shipped:
        consignee = known.get(line.customer_id)
        rows.append(
            [
                line.customer_code,
                (line.customer_zh if chinese else "") or line.customer,
                f"{consignee.address} {consignee.country}".strip() if consignee else "",
                line.shipment_no,
                line.shipped_at.astimezone(formats.zone).date(),
                line.item_code,
                line.lot_no,
                line.serials,
                line.quantity,
                line.returned,
                line.unit,
                consignee.notified_on if consignee else None,
            ]
        )
    return Part("consignees", _("Consignees"), head, rows, frozenset({8, 9}))


def answers(detail: RecallDetail, formats: Formats) -> Part:
    """Return what consignees said became of the goods."""
    _ = formats.translator.text
    head = [
        _("Customer"),
        _("Lot"),
        _("Shipped"),
        _("Kept apart"),
        _("Used"),
        _("Returned"),
        _("Destroyed"),
        _("Outstanding"),
        _("Unit"),
        _("Answered"),
    ]
    rows: list[Sequence[Cell]] = [
        [
            consignee.code,
            line.lot_no,
            line.shipped,
            line.quarantined,
            line.used,
            line.returned,
            line.destroyed,
            line.outstanding,
            line.unit,
            line.received_on,
        ]
        for consignee in detail.consignees
        for line in consignee.lines
    ]
    return Part("answers", _("Answers"), head, rows, frozenset(range(2, 8)))


def steps(detail: RecallDetail, formats: Formats) -> Part:
    """Return what was done, by whom, under which signature."""
    _ = formats.translator.text
    head = [_("Time"), _("Event"), _("Status"), _("Person"), _("Note"), _("Signature")]
    rows: list[Sequence[Cell]] = [
        [
            step.at,
            formats.translator.label(step.event),
            formats.translator.label(step.to_status),
            formats.name((step.by, step.by_zh)),
            step.note,
            f"#{step.signature_id}" if step.signature_id else "",
        ]
        for step in detail.steps
    ]
    return Part("steps", _("What was done"), head, rows)
