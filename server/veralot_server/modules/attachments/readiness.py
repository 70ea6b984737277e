"""Stops a release while a required file is missing or no longer valid."""

from veralot_server.core.module import readiness
from veralot_server.core.transaction import Transaction
from veralot_server.modules.attachments import records
from veralot_server.modules.attachments.domain.checks import GATES
from veralot_server.modules.attachments.domain.required import lacking
from veralot_shared.contracts.genealogy import CheckResult, CheckView, LotEvent, LotView
from veralot_shared.i18n import N_

NAME = "attachments.files"
TITLE = N_("Required files")


@readiness(NAME)
def required_files(lot: LotView, event: LotEvent, tx: Transaction) -> CheckView:
    """Return whether every file that a rule requires before this release is there and valid today."""
    gate = GATES.get(event)
    found = [one for one in records.required_of(tx, lot) if one.gate is gate]
    missing = lacking(found, gate) if gate else []
    result = CheckResult.FAILED if missing else CheckResult.PASSED if found else CheckResult.NOT_APPLICABLE
    return CheckView(id=NAME, title=TITLE, result=result, missing=missing)
