"""Sets the rules of places, storage conditions and what is agreed with customers."""

from decimal import Decimal
from typing import Final

from sqlalchemy import Table, func, insert, select, update

from veralot_server.core.database import Base
from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.core.versions import refuse_if_changed
from veralot_server.modules.warehouse import partners, places, spots
from veralot_server.modules.warehouse.domain import numbers
from veralot_server.modules.warehouse.tables import Agreement, Condition, PlaceRule, Storage
from veralot_shared.contracts.warehouse import (
    AgreementView,
    ConditionView,
    CreateCondition,
    PlaceLoop,
    PlaceView,
    RulesChanged,
    SetAgreement,
    SetPlaceRules,
    SetStorage,
    StorageView,
)
from veralot_shared.errors import RecordExists, RecordNotFound, ValueNotAllowed

PLACE_FIELDS: Final = ("parent_id", "condition_ids", "statuses", "one_customer", "one_lot", "capacity")
LONGEST_NOTE: Final = 500

LOOP = """
WITH RECURSIVE up(id) AS (
    SELECT %(parent)s::bigint
    UNION
    SELECT r.parent_id FROM up u JOIN warehouse_place_rule r ON r.location_id = u.id WHERE r.parent_id IS NOT NULL
)
SELECT EXISTS (SELECT FROM up WHERE id = %(location)s)
"""


def table_of(model: type[Base]) -> Table:
    """Return the table of a model."""
    return model.__table__  # type: ignore[return-value]  # a mapped class without inheritance has a table


class Target:
    """A row that is made when it is first set: in which table, found by what, and how people call it."""

    def __init__(self, model: type[Base], column: str, value: int, kind: str, label: str) -> None:
        self.table = table_of(model)
        self.column = self.table.c[column]
        self.value = value
        self.kind = kind
        self.label = label


def set_row(
    tx: Transaction,
    command: SetPlaceRules | SetStorage | SetAgreement,
    target: Target,
    fields: tuple[str, ...],
) -> None:
    """Set the fields of a row that a message names, or make the row. Raises: RecordChanged."""
    values = {name: getattr(command, name) for name in fields}
    found = tx.execute(
        select(target.table.c.id, target.table.c.version).where(target.column == target.value).with_for_update()
    ).first()
    if found is None:
        tx.execute(insert(target.table).values({target.column.name: target.value, **values}))
    else:
        refuse_if_changed(
            command,
            tx,
            table=target.table.name,
            kind=target.kind,
            key=found.id,
            label=target.label,
            version=found.version,
            fields=fields,
        )
        changed = update(target.table).where(target.table.c.id == found.id)
        tx.execute(changed.values(values | {"version": found.version + 1}))
    tx.emit(RulesChanged())


@handles(SetPlaceRules)
def set_place_rules(command: SetPlaceRules, tx: Transaction) -> PlaceView:
    """Set the rules of a place; they hold for whatever comes from now on."""
    spot = spots.get(tx, command.location_id)
    if command.capacity is not None and command.capacity < 1:
        raise ValueNotAllowed(value=str(command.capacity), rule=numbers.CAPACITY_RULE, field="capacity")
    for status in command.statuses:
        if status not in numbers.IN_STOCK:
            raise ValueNotAllowed(value=status, rule=numbers.NO_SUCH_STATUS_RULE, field="statuses")
    require_conditions(tx, command)
    require_no_loop(tx, command, spot.code)
    set_row(tx, command, Target(PlaceRule, "location_id", spot.id, "location", spot.code), PLACE_FIELDS)
    return places.view(tx, spot.id)


def require_conditions(tx: Transaction, command: SetPlaceRules) -> None:
    """Check that every condition is known. Raises: RecordNotFound."""
    known = set(tx.execute(select(Condition.id).where(Condition.id.in_(command.condition_ids))).scalars())
    for condition_id in command.condition_ids:
        if condition_id not in known:
            raise RecordNotFound(kind="storage condition", key=str(condition_id), field="condition_ids")


def require_no_loop(tx: Transaction, command: SetPlaceRules, code: str) -> None:
    """Check that a place does not come to lie within itself. Raises: RecordNotFound, PlaceLoop."""
    if command.parent_id is None:
        return
    parent = spots.get(tx, command.parent_id, "parent_id")
    row = tx.wire.execute(LOOP, {"parent": parent.id, "location": command.location_id}).fetchone()
    if row is not None and row[0]:
        raise PlaceLoop(location=code, parent=parent.code)


@handles(CreateCondition)
def create_condition(command: CreateCondition, tx: Transaction) -> ConditionView:
    """Name a storage condition."""
    for field, text in (("code", command.code), ("name", command.name)):
        if not (0 < len(text) <= 40 and text == text.strip() and text.isprintable()):  # noqa: PLR2004 - as the rule says
            raise ValueNotAllowed(value=text, rule=numbers.CODE_RULE, field=field)
    if low(command) > high(command):
        raise ValueNotAllowed(value=str(command.lowest), rule=numbers.LIMITS_RULE, field="lowest")
    taken = tx.execute(select(Condition.code).where(func.upper(Condition.code) == command.code.upper())).scalar()
    if taken is not None:
        raise RecordExists(kind="storage condition", key=taken, field="code")
    values = {name: getattr(command, name) for name in command.__struct_fields__}
    number = tx.execute(insert(Condition).values(values).returning(Condition.id)).scalar_one()
    tx.emit(RulesChanged())
    return ConditionView(id=number, **values)


def low(command: CreateCondition) -> Decimal:
    """Return the lowest temperature; none is lower than any."""
    return Decimal("-Infinity") if command.lowest is None else command.lowest


def high(command: CreateCondition) -> Decimal:
    """Return the highest temperature; none is higher than any."""
    return Decimal("Infinity") if command.highest is None else command.highest


@handles(SetStorage)
def set_storage(command: SetStorage, tx: Transaction) -> StorageView:
    """Set the storage condition that an item needs; what lies elsewhere already is not moved by it."""
    before = places.storage(tx, command.item_id)
    condition = select(Condition.id).where(Condition.id == command.condition_id)
    if command.condition_id is not None and tx.execute(condition).first() is None:
        raise RecordNotFound(kind="storage condition", key=str(command.condition_id), field="condition_id")
    target = Target(Storage, "item_id", command.item_id, "item", before.item_code)
    set_row(tx, command, target, ("condition_id",))
    return places.storage(tx, command.item_id)


@handles(SetAgreement)
def set_agreement(command: SetAgreement, tx: Transaction) -> AgreementView:
    """Note what is agreed about where a customer's goods lie."""
    partners.require_customer(tx, command.customer_id)
    if len(command.note) > LONGEST_NOTE or not command.note.isprintable():
        raise ValueNotAllowed(value=command.note[:40], rule=numbers.NOTE_RULE, field="note")
    target = Target(Agreement, "customer_id", command.customer_id, "customer", str(command.customer_id))
    set_row(tx, command, target, ("apart", "note"))
    return places.agreements(tx, command.customer_id)[0]
