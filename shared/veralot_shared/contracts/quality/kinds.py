"""Permissions and coded values of quality records, as data that both sides read."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from veralot_shared.rights import Right


class Permission(Right):
    """Rights, as scope:resource:action, and what each is called."""

    READ = "quality:record:read", "See quality records"
    TEND = "quality:record:tend", "Hand over and link quality records"
    NCR_OPEN = "quality:ncr:open", "Report nonconformities"
    NCR_CONTAIN = "quality:ncr:contain", "Contain nonconforming product"
    NCR_EVALUATE = "quality:ncr:evaluate", "Evaluate nonconformities"
    NCR_DISPOSE = "quality:ncr:dispose", "Dispose of nonconforming product"
    NCR_AGREE = "quality:ncr:agree", "Agree to dispositions for engineering"
    NCR_CONSENT = "quality:ncr:consent", "Consent to dispositions as the customer"
    NCR_SEGREGATE = "quality:ncr:segregate", "Segregate nonconforming lots"
    NCR_EXECUTE = "quality:ncr:execute", "Carry out dispositions"
    NCR_REPORT = "quality:ncr:report", "Report rework as done"
    NCR_VERIFY = "quality:ncr:verify", "Verify after rework"
    NCR_CLOSE = "quality:ncr:close", "Close nonconformities"
    CAPA_REQUEST = "quality:capa:request", "Request CAPAs"
    CAPA_WORK = "quality:capa:work", "Investigate and plan CAPAs"
    CAPA_APPROVE = "quality:capa:approve", "Approve and close CAPAs"
    CAPA_ENDORSE = "quality:capa:endorse", "Agree to plans of major CAPAs as management representative"
    CAPA_CHECK = "quality:capa:check", "Verify the effectiveness of CAPAs"
    ACTION_FINISH = "quality:action:finish", "Report own actions as done"
    ACTION_EXTEND = "quality:action:extend", "Approve extensions of actions"
    DEVIATION_REPORT = "quality:deviation:report", "Report deviations"
    DEVIATION_WORK = "quality:deviation:work", "Work on deviations"
    DEVIATION_APPROVE = "quality:deviation:approve", "Approve and close deviations"
    COMPLAINT_RECEIVE = "quality:complaint:receive", "Receive complaints"
    COMPLAINT_WORK = "quality:complaint:work", "Work on complaints"
    COMPLAINT_DECIDE = "quality:complaint:decide", "Decide whether complaints are reported"
    COMPLAINT_CLOSE = "quality:complaint:close", "Close complaints"
    COMPLAINT_DISCLOSE = "quality:complaint:disclose", "See who complained"
    SCAR_MANAGE = "quality:scar:manage", "Work on supplier corrective action requests"
    SCAR_CLOSE = "quality:scar:close", "Issue and close supplier corrective action requests"
    TEST_PLAN = "quality:test:plan", "Plan correction tests"
    TEST_RECORD = "quality:test:record", "Record correction tests"
    TEST_CONFIRM = "quality:test:confirm", "Review and confirm correction tests"
    AGREEMENT_MANAGE = "quality:agreement:manage", "Maintain agreements with customers"
    ESCALATION_MANAGE = "quality:escalation:manage", "Set escalations of what is overdue"
    DEFECT_MANAGE = "quality:defect:manage", "Maintain defect codes"
    TERM_MANAGE = "quality:term:manage", "Maintain terms of steps"


class Severity(StrEnum):
    """How grave a defect or deviation is."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


GRAVE: Final = frozenset({Severity.CRITICAL, Severity.MAJOR})
"""How grave a CAPA is whose plan the management representative agrees to as well."""


class DefectCode(StrEnum):
    """The defects with which a plant begins; from there on it keeps its own (`DefectView`).

    What was written down before plants had codes of their own is still read by these names.
    """

    DIMENSION = "dimension"
    APPEARANCE = "appearance"
    FUNCTION = "function"
    CONTAMINATION = "contamination"
    MATERIAL = "material"
    PROCESS = "process"
    STERILITY = "sterility"
    PACKAGING = "packaging"
    LABELLING = "labelling"
    DOCUMENTATION = "documentation"
    ENVIRONMENT = "environment"
    EQUIPMENT = "equipment"
    OTHER = "other"


class SourceKind(StrEnum):
    """From what a quality record comes. Whatever exists at that moment will do (T4)."""

    INSPECTION = "inspection"
    CHARACTERISTIC = "characteristic"
    LOT = "lot"
    ORDER = "order"
    RECEIPT = "receipt"
    SUPPLIER = "supplier"
    AUDIT = "audit"
    ENVIRONMENT = "environment"
    CALIBRATION = "calibration"
    TREND = "trend"
    CASE = "quality_record"
    CUSTOMER = "customer"
    OTHER = "other"


class Reach(StrEnum):
    """Which lots are suspected beside those that are named."""

    NONE = "none"
    DESCENDANTS = "descendants"
    SIBLINGS = "siblings"
    BOTH = "descendants_and_siblings"


class LotRole(StrEnum):
    """What a lot is in a quality record."""

    SUBJECT = "subject"
    SUSPECT = "suspect"
    IMPACTED = "impacted"


class PermitWay(StrEnum):
    """How a lot counts under a permit: what is made of it, what is used of it, or no more."""

    MADE = "made"
    USED = "used"
    EXCLUDED = "excluded"


class LineDisposition(StrEnum):
    """What the material review board decides about a quantity (ISO 13485 8.3)."""

    REWORK = "rework"
    REPAIR = "repair"
    CONCESSION = "concession"
    SORT = "sort"
    SCRAP = "scrap"
    RETURN = "return"


class LineState(StrEnum):
    """How far a line of a disposition is carried out."""

    DECIDED = "decided"
    ORDERED = "ordered"
    REPORTED = "reported"
    DONE = "done"
    FAILED = "failed"


REWORKED: Final = frozenset({LineDisposition.REWORK, LineDisposition.REPAIR, LineDisposition.SORT})
"""What is worked on again, then reported and verified."""
NEEDS_ENGINEERING: Final = frozenset({LineDisposition.REPAIR, LineDisposition.CONCESSION})
"""What engineering must agree to as well."""


class LinkKind(StrEnum):
    """How one quality record belongs to another."""

    CAME_FROM = "came_from"
    TESTS = "tests"
    DUPLICATES = "duplicates"
    SIMILAR_TO = "similar_to"
    REPLACES = "replaces"


class ActionKind(StrEnum):
    """What an action is for."""

    CORRECTION = "correction"
    CORRECTIVE = "corrective_action"
    PREVENTIVE = "preventive_action"


class Branch(StrEnum):
    """The branches of a cause-and-effect diagram."""

    PEOPLE = "people"
    MACHINE = "machine"
    MATERIAL = "material"
    METHOD = "method"
    MEASUREMENT = "measurement"
    SURROUNDINGS = "surroundings"


class Comparison(StrEnum):
    """On which side of the threshold a correction is effective."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"


class Conclusion(StrEnum):
    """What the investigation of a complaint found."""

    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    NOT_RELATED = "not_related"


class QualityClock(StrEnum):
    """By when something must be done: by law, by agreement, or by the plant's own rule."""

    CLOSING = "closing"
    CUSTOMER_NOTICE = "customer_notice"
    US_30_DAYS = "us_30_days"
    US_5_DAYS = "us_5_working_days"
    CN_7_DAYS = "cn_7_days"
    CN_20_DAYS = "cn_20_days"
    SUPPLIER_ANSWER = "supplier_answer"


REPORTS: Final = frozenset(
    {QualityClock.US_30_DAYS, QualityClock.US_5_DAYS, QualityClock.CN_7_DAYS, QualityClock.CN_20_DAYS}
)
"""Reports to authorities: 21 CFR 803.50 and 803.53 (30 days, 5 working days), and the Chinese measures for the monitoring of
adverse events of medical devices (7 days after a death, 20 after a serious injury). They run from the day of awareness."""

REPORT_DAYS: Final[Mapping[QualityClock, int]] = MappingProxyType(
    {QualityClock.US_30_DAYS: 30, QualityClock.US_5_DAYS: 5, QualityClock.CN_7_DAYS: 7, QualityClock.CN_20_DAYS: 20}
)
WORKING_DAYS: Final = frozenset({QualityClock.US_5_DAYS})
"""Clocks that count working days."""


class Cut(StrEnum):
    """By what quality records are counted."""

    DEFECT = "defect"
    SEVERITY = "severity"
    ITEM = "item"
    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    SOURCE = "source"
    STATUS = "status"
