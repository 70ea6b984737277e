"""The columns of what was done in a recall. No Qt."""

from typing import Final, NamedTuple

from veralot_client.core.navigation import Place
from veralot_client.modules.recall.presenters.columns.pieces import (
    TITLES,
    UNIT,
    YES_NO,
    lot,
    plain,
)
from veralot_client.widgets.table.columns import Column, Filter, named
from veralot_client.widgets.tones import Tone, tone_of
from veralot_shared.contracts.recall import (
    Changed,
    CheckView,
    ClockView,
    ConsigneeView,
    NoticeView,
    OrderView,
    ResponseView,
    StepView,
)
from veralot_shared.i18n import N_

CONSIGNEES: Final[tuple[Column[ConsigneeView], ...]] = (
    plain("code", N_("Customer"), 10),
    named("name", N_("Name"), filter=Filter.TEXT, chars=28),
    plain("address", N_("Address"), 30, hidden=True),
    plain("country", N_("Country"), 8),
    Column(id="lots", title=N_("Lots"), value=lambda row: len(row.lines), chars=6, right=True),
    plain("shipments", N_("Shipments"), 22),
    Column(
        id="notified_on",
        title=N_("Notified"),
        value=lambda row: row.notified_on,
        text=lambda row, words: words.date(row.notified_on) if row.notified_on else words.text("Not yet"),
        tone=lambda row: Tone.GOOD if row.notified_on else Tone.WARNING,
        chars=16,
    ),
    Column(id="method", title=N_("How"), value=lambda row: row.method, chars=12),
    plain("responded_on", N_("Answered"), 14),
    Column(
        id="checked", title=N_("Checked"), value=lambda row: row.checked, filter=Filter.CHOICE, choices=YES_NO, chars=9
    ),
    plain("reference", N_("Reference"), 14, hidden=True),
)


class Answered(NamedTuple):
    """What a consignee said of one lot."""

    consignee: ConsigneeView
    line: ResponseView


def answer(name: str, title: str) -> Column[Answered]:
    """Return the column of a quantity of an answer."""
    return Column(
        id=name,
        title=title,
        value=lambda row: getattr(row.line, name),
        text=lambda row, words: words.number(getattr(row.line, name)) if getattr(row.line, name) else "",
        chars=11,
        right=True,
    )


ANSWERS: Final[tuple[Column[Answered], ...]] = (
    Column(id="code", title=N_("Customer"), value=lambda row: row.consignee.code, filter=Filter.TEXT, chars=10),
    Column(
        id="lot_no",
        title=N_("Lot"),
        value=lambda row: row.line.lot_no,
        link=lambda row: Place("lot", row.line.lot_id),
        filter=Filter.TEXT,
        chars=18,
    ),
    answer("shipped", N_("Shipped")),
    answer("quarantined", N_("Kept apart")),
    answer("used", N_("Used")),
    answer("returned", N_("Returned")),
    answer("destroyed", N_("Destroyed")),
    Column(
        id="outstanding",
        title=N_("Outstanding"),
        value=lambda row: row.line.outstanding,
        tone=lambda row: Tone.BAD if row.line.outstanding else Tone.GOOD,
        chars=12,
    ),
    Column(id="unit", title=N_("Unit"), value=lambda row: row.line.unit, chars=6),
    Column(id="received_on", title=N_("Answered"), value=lambda row: row.line.received_on, chars=14),
    Column(id="contact", title=N_("Who answered"), value=lambda row: row.consignee.contact, chars=18),
)

CHECKS: Final[tuple[Column[CheckView], ...]] = (
    named("consignee", N_("Consignee"), filter=Filter.TEXT, chars=28),
    plain("on", N_("Day"), 14),
    plain("method", N_("How"), 12),
    plain("contact", N_("Who was asked"), 18),
    Column(
        id="effective",
        title=N_("Effective"),
        value=lambda row: row.effective,
        tone=lambda row: Tone.GOOD if row.effective else Tone.BAD,
        chars=10,
    ),
    plain("note", N_("Note"), 30),
    named("by", N_("Person"), filter=Filter.TEXT, chars=14),
)

CLOCKS: Final[tuple[Column[ClockView], ...]] = (
    plain("kind", N_("What"), 44),
    plain("due", N_("Due"), 14),
    Column(
        id="met",
        title=N_("Done on"),
        value=lambda row: row.met,
        text=lambda row, words: (
            words.date(row.met) if row.met else words.text("Overdue") if row.late else words.text("Not yet")
        ),
        tone=lambda row: Tone.BAD if row.late else Tone.GOOD if row.met else Tone.WARNING,
        chars=16,
    ),
)

NOTICES: Final[tuple[Column[NoticeView], ...]] = (
    plain("kind", N_("Report"), 26),
    plain("authority", N_("Authority"), 24),
    plain("on", N_("Day"), 14),
    plain("reference", N_("Reference"), 16),
    plain("note", N_("Note"), 30),
    named("by", N_("Person"), filter=Filter.TEXT, chars=14),
)

ORDERS: Final[tuple[Column[OrderView], ...]] = (
    plain("event", N_("Order given"), 22),
    plain("at", N_("Time"), 20),
    named("by", N_("Person"), filter=Filter.TEXT, chars=16),
    plain("lots", N_("Lots"), 8, right=True),
    plain("units", N_("Single units"), 12, right=True),
    Column(id="signature_id", title=N_("Signature"), value=lambda row: f"#{row.signature_id}", chars=10),
)

STEPS: Final[tuple[Column[StepView], ...]] = (
    plain("at", N_("Time"), 20),
    plain("event", N_("Event"), 24),
    Column(
        id="to_status",
        title=N_("Status"),
        value=lambda row: row.to_status,
        tone=lambda row: tone_of(row.to_status),
        chars=24,
    ),
    named("by", N_("Person"), filter=Filter.TEXT, chars=16),
    plain("note", N_("Note"), 36),
    Column(
        id="signature_id",
        title=N_("Signature"),
        value=lambda row: f"#{row.signature_id}" if row.signature_id else "",
        chars=10,
    ),
)

CHANGED: Final[tuple[Column[Changed], ...]] = (
    plain("item_code", N_("Item"), 12),
    lot(),
    Column(
        id="figure",
        title=N_("Figure"),
        value=lambda row: row.figure,
        text=lambda row, words: words.text(TITLES.get(row.figure, row.figure)),
        chars=20,
    ),
    plain("then", N_("Then"), 12, right=True),
    plain("now", N_("Now"), 12, right=True),
    UNIT,
)
