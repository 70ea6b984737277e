"""What may come after an import: taking it back, and signing for it."""

from typing import Final

from veralot_server.core.module import Subject, handles, signs, subject
from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import records, watching
from veralot_server.modules.exchange.blockers import blockers
from veralot_shared.contracts.exchange import (
    ImportChanged,
    ImportInUse,
    ImportState,
    ImportUndone,
    ImportView,
    SignReconciliation,
    UndoImport,
)
from veralot_shared.errors import TABLE, Term, ValueNotAllowed
from veralot_shared.i18n import N_
from veralot_shared.ids import ImportId

LONGEST_REASON: Final = 500
REASON_RULE: Final = N_("Say why, in 1 to 500 printable characters.")

MARK: Final = """
UPDATE exchange_import SET undone_at = %(now)s, undone_by_id = %(by)s, undo_reason = %(reason)s, run = NULL,
    version = version + 1
WHERE id = %(id)s AND undone_at IS NULL
"""
UNDO: Final = "SELECT exchange_undo(%(id)s)"
CONTENT: Final = """
SELECT i.id, i.files->'files' AS files, i.reconciliation, i.undone_at IS NOT NULL AS undone, i.at
FROM exchange_import i WHERE i.id = %(id)s
"""


@handles(UndoImport)
def undo_import(command: UndoImport, tx: Transaction) -> ImportView:
    """Delete what an import made and put back what it changed; the log keeps every row with the reason for its end.

    Raises:
        RecordNotFound: there is no such import.
        ImportUndone: it was taken back before.
        ImportInUse: something rests on it.
        ImportRunning: another import is running.
        ValueNotAllowed: no reason is given.
    """
    view = records.one(tx, command.id)
    reason = command.reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON or not reason.isprintable():
        raise ValueNotAllowed(value=reason[:LONGEST_REASON], rule=REASON_RULE, field="reason")
    if view.state is ImportState.UNDONE:
        raise ImportUndone(number=command.id)
    watching.require_alone(tx, f"undo {command.id}", writes=True)
    found = blockers(tx, command.id)
    if found:
        raise ImportInUse(number=command.id, blockers=[Term(kind=TABLE, value=one.table) for one in found])
    tx.because(reason)
    values = {"id": command.id, "now": tx.now, "by": tx.actor.user_id, "reason": reason}
    tx.wire.execute(MARK.encode(), values)
    tx.wire.execute(UNDO.encode(), values)
    tx.emit(ImportChanged(import_id=command.id))
    return records.one(tx, command.id)


@handles(SignReconciliation)
def sign_reconciliation(command: SignReconciliation, tx: Transaction) -> ImportView:
    """Answer with the import under its new signature, which the dispatcher has written.

    Raises:
        RecordNotFound: there is no such import.
        ImportUndone: there is nothing left to sign for.
    """
    require_standing(tx, command.id)
    tx.emit(ImportChanged(import_id=command.id))
    return records.one(tx, command.id)


def require_standing(tx: Transaction, import_id: ImportId) -> None:
    """Check that an import is there and was not taken back. Raises: RecordNotFound, ImportUndone."""
    if records.one(tx, import_id).state is ImportState.UNDONE:
        raise ImportUndone(number=import_id)


@signs(SignReconciliation)
def reconciled(command: SignReconciliation, tx: Transaction) -> list[Subject]:
    """Return the import as it is signed for: its files with their hashes, and what was compared."""
    require_standing(tx, command.id)
    return [tx.found(signed_import(str(command.id), tx), "import", command.id)]


@subject("import")
def signed_import(key: str, tx: Transaction) -> Subject | None:
    """Return an import as a signature binds it; once it is taken back, the signature no longer holds."""
    if not key.isdecimal() or tx.actor.customer_id is not None:
        return None
    row = tx.wire.execute(CONTENT.encode(), {"id": int(key)}).fetchone()
    if row is None:
        return None
    number, files, reconciliation, undone, at = row
    content = {
        "import": number,
        "files": files,
        "reconciliation": reconciliation,
        "undone": undone,
        "at": at.isoformat(),
    }
    return Subject(kind="import", key=key, label=f"#{number}", content=content)
