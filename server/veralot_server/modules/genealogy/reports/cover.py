"""The first page: which lot, what it counts as, how complete the dossier is, what is in it, and who signed it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import msgspec
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Table, TableStyle

from veralot_server.core.certificates import PlantSigner
from veralot_server.core.reports import style
from veralot_server.core.reports.blocks import Box, Contents, Facts, Text
from veralot_server.core.reports.document import ROOM
from veralot_server.core.reports.fonts import without_glyph
from veralot_server.core.reports.formats import Formats
from veralot_server.core.reports.symbols import DataMatrix
from veralot_server.modules.genealogy.reports.evidence import Evidence
from veralot_server.modules.genealogy.reports.words import MEANINGS
from veralot_shared.contracts.genealogy import LotView
from veralot_shared.rules import gs1

SYMBOL_ROOM: Final = 38 * mm


def cover(
    evidence: Evidence,
    signer: PlantSigner,
    formats: Formats,
    *,
    gtin: str | None,
    contents: Sequence[tuple[str, str, str]],
) -> list[Flowable]:
    """Return the cover; `contents` lists heading key, title and remark of each part."""
    _ = formats.translator.text
    lot = evidence.dossier.lot
    return [
        with_symbol(title(lot, formats), udi(lot, gtin, formats, evidence.dossier.at.astimezone(formats.zone).date())),
        status(lot, formats),
        Facts(facts(lot, formats)),
        completeness(evidence, formats),
        Text(_("Contents"), style.SUBHEADING, before=6, after=2),
        Contents(contents),
        stamp(evidence, signer, formats),
    ]


def title(lot: LotView, formats: Formats) -> list[Flowable]:
    """Return the title: what this is, which lot, of which item, in both languages."""
    names = [lot.item_name, lot.item_name_zh]
    if formats.translator.language != "en":
        names.reverse()
    shown = [name for name in names if name]
    return [
        Text(formats.translator.text("Lot dossier"), style.LABEL, after=2),
        Text(lot.lot_no, style.TITLE, after=2),
        *(Text(name, style.SUBTITLE if n == 0 else style.BODY, after=2) for n, name in enumerate(shown)),
        Text(lot.item_code, style.LABEL, after=0),
    ]


def with_symbol(texts: list[Flowable], symbol: Flowable | None) -> Flowable:
    """Return the title, with the symbol at its right where there is one."""
    cells = [texts, symbol or ""]
    return Table(
        [cells],
        colWidths=[ROOM - SYMBOL_ROOM, SYMBOL_ROOM],
        style=TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), style.BODY.font, style.BODY.size),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 10),
            ]
        ),
    )


def udi(lot: LotView, gtin: str | None, formats: Formats, today: date) -> Flowable | None:
    """Return the lot's UDI as a symbol, or in words why it has none that can be drawn; None without a GTIN."""
    if gtin is None:
        return None
    try:
        made = gs1.make(gtin=gtin, today=today, lot=lot.lot_no, expiry=lot.expiry, production=lot.manufactured)
    except gs1.Gs1Error as problem:
        return Text(formats.translator.error(problem), style.NOTE)
    return DataMatrix(made)


def status(lot: LotView, formats: Formats) -> Flowable:
    """Return the status in a box: its name, what it means, and the holds."""
    meaning, tone = MEANINGS[lot.status]
    texts = [
        Text(formats.translator.label(lot.status), style.SUBTITLE, after=1),
        Text(formats.translator.text(meaning), style.BODY),
    ]
    if lot.holds:
        held = formats.translator.plural(
            "{count} hold is open. Without it the lot would be: {status}.",
            "{count} holds are open. Without them the lot would be: {status}.",
            lot.holds,
            status=formats.translator.label(lot.status_beneath),
        )
        texts.append(Text(held, style.BODY))
    return Box(tone, texts)


def facts(lot: LotView, formats: Formats) -> list[tuple[str, str]]:
    """Return the lot's facts, labelled."""
    _ = formats.translator.text
    return [
        (_("Supplier"), formats.name((lot.supplier or "", lot.supplier_zh or ""))),
        (_("Supplier's lot"), lot.supplier_lot_no or ""),
        (_("Customer"), formats.name((lot.customer or "", lot.customer_zh or ""))),
        (_("Order"), lot.order_no or ""),
        (_("Manufactured"), formats.cell("date", lot.manufactured)),
        (_("Expiry"), formats.cell("date", lot.expiry)),
        (_("Quantity made"), f"{formats.number(lot.quantity_made)} {lot.unit}"),
        (_("On hand"), f"{formats.number(lot.on_hand)} {lot.unit}"),
        (_("Entered"), formats.time(lot.created_at)),
        (_("Entered by"), formats.name((lot.created_by, lot.created_by_zh))),
        (_("Test cycle"), formats.number(lot.cycle)),
        (_("Version"), formats.number(lot.version)),
    ]


def completeness(evidence: Evidence, formats: Formats) -> Flowable:
    """Return what this dossier holds of what there is, and what of it is proven."""
    _ = formats.translator.text
    partial = [section for section in evidence.dossier.sections if len(section.rows) < section.total]
    void = sum(not signature.valid for signature in evidence.signatures)
    lines = [
        formats.translator.plural(
            "{count} entry of the audit log concerns this lot; it is proven to be in the log of {size} entries.",
            "{count} entries of the audit log concern this lot; each is proven to be in the log of {size} entries.",
            len(evidence.leaves),
            size=formats.number(evidence.size),
        ),
        formats.translator.plural(
            "{count} electronic signature is on it.",
            "{count} electronic signatures are on it.",
            len(evidence.signatures),
        ),
    ]
    if void:
        lines.append(
            formats.translator.plural(
                "{count} of them is void, because what was signed has changed since.",
                "{count} of them are void, because what was signed has changed since.",
                void,
            )
        )
    if partial:
        title = _("Not complete")
        parts = (
            _("{section}: {shown} of {total} rows", section=_(s.title), shown=len(s.rows), total=s.total)
            for s in partial
        )
        lines.insert(0, "\n".join([_("These parts show only some of their rows:"), *parts]))
    else:
        title = _("Complete")
        lines.insert(0, _("Every part shows all rows that the system holds."))
    lines += boxes(evidence, formats)
    texts = [Text(title, style.SUBHEADING, after=1), *(Text(line, style.SMALL, after=1) for line in lines)]
    return Box(style.CAREFUL if partial or void else style.NEUTRAL, texts)


def boxes(evidence: Evidence, formats: Formats) -> Iterator[str]:
    """Yield, where the typeface lacks characters of the record, which they are and where they stand as they were entered."""
    missing = list(without_glyph(texts_of([evidence.dossier, evidence.signatures])))
    if missing:
        yield formats.translator.text(
            "Characters that this typeface lacks are printed as a box with their code point: {characters}. "
            "The attached record holds them as they were entered.",
            characters=", ".join(f"U+{ord(char):04X}" for char in missing),
        )


def texts_of(value: object) -> Iterator[str]:
    """Yield every text in a struct."""
    match value:
        case str():
            yield value
        case msgspec.Struct():
            yield from texts_of(msgspec.structs.astuple(value))
        case dict():
            yield from texts_of([*value.keys(), *value.values()])
        case list() | tuple():
            for item in value:
                yield from texts_of(item)
        case _:
            pass


def stamp(evidence: Evidence, signer: PlantSigner, formats: Formats) -> Flowable:
    """Return the visible side of the plant's signature; the signature itself is in the PDF."""
    _ = formats.translator.text
    lines = [
        _("Signed electronically by the plant (PAdES); any change to this file breaks the signature."),
        _("Time of printing: {time}", time=formats.time(evidence.dossier.at)),
        _("Plant's certificate (SHA-256): {fingerprint}", fingerprint=signer.fingerprint),
        _("To verify: veralot-verify <this file>, or any PDF reader that checks signatures."),
    ]
    texts = [Text(signer.plant, style.SUBHEADING, after=1), *(Text(line, style.SMALL, after=1) for line in lines)]
    return Box(style.Tone(style.ACCENT, style.SHADE), texts, after=0)
