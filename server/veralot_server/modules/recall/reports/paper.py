"""Prints letters and the list of consignees, as PDF signed by the plant or as XLSX."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from reportlab.platypus import Flowable, PageBreak

from veralot_server.core.certificates import PlantSigner
from veralot_server.core.reports import style
from veralot_server.core.reports.blocks import Box, Facts, Text, heading
from veralot_server.core.reports.document import ROOM, render
from veralot_server.core.reports.formats import Formats
from veralot_server.core.reports.page import Imprint
from veralot_server.core.reports.tables import Column, table
from veralot_server.core.reports.workbook import Cell, Sheet, workbook
from veralot_server.modules.recall.reports import summary
from veralot_server.modules.recall.reports.letters import Letter, Table, letter
from veralot_server.modules.recall.reports.summary import Part
from veralot_shared.contracts.recall import AffectedView, ConsigneeView, RecallDetail, ShippedLine
from veralot_shared.i18n import Translator

FIGURES_FILE: Final = "figures.json"


class Edition(NamedTuple):
    """Who prints, for which plant, when, in which zone."""

    signer: PlantSigner
    printed_by: str
    at: datetime
    zone: ZoneInfo


# --- letters ---------------------------------------------------------------------------------------------------------


class Addressed(NamedTuple):
    """A consignee, what was shipped to it, and in which languages it is written to."""

    consignee: ConsigneeView
    shipped: Sequence[ShippedLine]
    languages: tuple[str, ...]


def letters_of(detail: RecallDetail, to: Addressed, edition: Edition) -> list[tuple[Letter, Formats]]:
    """Return the letter to a consignee in each of its languages."""
    every = [Formats(Translator(language), edition.zone) for language in to.languages]
    plant = edition.signer.plant
    return [(letter(detail.recall, to.consignee, to.shipped, one, plant), one) for one in every]


def letter_pdf(detail: RecallDetail, to: Addressed, edition: Edition) -> bytes:
    """Return a letter as a signed PDF; each language begins on a page of its own."""
    made = letters_of(detail, to, edition)
    story: list[Flowable] = []
    for number, (one, formats) in enumerate(made):
        story += [PageBreak()] if number else []
        story += printed(one, formats)
    first, formats = made[0]
    return signed(story, first.title, f"{detail.recall.number} · {to.consignee.code}", formats, edition, None)


def printed(one: Letter, formats: Formats) -> list[Flowable]:
    """Return a letter as blocks."""
    _ = formats.translator.text
    story: list[Flowable] = [
        *(Text(line, style.BODY, after=1) for line in one.address),
        Text(one.title, style.TITLE, before=14, after=6),
        Facts(one.facts),
    ]
    if one.alert:
        story.append(Box(style.CAREFUL, [Text(one.alert, style.SUBHEADING)]))
    story += [Text(text, style.BODY, before=4, after=4) for text in one.paragraphs]
    story += [*heading("goods", _("Goods")), grid(one.goods)]
    story += [*heading("answer", _("Answer")), Text(one.answer, style.BODY), grid(one.form)]
    story += [Text(line, style.BODY, before=12, after=2) for line in one.closing]
    return story


def grid(shown: Table) -> Flowable:
    """Return a table."""
    columns = [Column(title, "right" if n in shown.numbers else "left") for n, title in enumerate(shown.head)]
    return table(columns, shown.rows, ROOM)


def letters_xlsx(detail: RecallDetail, addressed: Sequence[Addressed], edition: Edition) -> bytes:
    """Return letters as a workbook with a sheet for each consignee and language."""
    sheets = [
        sheet(one, f"{to.consignee.code} {formats.translator.language}")
        for to in addressed
        for one, formats in letters_of(detail, to, edition)
    ]
    return workbook(sheets, edition.zone)


def sheet(one: Letter, name: str) -> Sheet:
    """Return a letter as a sheet: the text, the goods, and under them the form."""
    above = [
        one.title,
        *one.address,
        *(f"{label}: {value}" for label, value in one.facts),
        *([one.alert] if one.alert else []),
        *one.paragraphs,
    ]
    width = len(one.goods.head)
    form = [[*row, *[""] * (width - len(row))] for row in (one.form.head, *one.form.rows)]
    rows: list[Sequence[Cell]] = [*one.goods.rows, [""] * width, [one.answer, *[""] * (width - 1)], *form]
    return Sheet(name, one.goods.head, rows, above=above, below=one.closing)


# --- the list of consignees ------------------------------------------------------------------------------------------


def list_pdf(detail: RecallDetail, found: AffectedView, formats: Formats, edition: Edition) -> bytes:
    """Return the list of consignees with the balance, as a signed PDF that carries the figures."""
    _ = formats.translator.text
    recall = detail.recall
    title = _("Mock recall: consignees and balance") if recall.mock else _("Recall: consignees and balance")
    story: list[Flowable] = [
        Text(title, style.LABEL, after=2),
        Text(recall.number, style.TITLE, after=4),
        Text(recall.reason, style.BODY, after=6),
        Facts(summary.facts(detail, formats)),
    ]
    if recall.conclusion:
        story.append(Box(style.NEUTRAL, [Text(_("Conclusion"), style.SUBHEADING), Text(recall.conclusion)]))
    for part in summary.parts(detail, found, formats):
        story += [*heading(part.key, part.title), tabled(part, formats)]
    return signed(story, title, recall.number, formats, edition, found)


def tabled(part: Part, formats: Formats) -> Flowable:
    """Return a part as a table, or that there is nothing in it."""
    if not part.rows:
        return Text(formats.translator.text("None."), style.NOTE)
    rows = [[formats.plain(cell) for cell in row] for row in part.rows]
    return grid(Table(part.head, rows, part.numbers))


def list_xlsx(detail: RecallDetail, found: AffectedView, formats: Formats, edition: Edition) -> bytes:
    """Return the list of consignees with the balance as a workbook."""
    recall = detail.recall
    facts = [f"{label}: {value}" for label, value in summary.facts(detail, formats) if value]
    sheets = [
        Sheet(part.title, part.head, part.rows, above=[f"{recall.number} · {part.title}"])
        for part in summary.parts(detail, found, formats)
    ]
    first = Sheet(recall.number, [], [], above=[recall.number, recall.reason, *facts, recall.conclusion])
    return workbook([first, *sheets], edition.zone)


# --- signing ---------------------------------------------------------------------------------------------------------


def signed(
    story: Sequence[Flowable],
    title: str,
    subject: str,
    formats: Formats,
    edition: Edition,
    figures: AffectedView | None,
) -> bytes:
    """Return a report, signed by the plant; `figures` go into it as they are."""
    # pyHanko takes a second or two to import; a server that prints nothing should not wait for it.
    from veralot_server.core.reports.sealing import Attachment, seal  # noqa: PLC0415 - see above

    _ = formats.translator.text
    imprint = Imprint(
        plant=edition.signer.plant,
        title=title,
        subject=subject,
        confidentiality=_("Confidential"),
        printed_by=edition.printed_by,
        printed_at=edition.at,
        zone=edition.zone,
    )
    pdf = render(story, imprint, formats.translator)
    attached = (
        [] if figures is None else [Attachment(FIGURES_FILE, "application/json", title, msgspec.json.encode(figures))]
    )
    return seal(pdf, attached, edition.signer, reason=title, at=edition.at)
