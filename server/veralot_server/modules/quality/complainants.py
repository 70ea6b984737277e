"""Who complained: kept apart from the record, shown only on request, which is put on record (I-12)."""

from typing import Final

from sqlalchemy import insert, update

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality.cases import CaseFacts
from veralot_server.modules.quality.tables import Complainant, Disclosure
from veralot_shared.contracts.quality import ComplainantView, CompleteComplaint, LogComplaint, ReceiveComplaint
from veralot_shared.ids import CaseId

ONE: Final = "SELECT complainant, address, phone, health FROM quality_complainant WHERE case_id = %(case)s"
FIELDS: Final = ("complainant", "address", "phone", "health")


def keep(tx: Transaction, case: CaseFacts, command: ReceiveComplaint | LogComplaint | CompleteComplaint) -> None:
    """Keep what was said of a person; what was known before stays where nothing new is said."""
    said = {name: value for name in FIELDS if (value := str(getattr(command, name)).strip())}
    if not said:
        return
    if known(tx, case.id) is None:
        blank = dict.fromkeys(FIELDS, "")
        tx.execute(insert(Complainant).values(case_id=case.id, **(blank | said)))
    else:
        tx.execute(update(Complainant).where(Complainant.case_id == case.id).values(said))


def known(tx: Transaction, case_id: CaseId) -> ComplainantView | None:
    """Return what is known of a complainant; to be shown to nobody but through `disclose`."""
    return tx.one(ComplainantView, ONE, case=case_id)


def disclose(tx: Transaction, case: CaseFacts, reason: str) -> ComplainantView:
    """Put on record that somebody was shown who complained, and return it."""
    tx.execute(insert(Disclosure).values(case_id=case.id, at=tx.now, by_id=tx.actor.user_id, reason=reason))
    return known(tx, case.id) or ComplainantView(complainant="", address="", phone="", health="")
