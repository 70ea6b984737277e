"""Words what a consignee is told: what, which goods, why, what to do, how to answer (21 CFR 7.49(c); ISO 13485 8.3.3)."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from veralot_server.core.reports.formats import Formats
from veralot_shared.contracts.recall import (
    ConsigneeView,
    LetterLanguage,
    RecallAction,
    RecallView,
    ShippedLine,
)
from veralot_shared.i18n import N_

TITLES: Final = {
    RecallAction.NO_ACTION: N_("Notice"),
    RecallAction.ADVISORY: N_("Advisory notice"),
    RecallAction.CORRECTION: N_("Recall notice: correction"),
    RecallAction.REMOVAL: N_("Recall notice: removal"),
}
ASKS: Final = {
    RecallAction.NO_ACTION: N_("Please take note."),
    RecallAction.ADVISORY: N_(
        "Please read the following advice, pass it on to everybody who uses these goods, and follow it."
    ),
    RecallAction.CORRECTION: N_(
        "Please stop using these goods, keep them apart, and wait until we have corrected them."
    ),
    RecallAction.REMOVAL: N_(
        "Please stop using and distributing these goods at once, keep them apart, and return them to us."
    ),
}
EXERCISE: Final = N_("MOCK RECALL. This is an exercise: the goods are in order and may be used.")
EXERCISE_ASKS: Final = N_(
    "Please confirm that you got this letter and tell us how many of these goods you have and how many you have used. "
    "Do not return or destroy anything."
)
CHINESE: Final = frozenset({"CN", "TW", "HK", "MO"})
"""Countries whose customers are written to in Chinese unless something else is asked for."""


class Table(NamedTuple):
    """A table of a letter; columns named in `numbers` stand at the right."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()


class Letter(NamedTuple):
    """A letter in one language, whatever it is printed on."""

    title: str
    address: Sequence[str]
    facts: Sequence[tuple[str, str]]
    alert: str
    paragraphs: Sequence[str]
    goods: Table
    answer: str
    form: Table
    closing: Sequence[str]


def languages(wanted: LetterLanguage, consignee: ConsigneeView) -> tuple[str, ...]:
    """Return in which languages a consignee is written to."""
    match wanted:
        case LetterLanguage.ENGLISH:
            return ("en",)
        case LetterLanguage.CHINESE:
            return ("zh_CN",)
        case LetterLanguage.BOTH:
            return ("zh_CN", "en")
        case LetterLanguage.CUSTOMER:
            return ("zh_CN",) if consignee.country.upper() in CHINESE else ("en",)


def letter(
    recall: RecallView, consignee: ConsigneeView, shipped: Sequence[ShippedLine], formats: Formats, plant: str
) -> Letter:
    """Return a letter."""
    _ = formats.translator.text
    action = recall.action or RecallAction.REMOVAL
    chinese = formats.translator.language != "en"
    name = (consignee.name_zh if chinese else "") or consignee.name
    return Letter(
        title=_("Mock recall") if recall.mock else _(TITLES[action]),
        address=[line for line in (name, consignee.address, consignee.country) if line],
        facts=facts(recall, formats),
        alert=_(EXERCISE) if recall.mock else "",
        paragraphs=paragraphs(recall, action, formats),
        goods=goods(shipped, formats),
        answer=_("Your answer. Please fill in, sign and send back to us, also if you have none of these goods left."),
        form=form(consignee, formats),
        closing=[
            _("We got this letter and acted upon it."),
            _("Name: ____________________   Date: ____________   Signature: ____________________"),
            plant,
        ],
    )


def facts(recall: RecallView, formats: Formats) -> list[tuple[str, str]]:
    """Return what the letter is about, labelled."""
    _ = formats.translator.text
    found = [(_("Recall"), recall.number)]
    if recall.recall_class is not None and not recall.mock:
        found.append((_("Recall class"), formats.translator.label(recall.recall_class)))
    found.append((_("Date"), formats.time(recall.decided_at or recall.started_at)))
    return found


def paragraphs(recall: RecallView, action: RecallAction, formats: Formats) -> list[str]:
    """Return what is said."""
    _ = formats.translator.text
    said = [
        _("Our records show that the goods listed below were shipped to you."),
        _("Reason: {reason}", reason=recall.reason),
    ]
    if recall.hazard and not recall.mock:
        said.append(_("Hazard: {hazard}", hazard=recall.hazard))
    said.append(_(EXERCISE_ASKS) if recall.mock else _(ASKS[action]))
    if recall.instructions:
        said.append(recall.instructions)
    if not recall.mock:
        said.append(
            _("If you have passed any of these goods on, please tell those who have them, and tell us who they are.")
        )
    return said


def goods(shipped: Sequence[ShippedLine], formats: Formats) -> Table:
    """Return the goods that were shipped, lot by lot."""
    _ = formats.translator.text
    chinese = formats.translator.language != "en"
    rows = [
        [
            line.shipment_no,
            formats.time(line.shipped_at)[:10],
            f"{line.item_code} {(line.item_name_zh if chinese else '') or line.item_name}",
            line.lot_no,
            line.serials,
            formats.number(line.quantity),
            line.unit,
        ]
        for line in shipped
    ]
    head = [_("Shipment"), _("Date"), _("Item"), _("Lot"), _("Serial numbers"), _("Quantity"), _("Unit")]
    return Table(head, rows, frozenset({5}))


def form(consignee: ConsigneeView, formats: Formats) -> Table:
    """Return the form on which the consignee answers."""
    _ = formats.translator.text
    head = [_("Lot"), _("Shipped"), _("Kept apart"), _("Used"), _("Returned"), _("Destroyed")]
    rows = [[line.lot_no, f"{formats.number(line.shipped)} {line.unit}", "", "", "", ""] for line in consignee.lines]
    return Table(head, rows, frozenset({1}))
