"""Whose a record is that files are attached to, and who may see it: whoever may see the record sees its files.

The plant's own people see everything. For a customer's user another customer's record does not exist; nor do, here, those
that are nobody's: what is attached to a shared item or to a supplier is the plant's own matter, until the plant hands it out
in a dossier.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.attachments import AttachmentView, FileTarget, FileTargetKind
from veralot_shared.contracts.gauges import GetCalibration, GetGauge
from veralot_shared.contracts.genealogy import GetLot
from veralot_shared.contracts.identity import PermissionDenied
from veralot_shared.contracts.items import GetItem
from veralot_shared.contracts.quality import GetCase
from veralot_shared.contracts.training import GetGrant
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import CalibrationId, CaseId, GaugeId, GrantId, ItemId, LotId, PartnerId

UNIT = "SELECT serial_no, lot_id FROM genealogy_unit WHERE id = %s"
PARTNER = "SELECT code FROM items_partner WHERE id = %s"
MOVEMENT = """
SELECT coalesce(nullif(v.document_no, ''), v.kind || ' ' || v.id), ARRAY(
    SELECT m.lot_id FROM genealogy_movement_line m WHERE m.movement_id = v.id
    UNION SELECT m.target_lot_id FROM genealogy_movement_line m WHERE m.movement_id = v.id)
FROM genealogy_movement v WHERE v.id = %s
"""


class Owned(NamedTuple):
    """A record as people call it, whose it is, and the lots that it is part of."""

    target: FileTarget
    label: str
    customer_id: PartnerId | None
    lot_ids: tuple[LotId, ...] = ()


def require(tx: Transaction, target: FileTarget, field: str = "target") -> Owned:
    """Return the record that files are attached to.

    Raises:
        RecordNotFound: there is none, or none that the actor may see; the same for both.
    """
    try:
        return FIND[target.kind](tx, target)
    except RecordNotFound as missing:
        raise RecordNotFound(kind=target.kind, key=str(target.id), field=field) from missing


def require_attachment(tx: Transaction, found: AttachmentView) -> Owned:
    """Return the record that a file is attached to.

    Raises:
        RecordNotFound: the actor may not see it; then there is no such attachment, and of what is not said.
    """
    try:
        return require(tx, found.target)
    except RecordNotFound as hidden:
        raise RecordNotFound(kind="attachment", key=str(found.id)) from hidden


def may_see(tx: Transaction, target: FileTarget) -> bool:
    """Tell whether the actor may see a record; not saying why not, since that would say that something is there."""
    try:
        require(tx, target)
    except (RecordNotFound, PermissionDenied):
        return False
    return True


def lot(tx: Transaction, target: FileTarget) -> Owned:
    """Return a lot. Raises: RecordNotFound."""
    found = tx.call(GetLot(id=LotId(target.id)))
    return Owned(target, found.lot_no, found.customer_id, (found.id,))


def unit(tx: Transaction, target: FileTarget) -> Owned:
    """Return a unit, which is seen by whoever sees its lot. Raises: RecordNotFound."""
    row = tx.found(tx.wire.execute(UNIT, (target.id,)).fetchone(), "unit", target.id)
    found = tx.call(GetLot(id=LotId(row[1])))
    return Owned(target, row[0], found.customer_id, (found.id,))


def item(tx: Transaction, target: FileTarget) -> Owned:
    """Return an item; to a customer's user only its own. Raises: RecordNotFound."""
    found = tx.call(GetItem(id=ItemId(target.id)))
    own(tx, found.customer_id)
    return Owned(target, found.code, found.customer_id)


def partner(tx: Transaction, target: FileTarget) -> Owned:
    """Return a partner; to a customer's user only itself. Raises: RecordNotFound."""
    row = tx.found(tx.wire.execute(PARTNER, (target.id,)).fetchone(), "partner", target.id)
    own(tx, PartnerId(target.id))
    return Owned(target, row[0], PartnerId(target.id))


def movement(tx: Transaction, target: FileTarget) -> Owned:
    """Return a movement, which is seen by whoever sees all of its lots. Raises: RecordNotFound."""
    row = tx.found(tx.wire.execute(MOVEMENT, (target.id,)).fetchone(), "movement", target.id)
    lots = [tx.call(GetLot(id=LotId(lot_id))) for lot_id in sorted(row[1])]
    owners = {one.customer_id for one in lots}
    return Owned(target, row[0], owners.pop() if len(owners) == 1 else None, tuple(one.id for one in lots))


def gauge(tx: Transaction, target: FileTarget) -> Owned:
    """Return a gauge, which is the plant's own. Raises: RecordNotFound."""
    return Owned(target, tx.call(GetGauge(id=GaugeId(target.id))).gauge.code, None)


def calibration(tx: Transaction, target: FileTarget) -> Owned:
    """Return a calibration of a gauge. Raises: RecordNotFound."""
    found = tx.call(GetCalibration(id=CalibrationId(target.id)))
    return Owned(target, f"{found.gauge} {found.done_on.isoformat()}", None)


def quality(tx: Transaction, target: FileTarget) -> Owned:
    """Return a quality record. Raises: RecordNotFound."""
    found = tx.call(GetCase(id=CaseId(target.id)))
    return Owned(target, found.case.number, found.case.customer_id)


def training(tx: Transaction, target: FileTarget) -> Owned:
    """Return a person's qualification, which is the plant's own. Raises: RecordNotFound."""
    found = tx.call(GetGrant(id=GrantId(target.id))).grant
    return Owned(target, f"{found.full_name} · {found.code}", None)


def own(tx: Transaction, customer_id: PartnerId | None) -> None:
    """Refuse a customer's user what is not its own. Raises: RecordNotFound."""
    if tx.actor.customer_id not in {None, customer_id}:
        raise RecordNotFound(kind="record", key="")


def require_plant(tx: Transaction, kind: str, key: str) -> None:
    """Refuse a customer's user what holds for the whole plant. Raises: RecordNotFound."""
    if tx.actor.customer_id is not None:
        raise RecordNotFound(kind=kind, key=key)


FIND: Mapping[FileTargetKind, Callable[[Transaction, FileTarget], Owned]] = {
    FileTargetKind.LOT: lot,
    FileTargetKind.UNIT: unit,
    FileTargetKind.ITEM: item,
    FileTargetKind.PARTNER: partner,
    FileTargetKind.MOVEMENT: movement,
    FileTargetKind.GAUGE: gauge,
    FileTargetKind.CALIBRATION: calibration,
    FileTargetKind.QUALITY: quality,
    FileTargetKind.GRANT: training,
}
