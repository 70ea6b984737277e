"""What a lot's status means, in a sentence that needs no knowledge of Veralot, and in which colours it is printed."""

from collections.abc import Mapping
from typing import Final

from veralot_server.core.reports.style import CAREFUL, GOOD, NEUTRAL, STOP, Tone
from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.i18n import N_

MEANINGS: Final[Mapping[LotStatus, tuple[str, Tone]]] = {
    LotStatus.EXPECTED: (N_("Announced, not yet in the plant. It must not be used."), NEUTRAL),
    LotStatus.QUARANTINE: (N_("Waiting for inspection. It must not be used."), CAREFUL),
    LotStatus.IN_TEST: (N_("Being tested. It must not be used until QA has decided."), CAREFUL),
    LotStatus.RELEASED: (N_("Accepted by QA. It may be used."), GOOD),
    LotStatus.HOLD: (N_("On hold. It must not be used, packed or shipped until every hold is lifted."), STOP),
    LotStatus.NONCONFORMING: (N_("Does not meet its specification. It must not be used."), STOP),
    LotStatus.CONCESSION: (N_("Accepted by concession. It may be used within the limits of that decision."), CAREFUL),
    LotStatus.REWORK: (N_("Being reworked. Only its rework order may use it."), CAREFUL),
    LotStatus.AT_STERILIZER: (N_("At the contract sterilizer, not released. It must not be used."), CAREFUL),
    LotStatus.PROD_RELEASED: (
        N_("Released by the contract manufacturer. The registrant has not yet released it to the market."),
        GOOD,
    ),
    LotStatus.MARKET_RELEASED: (N_("Released to the market by the registrant."), GOOD),
    LotStatus.EXPIRED: (N_("Past its expiry date. It must not be used."), STOP),
    LotStatus.RECALLED: (N_("Recalled. It must not be used, and what was shipped is to be returned."), STOP),
    LotStatus.CONSUMED: (N_("Used up in production. Nothing of it is left in stock."), NEUTRAL),
    LotStatus.SHIPPED: (N_("Shipped. Nothing of it is left in stock."), NEUTRAL),
    LotStatus.SCRAPPED: (N_("Destroyed."), NEUTRAL),
    LotStatus.RETURNED_TO_SUPPLIER: (N_("Returned to its supplier."), NEUTRAL),
}
