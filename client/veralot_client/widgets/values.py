"""How plain values of records read: what the audit log, differences and dossiers hold as JSON. No Qt."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from veralot_client.core.words import Words
from veralot_client.widgets.sentences import sentence
from veralot_client.widgets.table.columns import NO, YES
from veralot_shared.contracts.attachments import FileGate, FileStanding, FileState, FileTargetKind
from veralot_shared.contracts.audit import ReviewState
from veralot_shared.contracts.capture import EntryState, Proof
from veralot_shared.contracts.gauges import (
    AssessmentState,
    CalibrationState,
    GaugeEvent,
    GaugeKind,
    GaugeOutcome,
    GaugeStatus,
    Laboratory,
    LotImpact,
)
from veralot_shared.contracts.genealogy import (
    CheckResult,
    Disposition,
    EdgeKind,
    HoldReason,
    LocationKind,
    LotEvent,
    LotStatus,
    MovementKind,
    NodeKind,
    UnitStatus,
)
from veralot_shared.contracts.identity import AccountState, BadgeState, EndReason, LoginMethod, Role
from veralot_shared.contracts.inspection import (
    CharacteristicKind,
    DefectClass,
    InspectionEvent,
    InspectionStage,
    InspectionStatus,
    InvestigationConclusion,
    Judgement,
    Origin,
    RevisionEvent,
    RevisionStatus,
    SamplingKind,
    Scheme,
    SwitchingEvent,
    UsageDecision,
    Verdict,
)
from veralot_shared.contracts.inspection import Severity as InspectionSeverity
from veralot_shared.contracts.items import ItemKind, PartnerKind, Tracking
from veralot_shared.contracts.labels import JobState, LabelKind
from veralot_shared.contracts.quality import (
    ActionKind,
    Branch,
    CaseKind,
    Comparison,
    Conclusion,
    DefectCode,
    LateKind,
    LineDisposition,
    LineState,
    LinkKind,
    LotRole,
    QualityClock,
    QualityEvent,
    QualityStatus,
    Reach,
    Severity,
    SourceKind,
)
from veralot_shared.contracts.recall import (
    CheckLevel,
    ClockKind,
    ContactMethod,
    Jurisdiction,
    NoticeKind,
    RecallAction,
    RecallClass,
    RecallEvent,
    RecallStatus,
)
from veralot_shared.contracts.spc import (
    Cause,
    Chart,
    ControlEvent,
    ControlStatus,
    ExceptionStatus,
    Incalculable,
    StudyConclusion,
    StudyStatus,
)
from veralot_shared.contracts.warehouse import ContainerKind, HandlingKind
from veralot_shared.errors import FieldDifference
from veralot_shared.i18n import LANGUAGES, is_amount
from veralot_shared.messages import Meaning

WORDS_IN_NAME = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
MESSAGE: Final = re.compile(r"[a-z_]+\.[A-Z][A-Za-z]+")
NOTHING: Final = "–"
RIGHTS: Final = frozenset({"permission", "permissions", "right"})
"""Fields of records that hold rights."""
EXACT: Final = re.compile(r"-?\d+\.\d{6}")
"""A quantity as the database writes it: with every decimal that it keeps."""

CODES: Final[Mapping[str, type[StrEnum]]] = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (
            AccountState,
            ActionKind,
            Branch,
            CaseKind,
            Cause,
            Chart,
            CheckLevel,
            CheckResult,
            ClockKind,
            Comparison,
            Conclusion,
            ContactMethod,
            ContainerKind,
            DefectClass,
            DefectCode,
            Disposition,
            EdgeKind,
            EntryState,
            FileGate,
            GaugeKind,
            HandlingKind,
            HoldReason,
            Incalculable,
            InspectionStage,
            InspectionStatus,
            ItemKind,
            JobState,
            Jurisdiction,
            LabelKind,
            LateKind,
            LineDisposition,
            LineState,
            LinkKind,
            LocationKind,
            LotEvent,
            LotImpact,
            LotRole,
            LotStatus,
            Meaning,
            MovementKind,
            NodeKind,
            NoticeKind,
            PartnerKind,
            Proof,
            FileStanding,
            FileState,
            QualityClock,
            QualityEvent,
            QualityStatus,
            Reach,
            RecallAction,
            RecallClass,
            RecallEvent,
            RecallStatus,
            Role,
            Severity,
            SourceKind,
            FileTargetKind,
            Tracking,
            UnitStatus,
            UsageDecision,
            Verdict,
        )
    }
    | {"inspection.Severity": InspectionSeverity}
)
"""The enumerations whose values stand in records, by the names that dossier columns use: `code:LotStatus`.

Of two that have one name the second is named with its module.
"""

OF_FIELDS: Final[Mapping[str, tuple[type[StrEnum], ...]]] = MappingProxyType(
    {
        "status": (
            LotStatus,
            UnitStatus,
            RecallStatus,
            GaugeStatus,
            QualityStatus,
            InspectionStatus,
            RevisionStatus,
            ControlStatus,
            ExceptionStatus,
            StudyStatus,
        ),
        "status_beneath": (LotStatus,),
        "state": (AccountState, BadgeState, ReviewState, CalibrationState, AssessmentState, LineState, EntryState),
        "method": (LoginMethod, ContactMethod),
        "end_reason": (EndReason,),
        "roles": (Role,),
        "role": (Role, LotRole),
        "tracking": (Tracking,),
        "kind": (
            ItemKind,
            PartnerKind,
            LocationKind,
            MovementKind,
            NodeKind,
            EdgeKind,
            ContainerKind,
            HandlingKind,
            GaugeKind,
            CaseKind,
            ActionKind,
            LinkKind,
            SamplingKind,
            CharacteristicKind,
        ),
        "event": (
            LotEvent,
            RecallEvent,
            GaugeEvent,
            QualityEvent,
            InspectionEvent,
            RevisionEvent,
            SwitchingEvent,
            ControlEvent,
        ),
        "severity": (Severity, InspectionSeverity),
        "stage": (InspectionStage,),
        "defect_class": (DefectClass,),
        "scheme": (Scheme,),
        "verdict": (Verdict,),
        "decision": (UsageDecision,),
        "judgement": (Judgement,),
        "origin": (Origin,),
        "chart": (Chart,),
        "cause": (Cause,),
        "defect": (DefectCode,),
        "source_kind": (SourceKind,),
        "disposition": (LineDisposition,),
        "clock": (QualityClock,),
        "reports": (QualityClock,),
        "report": (QualityClock,),
        "conclusion": (Conclusion, StudyConclusion, InvestigationConclusion),
        "branch": (Branch,),
        "comparison": (Comparison,),
        "reach": (Reach,),
        "reason_code": (HoldReason,),
        "meaning": (Meaning,),
        "target_kind": (FileTargetKind,),
        "bound_to": (FileTargetKind,),
        "gate": (FileGate,),
        "item_kind": (ItemKind,),
        "action": (RecallAction,),
        "recall_class": (RecallClass,),
        "jurisdictions": (Jurisdiction,),
        "check_level": (CheckLevel,),
        "proof": (Proof,),
        "laboratory": (Laboratory,),
        "impact": (LotImpact,),
        "outcome": (GaugeOutcome,),
    }
)
"""Which enumerations a field of a record may hold."""


def coded(value: object, kinds: tuple[type[StrEnum], ...], words: Words) -> str | None:
    """Return the label of a code in the first enumeration that has it."""
    return next((words.label(kind(str(value))) for kind in kinds if value in kind.__members__.values()), None)


def several(value: object, kinds: tuple[type[StrEnum], ...], words: Words) -> str | None:
    """Return the labels of codes that stand in one text, as what is signed has them; None if it is anything else."""
    labels = [coded(part, kinds, words) for part in str(value).split(", ")] if kinds else []
    known = [label for label in labels if label is not None]
    return words.listed(known) if labels and len(known) == len(labels) else None


def told(field: str, value: Any, words: Words) -> str:  # noqa: ANN401 - whatever a record may hold
    """Return what the value of a record's field reads as."""
    name = field.rpartition(".")[2]
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return words.text(YES if value else NO)
    if isinstance(value, list):
        return words.listed(told(name, each, words) for each in value) or NOTHING
    if isinstance(value, dict):
        parts = (f"{words.field(key)}: {told(key, each, words)}" for key, each in value.items())
        return words.listed(parts)
    kinds = OF_FIELDS.get(name, ())
    label = as_named(name, value, words) or coded(value, kinds, words) or several(value, kinds, words)
    return label or as_time(value, words) or as_exact(name, value, words) or str(value)


def both_sides(difference: FieldDifference, words: Words) -> tuple[str, str]:
    """Return yours and theirs of a difference: where that is another record, how it is called."""
    one, field = difference, difference.field
    yours = words.name(one.yours_name, one.yours_name_zh) or told(field, one.yours, words)
    return yours, words.name(one.theirs_name, one.theirs_name_zh) or told(field, one.theirs, words)


def as_named(name: str, value: object, words: Words) -> str | None:
    """Return a language, a message or a right by its name; None for anything else."""
    if name == "language":
        return LANGUAGES.get(str(value))
    if name == "message" and MESSAGE.fullmatch(str(value)):
        return message_label(str(value), words)
    return words.permission(str(value)) if name in RIGHTS else None


def as_exact(name: str, value: object, words: Words) -> str | None:
    """Return a number without the decimals that say nothing; None for anything else, and for the number of a record."""
    if isinstance(value, int):
        return words.number(value) if is_amount(name) else None
    is_exact = isinstance(value, Decimal) or (isinstance(value, str) and EXACT.fullmatch(value))
    return words.number(Decimal(str(value))) if is_exact else None


def as_time(value: object, words: Words) -> str | None:
    """Return a date or moment, or the same in ISO 8601, as a person reads it; None for anything else."""
    if isinstance(value, datetime):
        return words.moment(value, seconds=True)
    if isinstance(value, date):
        return words.date(value)
    if not isinstance(value, str) or len(value) < len("2026-05-31") or not value[:4].isdecimal():
        return None
    try:
        if len(value) == len("2026-05-31"):
            return words.date(date.fromisoformat(value))
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return words.moment(moment, seconds=True) if moment.tzinfo else None


def message_label(message: str, words: Words) -> str:
    """Return what a message is called: `genealogy.ReceiveLot` → “Receive lot”."""
    name = WORDS_IN_NAME.sub(" ", message.rpartition(".")[2]).capitalize()
    return words.context("message", name) if name else ""


def of_kind(value: Any, kind: str, words: Words) -> str:  # noqa: ANN401 - as told
    """Return how a cell of a dossier's section reads, by its column's kind."""
    if value is None or value == "":
        return ""
    head, _, name = kind.partition(":")
    read = READERS.get(head)
    if read is not None:
        return read(value, name, words)
    return words.text(YES if value else NO) if isinstance(value, bool) else str(value)


def as_number(value: Any, words: Words) -> str:  # noqa: ANN401 - as told
    """Return a number as a person reads it."""
    amount = number(value)
    return str(value) if amount is None else words.number(amount)


def several_codes(value: Any, name: str, words: Words) -> str:  # noqa: ANN401 - as told
    """Return what a list of codes reads as."""
    return words.listed(of_kind(each, f"code:{name}", words) for each in value)


READERS: Final[Mapping[str, Callable[[Any, str, Words], str]]] = MappingProxyType(
    {
        "code": lambda value, name, words: coded(value, (CODES[name],) if name in CODES else (), words) or str(value),
        "codes": several_codes,
        "link": lambda value, _name, _words: str(value[1]),
        "place": lambda value, _name, _words: str(value[2]),
        "number": lambda value, _name, words: as_number(value, words),
        "flag": lambda value, _name, words: words.text(YES if str(value) == str(True) else NO),
        "quantity": lambda value, _name, words: words.quantity(Decimal(str(value[0])), value[1]),
        "date": lambda value, _name, words: as_time(value, words) or str(value),
        "time": lambda value, _name, words: as_time(value, words) or str(value),
        "sentence": lambda value, _name, words: sentence(value, words),
        "name": lambda value, _name, words: words.name(value[0], value[1]),
        "texts": lambda value, _name, words: words.listed(str(each) for each in value),
        "message": lambda value, _name, words: message_label(str(value), words),
        "field": lambda value, _name, words: words.field(str(value)),
    }
)
"""How the cells of each kind of column read; any other is shown as it is."""


def number(value: Any) -> Decimal | None:  # noqa: ANN401 - as told
    """Return a number that came as text, int or Decimal."""
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
