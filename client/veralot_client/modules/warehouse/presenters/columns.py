"""The columns of the warehouse's tables. No Qt."""

from veralot_client.core.navigation import Place
from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column, Filter, lot, named
from veralot_client.widgets.table.days import HINT
from veralot_client.widgets.tones import Tone, tone_of
from veralot_shared.contracts.genealogy import ALLOWED, LotStatus
from veralot_shared.contracts.warehouse import (
    ContainerKind,
    ContainerState,
    ContainerView,
    ContentView,
    PickLine,
    SpotView,
    StepView,
    StockDifference,
    StockRow,
    StockTotal,
)
from veralot_shared.errors import from_problem
from veralot_shared.i18n import N_
from veralot_shared.ids import ContainerId

BEGINS = N_("begins with")
UNRECORDED = N_("Not recorded")
IN_STOCK = tuple(status for status in LotStatus if status in ALLOWED)
"""Statuses of goods that lie somewhere, in the order of a lot's life."""


def status_text(status: LotStatus | None, words: Words) -> str:
    """Return what a lot counts as, or that the record does not say."""
    return words.text(UNRECORDED) if status is None else words.label(status)


def container_place(container_id: ContainerId | None) -> Place | None:
    """Return where a container's number leads."""
    return None if container_id is None else Place("container", container_id)


STOCK: tuple[Column[StockRow], ...] = (
    Column(
        id="item_code",
        title=N_("Item"),
        value=lambda row: row.item_code,
        filter=Filter.TEXT,
        chars=13,
        hint=BEGINS,
    ),
    named("item_name", N_("Item name"), chars=26),
    lot(17, filter=Filter.TEXT, hint=BEGINS),
    Column(
        id="status",
        title=N_("Status"),
        value=lambda row: row.status,
        text=lambda row, words: status_text(row.status, words),
        tone=lambda row: tone_of(row.status),
        filter=Filter.CHOICE,
        choices=IN_STOCK,
        chars=17,
    ),
    Column(
        id="location",
        title=N_("Location"),
        value=lambda row: row.location,
        filter=Filter.TEXT,
        chars=11,
        hint=BEGINS,
    ),
    Column(
        id="container_no",
        title=N_("Container"),
        value=lambda row: row.container_no,
        link=lambda row: container_place(row.container_id),
        filter=Filter.TEXT,
        chars=21,
        hint=BEGINS,
    ),
    Column(id="quantity", title=N_("Quantity"), value=lambda row: row.quantity, right=True, chars=11),
    Column(id="unit", title=N_("Unit"), value=lambda row: row.unit, chars=6),
    Column(
        id="expiry",
        title=N_("Expiry"),
        value=lambda row: row.expiry,
        filter=Filter.TEXT,
        chars=14,
        hint=HINT,
    ),
    named(
        "customer",
        N_("Customer"),
        filter=Filter.TEXT,
        chars=18,
        hint=BEGINS,
    ),
    named(
        "supplier",
        N_("Supplier"),
        filter=Filter.TEXT,
        chars=18,
        hint=BEGINS,
    ),
    Column(id="supplier_lot_no", title=N_("Supplier's lot"), value=lambda row: row.supplier_lot_no, chars=16),
    named("location_name", N_("Location name"), sortable=False, hidden=True, chars=24),
)

TOTALS: tuple[Column[StockTotal], ...] = (
    Column(id="item_code", title=N_("Item"), value=lambda row: row.item_code, chars=16),
    named("item_name", N_("Item name"), chars=34),
    Column(id="quantity", title=N_("Total"), value=lambda row: row.quantity, right=True, chars=14),
    Column(id="unit", title=N_("Unit"), value=lambda row: row.unit, chars=6),
    Column(id="lots", title=N_("Lots"), value=lambda row: row.lots, right=True, chars=7),
)

DIFFERENCES: tuple[Column[StockDifference], ...] = (
    Column(id="lot_no", title=N_("Lot"), value=lambda row: row.lot_no, chars=18),
    Column(id="location", title=N_("Location"), value=lambda row: row.location),
    Column(id="stock", title=N_("Stock"), value=lambda row: row.stock, right=True),
    Column(id="movements", title=N_("By its movements"), value=lambda row: row.movements, right=True, chars=18),
    Column(id="contained", title=N_("In containers"), value=lambda row: row.contained, right=True),
    Column(id="unit", title=N_("Unit"), value=lambda row: row.unit, chars=6),
)

STATE_TONES = {ContainerState.OPEN: Tone.GOOD, ContainerState.SHIPPED: Tone.INFO, ContainerState.RETIRED: Tone.NEUTRAL}


def worst(container: ContainerView) -> Tone | None:
    """Return the tone of what is in a container: the worst of its content's."""
    order = (Tone.BAD, Tone.WARNING, Tone.INFO, Tone.GOOD, Tone.NEUTRAL)
    tones = {tone_of(status) for status in container.statuses}
    return next((tone for tone in order if tone in tones), None)


CONTAINERS: tuple[Column[ContainerView], ...] = (
    Column(
        id="container_no",
        title=N_("Container"),
        value=lambda one: one.container_no,
        filter=Filter.TEXT,
        sortable=False,
        chars=22,
        hint=BEGINS,
    ),
    Column(
        id="kind",
        title=N_("Kind"),
        value=lambda one: one.kind,
        filter=Filter.CHOICE,
        choices=tuple(ContainerKind),
        sortable=False,
        chars=10,
    ),
    Column(
        id="state",
        title=N_("State"),
        value=lambda one: one.state,
        tone=lambda one: STATE_TONES[one.state],
        filter=Filter.CHOICE,
        choices=tuple(ContainerState),
        sortable=False,
        chars=12,
    ),
    Column(
        id="location",
        title=N_("Location"),
        value=lambda one: one.location,
        filter=Filter.TEXT,
        sortable=False,
        chars=12,
        hint=BEGINS,
    ),
    Column(
        id="inside_no",
        title=N_("Inside"),
        value=lambda one: one.inside_no,
        link=lambda one: container_place(one.inside_id),
        filter=Filter.TEXT,
        sortable=False,
        chars=22,
        hint=BEGINS,
    ),
    Column(id="lots", title=N_("Lots"), value=lambda one: one.lots, right=True, sortable=False, chars=6),
    Column(id="containers", title=N_("Containers in it"), value=lambda one: one.containers, right=True, sortable=False),
    Column(
        id="statuses",
        title=N_("Status of content"),
        value=lambda one: one.statuses,
        tone=worst,
        sortable=False,
        chars=22,
    ),
    Column(id="earliest_expiry", title=N_("Earliest expiry"), value=lambda one: one.earliest_expiry, sortable=False),
    named("customer", N_("Kept for"), filter=Filter.TEXT, sortable=False, chars=18, hint=BEGINS),
    Column(id="made_at", title=N_("Made"), value=lambda one: one.made_at, sortable=False, chars=18, hidden=True),
)

CONTENTS: tuple[Column[ContentView], ...] = (
    lot(18),
    Column(id="item_code", title=N_("Item"), value=lambda row: row.item_code),
    named("item_name", N_("Item name"), chars=28),
    Column(
        id="status",
        title=N_("Status"),
        value=lambda row: row.status,
        text=lambda row, words: status_text(row.status, words),
        tone=lambda row: tone_of(row.status),
        chars=17,
    ),
    Column(id="quantity", title=N_("Quantity"), value=lambda row: row.quantity, right=True, chars=11),
    Column(id="unit", title=N_("Unit"), value=lambda row: row.unit, chars=6),
    Column(id="units", title=N_("With serial numbers"), value=lambda row: row.units, right=True, chars=18),
    Column(id="expiry", title=N_("Expiry"), value=lambda row: row.expiry),
)


def signed(step: StepView, words: Words) -> str:
    """Return what went in with a plus, and what went out with a minus."""
    if step.quantity is None:
        return ""
    text = words.quantity(step.quantity, step.unit or "")
    return f"+{text}" if step.quantity > 0 else text


STEPS: tuple[Column[StepView], ...] = (
    Column(id="at", title=N_("Time"), value=lambda step: step.at, chars=20),
    Column(id="kind", title=N_("Event"), value=lambda step: step.kind, chars=12),
    Column(id="lot_no", title=N_("Lot"), value=lambda step: step.lot_no, chars=18),
    Column(
        id="quantity",
        title=N_("In or out"),
        value=lambda step: step.quantity,
        text=signed,
        right=True,
    ),
    Column(id="location", title=N_("Stood at"), value=lambda step: step.location),
    Column(id="inside_no", title=N_("Inside"), value=lambda step: step.inside_no, chars=22),
    named("by", N_("Person")),
    Column(id="reason", title=N_("Reason"), value=lambda step: step.reason, chars=28),
)


YES, NO, HERE = N_("Yes"), N_("No"), N_("It lies here")


def may(spot: SpotView, words: Words) -> str:
    """Return whether it may go there."""
    if spot.here:
        return words.text(HERE)
    return words.text(YES if spot.allowed else NO)


def spot_tone(spot: SpotView) -> Tone:
    """Return how the answer looks."""
    if spot.here:
        return Tone.INFO
    return Tone.GOOD if spot.allowed else Tone.BAD


def why(spot: SpotView, words: Words) -> str:
    """Return what speaks for a place, or everything that keeps goods away from it."""
    if spot.problems:
        return "  ".join(words.error(from_problem(problem)) for problem in spot.problems)
    return words.listed(words.label(each) for each in spot.advice)


def fill(spot: SpotView, words: Words) -> str:
    """Return how many positions are taken, of how many where that is set."""
    return words.number(spot.taken) if spot.capacity is None else f"{spot.taken} / {spot.capacity}"


SPOTS: tuple[Column[SpotView], ...] = (
    Column(id="code", title=N_("Location"), value=lambda spot: spot.code, chars=12),
    named("name", N_("Name"), chars=28),
    Column(id="kind", title=N_("Kind"), value=lambda spot: spot.kind, chars=12),
    Column(
        id="allowed", title=N_("May it go there?"), value=lambda spot: spot.allowed, text=may, tone=spot_tone, chars=16
    ),
    Column(id="taken", title=N_("Taken"), value=lambda spot: spot.taken, text=fill, right=True, chars=9),
    Column(id="why", title=N_("Why"), value=lambda spot: spot.allowed, text=why, chars=90),
)


def pick_reason(line: PickLine, words: Words) -> str:
    """Return why a row is not taken, in words, with the holder's own for a hold."""
    if line.skip is None:
        return ""
    label = words.label(line.skip)
    return f"{label}: {line.why}" if line.why else label


def pick_state(line: PickLine) -> Tone:
    """Return how a row of a suggestion looks."""
    if line.take:
        return Tone.GOOD
    return Tone.NEUTRAL if line.skip is None else Tone.BAD


TAKE, LEAVE, SPARE = N_("Take"), N_("Do not take"), N_("Not needed")


def pick_answer(line: PickLine, words: Words) -> str:
    """Return what to do with a row."""
    if line.take:
        return words.text(TAKE)
    return words.text(SPARE if line.skip is None else LEAVE)


PICKS: tuple[Column[PickLine], ...] = (
    Column(id="answer", title=N_("What to do"), value=lambda line: line.take, text=pick_answer, tone=pick_state),
    Column(id="take", title=N_("Take"), value=lambda line: line.take or None, right=True, chars=10),
    Column(id="quantity", title=N_("There"), value=lambda line: line.quantity, right=True, chars=10),
    lot(18),
    Column(id="expiry", title=N_("Expiry"), value=lambda line: line.expiry),
    Column(id="received_at", title=N_("Received"), value=lambda line: line.received_at, chars=18),
    Column(id="location", title=N_("Location"), value=lambda line: line.location, chars=11),
    Column(
        id="container_no",
        title=N_("Container"),
        value=lambda line: line.container_no,
        link=lambda line: container_place(line.container_id),
        chars=21,
    ),
    Column(
        id="status",
        title=N_("Status"),
        value=lambda line: line.status,
        text=lambda line, words: status_text(line.status, words),
        tone=lambda line: tone_of(line.status),
        chars=16,
    ),
    named("customer", N_("Customer"), chars=16),
    Column(id="why", title=N_("Why not"), value=lambda line: line.skip, text=pick_reason, chars=40),
)
