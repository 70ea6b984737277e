"""What a complaint's record holds of what it must before it is closed (21 CFR 820.35(a); QMSR-03)."""

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import complainants, plans
from veralot_server.modules.quality.cases import CaseFacts
from veralot_server.modules.quality.domain.complete import Held, lacking
from veralot_shared.contracts.quality import FieldsMissing, QualityEvent


def held(tx: Transaction, case: CaseFacts) -> Held:
    """Return what a complaint's record holds of what it must."""
    first = plans.last(tx, case, QualityEvent.OPEN)
    logged = plans.last(tx, case, QualityEvent.LOG)
    told = plans.newest(tx, case, QualityEvent.COMPLETE, "device_name", "udi")
    concluded = plans.last(tx, case, QualityEvent.CONCLUDE)
    replied = plans.last(tx, case, QualityEvent.RESPOND)
    person = complainants.known(tx, case.id)
    return Held(
        device_name=told.get("device_name") or logged.get("device_name") or first.get("device_name", ""),
        received_on=first.get("received_on", ""),
        udi=told.get("udi") or logged.get("udi") or first.get("udi", ""),
        complainant=person.complainant if person else "",
        address=person.address if person else "",
        phone=person.phone if person else "",
        nature=case.description,
        correction=concluded.get("correction") or replied.get("correction", ""),
        reply=replied.get("reply", ""),
    )


def require_complete(tx: Transaction, case: CaseFacts) -> None:
    """Check that nothing is missing. Raises: FieldsMissing."""
    missing = list(lacking(held(tx, case)))
    if missing:
        raise FieldsMissing(number=case.number, fields=missing)
