"""How a lot stands to the files that are required of it, and what is said of those that are missing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from veralot_shared.contracts.attachments import FileGate, FileStanding, FileTarget, FileTargetKind, RequiredView
from veralot_shared.errors import Sentence
from veralot_shared.i18n import N_
from veralot_shared.ids import AttachmentId, AttachmentRuleId, AttachmentTypeId

MISSING: Mapping[FileTargetKind, str] = {
    FileTargetKind.LOT: N_("Lot {label} has no {type}."),
    FileTargetKind.ITEM: N_("Item {label} has no {type}."),
    FileTargetKind.PARTNER: N_("Supplier {label} has no {type}."),
}
EXPIRED: Mapping[FileTargetKind, str] = {
    FileTargetKind.LOT: N_("The {type} of lot {label} was valid until {day}."),
    FileTargetKind.ITEM: N_("The {type} of item {label} was valid until {day}."),
    FileTargetKind.PARTNER: N_("The {type} of supplier {label} was valid until {day}."),
}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that holds for a lot."""

    id: AttachmentRuleId
    gate: FileGate
    bound_to: FileTargetKind
    type_id: AttachmentTypeId
    type_name: str
    type_name_zh: str


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is attached where a rule may look for it. One on a movement of the lot counts as on the lot."""

    id: AttachmentId
    target_kind: FileTargetKind
    type_id: AttachmentTypeId
    issued_on: date | None
    valid_until: date | None


def standing(
    rule: Asked, places: Mapping[FileTargetKind, tuple[FileTarget, str]], offered: Iterable[Offered], today: date
) -> RequiredView | None:
    """Return how a lot stands to a rule on a day; `None` where it has no such place, as a lot without a supplier."""
    if rule.bound_to not in places:
        return None
    target, label = places[rule.bound_to]
    fitting = [file for file in offered if file.type_id == rule.type_id and place(file) is rule.bound_to]
    valid = [file for file in fitting if is_valid(file, today)]
    best = max(valid or fitting, key=lambda file: (file.valid_until or date.max, file.id), default=None)
    state = FileStanding.MET if valid else FileStanding.EXPIRED if best else FileStanding.MISSING
    return RequiredView(
        rule_id=rule.id,
        gate=rule.gate,
        bound_to=rule.bound_to,
        target=target,
        target_label=label,
        type_id=rule.type_id,
        type_name=rule.type_name,
        type_name_zh=rule.type_name_zh,
        state=state,
        attachment_id=best.id if best else None,
        valid_until=best.valid_until if best else None,
    )


def place(file: Offered) -> FileTargetKind:
    """Return for which kind of place a file counts."""
    return FileTargetKind.LOT if file.target_kind is FileTargetKind.MOVEMENT else file.target_kind


def is_valid(file: Offered, day: date) -> bool:
    """Tell whether a file is valid on a day; what has no end is valid without one."""
    return file.valid_until is None or file.valid_until >= day


def lacking(found: Sequence[RequiredView], gate: FileGate) -> list[RequiredView]:
    """Return what is missing before a release."""
    return [one for one in found if one.gate is gate and one.state is not FileStanding.MET]


def said(one: RequiredView) -> Sentence:
    """Return what is wrong with one required file."""
    values = {"label": one.target_label, "type": one.type_name, "type_zh": one.type_name_zh}
    if one.state is FileStanding.EXPIRED and one.valid_until is not None:
        return Sentence(EXPIRED[one.bound_to], values | {"day": one.valid_until.isoformat()})
    return Sentence(MISSING[one.bound_to], values)
