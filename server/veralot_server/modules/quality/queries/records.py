"""Lists quality records, and tells all that was done with one."""

from typing import Final

import msgspec

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import (
    actions,
    agreements,
    cases,
    complainants,
    defects,
    dues,
    escalations,
    hindering,
    late,
    lines,
    lots,
    permits,
    plant_terms,
)
from veralot_server.modules.quality.queries.behind import conditions
from veralot_shared.contracts.quality import (
    OVER,
    AgreementView,
    CaseDetail,
    CaseKind,
    CaseView,
    DefectView,
    EscalationView,
    GetCase,
    LinkView,
    ListAgreements,
    ListCases,
    ListDefects,
    ListEscalations,
    ListTerms,
    StepView,
    TermView,
)

PAGE_LIMIT: Final = 1000

LIST: Final = """
AND (cardinality(%(kinds)s::text[]) = 0 OR c.kind = ANY(%(kinds)s))
AND (NOT %(open)s OR c.status <> ALL(%(over)s))
AND (%(lot)s::bigint IS NULL OR EXISTS (SELECT FROM quality_lot l WHERE l.case_id = c.id AND l.lot_id = %(lot)s))
AND (%(search)s = '' OR c.number ILIKE %(like)s OR c.title ILIKE %(like)s)
ORDER BY c.opened_at DESC, c.id DESC LIMIT %(limit)s OFFSET %(offset)s
"""

STEPS: Final = """
SELECT s.event, s.cycle, s.from_status, s.to_status, s.at, s.by_id, u.full_name AS by, u.full_name_zh AS by_zh, s.said,
       s.signature_id
FROM quality_step s JOIN identity_user u ON u.id = s.by_id WHERE s.case_id = %(case)s ORDER BY s.id
"""

LINKS: Final = """
SELECT k.kind, k.from_id = %(case)s AS outward, c.id AS case_id, c.kind AS case_kind, c.number, c.title, c.status
FROM quality_link k JOIN quality_case c ON c.id = CASE WHEN k.from_id = %(case)s THEN k.to_id ELSE k.from_id END
WHERE %(case)s IN (k.from_id, k.to_id) AND (%(scope)s::bigint IS NULL OR c.customer_id = %(scope)s) ORDER BY k.id
"""


@answers(ListCases)
def list_cases(query: ListCases, tx: Transaction) -> list[CaseView]:
    """List records, the newest first."""
    search = query.search.strip()
    pattern = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    behind = query.behind
    asked = "" if behind is None else "".join(f"AND {one} " for one in conditions(behind))
    return cases.views(
        tx,
        f"{asked}{LIST}",
        zone=tx.settings.zone,
        **(msgspec.structs.asdict(behind) if behind else {}),
        kinds=[kind.value for kind in query.kinds],
        open=query.open_only,
        over=[status.value for status in OVER],
        lot=query.lot_id,
        search=search,
        like=f"%{pattern}%",
        limit=min(query.page.limit, PAGE_LIMIT),
        offset=query.page.offset,
    )


@answers(GetCase)
def get_case(query: GetCase, tx: Transaction) -> CaseDetail:
    """Tell all that was done with a record."""
    case = cases.view(tx, query.id)
    facts = cases.facts(tx, query.id)
    ncr = case.kind is CaseKind.NCR
    engineering, customer = lines.needs(tx, facts) if ncr else (False, False)
    return CaseDetail(
        case=case,
        steps=tx.rows(StepView, STEPS, case=case.id),
        lots=lots.listed(tx, case.id),
        lines=lines.listed(tx, case.id) if ncr else [],
        actions=actions.listed(tx, case.id),
        links=tx.rows(LinkView, LINKS, case=case.id, scope=tx.actor.customer_id),
        clocks=dues.listed(tx, case.id),
        passed=late.listed(tx, case.id),
        needs_engineering=engineering,
        needs_consent=customer,
        agreed=lines.agreed(tx, facts) if ncr else [],
        permitted=permits.shown(tx, facts, case.quantity) if case.kind is CaseKind.PERMIT else [],
        undecided=[lot.lot_id for lot in lines.undecided(tx, case.id)] if ncr else [],
        hindered=hindering.told(tx, facts),
        complainant_known=case.kind is CaseKind.COMPLAINT and complainants.known(tx, case.id) is not None,
    )


@answers(ListEscalations)
def list_escalations(_query: ListEscalations, tx: Transaction) -> list[EscalationView]:
    """List to whom what is late is passed."""
    return escalations.listed(tx)


@answers(ListTerms)
def list_terms(_query: ListTerms, tx: Transaction) -> list[TermView]:
    """List within how many days steps are done."""
    return plant_terms.listed(tx)


@answers(ListAgreements)
def list_agreements(query: ListAgreements, tx: Transaction) -> list[AgreementView]:
    """List what is agreed with customers."""
    return agreements.listed(tx, former=query.former)


@answers(ListDefects, single=True)
def list_defects(query: ListDefects, tx: Transaction) -> list[DefectView]:
    """List the plant's defect codes."""
    return defects.listed(tx, query.search.strip(), retired=query.retired)
