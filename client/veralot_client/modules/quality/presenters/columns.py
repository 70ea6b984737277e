"""The columns of the tables of quality records. No Qt."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from veralot_client.core.navigation import Place
from veralot_client.widgets.table import columns
from veralot_client.widgets.table.columns import Column, Filter
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.quality import (
    ActionView,
    AgreementView,
    CaseKind,
    CaseLotView,
    CaseView,
    DueView,
    EscalationView,
    LineView,
    LinkView,
    QualityStatus,
    Severity,
)
from veralot_shared.i18n import N_

plain: Final = partial(columns.plain, filter=Filter.TEXT)
named: Final = partial(columns.named, filter=Filter.TEXT)
lot: Final = partial(columns.lot, filter=Filter.TEXT)
"""Columns that one filters by what they show."""


def coded(name: str, title: str, chars: int, choices: tuple[Any, ...] = ()) -> Column[Any]:
    """Return a column of a code, filtered by its choices where they are named."""
    return columns.coded(name, title, chars, filter=Filter.CHOICE if choices else Filter.TEXT, choices=choices)


def quantity(name: str, title: str) -> Column[Any]:
    """Return a column of a quantity with its unit."""
    return Column(
        id=name,
        title=title,
        value=lambda row: getattr(row, name),
        text=lambda row, words: words.quantity(getattr(row, name), row.unit),
        chars=12,
        right=True,
    )


def due(title: str = N_("Due")) -> Column[Any]:
    """Return the column of when something is due; what is late stands out."""
    return Column(
        id="due_on",
        title=title,
        value=lambda row: row.due_on,
        tone=lambda row: Tone.BAD if row.late else None,
        filter=Filter.TEXT,
        chars=14,
    )


RECORDS: Final[tuple[Column[CaseView], ...]] = (
    Column(
        id="number",
        title=N_("Number"),
        value=lambda row: row.number,
        link=lambda row: Place("quality", row.id),
        filter=Filter.TEXT,
        chars=16,
    ),
    Column(
        id="kind",
        title=N_("Record"),
        value=lambda row: row.kind,
        filter=Filter.CHOICE,
        choices=tuple(CaseKind),
        chars=14,
    ),
    coded("status", N_("Status"), 22, tuple(QualityStatus)),
    coded("severity", N_("Seriousness"), 12, tuple(Severity)),
    plain("title", N_("Title"), 40),
    due(N_("Next step due")),
    named("owner", N_("Owner")),
    plain("defect", N_("Defect"), 16),
    Column(
        id="item_code",
        title=N_("Item"),
        value=lambda row: row.item_code,
        link=lambda row: None if row.item_id is None else Place("item", row.item_id),
        filter=Filter.TEXT,
        chars=12,
    ),
    named("customer", N_("Customer"), 18, hidden=True),
    named("supplier", N_("Supplier"), 18, hidden=True),
    plain("source_kind", N_("Source"), 14, hidden=True),
    plain("source_label", N_("Source number"), 14, hidden=True),
    plain("hazard", N_("Hazard"), 14, hidden=True),
    plain("cycle", N_("Cycle"), 8, right=True, hidden=True),
    plain("lots", N_("Lots"), 8, right=True),
    plain("opened_at", N_("Opened at"), 20),
    named("opened_by", N_("Opened by")),
    plain("closed_at", N_("Closed at"), 20),
)

LOTS: Final[tuple[Column[CaseLotView], ...]] = (
    lot(),
    plain("item_code", N_("Item")),
    plain("role", N_("This lot is"), 12),
    coded("status", N_("Status beneath"), 18),
    Column(
        id="held",
        title=N_("Held by this record"),
        value=lambda row: row.hold_id is not None,
        tone=lambda row: Tone.BAD if row.hold_id is not None else None,
        chars=12,
    ),
    quantity("on_hand", N_("On hand")),
)

LINES: Final[tuple[Column[LineView], ...]] = (
    plain("cycle", N_("Cycle"), 6, right=True),
    lot(),
    quantity("quantity", N_("Quantity")),
    plain("disposition", N_("Disposition"), 14),
    coded("state", N_("State"), 14),
    plain("justification", N_("Justification"), 26),
    plain("instruction", N_("Instruction"), 16),
    plain("adverse_effects", N_("Adverse effects"), 20),
    plain("result", N_("Result"), 24),
    named("done_by", N_("Done by")),
    plain("done_at", N_("Done at"), 20),
)

ACTIONS: Final[tuple[Column[ActionView], ...]] = (
    plain("what", N_("Action"), 40),
    plain("kind", N_("Kind"), 18),
    named("owner", N_("Owner")),
    due(),
    plain("first_due_on", N_("First due"), 14),
    plain("extensions", N_("Extensions"), 8, right=True),
    plain("done_at", N_("Done at"), 20),
    plain("evidence", N_("Evidence"), 30),
)

INWARD: Final[Mapping[str, str]] = {
    "came_from": N_("Led to"),
    "tests": N_("Is tested by"),
    "duplicates": N_("Was told again in"),
    "similar_to": N_("Similar to"),
    "replaces": N_("Is replaced by"),
}
"""What a link is called from its other end."""

LINKS: Final[tuple[Column[LinkView], ...]] = (
    Column(
        id="kind",
        title=N_("How it belongs"),
        value=lambda row: row.kind,
        text=lambda row, words: words.label(row.kind) if row.outward else words.text(INWARD[row.kind.value]),
        chars=22,
    ),
    Column(
        id="number",
        title=N_("Number"),
        value=lambda row: row.number,
        link=lambda row: Place("quality", row.case_id),
        chars=16,
    ),
    coded("status", N_("Status"), 22),
    plain("title", N_("Title"), 40),
)

CLOCKS: Final[tuple[Column[DueView], ...]] = (
    plain("clock", N_("Clock"), 30),
    Column(
        id="due_at",
        title=N_("Due"),
        value=lambda row: row.due_at,
        tone=lambda row: Tone.BAD if row.late else Tone.GOOD if row.met_at else Tone.WARNING,
        chars=22,
    ),
    plain("met_at", N_("Met at"), 20),
    plain("reference", N_("Reference"), 24),
)

ESCALATIONS: Final[tuple[Column[EscalationView], ...]] = (
    plain("level", N_("Level"), 8, right=True),
    plain("after_days", N_("After days of delay"), 20, right=True),
    plain("role", N_("Passed to"), 30),
)

AGREEMENTS: Final[tuple[Column[AgreementView], ...]] = (
    named("customer", N_("Customer"), 30),
    plain("consent_concession", N_("Consents to concessions"), 16),
    plain("consent_rework", N_("Consents to rework"), 16),
    plain("notice_hours", N_("Told within, hours"), 14, right=True),
)
