"""Keeps what there is to be qualified for."""

from sqlalchemy import update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.core.versions import refuse_if_changed
from veralot_server.modules.training import records
from veralot_server.modules.training.domain import entries
from veralot_server.modules.training.tables import Qualification
from veralot_shared.contracts.training import (
    ChangeQualification,
    DefineQualification,
    QualificationView,
    WithdrawQualification,
)
from veralot_shared.errors import RecordExists, RecordNotFound, TransitionIllegal
from veralot_shared.i18n import N_
from veralot_shared.ids import QualificationId

CARE = ("name", "name_zh", "covers", "months", "warning_days")
TAKEN = "SELECT FROM training_qualification WHERE upper(code) = upper(%s)"
WITHDRAWN, CHANGE, WITHDRAW = N_("withdrawn"), N_("Change"), N_("Withdraw")


@handles(DefineQualification)
def define_qualification(command: DefineQualification, tx: Transaction) -> QualificationView:
    """Enter a qualification. A code is taken whatever its case."""
    if tx.actor.customer_id is not None:
        raise RecordNotFound(kind="qualification", key=command.code)
    entries.require_new(command)
    if tx.wire.execute(TAKEN, (command.code,)).rowcount:
        raise RecordExists(kind="qualification", key=command.code, field="code")
    values = {name: getattr(command, name) for name in command.__struct_fields__}
    found = QualificationId(tx.insert(Qualification, values))
    records.tell_qualification(tx, found)
    return records.qualification(tx, found)


@handles(ChangeQualification)
def change_qualification(command: ChangeQualification, tx: Transaction) -> QualificationView:
    """Change what may change of a qualification."""
    entries.require_named(command)
    found = standing(tx, command.id, CHANGE)
    refuse_if_changed(
        command,
        tx,
        table=Qualification.__tablename__,
        kind="qualification",
        key=found.id,
        label=found.code,
        version=found.version,
        fields=CARE,
    )
    values = {name: getattr(command, name) for name in CARE} | {"version": found.version + 1}
    tx.execute(update(Qualification).where(Qualification.id == found.id).values(values))
    records.tell_qualification(tx, found.id)
    return records.qualification(tx, found.id)


@handles(WithdrawQualification)
def withdraw_qualification(command: WithdrawQualification, tx: Transaction) -> QualificationView:
    """Withdraw a qualification."""
    reason = entries.require_reason(command.reason)
    found = standing(tx, command.id, WITHDRAW)
    tx.because(reason)
    values = {
        "withdrawn_at": tx.now,
        "withdrawn_by": tx.actor.user_id,
        "withdrawn_reason": reason,
        "version": found.version + 1,
    }
    tx.execute(update(Qualification).where(Qualification.id == found.id).values(values))
    records.tell_qualification(tx, found.id)
    return records.qualification(tx, found.id)


def standing(tx: Transaction, qualification_id: QualificationId, event: str) -> QualificationView:
    """Lock a qualification that is not withdrawn. Raises: RecordNotFound, TransitionIllegal."""
    found = records.lock_qualification(tx, qualification_id)
    if found.withdrawn_at is not None:
        raise TransitionIllegal(kind="qualification", key=found.code, state=WITHDRAWN, event=event)
    return found
