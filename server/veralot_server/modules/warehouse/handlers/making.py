"""Makes containers with their numbers, and takes empty ones out of use."""

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.core.versions import refuse_if_changed
from veralot_server.modules.warehouse import containers, contents, following, handlings, numbering, partners, spots
from veralot_server.modules.warehouse.domain import numbers
from veralot_shared.contracts.warehouse import (
    ContainerKind,
    ContainerNotEmpty,
    ContainerState,
    ContainerView,
    HandlingKind,
    MakeContainers,
    NumberingView,
    RetireContainer,
    RulesChanged,
    SetNumbering,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import ContainerId, LocationId, PartnerId


@handles(MakeContainers)
def make_containers(command: MakeContainers, tx: Transaction) -> list[ContainerView]:
    """Make containers; each number is given once."""
    most = numbers.MOST if command.container_no is None else 1
    if not 1 <= command.count <= most:
        raise ValueNotAllowed(value=str(command.count), rule=numbers.COUNT_RULE, field="count")
    spots.get(tx, command.location_id)
    partners.require_customer(tx, command.customer_id)
    made = make(tx, command.kind, command.location_id, command.customer_id, command.container_no, command.count)
    following.require_room(spots.get(tx, command.location_id))
    containers.tell(tx, made)
    return containers.views(tx, "AND k.id = ANY(%(ids)s) ORDER BY k.id", ids=made)


def make(
    tx: Transaction,
    kind: ContainerKind,
    location_id: LocationId,
    customer_id: PartnerId | None,
    container_no: str | None,
    count: int = 1,
) -> list[ContainerId]:
    """Write new containers with a number of their own or the next SSCCs. Raises: as MakeContainers."""
    if container_no is None:
        given = numbering.draw(tx, count)
    else:
        numbers.require_number(container_no)
        given = [container_no]
    rows = [
        containers.NewContainer(
            container_no=number, kind=kind, location_id=location_id, customer_id=customer_id, made_at=tx.now
        )
        for number in given
    ]
    made = containers.make(tx, rows)
    handlings.write(tx, HandlingKind.MADE, stood=made)
    return made


@handles(RetireContainer)
def retire_container(command: RetireContainer, tx: Transaction) -> ContainerView:
    """Take an empty container out of use."""
    within = containers.within(tx, [command.container_id])
    one = containers.lock(tx, command.container_id)
    if len(within) > 1 or contents.held(tx, within):
        raise ContainerNotEmpty(container_no=one.container_no)
    containers.put_inside(tx, [one.id], None)
    containers.close(tx, [one.id], ContainerState.RETIRED)
    handlings.write(tx, HandlingKind.RETIRED, stood=[one.id])
    containers.tell(tx, [one.id])
    return containers.view(tx, one.id)


NUMBERING = ("prefix", "extension")

INSERT_NUMBERING = "INSERT INTO warehouse_numbering (prefix, extension, next_serial) VALUES (%s, %s, 0)"

UPDATE_NUMBERING = """
UPDATE warehouse_numbering SET version = version + 1, next_serial = CASE WHEN (prefix, extension) = (%(prefix)s, %(extension)s)
       THEN next_serial ELSE 0 END, prefix = %(prefix)s, extension = %(extension)s
"""


@handles(SetNumbering)
def set_numbering(command: SetNumbering, tx: Transaction) -> NumberingView:
    """Set what SSCCs are made of; with another prefix serial references begin anew, and numbers given before are left out."""
    numbers.require_prefix(command.prefix, command.extension)
    found = numbering.facts(tx, lock=True)
    if found is None:
        tx.wire.execute(INSERT_NUMBERING, (command.prefix, command.extension))
    else:
        refuse_if_changed(
            command,
            tx,
            table="warehouse_numbering",
            kind="numbering",
            key=1,
            label=found.prefix,
            version=found.version,
            fields=NUMBERING,
        )
        tx.wire.execute(UPDATE_NUMBERING, {"prefix": command.prefix, "extension": command.extension})
    tx.emit(RulesChanged())
    return numbering.view(numbering.facts(tx))
