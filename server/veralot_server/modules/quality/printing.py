"""A quality record on paper: its facts, every step with all that was said, lots, lines, actions, clocks, files, signatures."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from reportlab.platypus import Flowable

from veralot_server.core.reports import signatures, style
from veralot_server.core.reports.blocks import Facts, Text, heading
from veralot_server.core.reports.document import ROOM
from veralot_server.core.reports.formats import Formats
from veralot_server.core.reports.tables import Column, table
from veralot_server.modules.quality.domain.words import NAMES
from veralot_shared.contracts.attachments import AttachmentView
from veralot_shared.contracts.quality import CaseDetail, SaidView, StepView
from veralot_shared.i18n import N_, Translator
from veralot_shared.verify.format import SignatureEvidence

NOBODY: Final = N_("Nobody has signed anything in this record.")
PRIVATE: Final = N_("Who complained, and what concerns a patient's health, is kept apart and not printed.")
DASH: Final = "–"

Cells = tuple[str, Callable[[Any, Formats], str]]
"""A column: its title, and what it says of a row."""


def story(
    detail: CaseDetail, files: Sequence[AttachmentView], signed: Sequence[SignatureEvidence], formats: Formats
) -> Iterator[Flowable]:
    """Yield the blocks of the report."""
    _ = formats.translator.text
    case = detail.case
    yield Text(_(NAMES[case.kind]), style.LABEL, after=2)
    yield Text(case.number, style.TITLE, after=4)
    yield Text(case.title, style.SUBTITLE, after=4)
    yield Text(case.description, style.BODY, after=6)
    yield Facts(facts(detail, formats))
    if detail.complainant_known:
        yield Text(_(PRIVATE), style.NOTE, before=4)
    yield from tables(detail, files, formats)
    yield from heading("steps", _("What was done"))
    for step in detail.steps:
        yield from told(step, formats)
    yield from signatures.printed(signed, formats, none=NOBODY)


def facts(detail: CaseDetail, formats: Formats) -> list[tuple[str, str]]:
    """Return what the record is, labelled."""
    _, case = formats.translator.text, detail.case
    label = formats.translator.label
    valid = (
        f"{formats.day(case.valid_from)} – {formats.day(case.valid_until)}"
        if case.valid_from and case.valid_until
        else ""
    )
    permitted = f"{formats.number(case.quantity)} {case.unit}" if case.quantity is not None else ""
    found = [
        (_("Status"), label(case.status)),
        (_("Seriousness"), label(case.severity) if case.severity else ""),
        (_("Defect"), formats.name((case.defect_name, case.defect_name_zh))),
        (_("Hazard"), case.hazard),
        (_("Source"), " ".join(filter(None, (label(case.source_kind), case.source_label)))),
        (_("Item"), " ".join(filter(None, (case.item_code, formats.name((case.item_name, case.item_name_zh)))))),
        (_("Customer"), formats.name((case.customer, case.customer_zh))),
        (_("Supplier"), formats.name((case.supplier, case.supplier_zh))),
        (_("Owner"), formats.name((case.owner, case.owner_zh))),
        (_("Cycle"), formats.number(case.cycle)),
        (_("Opened at"), formats.time(case.opened_at)),
        (_("Opened by"), formats.name((case.opened_by, case.opened_by_zh))),
        (_("Aware on"), formats.day(case.aware_on) if case.aware_on else ""),
        (_("Valid"), valid),
        (_("Permitted quantity"), permitted),
        (_("Next step due"), formats.day(case.due_on) if case.due_on else ""),
        (_("Closed at"), formats.time(case.closed_at) if case.closed_at else ""),
    ]
    return [(name, text or DASH) for name, text in found]


# --- tables ----------------------------------------------------------------------------------------------------------


def coded(name: str) -> Callable[[Any, Formats], str]:
    """Return what says a coded field of a row."""
    return lambda row, formats: formats.plain(getattr(row, name))


def both(name: str) -> Callable[[Any, Formats], str]:
    """Return what says a name that there is in both languages."""
    return lambda row, formats: formats.name((getattr(row, name), getattr(row, f"{name}_zh")))


def amount(name: str) -> Callable[[Any, Formats], str]:
    """Return what says a quantity with its unit."""
    return lambda row, formats: f"{formats.number(getattr(row, name))} {row.unit}"


LOTS: Final[tuple[Cells, ...]] = (
    (N_("Lot"), coded("lot_no")),
    (N_("Item"), coded("item_code")),
    (N_("This lot is"), coded("role")),
    (N_("Status"), coded("status")),
    (N_("Held by this record"), lambda row, formats: formats.plain(row.hold_id is not None)),
    (N_("On hand"), amount("on_hand")),
)
PERMITTED: Final[tuple[Cells, ...]] = (
    (N_("Lot"), coded("lot_no")),
    (N_("Counts as"), coded("way")),
    (N_("Counted"), amount("quantity")),
    (N_("Beyond the permit"), amount("beyond")),
)
LINES: Final[tuple[Cells, ...]] = (
    (N_("Cycle"), coded("cycle")),
    (N_("Lot"), coded("lot_no")),
    (N_("Quantity"), amount("quantity")),
    (N_("Disposition"), coded("disposition")),
    (N_("State"), coded("state")),
    (N_("Justification"), coded("justification")),
    (N_("Instruction"), coded("instruction")),
    (N_("Result"), coded("result")),
    (N_("Done by"), both("done_by")),
)
ACTIONS: Final[tuple[Cells, ...]] = (
    (N_("Action"), coded("what")),
    (N_("Kind"), coded("kind")),
    (N_("Owner"), both("owner")),
    (N_("Due"), coded("due_on")),
    (N_("Extensions"), coded("extensions")),
    (N_("Done at"), coded("done_at")),
    (N_("Evidence"), coded("evidence")),
)
CLOCKS: Final[tuple[Cells, ...]] = (
    (N_("Clock"), coded("clock")),
    (N_("Due"), coded("due_at")),
    (N_("Met at"), coded("met_at")),
    (N_("Reference"), coded("reference")),
)
LINKS: Final[tuple[Cells, ...]] = (
    (N_("How it belongs"), coded("kind")),
    (N_("Number"), coded("number")),
    (N_("Status"), coded("status")),
    (N_("Title"), coded("title")),
)
FILES: Final[tuple[Cells, ...]] = (
    (N_("File"), coded("file_name")),
    (N_("Type"), both("type_name")),
    (N_("Number"), coded("number")),
    (N_("SHA-256"), coded("sha256")),
    (N_("Withdrawn"), coded("withdrawn_at")),
)


def tables(detail: CaseDetail, files: Sequence[AttachmentView], formats: Formats) -> Iterator[Flowable]:
    """Yield the tables of the record that have rows."""
    parts: tuple[tuple[str, str, tuple[Cells, ...], Sequence[Any]], ...] = (
        ("lots", N_("Lots"), LOTS, detail.lots),
        ("lines", N_("Disposition"), LINES, detail.lines),
        ("permitted", N_("Made or used"), PERMITTED, detail.permitted),
        ("actions", N_("Actions"), ACTIONS, detail.actions),
        ("clocks", N_("Clocks"), CLOCKS, detail.clocks),
        ("links", N_("Links"), LINKS, detail.links),
        ("files", N_("Files"), FILES, files),
    )
    _ = formats.translator.text
    for key, title, cells, found in parts:
        if found:
            rows = [[say(row, formats) for _name, say in cells] for row in found]
            yield from heading(key, _(title))
            yield table([Column(_(name)) for name, _say in cells], rows, ROOM)


# --- steps -----------------------------------------------------------------------------------------------------------


def told(step: StepView, formats: Formats) -> Iterator[Flowable]:
    """Yield one step: what, when, by whom, to which state, and all that was said."""
    label = formats.translator.label
    changed = f" → {label(step.to_status)}" if step.from_status is not step.to_status else ""
    yield Text(f"{label(step.event)}{changed}", style.SUBHEADING, before=8)
    signed = formats.translator.text("Signed") if step.signature_id is not None else ""
    who = (formats.time(step.at), formats.name((step.by, step.by_zh)), signed)
    yield Text(" · ".join(filter(None, who)), style.NOTE, after=2)
    if step.said:
        yield Facts([(formats.translator.field(one.name), worded(one, formats)) for one in step.said], columns=1)


def worded(one: SaidView, formats: Formats) -> str:
    """Return what was said in one field; of a list one row to a line."""
    if one.called:
        return formats.name((one.called[0], one.called[1]))
    if one.kind == "rows":
        return "\n".join(row(cells, formats) for cells in one.value)
    return said(one.kind, one.value, formats)


def row(cells: Sequence[dict[str, Any]], formats: Formats) -> str:
    """Return one row of a list."""
    parts = []
    for cell in cells:
        text = said(cell["kind"], cell["value"], formats)
        parts.append(valued(formats.translator, cell["name"], text) if cell["name"] else text)
    return "• " + formats.translator.context("list", ", ").join(parts)


def valued(translator: Translator, name: str, text: str) -> str:
    """Return what a field is called and what it holds, with the language's colon between."""
    return translator.context("headed", "{head}: {text}", head=translator.field(name), text=text)


def said(kind: str, value: Any, formats: Formats) -> str:  # noqa: ANN401 - a JSON value
    """Return a value that was said."""
    return formats.plain(value) if kind == "flag" else formats.cell(kind, value)
