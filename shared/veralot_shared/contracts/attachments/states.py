"""Rights and kinds of evidence files, as data that both sides read."""

from enum import StrEnum

from veralot_shared.rights import Right


class Permission(Right):
    """Rights, as scope:resource:action, and what each is called."""

    READ = "attachments:file:read", "See files"
    ATTACH = "attachments:file:attach", "Attach files"
    WITHDRAW = "attachments:file:withdraw", "Withdraw files"
    RULE_MANAGE = "attachments:rule:manage", "Manage types of files and their rules"


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
