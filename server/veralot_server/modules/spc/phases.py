"""Phases in the database: the frozen limits of a characteristic."""

from typing import Final

from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc.domain.charting import Held
from veralot_server.modules.spc.statistics.limits import Estimate
from veralot_shared.contracts.spc import PhaseView
from veralot_shared.ids import ControlId

VIEW: Final = """
SELECT f.id, f.number, f.chart, f.base_first AS first, f.base_first, f.base_last, f.excluded, f.subgroups, f.centre, f.spread,
       f.reason, f.frozen_at, u.full_name AS frozen_by, u.full_name_zh AS frozen_by_zh, f.signature_id
FROM spc_phase f JOIN identity_user u ON u.id = f.frozen_by WHERE f.control_id = %(control)s ORDER BY f.number
"""


def of_control(tx: Transaction, control_id: ControlId) -> list[PhaseView]:
    """Return the phases of a characteristic, the oldest first."""
    return tx.rows(PhaseView, VIEW, control=control_id)


def held(found: list[PhaseView]) -> list[Held]:
    """Return phases as points are judged by them."""
    return [Held(one.first, Estimate(one.centre, one.spread)) for one in found]
