"""How lists are sorted: by a field that is known, descending with `-` before it, equal ones by their ids."""

from collections.abc import Mapping

from veralot_server.modules.inspection.domain import words
from veralot_shared.errors import ValueNotAllowed

PAGE_LIMIT = 1000


def order(sort: str, known: Mapping[str, str], key: str) -> str:
    """Return what stands behind ORDER BY. Raises: ValueNotAllowed."""
    column = known.get(sort.removeprefix("-"))
    if column is None:
        raise ValueNotAllowed(value=sort, rule=words.RULE_SORT, field="sort")
    direction = "DESC" if sort.startswith("-") else "ASC"
    return f"{column} {direction} NULLS LAST, {key} {direction}"
