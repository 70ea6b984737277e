"""Rights, kinds and states of labels, as data that both sides read."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from veralot_shared.rights import Right


class Permission(Right):
    """Rights, as scope:resource:action, and what each is called."""

    READ = "labels:label:read", "See labels"
    DESIGN = "labels:template:design", "Design label templates"
    APPROVE = "labels:template:approve", "Approve label templates"
    PRINT = "labels:label:print", "Print labels"
    VERIFY = "labels:label:verify", "Verify labels by scanning"
    ACCOUNT = "labels:label:account", "Account for labels used, spoiled and destroyed"
    RESUME = "labels:job:resume", "Resume stopped print jobs"
    CLOSE = "labels:job:close", "Reconcile and close print jobs"
    PRINTER_MANAGE = "labels:printer:manage", "Manage label printers"


class LabelKind(StrEnum):
    """What a label stands on."""

    LOT = "lot"
    UNIT = "unit"
    PACKAGE = "package"
    LOCATION = "location"
    ITEM = "item"
    GAUGE = "gauge"


class VersionStatus(StrEnum):
    """Life of a version of a template: only an approved one prints, and there is at most one."""

    DRAFT = "draft"
    APPROVED = "approved"
    SUPERSEDED = "superseded"


class ElementKind(StrEnum):
    """What can be placed on a label."""

    TEXT = "text"
    FIELD = "field"
    DATA_MATRIX = "data_matrix"
    CODE_128 = "code_128"
    HRI = "hri"
    SYMBOL = "symbol"


class LabelField(StrEnum):
    """What a field or a code without application identifiers can be bound to."""

    ITEM_CODE = "item_code"
    ITEM_NAME = "item_name"
    GTIN = "gtin"
    LOT_NO = "lot_no"
    SERIAL_NO = "serial_no"
    MANUFACTURED = "manufactured"
    EXPIRY = "expiry"
    QUANTITY = "quantity"
    SUPPLIER = "supplier"
    SUPPLIER_LOT_NO = "supplier_lot_no"
    CUSTOMER = "customer"
    CUSTOMER_ADDRESS = "customer_address"
    ORDER_NO = "order_no"
    PACKAGE_NO = "package_no"
    LEVEL_NAME = "level_name"
    LOCATION_CODE = "location_code"
    LOCATION_NAME = "location_name"
    LOCATION_KIND = "location_kind"
    GAUGE_CODE = "gauge_code"
    GAUGE_NAME = "gauge_name"
    CALIBRATED_ON = "calibrated_on"
    CALIBRATION_DUE = "calibration_due"
    LIMITED_TO = "limited_to"
    REPRINT_MARK = "reprint_mark"


class LabelSymbol(StrEnum):
    """Symbols of ISO 15223-1, drawn as outlines."""

    LOT = "lot"
    REF = "ref"
    SN = "sn"
    MD = "md"
    UDI = "udi"
    USE_BY = "use_by"
    MANUFACTURED_ON = "manufactured_on"
    MANUFACTURER = "manufacturer"
    STERILE_EO = "sterile_eo"
    SINGLE_USE = "single_use"
    CAUTION = "caution"
    CONSULT_INSTRUCTIONS = "consult_instructions"
    KEEP_DRY = "keep_dry"


class Align(StrEnum):
    """Where a text stands in its box."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class LabelFormat(StrEnum):
    """What labels are written as."""

    PDF = "pdf"
    ZPL = "zpl"


class JobState(StrEnum):
    """Life of a print job. A mismatch at the scan-back stops it (GS1-06)."""

    OPEN = "open"
    STOPPED = "stopped"
    CLOSED = "closed"


class LabelState(StrEnum):
    """Where one label stands. `sent` says that it may have come out of the printer, `printed` that it has."""

    QUEUED = "queued"
    SENT = "sent"
    PRINTED = "printed"
    VERIFIED = "verified"
    USED = "used"
    VOIDED = "voided"
    DESTROYED = "destroyed"


class LabelEvent(StrEnum):
    """What moves a label from one state to another."""

    SEND = "send"
    TAKE_BACK = "take_back"
    PRINT = "print"
    VERIFY = "verify"
    USE = "use"
    VOID = "void"
    DESTROY = "destroy"


_S, _E = LabelState, LabelEvent

LABEL_TRANSITIONS: Final = MappingProxyType(
    {
        (_S.QUEUED, _E.SEND): _S.SENT,
        (_S.SENT, _E.TAKE_BACK): _S.QUEUED,
        (_S.SENT, _E.PRINT): _S.PRINTED,
        (_S.SENT, _E.VERIFY): _S.VERIFIED,
        (_S.PRINTED, _E.VERIFY): _S.VERIFIED,
        (_S.PRINTED, _E.USE): _S.USED,
        (_S.VERIFIED, _E.USE): _S.USED,
        **{(state, _E.VOID): _S.VOIDED for state in (_S.QUEUED, _S.SENT, _S.PRINTED, _S.VERIFIED)},
        **{(state, _E.DESTROY): _S.DESTROYED for state in (_S.SENT, _S.PRINTED, _S.VERIFIED)},
    }
)
"""(state, event) → state. Used, voided and destroyed labels are accounted for."""

UNFINISHED: Final = frozenset({LabelState.QUEUED, LabelState.SENT})
"""States in which it is not yet known whether there is a label: a job with such labels cannot be closed."""

_F = LabelField
_ITEM = frozenset({_F.ITEM_CODE, _F.ITEM_NAME, _F.GTIN, _F.CUSTOMER, _F.CUSTOMER_ADDRESS, _F.REPRINT_MARK})
_LOT = _ITEM | {_F.LOT_NO, _F.MANUFACTURED, _F.EXPIRY, _F.QUANTITY, _F.SUPPLIER, _F.SUPPLIER_LOT_NO, _F.ORDER_NO}

FIELDS_OF: Final = MappingProxyType(
    {
        LabelKind.LOT: _LOT,
        LabelKind.UNIT: _LOT - {_F.QUANTITY} | {_F.SERIAL_NO, _F.PACKAGE_NO},
        LabelKind.PACKAGE: _LOT | {_F.PACKAGE_NO, _F.LEVEL_NAME},
        LabelKind.LOCATION: frozenset({_F.LOCATION_CODE, _F.LOCATION_NAME, _F.LOCATION_KIND, _F.REPRINT_MARK}),
        LabelKind.ITEM: _ITEM,
        LabelKind.GAUGE: frozenset(
            {
                _F.GAUGE_CODE,
                _F.GAUGE_NAME,
                _F.SERIAL_NO,
                _F.CALIBRATED_ON,
                _F.CALIBRATION_DUE,
                _F.LIMITED_TO,
                _F.REPRINT_MARK,
            }
        ),
    }
)
"""What a label of each kind can show."""

AIS_OF: Final = MappingProxyType(
    {
        LabelKind.LOT: ("01", "11", "17", "10"),
        LabelKind.UNIT: ("01", "11", "17", "10", "21"),
        LabelKind.PACKAGE: ("00", "01", "11", "17", "10", "21"),
        LabelKind.LOCATION: (),
        LabelKind.ITEM: ("01",),
        LabelKind.GAUGE: (),
    }
)
"""The application identifiers that a code on a label of each kind can carry, in the order in which they are encoded."""
