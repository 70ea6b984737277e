"""Lists containers, opens one, finds one by a scan."""

import re
from typing import Final

from veralot_server.core.module import answers
from veralot_server.core.transaction import Transaction
from veralot_server.modules.warehouse import containers
from veralot_server.modules.warehouse.queries.stock import LAST_CHARACTER, window_of
from veralot_server.modules.warehouse.standing import STATUS_NOW, UNDER, clock
from veralot_shared.contracts.warehouse import (
    ContainerDetail,
    ContainerFilter,
    ContainerUnit,
    ContainerView,
    ContentView,
    FindContainers,
    GetContainer,
    ListContainers,
    ListContainerUnits,
    StepView,
)
from veralot_shared.ids import ContainerId
from veralot_shared.rules import gs1

SSCC: Final = "00"

CONTENTS: Final = f"""
SELECT t.container_id, t.lot_id, l.lot_no, l.item_id, i.code AS item_code, i.name AS item_name,
       i.name_zh AS item_name_zh,
       {STATUS_NOW} AS status, l.expiry, trim_scale(t.quantity) AS quantity, i.unit,
       (SELECT count(*) FROM warehouse_contained_unit u WHERE u.container_id = t.container_id AND u.lot_id = t.lot_id) AS units
FROM warehouse_content t JOIN genealogy_lot l ON l.id = t.lot_id JOIN items_item i ON i.id = l.item_id
WHERE t.container_id = %(id)s AND t.quantity > 0 AND (%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s)
ORDER BY i.code, l.lot_no, l.id
"""  # noqa: S608 - expressions of our own

STEPS: Final = """
SELECT h.at, h.kind, u.full_name AS by, u.full_name_zh AS by_zh, h.reason, p.code AS location,
       o.container_no AS inside_no, x.lot_no, x.quantity, x.unit
FROM warehouse_handling h JOIN identity_user u ON u.id = h.by_id
LEFT JOIN warehouse_step t ON t.handling_id = h.id AND t.container_id = %(id)s
LEFT JOIN genealogy_location p ON p.id = t.location_id
LEFT JOIN warehouse_container o ON o.id = t.inside_id
LEFT JOIN LATERAL (
    SELECT l.lot_no, i.unit, trim_scale(sum(CASE WHEN x.target_id = %(id)s THEN x.quantity ELSE -x.quantity END)) AS quantity
    FROM warehouse_content_line x JOIN genealogy_lot l ON l.id = x.lot_id JOIN items_item i ON i.id = l.item_id
    WHERE x.handling_id = h.id AND %(id)s IN (x.source_id, x.target_id)
      AND (%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s)
    GROUP BY l.id, l.lot_no, i.unit) AS x ON true
WHERE h.id IN (SELECT s.handling_id FROM warehouse_step s WHERE s.container_id = %(id)s
               UNION SELECT c.handling_id FROM warehouse_content_line c WHERE c.source_id = %(id)s
               UNION SELECT c.handling_id FROM warehouse_content_line c WHERE c.target_id = %(id)s)
ORDER BY h.at DESC, h.id DESC, x.lot_no LIMIT 500
"""

OUTER: Final = """
AND k.id IN (WITH RECURSIVE up(id, inside_id) AS (
        SELECT o.id, o.inside_id FROM warehouse_container o WHERE o.id = %(id)s
        UNION
        SELECT o.id, o.inside_id FROM up JOIN warehouse_container o ON o.id = up.inside_id)
    SELECT id FROM up) AND k.id <> %(id)s
ORDER BY i.containers DESC
"""
"""What holds a container, from the outermost: whatever holds more holds the others too."""

UNITS: Final = """
SELECT u.id, u.serial_no, u.lot_id, l.lot_no
FROM warehouse_contained_unit c JOIN genealogy_unit u ON u.id = c.unit_id JOIN genealogy_lot l ON l.id = u.lot_id
WHERE c.container_id = %(id)s AND (%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s)
ORDER BY l.lot_no, u.serial_no, u.id LIMIT %(limit)s OFFSET %(offset)s
"""

BEGINS: Final = "upper({column}) ~>=~ upper(%({name}_text)s) AND upper({column}) ~<~ upper(%({name}_end)s)"

BEGINNINGS: Final = {"container_no": "k.container_no", "location": "p.code", "inside_no": "o.container_no"}
"""The filters that match by the beginning of a number or code."""
NAMED: Final = "(upper(c.name) LIKE upper(%(customer)s) OR upper(c.name_zh) LIKE upper(%(customer)s))"


@answers(ListContainers)
def list_containers(query: ListContainers, tx: Transaction) -> list[ContainerView]:
    """Return a window of the containers that the actor may see, by number."""
    condition, values = conditions(query.filter)
    tail = f"{condition} ORDER BY k.container_no, k.id LIMIT %(limit)s OFFSET %(offset)s"
    return containers.views(tx, tail, **values, **window_of(query.page))


def conditions(chosen: ContainerFilter) -> tuple[str, dict[str, object]]:
    """Return the condition that a filter means, and its parameters."""
    parts, values = [""], dict[str, object]()
    for name, column in BEGINNINGS.items():
        text = getattr(chosen, name).strip()
        if text:
            parts.append(BEGINS.format(column=column, name=name))
            values |= {f"{name}_text": text, f"{name}_end": text + LAST_CHARACTER}
    customer = chosen.customer.strip()
    if customer:
        # What a pattern means by these characters, a name does not.
        parts.append(NAMED)
        values["customer"] = re.sub(r"([\\%_])", r"\\\1", customer) + "%"
    if chosen.location_id is not None:
        parts.append(f"k.location_id IN (WITH RECURSIVE {UNDER} SELECT id FROM under)")  # noqa: S608 - expressions of our own
        values["location"] = chosen.location_id
    if chosen.lot_id is not None:
        parts.append(
            "k.id IN (SELECT v.container_id FROM warehouse_content v WHERE v.lot_id = %(lot)s AND v.quantity > 0)"
        )
        values["lot"] = chosen.lot_id
    if chosen.states:
        parts.append("k.state = ANY(%(states)s)")
        values["states"] = list(chosen.states)
    if chosen.kinds:
        parts.append("k.kind = ANY(%(kinds)s)")
        values["kinds"] = list(chosen.kinds)
    if chosen.outermost:
        parts.append("k.inside_id IS NULL")
    return " AND ".join(parts), values


@answers(GetContainer)
def get_container(query: GetContainer, tx: Transaction) -> ContainerDetail:
    """Return a container opened."""
    one = containers.view(tx, query.id)
    scope = {"id": query.id, "scope": tx.actor.customer_id}
    return ContainerDetail(
        container=one,
        outer=containers.views(tx, OUTER, id=query.id),
        contents=tx.rows(ContentView, CONTENTS, **scope, **clock(tx)),
        inner=containers.views(tx, "AND k.inside_id = %(id)s ORDER BY k.container_no, k.id", id=query.id),
        steps=tx.rows(StepView, STEPS, **scope),
        at=tx.now,
    )


@answers(FindContainers)
def find_containers(query: FindContainers, tx: Transaction) -> list[ContainerView]:
    """Return what a scan or a number names; a container that has exactly this number is alone."""
    text = number_in(query.text, tx)
    if not text:
        return []
    condition = "AND " + BEGINS.format(column="k.container_no", name="number")
    tail = f"{condition} ORDER BY upper(k.container_no) USING ~<~, k.id LIMIT {query.most}"
    found = containers.views(tx, tail, number_text=text, number_end=text + LAST_CHARACTER)
    exact = [one for one in found if one.container_no.casefold() == text.casefold()]
    return exact or found


def number_in(scan: str, tx: Transaction) -> str:
    """Return the container number that a scan says: the SSCC of an element string, or the text itself."""
    text = scan.strip(gs1.SCANNER_SUFFIX)
    try:
        return gs1.parse(text, today=tx.today).get(SSCC) or text
    except gs1.Gs1Error:
        return text


@answers(ListContainerUnits)
def list_container_units(query: ListContainerUnits, tx: Transaction) -> list[ContainerUnit]:
    """Return a window of the units right in a container."""
    one: ContainerId = containers.view(tx, query.container_id).id
    return tx.rows(ContainerUnit, UNITS, id=one, scope=tx.actor.customer_id, **window_of(query.page))
