"""Stops a release while a required file is missing or no longer valid."""

from veralot_server.core.module import readiness
from veralot_server.core.transaction import Transaction
from veralot_server.modules.attachments import records
from veralot_server.modules.attachments.domain.checks import GATES
from veralot_server.modules.attachments.domain.required import lacking, said
from veralot_shared.contracts.attachments import Permission, RequiredView
from veralot_shared.contracts.genealogy import BlockerView, CheckResult, CheckView, LotEvent, LotView
from veralot_shared.i18n import N_

NAME = "attachments.files"
TITLE = N_("Required files")


@readiness(NAME)
def required_files(lot: LotView, event: LotEvent, tx: Transaction) -> CheckView:
    """Return whether every file that a rule requires before this release is there and valid today."""
    gate = GATES.get(event)
    found = [one for one in records.required_of(tx, lot) if one.gate is gate]
    missing = [blocker(one) for one in lacking(found, gate)] if gate else []
    result = CheckResult.FAILED if missing else CheckResult.PASSED if found else CheckResult.NOT_APPLICABLE
    return CheckView(id=NAME, title=TITLE, result=result, missing=missing)


def blocker(one: RequiredView) -> BlockerView:
    """Return what is wrong with one required file, and where it has to be attached."""
    sentence = said(one)
    return BlockerView(
        sentence.text,
        sentence.values,
        kind=one.target.kind,
        id=one.target.id,
        label=one.target_label,
        permission=Permission.ATTACH,
    )
