"""Permissions, states, transitions and kinds of the genealogy, as data that both sides read."""

from enum import StrEnum

from veralot_shared.rights import Right


class Permission(Right):
    """Rights, as scope:resource:action, and what each is called."""

    READ = "genealogy:lot:read", "See lots"
    RECEIVE = "genealogy:lot:receive", "Receive lots"
    MOVE = "genealogy:stock:move", "Move stock"
    SAMPLE = "genealogy:lot:sample", "Take samples"
    RELEASE = "genealogy:lot:release", "Release or reject lots"
    PRODUCTION_RELEASE = "genealogy:lot:production-release", "Release from production"
    MARKET_RELEASE = "genealogy:lot:market-release", "Release for the market"
    DISPOSE = "genealogy:lot:dispose", "Dispose of rejected lots"
    HOLD = "genealogy:lot:hold", "Hold lots and units"
    STOP = "genealogy:lot:stop", "Stop lots when something is found"
    LIFT = "genealogy:hold:lift", "Lift holds"
    PRODUCE = "genealogy:lot:produce", "Report production"
    PACK = "genealogy:lot:pack", "Pack"
    SHIP = "genealogy:lot:ship", "Ship"
    SCRAP = "genealogy:lot:scrap", "Scrap, and return to suppliers"
    ADJUST = "genealogy:stock:adjust", "Adjust stock after a count"
    RECALL = "genealogy:lot:recall", "Recall lots"
    EXPORT = "genealogy:dossier:export", "Export dossiers of lots"
    LOCATION_MANAGE = "genealogy:location:manage", "Manage locations"


class LotStatus(StrEnum):
    """Quality status of a lot: one field, apart from where it is and from any order's state."""

    EXPECTED = "expected"
    QUARANTINE = "quarantine"
    IN_TEST = "in_test"
    RELEASED = "released"
    HOLD = "hold"
    NONCONFORMING = "nonconforming"
    CONCESSION = "concession"
    REWORK = "rework"
    AT_STERILIZER = "at_sterilizer"
    PROD_RELEASED = "prod_released"
    MARKET_RELEASED = "market_released"
    EXPIRED = "expired"
    RECALLED = "recalled"
    CONSUMED = "consumed"
    SHIPPED = "shipped"
    SCRAPPED = "scrapped"
    RETURNED_TO_SUPPLIER = "returned_to_supplier"


class LotEvent(StrEnum):
    """What moves a lot from one status to another."""

    RECEIVE = "receive"
    SAMPLE = "sample"
    ACCEPT = "accept"
    REJECT = "reject"
    HOLD = "hold"
    LIFT = "lift"
    CONCEDE = "concede"
    ORDER_REWORK = "order_rework"
    REPORT_REWORK = "report_rework"
    SCRAP = "scrap"
    RETURN_TO_SUPPLIER = "return_to_supplier"
    SEND_TO_STERILIZER = "send_to_sterilizer"
    RETURN_FROM_STERILIZER = "return_from_sterilizer"
    RELEASE_PRODUCTION = "release_production"
    RELEASE_MARKET = "release_market"
    EXPIRE = "expire"
    RECALL = "recall"
    USE_UP = "use_up"
    SHIP_OUT = "ship_out"
    RETURN_FROM_CUSTOMER = "return_from_customer"


_S, _E = LotStatus, LotEvent
_LIVE: tuple[LotStatus, ...] = (
    _S.QUARANTINE,
    _S.IN_TEST,
    _S.RELEASED,
    _S.NONCONFORMING,
    _S.CONCESSION,
    _S.REWORK,
    _S.AT_STERILIZER,
)
_LIVE += (_S.PROD_RELEASED, _S.MARKET_RELEASED, _S.EXPIRED)

LOT_TRANSITIONS: dict[tuple[LotStatus, LotEvent], LotStatus] = {
    (_S.EXPECTED, _E.RECEIVE): _S.QUARANTINE,
    (_S.QUARANTINE, _E.SAMPLE): _S.IN_TEST,
    (_S.IN_TEST, _E.ACCEPT): _S.RELEASED,
    (_S.IN_TEST, _E.REJECT): _S.NONCONFORMING,
    (_S.QUARANTINE, _E.REJECT): _S.NONCONFORMING,
    (_S.RELEASED, _E.REJECT): _S.NONCONFORMING,
    (_S.CONCESSION, _E.REJECT): _S.NONCONFORMING,
    (_S.PROD_RELEASED, _E.REJECT): _S.NONCONFORMING,
    (_S.MARKET_RELEASED, _E.REJECT): _S.NONCONFORMING,
    (_S.NONCONFORMING, _E.CONCEDE): _S.CONCESSION,
    (_S.NONCONFORMING, _E.ORDER_REWORK): _S.REWORK,
    (_S.REWORK, _E.REPORT_REWORK): _S.IN_TEST,
    (_S.NONCONFORMING, _E.SCRAP): _S.SCRAPPED,
    (_S.EXPIRED, _E.SCRAP): _S.SCRAPPED,
    (_S.RECALLED, _E.SCRAP): _S.SCRAPPED,
    (_S.NONCONFORMING, _E.RETURN_TO_SUPPLIER): _S.RETURNED_TO_SUPPLIER,
    (_S.QUARANTINE, _E.SEND_TO_STERILIZER): _S.AT_STERILIZER,
    (_S.AT_STERILIZER, _E.RETURN_FROM_STERILIZER): _S.QUARANTINE,
    (_S.IN_TEST, _E.RELEASE_PRODUCTION): _S.PROD_RELEASED,
    (_S.PROD_RELEASED, _E.RELEASE_MARKET): _S.MARKET_RELEASED,
    (_S.RELEASED, _E.EXPIRE): _S.EXPIRED,
    (_S.CONCESSION, _E.EXPIRE): _S.EXPIRED,
    (_S.PROD_RELEASED, _E.EXPIRE): _S.EXPIRED,
    (_S.MARKET_RELEASED, _E.EXPIRE): _S.EXPIRED,
    (_S.SHIPPED, _E.RETURN_FROM_CUSTOMER): _S.QUARANTINE,
    **{(state, _E.RECALL): _S.RECALLED for state in (*_LIVE, _S.SHIPPED, _S.CONSUMED)},
    **{(state, _E.USE_UP): _S.CONSUMED for state in _LIVE if state is not _S.AT_STERILIZER},
    **{
        (state, _E.SHIP_OUT): _S.SHIPPED for state in (_S.RELEASED, _S.CONCESSION, _S.PROD_RELEASED, _S.MARKET_RELEASED)
    },
}
"""(state, event) → state. Holds stack beside this: while one is open the lot shows `HOLD`, and lifting the last shows the
state beneath, which is how a lot comes back to its former state. A lot is used up by orders, or when splitting or merging
leaves nothing of it; what may be used at all is `USABLE`."""

USABLE = frozenset({LotStatus.RELEASED, LotStatus.CONCESSION, LotStatus.PROD_RELEASED, LotStatus.MARKET_RELEASED})
"""States from which a lot may be issued, consumed or packed."""

SHIPPABLE = frozenset({LotStatus.MARKET_RELEASED})
"""States from which finished goods may go to the market (CN-17); to their registrant they may go once released."""


FREE_OF_HOLDS = frozenset(
    {
        LotEvent.SAMPLE,
        LotEvent.ACCEPT,
        LotEvent.RELEASE_PRODUCTION,
        LotEvent.RELEASE_MARKET,
        LotEvent.CONCEDE,
        LotEvent.SEND_TO_STERILIZER,
        LotEvent.SCRAP,
        LotEvent.RETURN_TO_SUPPLIER,
    }
)
"""Events that a hold forbids: they bring a lot nearer to use, or destroy or give away what a hold keeps as evidence."""

GROWING = frozenset({LotStatus.QUARANTINE, LotStatus.IN_TEST})
"""States in which an order may still add to a lot that it makes."""

OPEN_FOR_INPUTS = GROWING | {LotStatus.REWORK}
"""States in which a lot may still take up inputs; later they would change what was released."""

ENDED = frozenset({LotStatus.CONSUMED, LotStatus.SHIPPED, LotStatus.SCRAPPED, LotStatus.RETURNED_TO_SUPPLIER})
"""End states: nothing of the lot is left in the plant."""


class UnitStatus(StrEnum):
    """Where a serialised unit stands; its quality status is that of its lot and of its own holds."""

    MADE = "made"
    CONSUMED = "consumed"
    SHIPPED = "shipped"
    SCRAPPED = "scrapped"


class MovementKind(StrEnum):
    """What a movement does to stock."""

    RECEIPT = "receipt"
    TRANSFER = "transfer"
    ISSUE = "issue"
    DRAW = "draw"
    CONSUME = "consume"
    PRODUCE = "produce"
    SPLIT = "split"
    MERGE = "merge"
    PACK = "pack"
    RETURN = "return"
    REWORK = "rework"
    SCRAP = "scrap"
    ADJUST = "adjust"
    SHIP = "ship"


class LocationKind(StrEnum):
    """What a location is for. The last five are where stock comes from and goes to outside the plant's shelves."""

    WAREHOUSE = "warehouse"
    QUARANTINE = "quarantine"
    PRODUCTION = "production"
    RETURNS = "returns"
    REJECTED = "rejected"
    STERILIZER = "sterilizer"
    SUPPLIERS = "suppliers"
    WORK_IN_PROCESS = "work_in_process"
    CUSTOMERS = "customers"
    DESTROYED = "destroyed"
    DIFFERENCES = "differences"


OUTSIDE = frozenset(
    {
        LocationKind.SUPPLIERS,
        LocationKind.WORK_IN_PROCESS,
        LocationKind.CUSTOMERS,
        LocationKind.DESTROYED,
        LocationKind.DIFFERENCES,
    }
)
"""Kinds whose balance may be negative: a double entry needs the other side."""


class NodeKind(StrEnum):
    """Kinds of node in the evidence graph."""

    LOT = "lot"
    UNIT = "unit"
    PACKAGE = "package"
    SHIPMENT = "shipment"


class EdgeKind(StrEnum):
    """Why one node stands behind another."""

    CONSUMED = "consumed"
    DRAWN = "drawn"
    SPLIT = "split"
    MERGED = "merged"
    MADE = "made"
    PACKED = "packed"
    SHIPPED = "shipped"
    RETURNED = "returned"
    REWORKED = "reworked"


class Direction(StrEnum):
    """Which way to trace."""

    BACK = "back"
    FORWARD = "forward"
    BOTH = "both"


class Scope(StrEnum):
    """How finely to trace: by lots, or by single units where they are known."""

    LOT = "lot"
    UNIT = "unit"


class EvidenceState(StrEnum):
    """What a piece of evidence says of what it hangs on."""

    RECORD = "record"
    GOOD = "good"
    OPEN = "open"
    BAD = "bad"


class CheckResult(StrEnum):
    """What came of a check before a release. What did not run proves nothing, and stops the release as a failure does."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"
    NOT_RUN = "not_run"


class HoldReason(StrEnum):
    """Why stock is held."""

    NONCONFORMITY = "nonconformity"
    COMPLAINT = "complaint"
    SUPPLIER_NOTICE = "supplier_notice"
    DEVIATION = "deviation"
    CALIBRATION = "calibration"
    ENVIRONMENT = "environment"
    INVESTIGATION = "investigation"
    OTHER = "other"


class Disposition(StrEnum):
    """What the review board decides about a nonconforming lot."""

    CONCESSION = "concession"
    REWORK = "rework"
