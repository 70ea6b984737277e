"""The dossier: everything known of a lot, put together from the sections that the modules have registered."""

from veralot_server.core.module import SECTIONS, answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import lots, policy
from veralot_shared.contracts.genealogy import DossierView, GetDossier


@answers(GetDossier)
def get_dossier(query: GetDossier, tx: Transaction) -> DossierView:
    """Return a lot's dossier; a section that has nothing to do with the lot is left out."""
    policy.require_lot(tx, query.lot_id)
    lot = lots.view(tx, query.lot_id)
    ordered = sorted(SECTIONS.items(), key=lambda entry: (entry[1][0], entry[0]))
    sections = [made for _, (_, section) in ordered if (made := section(lot, tx)) is not None]
    return DossierView(lot=lot, sections=sections, at=tx.now)
