"""Keeps the plant's defect codes."""

from sqlalchemy import insert, update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import defects
from veralot_server.modules.quality.domain import defects as rules
from veralot_server.modules.quality.domain import words
from veralot_server.modules.quality.domain.machine import require_text
from veralot_server.modules.quality.tables import Defect
from veralot_shared.contracts.quality import (
    DefectsChanged,
    DefectView,
    DefineDefect,
    RenameDefect,
    RestoreDefect,
    RetireDefect,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import DefectId


@handles(DefineDefect)
def define_defect(command: DefineDefect, tx: Transaction) -> DefectView:
    """Define a code."""
    defects.require_plant(tx)
    rules.require_new(command)
    defects.require_free(tx, command.code)
    row = {name: getattr(command, name) for name in ("code", "name", "name_zh", "severity")}
    made = tx.execute(insert(Defect).values(row).returning(Defect.id)).scalar_one()
    tx.emit(DefectsChanged())
    return defects.view(tx, DefectId(made))


@handles(RenameDefect)
def rename_defect(command: RenameDefect, tx: Transaction) -> DefectView:
    """Call a code otherwise; the log has its former names, and so have the steps in which it was chosen."""
    defects.require_plant(tx)
    rules.require_names(command)
    return change(tx, command.id, name=command.name, name_zh=command.name_zh, severity=command.severity)


@handles(RetireDefect)
def retire_defect(command: RetireDefect, tx: Transaction) -> DefectView:
    """Offer a code no more."""
    defects.require_plant(tx)
    reason = require_text(command.reason, "reason")
    one = defects.view(tx, command.id)
    if one.retired_at is not None:
        raise ValueNotAllowed(value=one.code, rule=words.RULE_RETIRED, field="id")
    tx.because(reason)
    return change(tx, one.id, retired_at=tx.now, retired_by=tx.actor.user_id, retired_reason=reason)


@handles(RestoreDefect)
def restore_defect(command: RestoreDefect, tx: Transaction) -> DefectView:
    """Offer a code again; the log has why it was retired, and why it is not any more."""
    defects.require_plant(tx)
    reason = require_text(command.reason, "reason")
    one = defects.view(tx, command.id)
    if one.retired_at is None:
        raise ValueNotAllowed(value=one.code, rule=words.RULE_IN_USE, field="id")
    tx.because(reason)
    return change(tx, one.id, retired_at=None, retired_by=None, retired_reason="")


def change(tx: Transaction, defect_id: DefectId, **values: object) -> DefectView:
    """Write a change of a code, and tell. Raises: RecordNotFound."""
    found = tx.execute(update(Defect).where(Defect.id == defect_id).values(values).returning(Defect.id))
    tx.found(found.scalar_one_or_none(), defects.KIND, defect_id)
    tx.emit(DefectsChanged())
    return defects.view(tx, defect_id)
