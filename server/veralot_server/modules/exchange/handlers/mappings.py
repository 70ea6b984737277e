"""Keeps ways of reading files under their names."""

from typing import Final

import msgspec

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import mappings, records
from veralot_server.modules.exchange.columns import COLUMNS
from veralot_shared.contracts.exchange import MappingExists, MappingView, RetireMapping, SaveMapping
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_

LONGEST_NAME: Final = 80
NAME_RULE: Final = N_("A name has 1 to 80 printable characters, with no space at its ends.")
FIELD_RULE: Final = N_("This kind of file has no such field.")
MOST_ENTRIES: Final = 500
ENTRIES_RULE: Final = N_("A mapping has at most 500 columns and 500 rules.")

SAVE: Final = """
INSERT INTO exchange_mapping (name, kind, content, changed_by_id, changed_at)
VALUES (%(name)s, %(kind)s, %(content)s::jsonb, %(by)s, %(now)s)
ON CONFLICT (kind, name) DO UPDATE SET content = excluded.content, changed_by_id = excluded.changed_by_id,
    changed_at = excluded.changed_at, active = true, version = exchange_mapping.version + 1
RETURNING id
"""
ALONE: Final = "SELECT pg_advisory_xact_lock(hashtext('exchange_mapping'), hashtext(%s))"
"""Whoever saves under the same name at the same moment waits, and then sees what was saved."""
RETIRE: Final = """
UPDATE exchange_mapping SET active = false, changed_by_id = %(by)s, changed_at = %(now)s, version = version + 1
WHERE id = %(id)s AND active
"""


@handles(SaveMapping)
def save_mapping(command: SaveMapping, tx: Transaction) -> MappingView:
    """Keep a way of reading files; instead of the one that has its name only if that is the one that was seen.

    Raises:
        ValueNotAllowed: an unfit name, or a field that this kind of file does not have.
        MappingExists: the name is taken by one that is not to be replaced.
    """
    records.require_plant(tx)
    name = command.name
    if not 0 < len(name) <= LONGEST_NAME or name != name.strip() or not name.isprintable():
        raise ValueNotAllowed(value=name[:LONGEST_NAME], rule=NAME_RULE, field="name")
    if len(command.columns) > MOST_ENTRIES or len(command.rules) > MOST_ENTRIES:
        raise ValueNotAllowed(value=str(len(command.columns)), rule=ENTRIES_RULE, field="columns")
    known = {column.name for column in COLUMNS[command.kind]} | {"", "*"}
    fields = [column.field for column in command.columns] + [rule.field for rule in command.rules] + command.personal
    for field in fields:
        if field not in known:
            raise ValueNotAllowed(value=field[:LONGEST_NAME], rule=FIELD_RULE, field="columns")
    require_free(command, tx)
    content = mappings.Content(
        columns=command.columns,
        rules=command.rules,
        drop_duplicates=command.drop_duplicates,
        personal=command.personal,
    )
    values = {"name": name, "kind": command.kind, "by": tx.actor.user_id, "now": tx.now}
    row = tx.wire.execute(SAVE.encode(), values | {"content": msgspec.json.encode(content).decode()}).fetchone()
    return mappings.one(tx, row[0] if row else 0)


def require_free(command: SaveMapping, tx: Transaction) -> None:
    """Check that the name is free, or that what has it is what is replaced. Raises: MappingExists."""
    tx.wire.execute(ALONE.encode(), (f"{command.kind} {command.name}",))
    taken = mappings.named(tx, command.kind, command.name)
    if taken is not None and taken.version != command.replaces:
        raise MappingExists(
            name=command.name,
            saved_by=taken.changed_by,
            saved_by_zh=taken.changed_by_zh,
            saved_at=taken.changed_at,
            version=taken.version,
        )


@handles(RetireMapping)
def retire_mapping(command: RetireMapping, tx: Transaction) -> MappingView:
    """Offer a mapping no more; it stays on record.

    Raises:
        RecordNotFound: there is none.
    """
    records.require_plant(tx)
    tx.wire.execute(RETIRE.encode(), {"id": command.id, "by": tx.actor.user_id, "now": tx.now})
    return mappings.one(tx, command.id)
