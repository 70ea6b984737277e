"""Lists results, what no longer counts beside what does, and the characteristics that failed."""

from decimal import Decimal
from typing import Final

import msgspec

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import inspections
from veralot_server.modules.inspection.domain import words
from veralot_server.modules.inspection.results import COUNTS, VIEW
from veralot_shared.contracts.inspection import (
    DefectClass,
    FailureView,
    ListFailures,
    ListResults,
    ListSamples,
    ResultView,
    SampleView,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import CharacteristicId, UnitId
from veralot_shared.rules.quantities import plain_text

PAGE_LIMIT: Final = 10_000

LISTED: Final = f"""{VIEW}
JOIN inspection_inspection i ON i.id = x.inspection_id
WHERE {inspections.SEEN}
  AND (%(inspection)s::bigint IS NULL OR x.inspection_id = %(inspection)s)
  AND (%(characteristic)s::bigint IS NULL OR x.characteristic_id = %(characteristic)s)
  AND (%(gauge)s::bigint IS NULL OR x.gauge_id = %(gauge)s)
  AND (%(after)s::bigint IS NULL OR x.id > %(after)s)
  AND (%(all)s OR {COUNTS})
ORDER BY x.id LIMIT %(limit)s OFFSET %(offset)s
"""

FAILED: Final = f"""
SELECT c.id, c.code, c.name, c.name_zh, c.defect_class, c.lower, c.upper, c.unit,
       array_agg(coalesce(trim_scale(x.value)::text, x.nonconforming::text, '') ORDER BY x.id) AS found,
       coalesce(array_agg(x.unit_id ORDER BY x.id) FILTER (WHERE x.unit_id IS NOT NULL), '{{}}') AS unit_ids,
       sum(coalesce(x.nonconforming, 1)) AS nonconforming,
       (SELECT sum(coalesce(a.inspected, 1)) FROM inspection_result a
        WHERE a.inspection_id = x.inspection_id AND a.characteristic_id = c.id
          AND NOT EXISTS (SELECT FROM inspection_result y WHERE y.replaces_id = a.id)) AS inspected
FROM inspection_result x JOIN inspection_characteristic c ON c.id = x.characteristic_id
WHERE x.inspection_id = %(inspection)s AND x.judgement = 'nonconforming' AND {COUNTS}
GROUP BY x.inspection_id, c.id ORDER BY c.position
"""  # noqa: S608 - expressions of our own


SAMPLES: Final = """
SELECT s.sample_no, s.unit_id, u.serial_no FROM inspection_sample s JOIN genealogy_unit u ON u.id = s.unit_id
WHERE s.inspection_id = %(inspection)s ORDER BY s.sample_no LIMIT %(limit)s OFFSET %(offset)s
"""


class Failed(msgspec.Struct, frozen=True, kw_only=True):
    """A characteristic that failed, as the database finds it."""

    id: CharacteristicId
    code: str
    name: str
    name_zh: str
    defect_class: DefectClass
    lower: Decimal | None
    upper: Decimal | None
    unit: str
    found: list[str]
    unit_ids: list[UnitId]
    nonconforming: int
    inspected: int


@answers(ListResults)
def list_results(query: ListResults, tx: Transaction) -> list[ResultView]:
    """List results of an inspection, or of what a gauge measured."""
    if query.inspection_id is None and query.gauge_id is None:
        raise ValueNotAllowed(value="", rule=words.RULE_ONE_LISTED, field="inspection_id")
    if query.inspection_id is not None:
        inspections.require_seen(tx, query.inspection_id)
    return tx.rows(
        ResultView,
        LISTED,
        scope=tx.actor.customer_id,
        inspection=query.inspection_id,
        characteristic=query.characteristic_id,
        gauge=query.gauge_id,
        all=query.all_attempts,
        after=query.after_id,
        limit=min(query.page.limit, PAGE_LIMIT),
        offset=query.page.offset,
    )


@answers(ListSamples)
def list_samples(query: ListSamples, tx: Transaction) -> list[SampleView]:
    """List which units the samples of an inspection are."""
    inspections.require_seen(tx, query.inspection_id)
    return tx.rows(
        SampleView,
        SAMPLES,
        inspection=query.inspection_id,
        limit=min(query.page.limit, PAGE_LIMIT),
        offset=query.page.offset,
    )


@answers(ListFailures)
def list_failures(query: ListFailures, tx: Transaction) -> list[FailureView]:
    """List what failed in an inspection."""
    view = inspections.view(tx, query.inspection_id)
    names = ("code", "name", "name_zh", "defect_class", "unit_ids", "inspected", "nonconforming")
    return [
        FailureView(
            inspection_id=view.id,
            inspection_no=view.number,
            lot_id=view.lot_id,
            lot_no=view.lot_no,
            item_id=view.item_id,
            supplier_id=view.supplier_id,
            customer_id=view.customer_id,
            characteristic_id=row.id,
            requirement=requirement(row),
            found=[text for text in row.found if text],
            quantity=view.quantity,
            unit=view.unit,
            **{name: getattr(row, name) for name in names},
        )
        for row in tx.rows(Failed, FAILED, inspection=view.id)
    ]


def requirement(row: Failed) -> str:
    """Return what was asked for: the limits with their unit, which read the same in every language."""
    lower, upper = (None if end is None else plain_text(end) for end in (row.lower, row.upper))
    if lower is not None and upper is not None:
        limits = f"{lower} … {upper}"
    elif lower is not None:
        limits = f"≥ {lower}"
    else:
        limits = f"≤ {upper}" if upper is not None else ""
    return f"{limits} {row.unit}".strip() if limits else ""
