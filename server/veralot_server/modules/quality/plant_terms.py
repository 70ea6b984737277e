"""The plant's own terms of steps in the database: of each the newest holds."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from sqlalchemy import insert

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality.domain import terms
from veralot_server.modules.quality.domain.terms import Terms
from veralot_server.modules.quality.tables import Term
from veralot_shared.contracts.quality import CaseKind, QualityStatus, TermEntry, TermView

OWN: Final = "SELECT DISTINCT ON (kind, status) kind, status, days FROM quality_term ORDER BY kind, status, id DESC"


class Row(msgspec.Struct, frozen=True):
    """A term that the plant has set."""

    kind: CaseKind
    status: QualityStatus | None
    days: int


def holding(tx: Transaction) -> Terms:
    """Return every term: the plant's own, else the one that a plant begins with."""
    return {**terms.TERMS, **{(row.kind, row.status): row.days for row in tx.rows(Row, OWN)}}


def listed(tx: Transaction) -> list[TermView]:
    """Return every term as it is shown, in the order of the steps."""
    own = holding(tx)
    return [
        TermView(kind=kind, status=status, days=own[kind, status], first_days=days)
        for (kind, status), days in terms.TERMS.items()
    ]


def put(tx: Transaction, entries: Sequence[TermEntry]) -> None:
    """Write those terms that differ from what holds."""
    present: Mapping[tuple[CaseKind, QualityStatus | None], int] = holding(tx)
    rows = [
        {"kind": one.kind, "status": one.status, "days": one.days}
        for one in entries
        if present[one.kind, one.status] != one.days
    ]
    if rows:
        tx.execute(insert(Term).values(rows))
