"""The columns of the tables of quality records. No Qt."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from veralot_client.core.navigation import Place
from veralot_client.core.words import Words
from veralot_client.widgets.table import columns
from veralot_client.widgets.table.columns import Column, Filter
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import of_kind
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
    PassingView,
    PermittedView,
    PermitWay,
    QualityStatus,
    Severity,
    TermView,
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
        filter=Filter.TEXT,
        chars=12,
        right=True,
    )


def term(row: TermView, days: int, words: Words) -> str:
    """Return a term in words: of a step in working days, until a record is closed in days of whatever kind."""
    if row.status is None:
        return words.plural("{count} day", "{count} days", days)
    return words.plural("{count} working day", "{count} working days", days)


def what_is_late(row: PassingView, words: Words) -> str:
    """Return in words what was late."""
    clock = of_kind(row.what, row.what_kind, words)
    return words.text("{what}: {clock}", what=words.label(row.source), clock=clock)


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
    named("defect_name", N_("Defect"), 16),
    plain("defect", N_("Defect code"), 14, hidden=True),
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

PERMITTED: Final[tuple[Column[PermittedView], ...]] = (
    lot(),
    coded("way", N_("Counts as"), 16, tuple(PermitWay)),
    quantity("quantity", N_("Counted")),
    Column(
        id="beyond",
        title=N_("Beyond the permit"),
        value=lambda row: row.beyond,
        text=lambda row, words: words.quantity(row.beyond, row.unit) if row.beyond else "",
        tone=lambda row: Tone.BAD if row.beyond else None,
        chars=18,
        right=True,
    ),
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

TERMS: Final[tuple[Column[TermView], ...]] = (
    Column(
        id="kind",
        title=N_("Record"),
        value=lambda row: row.kind,
        filter=Filter.CHOICE,
        choices=tuple(CaseKind),
        chars=22,
    ),
    Column(
        id="status",
        title=N_("Where it stands"),
        value=lambda row: row.status,
        text=lambda row, words: words.label(row.status) if row.status else words.text("From opening to closing"),
        filter=Filter.TEXT,
        chars=28,
    ),
    Column(
        id="days",
        title=N_("Term"),
        value=lambda row: row.days,
        text=lambda row, words: term(row, row.days, words),
        tone=lambda row: None if row.days == row.first_days else Tone.INFO,
        chars=20,
        right=True,
    ),
    Column(
        id="first_days",
        title=N_("At first"),
        value=lambda row: row.first_days,
        text=lambda row, words: term(row, row.first_days, words),
        chars=20,
        right=True,
    ),
)

PASSED: Final[tuple[Column[PassingView], ...]] = (
    Column(
        id="what",
        title=N_("What is late"),
        value=lambda row: row.what,
        text=what_is_late,
        filter=Filter.TEXT,
        chars=40,
    ),
    plain("due_at", N_("Due"), 20),
    Column(
        id="level",
        title=N_("Passed to"),
        value=lambda row: row.level,
        text=lambda row, words: words.label(row.role) if row.role else words.text("Whose it is"),
        tone=lambda row: Tone.BAD if row.level else Tone.WARNING,
        chars=24,
    ),
    plain("at", N_("Told at"), 20),
)

AGREEMENTS: Final[tuple[Column[AgreementView], ...]] = (
    Column(
        id="customer",
        title=N_("Customer"),
        value=lambda row: row.customer,
        text=lambda row, words: words.name(row.customer, row.customer_zh) or words.text("All others"),
        filter=Filter.TEXT,
        chars=30,
    ),
    plain("consent_concession", N_("Consents to concessions"), 16),
    plain("consent_rework", N_("Consents to rework"), 16),
    plain("notice_hours", N_("Told within, hours"), 14, right=True),
    plain("agreed_at", N_("Holds since"), 20),
    named("agreed_by", N_("Entered by"), 16),
    plain("until", N_("Held until"), 20),
)
