"""The dossier: everything known of a lot, put together from the sections that the modules have registered, and readiness."""

from veralot_server.core.module import SECTIONS, answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import gate, lots, policy, waiting
from veralot_shared.contracts.genealogy import (
    CheckView,
    DossierView,
    GetDossier,
    GetReadiness,
    ListReadiness,
    ReadinessView,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_

RELEASE_RULE = N_("Readiness is asked for a release.")


@answers(GetDossier)
def get_dossier(query: GetDossier, tx: Transaction) -> DossierView:
    """Return a lot's dossier; a section that has nothing to do with the lot is left out."""
    policy.require_lot(tx, query.lot_id)
    lot = lots.view(tx, query.lot_id)
    ordered = sorted(SECTIONS.items(), key=lambda entry: (entry[1][0], entry[0]))
    sections = [made for _, (_, section) in ordered if (made := section(lot, tx)) is not None]
    return DossierView(lot=lot, sections=sections, at=tx.now)


@answers(GetReadiness)
def get_readiness(query: GetReadiness, tx: Transaction) -> list[CheckView]:
    """Return the checks before a release of a lot."""
    if query.event not in gate.RELEASES:
        raise ValueNotAllowed(value=query.event, rule=RELEASE_RULE, field="event")
    policy.require_lot(tx, query.lot_id)
    return waiting.told(tx, lots.view(tx, query.lot_id), query.event)


@answers(ListReadiness)
def list_readiness(query: ListReadiness, tx: Transaction) -> list[ReadinessView]:
    """Return the lots whose next step is a release, with what stands before it."""
    return waiting.views(tx, query.page)
