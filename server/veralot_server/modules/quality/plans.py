"""Reads again what a plan or a check has said, from the step in which it was said."""

from datetime import date
from typing import Any, Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality.cases import CaseFacts
from veralot_shared.contracts.quality import CriterionEntry, MeasureEntry, QualityEvent

SAID: Final = """
SELECT said FROM quality_step WHERE case_id = %s AND event = ANY(%s) AND cycle <= %s ORDER BY id DESC LIMIT 1
"""


SAID_EVER: Final = "SELECT said FROM quality_step WHERE case_id = %s AND event = %s AND cycle <= %s ORDER BY id"
LAST_AT: Final = "SELECT max(at) FROM quality_step WHERE case_id = %s AND event = %s AND cycle = %s"


def criteria(tx: Transaction, case: CaseFacts) -> list[CriterionEntry]:
    """Return the criteria of the plan in force."""
    return msgspec.convert(rows(tx, case, "criteria", QualityEvent.PLAN), list[CriterionEntry], strict=False)


def measures(tx: Transaction, case: CaseFacts) -> list[MeasureEntry]:
    """Return what was measured last."""
    return msgspec.convert(rows(tx, case, "measures", QualityEvent.CHECK), list[MeasureEntry], strict=False)


def rows(tx: Transaction, case: CaseFacts, name: str, event: QualityEvent) -> list[dict[str, Any]]:
    """Return the rows that the newest step of a kind has said under a name."""
    value = last(tx, case, event).get(name, [])
    return [{cell["name"]: cell["value"] for cell in line} for line in value]


def last(tx: Transaction, case: CaseFacts, *events: QualityEvent) -> dict[str, Any]:
    """Return what the newest step of one of these kinds has said, by name; nothing where there is none."""
    found = tx.wire.execute(SAID, (case.id, list(events), case.cycle)).fetchone()
    return {one["name"]: one["value"] for one in (found[0] if found else [])}


def newest(tx: Transaction, case: CaseFacts, event: QualityEvent, *names: str) -> dict[str, Any]:
    """Return of each of these names what was said last in any step of a kind, whatever others have left out."""
    steps = tx.wire.execute(SAID_EVER, (case.id, event, case.cycle)).fetchall()
    said = {one["name"]: one["value"] for (step,) in steps for one in step}
    return {name: said[name] for name in names if name in said}


def last_day(tx: Transaction, case: CaseFacts, event: QualityEvent) -> date | None:
    """Return the plant's day of the newest step of a kind in the present cycle; nothing where there is none."""
    row = tx.wire.execute(LAST_AT, (case.id, event, case.cycle)).fetchone()
    return None if row is None or row[0] is None else row[0].astimezone(tx.zone).date()
