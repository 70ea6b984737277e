"""The disposition of nonconforming product in the database: its lines, who has agreed, and how far it is carried out."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from sqlalchemy import insert, update

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import agreements, cases, heirs, lots, workflow
from veralot_server.modules.quality.cases import CaseFacts
from veralot_server.modules.quality.domain import lines as rules
from veralot_server.modules.quality.domain import words
from veralot_server.modules.quality.tables import Line
from veralot_shared.contracts.genealogy import StockOf
from veralot_shared.contracts.quality import (
    AgreementMissing,
    CaseKind,
    CaseLotView,
    LineEntry,
    LineState,
    LineView,
    LotRole,
    QualityEvent,
    QualityStatus,
    StillOpen,
)
from veralot_shared.errors import RecordNotFound, Sentence, ValueNotAllowed
from veralot_shared.ids import CaseId, LineId, LocationId

LISTED: Final = """
SELECT n.id, n.cycle, n.lot_id, l.lot_no, trim_scale(n.quantity) AS quantity, i.unit, n.disposition, n.justification,
       n.instruction, n.adverse_effects, n.state, n.apart, n.done_at, coalesce(u.full_name, '') AS done_by,
       coalesce(u.full_name_zh, '') AS done_by_zh, n.result
FROM quality_line n
JOIN genealogy_lot l ON l.id = n.lot_id
JOIN items_item i ON i.id = l.item_id
LEFT JOIN identity_user u ON u.id = n.done_by
WHERE n.case_id = %(case)s ORDER BY n.id
"""

PLACE: Final = "SELECT customer_id FROM genealogy_location WHERE id = %s"
WITHDRAW: Final = "UPDATE quality_line SET state = 'failed' WHERE case_id = %s AND cycle = %s AND state = 'decided'"


def listed(tx: Transaction, case_id: CaseId) -> list[LineView]:
    """Return the lines of a record, those of all cycles, oldest first."""
    return tx.rows(LineView, LISTED, case=case_id)


def present(tx: Transaction, case: CaseFacts) -> list[LineView]:
    """Return the lines of the present disposition; those of one that was sent back are over."""
    found = [line for line in listed(tx, case.id) if line.cycle == case.cycle]
    return [line for line in found if line.state is not LineState.FAILED or line.done_at is not None]


def undecided(tx: Transaction, case_id: CaseId) -> list[CaseLotView]:
    """Return the lots of a record that are to be decided on: something is there, and no line in force is about it.

    What was decided on a lot holds for what has become of it.
    """
    parts = heirs.of_case(tx, case_id)
    last = {each: line.state for line in listed(tx, case_id) for each in (line.lot_id, *parts.get(line.lot_id, ()))}
    return [
        lot
        for lot in lots.listed(tx, case_id)
        if lot.role is LotRole.SUBJECT
        and lot.on_hand > 0
        and last.get(lot.lot_id, LineState.FAILED) is LineState.FAILED
    ]


def require_decided(tx: Transaction, case: CaseFacts) -> None:
    """Check that something was decided on every lot of which there is something. Raises: StillOpen."""
    missing = [Sentence(words.OPEN_LOT, {"lot_no": lot.lot_no}) for lot in undecided(tx, case.id)]
    if missing:
        raise StillOpen(number=case.number, missing=missing)


def require_untouched(tx: Transaction, case: CaseFacts) -> None:
    """Check that nothing was carried out of any disposition: what was is no false alarm. Raises: StillOpen."""
    untouched = {LineState.DECIDED, LineState.FAILED}
    if any(line.state not in untouched or line.done_at is not None for line in listed(tx, case.id)):
        raise StillOpen(number=case.number, missing=[Sentence(words.CARRIED_OUT)])


def write(tx: Transaction, case: CaseFacts, entries: Sequence[LineEntry]) -> None:
    """Write the lines of a disposition. A lot that has but one line needs no dividing.

    Where nothing is on hand any more there is nothing to carry out, and the record goes on.
    """
    if not entries:
        settle(tx, workflow.advance(tx, case, QualityEvent.EXECUTE))
        return
    named = [entry.lot_id for entry in entries]
    rows = [
        {
            "case_id": case.id,
            "cycle": case.cycle,
            "lot_id": entry.lot_id,
            "quantity": entry.quantity,
            "disposition": entry.disposition,
            "justification": entry.justification.strip(),
            "instruction": entry.instruction.strip(),
            "adverse_effects": entry.adverse_effects.strip(),
            "state": LineState.DECIDED,
            "apart": named.count(entry.lot_id) == 1,
        }
        for entry in entries
    ]
    tx.execute(insert(Line).values(rows))


def withdraw(tx: Transaction, case: CaseFacts) -> None:
    """Take back the lines of the present disposition that are not carried out; they stay on record. Raises: ValueNotAllowed."""
    if not tx.wire.execute(WITHDRAW, (case.id, case.cycle)).rowcount:
        raise ValueNotAllowed(value=case.number, rule=words.RULE_CARRIED_OUT, field="case_id")


def one(tx: Transaction, case: CaseFacts, line_id: LineId, *states: LineState) -> LineView:
    """Return a line of the present disposition that is at one of these points. Raises: RecordNotFound, ValueNotAllowed."""
    found = next((line for line in present(tx, case) if line.id == line_id), None)
    if found is None:
        raise RecordNotFound(kind="line", key=str(line_id), field="line_id")
    if found.state not in states:
        raise ValueNotAllowed(value=found.state, rule=words.RULE_LINE, field="line_id")
    return found


def mark(tx: Transaction, line_id: LineId, state: LineState, result: str = "") -> None:
    """Write how far a line is carried out, and if it is over, who did that."""
    over = {"done_at": tx.now, "done_by": cases.author(tx)} if state in rules.SETTLED else {}
    tx.execute(update(Line).where(Line.id == line_id).values(state=state, result=result.strip(), **over))


def settle(tx: Transaction, case: CaseFacts) -> CaseFacts:
    """Go on once every line is over: verified, or where one failed, to be evaluated anew in a new cycle (T1).

    Where lots were named in the meantime, these are still to be decided on.
    """
    states = {line.state for line in present(tx, case)}
    if not states <= rules.SETTLED:
        return case
    if LineState.FAILED in states:
        return workflow.advance(tx, case, QualityEvent.FAIL)
    return decide_rest(tx, workflow.advance(tx, case, QualityEvent.VERIFY))


def decide_rest(tx: Transaction, case: CaseFacts) -> CaseFacts:
    """Open a verified record again, in a new cycle, while nothing is decided on one of its lots."""
    if case.kind is not CaseKind.NCR or case.status is not QualityStatus.VERIFIED or not undecided(tx, case.id):
        return case
    return workflow.advance(tx, case, QualityEvent.REOPEN)


# --- agreements ------------------------------------------------------------------------------------------------------


def needs(tx: Transaction, case: CaseFacts) -> tuple[bool, bool]:
    """Return whether engineering and whether the customer must agree to the present disposition."""
    dispositions = [line.disposition for line in present(tx, case)]
    if case.customer_id is None:
        return rules.needs_engineering(dispositions), False
    held = agreements.holding(tx, case.customer_id)
    asked = rules.needs_consent(dispositions, concession=held.consent_concession, rework=held.consent_rework)
    return rules.needs_engineering(dispositions), asked


def agreed(tx: Transaction, case: CaseFacts) -> list[QualityEvent]:
    """Return which agreements were given to the present disposition: those that came after it."""
    events = [event for event, _ in cases.done(tx, case)]
    if QualityEvent.DISPOSE not in events:
        return []
    last = len(events) - 1 - events[::-1].index(QualityEvent.DISPOSE)
    return [event for event in (QualityEvent.AGREE, QualityEvent.CONSENT) if event in events[last:]]


def require_agreed(tx: Transaction, case: CaseFacts) -> None:
    """Check that everybody has agreed who must. Raises: AgreementMissing."""
    engineering, customer = needs(tx, case)
    given = agreed(tx, case)
    missing = []
    if engineering and QualityEvent.AGREE not in given:
        missing.append(Sentence(words.NEEDS_ENGINEERING))
    if customer and QualityEvent.CONSENT not in given:
        missing.append(Sentence(words.NEEDS_CONSENT))
    if missing:
        raise AgreementMissing(number=case.number, missing=missing)


def waiting(tx: Transaction, case: CaseFacts) -> Iterator[QualityEvent]:
    """Yield what a disposition waits for: agreements first, then what is next with its lines."""
    engineering, customer = needs(tx, case)
    given = agreed(tx, case)
    asked = [event for event, wanted in ((QualityEvent.AGREE, engineering), (QualityEvent.CONSENT, customer)) if wanted]
    missing = [event for event in asked if event not in given]
    if missing:
        yield from missing
        return
    points = {(line.state, line.apart) for line in present(tx, case)}
    for state, apart, event in (
        (LineState.DECIDED, False, QualityEvent.SEGREGATE),
        (LineState.DECIDED, True, QualityEvent.EXECUTE),
        (LineState.ORDERED, True, QualityEvent.REPORT),
        (LineState.REPORTED, True, QualityEvent.CHECK),
    ):
        if (state, apart) in points:
            yield event


# --- places ----------------------------------------------------------------------------------------------------------


def require_place(tx: Transaction, named: LocationId | None) -> None:
    """Check a place that somebody names; none is allowed. Raises: RecordNotFound for one that is not the actor's to see."""
    if named is None:
        return
    row = tx.wire.execute(PLACE, (named,)).fetchone()
    if row is None or (tx.actor.customer_id is not None and row[0] not in (None, tx.actor.customer_id)):
        raise RecordNotFound(kind="location", key=str(named), field="location_id")


def place_of(tx: Transaction, line: LineView, named: LocationId | None) -> LocationId:
    """Return where a line's lot lies: as named, or the one place where there is some. Raises: ValueNotAllowed."""
    if named is not None:
        return named
    places = [place for place in tx.call(StockOf(lot_id=line.lot_id)) if place.quantity > Decimal(0)]
    if len(places) != 1:
        raise ValueNotAllowed(value=line.lot_no, rule=words.RULE_PLACE, field="location_id")
    return places[0].location_id
