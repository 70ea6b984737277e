"""Levels of escalation in the database."""

from typing import Final

from sqlalchemy import insert

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality.domain.terms import ESCALATIONS
from veralot_server.modules.quality.tables import Escalation
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.quality import EscalationEntry, EscalationView
from veralot_shared.rules.lateness import Level

LISTED: Final = """
SELECT level, after_days, role FROM quality_escalation
WHERE issue = (SELECT max(issue) FROM quality_escalation) ORDER BY level
"""
NEXT: Final = "SELECT coalesce(max(issue), 0) + 1 FROM quality_escalation"


def listed(tx: Transaction) -> list[EscalationView]:
    """Return the levels, the first one first: the plant's own, or those that a plant begins with."""
    own = tx.rows(EscalationView, LISTED)
    return own or [
        EscalationView(level=place, after_days=level.after_days, role=Role(level.role))
        for place, level in enumerate(ESCALATIONS, start=1)
    ]


def levels(tx: Transaction) -> list[Level]:
    """Return the levels as the rules need them."""
    return [Level(one.after_days, one.role) for one in listed(tx)]


def replace(tx: Transaction, entries: list[EscalationEntry]) -> None:
    """Issue other levels in the place of those that hold; of two issued at once the later is run again."""
    row = tx.wire.execute(NEXT).fetchone()
    issue = row[0] if row else 1
    rows = [{"issue": issue, "level": place, **fields(entry)} for place, entry in enumerate(entries, start=1)]
    tx.execute(insert(Escalation).values(rows))


def fields(entry: EscalationEntry) -> dict[str, object]:
    """Return what a level says."""
    return {"after_days": entry.after_days, "role": entry.role}
