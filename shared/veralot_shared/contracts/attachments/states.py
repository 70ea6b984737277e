"""Rights and kinds of evidence files, as data that both sides read."""

from enum import StrEnum


class Permission(StrEnum):
    """Rights, as scope:resource:action."""

    READ = "attachments:file:read"
    ATTACH = "attachments:file:attach"
    WITHDRAW = "attachments:file:withdraw"
    RULE_MANAGE = "attachments:rule:manage"


class FileTargetKind(StrEnum):
    """What a file can be attached to."""

    LOT = "lot"
    UNIT = "unit"
    ITEM = "item"
    PARTNER = "partner"
    MOVEMENT = "movement"
    GAUGE = "gauge"
    CALIBRATION = "calibration"
    QUALITY = "quality"
    GRANT = "training_grant"


class FileGate(StrEnum):
    """Before what a required file must be there: the plant's own release, or the registrant's to the market."""

    RELEASE = "release"
    MARKET_RELEASE = "market_release"


class FileState(StrEnum):
    """What a file counts as in a lot's dossier: a supplement came after the lot's first release (T13)."""

    IN_FORCE = "in_force"
    SUPPLEMENT = "supplement"
    WITHDRAWN = "withdrawn"


class FileStanding(StrEnum):
    """How a lot stands to a rule on a day."""

    MET = "met"
    EXPIRED = "expired"
    MISSING = "missing"
